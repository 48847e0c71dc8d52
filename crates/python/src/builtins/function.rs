//! Built-in functions about objects: `print`, `repr`, `len`, `isinstance`, `getattr`, …

use super::functions;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::iterator::{Iter, IterState};
use crate::object::string::Str;
use crate::vm::{Stream, Vm};

pub(super) fn install(vm: &Vm) {
    functions(
        vm,
        &[
            ("print", print),
            ("len", len),
            ("repr", repr),
            ("ascii", ascii),
            ("format", format),
            ("isinstance", isinstance),
            ("issubclass", issubclass),
            ("getattr", getattr),
            ("setattr", setattr),
            ("hasattr", hasattr),
            ("delattr", delattr),
            ("id", id),
            ("hash", hash),
            ("callable", callable),
            ("iter", iter),
            ("chr", chr),
            ("ord", ord),
            ("input", |vm, _| Err(vm.unsupported("input()"))),
            ("open", |vm, _| Err(vm.unsupported("files"))),
            ("breakpoint", |vm, _| Err(vm.unsupported("breakpoint()"))),
            ("memoryview", |vm, _| Err(vm.unsupported("memoryview"))),
            ("bytearray", |vm, _| Err(vm.unsupported("bytearray"))),
            ("complex", |vm, _| Err(vm.unsupported("complex numbers"))),
            ("exit", exit),
            ("quit", exit),
            ("help", |vm, _| Err(vm.unsupported("help()"))),
            ("aiter", aiter),
            ("anext", anext),
        ],
    );
}

fn print(vm: &Vm, mut args: Args) -> PyResult {
    let text = |vm: &Vm, value: Option<Object>, name: &str, default: &str| match value {
        None | Some(Object::None) => Ok(Str::from(default)),
        Some(value) => match value.as_str() {
            Some(text) => Ok(text.clone()),
            None => {
                let given = vm.class_name(&value);
                Err(vm.type_error(format!("{name} must be None or a string, not {given}")))
            }
        },
    };
    let separator = args.take("sep");
    let end = args.take("end");
    let file = args.take("file").filter(|file| !file.is_none());
    args.take("flush");
    if let Some((name, _)) = args.keywords.first() {
        return Err(vm.type_error(format!("'{name}' is an invalid keyword argument for print()")));
    }
    let separator = text(vm, separator, "sep", " ")?;
    let end = text(vm, end, "end", "\n")?;
    let mut line = String::new();
    for (index, value) in args.positional.iter().enumerate() {
        if index > 0 {
            line.push_str(&separator);
        }
        line.push_str(&vm.str(value)?);
    }
    line.push_str(&end);
    let file = match file {
        Some(file) => Some(file),
        None => vm.stdout_override(),
    };
    match file {
        Some(file) => vm.call_method(&file, "write", Args::one(line)).map(|_| Object::None),
        None => {
            vm.write(Stream::Stdout, &line)?;
            Ok(Object::None)
        }
    }
}

fn len(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "len")?;
    vm.len(&object).map(Object::from)
}

fn repr(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "repr")?;
    vm.repr(&object).map(Object::Str)
}

fn ascii(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "ascii")?;
    Ok(Object::from(crate::format::quote::escape_non_ascii(&vm.repr(&object)?)))
}

fn format(vm: &Vm, args: Args) -> PyResult {
    let [object, spec] = args.between(vm, "format", 1)?;
    let object = object.unwrap_or(Object::None);
    match &spec {
        None => vm.format(&object, "").map(Object::Str),
        Some(spec) => match spec.as_str() {
            Some(spec) => vm.format(&object, spec).map(Object::Str),
            None => {
                let given = vm.class_name(spec);
                Err(vm.type_error(format!("format() argument 2 must be str, not {given}")))
            }
        },
    }
}

fn isinstance(vm: &Vm, args: Args) -> PyResult {
    let [object, classes] = args.exactly(vm, "isinstance")?;
    vm.is_instance_of(&object, &classes).map(Object::Bool)
}

fn issubclass(vm: &Vm, args: Args) -> PyResult {
    let [class, classes] = args.exactly(vm, "issubclass")?;
    vm.is_subclass_of(&class, &classes).map(Object::Bool)
}

/// The name of an attribute as an argument.
fn attribute_name(vm: &Vm, name: &Object) -> PyResult<Str> {
    match name.as_str() {
        Some(name) => Ok(Str::intern(name)),
        None => {
            let given = vm.class_name(name);
            Err(vm.type_error(format!("attribute name must be string, not '{given}'")))
        }
    }
}

fn getattr(vm: &Vm, args: Args) -> PyResult {
    let [object, name, default] = args.between(vm, "getattr", 2)?;
    let (object, name) = (object.unwrap_or(Object::None), name.unwrap_or(Object::None));
    let name = attribute_name(vm, &name)?;
    match default {
        None => vm.get_attr(&object, &name),
        Some(default) => Ok(vm.get_attr_if_any(&object, &name)?.unwrap_or(default)),
    }
}

fn setattr(vm: &Vm, args: Args) -> PyResult {
    let [object, name, value] = args.exactly(vm, "setattr")?;
    vm.set_attr(&object, &attribute_name(vm, &name)?, value)?;
    Ok(Object::None)
}

fn hasattr(vm: &Vm, args: Args) -> PyResult {
    let [object, name] = args.exactly(vm, "hasattr")?;
    Ok(Object::Bool(vm.get_attr_if_any(&object, &attribute_name(vm, &name)?)?.is_some()))
}

fn delattr(vm: &Vm, args: Args) -> PyResult {
    let [object, name] = args.exactly(vm, "delattr")?;
    vm.del_attr(&object, &attribute_name(vm, &name)?)?;
    Ok(Object::None)
}

fn id(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "id")?;
    Ok(match (object.address(), &object) {
        (Some(address), _) => Object::from(address),
        (None, Object::Int(value)) => Object::Int(0x9000_0000 + value.wrapping_mul(32)),
        (None, other) => {
            Object::Int(0x8000_0000 + vm.hash(other).unwrap_or(0).rem_euclid(1 << 28) * 16)
        }
    })
}

fn hash(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "hash")?;
    vm.hash(&object).map(Object::Int)
}

fn callable(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "callable")?;
    Ok(Object::Bool(vm.is_callable(&object)))
}

fn iter(vm: &Vm, args: Args) -> PyResult {
    let [object, sentinel] = args.between(vm, "iter", 1)?;
    let object = object.unwrap_or(Object::None);
    match sentinel {
        None => vm.iter(&object),
        Some(_) if !vm.is_callable(&object) => Err(vm.type_error("iter(v, w): v must be callable")),
        Some(sentinel) => Ok(Iter::object(
            "callable_iterator",
            IterState::Sentinel { callable: object, sentinel },
        )),
    }
}

fn chr(vm: &Vm, args: Args) -> PyResult {
    let [code] = args.exactly(vm, "chr")?;
    let code = vm.index(&code)?;
    match u32::try_from(code).ok().and_then(char::from_u32) {
        Some(char) => Ok(Object::Str(char.into())),
        None if (0xD800..0xE000).contains(&code) => Err(vm.unsupported("lone surrogates")),
        None => Err(vm.value_error("chr() arg not in range(0x110000)")),
    }
}

fn ord(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "ord")?;
    match object.unwrapped() {
        Object::Str(text) => {
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(char), None) => Ok(Object::Int(i64::from(u32::from(char)))),
                _ => Err(vm.type_error(format!(
                    "ord() expected a character, but string of length {} found",
                    text.char_len()
                ))),
            }
        }
        Object::Bytes(bytes) if bytes.len() == 1 => Ok(Object::Int(i64::from(bytes[0]))),
        other => {
            let given = vm.class_name(other);
            Err(vm.type_error(format!("ord() expected string of length 1, but {given} found")))
        }
    }
}

fn exit(vm: &Vm, args: Args) -> PyResult {
    Err(vm.raise_with(&vm.exceptions.system_exit, args.positional.into_vec()))
}

fn aiter(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "aiter")?;
    vm.call_method(&object, "__aiter__", Args::none())
}

fn anext(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "anext")?;
    vm.call_method(&object, "__anext__", Args::none())
}

impl Vm {
    /// What a script has put in place of `sys.stdout`.
    pub(crate) fn stdout_override(&self) -> Option<Object> {
        let Some(Object::Module(sys)) = self.modules.get_text("sys") else { return None };
        let current = sys.get("stdout")?;
        let original = sys.get("__stdout__")?;
        (!current.is(&original)).then_some(current)
    }
}
