//! GlueSQL: a subset of SQL on storage of our own; what it would do wrong is refused.

use std::rc::Rc;

use super::{Dialect, DialectTraits, Feature, ParamStyle, Quoting, unsupported};
use crate::column::Column;
use crate::compiler::{BinaryParts, Compiler, Context, DdlCompiler, ExpandOperator};
use crate::constraint::{Constraint, ConstraintKind};
use crate::error::Result;
use crate::expr::{Expr, ExprKind, Function, Operator, UnaryPosition};
use crate::select::{ForUpdate, SelectData, SelectTail};
use crate::types::{Affinity, NumericOptions, SqlType};
use crate::value::Value;

/// GlueSQL.
#[derive(Clone, Copy, Debug, Default)]
pub struct GlueSqlDialect;

const TRAITS: DialectTraits = DialectTraits {
    supports_alter: false,
    supports_sequences: false,
    sequences_optional: false,
    insert_returning: false,
    update_returning: false,
    delete_returning: false,
    supports_empty_insert: false,
    insert_null_pk_still_autoincrements: true,
    supports_identity_columns: false,
    ..DialectTraits::STANDARD
};

/// Names keep their case only in quotes.
const QUOTING: Quoting = Quoting { always: true, ..Quoting::STANDARD };

impl Dialect for GlueSqlDialect {
    fn name(&self) -> &'static str {
        "gluesql"
    }

    fn driver(&self) -> &'static str {
        "gluesql"
    }

    fn traits(&self) -> &DialectTraits {
        &TRAITS
    }

    fn param_style(&self) -> ParamStyle {
        ParamStyle::NumericDollar
    }

    fn quoting(&self) -> &Quoting {
        &QUOTING
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }

    fn lacks(&self, _feature: Feature) -> bool {
        true
    }

    fn boolean_text(&self, value: bool) -> &'static str {
        if value { "TRUE" } else { "FALSE" }
    }

    fn binary(&self, sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        match parts.operator {
            Operator::TrueDiv => divide(sql, parts, ctx),
            Operator::Add
            | Operator::Sub
            | Operator::Mul
            | Operator::Mod
            | Operator::Eq
            | Operator::Ne
            | Operator::Lt
            | Operator::Le
            | Operator::Gt
            | Operator::Ge => mixed(sql, parts, ctx),
            Operator::Is | Operator::IsNot => is_constant(sql, parts, ctx),
            Operator::Ilike => {
                sql.infix(parts, " ILIKE ", ctx)?;
                sql.escape_clause(parts)
            }
            Operator::NotIlike => {
                sql.infix(parts, " NOT ILIKE ", ctx)?;
                sql.escape_clause(parts)
            }
            Operator::JsonGetItem | Operator::JsonPathGetItem => self.require(Feature::Json),
            Operator::GetItem => self.require(Feature::ArrayAccess),
            Operator::RegexpMatch | Operator::NotRegexpMatch | Operator::RegexpReplace => {
                self.require(Feature::RegularExpression)
            }
            Operator::Match | Operator::NotMatch => Err(unsupported("MATCH", self.name())),
            Operator::BitwiseXor | Operator::BitwiseLshift | Operator::BitwiseRshift => {
                Err(unsupported("that operator on bits", self.name()))
            }
            Operator::FloorDiv => Err(unsupported(Feature::IntegerDivision.label(), self.name())),
            Operator::NotIn => not_in(sql, parts, ctx),
            _ => sql.standard_binary(parts, ctx),
        }
    }

    fn function(&self, sql: &mut Compiler<'_>, function: &Function, ctx: Context) -> Result<()> {
        match (function.name.to_ascii_lowercase().as_str(), function.arguments.len()) {
            ("round", 2..) => Err(unsupported("round() to a number of digits", self.name())),
            (name @ ("strftime" | "json_extract" | "group_concat" | "total"), _) => {
                Err(unsupported(&format!("the function {name}()"), self.name()))
            }
            ("current_timestamp", 0) => {
                sql.write("NOW()");
                Ok(())
            }
            _ => sql.standard_function(function, ctx),
        }
    }

    fn lowers_ilike(&self) -> bool {
        false
    }

    fn empty_set(&self, _types: &[SqlType], _operator: ExpandOperator) -> Result<String> {
        Ok("NULL".to_owned())
    }

    fn boolean_list(
        &self,
        sql: &mut Compiler<'_>,
        operator: &Operator,
        clauses: &[Expr],
        ctx: Context,
    ) -> Result<()> {
        logic(sql, operator, clauses, ctx)
    }

    fn order_by(&self, sql: &mut Compiler<'_>, expr: &Expr, ctx: Context) -> Result<()> {
        order_by(sql, expr, ctx)
    }

    fn orders_by_label(&self) -> bool {
        false
    }

    fn limit(&self, sql: &mut Compiler<'_>, tail: &SelectTail, ctx: Context) -> Result<()> {
        if tail.fetch.is_some() {
            return Err(unsupported("FETCH", self.name()));
        }
        if let Some(limit) = &tail.limit {
            sql.write("\n LIMIT ");
            sql.expr(limit, ctx)?;
        }
        if let Some(offset) = &tail.offset {
            sql.write(if tail.limit.is_some() { " OFFSET " } else { "\n OFFSET " });
            sql.expr(offset, ctx)?;
        }
        Ok(())
    }

    fn has_strict_types(&self) -> bool {
        true
    }

    fn adapt_bind(&self, sql_type: &SqlType, value: Value) -> Value {
        match (sql_type.affinity(), &value) {
            (Affinity::Float, Value::Int(number)) => Value::Float(*number as f64),
            (Affinity::Float, Value::Decimal(number)) => {
                number.to_string().parse().map_or(value, Value::Float)
            }
            (Affinity::Numeric, Value::Int(_) | Value::Float(_)) => {
                value.repr().parse().map_or(value, |number| Value::Decimal(Rc::new(number)))
            }
            (Affinity::Integer, Value::Bool(truth)) => Value::Int(i64::from(*truth)),
            (Affinity::DateTime, Value::Date(date)) => {
                Value::DateTime(date.and_time(chrono::NaiveTime::MIN), None)
            }
            _ => value,
        }
    }

    fn check_expanded(&self, operator: ExpandOperator, values: &[Value]) -> Result<()> {
        if operator == ExpandOperator::NotIn && values.iter().any(Value::is_null) {
            return Err(unsupported("NULL in a NOT IN", self.name()));
        }
        Ok(())
    }

    fn before_columns(
        &self,
        sql: &mut Compiler<'_>,
        select: &SelectData,
        ctx: Context,
    ) -> Result<()> {
        if !select.distinct_on.is_empty() {
            return Err(unsupported("DISTINCT ON", self.name()));
        }
        sql.standard_before_columns(select, ctx)
    }

    fn for_update(&self, _: &mut Compiler<'_>, _: &ForUpdate, _: Context) -> Result<()> {
        Err(unsupported("FOR UPDATE", self.name()))
    }

    fn type_name(&self, sql_type: &SqlType) -> Result<String> {
        let name = match sql_type {
            SqlType::Custom(custom) => return self.type_name(&custom.implementation(self)?),
            SqlType::Variant { base, variants } => {
                let own = variants.iter().find(|(name, _)| **name == *self.name());
                return self.type_name(own.map_or(base, |(_, variant)| variant));
            }
            SqlType::Standard { base, .. } => return self.type_name(base),
            _ => match sql_type.affinity() {
                Affinity::Integer => "INTEGER",
                Affinity::Numeric => "DECIMAL",
                Affinity::Float => "FLOAT",
                Affinity::String | Affinity::Uuid | Affinity::Json => "TEXT",
                Affinity::Boolean => "BOOLEAN",
                Affinity::Date => "DATE",
                Affinity::DateTime | Affinity::Interval => "TIMESTAMP",
                Affinity::Time => "TIME",
                Affinity::Binary => "BYTEA",
                Affinity::Null | Affinity::Array | Affinity::Tuple | Affinity::Custom => {
                    return crate::compiler::standard_type_name(sql_type, self);
                }
            },
        };
        Ok(name.to_owned())
    }

    fn column_specification(&self, ddl: &DdlCompiler<'_>, column: &Column) -> Result<String> {
        let mut text = ddl.standard_column_specification(column)?;
        let Some(table) = column.schema_table() else { return Ok(text) };
        if table.primary_key() == [column.clone()] {
            text.push_str(" PRIMARY KEY");
        }
        let is_unique = table.constraints().iter().any(|constraint| match constraint.kind() {
            ConstraintKind::Unique { columns } => columns == [column.clone()],
            _ => false,
        });
        if is_unique {
            text.push_str(" UNIQUE");
        }
        Ok(text)
    }

    /// With its column.
    fn primary_key(&self, _: &DdlCompiler<'_>, constraint: &Constraint) -> Result<Option<String>> {
        if constraint.columns().len() > 1 {
            self.require(Feature::CompositeKey)?;
        }
        Ok(None)
    }

    fn foreign_key(
        &self,
        ddl: &DdlCompiler<'_>,
        constraint: &Constraint,
    ) -> Result<Option<String>> {
        if constraint.columns().len() > 1 {
            self.require(Feature::CompositeKey)?;
        }
        ddl.standard_foreign_key(constraint, true)
    }

    fn unique_is_with_column(&self) -> bool {
        true
    }
}

/// Mixed numbers take the type of the left one, so the integer is made one of the other's type.
fn mixed(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
    let (left, right) = (parts.left.sql_type(), parts.right.sql_type());
    let is_integer = |sql_type: &SqlType| sql_type.affinity() == Affinity::Integer;
    let is_broader =
        |sql_type: &SqlType| matches!(sql_type.affinity(), Affinity::Float | Affinity::Numeric);
    let dialect = sql.dialect;
    let text =
        dialect.operator_text(parts.operator).ok_or_else(|| sql.no_operator(parts.operator))?;
    let inner = Context { in_operator: true, filter: false, ..ctx };
    if is_integer(&left) && is_broader(&right) {
        dialect.cast(sql, parts.left, &right, inner)?;
        sql.write(text);
        return sql.expr(parts.right, inner);
    }
    let differ = is_broader(&right) && left.affinity() != right.affinity();
    if is_broader(&left) && (is_integer(&right) || differ) {
        sql.expr(parts.left, inner)?;
        sql.write(text);
        return dialect.cast(sql, parts.right, &left, inner);
    }
    sql.standard_binary(parts, ctx)
}

/// `x IS true` is an error: `coalesce(x, FALSE)`, and its negation.
fn is_constant(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
    let wanted = match parts.right.kind() {
        ExprKind::True => true,
        ExprKind::False => false,
        _ => return sql.standard_binary(parts, ctx),
    };
    if matches!(parts.operator, Operator::IsNot) {
        sql.write("NOT ");
    }
    sql.write("coalesce(");
    sql.expr(parts.left, Context { filter: false, ..ctx })?;
    sql.write(if wanted { " = TRUE, FALSE)" } else { " = FALSE, FALSE)" });
    Ok(())
}

/// NULL on either side counts as a value there. On the left it is excluded here, in a list when its
/// values are known; a subquery may give NULL.
fn not_in(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
    let is_list = matches!(parts.right.kind(), ExprKind::Bind(bind) if bind.expanding);
    if !is_list || !ctx.filter {
        let what = if is_list {
            "NOT IN outside of a criterion, where NULL would count as a value"
        } else {
            "NOT IN over a subquery, where NULL would count as a value; use NOT EXISTS"
        };
        return Err(unsupported(what, sql.dialect.name()));
    }
    let plain = Context { filter: false, ..ctx };
    sql.write("(");
    sql.expr(parts.left, plain)?;
    sql.write(" IS NOT NULL AND ");
    sql.expr(parts.left, plain)?;
    sql.write(" NOT IN ");
    sql.expr(parts.right, Context { expand: ExpandOperator::NotIn, ..plain })?;
    sql.write(")");
    Ok(())
}

/// `NULL OR TRUE` is NULL there and `FALSE AND NULL` too. In a criterion, where NULL is as good as
/// false, operands of OR are made false; elsewhere the truth table is written out.
fn logic(
    sql: &mut Compiler<'_>,
    operator: &Operator,
    clauses: &[Expr],
    ctx: Context,
) -> Result<()> {
    match (operator, ctx.filter) {
        (Operator::Or, true) => sql.separated(clauses, " OR ", |sql, clause| {
            sql.write("coalesce(");
            sql.expr(clause, ctx)?;
            sql.write(", FALSE)");
            Ok(())
        }),
        (Operator::Or, false) => truth_table(sql, clauses, "", "TRUE", "FALSE", ctx),
        (Operator::And, false) => truth_table(sql, clauses, "NOT ", "FALSE", "TRUE", ctx),
        _ => sql.standard_boolean_list(operator, clauses, ctx),
    }
}

/// The first operand that decides, else NULL if one is unknown, else the opposite.
fn truth_table(
    sql: &mut Compiler<'_>,
    clauses: &[Expr],
    decides: &str,
    decided: &str,
    otherwise: &str,
    ctx: Context,
) -> Result<()> {
    sql.write("CASE");
    for clause in clauses {
        sql.write(&format!(" WHEN {decides}("));
        sql.expr(clause, ctx)?;
        sql.write(&format!(") THEN {decided}"));
    }
    for clause in clauses {
        sql.write(" WHEN (");
        sql.expr(clause, ctx)?;
        sql.write(") IS NULL THEN NULL");
    }
    sql.write(&format!(" ELSE {otherwise} END"));
    Ok(())
}

/// NULL comes first, as SQLite has it, unless the statement says otherwise.
fn order_by(sql: &mut Compiler<'_>, expr: &Expr, ctx: Context) -> Result<()> {
    let order = Order::of(expr);
    let (before, after) = match order.element.as_column() {
        Some(_) => ("", ""),
        None => ("(", ")"),
    };
    if order.may_be_null() {
        sql.write(before);
        sql.expr(order.element, ctx)?;
        sql.write(after);
        sql.write(if order.nulls_first { " IS NOT NULL, " } else { " IS NULL, " });
    }
    sql.expr(order.element, ctx)?;
    sql.write(if order.is_descending { " DESC" } else { "" });
    Ok(())
}

struct Order<'a> {
    element: &'a Expr,
    is_descending: bool,
    nulls_first: bool,
}

impl Order<'_> {
    /// Of a `text()` nothing is known; it is left as it is.
    fn may_be_null(&self) -> bool {
        match self.element.kind() {
            ExprKind::Text(_) => false,
            ExprKind::Function(function) => &*function.name != "count",
            _ => self.element.as_column().is_none_or(Column::is_nullable),
        }
    }

    fn of(expr: &Expr) -> Order<'_> {
        let mut order = Order { element: expr, is_descending: false, nulls_first: true };
        let mut nulls = None;
        loop {
            match order.element.kind() {
                ExprKind::LabelReference(inner) => order.element = inner,
                ExprKind::Label { element, .. } => order.element = element,
                ExprKind::Unary { operator, position: UnaryPosition::After, operand } => {
                    match operator {
                        Operator::Desc => order.is_descending = true,
                        Operator::NullsFirst => nulls = nulls.or(Some(true)),
                        Operator::NullsLast => nulls = nulls.or(Some(false)),
                        Operator::Asc => {}
                        _ => break,
                    }
                    order.element = operand;
                }
                _ => break,
            }
        }
        order.nulls_first = nulls.unwrap_or(!order.is_descending);
        order
    }
}

fn divide(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
    let float = SqlType::Float(NumericOptions::default());
    let dialect = sql.dialect;
    let is_integer = parts.left.sql_type().affinity() == Affinity::Integer;
    if is_integer {
        dialect.cast(sql, parts.left, &float, ctx)?;
    } else {
        sql.expr(parts.left, ctx)?;
    }
    sql.write(" / ");
    dialect.cast(sql, parts.right, &float, ctx)
}
