//! `_regex`: the engine under `re`. Patterns become instructions; matching backtracks with a stack of
//! its own, so that no text can exhaust the native one.

use std::rc::Rc;

use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::module::Module;
use crate::object::native::ClassBuilder;
use crate::vm::Vm;

mod class;
mod matcher;
mod parser;
mod program;

use matcher::{Goal, Matcher};
use program::Program;

pub(crate) fn module(_: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("_regex");
    module.function("compile", compile);
    Ok(Rc::new(module))
}

/// Flags as `re` numbers them.
pub(super) mod flags {
    pub(crate) const IGNORECASE: u32 = 2;
    pub(crate) const MULTILINE: u32 = 8;
    pub(crate) const DOTALL: u32 = 16;
    pub(crate) const UNICODE: u32 = 32;
    pub(crate) const VERBOSE: u32 = 64;
    pub(crate) const ASCII: u32 = 256;
}

/// Why a pattern is none, and where.
#[derive(Debug)]
pub(super) struct PatternError {
    pub(super) message: String,
    pub(super) place: usize,
}

/// A compiled pattern.
struct Regex {
    program: Program,
}

#[derive(Default)]
struct RegexClass(std::cell::OnceCell<Class>);

impl HostObject for Regex {
    fn class(&self, vm: &Vm) -> Class {
        let build = || {
            ClassBuilder::new("_regex", "Regex")
                .method("find", find)
                .getter("groups", |_, object| {
                    Ok(part(object, |program| Object::from(program.groups)))
                })
                .getter("flags", |_, object| {
                    Ok(part(object, |program| Object::Int(i64::from(program.flags))))
                })
                .getter("names", |_, object| Ok(part(object, names)))
                .sealed()
                .build(vm)
        };
        vm.extension::<RegexClass>().0.get_or_init(build).clone()
    }
}

fn part(object: &Object, part: fn(&Program) -> Object) -> Object {
    object.downcast_ref::<Regex>().map_or(Object::None, |regex| part(&regex.program))
}

fn names(program: &Program) -> Object {
    Object::dict(
        program.names.iter().map(|(name, group)| (name.as_str().into(), Object::from(*group))),
    )
}

/// `compile(pattern, flags)`; raises `ValueError(message, place)`.
fn compile(vm: &Vm, args: Args) -> PyResult {
    let [pattern, flags] = args.exactly(vm, "compile")?;
    let Some(pattern) = pattern.as_str() else {
        return Err(vm.type_error("first argument must be string or compiled pattern"));
    };
    let flags = u32::try_from(vm.index(&flags)?).unwrap_or_default();
    let program = parser::parse(pattern, flags).and_then(|parsed| program::compile(&parsed));
    match program {
        Ok(program) => Ok(Object::host(Regex { program })),
        Err(error) => Err(vm.raise_with(
            &vm.exceptions.value_error,
            vec![Object::from(error.message), Object::from(error.place)],
        )),
    }
}

/// `find(text, start, end, goal)`: the places of all groups, or `None`. The goal is `match`,
/// `fullmatch`, `search`, or `advance`: a search whose match is not empty where it starts.
fn find(vm: &Vm, args: Args) -> PyResult {
    let [this, text, start, end, goal] = args.exactly(vm, "find")?;
    let Some(regex) = this.downcast::<Regex>() else { return Ok(Object::None) };
    let Some(text) = text.as_str() else {
        let given = vm.class_name(&text);
        return Err(vm.type_error(format!("expected string or bytes-like object, got '{given}'")));
    };
    let goal = match goal.as_str().map(|goal| goal.as_str()) {
        Some("fullmatch") => Goal::Whole,
        Some("search") => Goal::Anywhere,
        Some("advance") => Goal::Further,
        _ => Goal::Start,
    };
    let chars: Vec<char> = text.chars().collect();
    let place = |object: &Object| -> PyResult<usize> {
        Ok(usize::try_from(vm.index(object)?.max(0)).unwrap_or(0).min(chars.len()))
    };
    let (start, end) = (place(&start)?, place(&end)?);
    if start > end {
        return Ok(Object::None);
    }
    let mut matcher = Matcher::new(&regex.program, &chars[..end]);
    let found = matcher.find(start, goal, &mut |steps| vm.spend(steps))?;
    let Some(slots) = found else { return Ok(Object::None) };
    let place = |slot: Option<usize>| slot.map_or(Object::Int(-1), Object::from);
    let (pairs, _) = slots.as_chunks::<2>();
    Ok(Object::tuple(pairs.iter().map(|[start, end]| Object::tuple([place(*start), place(*end)]))))
}
