//! Values on their way to a driver and back, by type and dialect.

use std::rc::Rc;
use std::str::FromStr as _;

use bigdecimal::BigDecimal;
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use ormlab_core::dialect::{DefaultDialect, Dialect, PostgresqlDialect, SqliteDialect};
use ormlab_core::types::{EnumType, NumericOptions};
use ormlab_core::{SqlType, Value};

fn bound(sql_type: &SqlType, dialect: &dyn Dialect, value: Value) -> String {
    let processed = match sql_type.bind_processor(dialect) {
        Some(process) => process(value),
        None => Ok(value),
    };
    processed.map_or_else(|error| format!("{:?}: {}", error.kind, error.message), |v| v.repr())
}

fn fetched(sql_type: &SqlType, dialect: &dyn Dialect, value: Value) -> String {
    let processed = match sql_type.result_processor(dialect) {
        Some(process) => process(value),
        None => Ok(value),
    };
    processed.map_or_else(|error| format!("{:?}: {}", error.kind, error.message), |v| v.repr())
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 2, 29).expect("a leap year")
}

fn numeric() -> SqlType {
    SqlType::Numeric(NumericOptions { scale: Some(2), ..NumericOptions::default() })
}

fn decimal(text: &str) -> Value {
    Value::Decimal(Rc::new(BigDecimal::from_str(text).expect("a number")))
}

fn colours() -> SqlType {
    SqlType::Enum(Rc::new(EnumType::of_labels(vec!["red".into(), "green".into()])))
}

#[test]
fn sqlite_gets_what_it_stores() {
    let at = day().and_hms_micro_opt(1, 2, 3, 45).expect("a time");
    let datetime = SqlType::DATETIME;
    let json = SqlType::Json { none_as_null: false };
    let cases: Vec<(SqlType, Value, &str)> = vec![
        (datetime.clone(), Value::from(at), "'2024-02-29 01:02:03.000045'"),
        (datetime.clone(), Value::Date(day()), "'2024-02-29 00:00:00.000000'"),
        (
            datetime,
            Value::from("x"),
            "Type: SQLite DateTime type only accepts Python datetime and date objects as input.",
        ),
        (SqlType::Date, Value::Date(day()), "'2024-02-29'"),
        (SqlType::Time { timezone: false }, Value::Time(NaiveTime::MIN), "'00:00:00.000000'"),
        (SqlType::BOOLEAN, Value::Bool(true), "1"),
        (SqlType::BOOLEAN, Value::Int(0), "0"),
        (SqlType::BOOLEAN, Value::Int(5), "Value: Value 5 is not None, True, or False"),
        (SqlType::BOOLEAN, Value::from("x"), "Type: Not a boolean value: 'x'"),
        (numeric(), decimal("10.50"), "10.5"),
        (numeric(), Value::from("x"), "Value: could not convert string to float: 'x'"),
        (SqlType::Interval, Value::Interval(TimeDelta::hours(25)), "'1970-01-02 01:00:00.000000'"),
        (json.clone(), Value::Null, "'null'"),
        (SqlType::Json { none_as_null: true }, Value::Null, "None"),
        (json, Value::List([Value::Int(1)].as_slice().into()), "'[1]'"),
        (SqlType::JsonIndex, Value::from("k"), "'$.\"k\"'"),
        (SqlType::JsonIndex, Value::Int(2), "'$[2]'"),
        (
            SqlType::JsonPath,
            Value::Tuple([Value::from("a"), Value::Int(1)].as_slice().into()),
            "'$.\"a\"[1]'",
        ),
        (SqlType::Uuid { as_uuid: true }, Value::Uuid(255), "'000000000000000000000000000000ff'"),
        (colours(), Value::from("red"), "'red'"),
        (colours(), Value::from("blue"), "'blue'"),
        (
            SqlType::LargeBinary { length: None },
            Value::from("a"),
            "Type: memoryview: a bytes-like object is required, not 'str'",
        ),
        (SqlType::string(None), Value::Int(5), "5"),
    ];
    for (sql_type, value, expected) in cases {
        assert_eq!(bound(&sql_type, &SqliteDialect, value), expected);
    }
}

#[test]
fn sqlite_gives_back_python_values() {
    let cases: Vec<(SqlType, Value, &str)> = vec![
        (
            SqlType::DATETIME,
            Value::from("2024-02-29 01:02:03.000045"),
            "datetime.datetime(2024, 2, 29, 1, 2, 3, 45)",
        ),
        (SqlType::DATETIME, Value::from("abc"), "Value: Invalid isoformat string: 'abc'"),
        (SqlType::DATETIME, Value::Int(5), "Type: fromisoformat: argument must be str"),
        (SqlType::Date, Value::from("2024-02-29"), "datetime.date(2024, 2, 29)"),
        (SqlType::BOOLEAN, Value::Int(1), "True"),
        (SqlType::BOOLEAN, Value::Null, "None"),
        (numeric(), Value::Float(10.5), "Decimal('10.50')"),
        (numeric(), Value::Int(3), "Decimal('3.00')"),
        (SqlType::Numeric(NumericOptions::default()), Value::Float(0.1), "Decimal('0.1000000000')"),
        (SqlType::Float(NumericOptions::default()), Value::Float(0.1), "0.1"),
        (
            SqlType::Interval,
            Value::from("1970-01-02 01:00:00.000000"),
            "datetime.timedelta(days=1, seconds=3600)",
        ),
        (SqlType::Json { none_as_null: false }, Value::from("{\"a\": [1]}"), "{'a': [1]}"),
        (SqlType::Json { none_as_null: false }, Value::Int(5), "5"),
        (
            SqlType::Uuid { as_uuid: true },
            Value::from("000000000000000000000000000000ff"),
            "UUID('00000000-0000-0000-0000-0000000000ff')",
        ),
        (colours(), Value::from("red"), "'red'"),
        (
            colours(),
            Value::from("blue"),
            "Lookup: 'blue' is not among the defined enum values. Enum name: None. Possible values: red, green",
        ),
    ];
    for (sql_type, value, expected) in cases {
        assert_eq!(fetched(&sql_type, &SqliteDialect, value), expected);
    }
}

#[test]
fn databases_with_native_types_need_less() {
    let dialects: [&dyn Dialect; 2] = [&DefaultDialect, &PostgresqlDialect];
    for dialect in dialects {
        let at = Value::from(day().and_time(NaiveTime::MIN));
        assert!(SqlType::DATETIME.bind_processor(dialect).is_none());
        assert_eq!(bound(&SqlType::DATETIME, dialect, at), "datetime.datetime(2024, 2, 29, 0, 0)");
        assert!(SqlType::string(None).result_processor(dialect).is_none());
    }
    assert!(numeric().bind_processor(&PostgresqlDialect).is_none());
    assert!(SqlType::Uuid { as_uuid: true }.bind_processor(&PostgresqlDialect).is_none());
    assert_eq!(bound(&SqlType::BOOLEAN, &PostgresqlDialect, Value::Int(1)), "True");
    let variants: Rc<[(Rc<str>, SqlType)]> = Rc::new([("sqlite".into(), SqlType::BOOLEAN)]);
    let variant = SqlType::Variant { base: Rc::new(SqlType::Integer), variants };
    assert_eq!(fetched(&variant, &SqliteDialect, Value::Int(1)), "True");
    assert_eq!(fetched(&variant, &PostgresqlDialect, Value::Int(1)), "1");
}

#[test]
fn bytes_go_to_the_dbapi_as_a_view() {
    let sql_type = SqlType::LargeBinary { length: None };
    let shown = bound(&sql_type, &SqliteDialect, Value::Bytes(b"a".as_slice().into()));
    assert!(shown.starts_with("<memory at 0x"), "{shown}");
}
