//! `'{} {name!r:>8}'.format(…)`.

use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::string::Str;
use crate::vm::Vm;

/// Where the fields take their values from.
pub(crate) enum Values<'a> {
    Args(&'a Args),
    Mapping(&'a Object),
}

struct Formatter<'a> {
    vm: &'a Vm,
    values: Values<'a>,
    /// The next automatic number; none once fields are numbered by hand.
    automatic: Option<usize>,
    manual: bool,
}

/// Formats a template.
pub(crate) fn format(vm: &Vm, template: &str, values: Values<'_>) -> PyResult<String> {
    let mut formatter = Formatter { vm, values, automatic: Some(0), manual: false };
    formatter.format(template, 2)
}

impl Formatter<'_> {
    fn format(&mut self, template: &str, depth: usize) -> PyResult<String> {
        if depth == 0 {
            return Err(self.vm.value_error("Max string recursion exceeded"));
        }
        let mut out = String::new();
        let mut rest = template;
        while let Some(place) = rest.find(['{', '}']) {
            out.push_str(&rest[..place]);
            let brace = &rest[place..=place];
            let after = &rest[place + 1..];
            if after.starts_with(brace) {
                out.push_str(brace);
                rest = &after[1..];
                continue;
            }
            if brace == "}" {
                return Err(self.vm.value_error("Single '}' encountered in format string"));
            }
            let end = self.field_end(after)?;
            out.push_str(&self.field(&after[..end], depth)?);
            rest = &after[end + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    fn field_end(&self, text: &str) -> PyResult<usize> {
        let mut depth = 1;
        let mut in_brackets = false;
        for (index, char) in text.char_indices() {
            match char {
                '[' if depth == 1 => in_brackets = true,
                ']' => in_brackets = false,
                '{' if !in_brackets => depth += 1,
                '}' if !in_brackets => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(index);
            }
        }
        Err(self.vm.value_error(if text.is_empty() {
            "Single '{' encountered in format string"
        } else {
            "expected '}' before end of string"
        }))
    }

    fn field(&mut self, field: &str, depth: usize) -> PyResult<String> {
        let end = self.name_end(field);
        let (name, rest) = field.split_at(end);
        let (conversion, spec) = match rest.strip_prefix('!') {
            Some(rest) => {
                let mut chars = rest.chars();
                let Some(conversion) = chars.next() else {
                    let message = "end of string while looking for conversion specifier";
                    return Err(self.vm.value_error(message));
                };
                match chars.next() {
                    None => (Some(conversion), ""),
                    Some(':') => (Some(conversion), chars.as_str()),
                    Some(_) => {
                        return Err(self.vm.value_error("expected ':' after conversion specifier"));
                    }
                }
            }
            None => (None, rest.strip_prefix(':').unwrap_or(rest)),
        };
        let value = self.value(name)?;
        let value = match conversion {
            None => value,
            Some('r') => Object::Str(self.vm.repr(&value)?),
            Some('s') => Object::Str(self.vm.str(&value)?),
            Some('a') => Object::from(super::quote::escape_non_ascii(&self.vm.repr(&value)?)),
            Some(other) => {
                return Err(self.vm.value_error(format!("Unknown conversion specifier {other}")));
            }
        };
        let spec =
            if spec.contains(['{', '}']) { self.format(spec, depth - 1)? } else { spec.to_owned() };
        Ok(self.vm.format(&value, &spec)?.to_string())
    }

    fn name_end(&self, field: &str) -> usize {
        let mut in_brackets = false;
        for (index, char) in field.char_indices() {
            match char {
                '[' => in_brackets = true,
                ']' => in_brackets = false,
                '!' | ':' if !in_brackets => return index,
                _ => {}
            }
        }
        field.len()
    }

    fn value(&mut self, name: &str) -> PyResult {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(end);
        let mut value = self.first(first)?;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                if end == 0 {
                    return Err(self.vm.value_error("Empty attribute in format string"));
                }
                value = self.vm.get_attr(&value, &Str::intern(&after[..end]))?;
                rest = &after[end..];
            } else if let Some((key, after)) =
                rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
            {
                let key = match key.parse::<i64>() {
                    Ok(index) => Object::Int(index),
                    Err(_) => Object::from(key),
                };
                value = self.vm.get_item(&value, &key)?;
                rest = after;
            } else {
                return Err(self.vm.value_error("Missing ']' in format string"));
            }
        }
        Ok(value)
    }

    fn first(&mut self, name: &str) -> PyResult {
        let index = if name.is_empty() {
            if self.manual {
                return Err(self.vm.value_error(
                    "cannot switch from manual field specification to automatic field numbering",
                ));
            }
            let next = self.automatic.unwrap_or(0);
            self.automatic = Some(next + 1);
            Some(next)
        } else if let Ok(index) = name.parse::<usize>() {
            if self.automatic.is_some_and(|next| next > 0) {
                return Err(self.vm.value_error(
                    "cannot switch from automatic field numbering to manual field specification",
                ));
            }
            self.manual = true;
            Some(index)
        } else {
            None
        };
        match (&self.values, index) {
            (Values::Args(args), Some(index)) => args.get(index).cloned().ok_or_else(|| {
                self.vm.index_error(format!(
                    "Replacement index {index} out of range for positional args tuple"
                ))
            }),
            (Values::Args(args), None) => {
                let found = args.keywords.iter().find(|(known, _)| *known == *name);
                found.map(|(_, value)| value.clone()).ok_or_else(|| self.vm.key_error(name))
            }
            (Values::Mapping(_), Some(_)) => {
                Err(self.vm.value_error("Format string contains positional fields"))
            }
            (Values::Mapping(mapping), None) => self.vm.get_item(mapping, &Object::from(name)),
        }
    }
}
