//! `str`: making, searching, splitting, joining, replacing.

use super::{getter, methods, static_methods};
use crate::exception::PyResult;
use crate::format::template::{self, Values};
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::instance::Instance;
use crate::object::range::Slice;
use crate::object::string::Str;
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    let class = &vm.types.str;
    class.change_hooks(|hooks| hooks.construct = Some(construct));
    methods(
        class,
        &[
            ("split", |vm, args| split(vm, args, Side::Left)),
            ("rsplit", |vm, args| split(vm, args, Side::Right)),
            ("splitlines", splitlines),
            ("partition", |vm, args| partition(vm, args, Side::Left)),
            ("rpartition", |vm, args| partition(vm, args, Side::Right)),
            ("join", join),
            ("replace", replace),
            ("find", |vm, args| find(vm, args, "find", Side::Left)),
            ("rfind", |vm, args| find(vm, args, "rfind", Side::Right)),
            ("index", |vm, args| index(vm, args, "index", Side::Left)),
            ("rindex", |vm, args| index(vm, args, "rindex", Side::Right)),
            ("count", count),
            ("startswith", |vm, args| affix(vm, args, "startswith", Side::Left)),
            ("endswith", |vm, args| affix(vm, args, "endswith", Side::Right)),
            ("removeprefix", |vm, args| remove_affix(vm, args, "removeprefix", Side::Left)),
            ("removesuffix", |vm, args| remove_affix(vm, args, "removesuffix", Side::Right)),
            ("format", format),
            ("format_map", format_map),
            ("encode", encode),
            ("translate", translate),
            ("__getnewargs__", |vm, args| {
                let [this] = args.exactly(vm, "__getnewargs__")?;
                Ok(Object::tuple([this]))
            }),
        ],
    );
    static_methods(class, &[("maketrans", maketrans)]);
    getter(class, "__doc__", |_, _| Ok(Object::None), None);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

fn construct(vm: &Vm, class: &Class, mut args: Args) -> PyResult {
    let encoding = args.take("encoding");
    let errors = args.take("errors");
    let named = args.take("object");
    let [object, second, _third] = args.between(vm, "str", 0)?;
    let text = match (object.or(named), second.or(encoding)) {
        (None, _) => Str::from(""),
        (Some(object), None) if errors.is_none() => vm.str(&object)?,
        (Some(object), encoding) => {
            if let Some(encoding) = &encoding
                && encoding.as_str().is_none()
            {
                let given = vm.class_name(encoding);
                let message = format!("str() argument 'encoding' must be str, not {given}");
                return Err(vm.type_error(message));
            }
            match object.unwrapped() {
                Object::Bytes(bytes) => {
                    super::bytes::decode(vm, bytes, encoding.as_ref(), errors.as_ref())?
                }
                Object::Str(_) => return Err(vm.type_error("decoding str is not supported")),
                other => {
                    let given = vm.class_name(other);
                    return Err(vm.type_error(format!(
                        "decoding to str: need a bytes-like object, {given} found"
                    )));
                }
            }
        }
    };
    if *class == vm.types.str {
        return Ok(Object::Str(text));
    }
    Ok(Object::Instance(Instance::with_value(class, Object::Str(text)).into()))
}

/// The text of a method's instance.
pub(super) fn this(vm: &Vm, args: &mut Args, name: &str) -> PyResult<Str> {
    let Some(object) = args.take_first() else {
        return Err(vm.type_error(format!("unbound method str.{name}() needs an argument")));
    };
    match object.as_str() {
        Some(text) => Ok(text.clone()),
        None => {
            let given = vm.class_name(&object);
            Err(vm.type_error(format!(
                "descriptor '{name}' for 'str' objects doesn't apply to a '{given}' object"
            )))
        }
    }
}

/// An argument that must be text.
pub(super) fn text(vm: &Vm, name: &str, place: usize, object: &Object) -> PyResult<Str> {
    match object.as_str() {
        Some(text) => Ok(text.clone()),
        None => {
            let given = vm.class_name(object);
            let place = if place == 0 { String::new() } else { format!(" {place}") };
            Err(vm.type_error(format!("{name}() argument{place} must be str, not {given}")))
        }
    }
}

fn split(vm: &Vm, mut args: Args, side: Side) -> PyResult {
    let name = if side == Side::Left { "split" } else { "rsplit" };
    let this = this(vm, &mut args, name)?;
    let [separator, most] = args.bind(vm, name, ["sep", "maxsplit"], 0)?;
    let most = match most {
        Some(most) => usize::try_from(vm.index(&most)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let separator = match separator {
        None | Some(Object::None) => return Ok(split_spaces(&this, most, side)),
        Some(separator) => match separator.as_str() {
            Some(separator) => separator.clone(),
            None => {
                let given = vm.class_name(&separator);
                return Err(vm.type_error(format!("must be str or None, not {given}")));
            }
        },
    };
    if separator.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let limit = most.saturating_add(1);
    let parts: Vec<&str> = match side {
        Side::Left => this.splitn(limit, &*separator).collect(),
        Side::Right => {
            let mut parts: Vec<&str> = this.rsplitn(limit, &*separator).collect();
            parts.reverse();
            parts
        }
    };
    Ok(Object::list(parts.into_iter().map(Object::from)))
}

fn split_spaces(text: &str, most: usize, side: Side) -> Object {
    let mut parts: Vec<&str> = Vec::new();
    let skip = |text: &'_ str| -> usize {
        match side {
            Side::Left => text.len() - text.trim_start_matches(is_space).len(),
            Side::Right => text.trim_end_matches(is_space).len(),
        }
    };
    let mut rest = text;
    loop {
        let place = skip(rest);
        rest = if side == Side::Left { &rest[place..] } else { &rest[..place] };
        if rest.is_empty() {
            break;
        }
        if parts.len() == most {
            parts.push(rest);
            break;
        }
        if side == Side::Left {
            let end = rest.find(is_space).unwrap_or(rest.len());
            parts.push(&rest[..end]);
            rest = &rest[end..];
        } else {
            let after =
                |place: usize| place + rest[place..].chars().next().map_or(1, char::len_utf8);
            let start = rest.rfind(is_space).map_or(0, after);
            parts.push(&rest[start..]);
            rest = &rest[..start];
        }
    }
    if side == Side::Right {
        parts.reverse();
    }
    Object::list(parts.into_iter().map(Object::from))
}

/// What `str.isspace` and `strip` take for a space.
pub(super) fn is_space(char: char) -> bool {
    char.is_whitespace() || ('\x1c'..='\x1f').contains(&char)
}

fn splitlines(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "splitlines")?;
    let [keeps] = args.bind(vm, "splitlines", ["keepends"], 0)?;
    let keeps = match keeps {
        Some(keeps) => vm.truth(&keeps)?,
        None => false,
    };
    let mut lines = Vec::new();
    let mut rest = &*this;
    let is_end = |char: char| {
        matches!(
            char,
            '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    while let Some(place) = rest.find(is_end) {
        let end = &rest[place..];
        let length =
            if end.starts_with("\r\n") { 2 } else { end.chars().next().map_or(1, char::len_utf8) };
        lines.push(Object::from(&rest[..if keeps { place + length } else { place }]));
        rest = &rest[place + length..];
    }
    if !rest.is_empty() {
        lines.push(Object::from(rest));
    }
    Ok(Object::from(lines))
}

fn partition(vm: &Vm, mut args: Args, side: Side) -> PyResult {
    let name = if side == Side::Left { "partition" } else { "rpartition" };
    let this = this(vm, &mut args, name)?;
    let [separator] = args.exactly(vm, name)?;
    let separator = text(vm, name, 0, &separator)?;
    if separator.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let place = if side == Side::Left { this.find(&*separator) } else { this.rfind(&*separator) };
    let parts = match (place, side) {
        (Some(place), _) => [&this[..place], &*separator, &this[place + separator.len()..]],
        (None, Side::Left) => [&*this, "", ""],
        (None, Side::Right) => ["", "", &*this],
    };
    Ok(Object::tuple(parts.map(Object::from)))
}

fn join(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "join")?;
    let [iterable] = args.exactly(vm, "join")?;
    let Some(iterator) = vm.iter_if_any(&iterable)? else {
        return Err(vm.type_error("can only join an iterable"));
    };
    let mut joined = String::new();
    for (index, item) in vm.drain(&iterator)?.iter().enumerate() {
        if index > 0 {
            joined.push_str(&this);
        }
        match item.as_str() {
            Some(text) => {
                vm.check_text(joined.len() + text.len())?;
                joined.push_str(text);
            }
            None => {
                let given = vm.class_name(item);
                let message =
                    format!("sequence item {index}: expected str instance, {given} found");
                return Err(vm.type_error(message));
            }
        }
    }
    Ok(Object::from(joined))
}

fn replace(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "replace")?;
    let [old, new, most] = args.between(vm, "replace", 2)?;
    let old = text(vm, "replace", 1, &old.unwrap_or(Object::None))?;
    let new = text(vm, "replace", 2, &new.unwrap_or(Object::None))?;
    let most = match most {
        Some(most) => usize::try_from(vm.index(&most)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    if this.is_empty() && old.is_empty() && most > 0 {
        return Ok(Object::Str(new));
    }
    if new.len() > old.len() {
        let count = if old.is_empty() { this.char_len() + 1 } else { this.matches(&*old).count() };
        let growth = count.min(most).saturating_mul(new.len() - old.len());
        vm.check_text(this.len().saturating_add(growth))?;
    }
    Ok(Object::from(this.replacen(&*old, &new, most)))
}

/// The part of a text that the optional `start` and `end` cut out, and where it starts.
fn cut(
    vm: &Vm,
    this: &Str,
    start: Option<Object>,
    end: Option<Object>,
) -> PyResult<Option<(Str, usize)>> {
    if start.is_none() && end.is_none() {
        return Ok(Some((this.clone(), 0)));
    }
    let slice = Slice {
        start: start.clone().unwrap_or(Object::None),
        stop: end.unwrap_or(Object::None),
        step: Object::None,
    };
    let length = this.char_len();
    let indices = slice.indices(vm, length)?;
    let given = start.as_ref().and_then(Object::as_int).unwrap_or(0);
    if given > length as i64 || indices.start > indices.stop {
        return Ok(None);
    }
    let (start, stop) = (indices.start.max(0) as usize, indices.stop.max(0) as usize);
    Ok(Some((this.slice_chars(start, stop), start)))
}

fn place_of(vm: &Vm, mut args: Args, name: &str, side: Side) -> PyResult<Option<usize>> {
    let this = this(vm, &mut args, name)?;
    if args.is_empty() {
        return Err(vm.type_error(format!("{name}() takes at least 1 argument (0 given)")));
    }
    let [part, start, end] = args.between(vm, name, 1)?;
    let part = part.unwrap_or(Object::None);
    let Some(part) = part.as_str() else {
        let given = vm.class_name(&part);
        return Err(vm.type_error(format!("must be str, not {given}")));
    };
    let Some((within, offset)) = cut(vm, &this, start, end)? else { return Ok(None) };
    let place = if side == Side::Left { within.find(&**part) } else { within.rfind(&**part) };
    Ok(place.map(|place| within[..place].chars().count() + offset))
}

fn find(vm: &Vm, args: Args, name: &str, side: Side) -> PyResult {
    Ok(place_of(vm, args, name, side)?.map_or(Object::Int(-1), Object::from))
}

fn index(vm: &Vm, args: Args, name: &str, side: Side) -> PyResult {
    match place_of(vm, args, name, side)? {
        Some(place) => Ok(Object::from(place)),
        None => Err(vm.value_error("substring not found")),
    }
}

fn count(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "count")?;
    let [part, start, end] = args.between(vm, "count", 1)?;
    let part = part.unwrap_or(Object::None);
    let Some(part) = part.as_str() else {
        let given = vm.class_name(&part);
        return Err(vm.type_error(format!("must be str, not {given}")));
    };
    let Some((within, _)) = cut(vm, &this, start, end)? else { return Ok(Object::Int(0)) };
    Ok(Object::from(if part.is_empty() {
        within.char_len() + 1
    } else {
        within.matches(&**part).count()
    }))
}

fn affix(vm: &Vm, mut args: Args, name: &str, side: Side) -> PyResult {
    let this = this(vm, &mut args, name)?;
    let [affix, start, end] = args.between(vm, name, 1)?;
    let affix = affix.unwrap_or(Object::None);
    let Some((within, _)) = cut(vm, &this, start, end)? else { return Ok(Object::Bool(false)) };
    let has = |affix: &str| {
        if side == Side::Left { within.starts_with(affix) } else { within.ends_with(affix) }
    };
    let complain = |object: &Object, tuple: bool| {
        let given = vm.class_name(object);
        vm.type_error(if tuple {
            format!("tuple for {name} must only contain str, not {given}")
        } else {
            format!("{name} first arg must be str or a tuple of str, not {given}")
        })
    };
    match (affix.as_str(), affix.as_tuple()) {
        (Some(text), _) => Ok(Object::Bool(has(text))),
        (None, Some(items)) => {
            for item in items.iter() {
                match item.as_str() {
                    Some(text) if has(text) => return Ok(Object::Bool(true)),
                    Some(_) => {}
                    None => return Err(complain(item, true)),
                }
            }
            Ok(Object::Bool(false))
        }
        _ => Err(complain(&affix, false)),
    }
}

fn remove_affix(vm: &Vm, mut args: Args, name: &str, side: Side) -> PyResult {
    let this = this(vm, &mut args, name)?;
    let [affix] = args.exactly(vm, name)?;
    let affix = text(vm, name, 0, &affix)?;
    let rest =
        if side == Side::Left { this.strip_prefix(&*affix) } else { this.strip_suffix(&*affix) };
    Ok(Object::from(rest.unwrap_or(&this)))
}

fn format(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "format")?;
    template::format(vm, &this, Values::Args(&args)).map(Object::from)
}

fn format_map(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "format_map")?;
    let [mapping] = args.exactly(vm, "format_map")?;
    template::format(vm, &this, Values::Mapping(&mapping)).map(Object::from)
}

fn encode(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "encode")?;
    let [encoding, errors] = args.bind(vm, "encode", ["encoding", "errors"], 0)?;
    super::bytes::encode(vm, &this, encoding.as_ref(), errors.as_ref())
}

fn maketrans(vm: &Vm, args: Args) -> PyResult {
    let [from, to, deleted] = args.between(vm, "maketrans", 1)?;
    let table = crate::object::dict::Dict::new();
    let code = |char: char| Object::Int(i64::from(u32::from(char)));
    match (from, to) {
        (Some(Object::Dict(dict)), None) => {
            for (key, value) in dict.items() {
                let key = match key.as_str() {
                    Some(text) => text.chars().next().map_or(Object::None, code),
                    None => key,
                };
                table.insert(vm, key, value)?;
            }
        }
        (Some(from), Some(to)) => {
            let (from, to) = (text(vm, "maketrans", 1, &from)?, text(vm, "maketrans", 2, &to)?);
            if from.char_len() != to.char_len() {
                let message = "the first two maketrans arguments must have equal length";
                return Err(vm.value_error(message));
            }
            for (a, b) in from.chars().zip(to.chars()) {
                table.insert(vm, code(a), code(b))?;
            }
        }
        _ => {
            let message = "if you give only one argument to maketrans it must be a dict";
            return Err(vm.type_error(message));
        }
    }
    if let Some(deleted) = deleted {
        for char in text(vm, "maketrans", 3, &deleted)?.chars() {
            table.insert(vm, code(char), Object::None)?;
        }
    }
    Ok(Object::Dict(table.into()))
}

fn translate(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args, "translate")?;
    let [table] = args.exactly(vm, "translate")?;
    let mut out = String::new();
    for char in this.chars() {
        let key = Object::Int(i64::from(u32::from(char)));
        match vm.get_item(&table, &key) {
            Ok(Object::None) => {}
            Ok(value) => match (value.as_str(), value.as_int()) {
                (Some(text), _) => out.push_str(text),
                (None, Some(code)) => {
                    out.extend(u32::try_from(code).ok().and_then(char::from_u32));
                }
                _ => {
                    return Err(vm.type_error("character mapping must return integer, None or str"));
                }
            },
            Err(raised)
                if raised.is_a(&vm.exceptions.key_error)
                    || raised.is_a(&vm.exceptions.index_error) =>
            {
                out.push(char);
            }
            Err(raised) => return Err(raised),
        }
    }
    Ok(Object::from(out))
}
