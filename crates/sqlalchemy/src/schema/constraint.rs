//! `ForeignKey(…)`, `UniqueConstraint(…)`, `Index(…)`: what they are called with.

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::constraint::{
    Constraint, ConstraintKind, ConstraintOptions, ForeignKey, ForeignKeyTarget,
};
use ormlab_core::index::{Index, IndexElement};
use ormlab_core::value::Value;
use ormlab_python::{Args, Class, Object, PyResult, Str, Vm};

use super::{SchemaItem, column_from, item_object};
use crate::arguments::{flag, given, maybe_flag, maybe_text};
use crate::coercion::{expected, ordering};
use crate::conversion::to_value;
use crate::error::OrRaise;

fn options(vm: &Vm, args: &mut Args) -> PyResult<ConstraintOptions> {
    let mut options = ConstraintOptions {
        name: maybe_text(vm, args.take("name"))?,
        deferrable: maybe_flag(vm, args.take("deferrable"))?,
        initially: maybe_text(vm, args.take("initially"))?,
        onupdate: maybe_text(vm, args.take("onupdate"))?,
        ondelete: maybe_text(vm, args.take("ondelete"))?,
        match_: maybe_text(vm, args.take("match"))?,
        use_alter: flag(vm, args.take("use_alter"), false)?,
        comment: maybe_text(vm, args.take("comment"))?,
        ..ConstraintOptions::default()
    };
    if options.name.as_deref() == Some("") {
        options.name = None;
    }
    crate::arguments::refuse(vm, args, "ForeignKey", &["link_to_name"])?;
    for ignored in ["info", "_create_rule", "_type_bound"] {
        args.take(ignored);
    }
    Ok(options)
}

/// Options that only a dialect knows: `sqlite_on_conflict`, `postgresql_where`.
fn take_dialect_options(args: &mut Args) -> Vec<(Str, Object)> {
    const DIALECTS: &[&str] =
        &["sqlite_", "postgresql_", "mysql_", "mariadb_", "mssql_", "oracle_"];
    let is_dialect = |name: &Str| DIALECTS.iter().any(|prefix| name.starts_with(prefix));
    let (taken, kept) =
        std::mem::take(&mut args.keywords).into_iter().partition(|(name, _)| is_dialect(name));
    args.keywords = kept;
    taken
}

/// The dialects' arguments among `known`, names or, ending in `_`, beginnings of names; the others
/// would be left out of what is sent, so they are refused.
pub(super) fn dialect_options(
    vm: &Vm,
    args: &mut Args,
    function: &str,
    known: &[&str],
) -> PyResult<Vec<(Str, Object)>> {
    let is_known = |name: &str| {
        known
            .iter()
            .any(|known| name == *known || (known.ends_with('_') && name.starts_with(known)))
    };
    let taken = take_dialect_options(args);
    match taken.iter().find(|(name, _)| !is_known(name)) {
        Some((name, _)) => Err(vm.unsupported(&format!("{function}({name}=…)"))),
        None => Ok(taken),
    }
}

/// The same as values.
pub(super) fn dialect_values(
    vm: &Vm,
    taken: Vec<(Str, Object)>,
) -> PyResult<IndexMap<Rc<str>, Value>> {
    let value = |(name, value): (Str, Object)| -> PyResult<(Rc<str>, Value)> {
        Ok((name.as_str().into(), to_value(vm, &value)?))
    };
    taken.into_iter().map(value).collect()
}

fn target(vm: &Vm, object: &Object) -> PyResult<ForeignKeyTarget> {
    if let Some(name) = object.as_str() {
        return Ok(ForeignKeyTarget::Name(name.as_str().into()));
    }
    match column_from(vm, object)? {
        Some(column) => Ok(ForeignKeyTarget::Column(column)),
        None => {
            const ROLE: &str = "String column name or Column object for DDL foreign key constraint";
            Err(expected(vm, ROLE, object, ""))
        }
    }
}

/// `ForeignKey("users.id", …)`.
pub(super) fn foreign_key(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    let options = options(vm, &mut args)?;
    dialect_options(vm, &mut args, "ForeignKey", &[])?;
    let [column] = args.bind(vm, "ForeignKey.__init__", ["column"], 1)?;
    let target = target(vm, &column.unwrap_or(Object::None))?;
    Ok(item_object(vm, SchemaItem::ForeignKey(ForeignKey::new(target, options))))
}

/// Columns by name, or as they are.
fn columns(vm: &Vm, objects: &[Object]) -> PyResult<(Vec<Rc<str>>, Vec<ormlab_core::Column>)> {
    let (mut names, mut found) = (Vec::new(), Vec::new());
    for object in objects {
        match (object.as_str(), column_from(vm, object)?) {
            (Some(name), _) => names.push(Rc::from(name.as_str())),
            (None, Some(column)) => {
                names.push(column.key());
                found.push(column);
            }
            (None, None) => {
                const ROLE: &str = "String column name or column expression for DDL constraint";
                return Err(expected(vm, ROLE, object, ""));
            }
        }
    }
    Ok((names, found))
}

/// Adds the constraint to the table that its columns are of, if they are of one already.
fn finish(vm: &Vm, constraint: Constraint, columns: &[ormlab_core::Column]) -> PyResult {
    if let Some(table) = columns.iter().find_map(ormlab_core::Column::schema_table) {
        table.append_constraint(&constraint).or_raise(vm)?;
    }
    Ok(item_object(vm, SchemaItem::Constraint(constraint)))
}

/// `PrimaryKeyConstraint(*columns)`.
pub(super) fn primary_key(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    let options = options(vm, &mut args)?;
    dialect_options(vm, &mut args, "PrimaryKeyConstraint", &[])?;
    args.no_more_keywords(vm, "PrimaryKeyConstraint.__init__")?;
    let (names, found) = columns(vm, &args.positional)?;
    finish(vm, Constraint::primary_key(names, options), &found)
}

/// `UniqueConstraint(*columns)`.
pub(super) fn unique(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    let options = options(vm, &mut args)?;
    dialect_options(vm, &mut args, "UniqueConstraint", &[])?;
    args.no_more_keywords(vm, "UniqueConstraint.__init__")?;
    let (names, found) = columns(vm, &args.positional)?;
    finish(vm, Constraint::unique(names, options), &found)
}

/// `CheckConstraint(sqltext)`.
pub(super) fn check(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    let options = options(vm, &mut args)?;
    let table = given(args.take("table"));
    dialect_options(vm, &mut args, "CheckConstraint", &[])?;
    let [sqltext] = args.bind(vm, "CheckConstraint.__init__", ["sqltext"], 1)?;
    let sqltext = super::default::sql_text(vm, &sqltext.unwrap_or(Object::None))?;
    let constraint = Constraint::new(ConstraintKind::Check { sqltext }, options, false);
    if let Some(table) = table {
        super::table::table_of(vm, &table)?.append_constraint(&constraint).or_raise(vm)?;
    }
    Ok(item_object(vm, SchemaItem::Constraint(constraint)))
}

/// `ForeignKeyConstraint(columns, refcolumns)`.
pub(super) fn foreign_key_constraint(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    let options = options(vm, &mut args)?;
    let function = "ForeignKeyConstraint";
    crate::arguments::refuse(vm, &mut args, function, &["table"])?;
    dialect_options(vm, &mut args, function, &[])?;
    let [own, referred] =
        args.bind(vm, "ForeignKeyConstraint.__init__", ["columns", "refcolumns"], 2)?;
    let own = vm.collect(&own.unwrap_or(Object::None))?;
    let (names, found) = columns(vm, &own)?;
    let referred = vm.collect(&referred.unwrap_or(Object::None))?;
    let targets: PyResult<Vec<ForeignKeyTarget>> =
        referred.iter().map(|one| target(vm, one)).collect();
    let constraint = Constraint::foreign_key(names, targets?, options).or_raise(vm)?;
    finish(vm, constraint, &found)
}

/// `Index(name, *expressions, unique=…)`.
pub(super) fn index(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    let unique = flag(vm, args.take("unique"), false)?;
    crate::arguments::refuse_any(vm, &mut args, "Index", &["quote"])?;
    for ignored in ["info", "_table", "_column_flag"] {
        args.take(ignored);
    }
    const KNOWN: &[&str] = &["sqlite_where", "postgresql_where", "postgresql_using"];
    let (conditions, others): (Vec<_>, Vec<_>) = dialect_options(vm, &mut args, "Index", KNOWN)?
        .into_iter()
        .partition(|(name, _)| name.ends_with("_where"));
    args.no_more_keywords(vm, "Index.__init__")?;
    let name = maybe_text(vm, args.take_first())?;
    let mut elements = Vec::new();
    for object in &args.positional {
        elements.push(match object.as_str() {
            Some(name) => IndexElement::Name(name.as_str().into()),
            None => IndexElement::Expr(ordering(
                vm,
                object,
                "String column name or column expression for DDL constraint",
            )?),
        });
    }
    let mut wheres = Vec::new();
    for (name, condition) in conditions {
        let dialect = name.trim_end_matches("_where");
        wheres.push((Rc::from(dialect), super::default::sql_text(vm, &condition)?));
    }
    let index = Index::with_options(name, elements, unique, wheres, dialect_values(vm, others)?);
    index.attach().or_raise(vm)?;
    Ok(item_object(vm, SchemaItem::Index(index)))
}
