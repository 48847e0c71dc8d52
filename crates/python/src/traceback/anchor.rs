//! Where in an expression the operator or the subscript is that a traceback points at.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

/// The characters from which and up to which an expression is marked by `^`, the rest by `~`.
pub(super) fn anchors(segment: &str) -> Option<(usize, usize)> {
    let parsed = ruff_python_parser::parse_expression(segment).ok()?;
    let place = |bytes: usize| segment.get(..bytes).map_or(0, |text| text.chars().count());
    match parsed.expr() {
        Expr::BinOp(binary) => {
            let between =
                binary.left.range().end().to_usize()..binary.right.range().start().to_usize();
            let text = segment.get(between.clone())?;
            let offset = text.find(|char: char| !is_space(char))?;
            let start = between.start + offset;
            let next = segment.get(start + 1..between.end)?.chars().next();
            let end = if next.is_some_and(|char| !is_space(char)) { start + 2 } else { start + 1 };
            Some((place(start), place(end)))
        }
        Expr::Subscript(subscript) if is_constant(subscript) => None,
        Expr::Subscript(subscript) => {
            let start = subscript.value.range().end().to_usize();
            let end = subscript.slice.range().end().to_usize() + 1;
            Some((place(start), place(end.min(segment.len()))))
        }
        _ => None,
    }
}

/// `'abc'[0]` is one constant for CPython.
fn is_constant(subscript: &ruff_python_ast::ExprSubscript) -> bool {
    matches!(&*subscript.slice, Expr::NumberLiteral(_))
        && matches!(&*subscript.value, Expr::StringLiteral(_) | Expr::BytesLiteral(_))
}

fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\x0c')
}
