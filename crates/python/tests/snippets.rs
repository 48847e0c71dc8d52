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

/// A host object that counts those alive.
struct Counted(std::rc::Rc<std::cell::Cell<usize>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl ormlab_python::HostObject for Counted {
    fn class(&self, vm: &ormlab_python::Vm) -> ormlab_python::Class {
        vm.types().object.clone()
    }
}

#[test]
fn an_interpreter_gives_back_what_its_scripts_made() {
    let alive = std::rc::Rc::new(std::cell::Cell::new(1));
    let host = std::rc::Rc::new(runner::Captured::default());
    let vm = ormlab_python::Vm::new(ormlab_python::VmOptions::new(host));
    let globals = vm.new_globals("__main__");
    globals.set_text("counted", ormlab_python::Object::host(Counted(std::rc::Rc::clone(&alive))));
    let source = "class A:\n    held = counted\n    def method(self): return A, counted\na = A()\na.me = a\n";
    vm.run_source(source, "<script>", &globals).expect("the script runs");
    drop(globals);
    drop(vm);
    assert_eq!(alive.get(), 0, "cycles of classes, functions and globals are broken up");
}
