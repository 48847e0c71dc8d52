//! Parts of containers: `json["key"]`, `array[1]`, `array[1:2]`.

use super::{Expr, ExprKind, Operand, Operator};
use crate::error::{Error, ErrorKind, Result};
use crate::types::{Affinity, SqlType};
use crate::value::Value;

impl Expr {
    /// `expr[index]`.
    pub(super) fn get_item(&self, index: Operand) -> Result<Expr> {
        match self.sql_type().undecorated() {
            sql_type if sql_type.affinity() == Affinity::Json => Ok(self.json_item(index)),
            SqlType::Array { item, dimensions } => {
                let result = match dimensions {
                    Some(n) if n > 1 => SqlType::Array { item, dimensions: Some(n - 1) },
                    _ => (*item).clone(),
                };
                Ok(self.array_item(index, result))
            }
            _ => Err(Error::new(
                ErrorKind::NotImplemented,
                "Operator 'getitem' is not supported on this expression",
            )),
        }
    }

    /// `expr[start:stop]` of an array.
    pub fn slice(&self, start: Option<Operand>, stop: Option<Operand>) -> Expr {
        let typed = |bound: Operand| bound.into_typed(&SqlType::Integer);
        let slice = ExprKind::Slice { start: start.map(typed), stop: stop.map(typed) };
        let right = Expr::new(slice, SqlType::Null);
        Expr::binary_of_two(self.clone(), Operator::GetItem, right, self.sql_type(), Vec::new())
    }

    fn json_item(&self, index: Operand) -> Expr {
        let (operator, index_type) = match &index {
            Operand::Value(Value::List(_) | Value::Tuple(_)) => {
                (Operator::JsonPathGetItem, SqlType::JsonPath)
            }
            _ => (Operator::JsonGetItem, SqlType::JsonIndex),
        };
        let right = match index {
            Operand::Value(value) => self.bind_typed(value, index_type),
            Operand::Expr(expr) => expr,
        };
        Expr::binary_of_two(self.clone(), operator, right, self.sql_type(), Vec::new())
    }

    fn array_item(&self, index: Operand, sql_type: SqlType) -> Expr {
        let right = match index {
            Operand::Value(value) => self.bind_typed(value, SqlType::Integer),
            Operand::Expr(expr) => expr,
        };
        Expr::binary_of_two(self.clone(), Operator::GetItem, right, sql_type, Vec::new())
    }

    /// `json[…].as_integer()` and its kin: the item with another type.
    pub fn json_as(&self, sql_type: SqlType) -> Result<Expr> {
        let is_item = matches!(
            self.kind(),
            ExprKind::Binary { operator: Operator::JsonGetItem | Operator::JsonPathGetItem, .. }
        );
        if !is_item {
            return Err(Error::invalid_request(
                "The JSON cast operator JSON.as_string() only works with a JSON index expression \
                 e.g. col['q'].as_string()",
            ));
        }
        Ok(Expr::new(self.kind().clone(), sql_type))
    }
}
