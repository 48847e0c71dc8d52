//! Dates and times as SQLite stores them: texts, read back as `fromisoformat` reads them.

use chrono::{Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

use crate::error::{Error, Result};
use crate::value::{Value, str_repr};

pub(super) fn datetime_to_text(value: Value) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::DateTime(at, _) => {
            Ok(Value::from(format!("{} {}", date(at.date()), time(at.time()))))
        }
        Value::Date(at) => Ok(Value::from(format!("{} 00:00:00.000000", date(at)))),
        _ => Err(Error::type_error(
            "SQLite DateTime type only accepts Python datetime and date objects as input.",
        )),
    }
}

pub(super) fn date_to_text(value: Value) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Date(at) => Ok(Value::from(date(at))),
        Value::DateTime(at, _) => Ok(Value::from(date(at.date()))),
        _ => Err(Error::type_error("SQLite Date type only accepts Python date objects as input.")),
    }
}

pub(super) fn time_to_text(value: Value) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Time(at) => Ok(Value::from(time(at))),
        _ => Err(Error::type_error("SQLite Time type only accepts Python time objects as input.")),
    }
}

fn date(date: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn time(time: NaiveTime) -> String {
    let micros = time.nanosecond() / 1000 % 1_000_000;
    format!("{:02}:{:02}:{:02}.{micros:06}", time.hour(), time.minute(), time.second())
}

pub(super) fn text_to_datetime(value: Value) -> Result<Value> {
    read(value, |text| {
        let (at, offset) = parse_datetime(text)?;
        Some(Value::DateTime(at, offset))
    })
}

pub(super) fn text_to_date(value: Value) -> Result<Value> {
    read(value, |text| parse_date(text).map(Value::Date))
}

pub(super) fn text_to_time(value: Value) -> Result<Value> {
    read(value, |text| parse_time(text).map(|(time, _)| Value::Time(time)))
}

fn read(value: Value, parse: impl Fn(&str) -> Option<Value>) -> Result<Value> {
    match &value {
        Value::Null => Ok(Value::Null),
        Value::Str(text) => parse(text).ok_or_else(|| {
            Error::value_error(format!("Invalid isoformat string: {}", str_repr(text)))
        }),
        _ => Err(Error::type_error("fromisoformat: argument must be str")),
    }
}

/// `datetime.fromisoformat(text)`.
pub fn parse_datetime(text: &str) -> Option<(NaiveDateTime, Option<FixedOffset>)> {
    let date_length = if text.as_bytes().get(4) == Some(&b'-') { 10 } else { 8 };
    let date = parse_date(text.get(..date_length)?)?;
    let rest = text.get(date_length..)?;
    let mut chars = rest.chars();
    if chars.next().is_none() {
        return Some((date.and_time(NaiveTime::MIN), None));
    }
    let (time, offset) = parse_time(chars.as_str())?;
    Some((date.and_time(time), offset))
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let (year, month, day) = match bytes {
        [.., b'-', _, _, b'-', _, _] if bytes.len() == 10 => {
            (text.get(..4)?, text.get(5..7)?, text.get(8..)?)
        }
        _ if bytes.len() == 8 => (text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        _ => return None,
    };
    let year = i32::try_from(number(year)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
}

fn number(digits: &str) -> Option<u32> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn parse_time(text: &str) -> Option<(NaiveTime, Option<FixedOffset>)> {
    let text = text.strip_prefix('T').unwrap_or(text);
    let at = text.find(['+', '-', 'Z']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(at);
    let offset = if zone.is_empty() { None } else { Some(parse_offset(zone)?) };
    Some((parse_clock(clock)?, offset))
}

fn parse_clock(text: &str) -> Option<NaiveTime> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut parts = whole.split(':');
    let mut field =
        || parts.next().map_or(Some(0), |part| number(part).filter(|_| part.len() == 2));
    let (hour, minute, second) = (field()?, field()?, field()?);
    if parts.next().is_some() || (fraction.is_some() && whole.len() != 8) {
        return None;
    }
    let micros = match fraction {
        None => 0,
        Some("") => return None,
        Some(digits) => number(&format!("{digits:0<6}")[..6])?,
    };
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros)
}

fn parse_offset(text: &str) -> Option<FixedOffset> {
    if text == "Z" {
        return FixedOffset::east_opt(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let clock = parse_clock(text.get(1..)?)?;
    let seconds = i32::try_from(clock.num_seconds_from_midnight()).ok()?;
    FixedOffset::east_opt(sign * seconds)
}
