//! `select(User, User.name).column_descriptions`: what each thing selected is, in terms of mapped classes.

use std::rc::Rc;

use ormlab_core::entity::Entity;
use ormlab_core::expr::{Expr, ExprKind};
use ormlab_core::from::FromClause;
use ormlab_core::select::{Select, SelectItem};
use ormlab_orm::MappedEntity;
use ormlab_python::{Object, PyResult, Str, Vm};

use super::aliased::AliasedObject;
use super::attribute::entity_attribute;
use super::value::class_of;
use crate::error::OrRaise;
use crate::expr::expr_object;
use crate::types::type_object;

/// The descriptions of a SELECT over mapped classes; `None` of one that is over none.
pub(crate) fn descriptions(vm: &Vm, select: &Select) -> PyResult<Option<Object>> {
    if select.plugin().is_none() {
        return Ok(None);
    }
    // Entities take no part in making the names differ.
    let is_entity = |item: &&SelectItem| matches!(item, SelectItem::Entity(_));
    let plain = select.items.iter().filter(|item| !is_entity(item)).cloned().collect();
    let mut columns = ormlab_core::select(plain).selected_columns().or_raise(vm)?.into_iter();
    let mut all = Vec::new();
    for item in &select.items {
        match item {
            SelectItem::Entity(entity) => all.push(of_entity(vm, entity)?),
            SelectItem::Expr(_) => {
                for (name, expr) in columns.by_ref().take(1) {
                    all.push(of_expr(vm, &name, &expr)?);
                }
            }
            SelectItem::From(from) => {
                for (name, expr) in columns.by_ref().take(from.columns().iter().count()) {
                    all.push(of_expr(vm, &name, &expr)?);
                }
            }
            SelectItem::Foreign(_) => {
                return Err(vm.unsupported("column_descriptions of this construct"));
            }
        }
    }
    Ok(Some(all.into()))
}

fn described(name: Object, kind: Object, is_aliased: bool, expr: Object, entity: Object) -> Object {
    Object::dict([
        (Str::from("name"), name),
        (Str::from("type"), kind),
        (Str::from("aliased"), is_aliased.into()),
        (Str::from("expr"), expr),
        (Str::from("entity"), entity),
    ])
}

/// The class, or the alias of one; whether it is an alias; the class in any case.
fn entity_object(entity: &Rc<dyn Entity>) -> Option<(Object, bool, Object)> {
    let mapped = MappedEntity::from_core(entity)?;
    let class: Object = class_of(&mapped.mapper)?.into();
    if mapped.is_aliased() {
        Some((Object::host(AliasedObject { entity: mapped }), true, class))
    } else {
        Some((class.clone(), false, class))
    }
}

fn of_entity(vm: &Vm, entity: &Rc<dyn Entity>) -> PyResult {
    let Some((object, is_aliased, class)) = entity_object(entity) else {
        return Err(vm.unsupported("column_descriptions of this construct"));
    };
    let name = match entity.selectable().or_raise(vm)? {
        FromClause::Alias(alias) if is_aliased => alias.0.name.as_deref().map(Object::from).into(),
        _ => Object::from(&*entity.name()),
    };
    Ok(described(name, class, is_aliased, object.clone(), object))
}

fn of_expr(vm: &Vm, name: &str, expr: &Expr) -> PyResult {
    let entity = expr.entity_within().and_then(|entity| entity_object(&entity));
    let shown = match expr.kind() {
        ExprKind::Attribute { entity, key, .. } => entity_attribute(vm, entity, key)?,
        _ => None,
    };
    let shown = shown.unwrap_or_else(|| expr_object(vm, expr));
    let kind = type_object(vm, &expr.sql_type());
    let is_aliased = entity.as_ref().is_some_and(|(_, is_aliased, _)| *is_aliased);
    let entity = entity.map_or(Object::None, |(object, ..)| object);
    Ok(described(name.into(), kind, is_aliased, shown, entity))
}

/// `statement.entity_description`: the mapped class, or the table, that is changed.
pub(crate) fn entity_description(vm: &Vm, table: &FromClause) -> Object {
    let mapped = match table {
        FromClause::Entity(entity) => MappedEntity::from_core(entity),
        _ => None,
    };
    let Some(entity) = mapped else {
        let name: Object = table.name().map(|name| Object::from(&*name)).into();
        let shown = crate::from::from_object(vm, table);
        return Object::dict([(Str::from("name"), name), (Str::from("table"), shown)]);
    };
    let class: Object = class_of(&entity.mapper).map(Object::from).into();
    Object::dict([
        (Str::from("name"), Object::from(&*entity.name())),
        (Str::from("type"), class.clone()),
        (Str::from("expr"), class.clone()),
        (Str::from("entity"), class),
        (Str::from("table"), crate::from::from_object(vm, &entity.mapper.selectable())),
    ])
}
