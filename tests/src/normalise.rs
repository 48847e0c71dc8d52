//! The rules for what differs from run to run; `oracle/normalise.py` has the same, and says them.

use chrono::{Datelike, Utc};
use regex::Regex;
use serde_json::Value;

/// The rules, made once for a run of the tests.
pub struct Normaliser(Vec<(Regex, &'static str)>);

impl Default for Normaliser {
    fn default() -> Normaliser {
        let day = Utc::now().date_naive();
        let now = format!(r"\b{}[ T]\d\d:\d\d:\d\d(?:\.\d+)?", day.format("%Y-%m-%d"));
        let constructed = format!(
            r"datetime\.datetime\({}, {}, {}, [\d, ]+\)",
            day.year(),
            day.month(),
            day.day()
        );
        let rules: [(&str, &str); 7] = [
            (r"\b0x[0-9a-fA-F]{6,}", "0x…"),
            (r"(cannot import name '[^']*' from '[^']*' )\([^)]*\)", "$1(<PLACE>)"),
            (r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ", "<LOGTIME> "),
            (r"\[cached since \S+s ago\]", "[cached since <T>s ago]"),
            (r"\b\d+(?:\.\d+(?:e-\d+)?|e-\d+)s\b", "<T>s"),
            (&now, "<NOW>"),
            (&constructed, "datetime.datetime(<NOW>)"),
        ];
        let compiled = rules.map(|(pattern, by)| (Regex::new(pattern).expect("a valid rule"), by));
        Normaliser(compiled.into())
    }
}

impl Normaliser {
    pub fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (pattern, by)| {
            pattern.replace_all(&text, *by).into_owned()
        })
    }

    /// All texts of a JSON value.
    pub fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(entries) => {
                entries.iter().map(|(key, item)| (key.clone(), self.value(item))).collect()
            }
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Normaliser;

    #[test]
    fn what_differs_between_runs_is_replaced() {
        let rules = Normaliser::default();
        let check = |text: &str, expected: &str| assert_eq!(rules.text(text), expected);
        check("<A at 0x7f001122>", "<A at 0x…>");
        check("[generated in 0.00012s] ()", "[generated in <T>s] ()");
        check("[cached since 2s ago] ()", "[cached since <T>s ago] ()");
        check("2026-01-31 10:00:00,123 INFO x", "<LOGTIME> INFO x");
        check("1 item, 2024-01-31 10:00:00", "1 item, 2024-01-31 10:00:00");
    }
}
