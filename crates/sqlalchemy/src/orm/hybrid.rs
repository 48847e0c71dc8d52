//! `hybrid_property` and `hybrid_method`: one function for objects and, as SQL, for their class.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::Expr;
use ormlab_core::entity::Entity;
use ormlab_core::expr::ExprKind;
use ormlab_orm::MappedEntity;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::NativeFunction;
use ormlab_python::{Args, BinaryOp, CompareOp, Object, PyResult, Str, UnaryOp, Vm};

use super::aliased::entity_of;
use crate::coercion::{Clause, clause};
use crate::expr::{self, expr_object};
use crate::names::{self, ClassSpec};

const HYBRID: &str = "sqlalchemy.ext.hybrid";

/// A `hybrid_property`.
#[derive(Clone)]
pub(crate) struct HybridObject {
    name: RefCell<Str>,
    getter: Object,
    setter: Option<Object>,
    deleter: Option<Object>,
    expression: Option<Object>,
}

/// A `hybrid_method`.
struct HybridMethodObject {
    function: Object,
    expression: RefCell<Option<Object>>,
}

/// A hybrid of a class: its expression, named after it.
pub(crate) struct HybridExpr {
    expr: Expr,
    name: Str,
    entity: Option<Rc<MappedEntity>>,
}

impl HybridExpr {
    /// What it is in SQL.
    pub(super) fn clause(&self) -> Clause {
        // A function has a name of its own in SQL; rows know it by that of the hybrid all the same.
        Clause::Expr(match (self.expr.kind(), &self.entity) {
            (ExprKind::Function(_), Some(entity)) => {
                let entity: Rc<dyn Entity> = entity.clone();
                let key = self.name.as_str().into();
                let kind = ExprKind::Attribute { column: self.expr.clone(), entity, key };
                Expr::new(kind, self.expr.sql_type())
            }
            _ => self.expr.label(self.name.as_str()),
        })
    }
}

/// `hybrid_property(fget, fset=None, fdel=None, expr=None)`.
fn construct(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    for unsupported in ["custom_comparator", "update_expr"] {
        if args.take(unsupported).is_some_and(|given| !given.is_none()) {
            return Err(vm.unsupported(&format!("hybrid_property({unsupported}=…)")));
        }
    }
    let names = ["fget", "fset", "fdel", "expr"];
    let [getter, setter, deleter, expression] = args.bind(vm, "hybrid_property", names, 1)?;
    let getter = getter.unwrap_or(Object::None);
    let name = match vm.attr_if_any(&getter, "__name__")? {
        Some(Object::Str(name)) => name,
        _ => "hybrid".into(),
    };
    let given = crate::arguments::given;
    Ok(Object::host(HybridObject {
        name: RefCell::new(name),
        getter,
        setter: given(setter),
        deleter: given(deleter),
        expression: given(expression),
    }))
}

impl HybridObject {
    /// What it is of a class, or of an alias of one.
    fn of_class(&self, vm: &Vm, owner: &Object) -> PyResult {
        let function = self.expression.as_ref().unwrap_or(&self.getter);
        let function = match function {
            Object::ClassMethod(inner) => (**inner).clone(),
            other => other.clone(),
        };
        let made = vm.call(&function, Args::one(owner.clone()))?;
        named(vm, &made, &self.name.borrow(), entity_of(vm, owner)?)
    }
}

/// An expression named after the hybrid that gave it.
fn named(vm: &Vm, made: &Object, name: &Str, entity: Option<Rc<MappedEntity>>) -> PyResult {
    if made.downcast_ref::<super::attribute::AttributeObject>().is_some() {
        return Ok(made.clone());
    }
    match clause(vm, made)? {
        Some(Clause::Expr(expr)) => {
            Ok(Object::host(HybridExpr { expr, name: name.clone(), entity }))
        }
        Some(Clause::Statement(ormlab_core::Statement::Select(select))) => {
            Ok(Object::host(HybridExpr { expr: expr::scalar(&select), name: name.clone(), entity }))
        }
        _ => Ok(made.clone()),
    }
}

impl HostObject for HybridObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "hybrid_property")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let change: fn(&mut HybridObject, Object) = match name.as_str() {
            "getter" => |hybrid, function| hybrid.getter = function,
            "setter" => |hybrid, function| hybrid.setter = Some(function),
            "deleter" => |hybrid, function| hybrid.deleter = Some(function),
            "expression" => |hybrid, function| hybrid.expression = Some(function),
            "inplace" => return Ok(Some(Object::Host(self))),
            "comparator" | "update_expression" | "overrides" => {
                return Err(vm.unsupported(&format!("hybrid_property.{name}")));
            }
            "__name__" => return Ok(Some(self.name.borrow().clone().into())),
            _ => return Ok(None),
        };
        let decorator = NativeFunction::closure(name, move |vm, args| {
            let [function] = args.exactly(vm, "hybrid_property")?;
            let mut changed = (*self).clone();
            change(&mut changed, function);
            Ok(Object::host(changed))
        });
        Ok(Some(decorator.object()))
    }

    fn descr_get(
        self: Rc<Self>,
        vm: &Vm,
        instance: Option<&Object>,
        owner: &Class,
    ) -> PyResult<Option<Object>> {
        match instance {
            Some(object) => vm.call(&self.getter, Args::one(object.clone())).map(Some),
            None => self.of_class(vm, &Object::from(owner)).map(Some),
        }
    }

    fn descr_set(
        self: Rc<Self>,
        vm: &Vm,
        instance: &Object,
        value: Option<&Object>,
    ) -> PyResult<bool> {
        let (function, complaint) = match value {
            Some(_) => (&self.setter, "can't set attribute"),
            None => (&self.deleter, "can't delete attribute"),
        };
        let Some(function) = function else {
            return Err(vm.raise(&vm.exceptions().attribute_error.clone(), complaint));
        };
        let mut args = Args::one(instance.clone());
        args.positional.extend(value.cloned());
        vm.call(function, args)?;
        Ok(true)
    }

    fn is_data_descriptor(&self) -> bool {
        true
    }

    fn set_name(self: Rc<Self>, _: &Vm, _: &Class, name: &Str) -> PyResult<()> {
        self.name.replace(name.clone());
        Ok(())
    }
}

impl HostObject for HybridExpr {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "hybrid_proxy")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        match name.as_str() {
            "key" | "__name__" => Ok(Some(self.name.clone().into())),
            _ if name.starts_with("__") => Ok(None),
            _ => vm.get_attr_if_any(&expr_object(vm, &self.expr), name),
        }
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        expr::binary(vm, &self.expr, op, other, reflected)
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        expr::compare(vm, &self.expr, op, other).map(Some)
    }

    fn unary(self: Rc<Self>, vm: &Vm, op: UnaryOp) -> PyResult<Option<Object>> {
        Ok(expr::unary(vm, &self.expr, op))
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        vm.str(&expr_object(vm, &self.expr)).map(|text| Some(text.to_string()))
    }
}

/// `hybrid_method(func)`.
fn construct_method(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [function, expression] = args.bind(vm, "hybrid_method", ["func", "expr"], 1)?;
    Ok(Object::host(HybridMethodObject {
        function: function.unwrap_or(Object::None),
        expression: RefCell::new(crate::arguments::given(expression)),
    }))
}

impl HybridMethodObject {
    fn bound(&self, receiver: Object, is_class: bool) -> Object {
        let expression = self.expression.borrow().clone();
        let function = expression.filter(|_| is_class).unwrap_or_else(|| self.function.clone());
        let call = move |vm: &Vm, args: Args| vm.call(&function, args.after(receiver.clone()));
        NativeFunction::closure("hybrid_method", call).object()
    }
}

impl HostObject for HybridMethodObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "hybrid_method")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        match name.as_str() {
            "inplace" => Ok(Some(Object::Host(self))),
            "expression" => {
                let decorator = NativeFunction::closure("expression", move |vm, args| {
                    let [function] = args.exactly(vm, "expression")?;
                    self.expression.replace(Some(function));
                    Ok(Object::Host(Rc::clone(&self) as Rc<dyn HostObject>))
                });
                Ok(Some(decorator.object()))
            }
            _ => Ok(None),
        }
    }

    fn descr_get(
        self: Rc<Self>,
        _: &Vm,
        instance: Option<&Object>,
        owner: &Class,
    ) -> PyResult<Option<Object>> {
        Ok(Some(match instance {
            Some(object) => self.bound(object.clone(), false),
            None => self.bound(owner.into(), true),
        }))
    }
}

/// A member of a class as it is of an alias: hybrids and functions are given the alias.
pub(super) fn of_alias(vm: &Vm, alias: &Object, class: &Class, member: Object) -> PyResult {
    if let Some(hybrid) = member.downcast_ref::<HybridObject>() {
        return hybrid.of_class(vm, alias);
    }
    if let Some(method) = member.downcast_ref::<HybridMethodObject>() {
        return Ok(method.bound(alias.clone(), true));
    }
    match &member {
        Object::Function(_) | Object::ClassMethod(_) => {
            let function = match &member {
                Object::ClassMethod(inner) => (**inner).clone(),
                other => other.clone(),
            };
            let receiver = alias.clone();
            let call = move |vm: &Vm, args: Args| vm.call(&function, args.after(receiver.clone()));
            Ok(NativeFunction::closure("method", call).object())
        }
        _ => vm.bind_to_class(member, class),
    }
}

/// The classes of hybrids.
pub(super) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("hybrid_property", HYBRID, &[], |_, builder| {
        builder.construct(construct).class_getitem(|_, class, _| Ok(class.into()))
    }),
    ClassSpec::new("hybrid_method", HYBRID, &[], |_, builder| builder.construct(construct_method)),
    ClassSpec::plain("hybrid_proxy", HYBRID, &[]),
];
