//! `typing`: special forms, aliases and the few names that do something at run time.
//!
//! What only a type checker needs answers and does nothing, as in CPython. The classes that are best
//! said in Python (`NamedTuple`, `TypedDict`, `Protocol`, …) are in `source/typing.py`.

use std::rc::Rc;

use super::source;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::alias::{AliasKind, GenericAlias};
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::module::Module;
use crate::object::native::ClassBuilder;
use crate::object::string::Str;
use crate::vm::Vm;
use crate::vm::operator::BinaryOp;

/// A special form: `Any`, `Optional`, `ClassVar`, …
pub struct SpecialForm {
    pub name: &'static str,
    /// What `Form[…]` makes; `None`: it takes nothing.
    kind: Option<AliasKind>,
}

/// The class of special forms.
struct Classes {
    form: Class,
}

fn form_class(vm: &Vm) -> Class {
    if let Some(classes) = vm.extension_if_any::<Classes>() {
        return classes.form.clone();
    }
    let form = ClassBuilder::new("typing", "_SpecialForm").build(vm);
    vm.set_extension(Rc::new(Classes { form: form.clone() }));
    form
}

/// `None` as an argument of a type means its class.
fn argument(vm: &Vm, object: &Object) -> Object {
    match object {
        Object::None => vm.types().none.clone().into(),
        other => other.clone(),
    }
}

fn arguments(vm: &Vm, key: &Object) -> Vec<Object> {
    match key {
        Object::Tuple(items) => items.iter().map(|item| argument(vm, item)).collect(),
        one => vec![argument(vm, one)],
    }
}

/// `Union[…]`: flat, without repetitions; of one type it is that type.
pub fn union(vm: &Vm, parts: Vec<Object>) -> PyResult {
    let mut flat: Vec<Object> = Vec::new();
    for part in parts {
        let inner = match &part {
            Object::Alias(alias) if matches!(alias.kind, AliasKind::Union | AliasKind::Bar) => {
                alias.args.clone()
            }
            _ => vec![part],
        };
        for one in inner {
            let one = argument(vm, &one);
            let mut known = false;
            for other in &flat {
                known = known || vm.eq(other, &one)?;
            }
            if !known {
                flat.push(one);
            }
        }
    }
    if let [one] = flat.as_slice() {
        return Ok(one.clone());
    }
    let origin = Object::host(SpecialForm { name: "Union", kind: Some(AliasKind::Union) });
    Ok(alias(AliasKind::Union, origin, flat, None))
}

fn alias(kind: AliasKind, origin: Object, args: Vec<Object>, name: Option<&str>) -> Object {
    Object::Alias(Rc::new(GenericAlias { kind, origin, args, name: name.map(Str::intern) }))
}

impl SpecialForm {
    fn of(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult {
        let name = self.name;
        let Some(kind) = self.kind else {
            return Err(vm.type_error(format!("typing.{name} is not subscriptable")));
        };
        match name {
            "Union" if matches!(key, Object::Tuple(items) if items.is_empty()) => {
                Err(vm.type_error("Cannot take a Union of no types."))
            }
            "Union" => union(vm, arguments(vm, key)),
            "Optional" if matches!(key, Object::Tuple(_)) => {
                let shown = vm.repr(key)?;
                Err(vm.type_error(format!("typing.Optional requires a single type. Got {shown}.")))
            }
            "Optional" => union(vm, vec![key.clone(), Object::None]),
            "Annotated" => self.annotated(vm, key),
            "Literal" => {
                let args = match key {
                    Object::Tuple(items) => items.to_vec(),
                    one => vec![one.clone()],
                };
                Ok(alias(kind, Object::Host(self), args, None))
            }
            "Callable" => self.callable(vm, key),
            _ => {
                let args = arguments(vm, key);
                Ok(alias(kind, Object::Host(self), args, Some(name)))
            }
        }
    }

    fn annotated(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult {
        let args = match key {
            Object::Tuple(items) if items.len() > 1 => items.to_vec(),
            _ => {
                return Err(vm.type_error(
                    "Annotated[...] should be used with at least two arguments (a type and an \
                     annotation).",
                ));
            }
        };
        Ok(alias(AliasKind::Annotated, Object::Host(self), args, None))
    }

    fn callable(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult {
        let wrong = || vm.type_error("Callable must be used as Callable[[arg, ...], result].");
        let Object::Tuple(items) = key else { return Err(wrong()) };
        let [parameters, result] = &items[..] else { return Err(wrong()) };
        let mut args = match parameters {
            Object::List(list) => list.snapshot(),
            other => vec![other.clone()],
        };
        args.push(argument(vm, result));
        Ok(alias(AliasKind::Callable, Object::Host(self), args, None))
    }
}

impl HostObject for SpecialForm {
    fn class(&self, vm: &Vm) -> Class {
        form_class(vm)
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        self.of(vm, key).map(Some)
    }

    fn get_attr(self: Rc<Self>, _vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(matches!(&**name, "__name__" | "_name" | "__qualname__").then(|| self.name.into()))
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        if op != BinaryOp::Or {
            return Ok(None);
        }
        let own = Object::Host(self);
        let pair = if reflected { vec![other.clone(), own] } else { vec![own, other.clone()] };
        union(vm, pair).map(Some)
    }

    fn compare(
        self: Rc<Self>,
        _vm: &Vm,
        op: crate::vm::operator::CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        use crate::vm::operator::CompareOp;
        let same = other.downcast_ref::<SpecialForm>().is_some_and(|form| form.name == self.name);
        Ok(match op {
            CompareOp::Eq => Some(Object::Bool(same)),
            CompareOp::Ne => Some(Object::Bool(!same)),
            _ => None,
        })
    }

    fn hash(&self, _vm: &Vm) -> PyResult<Option<i64>> {
        Ok(Some(
            self.name
                .bytes()
                .fold(7, |hash: i64, byte| hash.wrapping_mul(31).wrapping_add(i64::from(byte))),
        ))
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn call(self: Rc<Self>, vm: &Vm, _args: Args) -> PyResult {
        Err(vm.type_error(format!("Cannot instantiate typing.{}", self.name)))
    }

    fn repr(&self, _vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("typing.{}", self.name)))
    }
}

const FORMS: &[(&str, Option<AliasKind>)] = &[
    ("Any", None),
    ("NoReturn", None),
    ("Never", None),
    ("Self", None),
    ("LiteralString", None),
    ("TypeAlias", None),
    ("Union", Some(AliasKind::Union)),
    ("Optional", Some(AliasKind::Union)),
    ("Annotated", Some(AliasKind::Annotated)),
    ("Literal", Some(AliasKind::Literal)),
    ("Callable", Some(AliasKind::Callable)),
    ("ClassVar", Some(AliasKind::Typing)),
    ("Final", Some(AliasKind::Typing)),
    ("Required", Some(AliasKind::Typing)),
    ("NotRequired", Some(AliasKind::Typing)),
    ("Concatenate", Some(AliasKind::Typing)),
    ("TypeGuard", Some(AliasKind::Typing)),
    ("Unpack", Some(AliasKind::Typing)),
];

/// Names of `collections.abc` and the like that stand for whatever has the protocol.
const PROTOCOLS: &[&str] = &[
    "Iterable",
    "Iterator",
    "Generator",
    "Sequence",
    "MutableSequence",
    "Mapping",
    "MutableMapping",
    "Collection",
    "Container",
    "Hashable",
    "Sized",
    "AbstractSet",
    "MutableSet",
    "KeysView",
    "ValuesView",
    "ItemsView",
    "Awaitable",
    "Coroutine",
    "AsyncIterator",
    "AsyncIterable",
    "AsyncGenerator",
    "ContextManager",
    "AsyncContextManager",
    "Reversible",
    "SupportsInt",
    "SupportsFloat",
    "SupportsAbs",
    "SupportsIndex",
];

pub(crate) fn module(vm: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("typing");
    for (name, kind) in FORMS {
        module.set(name, Object::host(SpecialForm { name, kind: *kind }));
    }
    let types = vm.types();
    for (name, class) in [
        ("List", &types.list),
        ("Dict", &types.dict),
        ("Set", &types.set),
        ("FrozenSet", &types.frozenset),
        ("Tuple", &types.tuple),
        ("Type", &types.type_),
    ] {
        module.set(name, alias(AliasKind::Typing, class.into(), Vec::new(), Some(name)));
    }
    for name in PROTOCOLS {
        let origin = Object::host(SpecialForm { name, kind: Some(AliasKind::Typing) });
        module.set(name, origin);
    }
    module.set("TYPE_CHECKING", false);
    module.set("Text", &types.str);
    module.set("Generic", generic(vm));
    let rest = source::build(vm, "typing", include_str!("source/typing.py"))?;
    for (name, value) in rest.dict().str_items() {
        if !name.starts_with("__") {
            module.set(&name, value);
        }
    }
    Ok(Rc::new(module))
}

/// `typing_extensions`: what `typing` has, under the name that scripts for older versions import.
pub(crate) fn extensions(vm: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("typing_extensions");
    for (name, value) in vm.import("typing")?.dict().str_items() {
        if !name.starts_with("__") {
            module.set(&name, value);
        }
    }
    Ok(Rc::new(module))
}

/// `Generic[T]` as a base, and `Class[int]` of what has it.
fn generic(vm: &Vm) -> Class {
    ClassBuilder::new("typing", "Generic")
        .class_getitem(|vm, class, key| {
            let args = arguments(vm, key);
            Ok(alias(AliasKind::Typing, class.into(), args, None))
        })
        .build(vm)
}
