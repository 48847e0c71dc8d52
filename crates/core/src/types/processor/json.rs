//! JSON as Python's `json` module writes and reads it, and paths into it.

use std::fmt::Write as _;
use std::rc::Rc;
use std::str::FromStr as _;

use indexmap::IndexMap;
use num_bigint::BigInt;

use crate::error::{Error, Result};
use crate::value::{Value, float_repr};

/// `json.dumps(value)`.
pub fn json_dumps(value: &Value) -> Result<String> {
    let mut text = String::new();
    write(&mut text, value)?;
    Ok(text)
}

fn write(text: &mut String, value: &Value) -> Result<()> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Int(_) | Value::BigInt(_) => text.push_str(&value.repr()),
        Value::Float(value) => text.push_str(&float_text(*value)),
        Value::Str(value) => write_string(text, value),
        Value::List(items) | Value::Tuple(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                write(text, item)?;
            }
            text.push(']');
        }
        Value::Dict(items) => {
            text.push('{');
            for (index, (key, item)) in items.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                write_string(text, key);
                text.push_str(": ");
                write(text, item)?;
            }
            text.push('}');
        }
        other => {
            let name = other.type_name();
            let class = name.rsplit('.').next().unwrap_or(&name);
            return Err(Error::type_error(format!(
                "Object of type {class} is not JSON serializable"
            )));
        }
    }
    Ok(())
}

fn float_text(value: f64) -> String {
    match value {
        value if value.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        value => float_repr(value),
    }
}

fn write_string(text: &mut String, value: &str) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            ' '..='~' => text.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(text, "\\u{unit:04x}").expect("writing to a string cannot fail");
                }
            }
        }
    }
    text.push('"');
}

/// `$."key"` or `$[0]`.
pub(super) fn index_text(value: &Value) -> Value {
    Value::from(format!("${}", bracketed(value)))
}

/// `$."a"[1]`.
pub(super) fn path_text(value: &Value) -> Value {
    match value {
        Value::List(steps) | Value::Tuple(steps) => {
            Value::from(format!("${}", steps.iter().map(bracketed).collect::<String>()))
        }
        other => other.clone(),
    }
}

fn bracketed(step: &Value) -> String {
    match step {
        Value::Int(_) | Value::BigInt(_) => format!("[{}]", step.repr()),
        other => format!(".\"{}\"", step_text(other)),
    }
}

pub(super) fn step_text(step: &Value) -> String {
    match step {
        Value::Str(text) => text.to_string(),
        other => other.repr(),
    }
}

/// How deep arrays and objects may be nested: as deep as CPython's own recursion allows, nearly.
const DEPTH: usize = 900;

/// `json.loads(text)`.
pub fn json_loads(text: &str) -> Result<Value> {
    let mut reader = Reader { text, at: 0 };
    reader.skip_blanks();
    let value = reader.value(0)?;
    reader.skip_blanks();
    if reader.at < text.len() {
        return Err(reader.error("Extra data", reader.at));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn error(&self, message: &str, at: usize) -> Error {
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let position = before.chars().count();
        Error::value_error(format!("{message}: line {line} column {column} (char {position})"))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.text[self.at..].starts_with(word);
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    fn value(&mut self, depth: usize) -> Result<Value> {
        if depth > DEPTH {
            return Err(Error::value_error("JSON is nested too deeply"));
        }
        match self.peek() {
            Some(b'"') => Ok(Value::from(self.string()?)),
            Some(b'[') => self.array(depth),
            Some(b'{') => self.object(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Value> {
        let words = [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
            ("Infinity", Value::Float(f64::INFINITY)),
        ];
        for (word, value) in words {
            if self.take(word) {
                return Ok(value);
            }
        }
        Err(self.error("Expecting value", self.at))
    }

    fn number(&mut self) -> Result<Value> {
        if self.take("-Infinity") {
            return Ok(Value::Float(f64::NEG_INFINITY));
        }
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'));
        let digits = &rest[..end.unwrap_or(rest.len())];
        let value = if digits.contains(['.', 'e', 'E']) {
            digits.parse().ok().map(Value::Float)
        } else {
            let big = || BigInt::from_str(digits).ok().map(|big| Value::BigInt(Rc::new(big)));
            digits.parse().ok().map(Value::Int).or_else(big)
        };
        let value = value.ok_or_else(|| self.error("Expecting value", self.at))?;
        self.at += digits.len();
        Ok(value)
    }

    fn array(&mut self, depth: usize) -> Result<Value> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_blanks();
        if self.take("]") {
            return Ok(Value::List(items.into()));
        }
        loop {
            self.skip_blanks();
            items.push(self.value(depth + 1)?);
            self.skip_blanks();
            if self.take("]") {
                return Ok(Value::List(items.into()));
            }
            if !self.take(",") {
                return Err(self.error("Expecting ',' delimiter", self.at));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value> {
        self.at += 1;
        let mut items: IndexMap<Rc<str>, Value> = IndexMap::new();
        self.skip_blanks();
        if self.take("}") {
            return Ok(Value::Dict(Rc::new(items)));
        }
        loop {
            self.skip_blanks();
            if self.peek() != Some(b'"') {
                let message = "Expecting property name enclosed in double quotes";
                return Err(self.error(message, self.at));
            }
            let key = self.string()?;
            self.skip_blanks();
            if !self.take(":") {
                return Err(self.error("Expecting ':' delimiter", self.at));
            }
            self.skip_blanks();
            let value = self.value(depth + 1)?;
            items.insert(key.into(), value);
            self.skip_blanks();
            if self.take("}") {
                return Ok(Value::Dict(Rc::new(items)));
            }
            if !self.take(",") {
                return Err(self.error("Expecting ',' delimiter", self.at));
            }
        }
    }

    fn string(&mut self) -> Result<String> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(c) = rest.chars().next() else {
                return Err(self.error("Unterminated string starting at", start));
            };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(text),
                '\\' => text.push(self.escape()?),
                c if c < ' ' => {
                    return Err(self.error("Invalid control character at", self.at - 1));
                }
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let at = self.at - 1;
        let code = self.peek();
        self.at += 1;
        Ok(match code {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(c @ (b'"' | b'\\' | b'/')) => c.into(),
            Some(b'u') => return self.unicode(at),
            _ => {
                self.at -= 1;
                return Err(self.error("Invalid \\escape", at));
            }
        })
    }

    fn unicode(&mut self, at: usize) -> Result<char> {
        let first = self.unit(at)?;
        if (0xd800..0xdc00).contains(&first) && self.take("\\u") {
            let second = self.unit(at)?;
            let pair = char::decode_utf16([first, second]).next().and_then(Result::ok);
            return Ok(pair.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Ok(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn unit(&mut self, at: usize) -> Result<u16> {
        let digits = self.text.get(self.at..self.at + 4);
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.error("Invalid \\uXXXX escape", at + 1))?;
        self.at += 4;
        Ok(unit)
    }
}
