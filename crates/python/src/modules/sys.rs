//! `sys`.

use std::rc::Rc;

use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::module::Module;
use crate::object::native::ClassBuilder;
use crate::object::string::Str;
use crate::vm::{Stream, Vm};

pub(crate) fn module(vm: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("sys");
    module.set("version", "3.11.7 (ormlab)");
    module.set("version_info", version_info(vm)?);
    module.set("hexversion", 0x030b_07f0_i64);
    module.set("platform", "emscripten");
    module.set("byteorder", "little");
    module.set("maxsize", i64::MAX);
    module.set("maxunicode", 0x10_ffff_i64);
    module.set("executable", "");
    module.set("argv", Object::list([Object::from("")]));
    module.set("path", Object::list([]));
    module.set("warnoptions", Object::list([]));
    module.set("modules", Object::Dict(Rc::clone(&vm.modules)));
    module.set("stdin", Object::None);
    for (name, stream) in [("stdout", Stream::Stdout), ("stderr", Stream::Stderr)] {
        let object = Object::host(Output { stream });
        module.set(name, object.clone());
        module.set(&format!("__{name}__"), object);
    }
    module.function("exit", exit);
    module.function("exc_info", exc_info);
    module.function("exception", exception);
    module.function("intern", intern);
    module.function("getrecursionlimit", |vm, _| Ok(Object::from(vm.options.recursion_limit)));
    module.function("setrecursionlimit", set_recursion_limit);
    module.function("getsizeof", |vm, args| {
        let [object] = args.exactly(vm, "getsizeof")?;
        Ok(Object::from(48 + 8 * vm.plain_len(&object).unwrap_or(0)))
    });
    module.function("getrefcount", |_, _| Ok(Object::Int(2)));
    module.function("getdefaultencoding", |_, _| Ok(Object::from("utf-8")));
    module.function("get_int_max_str_digits", |_, _| Ok(Object::Int(4300)));
    module.function("set_int_max_str_digits", |_, _| Ok(Object::None));
    module.function("_getframe", |vm, _| Err(vm.unsupported("frame objects")));
    Ok(Rc::new(module))
}

/// A named tuple, as far as it is looked at.
fn version_info(vm: &Vm) -> PyResult {
    let class = ClassBuilder::new("sys", "version_info")
        .base(&vm.types.tuple)
        .getter("major", |vm, object| vm.get_plain_item(object, &Object::Int(0)))
        .getter("minor", |vm, object| vm.get_plain_item(object, &Object::Int(1)))
        .getter("micro", |vm, object| vm.get_plain_item(object, &Object::Int(2)))
        .getter("releaselevel", |vm, object| vm.get_plain_item(object, &Object::Int(3)))
        .getter("serial", |vm, object| vm.get_plain_item(object, &Object::Int(4)))
        .method("__repr__", |vm, args| {
            let items = vm.collect(args.get(0).map_or(&Object::None, Object::unwrapped))?;
            let names = ["major", "minor", "micro", "releaselevel", "serial"];
            let mut shown = Vec::new();
            for (name, item) in names.iter().zip(&items) {
                shown.push(format!("{name}={}", vm.repr(item)?));
            }
            Ok(Object::from(format!("sys.version_info({})", shown.join(", "))))
        })
        .build(vm);
    let parts =
        [Object::Int(3), Object::Int(11), Object::Int(7), Object::from("final"), Object::Int(0)];
    vm.call(&Object::Class(class), Args::one(Object::tuple(parts)))
}

fn exit(vm: &Vm, args: Args) -> PyResult {
    let [code] = args.between(vm, "exit", 0)?;
    Err(vm.raise_with(&vm.exceptions.system_exit, code.into_iter().collect()))
}

fn exception(vm: &Vm, _: Args) -> PyResult {
    Ok(Object::from(vm.handled_exception()))
}

fn exc_info(vm: &Vm, _: Args) -> PyResult {
    let Some(exception) = vm.handled_exception() else {
        return Ok(Object::tuple([Object::None, Object::None, Object::None]));
    };
    let class = Object::Class(exception.class());
    let object = Object::Instance(exception);
    let trace = vm.attr(&object, "__traceback__")?;
    Ok(Object::tuple([class, object, trace]))
}

fn intern(vm: &Vm, args: Args) -> PyResult {
    let [text] = args.exactly(vm, "intern")?;
    match text.as_str() {
        Some(text) => Ok(Object::Str(Str::intern(text))),
        None => {
            let given = vm.class_name(&text);
            Err(vm.type_error(format!("intern() argument must be str, not {given}")))
        }
    }
}

/// The limit stays what the page can bear.
fn set_recursion_limit(vm: &Vm, args: Args) -> PyResult {
    let [limit] = args.exactly(vm, "setrecursionlimit")?;
    if vm.index(&limit)? <= 0 {
        return Err(vm.value_error("recursion limit must be greater or equal than 1"));
    }
    Ok(Object::None)
}

/// A stream of the host.
struct Output {
    stream: Stream,
}

#[derive(Default)]
struct OutputClass(std::cell::OnceCell<Class>);

impl HostObject for Output {
    fn class(&self, vm: &Vm) -> Class {
        let build = || {
            ClassBuilder::new("_io", "TextIOWrapper")
                .method("write", write)
                .method("writelines", writelines)
                .method("flush", |_, _| Ok(Object::None))
                .method("isatty", |_, _| Ok(Object::Bool(false)))
                .method("writable", |_, _| Ok(Object::Bool(true)))
                .method("readable", |_, _| Ok(Object::Bool(false)))
                .attribute("encoding", "utf-8")
                .attribute("errors", "strict")
                .attribute("closed", false)
                .sealed()
                .build(vm)
        };
        vm.extension::<OutputClass>().0.get_or_init(build).clone()
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let own = match self.stream {
            Stream::Stdout => "<stdout>",
            Stream::Stderr => "<stderr>",
        };
        Ok((**name == *"name").then(|| Object::from(own)))
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        let own = match self.stream {
            Stream::Stdout => "<stdout>",
            Stream::Stderr => "<stderr>",
        };
        Ok(Some(format!("<_io.TextIOWrapper name='{own}' mode='w' encoding='utf-8'>")))
    }
}

fn write(vm: &Vm, args: Args) -> PyResult {
    let [this, text] = args.exactly(vm, "write")?;
    let Some(text) = text.as_str() else {
        let given = vm.class_name(&text);
        return Err(vm.type_error(format!("write() argument must be str, not {given}")));
    };
    if let Some(output) = this.downcast_ref::<Output>() {
        vm.write(output.stream, text)?;
    }
    Ok(Object::from(text.char_len()))
}

fn writelines(vm: &Vm, args: Args) -> PyResult {
    let [this, lines] = args.exactly(vm, "writelines")?;
    for line in vm.collect(&lines)? {
        write(vm, Args::of([this.clone(), line]))?;
    }
    Ok(Object::None)
}
