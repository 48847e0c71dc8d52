//! Taking arguments apart: flags, names and numbers that may be left out.

use std::rc::Rc;

use ormlab_python::object::args::Args;
use ormlab_python::{Object, PyResult, Vm};

/// An argument that was given and is not `None`.
pub(crate) fn given(object: Option<Object>) -> Option<Object> {
    object.filter(|object| !object.is_none())
}

/// A flag.
pub(crate) fn flag(vm: &Vm, object: Option<Object>, default: bool) -> PyResult<bool> {
    object.map_or(Ok(default), |object| vm.truth(&object))
}

/// A flag that may be unsaid.
pub(crate) fn maybe_flag(vm: &Vm, object: Option<Object>) -> PyResult<Option<bool>> {
    given(object).map(|object| vm.truth(&object)).transpose()
}

/// A text.
pub(crate) fn text(vm: &Vm, object: &Object) -> PyResult<Rc<str>> {
    match object.as_str() {
        Some(text) => Ok(text.as_str().into()),
        None => {
            let kind = vm.class_of(object).name();
            Err(vm.type_error(format!("expected str instance, {kind} found")))
        }
    }
}

/// A text that may be left out.
pub(crate) fn maybe_text(vm: &Vm, object: Option<Object>) -> PyResult<Option<Rc<str>>> {
    given(object).map(|object| text(vm, &object)).transpose()
}

/// A number that may be left out.
pub(crate) fn maybe_int(vm: &Vm, object: Option<Object>) -> PyResult<Option<i64>> {
    given(object).map(|object| int(vm, &object)).transpose()
}

/// A number.
pub(crate) fn int(vm: &Vm, object: &Object) -> PyResult<i64> {
    object.as_int().ok_or_else(|| {
        let kind = vm.class_of(object).name();
        vm.type_error(format!("'{kind}' object cannot be interpreted as an integer"))
    })
}

/// A count that may be left out.
pub(crate) fn maybe_u32(vm: &Vm, object: Option<Object>) -> PyResult<Option<u32>> {
    let Some(number) = maybe_int(vm, object)? else { return Ok(None) };
    u32::try_from(number).map(Some).map_err(|_| vm.value_error("a length cannot be negative"))
}

/// Refuses arguments that would change what is sent or loaded and are not done: they must not be
/// dropped. `None` and `False` ask for nothing.
pub(crate) fn refuse(vm: &Vm, args: &mut Args, function: &str, names: &[&str]) -> PyResult<()> {
    let asks = |object: &Object| !matches!(object, Object::None | Object::Bool(false));
    for name in names {
        if args.take(name).is_some_and(|object| asks(&object)) {
            return Err(vm.unsupported(&format!("{function}({name}=…)")));
        }
    }
    Ok(())
}

/// Refuses arguments that say something by any value but `None`, as `quote=False` does.
pub(crate) fn refuse_any(vm: &Vm, args: &mut Args, function: &str, names: &[&str]) -> PyResult<()> {
    for name in names {
        if given(args.take(name)).is_some() {
            return Err(vm.unsupported(&format!("{function}({name}=…)")));
        }
    }
    Ok(())
}

/// Refuses arguments of which only the usual `True` is done.
pub(crate) fn refuse_false(vm: &Vm, args: &mut Args, function: &str, name: &str) -> PyResult<()> {
    match flag(vm, args.take(name), true)? {
        true => Ok(()),
        false => Err(vm.unsupported(&format!("{function}({name}=False)"))),
    }
}

/// The receiver of a method, taken off its arguments.
pub(crate) fn receiver(args: &mut Args) -> Object {
    args.take_first().unwrap_or(Object::None)
}

/// `f(*items)` where one list or tuple may stand for the items.
pub(crate) fn items(vm: &Vm, args: &[Object]) -> PyResult<Vec<Object>> {
    match args {
        [one] if one.as_list().is_some() || one.as_tuple().is_some() => vm.collect(one),
        all => Ok(all.to_vec()),
    }
}

/// The items of a mapping, in order.
pub(crate) fn mapping(vm: &Vm, object: &Object) -> PyResult<Vec<(Object, Object)>> {
    if let Some(dict) = object.as_dict() {
        return Ok(dict.items());
    }
    let keys = vm.call(&vm.attr(object, "keys")?, Args::none())?;
    let keys = vm.collect(&keys)?;
    keys.into_iter().map(|key| Ok((key.clone(), vm.get_item(object, &key)?))).collect()
}

/// Whether it is a mapping: has keys and items.
pub(crate) fn is_mapping(vm: &Vm, object: &Object) -> bool {
    object.as_dict().is_some()
        || crate::row::is_mapping(object)
        || (object.as_instance().is_some()
            && vm.attr(object, "keys").is_ok()
            && vm.class_of(object).get("__getitem__").is_some())
}
