//! What exceptions have in common, and the attributes of some.

use std::rc::Rc;

use super::{getter, methods};
use crate::exception::{PyResult, Subject};
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::instance::Instance;
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    let base = &vm.exceptions.base;
    methods(
        base,
        &[("__init__", init), ("with_traceback", with_traceback), ("add_note", add_note)],
    );
    getter(base, "args", args_of, Some(set_args));
    getter(base, "__cause__", cause, Some(set_cause));
    getter(base, "__context__", context, Some(set_context));
    getter(base, "__suppress_context__", suppresses, Some(set_suppresses));
    getter(base, "__traceback__", traceback, Some(set_traceback));
    getter(&vm.exceptions.stop_iteration, "value", first_argument, None);
    getter(&vm.exceptions.system_exit, "code", first_argument, None);
    methods(&vm.exceptions.import_error, &[("__init__", init_import)]);
    for name in ["name", "path", "msg"] {
        vm.exceptions.import_error.set(name, Object::None);
    }
    getter(&vm.exceptions.import_error, "msg", first_argument, None);
    methods(&vm.exceptions.attribute_error, &[("__init__", init_named)]);
    methods(&vm.exceptions.name_error, &[("__init__", init_named)]);
    for class in [&vm.exceptions.attribute_error, &vm.exceptions.name_error] {
        getter(class, "name", |_, object| Ok(subject(object, "name")), Some(set_named));
    }
    getter(&vm.exceptions.attribute_error, "obj", |_, object| Ok(subject(object, "obj")), None);
    methods(&vm.exceptions.syntax_error, &[("__init__", init_syntax)]);
    for name in ["msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset"] {
        vm.exceptions.syntax_error.set(name, Object::None);
    }
    getter(&vm.exceptions.os_error, "errno", |_, object| Ok(argument(object, 0, 2)), None);
    getter(&vm.exceptions.os_error, "strerror", |_, object| Ok(argument(object, 1, 2)), None);
}

fn instance(object: &Object) -> Option<&Rc<Instance>> {
    object.as_instance()
}

fn argument(object: &Object, place: usize, least: usize) -> Object {
    let args = instance(object).map(|instance| instance.exception().args()).unwrap_or_default();
    if args.len() < least { Object::None } else { args.get(place).cloned().unwrap_or(Object::None) }
}

fn first_argument(_: &Vm, object: &Object) -> PyResult {
    Ok(argument(object, 0, 1))
}

fn init(vm: &Vm, mut args: Args) -> PyResult {
    let this = args.take_first().unwrap_or(Object::None);
    if !args.keywords.is_empty() {
        let name = vm.class_name(&this);
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    if let Some(instance) = instance(&this) {
        *instance.exception().args.borrow_mut() = args.positional.into_vec();
    }
    Ok(Object::None)
}

/// `name=` and `obj=` are attributes.
fn init_named(vm: &Vm, mut args: Args) -> PyResult {
    let this = args.get(0).cloned().unwrap_or(Object::None);
    for name in ["name", "obj"] {
        if let (Some(value), Some(instance)) = (args.take(name), instance(&this)) {
            instance.dict().set_text(name, value);
        }
    }
    init(vm, args)
}

/// The name, or the object, that an error is about: as given, or as the interpreter noted it.
fn subject(object: &Object, field: &str) -> Object {
    let Some(instance) = instance(object) else { return Object::None };
    if let Some(given) = instance.dict_if_any().and_then(|dict| dict.get_text(field)) {
        return given;
    }
    let noted = instance.exception().subject.borrow().clone();
    match noted {
        Subject::Attribute(_, object) if field == "obj" => object,
        Subject::Attribute(name, _) | Subject::Name(name, ..) => Object::Str(name),
        Subject::None => Object::None,
    }
}

fn set_named(_: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    if let Some(instance) = instance(object) {
        instance.dict().set_text("name", value.unwrap_or(Object::None));
    }
    Ok(())
}

fn init_import(vm: &Vm, mut args: Args) -> PyResult {
    let this = args.get(0).cloned().unwrap_or(Object::None);
    for name in ["name", "path"] {
        if let (Some(value), Some(instance)) = (args.take(name), instance(&this)) {
            instance.dict().set_text(name, value);
        }
    }
    init(vm, args)
}

fn init_syntax(vm: &Vm, args: Args) -> PyResult {
    let this = args.get(0).cloned().unwrap_or(Object::None);
    if let (Some(instance), Some(message)) = (instance(&this), args.get(1)) {
        let dict = instance.dict();
        dict.set_text("msg", message.clone());
        if let Some(Object::Tuple(details)) = args.get(2) {
            let names = ["filename", "lineno", "offset", "text", "end_lineno", "end_offset"];
            for (name, value) in names.iter().zip(details.iter()) {
                dict.set_text(name, value.clone());
            }
        }
    }
    init(vm, args)
}

fn with_traceback(vm: &Vm, args: Args) -> PyResult {
    let [this, trace] = args.exactly(vm, "with_traceback")?;
    set_traceback(vm, &this, Some(trace))?;
    Ok(this)
}

fn add_note(vm: &Vm, args: Args) -> PyResult {
    let [this, note] = args.exactly(vm, "add_note")?;
    if note.as_str().is_none() {
        let given = vm.class_name(&note);
        return Err(vm.type_error(format!("note must be a str, not '{given}'")));
    }
    if let Some(instance) = instance(&this) {
        let dict = instance.dict();
        match dict.get_text("__notes__") {
            Some(Object::List(notes)) => notes.push(note),
            _ => dict.set_text("__notes__", Object::list([note])),
        }
    }
    Ok(Object::None)
}

fn args_of(_: &Vm, object: &Object) -> PyResult {
    Ok(Object::tuple(
        instance(object).map(|instance| instance.exception().args()).unwrap_or_default(),
    ))
}

fn set_args(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    let items = vm.collect(&value.unwrap_or(Object::None))?;
    if let Some(instance) = instance(object) {
        *instance.exception().args.borrow_mut() = items;
    }
    Ok(())
}

fn related(vm: &Vm, value: Option<Object>, what: &str) -> PyResult<Option<Rc<Instance>>> {
    match value {
        None | Some(Object::None) => Ok(None),
        Some(Object::Instance(instance)) if instance.class().is_subclass(&vm.exceptions.base) => {
            Ok(Some(instance))
        }
        _ => {
            Err(vm
                .type_error(format!("exception {what} must be None or derive from BaseException")))
        }
    }
}

fn cause(_: &Vm, object: &Object) -> PyResult {
    let cause = instance(object).and_then(|instance| instance.exception().cause.borrow().clone());
    Ok(Object::from(cause))
}

fn set_cause(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    let cause = related(vm, value, "cause")?;
    if let Some(instance) = instance(object) {
        instance.exception().set_cause(cause);
    }
    Ok(())
}

fn context(_: &Vm, object: &Object) -> PyResult {
    let context =
        instance(object).and_then(|instance| instance.exception().context.borrow().clone());
    Ok(Object::from(context))
}

fn set_context(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    let context = related(vm, value, "context")?;
    if let Some(instance) = instance(object) {
        *instance.exception().context.borrow_mut() = context;
    }
    Ok(())
}

fn suppresses(_: &Vm, object: &Object) -> PyResult {
    Ok(Object::Bool(
        instance(object).is_some_and(|instance| instance.exception().suppress_context.get()),
    ))
}

fn set_suppresses(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    let suppresses = vm.truth(&value.unwrap_or(Object::None))?;
    if let Some(instance) = instance(object) {
        instance.exception().suppress_context.set(suppresses);
    }
    Ok(())
}

/// The traceback as an object: the frames that an exception went through.
pub(crate) struct Traceback {
    pub(crate) entries: Vec<crate::exception::TracebackEntry>,
}

/// The class of tracebacks, one an interpreter.
#[derive(Default)]
struct TracebackClass(std::cell::OnceCell<Class>);

impl crate::object::host::HostObject for Traceback {
    fn class(&self, vm: &Vm) -> Class {
        let build =
            || crate::object::native::ClassBuilder::new("builtins", "traceback").sealed().build(vm);
        vm.extension::<TracebackClass>().0.get_or_init(build).clone()
    }

    fn get_attr(
        self: Rc<Self>,
        _: &Vm,
        name: &crate::object::string::Str,
    ) -> PyResult<Option<Object>> {
        Ok(Some(match &**name {
            "tb_lineno" => self
                .entries
                .first()
                .map_or(Object::None, |entry| Object::Int(i64::from(entry.line()))),
            "tb_next" if self.entries.len() > 1 => {
                Object::host(Traceback { entries: self.entries[1..].to_vec() })
            }
            "tb_next" => Object::None,
            _ => return Ok(None),
        }))
    }
}

fn traceback(_: &Vm, object: &Object) -> PyResult {
    let Some(instance) = instance(object) else { return Ok(Object::None) };
    let entries: Vec<_> = instance.exception().traceback.borrow().iter().rev().cloned().collect();
    Ok(if entries.is_empty() { Object::None } else { Object::host(Traceback { entries }) })
}

fn set_traceback(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    let entries = match &value {
        None | Some(Object::None) => Vec::new(),
        Some(value) => match value.downcast::<Traceback>() {
            Some(traceback) => traceback.entries.iter().rev().cloned().collect(),
            None => return Err(vm.type_error("__traceback__ must be a traceback or None")),
        },
    };
    if let Some(instance) = instance(object) {
        *instance.exception().traceback.borrow_mut() = entries;
    }
    Ok(())
}
