//! Every script against its recording: statements, parameters, order, output, exceptions.
//!
//! `ORMLAB_GOLDEN=text` runs those whose name holds the text. Recordings are changed by
//! `cargo xtask oracle` alone, never to fit us.

use ormlab_tests::golden::{self, Golden};
use ormlab_tests::normalise::Normaliser;

fn run(golden: &Golden, rules: &Normaliser) -> Vec<String> {
    let document = golden.document();
    let report = ormlab_tests::native::run(&document);
    let found: Vec<_> =
        golden::cells(&report, &document).iter().map(|cell| rules.value(cell)).collect();
    golden::differences(&golden.name, &golden.recorded(), &found)
}

#[test]
fn scripts_do_what_the_real_library_does() {
    let wanted = std::env::var("ORMLAB_GOLDEN").unwrap_or_default();
    let rules = Normaliser::default();
    let goldens: Vec<Golden> =
        golden::all().into_iter().filter(|golden| golden.name.contains(&wanted)).collect();
    assert!(!goldens.is_empty(), "no golden is named {wanted:?}");
    let count = goldens.len();
    let outcomes: Vec<Vec<String>> = goldens.iter().map(|golden| run(golden, &rules)).collect();
    let failed = outcomes.iter().filter(|outcome| !outcome.is_empty()).count();
    let differences: Vec<String> = outcomes.into_iter().flatten().collect();
    println!("{} of {count} goldens are identical", count - failed);
    assert!(differences.is_empty(), "{failed} of {count} differ\n{}", differences.join("\n"));
}
