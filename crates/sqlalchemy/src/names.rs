//! [`Names`]: what the binding keeps with one interpreter: its classes, the environment, the wrappers that are alive.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use ormlab_core::element::ElementId;
use ormlab_engine::Environment;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Object, Vm};
use rustc_hash::FxHashMap;

use crate::coercion::Inspector;

/// How one class of SQLAlchemy is made when it is first asked for.
pub struct ClassSpec {
    /// What stands before a dot only tells classes of one name apart: `sqlite.Insert`.
    pub name: &'static str,
    pub module: &'static str,
    /// Names of ours, or of the built-in classes.
    pub bases: &'static [&'static str],
    pub fill: fn(&Vm, ClassBuilder) -> ClassBuilder,
}

impl ClassSpec {
    /// A class without methods of its own.
    pub const fn plain(
        name: &'static str,
        module: &'static str,
        bases: &'static [&'static str],
    ) -> ClassSpec {
        ClassSpec { name, module, bases, fill: |_, builder| builder }
    }

    /// A class whose methods `fill` adds.
    pub const fn new(
        name: &'static str,
        module: &'static str,
        bases: &'static [&'static str],
        fill: fn(&Vm, ClassBuilder) -> ClassBuilder,
    ) -> ClassSpec {
        ClassSpec { name, module, bases, fill }
    }
}

/// The binding's state, kept with the interpreter.
pub struct Names {
    vm: Weak<Vm>,
    environment: Rc<Environment>,
    specs: FxHashMap<&'static str, &'static ClassSpec>,
    classes: RefCell<FxHashMap<&'static str, Class>>,
    wrappers: RefCell<FxHashMap<ElementId, Weak<dyn HostObject>>>,
    /// How many wrappers there were when the dead ones were last removed.
    swept: Cell<usize>,
    inspectors: RefCell<Vec<Rc<dyn Inspector>>>,
    /// Objects of the script that stand behind something of Rust, by its address.
    remembered: RefCell<FxHashMap<usize, Object>>,
}

impl Names {
    pub(crate) fn new(vm: &Rc<Vm>, environment: Rc<Environment>) -> Names {
        let tables = crate::modules::class_tables();
        let specs = tables.iter().flat_map(|table| table.iter()).map(|spec| (spec.name, spec));
        Names {
            vm: Rc::downgrade(vm),
            environment,
            specs: specs.collect(),
            classes: RefCell::default(),
            wrappers: RefCell::default(),
            swept: Cell::new(64),
            inspectors: RefCell::default(),
            remembered: RefCell::default(),
        }
    }

    /// The state of this interpreter.
    pub fn of(vm: &Vm) -> Rc<Names> {
        vm.extension_if_any().expect("`install` came before any of our modules was imported")
    }

    /// The interpreter, for what is called back later.
    pub fn vm(&self) -> Weak<Vm> {
        self.vm.clone()
    }

    /// What the run shares.
    pub fn environment(&self) -> &Rc<Environment> {
        &self.environment
    }

    /// Whether there is a class of this name.
    pub fn knows(&self, name: &str) -> bool {
        self.specs.contains_key(name)
    }

    /// One of our classes, made when first asked for.
    pub fn class(&self, vm: &Vm, name: &str) -> Class {
        if let Some(class) = self.classes.borrow().get(name) {
            return class.clone();
        }
        let spec =
            self.specs.get(name).expect("every class that the binding asks for is in a table");
        let bases = spec.bases.iter().map(|base| self.base(vm, base));
        let name = spec.name.rsplit('.').next().unwrap_or(spec.name);
        let builder = ClassBuilder::new(spec.module, name);
        let builder = bases.fold(builder, |builder, base| builder.base(&base));
        let class = (spec.fill)(vm, builder).build(vm);
        self.classes.borrow_mut().insert(spec.name, class.clone());
        class
    }

    fn base(&self, vm: &Vm, name: &str) -> Class {
        if self.knows(name) {
            return self.class(vm, name);
        }
        let builtin = vm.exceptions().get(name).cloned();
        builtin.unwrap_or_else(|| match name {
            "tuple" => vm.types().tuple.clone(),
            "str" => vm.types().str.clone(),
            _ => vm.types().object.clone(),
        })
    }

    /// Lets another part of the binding say what its objects are in SQL.
    pub fn add_inspector(&self, inspector: Rc<dyn Inspector>) {
        self.inspectors.borrow_mut().push(inspector);
    }

    pub(crate) fn inspectors(&self) -> Vec<Rc<dyn Inspector>> {
        self.inspectors.borrow().clone()
    }

    /// Keeps the object of the script that stands behind something of Rust.
    pub(crate) fn remember(&self, address: usize, object: Object) {
        self.remembered.borrow_mut().insert(address, object);
    }

    /// What was kept.
    pub(crate) fn remembered(&self, address: usize) -> Object {
        self.remembered.borrow().get(&address).cloned().unwrap_or(Object::None)
    }

    /// The one wrapper of an element, so that `table.c.id is table.c.id`.
    pub fn wrapper<T: HostObject>(&self, id: ElementId, make: impl FnOnce() -> T) -> Object {
        let known = self.wrappers.borrow().get(&id).and_then(Weak::upgrade);
        if let Some(known) = known {
            return Object::Host(known);
        }
        let made: Rc<dyn HostObject> = Rc::new(make());
        let mut wrappers = self.wrappers.borrow_mut();
        if wrappers.len() > 2 * self.swept.get() {
            wrappers.retain(|_, wrapper| wrapper.strong_count() > 0);
            self.swept.set(wrappers.len().max(64));
        }
        wrappers.insert(id, Rc::downgrade(&made));
        Object::Host(made)
    }
}

/// One of our classes.
pub fn class(vm: &Vm, name: &str) -> Class {
    Names::of(vm).class(vm, name)
}
