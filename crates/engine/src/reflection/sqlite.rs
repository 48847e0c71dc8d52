//! The questions as SQLite answers them.

use std::rc::Rc;

use ormlab_core::{Error, Result, Value};

use super::sqlite_type::resolve;
use super::table_text::TableText;
use super::{
    Catalog, ReflectedCheck, ReflectedColumn, ReflectedComputed, ReflectedForeignKey,
    ReflectedIndex, ReflectedPrimaryKey, ReflectedUnique, no_such_table,
};
use crate::options::ExecutionOptions;
use crate::parameters::Parameters;
use crate::result::{Fetch, Row};

const SYSTEM: &[&str] =
    &["sqlite_schema", "sqlite_master", "sqlite_temp_schema", "sqlite_temp_master"];

fn text_at(row: &Row, index: usize) -> Result<Option<Rc<str>>> {
    Ok(match row.get(index)? {
        Value::Null => None,
        Value::Str(text) => Some(text),
        other => Some(other.repr().into()),
    })
}

fn name_at(row: &Row, index: usize) -> Result<Rc<str>> {
    Ok(text_at(row, index)?.unwrap_or_default())
}

fn number_at(row: &Row, index: usize) -> Result<i64> {
    Ok(match row.get(index)? {
        Value::Int(number) => number,
        _ => 0,
    })
}

/// For sorting: what has no name comes last.
fn sort_key(name: Option<&Rc<str>>) -> String {
    name.filter(|name| !name.is_empty()).map_or_else(|| "~".to_owned(), ToString::to_string)
}

impl Catalog<'_> {
    fn check_dialect(&self) -> Result<()> {
        match self.connection.dialect().name() {
            "sqlite" => Ok(()),
            other => Err(Error::not_implemented(format!("reflection of {other}"))),
        }
    }

    fn query(&self, sql: &str, parameters: &[&str]) -> Result<Vec<Row>> {
        self.check_dialect()?;
        let values: Vec<Value> = parameters.iter().map(|text| Value::from(*text)).collect();
        let parameters = Parameters::One(values.into());
        self.connection.exec_driver_sql(sql, parameters, &ExecutionOptions::default())?.all()
    }

    fn quoted(name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }

    /// `"schema".`
    fn prefix(schema: Option<&str>) -> String {
        schema.map_or_else(String::new, |schema| format!("{}.", Self::quoted(schema)))
    }

    /// Of the main schema, else of the temporary one.
    fn pragma(&self, pragma: &str, name: &str, schema: Option<&str>) -> Result<Vec<Row>> {
        let places = match schema {
            Some(_) => vec![Self::prefix(schema)],
            None => vec!["main.".to_owned(), "temp.".to_owned()],
        };
        for place in places {
            let sql = format!("PRAGMA {place}{pragma}({})", Self::quoted(name));
            let rows = self.query(&sql, &[])?;
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
        Ok(Vec::new())
    }

    fn names(&self, master: &str, kind: &str, schema: Option<&str>) -> Result<Vec<Rc<str>>> {
        let question = format!("names {master} {kind} {schema:?}");
        self.once(question, || {
            let sql = format!(
                "SELECT name FROM {}{master} WHERE type='{kind}' AND name NOT LIKE 'sqlite~_%' \
                 ESCAPE '~' ORDER BY name",
                Self::prefix(schema)
            );
            self.query(&sql, &[])?.iter().map(|row| name_at(row, 0)).collect()
        })
    }

    pub(super) fn get_schema_names(&self) -> Result<Vec<Rc<str>>> {
        let rows = self.query("PRAGMA database_list", &[])?;
        let names = rows.iter().map(|row| name_at(row, 1));
        names.filter(|name| !matches!(name, Ok(name) if **name == *"temp")).collect()
    }

    pub(super) fn get_table_names(&self, schema: Option<&str>) -> Result<Vec<Rc<str>>> {
        self.names("sqlite_master", "table", schema)
    }

    pub(super) fn get_view_names(&self, schema: Option<&str>) -> Result<Vec<Rc<str>>> {
        self.names("sqlite_master", "view", schema)
    }

    pub(super) fn get_temp_table_names(&self) -> Result<Vec<Rc<str>>> {
        self.names("sqlite_temp_master", "table", None)
    }

    pub(super) fn get_temp_view_names(&self) -> Result<Vec<Rc<str>>> {
        self.names("sqlite_temp_master", "view", None)
    }

    pub(super) fn get_view_definition(&self, view: &str, schema: Option<&str>) -> Result<Rc<str>> {
        let sql = match schema {
            Some(_) => format!(
                "SELECT sql FROM {}sqlite_master WHERE name = ? AND type='view'",
                Self::prefix(schema)
            ),
            None => "SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM \
                     sqlite_temp_master) WHERE name = ? AND type='view'"
                .to_owned(),
        };
        let rows = self.query(&sql, &[view])?;
        match rows.first() {
            Some(row) => name_at(row, 0),
            None => Err(no_such_table(view, schema)),
        }
    }

    pub(super) fn has_table(&self, table: &str, schema: Option<&str>) -> Result<bool> {
        self.once(format!("has_table {table} {schema:?}"), || self.is_there(table, schema))
    }

    fn is_there(&self, table: &str, schema: Option<&str>) -> Result<bool> {
        self.check_dialect()?;
        if let Some(schema) = schema
            && !self.get_schema_names()?.iter().any(|name| **name == *schema)
        {
            return Ok(false);
        }
        Ok(!self.pragma("table_info", table, schema)?.is_empty())
    }

    /// The text that made a table; `None` for those of SQLite itself.
    fn table_sql(&self, table: &str, schema: Option<&str>) -> Result<Option<Rc<str>>> {
        let prefix = Self::prefix(schema);
        let both = format!(
            "SELECT sql FROM  (SELECT * FROM {prefix}sqlite_master UNION ALL   SELECT * FROM \
             {prefix}sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')"
        );
        let rows = match self.query(&both, &[table]) {
            // Only the main schema has temporary tables.
            Err(error) if error.refusal.is_some() => {
                let sql = format!(
                    "SELECT sql FROM {prefix}sqlite_master WHERE name = ? AND type in ('table', \
                     'view')"
                );
                self.query(&sql, &[table])?
            }
            other => other?,
        };
        match rows.first().map(|row| text_at(row, 0)).transpose()?.flatten() {
            None if !SYSTEM.contains(&table) => {
                Err(no_such_table(&format!("{prefix}{table}"), None))
            }
            found => Ok(found),
        }
    }

    fn table_text(&self, table: &str, schema: Option<&str>) -> Result<TableText> {
        self.once(format!("text {table} {schema:?}"), || self.fresh_text(table, schema))
    }

    /// Asked anew for each kind of key, as the original does.
    fn fresh_text(&self, table: &str, schema: Option<&str>) -> Result<TableText> {
        let sql = self.table_sql(table, schema)?;
        Ok(sql.map_or_else(TableText::default, |sql| TableText::read(&sql)))
    }

    pub(super) fn get_table_options(
        &self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<(Rc<str>, Value)>> {
        let words = self.table_text(table, schema)?.options;
        let mut options = Vec::new();
        if words.iter().any(|word| word == "WITHOUT") {
            options.push(("sqlite_with_rowid".into(), Value::Bool(false)));
        }
        if words.iter().any(|word| word == "STRICT") {
            options.push(("sqlite_strict".into(), Value::Bool(true)));
        }
        Ok(options)
    }

    pub(super) fn get_columns(
        &self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedColumn>> {
        self.once(format!("columns {table} {schema:?}"), || {
            let rows = self.pragma("table_xinfo", table, schema)?;
            let mut columns = Vec::with_capacity(rows.len());
            let mut text = None;
            for row in &rows {
                let hidden = number_at(row, 6)?;
                if hidden == 1 {
                    continue;
                }
                if hidden != 0 && text.is_none() {
                    text = Some(self.table_text(table, schema)?);
                }
                columns.push(self.column(row, hidden, text.as_ref())?);
            }
            if columns.is_empty() && !self.is_there(table, schema)? {
                return Err(no_such_table(table, schema));
            }
            Ok(columns)
        })
    }

    fn column(&self, row: &Row, hidden: i64, text: Option<&TableText>) -> Result<ReflectedColumn> {
        let name = name_at(row, 1)?;
        let mut declared = name_at(row, 2)?.to_uppercase();
        if hidden != 0 {
            // SQLite tells `INTEGER GENERATED ALWAYS` as the type.
            declared = declared.replace("GENERATED", "").replace("ALWAYS", "").trim().to_owned();
        }
        let expression = || {
            let computed = &text?.computed;
            computed.iter().find(|(column, _)| *column == name).map(|(_, sql)| sql.clone())
        };
        let computed = (hidden != 0).then(|| ReflectedComputed {
            sqltext: expression().unwrap_or_default(),
            persisted: hidden == 3,
        });
        Ok(ReflectedColumn {
            sql_type: resolve(&declared, self.connection.engine().environment())?,
            nullable: number_at(row, 3)? == 0,
            default: text_at(row, 4)?,
            primary_key: number_at(row, 5)?,
            computed,
            name,
        })
    }

    pub(super) fn get_pk_constraint(
        &self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<ReflectedPrimaryKey> {
        self.once(format!("pk {table} {schema:?}"), || {
            let name = self.fresh_text(table, schema)?.primary_key_name;
            let mut columns = self.get_columns(table, schema)?;
            columns.retain(|column| column.primary_key > 0);
            columns.sort_by_key(|column| column.primary_key);
            if columns.is_empty() {
                return Ok(ReflectedPrimaryKey::default());
            }
            let names = columns.into_iter().map(|column| column.name);
            Ok(ReflectedPrimaryKey { constrained_columns: names.collect(), name })
        })
    }

    pub(super) fn get_foreign_keys(
        &self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedForeignKey>> {
        self.once(format!("fks {table} {schema:?}"), || {
            let mut found = self.pragma_foreign_keys(table, schema)?;
            let text = self.fresh_text(table, schema)?;
            let mut keys = Vec::with_capacity(found.len());
            for named in text.foreign_keys {
                let is_it = |key: &ReflectedForeignKey| {
                    key.constrained_columns == named.columns
                        && key.referred_table == named.table
                        && key.referred_columns == named.referred
                };
                match found.iter().position(is_it) {
                    Some(place) => {
                        let key = found.remove(place);
                        let (name, options) = (named.name, named.options);
                        keys.push(ReflectedForeignKey { name, options, ..key });
                    }
                    None => self.warn_of_unlocated(table, &named)?,
                }
            }
            // What is left was written at its column.
            keys.extend(found);
            Ok(keys)
        })
    }

    fn warn_of_unlocated(
        &self,
        table: &str,
        key: &super::table_text::TextForeignKey,
    ) -> Result<()> {
        let names = key.columns.iter().chain([&key.table]).chain(&key.referred);
        let signature: Vec<Value> = names.cloned().map(Value::Str).collect();
        self.connection.engine().environment().warn(&format!(
            "WARNING: SQL-parsed foreign key constraint '{}' could not be located in PRAGMA \
             foreign_keys for table {table}",
            Value::Tuple(signature.into()).repr()
        ))
    }

    fn pragma_foreign_keys(
        &self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedForeignKey>> {
        let mut keys: Vec<(i64, ReflectedForeignKey)> = Vec::new();
        for row in self.pragma("foreign_key_list", table, schema)? {
            let number = number_at(&row, 0)?;
            let referred_table = name_at(&row, 2)?;
            let referred = text_at(&row, 4)?;
            if !keys.iter().any(|(known, _)| *known == number) {
                let referred_columns = match &referred {
                    Some(_) => Vec::new(),
                    None => self.key_of(&referred_table, schema)?,
                };
                let key = ReflectedForeignKey {
                    name: None,
                    constrained_columns: Vec::new(),
                    referred_schema: schema.map(Rc::from),
                    referred_table,
                    referred_columns,
                    options: Vec::new(),
                };
                keys.push((number, key));
            }
            if let Some((_, key)) = keys.iter_mut().find(|(known, _)| *known == number) {
                key.constrained_columns.push(name_at(&row, 3)?);
                key.referred_columns.extend(referred);
            }
        }
        Ok(keys.into_iter().map(|(_, key)| key).collect())
    }

    /// The primary key of a table, if there is such a table.
    fn key_of(&self, table: &str, schema: Option<&str>) -> Result<Vec<Rc<str>>> {
        match self.get_pk_constraint(table, schema) {
            Ok(key) => Ok(key.constrained_columns),
            Err(error) if error.kind == ormlab_core::ErrorKind::NoSuchTable => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    pub(super) fn get_indexes(
        &self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedIndex>> {
        self.indexes(table, schema, false)
    }

    /// With `all`, also those that SQLite made for constraints.
    fn indexes(&self, table: &str, schema: Option<&str>, all: bool) -> Result<Vec<ReflectedIndex>> {
        self.once(format!("indexes {table} {schema:?} {all}"), || {
            let mut listed = Vec::new();
            for row in self.pragma("index_list", table, schema)? {
                let name = name_at(&row, 1)?;
                if !all && name.starts_with("sqlite_autoindex") {
                    continue;
                }
                let is_partial = number_at(&row, 4)? != 0;
                let condition = if is_partial { self.condition(&name, schema)? } else { None };
                let unique = number_at(&row, 2)? != 0;
                listed.push(ReflectedIndex { name, column_names: Vec::new(), unique, condition });
            }
            let mut indexes = Vec::with_capacity(listed.len());
            for index in listed {
                indexes.extend(self.with_columns(index, schema)?);
            }
            indexes.sort_by_key(|index| sort_key(Some(&index.name)));
            if indexes.is_empty() && !self.is_there(table, schema)? {
                return Err(no_such_table(table, schema));
            }
            Ok(indexes)
        })
    }

    /// The index with its columns; `None` for one over expressions.
    fn with_columns(
        &self,
        mut index: ReflectedIndex,
        schema: Option<&str>,
    ) -> Result<Option<ReflectedIndex>> {
        for row in self.pragma("index_info", &index.name, schema)? {
            match text_at(&row, 2)? {
                Some(column) => index.column_names.push(column),
                None => {
                    let environment = self.connection.engine().environment();
                    environment.warn(&format!(
                        "Skipped unsupported reflection of expression-based index {}",
                        index.name
                    ))?;
                    return Ok(None);
                }
            }
        }
        Ok(Some(index))
    }

    /// The WHERE of a partial index.
    fn condition(&self, index: &str, schema: Option<&str>) -> Result<Option<Rc<str>>> {
        let sql = format!(
            "SELECT sql FROM {}sqlite_master WHERE name = ? AND type = 'index'",
            Self::prefix(schema)
        );
        let rows = self.query(&sql, &[index])?;
        let text = rows.first().map(|row| name_at(row, 0)).transpose()?.unwrap_or_default();
        let upper = text.to_ascii_uppercase();
        let place = upper.find(')').and_then(|close| {
            let place = close + upper[close..].find("WHERE")?;
            Some(place + "WHERE".len())
        });
        Ok(place.map(|place| text[place..].trim().into()))
    }

    pub(super) fn get_unique_constraints(
        &self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedUnique>> {
        self.once(format!("uniques {table} {schema:?}"), || {
            let indexes = self.indexes(table, schema, true)?;
            let automatic = indexes.into_iter().filter(|i| i.name.starts_with("sqlite_autoindex"));
            let mut automatic: Vec<Vec<Rc<str>>> = automatic.map(|i| i.column_names).collect();
            let mut uniques = Vec::new();
            for (name, column_names) in self.table_text(table, schema)?.uniques {
                if let Some(place) = automatic.iter().position(|known| *known == column_names) {
                    automatic.remove(place);
                    uniques.push(ReflectedUnique { name, column_names });
                }
            }
            Ok(uniques)
        })
    }

    pub(super) fn get_check_constraints(
        &self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedCheck>> {
        let checks = self.table_text(table, schema)?.checks.into_iter();
        let mut checks: Vec<ReflectedCheck> =
            checks.map(|(name, sqltext)| ReflectedCheck { name, sqltext }).collect();
        checks.sort_by_key(|check| sort_key(check.name.as_ref()));
        Ok(checks)
    }
}
