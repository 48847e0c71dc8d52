//! Matching of strings: `like`, `contains` and its kin, regular expressions.

use super::{Expr, ExprKind, Operand, Operator, Side};
use crate::error::{Error, Result};
use crate::types::SqlType;
use crate::value::Value;

/// `escape=` and `autoescape=`.
#[derive(Clone, Debug, Default)]
pub struct LikeOptions {
    pub escape: Option<String>,
    /// Escapes `%`, `_` and the escape character in the given string.
    pub autoescape: bool,
}

impl Expr {
    /// One of the LIKE operators, with `escape` and `autoescape`.
    pub fn match_like(
        &self,
        operator: Operator,
        other: impl Into<Operand>,
        options: LikeOptions,
    ) -> Result<Expr> {
        let mut other = other.into();
        let mut escape = options.escape;
        if options.autoescape {
            let Operand::Value(Value::Str(text)) = &other else {
                return Err(Error::type_error("String value expected when autoescape=True"));
            };
            let escape = escape.get_or_insert_with(|| "/".to_owned());
            other = Operand::from(escaped(text, escape));
        }
        let modifiers = escape.map(|escape| ("escape", Value::from(escape)));
        self.operate_with(operator, other, Side::Left, modifiers.into_iter().collect())
    }

    /// `regexp_match(pattern, flags)`.
    #[must_use]
    pub fn regexp_match(&self, pattern: impl Into<Operand>, flags: Option<&str>) -> Expr {
        let right = self.coerce(pattern.into());
        let modifiers = vec![("flags", Value::from(flags))];
        Expr::binary_of_two(self.clone(), Operator::RegexpMatch, right, SqlType::Null, modifiers)
    }

    /// `regexp_replace(pattern, replacement, flags)`.
    #[must_use]
    pub fn regexp_replace(
        &self,
        pattern: impl Into<Operand>,
        replacement: impl Into<Operand>,
        flags: Option<&str>,
    ) -> Expr {
        let operator = Operator::Comma;
        let clauses = vec![self.coerce(pattern.into()), self.coerce(replacement.into())];
        let right = Expr::new(ExprKind::BooleanList { operator, clauses }, SqlType::Null);
        let left = self.self_group(Some(&Operator::RegexpReplace));
        let modifiers = vec![("flags", Value::from(flags))];
        let operator = Operator::RegexpReplace;
        Expr::new(ExprKind::Binary { left, operator, right, modifiers }, SqlType::Null)
    }
}

fn escaped(text: &str, escape: &str) -> String {
    let mut text = text.to_owned();
    if escape != "%" && escape != "_" {
        text = text.replace(escape, &escape.repeat(2));
    }
    text.replace('%', &format!("{escape}%")).replace('_', &format!("{escape}_"))
}

macro_rules! string_operators {
    ($($name:ident => $operator:ident),* $(,)?) => {
        impl Expr {
            $(
                /// The operator of that name without an escape character.
                #[must_use]
                pub fn $name(&self, other: impl Into<Operand>) -> Expr {
                    let other = other.into();
                    let plain = self.clone();
                    self.operate(Operator::$operator, other).unwrap_or_else(|_| {
                        let null = Expr::null();
                        let sql_type = SqlType::BOOLEAN;
                        Expr::binary(plain, Operator::$operator, null, sql_type, Vec::new())
                    })
                }
            )*
        }

        impl crate::column::Column {
            $(
                /// See the method of [`Expr`].
                #[must_use]
                pub fn $name(&self, other: impl Into<Operand>) -> Expr {
                    Expr::from(self).$name(other)
                }
            )*
        }
    };
}

string_operators! {
    like => Like,
    not_like => NotLike,
    ilike => Ilike,
    not_ilike => NotIlike,
    contains => Contains,
    icontains => Icontains,
    startswith => StartsWith,
    istartswith => Istartswith,
    endswith => EndsWith,
    iendswith => Iendswith,
    match_ => Match,
}
