//! "Did you mean": the known name that is nearest to a mistaken one, by CPython's measure.

use crate::exception::Subject;
use crate::object::Object;
use crate::object::instance::Instance;
use crate::object::string::Str;
use crate::vm::Vm;

const MOVE: usize = 2;
const CASE: usize = 1;
const MOST_CANDIDATES: usize = 750;
const MOST_LENGTH: usize = 40;

/// The name to suggest for an exception.
pub(super) fn suggestion(vm: &Vm, exception: &Instance) -> Option<Str> {
    let subject = exception.exception().subject.borrow().clone();
    match subject {
        Subject::None => None,
        Subject::Attribute(name, object) => {
            let candidates = vm.dir(&object).ok()?;
            nearest(&name, &candidates)
        }
        Subject::Name(name, code, globals) => {
            let keys = |dict: &crate::object::dict::Dict| -> Vec<Str> {
                dict.keys().iter().filter_map(Object::as_str).cloned().collect()
            };
            nearest(&name, &code.local_names)
                .or_else(|| nearest(&name, &keys(&globals)))
                .or_else(|| nearest(&name, &keys(vm.builtins())))
        }
    }
}

fn nearest(name: &str, candidates: &[Str]) -> Option<Str> {
    if candidates.len() >= MOST_CANDIDATES {
        return None;
    }
    let mut best: Option<(usize, &Str)> = None;
    for candidate in candidates {
        if **candidate == *name {
            continue;
        }
        let mut most = (name.len() + candidate.len() + 3) * MOVE / 6;
        if let Some((distance, _)) = best {
            most = most.min(distance.saturating_sub(1));
        }
        let distance = distance(name.as_bytes(), candidate.as_bytes(), most);
        if distance <= most && best.is_none_or(|(known, _)| distance < known) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.clone())
}

fn substitution(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE
    } else {
        MOVE
    }
}

/// The cost of turning one name into another, as far as it matters up to `most`.
fn distance(a: &[u8], b: &[u8], most: usize) -> usize {
    let prefix = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    if a.is_empty() || b.is_empty() {
        return (a.len() + b.len()) * MOVE;
    }
    if a.len() > MOST_LENGTH || b.len() > MOST_LENGTH {
        return most + 1;
    }
    let (short, long) = if b.len() < a.len() { (b, a) } else { (a, b) };
    if (long.len() - short.len()) * MOVE > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (1..=short.len()).map(|index| index * MOVE).collect();
    let mut result = 0;
    for (index, char) in long.iter().enumerate() {
        let mut diagonal = index * MOVE;
        result = diagonal;
        let mut least = usize::MAX;
        for (place, other) in short.iter().enumerate() {
            let substituted = diagonal + substitution(*char, *other);
            diagonal = row[place];
            result = substituted.min(result.min(diagonal) + MOVE);
            row[place] = result;
            least = least.min(result);
        }
        if least > most {
            return most + 1;
        }
    }
    result
}
