//! Runs the snippets of `snippets/*.txt` and compares with what CPython prints, which stands below each.

use std::path::Path;

mod runner;

fn printed(source: &str) -> String {
    let mut traceback = String::new();
    let host = runner::run(source, |vm, raised| {
        if let Some(raised) = raised {
            traceback = vm.format_traceback(raised);
        }
    });
    let text = format!("{}{}{traceback}", host.stderr.borrow(), host.stdout.borrow());
    let address = regex::Regex::new(r"\b0x[0-9a-f]{6,}").expect("a pattern");
    address.replace_all(&text, "0x…").into_owned()
}

fn check(file: &'static str) {
    runner::with_stack(move || {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snippets").join(file);
        let text = std::fs::read_to_string(path).expect("the file is there");
        let mut failures = Vec::new();
        for snippet in text.split("# ---\n").filter(|snippet| !snippet.is_empty()) {
            let (source, wanted) = snippet.split_once("# ===\n").expect("each has its output");
            let got = printed(source);
            if got != wanted {
                failures.push(format!("{source}got:\n{got}wanted:\n{wanted}"));
            }
        }
        assert!(failures.is_empty(), "{} differ\n\n{}", failures.len(), failures.join("\n"));
    });
}

#[test]
fn syntax_errors_are_those_of_cpython() {
    check("syntax.txt");
}

#[test]
fn tracebacks_are_those_of_cpython() {
    check("tracebacks.txt");
}
