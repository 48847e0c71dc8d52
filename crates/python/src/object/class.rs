//! Classes: those of scripts and those made in Rust, with their order of method resolution.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use rustc_hash::FxHashMap;

use super::Object;
use super::args::Args;
use super::dict::Dict;
use super::string::Str;
use crate::exception::PyResult;
use crate::vm::Vm;

/// A Python class. Cheap to clone; equal when it is the same class.
#[derive(Clone)]
pub struct Class(Rc<Data>);

/// Makes an instance: `tp_new` and `__init__` in one, for classes of Rust. The class is the one
/// called, which may be a subclass.
pub type Construct = fn(&Vm, &Class, Args) -> PyResult;

/// Runs after the body of a subclass, with the keywords of its `class` statement.
pub type InitSubclass = fn(&Vm, &Class, Args) -> PyResult<()>;

/// `Class.name = value`, or `del Class.name` without a value: whether it was done.
pub type ClassSetAttr = fn(&Vm, &Class, &Str, Option<&Object>) -> PyResult<bool>;

/// `Class[item]`.
pub type ClassGetItem = fn(&Vm, &Class, &Object) -> PyResult;

pub(crate) struct Data {
    name: RefCell<Str>,
    qualname: RefCell<Str>,
    module: RefCell<Option<Str>>,
    bases: RefCell<Vec<Class>>,
    mro: RefCell<Vec<Class>>,
    namespace: Rc<Dict>,
    metaclass: RefCell<Option<Class>>,
    payload: RefCell<Option<Rc<dyn Any>>>,
    subclasses: RefCell<Vec<Weak<Data>>>,
    hooks: RefCell<Hooks>,
    cache: RefCell<Cache>,
    quick: Cell<Quick>,
}

/// What is asked at each access, at hand.
#[derive(Clone, Copy, Default)]
pub(crate) struct Quick {
    /// Whether a script's `__getattribute__` decides.
    pub(crate) getattribute: bool,
    /// Whether a script's `__setattr__` or `__delattr__` decides.
    pub(crate) setattr: bool,
    /// Whether `__abstractmethods__` was set.
    pub(crate) may_be_abstract: bool,
    /// Whether a hook makes the instances.
    pub(crate) constructs: bool,
    /// Whether instances have the attributes of `__slots__` alone.
    pub(crate) slots_only: bool,
    /// Whether instances are nothing but attributes.
    pub(crate) plain: bool,
}

/// What a class of Rust, and every subclass of it, does natively.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hooks {
    pub(crate) construct: Option<Construct>,
    pub(crate) init_subclass: Option<InitSubclass>,
    pub(crate) class_getitem: Option<ClassGetItem>,
    pub(crate) class_setattr: Option<ClassSetAttr>,
    /// Whether scripts may not subclass it, as `bool`.
    pub(crate) is_final: bool,
    /// Whether scripts may not set its attributes.
    pub(crate) immutable: bool,
    /// What the instances are made of.
    pub(crate) layout: Layout,
    /// Whether a script's `__getattribute__` decides.
    pub(crate) getattribute: bool,
    /// Whether a script's `__setattr__` or `__delattr__` decides.
    pub(crate) setattr: bool,
    /// Whether instances have the attributes of `__slots__` alone.
    pub(crate) slots_only: bool,
}

/// What the instances of a class are made of besides their attributes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Layout {
    #[default]
    Plain,
    /// A built-in value such as a `str`, made by the construct hook of the built-in class.
    Value,
    Exception,
    /// A class whose instances are classes.
    Type,
}

#[derive(Default)]
struct Cache {
    epoch: u32,
    found: FxHashMap<usize, (Str, Option<Object>)>,
}

thread_local! {
    /// All classes that are alive, each of which refers to itself.
    static LIVE: RefCell<Vec<Weak<Data>>> = const { RefCell::new(Vec::new()) };
    /// Changes whenever any class does: what the caches hold is then void.
    static EPOCH: Cell<u32> = const { Cell::new(1) };
}

/// Takes all classes of this thread apart, so that their circles are freed; none may be used after.
pub(crate) fn dispose_all() {
    let live: Vec<Rc<Data>> = LIVE.take().iter().filter_map(Weak::upgrade).collect();
    for class in &live {
        class.namespace.clear();
        class.payload.take();
        class.cache.take();
        class.metaclass.take();
    }
    for class in &live {
        class.bases.take();
        class.mro.take();
        class.subclasses.take();
    }
}

impl PartialEq for Class {
    fn eq(&self, other: &Class) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Class {}

impl std::fmt::Debug for Class {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<class {}>", self.name())
    }
}

impl Class {
    /// A class of these bases, which must agree on an order; [`ClassBuilder`](super::native::ClassBuilder) is the door from Rust.
    pub(crate) fn new(name: &str, bases: Vec<Class>, namespace: Rc<Dict>) -> Result<Class, String> {
        let class = Class(Rc::new(Data {
            name: RefCell::new(Str::intern(name)),
            qualname: RefCell::new(Str::intern(name)),
            module: RefCell::new(None),
            bases: RefCell::new(Vec::new()),
            mro: RefCell::new(Vec::new()),
            namespace,
            metaclass: RefCell::new(
                bases.iter().find_map(|base| base.0.metaclass.borrow().clone()),
            ),
            payload: RefCell::new(None),
            subclasses: RefCell::default(),
            hooks: RefCell::default(),
            cache: RefCell::default(),
            quick: Cell::default(),
        }));
        LIVE.with_borrow_mut(|live| live.push(Rc::downgrade(&class.0)));
        class.set_bases(bases)?;
        Ok(class)
    }

    fn set_bases(&self, bases: Vec<Class>) -> Result<(), String> {
        let mut mro = vec![self.clone()];
        mro.extend(linearize(&bases)?);
        let inherited = |pick: fn(&Hooks) -> bool| {
            mro[1..].iter().map(|class| *class.0.hooks.borrow()).find(&pick)
        };
        let hooks = Hooks {
            construct: inherited(|hooks| hooks.construct.is_some())
                .and_then(|hooks| hooks.construct),
            init_subclass: inherited(|hooks| hooks.init_subclass.is_some())
                .and_then(|hooks| hooks.init_subclass),
            class_getitem: inherited(|hooks| hooks.class_getitem.is_some())
                .and_then(|hooks| hooks.class_getitem),
            class_setattr: inherited(|hooks| hooks.class_setattr.is_some())
                .and_then(|hooks| hooks.class_setattr),
            is_final: false,
            immutable: false,
            layout: inherited(|hooks| hooks.layout != Layout::Plain)
                .map_or(Layout::Plain, |hooks| hooks.layout),
            getattribute: inherited(|hooks| hooks.getattribute).is_some(),
            setattr: inherited(|hooks| hooks.setattr).is_some(),
            slots_only: false,
        };
        for base in &bases {
            base.0.subclasses.borrow_mut().push(Rc::downgrade(&self.0));
        }
        *self.0.bases.borrow_mut() = bases;
        *self.0.mro.borrow_mut() = mro;
        *self.0.hooks.borrow_mut() = hooks;
        self.update_quick();
        Ok(())
    }

    pub(crate) fn hooks(&self) -> Hooks {
        *self.0.hooks.borrow()
    }

    pub(crate) fn change_hooks(&self, change: impl FnOnce(&mut Hooks)) {
        change(&mut self.0.hooks.borrow_mut());
        self.update_quick();
    }

    pub(crate) fn quick(&self) -> Quick {
        self.0.quick.get()
    }

    fn update_quick(&self) {
        let hooks = self.hooks();
        let may_be_abstract = self.0.quick.get().may_be_abstract;
        self.0.quick.set(Quick {
            getattribute: hooks.getattribute,
            setattr: hooks.setattr,
            may_be_abstract,
            constructs: hooks.construct.is_some(),
            slots_only: hooks.slots_only,
            plain: hooks.layout == Layout::Plain,
        });
    }

    /// `__name__`.
    pub fn name(&self) -> Str {
        self.0.name.borrow().clone()
    }

    /// Sets `__name__`.
    pub fn set_name(&self, name: &Str) {
        *self.0.name.borrow_mut() = name.clone();
    }

    /// `__qualname__`.
    pub fn qualname(&self) -> Str {
        self.0.qualname.borrow().clone()
    }

    /// Sets `__qualname__`.
    pub fn set_qualname(&self, name: &Str) {
        *self.0.qualname.borrow_mut() = name.clone();
    }

    /// `__module__` of a class of Rust; that of a script's class is in its namespace.
    pub fn module(&self) -> Str {
        if let Some(Object::Str(module)) = self.0.namespace.get_text("__module__") {
            return module;
        }
        self.0.module.borrow().clone().unwrap_or_else(|| Str::intern("builtins"))
    }

    /// Sets `__module__`.
    pub fn set_module(&self, module: &Str) {
        *self.0.module.borrow_mut() = Some(module.clone());
    }

    /// `module.qualname`, and the latter alone of a built-in one.
    pub fn full_name(&self) -> String {
        let module = self.module();
        if module == *"builtins" {
            return self.qualname().to_string();
        }
        format!("{module}.{}", self.qualname())
    }

    /// `__bases__`.
    pub fn bases(&self) -> Vec<Class> {
        self.0.bases.borrow().clone()
    }

    /// `__mro__`: the class itself first, `object` last.
    pub fn mro(&self) -> Vec<Class> {
        self.0.mro.borrow().clone()
    }

    /// `__subclasses__()`, those still alive.
    pub fn subclasses(&self) -> Vec<Class> {
        self.0.subclasses.borrow().iter().filter_map(Weak::upgrade).map(Class).collect()
    }

    /// The class of this class, where it is not `type`.
    pub fn metaclass(&self) -> Option<Class> {
        self.0.metaclass.borrow().clone()
    }

    pub(crate) fn set_metaclass(&self, metaclass: &Class) {
        *self.0.metaclass.borrow_mut() = Some(metaclass.clone());
    }

    /// Whether this is the other class or inherits from it.
    pub fn is_subclass(&self, other: &Class) -> bool {
        self == other || self.0.mro.borrow().iter().any(|class| class == other)
    }

    /// An attribute, inherited ones included, without binding it.
    pub fn lookup(&self, name: &Str) -> Option<Object> {
        let epoch = EPOCH.get();
        let mut cache = self.0.cache.borrow_mut();
        if cache.epoch != epoch {
            cache.found.clear();
            cache.epoch = epoch;
        }
        if let Some((known, found)) = cache.found.get(&name.address())
            && known.is(name)
        {
            return found.clone();
        }
        let found = self.0.mro.borrow().iter().find_map(|class| class.0.namespace.get_str(name));
        cache.found.insert(name.address(), (name.clone(), found.clone()));
        found
    }

    /// Whether the class or a base has an attribute.
    pub(crate) fn has(&self, name: &Str) -> bool {
        {
            let cache = self.0.cache.borrow();
            if cache.epoch == EPOCH.get()
                && let Some((known, found)) = cache.found.get(&name.address())
                && known.is(name)
            {
                return found.is_some();
            }
        }
        self.lookup(name).is_some()
    }

    /// An attribute, inherited ones included, without binding it.
    pub fn get(&self, name: &str) -> Option<Object> {
        self.lookup(&Str::intern(name))
    }

    /// An attribute and the class that has it.
    pub fn lookup_with_owner(&self, name: &Str) -> Option<(Class, Object)> {
        let mro = self.0.mro.borrow();
        mro.iter().find_map(|class| Some((class.clone(), class.0.namespace.get_str(name)?)))
    }

    /// An attribute of a class after this one in `mro`, for `super()`.
    pub fn lookup_after(&self, after: &Class, name: &Str) -> Option<Object> {
        let mro = self.0.mro.borrow();
        let place = mro.iter().position(|class| class == after)?;
        mro[place + 1..].iter().find_map(|class| class.0.namespace.get_str(name))
    }

    /// An attribute of this class alone.
    pub fn own(&self, name: &str) -> Option<Object> {
        self.0.namespace.get_text(name)
    }

    /// Sets an attribute.
    pub fn set(&self, name: &str, value: impl Into<Object>) {
        self.set_str(&Str::intern(name), value.into());
    }

    /// Sets an attribute.
    pub fn set_str(&self, name: &Str, value: Object) {
        if **name == *"__abstractmethods__" {
            self.0.quick.set(Quick { may_be_abstract: true, ..self.0.quick.get() });
        }
        EPOCH.set(EPOCH.get().wrapping_add(1));
        drop(self.0.namespace.set_str(&Str::intern(name), value));
    }

    /// Removes an attribute of this class.
    pub fn remove(&self, name: &Str) -> Option<Object> {
        EPOCH.set(EPOCH.get().wrapping_add(1));
        self.0.namespace.remove_str(name)
    }

    /// The attributes of this class alone, in the order of their definition.
    pub fn own_items(&self) -> Vec<(Str, Object)> {
        self.0.namespace.str_items()
    }

    /// `__dict__`, to read.
    pub fn namespace(&self) -> &Rc<Dict> {
        &self.0.namespace
    }

    /// Takes note that a script defines how attributes are read or written.
    pub(crate) fn note_special(&self, name: &Str) {
        match &**name {
            "__getattribute__" => self.change_hooks(|hooks| hooks.getattribute = true),
            "__setattr__" | "__delattr__" => self.change_hooks(|hooks| hooks.setattr = true),
            _ => {}
        }
    }

    /// Whether `__slots__` of this class or of a base names an attribute.
    pub(crate) fn has_slot(&self, name: &Str) -> bool {
        let slots = |class: &Class| match class.own("__slots__") {
            Some(Object::Str(slot)) => slot == *name,
            Some(Object::Tuple(items)) => items.iter().any(|item| item.as_str() == Some(name)),
            Some(Object::List(items)) => {
                items.borrow().iter().any(|item| item.as_str() == Some(name))
            }
            _ => false,
        };
        self.0.mro.borrow().iter().any(slots)
    }

    /// What Rust has attached to this class alone.
    pub fn payload<T: Any>(&self) -> Option<Rc<T>> {
        self.0.payload.borrow().clone()?.downcast().ok()
    }

    /// What Rust has attached to this class or the nearest base that has such.
    pub fn inherited_payload<T: Any>(&self) -> Option<Rc<T>> {
        self.0.mro.borrow().iter().find_map(|class| class.payload::<T>())
    }

    /// Attaches data of Rust.
    pub fn set_payload(&self, payload: Rc<dyn Any>) {
        *self.0.payload.borrow_mut() = Some(payload);
    }

    /// Lets go of everything, as the interpreter ends: classes hold themselves by their order of
    /// resolution, and what they define holds them.
    pub(crate) fn dissolve(&self) {
        self.0.namespace.clear();
        self.0.cache.borrow_mut().found.clear();
        let payload = self.0.payload.borrow_mut().take();
        let metaclass = self.0.metaclass.borrow_mut().take();
        let bases = std::mem::take(&mut *self.0.bases.borrow_mut());
        let mro = std::mem::take(&mut *self.0.mro.borrow_mut());
        drop((payload, metaclass, bases, mro));
    }

    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<()>() as usize
    }
}

/// C3: the order in which the bases and theirs are searched.
fn linearize(bases: &[Class]) -> Result<Vec<Class>, String> {
    let mut lists: Vec<Vec<Class>> = bases.iter().map(Class::mro).collect();
    lists.push(bases.to_vec());
    let mut order = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Ok(order);
        }
        let head = lists
            .iter()
            .map(|list| list[0].clone())
            .find(|head| lists.iter().all(|list| !list[1..].contains(head)));
        let Some(head) = head else {
            let mut heads: Vec<Class> = Vec::new();
            for list in &lists {
                if !heads.contains(&list[0]) {
                    heads.push(list[0].clone());
                }
            }
            let names: Vec<String> = heads.iter().map(|class| class.name().to_string()).collect();
            return Err(format!(
                "Cannot create a consistent method resolution\norder (MRO) for bases {}",
                names.join(", ")
            ));
        };
        for list in &mut lists {
            if list[0] == head {
                list.remove(0);
            }
        }
        order.push(head);
    }
}
