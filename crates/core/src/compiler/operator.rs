//! Operators: unary and binary expressions.

use super::compiled::ExpandOperator;
use super::literal;
use super::text::{Compiler, Context};
use crate::dialect::Feature;
use crate::error::{Error, ErrorKind, Result};
use crate::expr::{Expr, ExprKind, Operator, UnaryPosition};
use crate::types::{Affinity, NumericOptions, SqlType};
use crate::value::Value;

/// The parts of a binary expression.
#[derive(Clone, Copy)]
pub struct BinaryParts<'a> {
    pub left: &'a Expr,
    pub operator: &'a Operator,
    pub right: &'a Expr,
    pub modifiers: &'a [(&'static str, Value)],
    /// Of the whole.
    pub sql_type: &'a SqlType,
}

impl BinaryParts<'_> {
    /// A modifier by name.
    pub fn modifier(&self, name: &str) -> Option<&Value> {
        let found = self.modifiers.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| value).filter(|value| !value.is_null())
    }

    fn is_symmetric(&self) -> bool {
        self.modifier("symmetric").is_some_and(|value| *value == Value::Bool(true))
    }
}

/// The text of an operator that is simply put between, before or behind its operands.
pub(crate) fn standard_operator(operator: &Operator) -> Option<&'static str> {
    use Operator as O;
    Some(match operator {
        O::Add => " + ",
        O::Sub => " - ",
        O::Mul => " * ",
        O::Mod => " % ",
        O::Neg => "-",
        O::BitwiseAnd => " & ",
        O::BitwiseOr => " | ",
        O::BitwiseXor => " ^ ",
        O::BitwiseLshift => " << ",
        O::BitwiseRshift => " >> ",
        O::BitwiseNot => "~",
        O::Eq => " = ",
        O::Ne => " != ",
        O::Lt => " < ",
        O::Le => " <= ",
        O::Gt => " > ",
        O::Ge => " >= ",
        O::Is => " IS ",
        O::IsNot => " IS NOT ",
        O::IsDistinctFrom => " IS DISTINCT FROM ",
        O::IsNotDistinctFrom => " IS NOT DISTINCT FROM ",
        O::In => " IN ",
        O::NotIn => " NOT IN ",
        O::Concat => " || ",
        O::Match => " MATCH ",
        O::NotMatch => " NOT MATCH ",
        O::Collate => " COLLATE ",
        O::And => " AND ",
        O::Or => " OR ",
        O::Inv => "NOT ",
        O::Asc => " ASC",
        O::Desc => " DESC",
        O::NullsFirst => " NULLS FIRST",
        O::NullsLast => " NULLS LAST",
        O::Distinct => "DISTINCT ",
        O::Exists => "EXISTS ",
        O::Any => "ANY ",
        O::All => "ALL ",
        O::Comma => ", ",
        O::As => " AS ",
        O::From => " FROM ",
        _ => return None,
    })
}

/// Whether a comparison may join FROM elements.
fn is_comparison(operator: &Operator) -> bool {
    use Operator as O;
    match operator {
        O::Custom(custom) => custom.is_comparison,
        other => matches!(
            other,
            O::Eq
                | O::Ne
                | O::Lt
                | O::Le
                | O::Gt
                | O::Ge
                | O::Is
                | O::IsNot
                | O::IsDistinctFrom
                | O::IsNotDistinctFrom
                | O::Between
                | O::NotBetween
                | O::In
                | O::NotIn
                | O::Like
                | O::NotLike
                | O::Ilike
                | O::NotIlike
                | O::Match
                | O::NotMatch
                | O::Contains
                | O::NotContains
                | O::StartsWith
                | O::NotStartsWith
                | O::EndsWith
                | O::NotEndsWith
                | O::RegexpMatch
                | O::NotRegexpMatch
        ),
    }
}

impl Compiler<'_> {
    pub(super) fn unary(
        &mut self,
        operator: &Operator,
        position: UnaryPosition,
        operand: &Expr,
        ctx: Context,
    ) -> Result<()> {
        match operator {
            Operator::IsTrue => return self.truth(operand, true, ctx),
            Operator::IsFalse => return self.truth(operand, false, ctx),
            Operator::NullsFirst | Operator::NullsLast => {
                self.dialect.require(Feature::NullsOrder)?;
            }
            _ => {}
        }
        let custom = match operator {
            Operator::Custom(custom) => Some(custom.text.clone()),
            _ => None,
        };
        let text = self.dialect.operator_text(operator);
        match (position, text, custom) {
            (UnaryPosition::Before, Some(text), _) => {
                self.write(text);
                self.expr(operand, ctx)
            }
            (UnaryPosition::After, Some(text), _) => {
                self.expr(operand, ctx)?;
                self.write(text);
                Ok(())
            }
            (UnaryPosition::Before, None, Some(text)) => {
                self.write_escaped(&text);
                self.write(" ");
                self.expr(operand, ctx)
            }
            (UnaryPosition::After, None, Some(text)) => {
                self.expr(operand, ctx)?;
                self.write(" ");
                self.write_escaped(&text);
                Ok(())
            }
            (_, None, None) => Err(self.no_operator(operator)),
        }
    }

    /// `x` or `NOT x`, and `x = 1` or `x = 0` where there are no booleans.
    fn truth(&mut self, operand: &Expr, wanted: bool, ctx: Context) -> Result<()> {
        if is_implicitly_boolean(operand) || self.dialect.traits().supports_native_boolean {
            if !wanted {
                self.write("NOT ");
            }
            return self.expr(operand, ctx);
        }
        self.expr(operand, ctx)?;
        self.write(if wanted { " = 1" } else { " = 0" });
        Ok(())
    }

    pub(super) fn binary(&mut self, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        if ctx.lint && is_comparison(parts.operator) {
            self.linter.join(&parts.left.from_objects(), &parts.right.from_objects());
        }
        let dialect = self.dialect;
        dialect.binary(self, parts, ctx)
    }

    pub fn standard_binary(&mut self, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        use Operator as O;
        match parts.operator {
            O::TrueDiv => self.true_division(parts, ctx),
            O::FloorDiv => self.floor_division(parts, ctx),
            O::Mod if self.dialect.doubles_percents() => self.infix(parts, " %% ", ctx),
            O::In => self.in_list(parts, " IN ", ExpandOperator::In, ctx),
            O::NotIn => {
                self.write("(");
                self.in_list(parts, " NOT IN ", ExpandOperator::NotIn, ctx)?;
                self.write(")");
                Ok(())
            }
            O::NotMatch => {
                self.write("NOT ");
                self.infix(parts, " MATCH ", ctx)
            }
            O::Icontains
            | O::NotIcontains
            | O::Istartswith
            | O::NotIstartswith
            | O::Iendswith
            | O::NotIendswith => self.lowered_wildcards(parts, ctx),
            O::Like
            | O::NotLike
            | O::Contains
            | O::NotContains
            | O::StartsWith
            | O::NotStartsWith
            | O::EndsWith
            | O::NotEndsWith => self.like(parts, ctx),
            O::Ilike | O::NotIlike => self.lowered_like(parts, ctx),
            O::Between | O::NotBetween => self.between(parts, ctx),
            O::RegexpMatch | O::NotRegexpMatch => Err(self.no_regexp("regular expressions")),
            O::RegexpReplace => Err(self.no_regexp("regular expression replacements")),
            O::GetItem | O::JsonGetItem | O::JsonPathGetItem => {
                Err(self.no_operator(parts.operator))
            }
            O::IsDistinctFrom | O::IsNotDistinctFrom => {
                self.dialect.require(Feature::DistinctFrom)?;
                self.simple(parts, ctx)
            }
            O::Collate => {
                self.dialect.require(Feature::Collation)?;
                self.simple(parts, ctx)
            }
            O::Custom(custom) => {
                let ctx = Context { eager_grouping: custom.eager_grouping, ..ctx };
                let text = if self.dialect.doubles_percents() {
                    custom.text.replace('%', "%%")
                } else {
                    custom.text.to_string()
                };
                self.infix(parts, &format!(" {text} "), ctx)
            }
            _ => self.simple(parts, ctx),
        }
    }

    fn simple(&mut self, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        let text = self.dialect.operator_text(parts.operator);
        let text = text.ok_or_else(|| self.no_operator(parts.operator))?;
        self.infix(parts, text, ctx)
    }

    /// Left, operator, right.
    pub fn infix(&mut self, parts: &BinaryParts<'_>, text: &str, ctx: Context) -> Result<()> {
        let is_grouped = ctx.in_operator && ctx.eager_grouping;
        let inner = Context { in_operator: true, filter: false, ..ctx };
        if is_grouped {
            self.write("(");
        }
        self.expr(parts.left, inner)?;
        self.write(text);
        self.expr(parts.right, inner)?;
        if is_grouped {
            self.write(")");
        }
        Ok(())
    }

    fn in_list(
        &mut self,
        parts: &BinaryParts<'_>,
        text: &str,
        expand: ExpandOperator,
        ctx: Context,
    ) -> Result<()> {
        let ctx = Context { expand, in_operator: true, filter: false, ..ctx };
        self.expr(parts.left, ctx)?;
        self.write(text);
        if matches!(parts.right.kind(), ExprKind::List(_)) {
            self.write("(");
            self.expr(parts.right, ctx)?;
            self.write(")");
            return Ok(());
        }
        self.expr(parts.right, ctx)
    }

    fn true_division(&mut self, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        let ctx = Context { in_operator: true, ..ctx };
        self.expr(parts.left, ctx)?;
        self.write(" / ");
        if !self.dialect.traits().div_is_floordiv {
            return self.expr(parts.right, ctx);
        }
        let own = parts.right.sql_type();
        let to = match own.affinity() {
            Affinity::Numeric | Affinity::Float => own,
            _ => SqlType::Numeric(NumericOptions::default()),
        };
        let dialect = self.dialect;
        dialect.cast(self, parts.right, &to, ctx)
    }

    fn floor_division(&mut self, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        let is_integer = |expr: &Expr| expr.sql_type().affinity() == Affinity::Integer;
        let divides_integers = self.dialect.traits().div_is_floordiv
            && is_integer(parts.left)
            && is_integer(parts.right);
        if divides_integers {
            return self.infix(parts, " / ", ctx);
        }
        self.write("FLOOR(");
        self.infix(parts, " / ", Context { eager_grouping: false, ..ctx })?;
        self.write(")");
        Ok(())
    }

    fn between(&mut self, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        let not = matches!(parts.operator, Operator::NotBetween);
        let text = match (not, parts.is_symmetric()) {
            (false, false) => " BETWEEN ",
            (false, true) => " BETWEEN SYMMETRIC ",
            (true, false) => " NOT BETWEEN ",
            (true, true) => " NOT BETWEEN SYMMETRIC ",
        };
        let ExprKind::BooleanList { clauses: limits, .. } = parts.right.kind() else {
            return self.infix(parts, text, ctx);
        };
        let inner = Context { in_operator: true, filter: false, ..ctx };
        self.expr(parts.left, inner)?;
        self.write(text);
        self.separated(limits, " AND ", |sql, limit| sql.expr(limit, inner))
    }

    /// LIKE, and `contains` and its kin, which put wildcards around the operand.
    fn like(&mut self, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        let ctx = Context { in_operator: true, ..ctx };
        self.expr(parts.left, ctx)?;
        self.write(if is_negated(parts.operator) { " NOT LIKE " } else { " LIKE " });
        self.with_wildcards(wildcards(parts.operator), |sql| sql.expr(parts.right, ctx))?;
        self.escape_clause(parts)
    }

    fn lowered_like(&mut self, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        self.write("lower(");
        self.expr(parts.left, ctx)?;
        self.write(if is_negated(parts.operator) { ") NOT LIKE lower(" } else { ") LIKE lower(" });
        self.expr(parts.right, ctx)?;
        self.write(")");
        self.escape_clause(parts)
    }

    /// `icontains` and its kin: both sides in lower case, where the dialect has no ILIKE.
    fn lowered_wildcards(&mut self, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        let ctx = Context { in_operator: true, ..ctx };
        let lowers = self.dialect.lowers_ilike();
        self.folded(parts.left, lowers, ctx)?;
        self.write(match (is_negated(parts.operator), lowers) {
            (false, true) => " LIKE ",
            (true, true) => " NOT LIKE ",
            (false, false) => " ILIKE ",
            (true, false) => " NOT ILIKE ",
        });
        let wildcards = wildcards(parts.operator);
        self.with_wildcards(wildcards, |sql| sql.folded(parts.right, lowers, ctx))?;
        self.escape_clause(parts)
    }

    fn folded(&mut self, operand: &Expr, lowers: bool, ctx: Context) -> Result<()> {
        if !lowers {
            return self.expr(operand, ctx);
        }
        self.write("lower(");
        self.expr(operand, ctx)?;
        self.write(")");
        Ok(())
    }

    /// `'%' || operand || '%'`.
    fn with_wildcards(
        &mut self,
        (before, after): (bool, bool),
        operand: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        if !before && !after {
            return operand(self);
        }
        let percent = if self.dialect.doubles_percents() { "'%%'" } else { "'%'" };
        let concat = self.dialect.concat_with();
        self.write(concat.open);
        if before {
            self.write(percent);
            self.write(concat.separator);
        }
        operand(self)?;
        if after {
            self.write(concat.separator);
            self.write(percent);
        }
        self.write(concat.close);
        Ok(())
    }

    pub(crate) fn escape_clause(&mut self, parts: &BinaryParts<'_>) -> Result<()> {
        let Some(escape) = parts.modifier("escape") else { return Ok(()) };
        self.dialect.require(Feature::LikeEscape)?;
        let text = literal::render(escape, &SqlType::string(None), self.dialect)?;
        self.write(" ESCAPE ");
        self.write(&text);
        Ok(())
    }

    fn no_regexp(&self, what: &str) -> Error {
        Error::compile(format!("{} dialect does not support {what}", self.dialect.name()))
    }

    pub(crate) fn no_operator(&self, operator: &Operator) -> Error {
        Error::new(
            ErrorKind::UnsupportedCompilation,
            format!(
                "Compiler {} can't render element of type {operator:?}",
                self.dialect.compiler_name()
            ),
        )
        .with_code("l7de")
    }
}

/// Whether a pattern has a wildcard before and behind its operand.
fn wildcards(operator: &Operator) -> (bool, bool) {
    use Operator as O;
    match operator {
        O::Contains | O::NotContains | O::Icontains | O::NotIcontains => (true, true),
        O::StartsWith | O::NotStartsWith | O::Istartswith | O::NotIstartswith => (false, true),
        O::EndsWith | O::NotEndsWith | O::Iendswith | O::NotIendswith => (true, false),
        _ => (false, false),
    }
}

/// Whether an expression is a condition in any database.
fn is_implicitly_boolean(expr: &Expr) -> bool {
    match expr.kind() {
        ExprKind::Binary { operator, .. } => operator.is_boolean(),
        ExprKind::BooleanList { operator, .. } => {
            matches!(operator, Operator::And | Operator::Or)
        }
        ExprKind::Exists(_) => true,
        ExprKind::Unary { operator, .. } => {
            matches!(operator, Operator::IsTrue | Operator::IsFalse)
        }
        ExprKind::Grouping(inner) => is_implicitly_boolean(inner),
        _ => false,
    }
}

fn is_negated(operator: &Operator) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::NotLike
            | O::NotIlike
            | O::NotContains
            | O::NotStartsWith
            | O::NotEndsWith
            | O::NotIcontains
            | O::NotIstartswith
            | O::NotIendswith
    )
}
