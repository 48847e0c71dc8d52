//! `repr` of generic aliases: `list[int]`, `typing.Optional[str]`, `int | None`.

use crate::exception::PyResult;
use crate::object::Object;
use crate::object::alias::{AliasKind, GenericAlias};
use crate::vm::Vm;

/// The repr of an alias.
pub(crate) fn alias_repr(vm: &Vm, alias: &GenericAlias) -> PyResult<String> {
    let args = |args: &[Object]| -> PyResult<String> {
        let one = |arg: &Object| match arg {
            // `typing` keeps the name of a class to come as an object of its own
            Object::Str(name) if alias.kind != AliasKind::Builtin => {
                Ok(format!("ForwardRef({})", super::quote::str_repr(name)))
            }
            _ => type_repr(vm, arg),
        };
        let texts: PyResult<Vec<String>> = args.iter().map(one).collect();
        Ok(texts?.join(", "))
    };
    Ok(match alias.kind {
        AliasKind::Bar => {
            let texts: PyResult<Vec<String>> =
                alias.args.iter().map(|arg| type_repr(vm, arg)).collect();
            texts?
                .iter()
                .map(|text| if text == "NoneType" { "None" } else { text })
                .collect::<Vec<_>>()
                .join(" | ")
        }
        AliasKind::Union => match optional(vm, &alias.args) {
            Some(one) => format!("typing.Optional[{}]", args(std::slice::from_ref(one))?),
            None => format!("typing.Union[{}]", args(&alias.args)?),
        },
        AliasKind::Literal => {
            let texts: PyResult<Vec<String>> =
                alias.args.iter().map(|arg| vm.repr(arg).map(|text| text.to_string())).collect();
            format!("typing.Literal[{}]", texts?.join(", "))
        }
        AliasKind::Annotated => {
            let Some((first, rest)) = alias.args.split_first() else {
                return Ok("typing.Annotated".into());
            };
            let texts: PyResult<Vec<String>> =
                rest.iter().map(|arg| vm.repr(arg).map(|text| text.to_string())).collect();
            format!("typing.Annotated[{}, {}]", type_repr(vm, first)?, texts?.join(", "))
        }
        AliasKind::Callable => {
            let Some((result, params)) = alias.args.split_last() else {
                return Ok("typing.Callable".into());
            };
            let params = match params {
                [Object::Ellipsis] => "...".to_owned(),
                params => format!("[{}]", args(params)?),
            };
            format!("typing.Callable[{params}, {}]", type_repr(vm, result)?)
        }
        AliasKind::Builtin | AliasKind::Typing => {
            let origin = match &alias.name {
                Some(name) if name.contains('.') => name.to_string(),
                Some(name) => format!("typing.{name}"),
                None => type_repr(vm, &alias.origin)?,
            };
            if alias.args.is_empty() && alias.kind == AliasKind::Typing {
                return Ok(origin);
            }
            let inner = if alias.args.is_empty() { "()".to_owned() } else { args(&alias.args)? };
            format!("{origin}[{inner}]")
        }
    })
}

fn is_none(vm: &Vm, arg: &Object) -> bool {
    arg.is_none() || matches!(arg, Object::Class(class) if *class == vm.types().none)
}

/// The other of two arguments one of which is `None`.
fn optional<'a>(vm: &Vm, args: &'a [Object]) -> Option<&'a Object> {
    match args {
        [one, none] if is_none(vm, none) => Some(one),
        [none, one] if is_none(vm, none) => Some(one),
        _ => None,
    }
}

/// A type inside an alias: a class by its qualified name, anything else by its repr.
pub(crate) fn type_repr(vm: &Vm, arg: &Object) -> PyResult<String> {
    match arg {
        Object::Class(class) => Ok(class.full_name()),
        Object::Ellipsis => Ok("...".to_owned()),
        Object::Function(function) => Ok(function.qualname().to_string()),
        Object::List(items) => {
            let texts: PyResult<Vec<String>> =
                items.snapshot().iter().map(|item| type_repr(vm, item)).collect();
            Ok(format!("[{}]", texts?.join(", ")))
        }
        other => vm.repr(other).map(|text| text.to_string()),
    }
}
