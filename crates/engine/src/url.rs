//! [`Url`]: `dialect+driver://user:password@host:port/database?key=value`.

use std::fmt;

use indexmap::IndexMap;
use ormlab_core::{Error, Result};

/// A database URL; printed with the password hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    pub drivername: String,
    pub username: Option<String>,
    pub password: Option<String>,
    pub host: Option<String>,
    pub port: Option<u32>,
    pub database: Option<String>,
    /// Values by key; a key that is given twice has two.
    pub query: IndexMap<String, Vec<String>>,
}

/// `make_url`.
pub fn make_url(text: &str) -> Result<Url> {
    parse(text).ok_or_else(unparsable)?
}

fn unparsable() -> Error {
    Error::argument("Could not parse SQLAlchemy URL from given URL string")
}

/// `None` where the text has no shape of a URL at all.
fn parse(text: &str) -> Option<Result<Url>> {
    let (drivername, rest) = text.split_once("://")?;
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '+';
    if drivername.is_empty() || !drivername.chars().all(is_name) {
        return None;
    }
    let mut url = Url { drivername: drivername.to_owned(), ..Url::default() };
    let rest = url.take_credentials(rest);
    let (address, query) = match rest.split_once('?') {
        Some((address, query)) => (address, Some(query)),
        None => (rest, None),
    };
    let (host, database) = match address.split_once('/') {
        Some((host, database)) => (host, Some(database)),
        None => (address, None),
    };
    if let Err(error) = url.set_host(host) {
        return Some(Err(error));
    }
    url.database = database.map(unquote);
    if let Some(query) = query {
        url.set_query(query);
    }
    Some(Ok(url))
}

impl Url {
    /// Takes `user:password@` off; only what stands before the path may hold it, but a password
    /// may contain a slash.
    fn take_credentials<'a>(&mut self, rest: &'a str) -> &'a str {
        let name_end = rest.find([':', '/', '@']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        if let Some(address) = after.strip_prefix('@') {
            self.username = Some(unquote(name));
            return address;
        }
        let password = after.strip_prefix(':').and_then(|tail| tail.split_once('@'));
        match password {
            Some((password, address)) => {
                self.username = Some(unquote(name));
                self.password = Some(unquote(password));
                address
            }
            None => rest,
        }
    }

    fn set_host(&mut self, text: &str) -> Result<()> {
        let (host, port) = match text.strip_prefix('[').and_then(|tail| tail.split_once(']')) {
            Some((host, tail)) => (host, tail.strip_prefix(':')),
            None => match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            },
        };
        self.host = (!host.is_empty()).then(|| host.to_owned());
        self.port = match port.filter(|port| !port.is_empty()) {
            Some(port) => Some(port.parse().map_err(|_| {
                Error::value_error(format!("invalid literal for int() with base 10: '{port}'"))
            })?),
            None => None,
        };
        Ok(())
    }

    fn set_query(&mut self, query: &str) {
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !value.is_empty() {
                let key = unquote(&key.replace('+', " "));
                let value = unquote(&value.replace('+', " "));
                self.query.entry(key).or_default().push(value);
            }
        }
    }

    /// `get_backend_name()`: what stands before the `+`.
    pub fn backend_name(&self) -> &str {
        self.drivername.split('+').next().unwrap_or_default()
    }

    /// What stands after the `+`.
    pub fn driver_name(&self) -> Option<&str> {
        self.drivername.split_once('+').map(|(_, driver)| driver)
    }

    /// `render_as_string(hide_password=…)`.
    pub fn render(&self, hide_password: bool) -> String {
        let mut text = format!("{}://", self.drivername);
        if let Some(username) = &self.username {
            text += &quote(username, " +");
            if let Some(password) = &self.password {
                let shown = if hide_password { "***".to_owned() } else { quote(password, " +") };
                text += &format!(":{shown}");
            }
            text.push('@');
        }
        if let Some(host) = &self.host {
            text += &if host.contains(':') { format!("[{host}]") } else { host.clone() };
        }
        if let Some(port) = self.port {
            text += &format!(":{port}");
        }
        if let Some(database) = &self.database {
            text += &format!("/{}", quote(database, " +/"));
        }
        text + &self.render_query()
    }

    fn render_query(&self) -> String {
        let mut keys: Vec<&String> = self.query.keys().collect();
        keys.sort();
        let pairs = keys.into_iter().flat_map(|key| {
            self.query[key]
                .iter()
                .map(move |value| format!("{}={}", quote_plus(key), quote_plus(value)))
        });
        let pairs: Vec<String> = pairs.collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// Whether it names a database of SQLite that only one connection sees.
    pub fn is_memory(&self) -> bool {
        matches!(self.database.as_deref(), None | Some("" | ":memory:"))
            || self.query.get("mode").is_some_and(|mode| mode.iter().any(|m| m == "memory"))
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(true))
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-~".contains(&byte)
}

/// `urllib.parse.quote`.
fn quote(text: &str, safe: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if is_unreserved(byte) || safe.as_bytes().contains(&byte) {
            quoted.push(char::from(byte));
        } else {
            quoted += &format!("%{byte:02X}");
        }
    }
    quoted
}

fn quote_plus(text: &str) -> String {
    quote(text, " ").replace(' ', "+")
}

fn unquote(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let code = code.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (bytes[at], code) {
            (b'%', Some(byte)) => {
                plain.push(byte);
                at += 3;
            }
            (byte, _) => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::make_url;

    #[track_caller]
    fn check(text: &str, shown: &str, whole: &str) {
        let url = make_url(text).expect(text);
        assert_eq!((url.render(true).as_str(), url.render(false).as_str()), (shown, whole));
    }

    #[track_caller]
    fn check_error(text: &str) {
        let error = make_url(text).expect_err(text);
        assert_eq!(error.message, "Could not parse SQLAlchemy URL from given URL string");
    }

    #[test]
    fn urls_are_printed_as_the_original_prints_them() {
        check("sqlite://", "sqlite://", "sqlite://");
        check("sqlite:///a.db", "sqlite:///a.db", "sqlite:///a.db");
        check("sqlite:////abs/a.db", "sqlite:////abs/a.db", "sqlite:////abs/a.db");
        check("sqlite:///:memory:", "sqlite:///%3Amemory%3A", "sqlite:///%3Amemory%3A");
        check("mysql://h", "mysql://h", "mysql://h");
        check(
            "postgresql+psycopg2://scott:ti%40ger@[::1]:5432/db?x=1&x=2&y=a+b",
            "postgresql+psycopg2://scott:***@[::1]:5432/db?x=1&x=2&y=a+b",
            "postgresql+psycopg2://scott:ti%40ger@[::1]:5432/db?x=1&x=2&y=a+b",
        );
    }

    #[test]
    fn what_is_no_url_is_an_error() {
        check_error("foo");
        check_error("://");
        check_error("");
        check_error("a b://x");
    }
}
