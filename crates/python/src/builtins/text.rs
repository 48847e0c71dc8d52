//! `str`: case, padding, stripping, and what kind of characters a text has.

use super::methods;
use super::string::{is_space, this};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::native::NativeFn;
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    let class = &vm.types.str;
    methods(
        class,
        &[
            ("upper", |vm, args| changed(vm, args, "upper", str::to_uppercase)),
            ("lower", |vm, args| changed(vm, args, "lower", str::to_lowercase)),
            ("casefold", |vm, args| {
                changed(vm, args, "casefold", |text| text.to_lowercase().replace('ß', "ss"))
            }),
            ("title", |vm, args| changed(vm, args, "title", title)),
            ("capitalize", |vm, args| changed(vm, args, "capitalize", capitalize)),
            ("swapcase", |vm, args| changed(vm, args, "swapcase", swapcase)),
            ("strip", |vm, args| strip(vm, args, "strip")),
            ("lstrip", |vm, args| strip(vm, args, "lstrip")),
            ("rstrip", |vm, args| strip(vm, args, "rstrip")),
            ("center", |vm, args| pad(vm, args, "center")),
            ("ljust", |vm, args| pad(vm, args, "ljust")),
            ("rjust", |vm, args| pad(vm, args, "rjust")),
            ("zfill", zfill),
            ("expandtabs", expandtabs),
        ],
    );
    methods(class, KINDS);
}

const KINDS: &[(&str, NativeFn)] = &[
    ("isalpha", |vm, args| kind(vm, args, "isalpha", |text| all(text, char::is_alphabetic))),
    ("isdigit", |vm, args| kind(vm, args, "isdigit", |text| all(text, is_digit))),
    ("isdecimal", |vm, args| {
        kind(vm, args, "isdecimal", |text| all(text, |char| char.is_ascii_digit()))
    }),
    ("isnumeric", |vm, args| kind(vm, args, "isnumeric", |text| all(text, char::is_numeric))),
    ("isalnum", |vm, args| kind(vm, args, "isalnum", |text| all(text, char::is_alphanumeric))),
    ("isspace", |vm, args| kind(vm, args, "isspace", |text| all(text, is_space))),
    ("isupper", |vm, args| kind(vm, args, "isupper", is_upper)),
    ("islower", |vm, args| kind(vm, args, "islower", is_lower)),
    ("istitle", |vm, args| kind(vm, args, "istitle", is_title)),
    ("isascii", |vm, args| kind(vm, args, "isascii", str::is_ascii)),
    ("isidentifier", |vm, args| kind(vm, args, "isidentifier", is_identifier)),
    ("isprintable", |vm, args| {
        kind(vm, args, "isprintable", |text| text.chars().all(crate::format::quote::is_printable))
    }),
];

fn no_arguments(vm: &Vm, args: &Args, name: &str) -> PyResult<()> {
    if args.is_empty() {
        return Ok(());
    }
    Err(vm.type_error(format!("str.{name}() takes no arguments ({} given)", args.len())))
}

fn changed(vm: &Vm, mut args: Args, name: &str, change: impl Fn(&str) -> String) -> PyResult {
    let this = this(vm, &mut args, name)?;
    no_arguments(vm, &args, name)?;
    Ok(Object::from(change(&this)))
}

fn kind(vm: &Vm, mut args: Args, name: &str, check: impl Fn(&str) -> bool) -> PyResult {
    let this = this(vm, &mut args, name)?;
    no_arguments(vm, &args, name)?;
    Ok(Object::Bool(check(&this)))
}

fn all(text: &str, check: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(check)
}

fn is_digit(char: char) -> bool {
    char.is_ascii_digit() || matches!(char, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉')
}

fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

fn is_lower(text: &str) -> bool {
    text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)
}

fn is_title(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && title(text) == text
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|char| char == '_' || char.is_alphabetic())
        && chars.all(|char| char == '_' || char.is_alphanumeric())
}

fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for char in text.chars() {
        if inside {
            out.extend(char.to_lowercase());
        } else {
            out.extend(char.to_uppercase());
        }
        inside = char.is_alphabetic();
    }
    out
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars.as_str().to_lowercase().chars()).collect(),
        None => String::new(),
    }
}

fn swapcase(text: &str) -> String {
    let swapped = text.chars().map(|char| {
        if char.is_uppercase() {
            char.to_lowercase().to_string()
        } else {
            char.to_uppercase().to_string()
        }
    });
    swapped.collect()
}

fn strip(vm: &Vm, mut args: Args, name: &str) -> PyResult {
    let this = this(vm, &mut args, name)?;
    let [chars] = args.between(vm, name, 0)?;
    let chars = match chars {
        None | Some(Object::None) => None,
        Some(chars) => match chars.as_str() {
            Some(chars) => Some(chars.clone()),
            None => return Err(vm.type_error(format!("{name} arg must be None or str"))),
        },
    };
    let strips = |char: char| match &chars {
        Some(chars) => chars.contains(char),
        None => is_space(char),
    };
    Ok(Object::from(match name {
        "lstrip" => this.trim_start_matches(strips),
        "rstrip" => this.trim_end_matches(strips),
        _ => this.trim_matches(strips),
    }))
}

fn pad(vm: &Vm, mut args: Args, name: &str) -> PyResult {
    let this = this(vm, &mut args, name)?;
    let [width, fill] = args.between(vm, name, 1)?;
    let width = vm.index(&width.unwrap_or(Object::None))?;
    let fill = match fill {
        None => ' ',
        Some(fill) => {
            let chars = match fill.as_str() {
                Some(fill) => fill.clone(),
                None => {
                    let given = vm.class_name(&fill);
                    let message =
                        format!("The fill character must be a unicode character, not {given}");
                    return Err(vm.type_error(message));
                }
            };
            match (chars.char_len(), chars.chars().next()) {
                (1, Some(char)) => char,
                _ => {
                    return Err(
                        vm.type_error("The fill character must be exactly one character long")
                    );
                }
            }
        }
    };
    vm.check_text(usize::try_from(width).unwrap_or(0))?;
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(this.char_len());
    let width = usize::try_from(width).unwrap_or(0);
    let left = match name {
        "ljust" => 0,
        "rjust" => missing,
        _ => missing / 2 + (missing & width & 1),
    };
    let mut out: String = std::iter::repeat_n(fill, left).collect();
    out.push_str(&this);
    out.extend(std::iter::repeat_n(fill, missing - left));
    Ok(Object::from(out))
}

fn zfill(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "zfill")?;
    let [width] = args.exactly(vm, "zfill")?;
    let width = usize::try_from(vm.index(&width)?).unwrap_or(0);
    vm.check_text(width)?;
    let missing = width.saturating_sub(this.char_len());
    let (sign, digits) = match this.strip_prefix(['+', '-']) {
        Some(rest) => this.split_at(this.len() - rest.len()),
        None => ("", &*this),
    };
    Ok(Object::from(format!("{sign}{}{digits}", "0".repeat(missing))))
}

fn expandtabs(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "expandtabs")?;
    let [size] = args.bind(vm, "expandtabs", ["tabsize"], 0)?;
    let size = match size {
        Some(size) => usize::try_from(vm.index(&size)?).unwrap_or(0),
        None => 8,
    };
    vm.check_text(this.matches('\t').count().saturating_mul(size))?;
    let mut out = String::new();
    let mut column = 0;
    for char in this.chars() {
        match char {
            '\t' => {
                let spaces = if size == 0 { 0 } else { size - column % size };
                out.push_str(&" ".repeat(spaces));
                column += spaces;
            }
            '\n' | '\r' => {
                out.push(char);
                column = 0;
            }
            _ => {
                out.push(char);
                column += 1;
            }
        }
    }
    Ok(Object::from(out))
}
