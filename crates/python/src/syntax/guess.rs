//! What CPython guesses about a text that its grammar has no words for.

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::Ranged;

use crate::code::{Source, Span, offset};
use crate::compile::SyntaxIssue;

fn start_of(token: &impl Ranged) -> u32 {
    token.range().start().to_u32()
}

fn end_of(token: &impl Ranged) -> u32 {
    token.range().end().to_u32()
}

fn text_of<'a>(source: &'a Source, token: &impl Ranged) -> &'a str {
    let range = token.range();
    source.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default()
}

/// A guess about the token at a place.
pub(super) fn guess(source: &Source, tokens: &Tokens, place: usize) -> Option<SyntaxIssue> {
    number(source, tokens, place)
        .or_else(|| small(source, tokens, place))
        .or_else(|| print_statement(source, tokens, place))
        .or_else(|| assignment(source, tokens, place))
        .or_else(|| dict_colon(tokens, place))
        .or_else(|| missing_comma(source, tokens, place))
}

/// `0777`, `1__0`, `12abc`, `0b12`.
fn number(source: &Source, tokens: &Tokens, place: usize) -> Option<SyntaxIssue> {
    let mut first = place;
    while first > 0
        && end_of(&tokens[first - 1]) == start_of(&tokens[first])
        && is_word(source, &tokens[first - 1])
    {
        first -= 1;
    }
    if !text_of(source, &tokens[first]).starts_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    let start = start_of(&tokens[first]);
    let rest = &source.text[start as usize..];
    let length =
        rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(rest.len());
    let word = &rest[..length];
    let one = |at: usize| Span { start: start + offset(at), end: start + offset(at) };
    let lower = word.to_ascii_lowercase();
    let bases = [("0b", 2, "binary"), ("0o", 8, "octal"), ("0x", 16, "hexadecimal")];
    for (prefix, base, name) in bases {
        if let Some(digits) = lower.strip_prefix(prefix) {
            let wrong = digits.find(|char: char| !char.is_digit(base) && char != '_')?;
            let digit = word[2 + wrong..].chars().next()?;
            return Some(if digit.is_ascii_digit() {
                SyntaxIssue::syntax(
                    format!("invalid digit '{digit}' in {name} literal"),
                    one(2 + wrong),
                )
            } else {
                SyntaxIssue::syntax(format!("invalid {name} literal"), one(1 + wrong))
            });
        }
    }
    let digits = word.find(|char: char| !char.is_ascii_digit()).unwrap_or(word.len());
    if digits == word.len() {
        let zeros = word.len() > 1 && word.starts_with('0');
        let message = "leading zeros in decimal integer literals are not permitted; \
                       use an 0o prefix for octal integers";
        return zeros.then(|| SyntaxIssue::syntax(message, Span { start, end: start + 1 }));
    }
    let at = if word[digits..].starts_with('_') { digits } else { digits - 1 };
    Some(SyntaxIssue::syntax("invalid decimal literal", one(at)))
}

fn is_word(source: &Source, token: &impl Ranged) -> bool {
    let text = text_of(source, token);
    !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}

/// What is wrong inside of an f-string, in a parameter without its default, and with `<>`.
fn small(source: &Source, tokens: &Tokens, place: usize) -> Option<SyntaxIssue> {
    let before = &tokens[place.checked_sub(1)?];
    let (this, last) = (tokens[place].kind(), before.kind());
    if last == TokenKind::Lbrace
        && this == TokenKind::Rbrace
        && tokens[..place].iter().any(|token| token.kind() == TokenKind::FStringStart)
    {
        let rest = &source.text[start_of(before) as usize..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let end = start_of(before)
            + offset(line.rfind(['\'', '"']).map_or(line.len(), |place| place + 1));
        return Some(SyntaxIssue::syntax(
            "f-string: empty expression not allowed",
            Span { start: end, end },
        ));
    }
    let line = source.line_text(source.line(start_of(before)));
    if last == TokenKind::Equal && line.trim_start().starts_with("def ") {
        let span = Span { start: start_of(before), end: end_of(before) };
        return Some(SyntaxIssue::syntax("expected default value expression", span));
    }
    if last == TokenKind::Less
        && this == TokenKind::Greater
        && end_of(before) == start_of(&tokens[place])
    {
        let span = Span { start: start_of(before), end: end_of(&tokens[place]) };
        return Some(SyntaxIssue::syntax("invalid syntax", span));
    }
    None
}

/// `print x`.
fn print_statement(source: &Source, tokens: &Tokens, place: usize) -> Option<SyntaxIssue> {
    let before = &tokens[place.checked_sub(1)?];
    let word = text_of(source, before);
    if word != "print" && word != "exec" {
        return None;
    }
    let start = start_of(before);
    let rest = &source.text[start as usize..];
    let end = start + offset(rest.find('\n').unwrap_or(rest.len()));
    let message = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
    Some(SyntaxIssue::syntax(message, Span { start, end }))
}

/// `where(User.name = 'x')`: something else than a name before the `=` of an argument.
fn assignment(source: &Source, tokens: &Tokens, place: usize) -> Option<SyntaxIssue> {
    innermost(tokens, place).filter(|(kind, _)| *kind == TokenKind::Lpar)?;
    let equals = (place..tokens.len()).find(|index| {
        matches!(
            tokens[*index].kind(),
            TokenKind::Equal | TokenKind::Comma | TokenKind::Newline | TokenKind::Rpar
        )
    })?;
    if tokens[equals].kind() != TokenKind::Equal {
        return None;
    }
    let first = expression_start(tokens, equals)?;
    let start = start_of(&tokens[first]);
    let target = source.text.get(start as usize..start_of(&tokens[equals]) as usize)?.trim_end();
    ruff_python_parser::parse_expression(target).ok()?;
    let message = match target {
        "True" | "False" | "None" => format!("cannot assign to {target}"),
        _ => "expression cannot contain assignment, perhaps you meant \"==\"?".to_owned(),
    };
    Some(SyntaxIssue::syntax(message, Span { start, end: end_of(&tokens[equals]) }))
}

/// `{'a': 1, 'b' 2}`.
fn dict_colon(tokens: &Tokens, place: usize) -> Option<SyntaxIssue> {
    let (kind, open) = innermost(tokens, place)?;
    if kind != TokenKind::Lbrace {
        return None;
    }
    let has_colon = |from: usize, to: usize| {
        let mut depth = 0;
        tokens[from..to].iter().any(|token| {
            match token.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                _ => {}
            }
            depth == 0 && matches!(token.kind(), TokenKind::Colon | TokenKind::DoubleStar)
        })
    };
    let first = expression_start(tokens, place)?;
    let is_key = first > open + 1 && tokens[first - 1].kind() == TokenKind::Comma;
    if !is_key || !has_colon(open + 1, first) || has_colon(first, place) {
        return None;
    }
    let end = end_of(&tokens[place.checked_sub(1)?]);
    Some(SyntaxIssue::syntax("':' expected after dictionary key", Span { start: end - 1, end }))
}

/// The bracket that is open at a place, and where it is.
fn innermost(tokens: &Tokens, place: usize) -> Option<(TokenKind, usize)> {
    let mut open = Vec::new();
    for (index, token) in tokens[..place].iter().enumerate() {
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                open.push((token.kind(), index))
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => drop(open.pop()),
            _ => {}
        }
    }
    open.pop()
}

/// The first token of the expression that ends before a place: after the last comma or bracket.
fn expression_start(tokens: &Tokens, place: usize) -> Option<usize> {
    let mut first = place;
    let mut depth = 0;
    while first > 0 {
        match tokens[first - 1].kind() {
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth += 1,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace if depth == 0 => break,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth -= 1,
            TokenKind::Comma | TokenKind::Equal | TokenKind::Colon if depth == 0 => break,
            _ => {}
        }
        first -= 1;
    }
    let is_blank = |index: usize| {
        matches!(tokens[index].kind(), TokenKind::NonLogicalNewline | TokenKind::Comment)
    };
    while first < place && is_blank(first) {
        first += 1;
    }
    (first < place).then_some(first)
}

/// Two expressions side by side within brackets.
fn missing_comma(source: &Source, tokens: &Tokens, place: usize) -> Option<SyntaxIssue> {
    innermost(tokens, place)?;
    let starts = matches!(
        tokens[place].kind(),
        TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::String
            | TokenKind::FStringStart
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None
    );
    if !starts {
        return None;
    }
    let first = expression_start(tokens, place)?;
    let start = start_of(&tokens[first]);
    let next = start_of(&tokens[place]);
    let before = source.text.get(start as usize..next as usize)?.trim_end();
    ruff_python_parser::parse_expression(before).ok()?;
    let end = expression_end(source, tokens, place)?;
    Some(SyntaxIssue::syntax("invalid syntax. Perhaps you forgot a comma?", Span { start, end }))
}

/// Where the longest expression ends that starts at a place.
fn expression_end(source: &Source, tokens: &Tokens, place: usize) -> Option<u32> {
    let start = start_of(&tokens[place]) as usize;
    let mut depth = 0;
    let mut best = None;
    for token in tokens[place..].iter().take(60) {
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if depth == 0 => break,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
            TokenKind::Comma | TokenKind::Newline if depth == 0 => break,
            _ => {}
        }
        if depth == 0 {
            let text = source.text.get(start..end_of(token) as usize)?;
            if ruff_python_parser::parse_expression(text).is_ok() {
                best = Some(end_of(token));
            }
        }
    }
    best
}
