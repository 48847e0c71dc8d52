//! Order by dependency: what waits for what, and which wait for each other.

use std::collections::HashMap;
use std::hash::Hash;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

type Set<T> = IndexSet<T, FxBuildHasher>;
type Edges<'a, T> = HashMap<&'a T, Vec<&'a T>, FxBuildHasher>;

/// Groups of `items` in which nothing waits for anything of its own group; each keeps the given order.
///
/// An edge is `(first, second)`. Gives back what is stuck where no order exists.
pub(super) fn in_groups<T: Clone + Eq + Hash>(
    edges: &Set<(T, T)>,
    items: &[T],
) -> Result<Vec<Vec<T>>, Vec<T>> {
    let known: Set<&T> = items.iter().collect();
    let mut waiting: HashMap<&T, usize, FxBuildHasher> = HashMap::default();
    let mut after: Edges<'_, T> = HashMap::default();
    for (first, second) in edges {
        if known.contains(first) && known.contains(second) {
            *waiting.entry(second).or_default() += 1;
            after.entry(first).or_default().push(second);
        }
    }
    let mut left: Vec<&T> = items.iter().collect();
    let mut groups = Vec::new();
    while !left.is_empty() {
        let is_free = |item: &&T| waiting.get(*item).copied().unwrap_or(0) == 0;
        let (free, stuck): (Vec<&T>, Vec<&T>) = left.into_iter().partition(is_free);
        if free.is_empty() {
            return Err(stuck.into_iter().cloned().collect());
        }
        for item in &free {
            for next in after.get(*item).into_iter().flatten() {
                if let Some(count) = waiting.get_mut(*next) {
                    *count -= 1;
                }
            }
        }
        groups.push(free.into_iter().cloned().collect());
        left = stuck;
    }
    Ok(groups)
}

/// Everything that is part of a cycle.
pub(super) fn cycles<T: Clone + Eq + Hash>(edges: &Set<(T, T)>, _items: &[T]) -> Set<T> {
    let mut children: Edges<'_, T> = HashMap::default();
    let mut parents: Set<&T> = Set::default();
    for (first, second) in edges {
        children.entry(first).or_default().push(second);
        parents.insert(first);
    }
    let mut found = Set::default();
    for start in &parents {
        let mut stack = vec![*start];
        let mut todo: Set<&T> = parents.iter().copied().filter(|other| other != start).collect();
        while let Some(top) = stack.last().copied() {
            let mut next = None;
            for child in children.get(top).into_iter().flatten().copied() {
                if let Some(position) = stack.iter().position(|on_stack| *on_stack == child) {
                    for member in &stack[position..] {
                        todo.swap_remove(member);
                        found.insert((*member).clone());
                    }
                }
                if todo.swap_remove(child) {
                    next = Some(child);
                    break;
                }
            }
            match next {
                Some(child) => stack.push(child),
                None => {
                    stack.pop();
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Set, cycles, in_groups};

    #[test]
    fn groups_keep_the_given_order() {
        let edges: Set<(u8, u8)> = [(3, 1), (9, 2)].into_iter().collect();
        assert_eq!(in_groups(&edges, &[1, 2, 3]), Ok(vec![vec![2, 3], vec![1]]));
        let round: Set<(u8, u8)> = [(1, 2), (2, 1), (2, 3)].into_iter().collect();
        assert_eq!(in_groups(&round, &[1, 2, 3]), Err(vec![1, 2, 3]));
    }

    #[test]
    fn only_members_of_a_cycle_are_in_one() {
        let round: Set<(u8, u8)> = [(1, 2), (2, 1), (2, 3), (4, 1)].into_iter().collect();
        let mut found: Vec<u8> = cycles(&round, &[1, 2, 3, 4]).into_iter().collect();
        found.sort_unstable();
        assert_eq!(found, [1, 2]);
    }
}
