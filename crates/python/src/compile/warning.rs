//! What CPython warns of while it compiles.

use ruff_python_ast::{self as ast, Expr};

use super::compiler::Compiler;
use super::scope::span_of;

impl Compiler<'_> {
    fn warn(&mut self, message: String, node: &impl ruff_text_size::Ranged) {
        let line = self.source.line(span_of(node).start);
        if !self.warnings.contains(&(line, message.clone())) {
            self.warnings.push((line, message));
        }
    }

    /// `5()`: something that is surely no function is called.
    pub(super) fn check_callee(&mut self, call: &ast::ExprCall) {
        if let Some(kind) = literal_kind(&call.func) {
            let message = format!("'{kind}' object is not callable; perhaps you missed a comma?");
            self.warn(message, call);
        }
    }

    /// `5[0]`, `[1, 2]['a']`.
    pub(super) fn check_subscript(&mut self, subscript: &ast::ExprSubscript) {
        let Some(kind) = literal_kind(&subscript.value) else { return };
        let indexes = matches!(kind, "str" | "bytes" | "list" | "tuple");
        if !indexes && kind != "dict" {
            let message =
                format!("'{kind}' object is not subscriptable; perhaps you missed a comma?");
            self.warn(message, subscript);
        } else if indexes {
            let index =
                literal_kind(&subscript.slice).filter(|index| !matches!(*index, "int" | "bool"));
            if let Some(index) = index {
                let message = format!(
                    "{kind} indices must be integers or slices, not {index}; perhaps you missed a comma?"
                );
                self.warn(message, subscript);
            }
        }
    }

    /// `x is 5`.
    pub(super) fn check_identity(&mut self, compare: &ast::ExprCompare) {
        let mut left = &*compare.left;
        for (op, right) in compare.ops.iter().zip(&compare.comparators) {
            let word = match op {
                ast::CmpOp::Is => "is",
                ast::CmpOp::IsNot => "is not",
                _ => {
                    left = right;
                    continue;
                }
            };
            if is_value(left) || is_value(right) {
                let instead = if word == "is" { "==" } else { "!=" };
                let message = format!("\"{word}\" with a literal. Did you mean \"{instead}\"?");
                self.warn(message, compare);
            }
            left = right;
        }
    }

    /// `assert (x, 'message')`.
    pub(super) fn check_assertion(&mut self, assert: &ast::StmtAssert) {
        if matches!(&*assert.test, Expr::Tuple(tuple) if !tuple.elts.is_empty()) {
            let message = "assertion is always true, perhaps remove parentheses?".to_owned();
            self.warn(message, assert);
        }
    }
}

/// A literal whose identity says nothing.
fn is_value(expr: &Expr) -> bool {
    match expr {
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) => true,
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_value),
        _ => false,
    }
}

fn literal_kind(expr: &Expr) -> Option<&'static str> {
    Some(match expr {
        Expr::NumberLiteral(literal) => match literal.value {
            ast::Number::Int(_) => "int",
            ast::Number::Float(_) => "float",
            ast::Number::Complex { .. } => "complex",
        },
        Expr::StringLiteral(_) | Expr::FString(_) => "str",
        Expr::BytesLiteral(_) => "bytes",
        Expr::BooleanLiteral(_) => "bool",
        Expr::NoneLiteral(_) => "NoneType",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        _ => return None,
    })
}
