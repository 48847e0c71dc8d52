//! SQLite: booleans are numbers, LIMIT is always whole, a primary key may be written with its column.

use super::{Dialect, DialectTraits, Feature, ParamStyle, Quoting, reserved};
use crate::column::{Autoincrement, Column};
use crate::compiler::{BinaryParts, Compiler, Context, DdlCompiler, ExpandOperator};
use crate::constraint::{Constraint, ConstraintKind};
use crate::dml::Upsert;
use crate::error::{Error, Result};
use crate::expr::{Expr, Function, Operator};
use crate::from::FromClause;
use crate::index::Index;
use crate::metadata::Table;
use crate::select::{ForUpdate, SelectTail};
use crate::types::{Affinity, SqlType};
use crate::value::Value;

/// SQLite by a driver of Python's `sqlite3` kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct SqliteDialect;

const TRAITS: DialectTraits = DialectTraits {
    supports_alter: false,
    supports_sequences: false,
    sequences_optional: false,
    insert_executemany_returning: true,
    use_insertmanyvalues: true,
    supports_default_values: true,
    supports_default_metavalue: true,
    default_metavalue_token: "NULL",
    supports_empty_insert: false,
    supports_native_boolean: false,
    insert_null_pk_still_autoincrements: true,
    supports_identity_columns: false,
    tuple_in_values: true,
    ..DialectTraits::STANDARD
};

const QUOTING: Quoting = Quoting { reserved_words: reserved::SQLITE, ..Quoting::STANDARD };

/// What `strftime` calls the parts of a date.
const EXTRACT: &[(&str, &str)] = &[
    ("month", "%m"),
    ("day", "%d"),
    ("year", "%Y"),
    ("second", "%S"),
    ("hour", "%H"),
    ("doy", "%j"),
    ("minute", "%M"),
    ("epoch", "%s"),
    ("dow", "%w"),
    ("week", "%W"),
];

impl Dialect for SqliteDialect {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn driver(&self) -> &'static str {
        "pysqlite"
    }

    fn traits(&self) -> &DialectTraits {
        &TRAITS
    }

    fn param_style(&self) -> ParamStyle {
        ParamStyle::Qmark
    }

    fn quoting(&self) -> &Quoting {
        &QUOTING
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }

    fn binary(&self, sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        match parts.operator {
            Operator::TrueDiv => {
                sql.expr(parts.left, ctx)?;
                sql.write(" / (");
                sql.expr(parts.right, ctx)?;
                sql.write(" + 0.0)");
                Ok(())
            }
            // The real one does not write literals here either.
            Operator::IsDistinctFrom => {
                sql.infix(parts, " IS NOT ", Context { literal_binds: false, ..ctx })
            }
            Operator::IsNotDistinctFrom => {
                sql.infix(parts, " IS ", Context { literal_binds: false, ..ctx })
            }
            Operator::RegexpMatch => sql.infix(parts, " REGEXP ", ctx),
            Operator::NotRegexpMatch => sql.infix(parts, " NOT REGEXP ", ctx),
            Operator::BitwiseXor => bitwise_xor(sql, parts, ctx),
            Operator::JsonGetItem | Operator::JsonPathGetItem => json_item(sql, parts, ctx),
            _ => sql.standard_binary(parts, ctx),
        }
    }

    fn function(&self, sql: &mut Compiler<'_>, function: &Function, ctx: Context) -> Result<()> {
        match function.name.to_ascii_lowercase().as_str() {
            "now" => {
                sql.write("CURRENT_TIMESTAMP");
                Ok(())
            }
            "localtimestamp" => {
                sql.write("DATETIME(CURRENT_TIMESTAMP, 'localtime')");
                Ok(())
            }
            "char_length" => {
                sql.write("length");
                sql.arguments(&function.arguments, ctx)
            }
            "aggregate_strings" => sql.aggregate_strings("group_concat", function, ctx),
            _ => sql.standard_function(function, ctx),
        }
    }

    fn extract(
        &self,
        sql: &mut Compiler<'_>,
        field: &str,
        operand: &Expr,
        ctx: Context,
    ) -> Result<()> {
        let found = EXTRACT.iter().find(|(name, _)| *name == field);
        let (_, format) = found
            .ok_or_else(|| Error::compile(format!("{field} is not a valid extract argument.")))?;
        sql.write(&format!("CAST(STRFTIME('{format}', "));
        sql.expr(operand, ctx)?;
        sql.write(") AS INTEGER)");
        Ok(())
    }

    fn empty_set(&self, types: &[SqlType], _operator: ExpandOperator) -> Result<String> {
        let ones = vec!["1"; types.len().max(1)].join(", ");
        Ok(format!("SELECT {ones} FROM (SELECT {ones}) WHERE 1!=1"))
    }

    fn limit(&self, sql: &mut Compiler<'_>, tail: &SelectTail, ctx: Context) -> Result<()> {
        if tail.fetch.is_some() {
            return sql.fetch(tail, ctx);
        }
        match &tail.limit {
            Some(limit) => {
                sql.write("\n LIMIT ");
                sql.expr(limit, ctx)?;
            }
            None => {
                sql.write("\n LIMIT ");
                sql.literal_parameter(Value::Int(-1), Context::PLAIN)?;
            }
        }
        sql.write(" OFFSET ");
        match &tail.offset {
            Some(offset) => sql.expr(offset, ctx),
            None => sql.literal_parameter(Value::Int(0), ctx),
        }
    }

    fn for_update(&self, _: &mut Compiler<'_>, _: &ForUpdate, _: Context) -> Result<()> {
        Ok(())
    }

    fn update_from(
        &self,
        sql: &mut Compiler<'_>,
        froms: &[FromClause],
        ctx: Context,
    ) -> Result<()> {
        sql.write("FROM ");
        sql.separated(froms, ", ", |sql, from| sql.from(from, ctx))
    }

    fn upsert(
        &self,
        sql: &mut Compiler<'_>,
        table: &FromClause,
        upsert: &Upsert,
        ctx: Context,
    ) -> Result<()> {
        match upsert {
            Upsert::OnConflict(clauses) => sql.on_conflict(table, clauses, true, ctx),
            Upsert::OnDuplicateKey(_) => Err(self.cannot_render("OnDuplicateClause")),
        }
    }

    fn returning_includes_table(&self) -> bool {
        false
    }

    fn column_specification(&self, ddl: &DdlCompiler<'_>, column: &Column) -> Result<String> {
        let mut text = ddl.quote(&column.name());
        text.push(' ');
        text.push_str(&self.type_name(&column.sql_type())?);
        if let Some(default) = ddl.server_default(column)? {
            text.push_str(&default_clause(&default));
        }
        if !column.is_nullable() {
            text.push_str(" NOT NULL");
            text.push_str(&on_conflict(option(column, "sqlite_on_conflict_not_null")));
        }
        if column.is_primary_key() {
            text.push_str(&key_with_column(column)?);
        }
        let computed = column.schema().and_then(|schema| schema.computed.borrow().clone());
        if let Some(computed) = computed {
            text.push(' ');
            text.push_str(&self.computed(ddl, &computed)?);
        }
        Ok(text)
    }

    fn primary_key(
        &self,
        ddl: &DdlCompiler<'_>,
        constraint: &Constraint,
    ) -> Result<Option<String>> {
        if let [column] = &constraint.columns()[..]
            && is_written_with_column(column)
        {
            return Ok(None);
        }
        ddl.standard_primary_key(constraint)
    }

    fn foreign_key(
        &self,
        ddl: &DdlCompiler<'_>,
        constraint: &Constraint,
    ) -> Result<Option<String>> {
        let remote = constraint.elements().first().map(|element| element.column()).transpose()?;
        let remote = remote.and_then(|column| column.schema_table());
        let is_same_schema = match (constraint.table(), remote) {
            (Some(local), Some(remote)) => local.schema() == remote.schema(),
            _ => true,
        };
        if is_same_schema { ddl.standard_foreign_key(constraint, false) } else { Ok(None) }
    }

    fn after_constraint(&self, constraint: &Constraint) -> Result<String> {
        let columns = constraint.columns();
        let name = match constraint.kind() {
            ConstraintKind::PrimaryKey { .. } => "sqlite_on_conflict_primary_key",
            ConstraintKind::Unique { .. } => "sqlite_on_conflict_unique",
            _ => return Ok(String::new()),
        };
        Ok(match &columns[..] {
            [column] => on_conflict(option(column, name)),
            _ => String::new(),
        })
    }

    fn after_table(&self, table: &Table) -> Result<String> {
        let mut options = Vec::new();
        if table_option(table, "sqlite_with_rowid") == Some(false) {
            options.push("WITHOUT ROWID");
        }
        if table_option(table, "sqlite_strict") == Some(true) {
            options.push("STRICT");
        }
        if options.is_empty() {
            Ok(String::new())
        } else {
            Ok(format!("\n {}", options.join(",\n ")))
        }
    }

    fn create_index(
        &self,
        ddl: &DdlCompiler<'_>,
        index: &Index,
        if_not_exists: bool,
    ) -> Result<String> {
        let mut text = ddl.standard_create_index(index, if_not_exists, true)?;
        if let Some(criterion) = ddl.index_where(index)? {
            text.push_str(" WHERE ");
            text.push_str(&criterion);
        }
        Ok(text)
    }
}

/// There is no XOR: `(a | b) - (a & b)`.
fn bitwise_xor(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
    let ctx = Context { eager_grouping: true, in_operator: false, ..ctx };
    sql.write("(");
    sql.infix(parts, " | ", ctx)?;
    sql.write(" - ");
    sql.infix(parts, " & ", ctx)?;
    sql.write(")");
    Ok(())
}

fn json_item(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
    sql.dialect.require(Feature::Json)?;
    let is_json = parts.sql_type.affinity() == Affinity::Json;
    sql.write(if is_json { "JSON_QUOTE(JSON_EXTRACT(" } else { "CAST(JSON_EXTRACT(" });
    sql.expr(parts.left, ctx)?;
    sql.write(", ");
    sql.expr(parts.right, ctx)?;
    if is_json {
        sql.write("))");
        return Ok(());
    }
    let name = sql.dialect.type_name(parts.sql_type)?;
    sql.write(&format!(") AS {name})"));
    Ok(())
}

/// A default that is an expression stands in parentheses.
fn default_clause(default: &str) -> String {
    let is_literal = default.trim_start().starts_with(['\'', '"', '(']);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if !is_literal && !default.chars().all(is_word) {
        format!(" DEFAULT ({default})")
    } else {
        format!(" DEFAULT {default}")
    }
}

fn is_written_with_column(column: &Column) -> bool {
    let Some(table) = column.schema_table() else { return false };
    table_option(&table, "sqlite_autoincrement") == Some(true)
        && table.primary_key().len() == 1
        && column.is_primary_key()
        && column.sql_type().affinity() == Affinity::Integer
        && column.foreign_keys().is_empty()
}

fn key_with_column(column: &Column) -> Result<String> {
    let is_auto =
        column.schema().is_some_and(|schema| schema.autoincrement.get() == Autoincrement::True);
    let width = column.schema_table().map_or(1, |table| table.primary_key().len());
    if is_auto && width != 1 {
        return Err(Error::compile(
            "SQLite does not support autoincrement for composite primary keys",
        ));
    }
    if !is_written_with_column(column) {
        return Ok(String::new());
    }
    let conflict = on_conflict(option(column, "sqlite_on_conflict_primary_key"));
    Ok(format!(" PRIMARY KEY{conflict} AUTOINCREMENT"))
}

fn on_conflict(clause: Option<String>) -> String {
    clause.map(|clause| format!(" ON CONFLICT {clause}")).unwrap_or_default()
}

fn option(column: &Column, name: &str) -> Option<String> {
    let schema = column.schema()?;
    match schema.dialect_options.borrow().get(name) {
        Some(Value::Str(text)) => Some(text.to_string()),
        _ => None,
    }
}

fn table_option(table: &Table, name: &str) -> Option<bool> {
    match table.0.dialect_options.get(name) {
        Some(Value::Bool(value)) => Some(*value),
        Some(Value::Int(value)) => Some(*value != 0),
        _ => None,
    }
}
