//! MySQL by mysqlclient: backticks, INNER JOIN, AUTO_INCREMENT, ON DUPLICATE KEY UPDATE.

use super::{Concatenation, Dialect, DialectTraits, ParamStyle, Quoting, reserved};
use crate::column::Column;
use crate::compiler::{
    BinaryParts, Compiler, Context, DdlCompiler, ExpandOperator, in_table_order, is_joined,
    numeric_name, quoted, standard_type_name, string_name,
};
use crate::constraint::{Constraint, ConstraintKind};
use crate::dml::{Assignments, DmlBase, DmlValue, OnDuplicateKey, Upsert};
use crate::error::{Error, Result};
use crate::expr::{Expr, ExprKind, Function, Operator};
use crate::from::FromClause;
use crate::index::Index;
use crate::metadata::Table;
use crate::select::{ForUpdate, SelectTail};
use crate::types::{Affinity, SqlType, StringOptions};
use crate::value::Value;

/// MySQL.
#[derive(Clone, Copy, Debug, Default)]
pub struct MySqlDialect;

const TRAITS: DialectTraits = DialectTraits {
    supports_sequences: false,
    sequences_optional: false,
    supports_comments: true,
    inline_comments: true,
    insert_returning: false,
    update_returning: false,
    delete_returning: false,
    use_insertmanyvalues: true,
    implicit_sentinel: true,
    supports_default_metavalue: true,
    cte_follows_insert: true,
    supports_native_boolean: false,
    supports_native_decimal: true,
    supports_native_enum: true,
    insert_null_pk_still_autoincrements: true,
    supports_identity_columns: false,
    max_identifier_length: 255,
    div_is_floordiv: false,
    table_in_multi_update: true,
    ..DialectTraits::STANDARD
};

const QUOTING: Quoting = Quoting {
    quote: '`',
    reserved_words: reserved::MYSQL,
    doubles_percents: true,
    collations: false,
    ..Quoting::STANDARD
};

impl Dialect for MySqlDialect {
    fn name(&self) -> &'static str {
        "mysql"
    }

    fn driver(&self) -> &'static str {
        "mysqldb"
    }

    fn traits(&self) -> &DialectTraits {
        &TRAITS
    }

    fn param_style(&self) -> ParamStyle {
        ParamStyle::Format
    }

    fn quoting(&self) -> &Quoting {
        &QUOTING
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }

    fn boolean_text(&self, value: bool) -> &'static str {
        if value { "true" } else { "false" }
    }

    fn concat_with(&self) -> Concatenation {
        Concatenation { open: "concat(", separator: ", ", close: ")" }
    }

    fn escape_backslashes(&self) -> bool {
        true
    }

    fn join_word(&self) -> &'static str {
        " INNER JOIN "
    }

    fn binary(&self, sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        match parts.operator {
            Operator::Concat => {
                sql.write("concat(");
                sql.infix(parts, ", ", ctx)?;
                sql.write(")");
                Ok(())
            }
            Operator::Match => {
                sql.write("MATCH (");
                sql.infix(parts, ") AGAINST (", ctx)?;
                sql.write(" IN BOOLEAN MODE)");
                Ok(())
            }
            Operator::IsDistinctFrom => {
                sql.write("NOT (");
                sql.infix(parts, " <=> ", ctx)?;
                sql.write(")");
                Ok(())
            }
            Operator::IsNotDistinctFrom => sql.infix(parts, " <=> ", ctx),
            Operator::RegexpMatch => regexp(sql, parts, "", " REGEXP ", ctx),
            Operator::NotRegexpMatch => regexp(sql, parts, "NOT ", " NOT REGEXP ", ctx),
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
            Operator::JsonGetItem | Operator::JsonPathGetItem => json_item(sql, parts, ctx),
            _ => sql.standard_binary(parts, ctx),
        }
    }

    fn function(&self, sql: &mut Compiler<'_>, function: &Function, ctx: Context) -> Result<()> {
        match function.name.to_ascii_lowercase().as_str() {
            "random" => {
                sql.write("rand");
                sql.arguments(&function.arguments, ctx)
            }
            "sysdate" => {
                sql.write("SYSDATE()");
                Ok(())
            }
            "rollup" => {
                sql.comma_list(&function.arguments, ctx)?;
                sql.write(" WITH ROLLUP");
                Ok(())
            }
            "aggregate_strings" => aggregate_strings(sql, function, ctx),
            _ => sql.standard_function(function, ctx),
        }
    }

    fn cast(
        &self,
        sql: &mut Compiler<'_>,
        operand: &Expr,
        to: &SqlType,
        ctx: Context,
    ) -> Result<()> {
        let Some(name) = cast_name(self, to)? else {
            let operand = operand.self_group(None);
            return sql.kept_expr(operand, ctx);
        };
        sql.write("CAST(");
        sql.expr(operand, ctx)?;
        sql.write(&format!(" AS {name})"));
        Ok(())
    }

    fn empty_set(&self, types: &[SqlType], operator: ExpandOperator) -> Result<String> {
        let names: Vec<String> = (0..types.len()).map(|index| format!("_in_{index}")).collect();
        let ones: Vec<String> = names.iter().map(|name| format!("1 AS {name}")).collect();
        let nothing = format!(
            "SELECT {} FROM (SELECT {}) as _empty_set WHERE 1!=1",
            names.join(", "),
            ones.join(", ")
        );
        super::standard_empty_set(types, operator, &nothing)
    }

    fn limit(&self, sql: &mut Compiler<'_>, tail: &SelectTail, ctx: Context) -> Result<()> {
        if tail.fetch.is_some() {
            return sql.fetch(tail, ctx);
        }
        sql.write(" \n LIMIT ");
        if let Some(offset) = &tail.offset {
            sql.expr(offset, ctx)?;
            sql.write(", ");
        }
        match &tail.limit {
            Some(limit) => sql.expr(limit, ctx),
            None => {
                sql.write("18446744073709551615");
                Ok(())
            }
        }
    }

    fn for_update(&self, sql: &mut Compiler<'_>, clause: &ForUpdate, _: Context) -> Result<()> {
        sql.write(if clause.read { " LOCK IN SHARE MODE" } else { " FOR UPDATE" });
        if clause.nowait {
            sql.write(" NOWAIT");
        }
        if clause.skip_locked {
            sql.write(" SKIP LOCKED");
        }
        Ok(())
    }

    fn delete_from(
        &self,
        sql: &mut Compiler<'_>,
        froms: &[FromClause],
        ctx: Context,
    ) -> Result<()> {
        sql.write(" USING ");
        // The table is listed too, unless a join has it already.
        let target = sql.dml_target().filter(|table| !is_joined(table, froms));
        let all: Vec<FromClause> = target.into_iter().chain(froms.iter().cloned()).collect();
        sql.separated(&all, ", ", |sql, from| sql.from(from, ctx))
    }

    fn upsert(
        &self,
        sql: &mut Compiler<'_>,
        table: &FromClause,
        upsert: &Upsert,
        ctx: Context,
    ) -> Result<()> {
        match upsert {
            Upsert::OnDuplicateKey(clause) => on_duplicate_key(sql, table, clause, ctx),
            Upsert::OnConflict(_) => Err(self.cannot_render("OnConflictClause")),
        }
    }

    fn after_criteria(&self, sql: &mut Compiler<'_>, base: &DmlBase, ctx: Context) -> Result<()> {
        match base.dialect_options.get("mysql_limit") {
            None => Ok(()),
            Some(DmlValue::Value(limit)) => {
                sql.write(&format!(" LIMIT {}", limit.repr()));
                Ok(())
            }
            Some(DmlValue::Expr(limit)) => {
                sql.write(" LIMIT ");
                sql.expr(limit, Context { literal_execute: true, ..ctx })
            }
        }
    }

    fn type_name(&self, sql_type: &SqlType) -> Result<String> {
        Ok(match sql_type {
            SqlType::Boolean { .. } => "BOOL".to_owned(),
            SqlType::Standard { name: "BOOLEAN", .. } => "BOOL".to_owned(),
            SqlType::String(options) | SqlType::Unicode(options) => varchar(self, options)?,
            SqlType::Standard { name: "VARCHAR", base } => match &**base {
                SqlType::String(options) | SqlType::Unicode(options) => varchar(self, options)?,
                _ => standard_type_name(sql_type, self)?,
            },
            SqlType::Enum(enum_type) if enum_type.native_enum => {
                let labels: Vec<String> =
                    enum_type.labels.iter().map(|label| quoted(label, self)).collect();
                format!("ENUM({})", labels.join(","))
            }
            SqlType::LargeBinary { length: Some(length) } => format!("BLOB({length})"),
            SqlType::Float(options) => match options.precision {
                Some(precision) => format!("FLOAT({precision})"),
                None => "FLOAT".to_owned(),
            },
            other => standard_type_name(other, self)?,
        })
    }

    fn column_specification(&self, ddl: &DdlCompiler<'_>, column: &Column) -> Result<String> {
        let mut parts = vec![ddl.quote(&column.name()), self.type_name(&column.sql_type())?];
        let schema = column.schema();
        if let Some(computed) = schema.and_then(|schema| schema.computed.borrow().clone()) {
            parts.push(self.computed(ddl, &computed)?);
        }
        if !column.is_nullable() {
            parts.push("NOT NULL".to_owned());
        } else if matches!(column.sql_type(), SqlType::Standard { name: "TIMESTAMP", .. }) {
            parts.push("NULL".to_owned());
        }
        if let Some(comment) = schema.and_then(|schema| schema.comment.borrow().clone()) {
            parts.push(format!("COMMENT {}", quoted(&comment, self)));
        }
        let default = ddl.server_default(column)?;
        let auto =
            column.schema_table().and_then(|table| table.autoincrement_column().ok().flatten());
        match default {
            None if auto.as_ref() == Some(column) => parts.push("AUTO_INCREMENT".to_owned()),
            None => {}
            Some(default) => parts.push(default_clause(&default)),
        }
        Ok(parts.join(" "))
    }

    fn after_table(&self, table: &Table) -> Result<String> {
        let mut options = Vec::new();
        for (key, value) in &table.0.dialect_options {
            if let (Some(key), Value::Str(value)) = (key.strip_prefix("mysql_"), value) {
                options.push(format!("{}={value}", key.to_uppercase()));
            }
        }
        if let Some(comment) = &*table.0.comment.borrow() {
            options.push(format!("COMMENT={}", quoted(comment, self)));
        }
        Ok(options.join(" "))
    }

    /// All but columns and their order stand in parentheses.
    fn index_expression(&self, ddl: &DdlCompiler<'_>, expr: &Expr) -> Result<String> {
        let text = ddl.expression(expr)?;
        Ok(match expr.kind() {
            ExprKind::Function(_) | ExprKind::Binary { .. } | ExprKind::BooleanList { .. } => {
                format!("({text})")
            }
            _ => text,
        })
    }

    fn drop_index(&self, ddl: &DdlCompiler<'_>, index: &Index, if_exists: bool) -> Result<String> {
        let table = ddl.index_table(index)?;
        let exists = if if_exists { "IF EXISTS " } else { "" };
        let name = ddl.quote(&ddl.index_name(index, "DROP")?);
        Ok(format!("\nDROP INDEX {exists}{name} ON {}", ddl.table(&table)))
    }

    fn drop_constraint(
        &self,
        ddl: &DdlCompiler<'_>,
        constraint: &Constraint,
        _if_exists: bool,
        _cascade: bool,
    ) -> Result<String> {
        let table = constraint.table().map(|table| ddl.table(&table)).unwrap_or_default();
        let name = constraint.effective_name()?.map(|name| ddl.quote(&name)).unwrap_or_default();
        let what = match constraint.kind() {
            ConstraintKind::ForeignKey { .. } => format!("FOREIGN KEY {name}"),
            ConstraintKind::PrimaryKey { .. } => "PRIMARY KEY ".to_owned(),
            ConstraintKind::Unique { .. } => format!("INDEX {name}"),
            ConstraintKind::Check { .. } => format!("CHECK {name}"),
        };
        Ok(format!("ALTER TABLE {table} DROP {what}"))
    }
}

fn varchar(dialect: &MySqlDialect, options: &StringOptions) -> Result<String> {
    if options.length.is_none() {
        return Err(Error::compile("VARCHAR requires a length on dialect mysql"));
    }
    Ok(string_name("VARCHAR", options, dialect))
}

/// A default that is an expression stands in parentheses.
fn default_clause(default: &str) -> String {
    let is_literal = default.trim_start().starts_with(['\'', '"', '(']);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_update = default.to_uppercase().contains("ON UPDATE");
    if is_literal || is_update || default.chars().all(is_word) {
        format!("DEFAULT {default}")
    } else {
        format!("DEFAULT ({default})")
    }
}

/// The few types that MySQL casts to.
fn cast_name(dialect: &MySqlDialect, to: &SqlType) -> Result<Option<String>> {
    let name = match to {
        SqlType::Custom(custom) => return cast_name(dialect, &custom.implementation(dialect)?),
        SqlType::Standard { name: "DECIMAL", .. } => Some(dialect.type_name(to)?),
        SqlType::Standard { base, .. } => return cast_name(dialect, base),
        SqlType::Integer | SqlType::SmallInteger | SqlType::BigInteger => {
            Some("SIGNED INTEGER".to_owned())
        }
        SqlType::DateTime { .. } | SqlType::Date | SqlType::Time { .. } => {
            Some(dialect.type_name(to)?)
        }
        SqlType::String(options)
        | SqlType::Text(options)
        | SqlType::Unicode(options)
        | SqlType::UnicodeText(options) => Some(string_name("CHAR", options, dialect)),
        SqlType::LargeBinary { .. } => Some("BINARY".to_owned()),
        SqlType::Json { .. } => Some("JSON".to_owned()),
        SqlType::Numeric(options) => Some(numeric_name("DECIMAL", options)),
        _ => None,
    };
    Ok(name)
}

fn regexp(
    sql: &mut Compiler<'_>,
    parts: &BinaryParts<'_>,
    not: &str,
    text: &str,
    ctx: Context,
) -> Result<()> {
    let Some(Value::Str(flags)) = parts.modifier("flags") else {
        return sql.infix(parts, text, ctx);
    };
    sql.write(not);
    sql.write("REGEXP_LIKE(");
    sql.infix(parts, ", ", ctx)?;
    let flags = quoted(flags, sql.dialect);
    sql.write(&format!(", {flags})"));
    Ok(())
}

fn json_item(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
    let extract = |sql: &mut Compiler<'_>| {
        sql.write("JSON_EXTRACT(");
        sql.infix(parts, ", ", Context { eager_grouping: false, ..ctx })?;
        sql.write(")");
        Ok(())
    };
    if parts.sql_type.affinity() == Affinity::Json {
        return extract(sql);
    }
    sql.write("CASE ");
    extract(sql)?;
    sql.write(" WHEN 'null' THEN NULL ");
    let (before, after) = match parts.sql_type.affinity() {
        Affinity::Integer => ("ELSE CAST(", " AS SIGNED INTEGER) END"),
        Affinity::Numeric | Affinity::Float => ("ELSE ", "+0.0000000000000000000000 END"),
        Affinity::Boolean => {
            sql.write("WHEN true THEN true ELSE false END");
            return Ok(());
        }
        Affinity::String => ("ELSE JSON_UNQUOTE(", ") END"),
        _ => ("ELSE ", " END"),
    };
    sql.write(before);
    extract(sql)?;
    sql.write(after);
    Ok(())
}

fn aggregate_strings(sql: &mut Compiler<'_>, function: &Function, ctx: Context) -> Result<()> {
    let [text, delimiter, ..] = &function.arguments[..] else {
        return sql.standard_function(function, ctx);
    };
    sql.write("group_concat(");
    sql.expr(text, ctx)?;
    sql.aggregate_order(function, ctx)?;
    sql.write(" SEPARATOR ");
    sql.expr(delimiter, Context { literal_execute: true, ..ctx })?;
    sql.write(")");
    Ok(())
}

fn on_duplicate_key(
    sql: &mut Compiler<'_>,
    table: &FromClause,
    clause: &OnDuplicateKey,
    ctx: Context,
) -> Result<()> {
    let columns = duplicate_order(table, clause);
    let set = in_table_order(&columns, &clause.update);
    sql.write("ON DUPLICATE KEY UPDATE ");
    let ctx = Context { use_schema: false, ..ctx };
    let known = set.iter().filter_map(|(column, _, value)| Some((column.as_ref()?, value)));
    sql.separated(known, ", ", |sql, (column, value)| {
        sql.identifier(&column.name());
        sql.write(" = ");
        let value = inserted_as_values(sql, value, clause);
        let value = sql.kept(value);
        sql.assigned(Some(column), &value, ctx)
    })
}

fn duplicate_order(table: &FromClause, clause: &OnDuplicateKey) -> Vec<Column> {
    let columns: Vec<Column> = table.columns().iter().cloned().collect();
    if !clause.ordered {
        return columns;
    }
    let keys = Assignments::iter(&clause.update).filter_map(|(key, _)| key.column_key());
    keys.filter_map(|key| columns.iter().find(|column| column.key() == key).cloned()).collect()
}

/// `inserted.x` is `VALUES(x)`.
fn inserted_as_values(sql: &Compiler<'_>, value: &Expr, clause: &OnDuplicateKey) -> Expr {
    let quoting = *sql.dialect.quoting();
    value.transform(&mut |expr| match expr.kind() {
        ExprKind::Column(reference) => {
            let from = reference.from.clone().or_else(|| reference.column.table())?;
            let is_inserted = from.id() == FromClause::from(clause.inserted.clone()).id();
            is_inserted.then(|| {
                let text = format!("VALUES({})", quoting.quote(&reference.column.name()));
                Expr::literal_column(&text, reference.column.sql_type())
            })
        }
        _ => None,
    })
}
