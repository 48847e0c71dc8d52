//! [`ExecutionContext`]: one execution, from compiled statement to result.

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::compiler::Compiled;
use ormlab_core::{Statement, Value};

use crate::cache::CacheEntry;
use crate::connection::Connection;
use crate::host::HostSlot;
use crate::options::ExecutionOptions;
use crate::parameters::Parameters;

/// Where the text of a statement came from, with the moment it was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CacheStats {
    /// Given as text: `exec_driver_sql`.
    Raw,
    /// Such statements are not kept: DDL, many VALUES.
    NoKey(f64),
    Hit(f64),
    Miss(f64),
    /// The cache is off.
    Disabled(f64),
}

impl CacheStats {
    /// As the log shows it.
    pub fn display(self, now: f64) -> String {
        match self {
            CacheStats::Raw => "raw sql".to_owned(),
            CacheStats::NoKey(made) => format!("no key {:.5}s", now - made),
            CacheStats::Hit(made) => {
                format!("cached since {}s ago", four_digits(now - made))
            }
            CacheStats::Miss(made) => format!("generated in {:.5}s", now - made),
            CacheStats::Disabled(made) => format!("caching disabled {:.5}s", now - made),
        }
    }
}

/// `'%.4g' % number`, for numbers that are not negative.
fn four_digits(number: f64) -> String {
    if number <= 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{number:.3e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |text: &str| {
        let text = if text.contains('.') { text.trim_end_matches('0') } else { text };
        text.trim_end_matches('.').to_owned()
    };
    if (-4..4).contains(&exponent) {
        let places = usize::try_from(3 - exponent).unwrap_or(0);
        return trim(&format!("{number:.places$}"));
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trim(digits), exponent.abs())
}

/// How the parameters go to the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecuteStyle {
    Execute,
    ExecuteMany,
    InsertManyValues,
}

/// One execution; listeners see it as `context`.
pub struct ExecutionContext {
    pub connection: Connection,
    /// What was executed; `None` for text given to the driver.
    pub statement: Option<Statement>,
    pub compiled: Option<Rc<Compiled>>,
    pub sql: Rc<str>,
    /// As the driver takes them.
    pub parameters: Parameters,
    /// By name, before the types had their say; one for each set.
    pub compiled_parameters: Vec<IndexMap<Rc<str>, Value>>,
    pub options: ExecutionOptions,
    pub style: ExecuteStyle,
    pub stats: CacheStats,
    /// Microseconds.
    pub(crate) compile_time: f64,
    pub(crate) entry: Option<Rc<CacheEntry>>,
    /// Attributes that listeners set.
    pub host: HostSlot,
}

impl ExecutionContext {
    /// `executemany`.
    pub fn is_executemany(&self) -> bool {
        self.style != ExecuteStyle::Execute
    }

    /// Whether its text came from the cache.
    pub fn is_cached(&self) -> bool {
        matches!(self.stats, CacheStats::Hit(_))
    }
}

#[cfg(test)]
mod tests {
    use super::four_digits;

    #[test]
    fn four_digits_as_python_has_them() {
        let check = |number: f64, text: &str| assert_eq!(four_digits(number), text);
        check(0.000_471_9, "0.0004719");
        check(0.001_414, "0.001414");
        check(2.0, "2");
        check(12.345_6, "12.35");
        check(0.000_012_345, "1.234e-05");
        check(123_456.0, "1.235e+05");
        check(0.0, "0");
    }
}
