//! Findings from the statements of a cell. No heuristics: each is a fact of the log.
//!
//! Pure: looks at reports only and runs nothing. The runner measures the fixes afterwards.

mod eager_option;

use crate::report::{CellReport, Finding, FindingKind, Origin, StatementReport};

pub(crate) use eager_option::eager_option;

/// All findings of one cell, in the order of their first statements.
pub(crate) fn findings(cell: &CellReport, source: &str, known: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = lazy_loads(cell)
        .into_iter()
        .filter(|group| group.len() > 1)
        .map(|group| n_plus_one(cell, &group, source, known))
        .chain(duplicates(cell))
        .collect();
    findings.sort_by_key(|finding| finding.statements.first().copied());
    findings
}

type Group<'a> = Vec<&'a StatementReport>;

/// Lazy loads of one relationship whose owners came from one result, together.
fn lazy_loads(cell: &CellReport) -> Vec<Group<'_>> {
    let loads = cell.statements.iter().filter(|statement| {
        statement.cause.origin == Origin::LazyLoad && statement.cause.parent.is_some()
    });
    grouped(loads, |statement| (&statement.cause.relationship, statement.cause.parent))
}

fn grouped<'a, K: PartialEq>(
    statements: impl Iterator<Item = &'a StatementReport>,
    key: impl Fn(&'a StatementReport) -> K,
) -> Vec<Group<'a>> {
    let mut groups: Vec<(K, Group<'a>)> = Vec::new();
    for statement in statements {
        let key = key(statement);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(statement),
            None => groups.push((key, vec![statement])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn n_plus_one(cell: &CellReport, group: &Group<'_>, source: &str, known: &str) -> Finding {
    let first = &group[0].cause;
    let relationship = first.relationship.clone();
    let parent = first.parent;
    let parent_line = parent.and_then(|id| cell.statement(id)).and_then(|parent| parent.cause.line);
    let name = relationship.as_deref().unwrap_or("a relationship");
    let message = match parent_line {
        Some(line) => format!(
            "{name} is loaded once for each object that the query at line {line} returned: \
             1 + {} statements",
            group.len()
        ),
        None => format!("{name} is loaded once for each object of one result: 1 + {}", group.len()),
    };
    let fix = relationship
        .as_deref()
        .zip(parent_line)
        .and_then(|(relationship, line)| eager_option(source, known, relationship, line));
    Finding {
        kind: FindingKind::NPlusOne,
        cell: cell.cell,
        line: first.line,
        count: group.len(),
        message,
        relationship,
        parent,
        statements: group.iter().map(|statement| statement.id).collect(),
        fix,
    }
}

/// Queries of the script's own that were asked again, word for word, with nothing changed between.
fn duplicates(cell: &CellReport) -> Vec<Finding> {
    let mut stretch = 0;
    let mut asked = Vec::new();
    for statement in &cell.statements {
        stretch += usize::from(!statement.is_read());
        if statement.is_read() && statement.cause.origin == Origin::Explicit {
            asked.push((stretch, statement));
        }
    }
    let key = |stretch: usize, statement: &StatementReport| {
        (stretch, statement.sql.clone(), statement.parameters.clone())
    };
    let mut groups: Vec<((usize, String, String), Group<'_>)> = Vec::new();
    for (stretch, statement) in asked {
        let key = key(stretch, statement);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(statement),
            None => groups.push((key, vec![statement])),
        }
    }
    groups
        .iter()
        .filter(|(_, group)| group.len() > 1)
        .map(|(_, group)| duplicate(cell, group))
        .collect()
}

fn duplicate(cell: &CellReport, group: &Group<'_>) -> Finding {
    Finding {
        kind: FindingKind::Duplicate,
        cell: cell.cell,
        line: group[0].cause.line,
        count: group.len(),
        message: format!(
            "the same query with the same parameters was sent {} times and nothing changed between",
            group.len()
        ),
        relationship: None,
        parent: None,
        statements: group.iter().map(|statement| statement.id).collect(),
        fix: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::CellKind;
    use crate::report::{Cause, StatementKind};

    fn statement(id: usize, sql: &str, kind: StatementKind, cause: Cause) -> StatementReport {
        StatementReport { id, sql: sql.to_owned(), kind, cause, ..StatementReport::default() }
    }

    fn query(id: usize, sql: &str, line: u32) -> StatementReport {
        let cause = Cause { line: Some(line), ..Cause::default() };
        statement(id, sql, StatementKind::Select, cause)
    }

    fn lazy(id: usize, relationship: &str, parent: Option<usize>) -> StatementReport {
        let cause = Cause {
            line: Some(3),
            origin: Origin::LazyLoad,
            relationship: Some(relationship.to_owned()),
            parent,
            ..Cause::default()
        };
        statement(id, "SELECT posts", StatementKind::Select, cause)
    }

    fn check(statements: Vec<StatementReport>, expected: &[(FindingKind, Option<u32>, usize)]) {
        let cell = CellReport { statements, ..CellReport::new(0, CellKind::Orm) };
        let actual: Vec<_> = findings(&cell, "", "")
            .iter()
            .map(|finding| (finding.kind, finding.line, finding.count))
            .collect();
        assert_eq!(actual, expected);
    }

    #[test]
    fn lazy_loads_for_owners_of_one_result_are_n_plus_one() {
        let posts = |id| lazy(id, "User.posts", Some(0));
        check(
            vec![query(0, "SELECT users", 2), posts(1), posts(2), posts(3)],
            &[(FindingKind::NPlusOne, Some(3), 3)],
        );
    }

    #[test]
    fn lazy_loads_for_owners_of_several_results_are_not() {
        check(
            vec![
                query(0, "SELECT users", 2),
                lazy(1, "User.posts", Some(0)),
                lazy(2, "User.address", Some(0)),
                query(3, "SELECT users LIMIT 1", 5),
                lazy(4, "User.posts", Some(3)),
                lazy(5, "User.posts", None),
                lazy(6, "User.posts", None),
            ],
            &[],
        );
    }

    #[test]
    fn a_query_asked_again_is_a_duplicate_unless_something_was_written() {
        let insert = |id| statement(id, "INSERT", StatementKind::Insert, Cause::default());
        check(
            vec![
                query(0, "SELECT 1", 1),
                insert(1),
                query(2, "SELECT 1", 2),
                query(3, "SELECT 1", 4),
            ],
            &[(FindingKind::Duplicate, Some(2), 2)],
        );
    }
}
