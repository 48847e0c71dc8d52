//! What would take all memory, all stack or all time is refused with an exception of Python's.

use ormlab_python::VmOptions;

mod runner;

/// The name of the exception that a script ends with.
fn outcome(source: &str) -> String {
    let mut name = String::new();
    runner::run(source, |_, raised| {
        name = raised.map_or("none".into(), |raised| raised.class().name().to_string());
    });
    name
}

fn check(expected: &str, sources: &[&str]) {
    for source in sources {
        assert_eq!(outcome(source), expected, "{source}");
    }
}

#[test]
fn large_values_are_refused() {
    check(
        "MemoryError",
        &[
            "'a' * 10**10",
            "[0] * 10**10",
            "(0,) * 10**10",
            "10**10**8",
            "1 << 10**12",
            "'x'.ljust(10**11)",
            "'x'.center(10**11)",
            "'x'.zfill(10**11)",
            "'\\t'.expandtabs(10**10)",
            "'%1000000000d' % 1",
            "'%*d' % (10**10, 1)",
            "f'{1:>9999999999}'",
            "'{:{}}'.format(1, 10**10)",
            "bytes(10**10)",
            "('a' * 10**6).replace('a', 'b' * 10**6)",
            "','.join(['x' * 10**6] * 1000)",
            "s = 'x'\nwhile True: s += s",
            "s = b'x'\nwhile True: s = s + s",
            "s = [1]\nwhile True: s += s",
        ],
    );
}

#[test]
fn deep_recursion_is_refused() {
    runner::with_stack(|| {
        check(
            "RecursionError",
            &[
                "def f(n): return f(n + 1)\nf(0)",
                "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
                "class A:\n    def __getattr__(self, name): return self.other\nA().x",
                "l = []\nfor i in range(50000): l = [l]\nrepr(l)",
                "t = ()\nfor i in range(3000): t = (t,)\nhash(t)",
            ],
        );
        let long = format!("x = 1{}", " + 1".repeat(5000));
        check("RecursionError", &[&long]);
        let nested = format!("x = {}{}", "[".repeat(5000), "]".repeat(5000));
        check("SyntaxError", &[&nested]);
    });
}

#[test]
fn a_run_can_be_bounded_and_stopped() {
    let host = std::rc::Rc::new(runner::Captured::default());
    let mut options = VmOptions::new(host);
    options.step_budget = Some(10_000);
    let vm = ormlab_python::Vm::new(options);
    let globals = vm.new_globals("__main__");
    let source = "while True:\n    try:\n        while True: pass\n    except BaseException: pass";
    let raised = vm.run_source(source, "<script>", &globals).expect_err("it never ends");
    assert!(raised.is_fatal(), "no handler catches it");
}
