//! The types that SQLite's declared types stand for.

use std::rc::Rc;

use ormlab_core::types::{NumericOptions, StringOptions};
use ormlab_core::{Result, SqlType};

use crate::environment::Environment;

fn standard(name: &'static str, base: SqlType) -> SqlType {
    SqlType::Standard { name, base: Rc::new(base) }
}

/// Makes a type of the numbers in parentheses; `None` if it takes no so many.
type Make = fn(&[u32]) -> Option<SqlType>;

fn numeric(numbers: &[u32]) -> Option<NumericOptions> {
    let options =
        NumericOptions { precision: numbers.first().copied(), ..NumericOptions::default() };
    match numbers {
        [] | [_] => Some(options),
        [_, scale] => Some(NumericOptions { scale: Some(*scale), ..options }),
        _ => None,
    }
}

fn text(numbers: &[u32]) -> Option<StringOptions> {
    let length = numbers.first().copied();
    (numbers.len() < 2).then_some(StringOptions { length, collation: None })
}

fn plain(numbers: &[u32], name: &'static str, base: SqlType) -> Option<SqlType> {
    numbers.is_empty().then(|| standard(name, base))
}

const FLOATING: fn(&[u32]) -> Option<NumericOptions> = |numbers| {
    (numbers.len() < 2).then(|| NumericOptions {
        precision: numbers.first().copied(),
        ..NumericOptions::default()
    })
};

/// By declared name, without the parentheses.
const KNOWN: &[(&str, Make)] = &[
    ("BIGINT", |n| plain(n, "BIGINT", SqlType::BigInteger)),
    ("BLOB", |n| {
        let length = n.first().copied();
        (n.len() < 2).then(|| standard("BLOB", SqlType::LargeBinary { length }))
    }),
    ("BOOL", |n| plain(n, "BOOLEAN", SqlType::BOOLEAN)),
    ("BOOLEAN", |n| plain(n, "BOOLEAN", SqlType::BOOLEAN)),
    ("CHAR", |n| Some(standard("CHAR", SqlType::String(text(n)?)))),
    ("DATE", |n| plain(n, "DATE", SqlType::Date)),
    ("DATE_CHAR", |n| plain(n, "DATE", SqlType::Date)),
    ("DATETIME", |n| plain(n, "DATETIME", SqlType::DATETIME)),
    ("DATETIME_CHAR", |n| plain(n, "DATETIME", SqlType::DATETIME)),
    ("DECIMAL", |n| Some(standard("DECIMAL", SqlType::Numeric(numeric(n)?)))),
    ("DOUBLE", |n| Some(standard("DOUBLE", SqlType::Double(FLOATING(n)?)))),
    ("FLOAT", |n| Some(standard("FLOAT", SqlType::Float(FLOATING(n)?)))),
    ("INT", |n| plain(n, "INTEGER", SqlType::Integer)),
    ("INTEGER", |n| plain(n, "INTEGER", SqlType::Integer)),
    ("JSON", |n| plain(n, "JSON", SqlType::Json { none_as_null: false })),
    ("JSONB", |n| plain(n, "JSONB", SqlType::Json { none_as_null: false })),
    ("NCHAR", |n| Some(standard("NCHAR", SqlType::Unicode(text(n)?)))),
    ("NUMERIC", |n| Some(standard("NUMERIC", SqlType::Numeric(numeric(n)?)))),
    ("NVARCHAR", |n| Some(standard("NVARCHAR", SqlType::Unicode(text(n)?)))),
    ("REAL", |n| Some(standard("REAL", SqlType::Float(FLOATING(n)?)))),
    ("SMALLINT", |n| plain(n, "SMALLINT", SqlType::SmallInteger)),
    ("TEXT", |n| Some(standard("TEXT", SqlType::Text(text(n)?)))),
    ("TIME", |n| plain(n, "TIME", SqlType::Time { timezone: false })),
    ("TIME_CHAR", |n| plain(n, "TIME", SqlType::Time { timezone: false })),
    ("TIMESTAMP", |n| plain(n, "TIMESTAMP", SqlType::DATETIME)),
    ("VARCHAR", |n| Some(standard("VARCHAR", SqlType::String(text(n)?)))),
];

/// The name of a known type that an unknown one is like, as SQLite's affinities go; `None`: of none.
fn alike(name: &str) -> Option<&'static str> {
    let has = |part: &str| name.contains(part);
    if has("INT") {
        Some("INTEGER")
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        Some("TEXT")
    } else if has("BLOB") || name.is_empty() {
        None
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        Some("REAL")
    } else {
        Some("NUMERIC")
    }
}

/// The type for what the table says, in upper case: `VARCHAR(10)`.
pub(super) fn resolve(declared: &str, environment: &Environment) -> Result<SqlType> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == ' ';
    let end = declared.find(|c| !is_of_name(c)).unwrap_or(declared.len());
    let (name, rest) = declared.split_at(end);
    let known = |name: &str| KNOWN.iter().find(|(known, _)| *known == name);
    let Some((found, make)) = known(name).or_else(|| alike(name).and_then(known)) else {
        return Ok(SqlType::Null);
    };
    let inside = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let digits = inside.map_or("", |(inside, _)| inside);
    let numbers: Vec<&str> =
        digits.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let parsed: Vec<u32> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
    if let Some(sql_type) = make(&parsed) {
        return Ok(sql_type);
    }
    let shown: Vec<String> = numbers.iter().map(|number| format!("'{number}'")).collect();
    environment.warn(&format!(
        "Could not instantiate type <class 'sqlalchemy.sql.sqltypes.{found}'> with reflected \
         arguments [{}]; using no arguments.",
        shown.join(", ")
    ))?;
    Ok(make(&[]).unwrap_or_default())
}
