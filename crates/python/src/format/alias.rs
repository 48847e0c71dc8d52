//! `repr` of generic aliases: `list[int]`, `typing.Optional[str]`, `int | None`.

use crate::exception::PyResult;
use crate::object::Object;
use crate::object::alias::{AliasKind, GenericAlias};
use crate::vm::Vm;

/// The repr of an alias.
pub(crate) fn alias_repr(vm: &Vm, alias: &GenericAlias) -> PyResult<String> {
    let args = |args: &[Object]| -> PyResult<String> {
        let texts: PyResult<Vec<String>> = args.iter().map(|arg| type_repr(vm, arg)).collect();
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
        AliasKind::Union => match without_none(vm, &alias.args) {
            Some([one]) => format!("typing.Optional[{}]", type_repr(vm, one)?),
            Some(_) => {
                let inner: Vec<Object> =
                    alias.args.iter().filter(|arg| !is_none(vm, arg)).cloned().collect();
                format!("typing.Optional[typing.Union[{}]]", args(&inner)?)
            }
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

/// The arguments before a final `None`, if there is one among them.
fn without_none<'a>(vm: &Vm, args: &'a [Object]) -> Option<&'a [Object]> {
    let place = args.iter().position(|arg| is_none(vm, arg))?;
    if args.len() == 2 {
        Some(if place == 0 { &args[1..] } else { &args[..1] })
    } else {
        Some(args)
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
