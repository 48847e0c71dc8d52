//! The door for values of other crates.

use std::any::Any;
use std::rc::Rc;

use super::Object;
use super::args::Args;
use super::class::Class;
use super::string::Str;
use crate::exception::PyResult;
use crate::vm::Vm;
use crate::vm::operator::{BinaryOp, CompareOp, UnaryOp};

/// A value of Rust that speaks for itself. What is not answered here (`None`) falls back to the
/// class of the object (so methods of a [`ClassBuilder`](super::native::ClassBuilder) class work),
/// then to CPython's `TypeError` or `AttributeError`.
pub trait HostObject: Any {
    /// `type(x)`.
    fn class(&self, vm: &Vm) -> Class;

    /// `x.name`, before the class is asked.
    fn get_attr(self: Rc<Self>, _vm: &Vm, _name: &Str) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// `x.name = value`; `del x.name` without a value. Whether it was done.
    fn set_attr(self: Rc<Self>, _vm: &Vm, _name: &Str, _value: Option<&Object>) -> PyResult<bool> {
        Ok(false)
    }

    /// The names that `dir(x)` has besides those of the class.
    fn dir(&self) -> Vec<Str> {
        Vec::new()
    }

    /// `x(...)`, asked for only where [`HostObject::is_callable`] says so.
    fn call(self: Rc<Self>, vm: &Vm, _args: Args) -> PyResult {
        Err(vm.type_error(format!("'{}' object is not callable", self.class(vm).name())))
    }

    /// Whether [`HostObject::call`] answers; if not, `__call__` of the class does.
    fn is_callable(&self) -> bool {
        false
    }

    /// `x op other`, or `other op x` when reflected.
    fn binary(
        self: Rc<Self>,
        _vm: &Vm,
        _op: BinaryOp,
        _other: &Object,
        _reflected: bool,
    ) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// `x op other`: any object may be the answer.
    fn compare(
        self: Rc<Self>,
        _vm: &Vm,
        _op: CompareOp,
        _other: &Object,
    ) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// `-x`, `+x`, `~x`.
    fn unary(self: Rc<Self>, _vm: &Vm, _op: UnaryOp) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// `bool(x)`.
    fn truth(&self, _vm: &Vm) -> PyResult<Option<bool>> {
        Ok(None)
    }

    /// `int(x)`, and as an index.
    fn int(&self, _vm: &Vm) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// `float(x)`.
    fn float(&self, _vm: &Vm) -> PyResult<Option<f64>> {
        Ok(None)
    }

    /// `len(x)`.
    fn len(&self, _vm: &Vm) -> PyResult<Option<usize>> {
        Ok(None)
    }

    /// `x[key]`.
    fn get_item(self: Rc<Self>, _vm: &Vm, _key: &Object) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// `x[key] = value`; `del x[key]` without a value. Whether it was done.
    fn set_item(
        self: Rc<Self>,
        _vm: &Vm,
        _key: &Object,
        _value: Option<&Object>,
    ) -> PyResult<bool> {
        Ok(false)
    }

    /// `item in x`.
    fn contains(&self, _vm: &Vm, _item: &Object) -> PyResult<Option<bool>> {
        Ok(None)
    }

    /// `iter(x)`.
    fn iter(self: Rc<Self>, _vm: &Vm) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// `next(x)`: the next item, or none at the end; the outer `None` if it is no iterator.
    fn next(self: Rc<Self>, _vm: &Vm) -> PyResult<Option<Option<Object>>> {
        Ok(None)
    }

    /// `repr(x)`.
    fn repr(&self, _vm: &Vm) -> PyResult<Option<String>> {
        Ok(None)
    }

    /// `str(x)`; `repr(x)` if none.
    fn str(&self, _vm: &Vm) -> PyResult<Option<String>> {
        Ok(None)
    }

    /// `format(x, spec)`.
    fn format(&self, _vm: &Vm, _spec: &str) -> PyResult<Option<String>> {
        Ok(None)
    }

    /// `hash(x)`; by address if none.
    fn hash(&self, _vm: &Vm) -> PyResult<Option<i64>> {
        Ok(None)
    }

    /// `with x as …`.
    fn enter(self: Rc<Self>, _vm: &Vm) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// The end of a `with` block, with the exception or `None`; whether it is swallowed.
    fn exit(self: Rc<Self>, _vm: &Vm, _exception: &Object) -> PyResult<Option<bool>> {
        Ok(None)
    }

    /// Found on a class: what the attribute is, of an instance or of the class itself.
    fn descr_get(
        self: Rc<Self>,
        _vm: &Vm,
        _instance: Option<&Object>,
        _owner: &Class,
    ) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// Found on a class: the attribute of an instance is set, or deleted without a value. Whether
    /// it was done; if not, the attribute goes to the instance's own.
    fn descr_set(
        self: Rc<Self>,
        _vm: &Vm,
        _instance: &Object,
        _value: Option<&Object>,
    ) -> PyResult<bool> {
        Ok(false)
    }

    /// Whether it goes before the instance's own attributes when found on a class.
    fn is_data_descriptor(&self) -> bool {
        false
    }

    /// Called when a class statement has put it under this name.
    fn set_name(self: Rc<Self>, _vm: &Vm, _owner: &Class, _name: &Str) -> PyResult<()> {
        Ok(())
    }
}
