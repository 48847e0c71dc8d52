//! Python's `repr()` of values, JSON as Python's module has it, dates as `fromisoformat` reads them.

use std::rc::Rc;
use std::str::FromStr as _;

use bigdecimal::BigDecimal;
use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use indexmap::IndexMap;
use ormlab_core::Value;
use ormlab_core::types::{json_dumps, json_loads, parse_datetime};

fn decimal(text: &str) -> Value {
    Value::Decimal(Rc::new(BigDecimal::from_str(text).expect("a number")))
}

fn list(items: &[Value]) -> Value {
    Value::List(items.into())
}

fn dict(items: &[(&str, Value)]) -> Value {
    let items = items.iter().map(|(key, value)| (Rc::from(*key), value.clone()));
    Value::Dict(Rc::new(items.collect::<IndexMap<_, _>>()))
}

#[test]
fn repr_is_pythons() {
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a leap year");
    let at = date.and_hms_micro_opt(1, 2, 3, 45).expect("a time");
    let midnight = date.and_time(NaiveTime::MIN);
    let utc = FixedOffset::east_opt(0);
    let east = FixedOffset::east_opt(5400);
    let cases: Vec<(Value, &str)> = vec![
        (Value::Null, "None"),
        (Value::Bool(true), "True"),
        (Value::Int(-5), "-5"),
        (Value::Float(1.0), "1.0"),
        (Value::Float(0.1), "0.1"),
        (Value::Float(1e16), "1e+16"),
        (Value::Float(1.5e-5), "1.5e-05"),
        (Value::Float(123456789012345.0), "123456789012345.0"),
        (Value::Float(f64::INFINITY), "inf"),
        (Value::Float(-0.0), "-0.0"),
        (decimal("10.50"), "Decimal('10.50')"),
        (decimal("-0.00"), "Decimal('0.00')"),
        (decimal("0.0000001"), "Decimal('1E-7')"),
        (decimal("0.000001"), "Decimal('0.000001')"),
        (decimal("1E+3"), "Decimal('1E+3')"),
        (Value::from("it's"), "\"it's\""),
        (Value::from("a'b\"c\n\\"), "'a\\'b\"c\\n\\\\'"),
        (Value::from("é\u{7f}\u{a0}😀"), "'é\\x7f\\xa0😀'"),
        (Value::Bytes(b"a'\x00\xff".as_slice().into()), "b\"a'\\x00\\xff\""),
        (Value::Date(date), "datetime.date(2024, 2, 29)"),
        (Value::DateTime(at, None), "datetime.datetime(2024, 2, 29, 1, 2, 3, 45)"),
        (Value::DateTime(midnight, None), "datetime.datetime(2024, 2, 29, 0, 0)"),
        (
            Value::DateTime(midnight, utc),
            "datetime.datetime(2024, 2, 29, 0, 0, tzinfo=datetime.timezone.utc)",
        ),
        (
            Value::DateTime(midnight, east),
            "datetime.datetime(2024, 2, 29, 0, 0, \
             tzinfo=datetime.timezone(datetime.timedelta(seconds=5400)))",
        ),
        (Value::Interval(TimeDelta::zero()), "datetime.timedelta(0)"),
        (Value::Interval(TimeDelta::seconds(-1)), "datetime.timedelta(days=-1, seconds=86399)"),
        (
            Value::Uuid(0x12345678_1234_5678_1234_567812345678),
            "UUID('12345678-1234-5678-1234-567812345678')",
        ),
        (Value::Tuple([Value::Int(1)].as_slice().into()), "(1,)"),
        (list(&[Value::Int(1), Value::from("a")]), "[1, 'a']"),
        (dict(&[("a", Value::Null)]), "{'a': None}"),
    ];
    for (value, repr) in cases {
        assert_eq!(value.repr(), repr);
    }
}

#[test]
fn json_is_pythons() {
    let value = dict(&[
        ("a", list(&[Value::Int(1), Value::Float(2.0), Value::Null, Value::Bool(true)])),
        ("é😀\n", Value::from("x\"y")),
    ]);
    let text = r#"{"a": [1, 2.0, null, true], "\u00e9\ud83d\ude00\n": "x\"y"}"#;
    assert_eq!(json_dumps(&value).expect("plain"), text);
    assert_eq!(json_loads(text).expect("valid"), value);
    let refused = [
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("[1,\n x]", "Expecting value: line 2 column 2 (char 5)"),
        ("{\"a\" 1}", "Expecting ':' delimiter: line 1 column 6 (char 5)"),
        ("[1] 2", "Extra data: line 1 column 5 (char 4)"),
        ("\"abc", "Unterminated string starting at: line 1 column 1 (char 0)"),
        ("{1: 2}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ];
    for (text, message) in refused {
        assert_eq!(json_loads(text).expect_err("invalid").message, message);
    }
    let deep = "[".repeat(100_000);
    assert!(json_loads(&deep).is_err());
}

#[test]
fn datetimes_are_read_as_fromisoformat_does() {
    let cases = [
        ("2024-02-29 01:02:03.000045", Some("2024-02-29 01:02:03.000045")),
        ("2024-02-29", Some("2024-02-29 00:00:00")),
        ("2024-02-29T01:02", Some("2024-02-29 01:02:00")),
        ("2024-02-29 01:02:03.5", Some("2024-02-29 01:02:03.500")),
        ("2024-02-29 01:02:03Z", Some("2024-02-29 01:02:03")),
        ("2024-02-30", None),
        ("abc", None),
        ("", None),
        ("2024-02-29 25:00:00", None),
        ("2024-é2-29", None),
    ];
    for (text, expected) in cases {
        let read = parse_datetime(text).map(|(at, _)| at.to_string());
        assert_eq!(read.as_deref(), expected, "{text}");
    }
}
