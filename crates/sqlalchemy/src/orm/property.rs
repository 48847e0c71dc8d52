//! What a class body says of its attributes: `mapped_column`, `column_property`, `deferred`, `synonym`.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::column::Column;
use ormlab_core::constraint::ForeignKey;
use ormlab_core::{Expr, SqlType};
use ormlab_orm::ColumnSpec;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::{Args, BinaryOp, CompareOp, Object, PyResult, Str, UnaryOp, Vm};

use crate::arguments::{flag, given, maybe_flag, maybe_int, maybe_text, text};
use crate::coercion::{Clause, clause};
use crate::error::argument_error;
use crate::expr::{self, expr_object};
use crate::names;

/// What the mapper is told beside the column.
#[derive(Clone, Default)]
pub(super) struct ColumnOptions {
    pub deferred: Option<bool>,
    pub group: Option<Rc<str>>,
    pub raiseload: bool,
    pub active_history: bool,
    pub sort_order: Option<i64>,
    /// `nullable` was said, so that the annotation does not decide.
    pub has_nullable: bool,
    pub has_default: bool,
}

impl ColumnOptions {
    /// As the mapper takes it.
    pub(super) fn spec(&self, columns: Vec<Column>, expression: Option<Expr>) -> ColumnSpec {
        ColumnSpec {
            columns,
            expression,
            deferred: self.deferred.unwrap_or(self.group.is_some() || self.raiseload),
            group: self.group.clone(),
            raiseload: self.raiseload,
            active_history: self.active_history,
        }
    }
}

/// What `mapped_column(…)` gives.
pub(crate) struct MappedColumnObject {
    pub(super) column: Column,
    pub(super) options: RefCell<ColumnOptions>,
    pub(super) field: FieldOptions,
}

/// What `column_property(…)` and `deferred(…)` give.
pub(crate) struct ColumnPropertyObject {
    pub(super) expr: Expr,
    pub(super) options: ColumnOptions,
    pub(super) field: FieldOptions,
}

/// What `synonym("name")` gives.
pub(crate) struct SynonymObject {
    pub(super) name: Rc<str>,
}

impl MappedColumnObject {
    /// A column of which nothing is said.
    pub(super) fn blank() -> MappedColumnObject {
        MappedColumnObject {
            column: Column::new("", SqlType::Null),
            options: RefCell::default(),
            field: FieldOptions::default(),
        }
    }

    /// Another column that says the same: what a mixin's classes get.
    pub(super) fn copied(&self) -> MappedColumnObject {
        MappedColumnObject {
            column: copy_column(&self.column),
            options: RefCell::new(self.options.borrow().clone()),
            field: self.field.clone(),
        }
    }

    fn expr(&self) -> Expr {
        Expr::from(&self.column)
    }
}

/// A column of no table that says the same.
pub(super) fn copy_column(column: &Column) -> Column {
    column.copy()
}

/// What `from` says and `into` leaves open.
pub(super) fn merge_column(into: &Column, from: &Column) {
    let (Some(own), Some(other)) = (into.schema(), from.schema()) else { return };
    own.primary_key.set(own.primary_key.get() || other.primary_key.get());
    own.nullable.set(own.nullable.get().or(other.nullable.get()));
    own.unique.set(own.unique.get().or(other.unique.get()));
    own.index.set(own.index.get().or(other.index.get()));
    if own.autoincrement.get() == ormlab_core::column::Autoincrement::Auto {
        own.autoincrement.set(other.autoincrement.get());
    }
    fill(&own.default, &other.default);
    fill(&own.onupdate, &other.onupdate);
    fill(&own.server_default, &other.server_default);
    fill(&own.server_onupdate, &other.server_onupdate);
    fill(&own.computed, &other.computed);
    fill(&own.identity, &other.identity);
    fill(&own.comment, &other.comment);
    own.system.set(own.system.get() || other.system.get());
    if into.0.sql_type.borrow().is_null() {
        into.0.sql_type.replace(from.0.sql_type.borrow().clone());
    }
    if own.foreign_keys.borrow().is_empty() {
        let keys = other.foreign_keys.borrow();
        let copies = keys.iter().map(|key| {
            let copy = ForeignKey::new(key.0.target.clone(), key.0.options.clone());
            copy.0.parent.replace(Some(into.clone()));
            copy
        });
        own.foreign_keys.replace(copies.collect());
    }
    own.info.borrow_mut().extend(other.info.borrow().clone());
    own.dialect_options.borrow_mut().extend(other.dialect_options.borrow().clone());
}

fn fill<T: Clone>(own: &RefCell<Option<T>>, other: &RefCell<Option<T>>) {
    if own.borrow().is_none() {
        let value = other.borrow().clone();
        own.replace(value);
    }
}

impl HostObject for MappedColumnObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "MappedColumn")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if name == "column" {
            return Ok(Some(crate::schema::column_object(vm, &self.column)));
        }
        if name.starts_with("__") {
            return Ok(None);
        }
        vm.get_attr_if_any(&crate::schema::column_object(vm, &self.column), name)
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        expr::binary(vm, &self.expr(), op, other, reflected)
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        expr::compare(vm, &self.expr(), op, other).map(Some)
    }

    fn unary(self: Rc<Self>, vm: &Vm, op: UnaryOp) -> PyResult<Option<Object>> {
        Ok(expr::unary(vm, &self.expr(), op))
    }
}

impl HostObject for ColumnPropertyObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "ColumnProperty")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        match name.as_str() {
            "expression" => Ok(Some(expr_object(vm, &self.expr))),
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
}

impl HostObject for SynonymObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Synonym")
    }
}

/// What an attribute says of its field, for a class that is a dataclass: keywords of `dataclasses.field`.
#[derive(Clone, Default)]
pub(super) struct FieldOptions(pub Vec<(Str, Object)>);

impl FieldOptions {
    /// Takes them off the arguments of `mapped_column` and its kin.
    pub(super) fn take(args: &mut Args) -> FieldOptions {
        let mut found = Vec::new();
        for name in ["init", "repr", "default_factory", "compare", "kw_only", "hash"] {
            found.extend(args.take(name).map(|value| (Str::intern(name), value)));
        }
        found.extend(args.take("dataclass_metadata").map(|value| ("metadata".into(), value)));
        FieldOptions(found)
    }

    /// The default of the field, which the column may have as its own.
    pub(super) fn set_default(&mut self, value: Option<Object>) {
        self.0.extend(value.map(|value| ("default".into(), value)));
    }
}

/// `mapped_column(…)`.
pub(super) fn mapped_column(vm: &Vm, mut args: Args) -> PyResult {
    let mut field = FieldOptions::take(&mut args);
    let default = args.keywords.iter().find(|(name, _)| *name == "default");
    field.set_default(default.map(|(_, value)| value.clone()));
    let options = ColumnOptions {
        deferred: maybe_flag(vm, args.take("deferred"))?,
        group: maybe_text(vm, args.take("deferred_group"))?,
        raiseload: flag(vm, given(args.take("deferred_raiseload")), false)?,
        active_history: flag(vm, args.take("active_history"), false)?,
        sort_order: maybe_int(vm, args.take("sort_order"))?,
        has_nullable: args
            .keywords
            .iter()
            .any(|(name, value)| *name == "nullable" && !value.is_none()),
        has_default: args
            .keywords
            .iter()
            .any(|(name, _)| *name == "default" || *name == "insert_default"),
    };
    if flag(vm, args.take("use_existing_column"), false)? {
        return Err(vm.unsupported("mapped_column(use_existing_column=True)"));
    }
    let column = crate::schema::column::build(vm, args, "Column")?;
    Ok(Object::host(MappedColumnObject { column, options: RefCell::new(options), field }))
}

/// `column_property(expression, …)`.
pub(super) fn column_property(vm: &Vm, args: Args) -> PyResult {
    property(vm, args, None, "column_property")
}

/// `deferred(column, …)`.
pub(super) fn deferred(vm: &Vm, args: Args) -> PyResult {
    property(vm, args, Some(true), "deferred")
}

fn property(vm: &Vm, mut args: Args, deferred: Option<bool>, function: &str) -> PyResult {
    let mut field = FieldOptions::take(&mut args);
    field.set_default(args.take("default"));
    let said = maybe_flag(vm, args.take("deferred"))?;
    let options = ColumnOptions {
        deferred: deferred.or(said),
        group: maybe_text(vm, args.take("group"))?,
        raiseload: flag(vm, args.take("raiseload"), false)?,
        active_history: flag(vm, args.take("active_history"), false)?,
        ..ColumnOptions::default()
    };
    crate::arguments::refuse_any(vm, &mut args, function, &["comparator_factory"])?;
    crate::arguments::refuse_false(vm, &mut args, function, "expire_on_flush")?;
    for ignored in ["info", "doc"] {
        args.take(ignored);
    }
    args.no_more_keywords(vm, function)?;
    if args.len() > 1 {
        return Err(vm.unsupported(&format!("{function}() of several columns")));
    }
    let Some(first) = args.take_first() else {
        return Err(
            vm.type_error(format!("{function}() missing 1 required positional argument: 'column'"))
        );
    };
    let expr = match clause(vm, &first)? {
        Some(found) => crate::coercion::of_clause(vm, &first, found, "Column expression")?,
        None => {
            let shown = vm.repr(&first)?;
            return Err(argument_error(vm, format!("Column expression expected, got {shown}.")));
        }
    };
    Ok(Object::host(ColumnPropertyObject { expr, options, field }))
}

/// `query_expression()`: an attribute that a statement fills in.
pub(super) fn query_expression(vm: &Vm, _: Args) -> PyResult {
    Err(vm.unsupported("query_expression()"))
}

/// `synonym(name)`.
pub(super) fn synonym(vm: &Vm, mut args: Args) -> PyResult {
    for ignored in ["info", "doc"] {
        args.take(ignored);
    }
    for unsupported in ["map_column", "descriptor", "comparator_factory"] {
        if given(args.take(unsupported)).is_some() {
            return Err(vm.unsupported(&format!("synonym({unsupported}=…)")));
        }
    }
    let [name] = args.bind(vm, "synonym", ["name"], 1)?;
    Ok(Object::host(SynonymObject { name: text(vm, &name.unwrap_or(Object::None))? }))
}

/// What such an object is in SQL, while the class is not mapped yet.
pub(super) fn clause_of(object: &Object) -> Option<Clause> {
    if let Some(known) = object.downcast_ref::<MappedColumnObject>() {
        return Some(Clause::Expr(known.expr()));
    }
    object.downcast_ref::<ColumnPropertyObject>().map(|known| Clause::Expr(known.expr.clone()))
}
