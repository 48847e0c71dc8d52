//! `strptime`: a moment read by a format.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::TimeZone;
use crate::exception::PyResult;
use crate::vm::Vm;

/// What was read so far; Python's defaults where nothing was.
struct Read {
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    micro: u32,
    afternoon: Option<bool>,
    day_of_year: Option<u32>,
    zone: Option<TimeZone>,
}

const DEFAULTS: Read = Read {
    year: 1900,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    micro: 0,
    afternoon: None,
    day_of_year: None,
    zone: None,
};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Why a text was not read.
enum Mismatch {
    Text,
    Directive(char),
    Rest(String),
}

/// Reads `text` by `format`, with Python's errors.
pub(crate) fn strptime(
    vm: &Vm,
    text: &str,
    format: &str,
) -> PyResult<(NaiveDateTime, Option<TimeZone>)> {
    let shown = |text: &str| vm.repr(&text.into());
    let read = match read(text, format) {
        Ok(read) => read,
        Err(Mismatch::Rest(rest)) => {
            return Err(vm.value_error(format!("unconverted data remains: {rest}")));
        }
        Err(Mismatch::Directive(letter)) => {
            let format = shown(format)?;
            return Err(vm.value_error(format!("'{letter}' is a bad directive in format {format}")));
        }
        Err(Mismatch::Text) => {
            let (text, format) = (shown(text)?, shown(format)?);
            return Err(vm.value_error(format!("time data {text} does not match format {format}")));
        }
    };
    let hour = match read.afternoon {
        Some(afternoon) => read.hour % 12 + if afternoon { 12 } else { 0 },
        None => read.hour,
    };
    let day = match read.day_of_year {
        Some(ordinal) => NaiveDate::from_yo_opt(read.year, ordinal),
        None => NaiveDate::from_ymd_opt(read.year, read.month, read.day),
    };
    let day = day.ok_or_else(|| vm.value_error("day is out of range for month"))?;
    let time = NaiveTime::from_hms_micro_opt(hour, read.minute, read.second, read.micro);
    Ok((day.and_time(time.unwrap_or_default()), read.zone))
}

fn read(text: &str, format: &str) -> Result<Read, Mismatch> {
    let mut read = DEFAULTS;
    let mut rest = text;
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_whitespace() {
            rest = rest.trim_start();
        } else if letter == '%' {
            let directive = letters.next().unwrap_or('%');
            rest = read.directive(directive, rest)?;
        } else {
            rest = rest.strip_prefix(letter).ok_or(Mismatch::Text)?;
        }
    }
    if rest.is_empty() { Ok(read) } else { Err(Mismatch::Rest(rest.to_owned())) }
}

impl Read {
    /// Reads one directive; gives the rest of the text.
    fn directive<'a>(&mut self, letter: char, text: &'a str) -> Result<&'a str, Mismatch> {
        match letter {
            'Y' => take_number(text, 4, 4, 0..=9999, |year| self.year = year as i32),
            'y' => take_number(text, 1, 2, 0..=99, |year| {
                self.year = year as i32 + if year < 69 { 2000 } else { 1900 };
            }),
            'm' => take_number(text, 1, 2, 1..=12, |month| self.month = month),
            'd' => take_number(text, 1, 2, 1..=31, |day| self.day = day),
            'H' => take_number(text, 1, 2, 0..=23, |hour| self.hour = hour),
            'I' => take_number(text, 1, 2, 1..=12, |hour| {
                self.hour = hour;
                self.afternoon.get_or_insert(false);
            }),
            'M' => take_number(text, 1, 2, 0..=59, |minute| self.minute = minute),
            'S' => take_number(text, 1, 2, 0..=61, |second| self.second = second.min(59)),
            'j' => take_number(text, 1, 3, 1..=366, |day| self.day_of_year = Some(day)),
            'f' => self.fraction(text),
            'p' => self.half(text),
            'b' | 'B' | 'h' => self.month_name(text),
            'a' | 'A' => weekday(text),
            'z' => self.offset(text),
            'Z' => take_zone_name(text),
            '%' => text.strip_prefix('%').ok_or(Mismatch::Text),
            other => Err(Mismatch::Directive(other)),
        }
    }

    fn fraction<'a>(&mut self, text: &'a str) -> Result<&'a str, Mismatch> {
        let digits = digits(text, 6);
        if digits == 0 {
            return Err(Mismatch::Text);
        }
        self.micro = format!("{:0<6}", &text[..digits]).parse().unwrap_or_default();
        Ok(&text[digits..])
    }

    fn half<'a>(&mut self, text: &'a str) -> Result<&'a str, Mismatch> {
        let half = text.get(..2).ok_or(Mismatch::Text)?;
        self.afternoon = Some(match half.to_ascii_lowercase().as_str() {
            "am" => false,
            "pm" => true,
            _ => return Err(Mismatch::Text),
        });
        Ok(&text[2..])
    }

    fn month_name<'a>(&mut self, text: &'a str) -> Result<&'a str, Mismatch> {
        for (name, month) in MONTHS.iter().zip(1..) {
            if let Some(rest) = after_name(text, name) {
                self.month = month;
                return Ok(rest);
            }
        }
        Err(Mismatch::Text)
    }

    fn offset<'a>(&mut self, text: &'a str) -> Result<&'a str, Mismatch> {
        if let Some(rest) = text.strip_prefix('Z') {
            self.zone = Some(TimeZone::UTC);
            return Ok(rest);
        }
        let end = text.find(|c: char| !matches!(c, '+' | '-' | ':' | '0'..='9'));
        let (offset, rest) = text.split_at(end.unwrap_or(text.len()));
        let offset = super::parse::offset(offset).ok_or(Mismatch::Text)?;
        self.zone = Some(TimeZone { offset, name: None });
        Ok(rest)
    }
}

fn take_zone_name(text: &str) -> Result<&str, Mismatch> {
    let found = ["UTC", "GMT"].iter().find_map(|name| text.strip_prefix(name));
    found.ok_or(Mismatch::Text)
}

/// How many digits stand first, at most `most`.
fn digits(text: &str, most: usize) -> usize {
    text.bytes().take(most).take_while(u8::is_ascii_digit).count()
}

fn take_number(
    text: &str,
    least: usize,
    most: usize,
    range: std::ops::RangeInclusive<u32>,
    mut set: impl FnMut(u32),
) -> Result<&str, Mismatch> {
    for count in (least..=digits(text, most)).rev() {
        let number = text[..count].parse().unwrap_or(u32::MAX);
        if range.contains(&number) {
            set(number);
            return Ok(&text[count..]);
        }
    }
    Err(Mismatch::Text)
}

/// The rest of a text that begins with a name or its first three letters.
fn after_name<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let begins =
        |part: &str| text.get(..part.len()).is_some_and(|own| own.eq_ignore_ascii_case(part));
    [name, &name[..3]].into_iter().find(|part| begins(part)).map(|part| &text[part.len()..])
}

fn weekday(text: &str) -> Result<&str, Mismatch> {
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    debug_assert_eq!(names.len(), Weekday::Sun.number_from_monday() as usize);
    names.iter().find_map(|name| after_name(text, name)).ok_or(Mismatch::Text)
}
