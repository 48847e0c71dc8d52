//! Tables made of what a database tells: `Table(autoload_with=…)`, `metadata.reflect()`.

use std::rc::Rc;

use ormlab_core::constraint::{Constraint, ConstraintOptions, ForeignKeyTarget};
use ormlab_core::default::{Computed, ServerDefault};
use ormlab_core::index::{Index, IndexElement};
use ormlab_core::table::TableOptions;
use ormlab_core::{Column, Error, Expr, MetaData, Result, Table, Value};

use super::{Catalog, Inspector, ReflectedColumn, ReflectedForeignKey, ReflectedIndex};

/// `include_columns`, `exclude_columns`, `resolve_fks`.
#[derive(Clone, Debug)]
pub struct ReflectOptions {
    pub include_columns: Option<Vec<Rc<str>>>,
    pub exclude_columns: Vec<Rc<str>>,
    pub resolve_fks: bool,
}

impl Default for ReflectOptions {
    fn default() -> ReflectOptions {
        ReflectOptions { include_columns: None, exclude_columns: Vec::new(), resolve_fks: true }
    }
}

impl ReflectOptions {
    fn takes(&self, column: &str) -> bool {
        let included = |names: &Vec<Rc<str>>| names.iter().any(|name| **name == *column);
        self.include_columns.as_ref().is_none_or(included) && !included(&self.exclude_columns)
    }
}

/// Adds to a table what the database knows of it, its own columns going first.
///
/// The table is there already, and so are columns that the script gave; the tables that its foreign
/// keys point to are made too.
pub fn reflect_table(inspector: &Inspector, table: &Table, options: &ReflectOptions) -> Result<()> {
    inspector.ask(|catalog| catalog.reflect(table, options))
}

/// `metadata.reflect(bind, schema, views, only, resolve_fks)`.
pub fn reflect_all(
    inspector: &Inspector,
    metadata: &MetaData,
    schema: Option<&str>,
    views: bool,
    only: Option<&[Rc<str>]>,
    resolve_fks: bool,
) -> Result<()> {
    let options = ReflectOptions { resolve_fks, ..ReflectOptions::default() };
    let own = metadata.schema();
    let schema = schema.or(own.as_deref());
    inspector.ask(|catalog| {
        let mut available = catalog.get_table_names(schema)?;
        if views {
            available.extend(catalog.get_view_names(schema)?);
        }
        let names = wanted(inspector, available, only, schema)?;
        catalog.get_temp_table_names()?;
        if views {
            catalog.get_temp_view_names()?;
        }
        catalog.ask_ahead(&names, schema)?;
        for name in names {
            catalog.make(&name, metadata, schema, &options)?;
        }
        Ok(())
    })
}

fn wanted(
    inspector: &Inspector,
    available: Vec<Rc<str>>,
    only: Option<&[Rc<str>]>,
    schema: Option<&str>,
) -> Result<Vec<Rc<str>>> {
    let Some(only) = only else { return Ok(available) };
    let missing: Vec<&str> =
        only.iter().filter(|name| !available.contains(name)).map(|name| &**name).collect();
    if missing.is_empty() {
        return Ok(only.to_vec());
    }
    let schema = schema.map_or_else(String::new, |schema| format!(" schema '{schema}'"));
    Err(Error::invalid_request(format!(
        "Could not reflect: requested table(s) not available in Engine({}){schema}: ({})",
        inspector.engine().url(),
        missing.join(", ")
    )))
}

impl Catalog<'_> {
    /// Kind by kind for all tables, as the original asks; the answers are kept.
    fn ask_ahead(&self, names: &[Rc<str>], schema: Option<&str>) -> Result<()> {
        names.iter().try_for_each(|name| self.get_columns(name, schema).map(drop))?;
        names.iter().try_for_each(|name| self.get_pk_constraint(name, schema).map(drop))?;
        names.iter().try_for_each(|name| self.get_foreign_keys(name, schema).map(drop))?;
        names.iter().try_for_each(|name| self.get_indexes(name, schema).map(drop))?;
        names.iter().try_for_each(|name| self.get_unique_constraints(name, schema).map(drop))
    }

    /// A table of the metadata by name: made and reflected if it is not there.
    fn make(
        &self,
        name: &str,
        metadata: &MetaData,
        schema: Option<&str>,
        options: &ReflectOptions,
    ) -> Result<Table> {
        let full = schema.map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}"));
        if let Some(table) = metadata.table(&full) {
            return Ok(table);
        }
        let table_options = TableOptions {
            schema: schema.map(Rc::from),
            blank_schema: schema.is_none(),
            ..TableOptions::default()
        };
        let table = Table::new(name, metadata, Vec::new(), table_options)?;
        self.reflect(&table, options).inspect_err(|_| metadata.remove(&table))?;
        Ok(table)
    }

    fn reflect(&self, table: &Table, options: &ReflectOptions) -> Result<()> {
        let (name, schema) = (table.name(), table.schema());
        let (name, schema) = (&*name, schema.as_deref());
        let columns = self.get_columns(name, schema)?;
        let key = self.get_pk_constraint(name, schema)?;
        let foreign_keys = self.get_foreign_keys(name, schema)?;
        let indexes = self.get_indexes(name, schema)?;
        let uniques = self.get_unique_constraints(name, schema)?;
        let checks = self.get_check_constraints(name, schema)?;
        for reflected in columns.iter().filter(|column| options.takes(&column.name)) {
            if table.column(&reflected.name).is_none() {
                table.append_column(&column(reflected, &key.constrained_columns))?;
            }
        }
        for key in &foreign_keys {
            if key.constrained_columns.iter().all(|column| options.takes(column)) {
                self.add_foreign_key(table, key, options)?;
            }
        }
        for index in &indexes {
            if index.column_names.iter().all(|column| options.takes(column)) {
                add_index(table, index)?;
            }
        }
        for unique in uniques {
            if unique.column_names.iter().all(|column| options.takes(column)) {
                let named = named(unique.name);
                table.append_constraint(&Constraint::unique(unique.column_names, named))?;
            }
        }
        for check in checks {
            let sqltext = Expr::text(check.sqltext);
            table.append_constraint(&Constraint::check(sqltext, named(check.name)))?;
        }
        Ok(())
    }

    fn add_foreign_key(
        &self,
        table: &Table,
        key: &ReflectedForeignKey,
        options: &ReflectOptions,
    ) -> Result<()> {
        // A key that the script gave with its column stays as it is.
        let is_known = table.foreign_key_constraints().iter().any(|known| {
            let columns = known.columns();
            columns.len() == key.constrained_columns.len()
                && columns.iter().zip(&key.constrained_columns).all(|(a, b)| a.name() == *b)
        });
        if is_known {
            return Ok(());
        }
        let schema = key.referred_schema.as_deref();
        if options.resolve_fks {
            let whole = ReflectOptions::default();
            self.make(&key.referred_table, &table.metadata(), schema, &whole)?;
        }
        let prefix = schema.map_or_else(String::new, |schema| format!("{schema}."));
        let target = |column: &Rc<str>| {
            ForeignKeyTarget::Name(format!("{prefix}{}.{column}", key.referred_table).into())
        };
        let targets = key.referred_columns.iter().map(target).collect();
        let names = key.constrained_columns.iter().cloned();
        let constraint = Constraint::foreign_key(names, targets, foreign_key_options(key))?;
        table.append_constraint(&constraint)
    }
}

fn named(name: Option<Rc<str>>) -> ConstraintOptions {
    ConstraintOptions { name, ..ConstraintOptions::default() }
}

fn foreign_key_options(key: &ReflectedForeignKey) -> ConstraintOptions {
    let value = |wanted: &str| {
        key.options.iter().find(|(name, _)| **name == *wanted).map(|(_, value)| value)
    };
    let text = |wanted: &str| match value(wanted) {
        Some(Value::Str(text)) => Some(text.clone()),
        _ => None,
    };
    ConstraintOptions {
        name: key.name.clone(),
        ondelete: text("ondelete"),
        onupdate: text("onupdate"),
        initially: text("initially"),
        deferrable: match value("deferrable") {
            Some(Value::Bool(deferrable)) => Some(*deferrable),
            _ => None,
        },
        ..ConstraintOptions::default()
    }
}

fn column(reflected: &ReflectedColumn, key: &[Rc<str>]) -> Column {
    let column = Column::new(&reflected.name, reflected.sql_type.clone());
    let column = column.nullable(reflected.nullable);
    let column = match &reflected.default {
        Some(text) => column.server_default(ServerDefault::Expr(Expr::text(text.clone()))),
        None => column,
    };
    if let (Some(schema), Some(computed)) = (column.schema(), &reflected.computed) {
        let sqltext = Expr::text(computed.sqltext.clone());
        let persisted = Some(computed.persisted);
        schema.computed.replace(Some(Computed { sqltext, persisted }));
    }
    if key.contains(&reflected.name) { column.primary_key() } else { column }
}

fn add_index(table: &Table, index: &ReflectedIndex) -> Result<()> {
    let is_known = table.indexes().iter().any(|known| known.0.name.as_ref() == Some(&index.name));
    if is_known {
        return Ok(());
    }
    let columns = index.column_names.iter().filter_map(|name| table.column(name));
    let elements = columns.map(|column| IndexElement::Expr(Expr::from(column))).collect();
    let condition = index.condition.iter();
    let condition = condition.map(|sql| ("sqlite_where".into(), Expr::text(sql.clone()))).collect();
    let name = Some(index.name.clone());
    let made =
        Index::with_options(name, elements, index.unique, condition, indexmap::IndexMap::new());
    table.append_index(&made)
}
