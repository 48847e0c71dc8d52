//! The dialect of `print(statement)`: the standard, with a form for whatever is no standard.

use super::{Dialect, DialectTraits, ParamStyle, Quoting};
use crate::compiler::{BinaryParts, Compiler, Context, ExpandOperator};
use crate::default::Sequence;
use crate::error::Result;
use crate::expr::{Function, Operator};
use crate::from::FromClause;
use crate::types::SqlType;

/// `StrCompileDialect`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultDialect;

impl Dialect for DefaultDialect {
    fn name(&self) -> &'static str {
        "default"
    }

    fn driver(&self) -> &'static str {
        "default"
    }

    fn traits(&self) -> &DialectTraits {
        &DialectTraits::STANDARD
    }

    fn param_style(&self) -> ParamStyle {
        ParamStyle::Named
    }

    fn quoting(&self) -> &Quoting {
        &Quoting::STANDARD
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }

    fn binary(&self, sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        match parts.operator {
            Operator::GetItem | Operator::JsonGetItem | Operator::JsonPathGetItem => {
                sql.expr(parts.left, ctx)?;
                sql.write("[");
                sql.expr(parts.right, ctx)?;
                sql.write("]");
                Ok(())
            }
            Operator::RegexpMatch => sql.infix(parts, " <regexp> ", ctx),
            Operator::NotRegexpMatch => sql.infix(parts, " <not regexp> ", ctx),
            Operator::RegexpReplace => {
                sql.write("<regexp replace>(");
                sql.infix(parts, ", ", ctx)?;
                sql.write(")");
                Ok(())
            }
            _ => sql.standard_binary(parts, ctx),
        }
    }

    fn function(&self, sql: &mut Compiler<'_>, function: &Function, ctx: Context) -> Result<()> {
        match &*function.name {
            name @ "aggregate_strings" => sql.aggregate_strings(name, function, ctx),
            _ => sql.standard_function(function, ctx),
        }
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
        sql.write(" , ");
        sql.separated(froms, ", ", |sql, from| sql.from(from, ctx))
    }

    fn next_value(&self, sequence: &Sequence) -> Result<String> {
        Ok(format!("<next sequence value: {}>", self.quoting().quote(&sequence.0.name)))
    }

    fn empty_set(&self, types: &[SqlType], operator: ExpandOperator) -> Result<String> {
        super::standard_empty_set(types, operator, "SELECT 1 WHERE 1!=1")
    }
}
