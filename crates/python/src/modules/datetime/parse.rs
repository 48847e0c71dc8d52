//! `fromisoformat`: the forms of ISO 8601 that Python 3.11 reads.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::TimeZone;
use crate::exception::Raised;
use crate::vm::Vm;

/// Python's refusal.
pub(super) fn invalid(vm: &Vm, text: &str) -> Box<Raised> {
    match vm.repr(&text.into()) {
        Ok(shown) => vm.value_error(format!("Invalid isoformat string: {shown}")),
        Err(raised) => raised,
    }
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// `2026-01-31`, `20260131`, `2026-W05-6`, `2026W056`.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let year = i32::try_from(number(text.get(..4)?)?).ok()?;
    let rest = text.get(4..)?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    if let Some(week) = rest.strip_prefix('W') {
        let day = week.get(2..)?.trim_start_matches('-');
        let day = if day.is_empty() { 1 } else { number(day)? };
        let day = Weekday::try_from(u8::try_from(day.checked_sub(1)?).ok()?).ok()?;
        return NaiveDate::from_isoywd_opt(year, number(week.get(..2)?)?, day);
    }
    let (month, day) = match rest.len() {
        5 if rest.as_bytes()[2] == b'-' => (rest.get(..2)?, rest.get(3..)?),
        4 => (rest.get(..2)?, rest.get(2..)?),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
}

/// `+02:00`, `-0330`, `+02`, in seconds.
pub(super) fn offset(text: &str) -> Option<i32> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let time = clock(&text[1..])?;
    let seconds = i32::try_from(chrono::Timelike::num_seconds_from_midnight(&time)).ok()?;
    Some(sign * seconds)
}

/// A time of day without a zone.
fn clock(text: &str) -> Option<NaiveTime> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    let digits = whole.replace(':', "");
    let parts = [digits.get(0..2), digits.get(2..4), digits.get(4..6)];
    if digits.len() > 6 || digits.len() % 2 != 0 || parts[0].is_none() {
        return None;
    }
    let [hour, minute, second] = parts.map(|part| part.map_or(Some(0), number));
    let micro = match fraction {
        "" => 0,
        _ if fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{fraction:0<6}").get(..6)?.parse().ok()?
        }
        _ => return None,
    };
    NaiveTime::from_hms_micro_opt(hour?, minute?, second?, micro)
}

/// A time of day, perhaps with a zone.
pub(super) fn time(text: &str) -> Option<(NaiveTime, Option<TimeZone>)> {
    let text = text.strip_prefix('T').unwrap_or(text);
    if let Some(naive) = text.strip_suffix('Z') {
        return Some((clock(naive)?, Some(TimeZone::UTC)));
    }
    match text.find(['+', '-']) {
        None => Some((clock(text)?, None)),
        Some(at) => {
            let zone = TimeZone { offset: offset(&text[at..])?, name: None };
            Some((clock(&text[..at])?, Some(zone)))
        }
    }
}

/// A date, perhaps with a time behind any one character.
pub(super) fn moment(text: &str) -> Option<(NaiveDateTime, Option<TimeZone>)> {
    if let Some(date) = date(text) {
        return Some((date.and_time(NaiveTime::MIN), None));
    }
    let ends = text.char_indices().map(|(at, _)| at).filter(|at| (7..=10).contains(at));
    ends.into_iter().rev().find_map(|at| {
        let date = date(&text[..at])?;
        let separator = text[at..].chars().next()?;
        let (time, zone) = time(&text[at + separator.len_utf8()..])?;
        Some((date.and_time(time), zone))
    })
}
