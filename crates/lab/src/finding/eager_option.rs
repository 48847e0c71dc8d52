//! The fix of an N+1: an eager loading option written into the query that brought the owners.
//!
//! Works on the text, by brackets and names; whether it is right is shown by running it.

use crate::report::{Fix, TextEdit};

const LOADER: &str = "selectinload";

/// Adds `.options(selectinload(User.posts))` to the query of `User` nearest above the line that
/// sent it. `known` is the text whose names the cell sees.
pub(crate) fn eager_option(
    source: &str,
    known: &str,
    relationship: &str,
    line: u32,
) -> Option<Fix> {
    let (entity, _) = relationship.split_once('.')?;
    let lines = source.lines().count();
    let limit = end_of_line(source, usize::try_from(line).ok()?.min(lines.max(1)));
    let end = last_query_of(&source[..limit], source, entity)?;
    let mut edits = Vec::new();
    if !imports_loader(source) && !imports_loader(known) {
        edits.push(insertion(
            source,
            import_place(source),
            format!("from sqlalchemy.orm import {LOADER}\n"),
        ));
    }
    edits.push(insertion(source, end, format!(".options({LOADER}({relationship}))")));
    let title = format!("load {relationship} with {LOADER}");
    Some(Fix { title, edits, forecast: None })
}

fn insertion(source: &str, offset: usize, text: String) -> TextEdit {
    let at = source[..offset].chars().count();
    TextEdit { start: at, end: at, text }
}

fn end_of_line(source: &str, line: usize) -> usize {
    source.split_inclusive('\n').take(line).map(str::len).sum()
}

/// Just past the call `query(… entity …)` or `select(… entity …)` that begins last in `above`.
fn last_query_of(above: &str, source: &str, entity: &str) -> Option<usize> {
    let mut calls: Vec<usize> = ["query(", "select("]
        .iter()
        .flat_map(|name| above.match_indices(name).map(|(at, _)| at + name.len()))
        .filter(|open| begins_name(source, *open))
        .collect();
    calls.sort_unstable();
    calls.into_iter().rev().find_map(|open| {
        let close = closing(source, open)?;
        names_entity(&source[open..close], entity).then_some(close + 1)
    })
}

/// Whether the called name is whole: `query`, not `subquery`.
fn begins_name(source: &str, open: usize) -> bool {
    let before = source[..open - 1].trim_end_matches(|c: char| c.is_ascii_lowercase());
    let name = &source[before.len()..open - 1];
    (name == "query" || name == "select") && !before.ends_with(is_name)
}

fn names_entity(arguments: &str, entity: &str) -> bool {
    let first = arguments.split(',').next().unwrap_or_default();
    first.trim() == entity
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The bracket that closes the one before `open`.
fn closing(source: &str, open: usize) -> Option<usize> {
    let mut depth = 1;
    let mut quote = None;
    for (at, c) in source[open..].char_indices() {
        match (quote, c) {
            (Some(mark), _) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at);
        }
    }
    None
}

fn imports_loader(source: &str) -> bool {
    source.lines().any(|line| {
        line.contains("import") && line.split(|c| !is_name(c)).any(|word| word == LOADER)
    })
}

/// Before the first line of code, after comments and `__future__` imports.
fn import_place(source: &str) -> usize {
    let passes = |line: &&str| {
        let text = line.trim();
        text.is_empty() || text.starts_with('#') || text.starts_with("from __future__")
    };
    source.split_inclusive('\n').take_while(passes).map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, known: &str, line: u32, expected: Option<&str>) {
        let fix = eager_option(source, known, "User.posts", line);
        assert_eq!(fix.map(|fix| fix.apply(source)).as_deref(), expected);
    }

    const KNOWN: &str =
        "from sqlalchemy.orm import (joinedload)\nfrom sqlalchemy.orm import selectinload";

    #[test]
    fn the_option_goes_to_the_query_of_the_owner() {
        check(
            "for user in session.query(User).filter(x()).all():\n    print(user.posts)\n",
            KNOWN,
            1,
            Some(
                "for user in session.query(User).options(selectinload(User.posts)).filter(x()).all():\n    print(user.posts)\n",
            ),
        );
        check(
            "stmt = select(User)\nothers = select(Post)\nsession.scalars(stmt)\n",
            KNOWN,
            3,
            Some(
                "stmt = select(User).options(selectinload(User.posts))\nothers = select(Post)\nsession.scalars(stmt)\n",
            ),
        );
    }

    #[test]
    fn the_import_is_added_where_it_lacks() {
        check(
            "# é\nsession.query(User)\n",
            "",
            2,
            Some(
                "# é\nfrom sqlalchemy.orm import selectinload\nsession.query(User).options(selectinload(User.posts))\n",
            ),
        );
    }

    #[test]
    fn no_query_of_the_owner_no_fix() {
        check("session.get(User, 1)\n", "", 1, None);
        check("stmt = subquery(User)\nq.select(Users)\n", "", 2, None);
        check("x()\nselect(User)\n", "", 1, None);
        check("select(User", "", 1, None);
    }
}
