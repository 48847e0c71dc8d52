//! `bytes`, and the encodings.

use super::{class_methods, methods};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::instance::Instance;
use crate::object::string::Str;
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    let class = &vm.types.bytes;
    class.change_hooks(|hooks| hooks.construct = Some(construct));
    methods(
        class,
        &[
            ("decode", |vm, mut args| {
                let this = this(vm, &mut args)?;
                let [encoding, errors] = args.bind(vm, "decode", ["encoding", "errors"], 0)?;
                decode(vm, &this, encoding.as_ref(), errors.as_ref()).map(Object::Str)
            }),
            ("hex", |vm, mut args| {
                let this = this(vm, &mut args)?;
                Ok(Object::from(this.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
            }),
            ("startswith", |vm, args| affix(vm, args, true)),
            ("endswith", |vm, args| affix(vm, args, false)),
            ("find", |vm, mut args| {
                let this = this(vm, &mut args)?;
                let [part] = args.exactly(vm, "find")?;
                let part = bytes_of(vm, &part)?;
                Ok(find(&this, &part).map_or(Object::Int(-1), Object::from))
            }),
            ("replace", replace),
            ("split", split),
            ("join", join),
            ("strip", |vm, mut args| {
                let this = this(vm, &mut args)?;
                Ok(Object::bytes(this.trim_ascii()))
            }),
            ("upper", |vm, mut args| Ok(Object::bytes(&this(vm, &mut args)?.to_ascii_uppercase()))),
            ("lower", |vm, mut args| Ok(Object::bytes(&this(vm, &mut args)?.to_ascii_lowercase()))),
        ],
    );
    class_methods(class, &[("fromhex", fromhex)]);
}

fn this(vm: &Vm, args: &mut Args) -> PyResult<std::rc::Rc<[u8]>> {
    match args.take_first().as_ref().map(Object::unwrapped) {
        Some(Object::Bytes(bytes)) => Ok(bytes.clone()),
        _ => Err(vm.type_error("descriptor requires a 'bytes' object")),
    }
}

fn bytes_of(vm: &Vm, object: &Object) -> PyResult<std::rc::Rc<[u8]>> {
    match object.unwrapped() {
        Object::Bytes(bytes) => Ok(bytes.clone()),
        other => {
            let given = vm.class_name(other);
            Err(vm.type_error(format!("a bytes-like object is required, not '{given}'")))
        }
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    bytes.windows(part.len()).position(|window| window == part)
}

fn construct(vm: &Vm, class: &Class, args: Args) -> PyResult {
    let [source, encoding, errors] = args.bind(vm, "bytes", ["source", "encoding", "errors"], 0)?;
    let value = match source.as_ref().map(Object::unwrapped) {
        None => Object::bytes(&[]),
        Some(Object::Str(text)) => {
            if encoding.is_none() {
                return Err(vm.type_error("string argument without an encoding"));
            }
            encode(vm, text, encoding.as_ref(), errors.as_ref())?
        }
        Some(bytes @ Object::Bytes(_)) => bytes.clone(),
        Some(Object::Int(count)) => match usize::try_from(*count) {
            Ok(count) => {
                vm.check_text(count)?;
                Object::bytes(&vec![0; count])
            }
            Err(_) => return Err(vm.value_error("negative count")),
        },
        Some(other) => {
            if let Some(custom) = vm.call_special(other, "__bytes__", Args::none())? {
                return Ok(custom);
            }
            let mut bytes = Vec::new();
            for item in vm.collect(other)? {
                match u8::try_from(vm.index(&item)?) {
                    Ok(byte) => bytes.push(byte),
                    Err(_) => return Err(vm.value_error("bytes must be in range(0, 256)")),
                }
            }
            Object::bytes(&bytes)
        }
    };
    if *class == vm.types.bytes {
        return Ok(value);
    }
    Ok(Object::Instance(Instance::with_value(class, value).into()))
}

/// The name of an encoding without case and dashes.
fn encoding_name(vm: &Vm, encoding: Option<&Object>) -> PyResult<String> {
    match encoding {
        None => Ok("utf8".to_owned()),
        Some(encoding) => match encoding.as_str() {
            Some(name) => Ok(name.to_lowercase().replace(['-', '_', ' '], "")),
            None => {
                let given = vm.class_name(encoding);
                Err(vm.type_error(format!("decode() argument 'encoding' must be str, not {given}")))
            }
        },
    }
}

fn unknown(vm: &Vm, encoding: Option<&Object>) -> Box<crate::exception::Raised> {
    let name = encoding.and_then(Object::as_str).cloned().unwrap_or_else(|| "".into());
    let class = vm.exceptions.get("LookupError").unwrap_or(&vm.exceptions.exception);
    vm.raise(class, format!("unknown encoding: {name}"))
}

fn mode(errors: Option<&Object>) -> Str {
    errors.and_then(Object::as_str).cloned().unwrap_or_else(|| "strict".into())
}

/// `text.encode(encoding, errors)`.
pub(super) fn encode(
    vm: &Vm,
    text: &str,
    encoding: Option<&Object>,
    errors: Option<&Object>,
) -> PyResult {
    let name = encoding_name(vm, encoding)?;
    let most = match name.as_str() {
        "utf8" => return Ok(Object::bytes(text.as_bytes())),
        "ascii" | "usascii" => 0x80,
        "latin1" | "iso88591" => 0x100,
        _ => return Err(unknown(vm, encoding)),
    };
    let mut bytes = Vec::new();
    for (place, char) in text.chars().enumerate() {
        let code = u32::from(char);
        if code < most {
            bytes.extend(u8::try_from(code));
            continue;
        }
        match &*mode(errors) {
            "ignore" => {}
            "replace" => bytes.push(b'?'),
            _ => {
                let codec = if most == 0x80 { "ascii" } else { "latin-1" };
                let escaped = crate::format::quote::escape_non_ascii(&char.to_string());
                let class =
                    vm.exceptions.get("UnicodeEncodeError").unwrap_or(&vm.exceptions.value_error);
                return Err(vm.raise(class, format!(
                    "'{codec}' codec can't encode character '{escaped}' in position {place}: ordinal not in \
                     range({most})"
                )));
            }
        }
    }
    Ok(Object::bytes(&bytes))
}

/// `bytes.decode(encoding, errors)`.
pub(super) fn decode(
    vm: &Vm,
    bytes: &[u8],
    encoding: Option<&Object>,
    errors: Option<&Object>,
) -> PyResult<Str> {
    let name = encoding_name(vm, encoding)?;
    match name.as_str() {
        "utf8" => decode_utf8(vm, bytes, &mode(errors)),
        "latin1" | "iso88591" => {
            Ok(bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into())
        }
        "ascii" | "usascii" => match bytes.iter().position(|byte| !byte.is_ascii()) {
            None => Ok(String::from_utf8_lossy(bytes).into_owned().into()),
            Some(_) if *mode(errors) == *"ignore" => Ok(bytes
                .iter()
                .filter(|byte| byte.is_ascii())
                .map(|byte| char::from(*byte))
                .collect::<String>()
                .into()),
            Some(place) => {
                Err(decode_error(vm, "ascii", bytes[place], place, "ordinal not in range(128)"))
            }
        },
        _ => Err(unknown(vm, encoding)),
    }
}

fn decode_utf8(vm: &Vm, bytes: &[u8], mode: &str) -> PyResult<Str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(_) if mode == "replace" => Ok(String::from_utf8_lossy(bytes).into_owned().into()),
        Err(_) if mode == "ignore" => {
            let text: String = bytes.utf8_chunks().map(|chunk| chunk.valid()).collect();
            Ok(text.into())
        }
        Err(error) => {
            let place = error.valid_up_to();
            let byte = bytes[place];
            let reason = match (error.error_len(), byte) {
                (None, _) => "unexpected end of data",
                (_, 0xC2..=0xF4) => "invalid continuation byte",
                _ => "invalid start byte",
            };
            Err(decode_error(vm, "utf-8", byte, place, reason))
        }
    }
}

fn decode_error(
    vm: &Vm,
    codec: &str,
    byte: u8,
    place: usize,
    reason: &str,
) -> Box<crate::exception::Raised> {
    let class = vm.exceptions.get("UnicodeDecodeError").unwrap_or(&vm.exceptions.value_error);
    vm.raise(
        class,
        format!("'{codec}' codec can't decode byte {byte:#04x} in position {place}: {reason}"),
    )
}

fn affix(vm: &Vm, mut args: Args, at_start: bool) -> PyResult {
    let this = this(vm, &mut args)?;
    let [affix] = args.exactly(vm, if at_start { "startswith" } else { "endswith" })?;
    let affix = bytes_of(vm, &affix)?;
    Ok(Object::Bool(if at_start { this.starts_with(&affix) } else { this.ends_with(&affix) }))
}

fn replace(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args)?;
    let [old, new] = args.exactly(vm, "replace")?;
    let (old, new) = (bytes_of(vm, &old)?, bytes_of(vm, &new)?);
    let mut out = Vec::new();
    let mut rest = &this[..];
    while let Some(place) = find(rest, &old).filter(|_| !old.is_empty()) {
        out.extend_from_slice(&rest[..place]);
        out.extend_from_slice(&new);
        rest = &rest[place + old.len()..];
    }
    out.extend_from_slice(rest);
    Ok(Object::bytes(&out))
}

fn split(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args)?;
    let [separator] = args.between(vm, "split", 0)?;
    let parts: Vec<Object> = match separator {
        None | Some(Object::None) => this
            .split(u8::is_ascii_whitespace)
            .filter(|part| !part.is_empty())
            .map(Object::bytes)
            .collect(),
        Some(separator) => {
            let separator = bytes_of(vm, &separator)?;
            if separator.is_empty() {
                return Err(vm.value_error("empty separator"));
            }
            let mut parts = Vec::new();
            let mut rest = &this[..];
            while let Some(place) = find(rest, &separator) {
                parts.push(Object::bytes(&rest[..place]));
                rest = &rest[place + separator.len()..];
            }
            parts.push(Object::bytes(rest));
            parts
        }
    };
    Ok(Object::from(parts))
}

fn join(vm: &Vm, mut args: Args) -> PyResult {
    let this = this(vm, &mut args)?;
    let [iterable] = args.exactly(vm, "join")?;
    let mut out = Vec::new();
    for (index, item) in vm.collect(&iterable)?.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(&this);
        }
        out.extend_from_slice(&bytes_of(vm, item)?);
    }
    Ok(Object::bytes(&out))
}

fn fromhex(vm: &Vm, mut args: Args) -> PyResult {
    args.take_first();
    let [text] = args.exactly(vm, "fromhex")?;
    let text = super::string::text(vm, "fromhex", 0, &text)?;
    let mut bytes = Vec::new();
    let digits: Vec<char> = text.chars().filter(|char| !char.is_whitespace()).collect();
    for (index, pair) in digits.chunks(2).enumerate() {
        let value = match pair {
            [high, low] => {
                high.to_digit(16).zip(low.to_digit(16)).map(|(high, low)| high * 16 + low)
            }
            _ => None,
        };
        match value.and_then(|value| u8::try_from(value).ok()) {
            Some(byte) => bytes.push(byte),
            None => {
                return Err(vm.value_error(format!(
                    "non-hexadecimal number found in fromhex() arg at position {}",
                    index * 2
                )));
            }
        }
    }
    Ok(Object::bytes(&bytes))
}
