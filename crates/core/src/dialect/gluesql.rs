//! GlueSQL: a subset of SQL on storage of our own; what it would do wrong is refused.

use super::{Dialect, DialectTraits, Feature, ParamStyle, Quoting, unsupported};
use crate::column::Column;
use crate::compiler::{BinaryParts, Compiler, Context, DdlCompiler, ExpandOperator};
use crate::constraint::{Constraint, ConstraintKind};
use crate::error::Result;
use crate::expr::{Function, Operator};
use crate::select::ForUpdate;
use crate::types::{Affinity, NumericOptions, SqlType};

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
            Operator::Add | Operator::Sub | Operator::Mul | Operator::Mod => {
                arithmetic(sql, parts, ctx)
            }
            Operator::Ilike => sql.infix(parts, " ILIKE ", ctx),
            Operator::NotIlike => sql.infix(parts, " NOT ILIKE ", ctx),
            Operator::FloorDiv => Err(unsupported(Feature::IntegerDivision.label(), self.name())),
            Operator::NotIn => {
                Err(unsupported("NOT IN, which counts NULL as a value", self.name()))
            }
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

    fn for_update(&self, _: &mut Compiler<'_>, _: &ForUpdate, _: Context) -> Result<()> {
        Ok(())
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

    fn unique_is_with_column(&self) -> bool {
        true
    }
}

/// Mixed numbers take the type of the left one, so integers are made floats before.
fn arithmetic(sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
    let affinity = |expr: &crate::expr::Expr| expr.sql_type().affinity();
    let is_mixed = affinity(parts.left) == Affinity::Integer
        && matches!(affinity(parts.right), Affinity::Float | Affinity::Numeric);
    if !is_mixed {
        return sql.standard_binary(parts, ctx);
    }
    let to = parts.right.sql_type();
    let dialect = sql.dialect;
    dialect.cast(sql, parts.left, &to, ctx)?;
    let text = dialect.operator_text(parts.operator);
    sql.write(text.unwrap_or(" + "));
    sql.expr(parts.right, Context { in_operator: true, ..ctx })
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
