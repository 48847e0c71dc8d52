//! Topological order that keeps to the given order where it is free to choose.

use std::hash::Hash;

use indexmap::IndexSet;

/// The members of circles that stand in the way of an order.
#[derive(Clone, Debug)]
pub struct CircularDependency<T> {
    pub cycles: Vec<T>,
}

/// Sorts `items` so that of each edge `(parent, child)` the parent comes first.
///
/// Rounds as SQLAlchemy's `topological.sort`: each round takes, in order, the items whose parents are
/// all out.
pub fn sort<T: Clone + Eq + Hash>(
    edges: &[(T, T)],
    items: &[T],
) -> Result<Vec<T>, CircularDependency<T>> {
    let mut todo: IndexSet<T> = items.iter().cloned().collect();
    let mut sorted = Vec::with_capacity(todo.len());
    while !todo.is_empty() {
        let is_free =
            |item: &T| !edges.iter().any(|(parent, child)| child == item && todo.contains(parent));
        let round: Vec<T> = todo.iter().filter(|item| is_free(item)).cloned().collect();
        if round.is_empty() {
            return Err(CircularDependency { cycles: cycles(edges, &todo) });
        }
        todo.retain(|item| !round.contains(item));
        sorted.extend(round);
    }
    Ok(sorted)
}

/// Those of `todo` that can be reached from themselves.
fn cycles<T: Clone + Eq + Hash>(edges: &[(T, T)], todo: &IndexSet<T>) -> Vec<T> {
    todo.iter().filter(|item| reaches_itself(edges, item)).cloned().collect()
}

fn reaches_itself<T: Clone + Eq + Hash>(edges: &[(T, T)], item: &T) -> bool {
    let mut seen: IndexSet<&T> = IndexSet::new();
    let mut next = vec![item];
    while let Some(at) = next.pop() {
        for (_, child) in edges.iter().filter(|(parent, _)| parent == at) {
            if child == item {
                return true;
            }
            if seen.insert(child) {
                next.push(child);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::sort;

    #[track_caller]
    fn check(edges: &[(u8, u8)], items: &[u8], expected: Result<&[u8], &[u8]>) {
        match (sort(edges, items), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(found), Err(expected)) => assert_eq!(found.cycles, expected),
            (found, expected) => panic!("{found:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn parents_come_first_and_order_is_kept_otherwise() {
        check(&[(3, 1)], &[1, 2, 3], Ok(&[2, 3, 1]));
        check(&[], &[2, 1], Ok(&[2, 1]));
        check(&[(1, 2), (2, 1), (2, 3)], &[1, 2, 3], Err(&[1, 2]));
    }
}
