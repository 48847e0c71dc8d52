//! Tables, aliases, subqueries, CTEs and joins as Python objects.

mod alias;
mod collection;
pub(crate) mod functions;

use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_core::expr::{Expr, ExprKind};
use ormlab_core::from::{AliasElement, AliasKind, FromClause};
use ormlab_python::object::args::Args;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Vm};

pub(crate) use alias::{column_valued, function_alias, table_valued};
pub(crate) use collection::{ColumnsObject, columns_object, pairs_object};
pub(crate) use functions::FUNCTIONS;

use crate::coercion::{Clause, clause};
use crate::names::{self, ClassSpec, Names};

const SELECTABLE: &str = "sqlalchemy.sql.selectable";

/// What may stand in FROM, as a Python object.
pub struct FromObject {
    pub from: FromClause,
}

/// An element of FROM as a Python object, the same one for the same element.
pub fn from_object(vm: &Vm, from: &FromClause) -> Object {
    Names::of(vm).wrapper(from.id(), || FromObject { from: from.clone() })
}

/// The class of an element of FROM.
pub(crate) fn class_name(from: &FromClause) -> &'static str {
    match from {
        FromClause::Table(_) => "Table",
        FromClause::Light(_) => "TableClause",
        FromClause::Join(_) => "Join",
        FromClause::Entity(_) | FromClause::Text(_) => "FromClause",
        FromClause::Alias(alias) => match &alias.0.kind {
            AliasKind::Alias => "Alias",
            AliasKind::Subquery => "Subquery",
            AliasKind::Cte(_) => "CTE",
            AliasKind::Lateral => "Lateral",
            AliasKind::TableSample { .. } => "TableSample",
            AliasKind::TableValued { .. } => "TableValuedAlias",
            AliasKind::Values => "Values",
        },
    }
}

fn maybe(text: Option<Rc<str>>) -> Object {
    text.map_or(Object::None, |text| Object::from(&*text))
}

impl HostObject for FromObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, class_name(&self.from))
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if name.starts_with("__") {
            return Ok(None);
        }
        if let FromClause::Table(table) = &self.from
            && let Some(found) = crate::schema::table::attribute(vm, table, name)?
        {
            return Ok(Some(found));
        }
        Ok(Some(match (name.as_str(), &self.from) {
            ("c" | "columns" | "exported_columns", _) => {
                Object::host(ColumnsObject::of(&self.from))
            }
            ("name" | "description", from) => maybe(from.name()),
            ("schema", from) => maybe(from.schema()),
            ("primary_key", from) => columns_object(vm, &from.primary_key()),
            ("element", FromClause::Alias(alias)) => alias::element(vm, &alias.0.element),
            ("left", FromClause::Join(join)) => from_object(vm, &join.0.left),
            ("right", FromClause::Join(join)) => from_object(vm, &join.0.right),
            ("onclause", FromClause::Join(join)) => {
                join.0.on.as_ref().map(|on| crate::expr::expr_object(vm, on)).into()
            }
            ("isouter", FromClause::Join(join)) => join.0.is_outer.into(),
            ("full", FromClause::Join(join)) => join.0.is_full.into(),
            ("foreign_keys", from) => {
                let keys: Vec<_> =
                    from.columns().iter().flat_map(|column| column.foreign_keys()).collect();
                crate::schema::table::foreign_key_set(vm, keys)?
            }
            _ => return Ok(None),
        }))
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        if let FromClause::Table(table) = &self.from {
            return crate::schema::table::repr(vm, table).map(Some);
        }
        let address = std::ptr::from_ref(self) as usize;
        let class = names::class(vm, class_name(&self.from));
        let described = match &self.from {
            FromClause::Alias(alias) => match (&alias.0.name, &alias.0.element) {
                (Some(name), _) => name.to_string(),
                (None, AliasElement::From(inner)) => {
                    format!("Anonymous alias of {}", inner.name().unwrap_or_default())
                }
                (None, _) => "anon_1".to_owned(),
            },
            FromClause::Join(join) => {
                let side = |from: &FromClause| {
                    let at = address_of(from.id());
                    format!("{}({at})", from.name().unwrap_or_default())
                };
                format!("Join object on {} and {}", side(&join.0.left), side(&join.0.right))
            }
            from => from.name().unwrap_or_default().to_string(),
        };
        Ok(Some(format!("<{}.{} at {address:#x}; {described}>", class.module(), class.name())))
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        match &self.from {
            FromClause::Table(table) => Ok(Some(table.fullname().to_string())),
            from => {
                crate::compiled::from_text(vm, from, &crate::compiled::default_dialect()).map(Some)
            }
        }
    }

    fn truth(&self, vm: &Vm) -> PyResult<Option<bool>> {
        Err(vm.type_error("Boolean value of this clause is not defined"))
    }
}

fn address_of(id: ElementId) -> String {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    id.hash(&mut hasher);
    (hasher.finish() >> 17).to_string()
}

/// The receiver of a method as an element of FROM, taken off its arguments.
pub(crate) fn receiver(vm: &Vm, args: &mut Args) -> PyResult<FromClause> {
    let this = crate::arguments::receiver(args);
    crate::coercion::from_clause(vm, &this)
}

/// `text("…")` or a function as an element of FROM.
pub(crate) fn of_expression(expr: &Expr) -> Option<FromClause> {
    match expr.kind() {
        ExprKind::Text(clause) => Some(FromClause::Text(clause.text.clone())),
        ExprKind::Function(_) => Some(FromClause::Alias(alias::function_from(expr))),
        _ => None,
    }
}

/// Whether an object is an element of FROM.
pub(crate) fn maybe_from(vm: &Vm, object: &Object) -> PyResult<Option<FromClause>> {
    Ok(match clause(vm, object)? {
        Some(Clause::From(from)) => Some(from),
        Some(Clause::Entity(entity)) => Some(FromClause::Entity(entity)),
        _ => None,
    })
}

/// The classes of FROM.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("ReturnsRows", SELECTABLE, &["ClauseElement"]),
    ClassSpec::plain("Selectable", SELECTABLE, &["ReturnsRows"]),
    ClassSpec::new("FromClause", SELECTABLE, &["Selectable"], functions::from_methods),
    ClassSpec::plain("NamedFromClause", SELECTABLE, &["FromClause"]),
    ClassSpec::new("TableClause", SELECTABLE, &["NamedFromClause"], functions::table_methods),
    ClassSpec::plain("AliasedReturnsRows", SELECTABLE, &["NamedFromClause"]),
    ClassSpec::plain("FromClauseAlias", SELECTABLE, &["AliasedReturnsRows"]),
    ClassSpec::plain("Alias", SELECTABLE, &["FromClauseAlias"]),
    ClassSpec::plain("Subquery", SELECTABLE, &["AliasedReturnsRows"]),
    ClassSpec::new("CTE", SELECTABLE, &["AliasedReturnsRows"], alias::cte_methods),
    ClassSpec::plain("LateralFromClause", SELECTABLE, &["NamedFromClause"]),
    ClassSpec::plain("Lateral", SELECTABLE, &["FromClauseAlias", "LateralFromClause"]),
    ClassSpec::plain("TableSample", SELECTABLE, &["FromClauseAlias"]),
    ClassSpec::new("TableValuedAlias", SELECTABLE, &["Alias"], alias::table_valued_methods),
    ClassSpec::new("Join", SELECTABLE, &["FromClause"], functions::join_methods),
    ClassSpec::new("Values", SELECTABLE, &["FromClause"], functions::values_methods),
    ClassSpec::plain("ColumnCollection", "sqlalchemy.sql.base", &[]),
    ClassSpec::new(
        "ReadOnlyColumnCollection",
        "sqlalchemy.sql.base",
        &["ColumnCollection"],
        collection::methods,
    ),
];
