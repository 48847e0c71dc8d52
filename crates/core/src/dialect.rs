//! [`Dialect`]: what one database spells or does differently; data where data is enough.
//!
//! Every method defaults to the standard; the file of a dialect is the list of its oddities. The
//! standard itself is in `compiler/`, which calls these methods clause by clause.

mod default;
mod gluesql;
mod mysql;
mod oracle;
mod postgresql;
mod quoting;
mod reserved;
mod sqlite;
mod traits;

use std::fmt;
use std::rc::Rc;

pub use default::DefaultDialect;
pub use gluesql::GlueSqlDialect;
pub use mysql::MySqlDialect;
pub use oracle::OracleDialect;
pub use postgresql::PostgresqlDialect;
pub use quoting::Quoting;
pub use sqlite::SqliteDialect;
pub use traits::{Concatenation, DialectTraits, Feature, ParamStyle};

use crate::column::Column;
use crate::compiler::{BinaryParts, Compiler, Context, DdlCompiler, ExpandOperator};
use crate::constraint::Constraint;
use crate::default::{Computed, Sequence};
use crate::dml::{DmlBase, Upsert};
use crate::error::{Error, ErrorKind, Result};
use crate::expr::{Expr, Function, Operator};
use crate::from::FromClause;
use crate::index::Index;
use crate::metadata::Table;
use crate::select::{ForUpdate, SelectData, SelectTail};
use crate::types::{EnumType, SqlType};
use crate::value::Value;

/// A database's way with SQL.
pub trait Dialect: fmt::Debug {
    fn name(&self) -> &'static str;

    fn driver(&self) -> &'static str;

    fn traits(&self) -> &DialectTraits;

    fn param_style(&self) -> ParamStyle;

    fn quoting(&self) -> &Quoting;

    /// What of the standard it does not do, or would do wrong.
    fn lacks(&self, _feature: Feature) -> bool {
        false
    }

    /// Whether `%` of a text must be doubled.
    fn doubles_percents(&self) -> bool {
        matches!(self.param_style(), ParamStyle::Format | ParamStyle::Pyformat)
    }

    /// The mark of a parameter by name, where those are `:name`.
    fn named_parameter(&self, name: &str) -> String {
        format!(":{name}")
    }

    // Expressions.

    fn boolean_text(&self, value: bool) -> &'static str {
        match (value, self.traits().supports_native_boolean) {
            (true, true) => "true",
            (false, true) => "false",
            (true, false) => "1",
            (false, false) => "0",
        }
    }

    fn join_word(&self) -> &'static str {
        " JOIN "
    }

    fn binary(&self, sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        sql.standard_binary(parts, ctx)
    }

    fn function(&self, sql: &mut Compiler<'_>, function: &Function, ctx: Context) -> Result<()> {
        sql.standard_function(function, ctx)
    }

    fn cast(
        &self,
        sql: &mut Compiler<'_>,
        operand: &Expr,
        to: &SqlType,
        ctx: Context,
    ) -> Result<()> {
        sql.standard_cast(operand, to, ctx)
    }

    fn extract(
        &self,
        sql: &mut Compiler<'_>,
        field: &str,
        operand: &Expr,
        ctx: Context,
    ) -> Result<()> {
        sql.standard_extract(field, operand, ctx)
    }

    /// The type that a parameter is cast to in the text: PostgreSQL's `::VARCHAR`.
    fn bind_cast(&self, _sql_type: &SqlType) -> Result<Option<String>> {
        Ok(None)
    }

    /// `AND`, `OR` and other operators over a list.
    fn boolean_list(
        &self,
        sql: &mut Compiler<'_>,
        operator: &Operator,
        clauses: &[Expr],
        ctx: Context,
    ) -> Result<()> {
        sql.standard_boolean_list(operator, clauses, ctx)
    }

    /// Whether parameters must be of exactly the type of their column: then [`Dialect::adapt_bind`].
    fn has_strict_types(&self) -> bool {
        false
    }

    /// A value, processed already, in the type that the database wants.
    fn adapt_bind(&self, _sql_type: &SqlType, value: Value) -> Value {
        value
    }

    /// Refuses the values of an IN that the database would compare wrongly.
    fn check_expanded(&self, _operator: ExpandOperator, _values: &[Value]) -> Result<()> {
        Ok(())
    }

    /// What stands between the parentheses of an IN over nothing.
    fn empty_set(&self, types: &[SqlType], operator: ExpandOperator) -> Result<String> {
        standard_empty_set(types, operator, "SELECT 1 WHERE 1!=1")
    }

    fn concat_with(&self) -> Concatenation {
        Concatenation { open: "", separator: " || ", close: "" }
    }

    /// Whether matching without case is done by `lower()` on both sides.
    fn lowers_ilike(&self) -> bool {
        true
    }

    /// Whether `\\` in a literal is doubled.
    fn escape_backslashes(&self) -> bool {
        false
    }

    // SELECT.

    /// `DISTINCT` and the like, before the columns.
    fn before_columns(
        &self,
        sql: &mut Compiler<'_>,
        select: &SelectData,
        ctx: Context,
    ) -> Result<()> {
        sql.standard_before_columns(select, ctx)
    }

    /// One element of ORDER BY.
    fn order_by(&self, sql: &mut Compiler<'_>, expr: &Expr, ctx: Context) -> Result<()> {
        sql.expr(expr, ctx)
    }

    /// Whether ORDER BY and GROUP BY may name labels.
    fn orders_by_label(&self) -> bool {
        true
    }

    /// Whether a label that is named by text is written as its name.
    fn orders_by_text(&self) -> bool {
        self.orders_by_label()
    }

    fn limit(&self, sql: &mut Compiler<'_>, tail: &SelectTail, ctx: Context) -> Result<()> {
        sql.standard_limit(tail, ctx)
    }

    fn for_update(&self, sql: &mut Compiler<'_>, clause: &ForUpdate, ctx: Context) -> Result<()> {
        let _ = (clause, ctx);
        sql.write(" FOR UPDATE");
        Ok(())
    }

    // INSERT, UPDATE, DELETE.

    /// The tables after the first one, in an UPDATE.
    fn update_from(
        &self,
        sql: &mut Compiler<'_>,
        froms: &[FromClause],
        ctx: Context,
    ) -> Result<()> {
        let _ = (sql, froms, ctx);
        Err(Error::new(
            ErrorKind::NotImplemented,
            "This backend does not support multiple-table criteria within UPDATE",
        ))
    }

    /// The tables after the first one, in a DELETE.
    fn delete_from(
        &self,
        sql: &mut Compiler<'_>,
        froms: &[FromClause],
        ctx: Context,
    ) -> Result<()> {
        let _ = (sql, froms, ctx);
        Err(Error::new(
            ErrorKind::NotImplemented,
            "This backend does not support multiple-table criteria within DELETE",
        ))
    }

    fn upsert(
        &self,
        sql: &mut Compiler<'_>,
        table: &FromClause,
        upsert: &Upsert,
        ctx: Context,
    ) -> Result<()> {
        let _ = (sql, table, upsert, ctx);
        let clause = match upsert {
            Upsert::OnConflict(_) => "ON CONFLICT",
            Upsert::OnDuplicateKey(_) => "ON DUPLICATE KEY UPDATE",
        };
        Err(self.cannot_render(clause))
    }

    /// The next value of a sequence.
    fn next_value(&self, _sequence: &Sequence) -> Result<String> {
        Err(Error::new(
            ErrorKind::NotImplemented,
            format!("Dialect '{}' does not support sequence increments.", self.name()),
        ))
    }

    /// Before RETURNING, at the end of an UPDATE or DELETE: `LIMIT` of MySQL.
    fn after_criteria(&self, sql: &mut Compiler<'_>, base: &DmlBase, ctx: Context) -> Result<()> {
        let _ = (sql, base, ctx);
        Ok(())
    }

    /// Whether RETURNING names its columns without their table.
    fn returning_includes_table(&self) -> bool {
        true
    }

    // Types and DDL.

    /// The name of a type, in DDL and in CAST.
    fn type_name(&self, sql_type: &SqlType) -> Result<String> {
        crate::compiler::standard_type_name(sql_type, self.as_dialect())
    }

    /// Itself as an object, for the standard to call back.
    fn as_dialect(&self) -> &dyn Dialect;

    fn column_specification(&self, ddl: &DdlCompiler<'_>, column: &Column) -> Result<String> {
        ddl.standard_column_specification(column)
    }

    /// `None` where it is written with its column, or not at all.
    fn primary_key(
        &self,
        ddl: &DdlCompiler<'_>,
        constraint: &Constraint,
    ) -> Result<Option<String>> {
        ddl.standard_primary_key(constraint)
    }

    /// Whether `UNIQUE` of one column is written with that column.
    fn unique_is_with_column(&self) -> bool {
        false
    }

    fn foreign_key(
        &self,
        ddl: &DdlCompiler<'_>,
        constraint: &Constraint,
    ) -> Result<Option<String>> {
        ddl.standard_foreign_key(constraint, true)
    }

    /// What comes last in a constraint: `ON CONFLICT` of SQLite.
    fn after_constraint(&self, constraint: &Constraint) -> Result<String> {
        let _ = constraint;
        Ok(String::new())
    }

    /// Behind the closing parenthesis of CREATE TABLE.
    fn after_table(&self, table: &Table) -> Result<String> {
        let _ = table;
        Ok(String::new())
    }

    fn create_index(
        &self,
        ddl: &DdlCompiler<'_>,
        index: &Index,
        if_not_exists: bool,
    ) -> Result<String> {
        ddl.standard_create_index(index, if_not_exists, false)
    }

    /// One element of an index.
    fn index_expression(&self, ddl: &DdlCompiler<'_>, expr: &Expr) -> Result<String> {
        ddl.expression(&expr.self_group(None))
    }

    fn drop_index(&self, ddl: &DdlCompiler<'_>, index: &Index, if_exists: bool) -> Result<String> {
        ddl.standard_drop_index(index, if_exists)
    }

    fn drop_constraint(
        &self,
        ddl: &DdlCompiler<'_>,
        constraint: &Constraint,
        if_exists: bool,
        cascade: bool,
    ) -> Result<String> {
        ddl.standard_drop_constraint(constraint, if_exists, cascade)
    }

    fn computed(&self, ddl: &DdlCompiler<'_>, computed: &Computed) -> Result<String> {
        ddl.standard_computed(computed)
    }

    fn enum_type_ddl(&self, enum_type: &EnumType) -> Result<String> {
        let _ = enum_type;
        Err(self.cannot_render("CreateEnumType"))
    }

    // Errors.

    /// As the real compiler has it for what a dialect has no text for.
    fn cannot_render(&self, what: &str) -> Error {
        Error::new(
            ErrorKind::UnsupportedCompilation,
            format!("Compiler {} can't render element of type {what}", self.compiler_name()),
        )
        .with_code("l7de")
    }

    fn compiler_name(&self) -> String {
        format!("<{} compiler>", self.name())
    }

    /// Fails for a feature that the database lacks.
    fn require(&self, feature: Feature) -> Result<()> {
        if self.lacks(feature) {
            return Err(unsupported(feature.label(), self.name()));
        }
        Ok(())
    }

    fn operator_text(&self, operator: &Operator) -> Option<&'static str> {
        crate::compiler::standard_operator(operator)
    }
}

/// An IN over nothing: a condition that no row meets, or the SELECT of nothing.
pub(crate) fn standard_empty_set(
    types: &[SqlType],
    operator: ExpandOperator,
    nothing: &str,
) -> Result<String> {
    let set = if types.len() > 1 {
        format!("({})", vec!["NULL"; types.len()].join(", "))
    } else {
        "NULL".to_owned()
    };
    Ok(match operator {
        ExpandOperator::NotIn => format!("{set}) OR (1 = 1"),
        ExpandOperator::In => format!("{set}) AND (1 != 1"),
        ExpandOperator::None => nothing.to_owned(),
    })
}

/// What a dialect of ours refuses because its database does not do it, or does it wrong.
pub fn unsupported(feature: &str, dialect: &str) -> Error {
    Error::compile(format!("UnsupportedFeature: the {dialect} dialect does not support {feature}"))
}

/// A dialect by the name of an URL: `sqlite`, `postgresql+psycopg`.
pub fn by_name(name: &str) -> Option<Rc<dyn Dialect>> {
    let base = name.split('+').next().unwrap_or(name);
    let dialect: Rc<dyn Dialect> = match base {
        "default" => Rc::new(DefaultDialect),
        "sqlite" => Rc::new(SqliteDialect),
        "postgresql" | "postgres" => Rc::new(PostgresqlDialect),
        "mysql" | "mariadb" => Rc::new(MySqlDialect),
        "oracle" => Rc::new(OracleDialect),
        "gluesql" => Rc::new(GlueSqlDialect),
        _ => return None,
    };
    Some(dialect)
}
