//! What a relationship is compared with, and what it is refined by.

use std::rc::Rc;

use ormlab_core::{Expr, Value};
use ormlab_orm::{Instance, RelationshipAttribute};
use ormlab_python::object::native::NativeFunction;
use ormlab_python::{Args, CompareOp, Object, PyResult, Vm};

use super::AttributeObject;
use crate::coercion::condition;
use crate::error::{OrRaise, argument_error, to_raised};
use crate::expr::expr_object;
use crate::orm::aliased::entity_of;
use crate::orm::value::maybe_instance;

/// `User.posts == other`.
pub(super) fn compare(
    vm: &Vm,
    relationship: &RelationshipAttribute,
    op: CompareOp,
    other: &Object,
) -> PyResult<Option<Object>> {
    let instance = match (op, other) {
        (CompareOp::Eq | CompareOp::Ne, Object::None) => None,
        (CompareOp::Eq | CompareOp::Ne, _) => Some(compared(vm, relationship, other)?),
        _ => {
            let message = format!(
                "Operator '{}' is not supported on this expression",
                op.method().trim_matches('_')
            );
            return Err(vm.raise(&vm.exceptions().not_implemented.clone(), message));
        }
    };
    let made = match op {
        CompareOp::Eq => relationship.eq(instance.as_ref()),
        _ => relationship.ne(instance.as_ref()),
    };
    Ok(Some(expr_object(vm, &made.or_raise(vm)?)))
}

/// The instance that a relationship is compared with.
fn compared(vm: &Vm, relationship: &RelationshipAttribute, other: &Object) -> PyResult<Instance> {
    if relationship.resolved().or_raise(vm)?.uselist {
        // The complaint about collections comes before the one about what is no instance.
        let mapper = &relationship.resolved().or_raise(vm)?.target;
        let stand_in = Instance::new(mapper);
        relationship.eq(Some(&stand_in)).or_raise(vm)?;
    }
    match maybe_instance(vm, other)? {
        Some(instance) => Ok(instance),
        None => Err(to_raised(vm, relationship.not_an_instance())),
    }
}

type Method = fn(&Vm, &RelationshipAttribute, Args) -> PyResult;

/// The methods that only relationships have.
pub(super) fn method(this: &Rc<AttributeObject>, name: &str) -> Option<Object> {
    let call: Method = match name {
        "any" => {
            |vm, relationship, args| exists(vm, relationship, args, RelationshipAttribute::any)
        }
        "has" => {
            |vm, relationship, args| exists(vm, relationship, args, RelationshipAttribute::has)
        }
        "contains" => contains,
        "of_type" => of_type,
        "and_" => and,
        "in_" | "not_in" | "notin_" => |vm, relationship, _| Err(to_raised(vm, relationship.in_())),
        "is_" => |vm, relationship, args| identity(vm, relationship, args, CompareOp::Eq),
        "is_not" | "isnot" => {
            |vm, relationship, args| identity(vm, relationship, args, CompareOp::Ne)
        }
        _ => return None,
    };
    let relationship = this.relationship()?;
    let bound = NativeFunction::closure(name, move |vm, args| call(vm, &relationship, args));
    Some(bound.object())
}

type Exists =
    fn(&RelationshipAttribute, Option<Expr>, &[(Rc<str>, Value)]) -> ormlab_core::Result<Expr>;

fn exists(vm: &Vm, relationship: &RelationshipAttribute, mut args: Args, make: Exists) -> PyResult {
    let keywords = std::mem::take(&mut args.keywords);
    let [criterion] = args.bind(vm, "any", ["criterion"], 0)?;
    let criterion = criterion.filter(|given| !given.is_none());
    let mut criteria = Vec::new();
    if let Some(criterion) = criterion {
        criteria.push(condition(vm, &criterion)?);
    }
    if !keywords.is_empty() {
        // Checked first: a wrong kind of relationship is complained about before a wrong name.
        make(relationship, None, &[]).or_raise(vm)?;
        let target = relationship.target_entity().or_raise(vm)?;
        for (name, value) in &keywords {
            let attribute = super::super::mapper::attribute_of(vm, &target, name)?;
            let equal = vm.compare(CompareOp::Eq, &attribute, value)?;
            criteria.push(condition(vm, &equal)?);
        }
    }
    let criterion = if criteria.is_empty() { None } else { Some(Expr::and(criteria)) };
    Ok(expr_object(vm, &make(relationship, criterion, &[]).or_raise(vm)?))
}

fn contains(vm: &Vm, relationship: &RelationshipAttribute, args: Args) -> PyResult {
    let [other] = args.bind(vm, "contains", ["other"], 1)?;
    let other = other.unwrap_or(Object::None);
    match maybe_instance(vm, &other)? {
        Some(instance) => Ok(expr_object(vm, &relationship.contains(&instance).or_raise(vm)?)),
        None => Err(to_raised(vm, relationship.not_an_instance())),
    }
}

fn of_type(vm: &Vm, relationship: &RelationshipAttribute, args: Args) -> PyResult {
    let [target] = args.bind(vm, "of_type", ["entity"], 1)?;
    let target = target.unwrap_or(Object::None);
    match entity_of(vm, &target)? {
        Some(entity) => Ok(Object::host(AttributeObject::refined(relationship.of_type(entity)))),
        None => {
            let shown = vm.repr(&target)?;
            Err(argument_error(
                vm,
                format!("of_type() expects a mapped class or an alias of one, got {shown}"),
            ))
        }
    }
}

fn and(vm: &Vm, relationship: &RelationshipAttribute, args: Args) -> PyResult {
    let criteria: PyResult<Vec<Expr>> =
        args.positional.iter().map(|item| condition(vm, item)).collect();
    Ok(Object::host(AttributeObject::refined(relationship.and_(criteria?))))
}

fn identity(vm: &Vm, relationship: &RelationshipAttribute, args: Args, op: CompareOp) -> PyResult {
    let [other] = args.bind(vm, "is_", ["other"], 1)?;
    let other = other.unwrap_or(Object::None);
    compare(vm, relationship, op, &other).map(|made| made.unwrap_or(Object::NotImplemented))
}
