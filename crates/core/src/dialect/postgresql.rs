//! PostgreSQL by psycopg: parameters are cast, DISTINCT ON, SERIAL, regular expressions.

use super::{Dialect, DialectTraits, ParamStyle, Quoting, reserved, standard_empty_set};
use crate::column::Column;
use crate::compiler::{
    BinaryParts, Compiler, Context, DdlCompiler, ExpandOperator, numeric_name, quoted, string_name,
};
use crate::constraint::Constraint;
use crate::default::Sequence;
use crate::dml::Upsert;
use crate::error::Result;
use crate::expr::{Function, Operator};
use crate::from::FromClause;
use crate::index::Index;
use crate::select::{ForUpdate, SelectData, SelectTail};
use crate::types::{Affinity, EnumType, SqlType, StringOptions};
use crate::value::Value;

/// PostgreSQL.
#[derive(Clone, Copy, Debug, Default)]
pub struct PostgresqlDialect;

const TRAITS: DialectTraits = DialectTraits {
    supports_comments: true,
    supports_constraint_comments: true,
    insert_executemany_returning: true,
    use_insertmanyvalues: true,
    implicit_sentinel: true,
    supports_default_values: true,
    supports_default_metavalue: true,
    supports_empty_insert: false,
    supports_native_uuid: true,
    supports_native_enum: true,
    postfetch_lastrowid: false,
    preexecute_autoincrement_sequences: true,
    max_identifier_length: 63,
    ..DialectTraits::STANDARD
};

const QUOTING: Quoting =
    Quoting { reserved_words: reserved::POSTGRESQL, doubles_percents: true, ..Quoting::STANDARD };

impl Dialect for PostgresqlDialect {
    fn name(&self) -> &'static str {
        "postgresql"
    }

    fn driver(&self) -> &'static str {
        "psycopg"
    }

    fn traits(&self) -> &DialectTraits {
        &TRAITS
    }

    fn param_style(&self) -> ParamStyle {
        ParamStyle::Pyformat
    }

    fn quoting(&self) -> &Quoting {
        &QUOTING
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }

    fn bind_cast(&self, sql_type: &SqlType) -> Result<Option<String>> {
        let sql_type = match sql_type {
            SqlType::Custom(custom) => return self.bind_cast(&custom.implementation(self)?),
            SqlType::Standard { base, .. } => base,
            other => other,
        };
        Ok(match sql_type {
            SqlType::String(options) | SqlType::Unicode(options) => {
                let cut = options.length.is_some();
                let collation = options.collation.clone().filter(|_| !cut);
                Some(string_name("VARCHAR", &StringOptions { length: None, collation }, self))
            }
            SqlType::Text(_) | SqlType::UnicodeText(_) => Some("VARCHAR".to_owned()),
            SqlType::JsonIndex => Some("TEXT".to_owned()),
            SqlType::Integer
            | SqlType::SmallInteger
            | SqlType::BigInteger
            | SqlType::Date
            | SqlType::DateTime { .. }
            | SqlType::Time { .. }
            | SqlType::Json { .. }
            | SqlType::Array { .. }
            | SqlType::Uuid { .. } => Some(self.type_name(sql_type)?),
            _ => None,
        })
    }

    fn binary(&self, sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        match parts.operator {
            Operator::BitwiseXor => sql.infix(parts, " # ", ctx),
            Operator::Ilike => ilike(sql, parts, " ILIKE ", ctx),
            Operator::NotIlike => ilike(sql, parts, " NOT ILIKE ", ctx),
            Operator::Match => {
                sql.expr(parts.left, ctx)?;
                sql.write(" @@ plainto_tsquery(");
                sql.expr(parts.right, ctx)?;
                sql.write(")");
                Ok(())
            }
            Operator::RegexpMatch => regexp(sql, parts, "~", ctx),
            Operator::NotRegexpMatch => regexp(sql, parts, "!~", ctx),
            Operator::RegexpReplace => {
                sql.write("REGEXP_REPLACE(");
                sql.infix(parts, ", ", ctx)?;
                if let Some(Value::Str(flags)) = parts.modifier("flags") {
                    sql.write(", ");
                    sql.write(&quoted(flags, self));
                }
                sql.write(")");
                Ok(())
            }
            Operator::GetItem => {
                sql.expr(parts.left, ctx)?;
                sql.write("[");
                sql.expr(parts.right, ctx)?;
                sql.write("]");
                Ok(())
            }
            Operator::JsonGetItem => json_item(sql, parts, " -> ", " ->> ", ctx),
            Operator::JsonPathGetItem => json_item(sql, parts, " #> ", " #>> ", ctx),
            _ => sql.standard_binary(parts, ctx),
        }
    }

    fn function(&self, sql: &mut Compiler<'_>, function: &Function, ctx: Context) -> Result<()> {
        match (function.name.to_ascii_lowercase().as_str(), &function.arguments[..]) {
            ("pow", arguments) => {
                sql.write("power");
                sql.arguments(arguments, ctx)
            }
            ("aggregate_strings", _) => sql.aggregate_strings("string_agg", function, ctx),
            ("substring", [text, start, rest @ ..]) => {
                sql.write("SUBSTRING(");
                sql.expr(text, ctx)?;
                sql.write(" FROM ");
                sql.expr(start, ctx)?;
                if let Some(length) = rest.first() {
                    sql.write(" FOR ");
                    sql.expr(length, ctx)?;
                }
                sql.write(")");
                Ok(())
            }
            _ => sql.standard_function(function, ctx),
        }
    }

    fn lowers_ilike(&self) -> bool {
        false
    }

    fn empty_set(&self, types: &[SqlType], operator: ExpandOperator) -> Result<String> {
        let mut casts = Vec::with_capacity(types.len());
        for sql_type in types {
            let known = if sql_type.is_null() { &SqlType::Integer } else { sql_type };
            casts.push(format!("CAST(NULL AS {})", self.type_name(known)?));
        }
        let nothing = format!("SELECT {} WHERE 1!=1", casts.join(", "));
        standard_empty_set(types, operator, &nothing)
    }

    fn before_columns(
        &self,
        sql: &mut Compiler<'_>,
        select: &SelectData,
        ctx: Context,
    ) -> Result<()> {
        if select.distinct_on.is_empty() {
            return sql.standard_before_columns(select, ctx);
        }
        sql.write("DISTINCT ON (");
        sql.comma_list(&select.distinct_on, ctx)?;
        sql.write(") ");
        Ok(())
    }

    fn limit(&self, sql: &mut Compiler<'_>, tail: &SelectTail, ctx: Context) -> Result<()> {
        if tail.fetch.is_some() {
            return fetch(sql, tail, ctx);
        }
        if let Some(limit) = &tail.limit {
            sql.write(" \n LIMIT ");
            sql.expr(limit, ctx)?;
        }
        if let Some(offset) = &tail.offset {
            if tail.limit.is_none() {
                sql.write("\n LIMIT ALL");
            }
            sql.write(" OFFSET ");
            sql.expr(offset, ctx)?;
        }
        Ok(())
    }

    fn for_update(&self, sql: &mut Compiler<'_>, clause: &ForUpdate, ctx: Context) -> Result<()> {
        sql.write(match (clause.read, clause.key_share) {
            (true, true) => " FOR KEY SHARE",
            (true, false) => " FOR SHARE",
            (false, true) => " FOR NO KEY UPDATE",
            (false, false) => " FOR UPDATE",
        });
        sql.for_update_of(clause, ctx)?;
        if clause.nowait {
            sql.write(" NOWAIT");
        }
        if clause.skip_locked {
            sql.write(" SKIP LOCKED");
        }
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

    fn delete_from(
        &self,
        sql: &mut Compiler<'_>,
        froms: &[FromClause],
        ctx: Context,
    ) -> Result<()> {
        sql.write(" USING ");
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
            Upsert::OnConflict(clauses) => sql.on_conflict(table, clauses, false, ctx),
            Upsert::OnDuplicateKey(_) => Err(self.cannot_render("OnDuplicateClause")),
        }
    }

    fn next_value(&self, sequence: &Sequence) -> Result<String> {
        let name = self.quoting().quote(&sequence.0.name);
        let name = match &sequence.0.schema {
            Some(schema) => format!("{}.{name}", self.quoting().quote(schema)),
            None => name,
        };
        Ok(format!("nextval('{name}')"))
    }

    fn type_name(&self, sql_type: &SqlType) -> Result<String> {
        Ok(match sql_type {
            SqlType::Float(options) => match options.precision {
                Some(precision) => format!("FLOAT({precision})"),
                None => "FLOAT".to_owned(),
            },
            SqlType::Double(_) => "DOUBLE PRECISION".to_owned(),
            SqlType::DateTime { timezone } => format!("TIMESTAMP {}", zone(*timezone)),
            SqlType::Time { timezone } => format!("TIME {}", zone(*timezone)),
            SqlType::Standard { name: "TIMESTAMP", base } => match &**base {
                SqlType::DateTime { timezone } => format!("TIMESTAMP {}", zone(*timezone)),
                _ => "TIMESTAMP WITHOUT TIME ZONE".to_owned(),
            },
            SqlType::Interval => "INTERVAL".to_owned(),
            SqlType::LargeBinary { .. } => "BYTEA".to_owned(),
            SqlType::Enum(enum_type) if enum_type.native_enum => match &enum_type.name {
                Some(name) => self.quoting().quote(name),
                None => {
                    return Err(crate::error::Error::compile(
                        "PostgreSQL ENUM type requires a name.",
                    ));
                }
            },
            SqlType::Array { item, dimensions } => {
                let brackets = "[]".repeat(dimensions.map_or(1, |n| n as usize));
                format!("{}{brackets}", self.type_name(item)?)
            }
            SqlType::Numeric(options) => numeric_name("NUMERIC", options),
            other => crate::compiler::standard_type_name(other, self)?,
        })
    }

    fn column_specification(&self, ddl: &DdlCompiler<'_>, column: &Column) -> Result<String> {
        let is_serial =
            column.schema_table().and_then(|t| t.autoincrement_column().ok().flatten()).as_ref()
                == Some(column)
                && column.schema().is_some_and(|schema| {
                    schema.identity.borrow().is_none() && schema.default.borrow().is_none()
                });
        if !is_serial || ddl.server_default(column)?.is_some() {
            return ddl.standard_column_specification(column);
        }
        let serial = match column.sql_type() {
            SqlType::BigInteger | SqlType::Standard { name: "BIGINT", .. } => "BIGSERIAL",
            SqlType::SmallInteger | SqlType::Standard { name: "SMALLINT", .. } => "SMALLSERIAL",
            _ => "SERIAL",
        };
        let not_null = if column.is_nullable() { "" } else { " NOT NULL" };
        Ok(format!("{} {serial}{not_null}", ddl.quote(&column.name())))
    }

    fn foreign_key(
        &self,
        ddl: &DdlCompiler<'_>,
        constraint: &Constraint,
    ) -> Result<Option<String>> {
        ddl.standard_foreign_key(constraint, true)
    }

    fn create_index(
        &self,
        ddl: &DdlCompiler<'_>,
        index: &Index,
        if_not_exists: bool,
    ) -> Result<String> {
        let mut text = ddl.standard_create_index(index, if_not_exists, false)?;
        if let Some(Value::Str(using)) = index.0.dialect_options.get("postgresql_using") {
            text = text.replacen(" (", &format!(" USING {using} ("), 1);
        }
        if let Some(criterion) = ddl.index_where(index)? {
            text.push_str(" WHERE ");
            text.push_str(&criterion);
        }
        Ok(text)
    }

    fn enum_type_ddl(&self, enum_type: &EnumType) -> Result<String> {
        let name = self.type_name(&SqlType::Enum(enum_type.clone().into()))?;
        let labels: Vec<String> =
            enum_type.labels.iter().map(|label| quoted(label, self)).collect();
        Ok(format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", ")))
    }
}

fn zone(timezone: bool) -> &'static str {
    if timezone { "WITH TIME ZONE" } else { "WITHOUT TIME ZONE" }
}

fn ilike(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, text: &str, ctx: Context) -> Result<()> {
    sql.infix(parts, text, ctx)?;
    sql.escape_clause(parts)
}

fn regexp(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, base: &str, ctx: Context) -> Result<()> {
    match parts.modifier("flags") {
        None => sql.infix(parts, &format!(" {base} "), ctx),
        Some(Value::Str(flags)) if &**flags == "i" => sql.infix(parts, &format!(" {base}* "), ctx),
        Some(flags) => {
            let flags = match flags {
                Value::Str(text) => quoted(text, sql.dialect),
                other => quoted(&other.repr(), sql.dialect),
            };
            sql.expr(parts.left, ctx)?;
            sql.write(&format!(" {base} CONCAT('(?', {flags}, ')', "));
            sql.expr(parts.right, ctx)?;
            sql.write(")");
            Ok(())
        }
    }
}

fn json_item(
    sql: &mut Compiler<'_>,
    parts: &BinaryParts<'_>,
    json: &str,
    text: &str,
    ctx: Context,
) -> Result<()> {
    let ctx = Context { eager_grouping: true, ..ctx };
    if parts.sql_type.affinity() == Affinity::Json {
        return sql.infix(parts, json, ctx);
    }
    sql.write("CAST(");
    sql.infix(parts, text, ctx)?;
    let name = sql.dialect.type_name(parts.sql_type)?;
    sql.write(&format!(" AS {name})"));
    Ok(())
}

/// The count stands in parentheses.
fn fetch(sql: &mut Compiler<'_>, tail: &SelectTail, ctx: Context) -> Result<()> {
    if let Some(offset) = &tail.offset {
        sql.write("\n OFFSET (");
        sql.expr(offset, ctx)?;
        sql.write(") ROWS");
    }
    if let Some(fetch) = &tail.fetch {
        sql.write("\n FETCH FIRST (");
        sql.expr(&fetch.count, ctx)?;
        sql.write(if fetch.percent { ") PERCENT ROWS " } else { ") ROWS " });
        sql.write(if fetch.with_ties { "WITH TIES" } else { "ONLY" });
    }
    Ok(())
}
