//! `strftime`: a date or time by a format.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::{Date, DateTime, Time, TimeZone};
use crate::exception::PyResult;
use crate::object::Object;
use crate::vm::Vm;

/// What a format may ask of.
pub(crate) struct Fields {
    pub(crate) naive: NaiveDateTime,
    pub(crate) zone: Option<TimeZone>,
}

impl Fields {
    /// Of a date, a time (of 1900-01-01) or a datetime.
    pub(crate) fn of(vm: &Vm, object: &Object) -> PyResult<Fields> {
        if let Some(date) = object.downcast_ref::<Date>() {
            return Ok(Fields::of_date(date.0));
        }
        if let Some(moment) = object.downcast_ref::<DateTime>() {
            return Ok(Fields::of_moment(moment));
        }
        let Some(time) = object.downcast_ref::<Time>() else {
            return Err(vm.type_error("strftime() needs a date or a time"));
        };
        let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default();
        Ok(Fields { naive: day.and_time(time.naive), zone: time.zone.clone() })
    }

    pub(crate) fn of_date(date: NaiveDate) -> Fields {
        Fields { naive: date.and_time(NaiveTime::MIN), zone: None }
    }

    pub(crate) fn of_moment(moment: &DateTime) -> Fields {
        Fields { naive: moment.naive, zone: moment.zone.clone() }
    }

    /// One conversion; `None` for a letter that C does not know, which stands as it is.
    fn convert(&self, letter: char) -> Option<String> {
        let naive = &self.naive;
        let by = |format: &str| Some(naive.format(format).to_string());
        match letter {
            'f' => Some(format!("{:06}", naive.nanosecond() / 1000)),
            // The C library writes years before 1000 without leading zeros.
            'Y' => Some(naive.year().to_string()),
            'z' => Some(self.zone.as_ref().map_or(String::new(), |zone| {
                super::zone::offset_text(zone.offset).replace(':', "")
            })),
            'Z' => Some(self.zone.as_ref().map_or(String::new(), TimeZone::label)),
            'c' => by("%a %b %e %H:%M:%S %Y"),
            'x' => by("%m/%d/%y"),
            'X' => by("%H:%M:%S"),
            's' => Some(naive.and_utc().timestamp().to_string()),
            '%' => Some("%".to_owned()),
            'a' | 'A' | 'b' | 'B' | 'C' | 'd' | 'D' | 'e' | 'F' | 'g' | 'G' | 'h' | 'H' | 'I'
            | 'j' | 'k' | 'l' | 'm' | 'M' | 'n' | 'p' | 'P' | 'r' | 'R' | 'S' | 't' | 'T' | 'u'
            | 'U' | 'V' | 'w' | 'W' | 'y' => by(&format!("%{letter}")),
            _ => None,
        }
    }
}

/// The fields by a format of C.
pub(crate) fn strftime(fields: &Fields, format: &str) -> String {
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        match letters.next() {
            None => text.push('%'),
            // The C library's flag for no padding.
            Some('-') => {
                let letter = letters.next().unwrap_or('-');
                let converted = fields.convert(letter).unwrap_or_default();
                let bare = converted.trim_start_matches(['0', ' ']);
                text.push_str(if bare.is_empty() { "0" } else { bare });
            }
            Some(letter) => match fields.convert(letter) {
                Some(converted) => text.push_str(&converted),
                None => {
                    text.push('%');
                    text.push(letter);
                }
            },
        }
    }
    text
}
