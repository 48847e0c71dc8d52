//! The parser's errors in CPython's words, at CPython's places.

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::{self as ast, Expr};
use ruff_python_parser::{LexicalErrorType, ParseError, ParseErrorType};
use ruff_text_size::Ranged;

use super::bracket;
use crate::code::{Source, Span, offset};
use crate::compile::{IssueKind, SyntaxIssue};

/// The first thing that CPython would complain about.
pub(super) fn first_issue(
    source: &Source,
    errors: &[ParseError],
    tokens: &Tokens,
) -> Option<SyntaxIssue> {
    let error = errors.iter().min_by_key(|error| error.location.start())?;
    let range = error.location;
    let span = Span { start: range.start().to_u32(), end: range.end().to_u32() };
    let brackets = bracket::check(source, tokens);
    if let Some(mismatch) = brackets.mismatch
        && mismatch.span.start <= span.start.max(mismatch.span.start)
        && is_generic(&error.error)
    {
        return Some(mismatch);
    }
    if let Some(issue) = lexical(source, &error.error, span) {
        return Some(issue);
    }
    if let (Some((char, place)), ParseErrorType::UnparenthesizedGeneratorExpression) =
        (brackets.unclosed, &error.error)
    {
        return Some(SyntaxIssue::syntax(format!("'{char}' was never closed"), place));
    }
    if let Some((char, place)) = brackets.unclosed {
        let at_end =
            source.text[span.start.min(offset(source.text.len())) as usize..].trim().is_empty();
        if is_generic(&error.error)
            && (source.line(span.start) > source.line(place.start) || at_end)
        {
            return Some(SyntaxIssue::syntax(format!("'{char}' was never closed"), place));
        }
    }
    Some(known(source, tokens, &error.error, span))
}

/// Whether CPython has no rule of its own for it.
fn is_generic(error: &ParseErrorType) -> bool {
    matches!(
        error,
        ParseErrorType::ExpectedToken { .. }
            | ParseErrorType::ExpectedExpression
            | ParseErrorType::SimpleStatementsOnSameLine
            | ParseErrorType::SimpleAndCompoundStatementOnSameLine
            | ParseErrorType::Lexical(_)
            | ParseErrorType::OtherError(_)
            | ParseErrorType::UnexpectedIndentation
            | ParseErrorType::UnexpectedExpressionToken
    )
}

fn lexical(source: &Source, error: &ParseErrorType, span: Span) -> Option<SyntaxIssue> {
    let ParseErrorType::Lexical(error) = error else { return None };
    let one = |at: u32| Span { start: at, end: at + 1 };
    Some(match error {
        LexicalErrorType::UnclosedStringError => {
            let text = &source.text[span.start as usize..];
            let quotes = text.trim_start_matches(|char: char| char.is_ascii_alphabetic());
            let is_triple = quotes.starts_with("\"\"\"") || quotes.starts_with("'''");
            let (kind, line) = if is_triple {
                ("triple-quoted string", last_line(source))
            } else {
                ("string", source.line(span.start))
            };
            SyntaxIssue::syntax(
                format!("unterminated {kind} literal (detected at line {line})"),
                one(span.start),
            )
        }
        LexicalErrorType::IndentationError => SyntaxIssue {
            kind: IssueKind::Indentation,
            message: "unindent does not match any outer indentation level".to_owned(),
            span: line_end(source, span.start),
        },
        LexicalErrorType::LineContinuationError => SyntaxIssue::syntax(
            "unexpected character after line continuation character",
            one(span.start + 1),
        ),
        LexicalErrorType::InvalidByteLiteral => {
            SyntaxIssue::syntax("bytes can only contain ASCII literal characters", span)
        }
        LexicalErrorType::UnrecognizedToken { tok } if !tok.is_ascii() => SyntaxIssue::syntax(
            format!("invalid character '{tok}' (U+{:04X})", u32::from(*tok)),
            one(span.start),
        ),
        LexicalErrorType::UnicodeError => SyntaxIssue::syntax(
            "(unicode error) 'unicodeescape' codec can't decode bytes: unknown Unicode character name",
            span,
        ),
        LexicalErrorType::OtherError(message)
            if message.contains("number") || message.contains("igit") =>
        {
            number_issue(source, span)
        }
        LexicalErrorType::FStringError(error) => f_string_issue(source, &error.to_string(), span),
        _ => return None,
    })
}

fn number_issue(source: &Source, span: Span) -> SyntaxIssue {
    let text = source.text[span.start as usize..].to_ascii_lowercase();
    let kind = match text.get(..2) {
        Some("0x") => "hexadecimal",
        Some("0o") => "octal",
        Some("0b") => "binary",
        _ => "decimal",
    };
    SyntaxIssue::syntax(
        format!("invalid {kind} literal"),
        Span { start: span.start, end: span.start + 1 },
    )
}

fn last_line(source: &Source) -> u32 {
    let text = source.text.trim_end_matches('\n');
    source.line(offset(text.len()))
}

/// The end of a line, where CPython points when its indentation is wrong.
fn line_end(source: &Source, at: u32) -> Span {
    let rest = &source.text[at as usize..];
    let end = at + offset(rest.find('\n').unwrap_or(rest.len()));
    Span { start: end, end: end + 1 }
}

fn known(source: &Source, tokens: &Tokens, error: &ParseErrorType, span: Span) -> SyntaxIssue {
    let one = Span { start: span.start, end: span.start + 1 };
    match error {
        ParseErrorType::ExpectedToken { expected: TokenKind::Colon, .. } => {
            colon_issue(source, tokens, span)
        }
        ParseErrorType::OtherError(message) => other_issue(source, tokens, message, span),
        ParseErrorType::UnexpectedIndentation => SyntaxIssue {
            kind: IssueKind::Indentation,
            message: "unexpected indent".to_owned(),
            span: Span { start: span.end.saturating_sub(1), end: span.end },
        },
        ParseErrorType::PositionalAfterKeywordArgument => SyntaxIssue::syntax(
            "positional argument follows keyword argument",
            closing_after(source, span),
        ),
        ParseErrorType::PositionalAfterKeywordUnpacking => SyntaxIssue::syntax(
            "positional argument follows keyword argument unpacking",
            closing_after(source, span),
        ),
        ParseErrorType::InvalidArgumentUnpackingOrder => SyntaxIssue::syntax(
            "iterable argument unpacking follows keyword argument unpacking",
            one,
        ),
        ParseErrorType::NonDefaultParamAfterDefaultParam => SyntaxIssue::syntax(
            "non-default argument follows default argument",
            one_name(source, span),
        ),
        ParseErrorType::InvalidAssignmentTarget
        | ParseErrorType::InvalidNamedAssignmentTarget
        | ParseErrorType::InvalidAugmentedAssignmentTarget
        | ParseErrorType::InvalidDeleteTarget => wrong_target(source, error, span),
        ParseErrorType::UnparenthesizedGeneratorExpression => {
            SyntaxIssue::syntax("Generator expression must be parenthesized", span)
        }
        ParseErrorType::FStringError(error) => f_string_issue(source, &error.to_string(), span),
        ParseErrorType::EmptyImportNames
            if source.text[..span.start as usize].trim_end().ends_with(',') =>
        {
            SyntaxIssue::syntax("trailing comma not allowed without surrounding parentheses", span)
        }
        ParseErrorType::ParamAfterVarKeywordParam => SyntaxIssue::syntax(
            "arguments cannot follow var-keyword argument",
            one_name(source, span),
        ),
        ParseErrorType::ExpectedKeywordParam => {
            SyntaxIssue::syntax("named arguments must follow bare *", one)
        }
        ParseErrorType::ExpectedToken { expected: TokenKind::Else, .. } => {
            missing_else(source, span)
        }
        ParseErrorType::UnparenthesizedTupleExpression => {
            let text = &source.text[span.start as usize..span.end as usize];
            let comma = span.start + offset(text.find(',').unwrap_or(0));
            SyntaxIssue::syntax("invalid syntax", Span { start: comma, end: comma + 1 })
        }
        ParseErrorType::IterableUnpackingInComprehension => {
            SyntaxIssue::syntax("iterable unpacking cannot be used in comprehension", span)
        }
        _ => generic(source, tokens, span),
    }
}

fn missing_else(source: &Source, span: Span) -> SyntaxIssue {
    let start = line_expression(source, span.start);
    let text = source.text[..span.start as usize].trim_end();
    SyntaxIssue::syntax(
        "expected 'else' after 'if' expression",
        Span { start, end: offset(text.len()) },
    )
}

fn wrong_target(source: &Source, error: &ParseErrorType, span: Span) -> SyntaxIssue {
    let target = match error {
        ParseErrorType::InvalidNamedAssignmentTarget => Target::Named,
        ParseErrorType::InvalidAugmentedAssignmentTarget => Target::Augmented,
        ParseErrorType::InvalidDeleteTarget => Target::Deleted,
        _ => Target::Assigned,
    };
    target_issue(source, span, target)
}

/// The start of the expression that an offset is in: after the last `=`, bracket or comma.
fn line_expression(source: &Source, at: u32) -> u32 {
    let before = &source.text[..at as usize];
    let place = before.rfind(['=', '(', '[', '{', ',', ':', '\n']).map_or(0, |place| place + 1);
    let rest = &before[place..];
    let rest = rest.trim_start();
    let rest = rest.strip_prefix("return ").unwrap_or(rest);
    at - offset(rest.len())
}

fn one_name(source: &Source, span: Span) -> Span {
    let text = &source.text[span.start as usize..];
    let length =
        text.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(text.len());
    Span { start: span.start, end: span.start + offset(length.max(1)) }
}

/// The bracket that ends the arguments.
fn closing_after(source: &Source, span: Span) -> Span {
    let rest = &source.text[span.end as usize..];
    let place = span.end + offset(rest.find(')').unwrap_or(0));
    Span { start: place, end: place + 1 }
}

/// CPython 3.11 points at the end of an f-string.
fn f_string_issue(source: &Source, message: &str, span: Span) -> SyntaxIssue {
    let message = match message {
        "expecting `}`" => "f-string: expecting '}'".to_owned(),
        "single `}` is not allowed" => "f-string: single '}' is not allowed".to_owned(),
        "unterminated string" => "unterminated string literal".to_owned(),
        "invalid conversion character" => {
            "f-string: invalid conversion character: expected 's', 'r', or 'a'".to_owned()
        }
        other => format!("f-string: {other}"),
    };
    let rest = &source.text[span.start as usize..];
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let end = line.rfind(['\'', '"']).map_or(line.len(), |place| place + 1);
    let at = span.start + offset(end);
    SyntaxIssue::syntax(message, Span { start: at, end: at })
}

fn colon_issue(source: &Source, tokens: &Tokens, span: Span) -> SyntaxIssue {
    let found = tokens.iter().find(|token| token.range().start().to_u32() >= span.start);
    match found.map(|token| token.kind()) {
        Some(
            TokenKind::Newline
            | TokenKind::EndOfFile
            | TokenKind::Comment
            | TokenKind::NonLogicalNewline,
        )
        | None => {
            SyntaxIssue::syntax("expected ':'", Span { start: span.start, end: span.start + 1 })
        }
        Some(TokenKind::Equal) => {
            let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
            let start = operand_start(source, span.start);
            let end = operand_end(source, span.start);
            SyntaxIssue::syntax(message, Span { start, end })
        }
        _ => generic(source, tokens, span),
    }
}

/// The start of the operand before an offset.
fn operand_start(source: &Source, at: u32) -> u32 {
    let before = source.text[..at as usize].trim_end();
    let start = before
        .rfind(|char: char| !(char.is_alphanumeric() || "_.[]()'\"".contains(char)))
        .map_or(0, |place| place + 1);
    offset(start)
}

fn operand_end(source: &Source, at: u32) -> u32 {
    let after = &source.text[at as usize + 1..];
    let skipped = after.len() - after.trim_start().len();
    let rest = &after[skipped..];
    let length = rest.find([':', '\n', ' ', ',', ')']).unwrap_or(rest.len());
    at + 1 + offset(skipped + length)
}

fn other_issue(source: &Source, tokens: &Tokens, message: &str, span: Span) -> SyntaxIssue {
    if let Some(after) = message.strip_prefix("Expected an indented block after ") {
        let line = header_line(source, span.start);
        let after = after
            .replace('`', "'")
            .replace("' clause", "' statement")
            .replace("' block", "' statement");
        let after = after.replace("'class' definition", "class definition");
        let message = format!("expected an indented block after {after} on line {line}");
        let at = token_start(source, span);
        return SyntaxIssue {
            kind: IssueKind::Indentation,
            message,
            span: Span { start: at, end: at + 1 },
        };
    }
    if message.contains("`except` or `finally`") {
        let at_end = source.text[span.start as usize..].trim().is_empty();
        let at = if at_end { offset(source.text.trim_end().len()) } else { span.start };
        return SyntaxIssue::syntax(
            "expected 'except' or 'finally' block",
            Span { start: at, end: at + 1 },
        );
    }
    generic(source, tokens, span)
}

/// The first character of the line at or after an offset that is no space.
fn token_start(source: &Source, span: Span) -> u32 {
    let rest = &source.text[span.start as usize..];
    let skipped = rest.len() - rest.trim_start().len();
    if skipped == rest.len() {
        offset(source.text.trim_end().len())
    } else {
        span.start + offset(skipped)
    }
}

/// The line of the last `:` before an offset that ends a line.
fn header_line(source: &Source, at: u32) -> u32 {
    let mut line = source.line(at);
    while line > 1 {
        line -= 1;
        let text = source.line_text(line);
        let code = text.split('#').next().unwrap_or_default().trim_end();
        if code.ends_with(':') {
            return line;
        }
    }
    line
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Assigned,
    Named,
    Augmented,
    Deleted,
}

fn target_issue(source: &Source, span: Span, target: Target) -> SyntaxIssue {
    let text = &source.text[span.start as usize..span.end as usize];
    let what = match ruff_python_parser::parse_expression(text) {
        Ok(parsed) => describe(parsed.expr()),
        Err(_) => "expression",
    };
    let is_constant = ["True", "False", "None", "ellipsis"].contains(&what);
    let message = match target {
        Target::Assigned if is_constant || !hints(source, span, what) => {
            format!("cannot assign to {what}")
        }
        Target::Assigned => {
            format!("cannot assign to {what} here. Maybe you meant '==' instead of '='?")
        }
        Target::Named => format!("cannot use assignment expressions with {what}"),
        Target::Augmented => format!("'{what}' is an illegal expression for augmented assignment"),
        Target::Deleted => format!("cannot delete {what}"),
    };
    SyntaxIssue::syntax(message, span)
}

/// Whether `==` may have been meant: not of what is no operand, nor of the target of a loop.
fn hints(source: &Source, span: Span, what: &str) -> bool {
    let before = source.text[..span.start as usize].trim_end();
    let is_target = before.ends_with(" for")
        || before.ends_with("\nfor")
        || before == "for"
        || before.ends_with(" as");
    !is_target
        && !matches!(what, "comparison" | "lambda" | "conditional expression" | "named expression")
}

/// How CPython names the kind of an expression.
fn describe(expr: &Expr) -> &'static str {
    match expr {
        Expr::Call(_) => "function call",
        Expr::StringLiteral(_) | Expr::NumberLiteral(_) | Expr::BytesLiteral(_) => "literal",
        Expr::BooleanLiteral(ast::ExprBooleanLiteral { value: true, .. }) => "True",
        Expr::BooleanLiteral(_) => "False",
        Expr::NoneLiteral(_) => "None",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Compare(_) => "comparison",
        Expr::FString(_) => "f-string expression",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Generator(_) => "generator expression",
        Expr::Lambda(_) => "lambda",
        Expr::If(_) => "conditional expression",
        Expr::Await(_) => "await expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Named(_) => "named expression",
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Name(_) => "name",
        Expr::Tuple(_) => "tuple",
        Expr::List(_) => "list",
        _ => "expression",
    }
}

/// `invalid syntax`, or what CPython guesses.
fn generic(source: &Source, tokens: &Tokens, span: Span) -> SyntaxIssue {
    let place = tokens.iter().position(|token| token.range().end().to_u32() > span.start);
    let Some(place) = place else { return SyntaxIssue::syntax("invalid syntax", span) };
    let token = &tokens[place];
    let range = token.range();
    let at = Span { start: range.start().to_u32(), end: range.end().to_u32() };
    if let Some(issue) = super::guess::guess(source, tokens, place) {
        return issue;
    }
    let end = if source.line(at.end) == source.line(at.start) {
        at.end.max(at.start + 1)
    } else {
        at.start + 1
    };
    SyntaxIssue::syntax("invalid syntax", Span { start: at.start, end })
}
