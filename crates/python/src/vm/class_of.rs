//! `type(x)`, `isinstance`, `issubclass`.

use super::Vm;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::alias::AliasKind;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::string::Str;
use crate::object::view::ViewKind;

impl Vm {
    /// `type(object)`.
    pub fn class_of(&self, object: &Object) -> Class {
        let types = &self.types;
        let class = match object {
            Object::Unbound | Object::None => &types.none,
            Object::Ellipsis => &types.ellipsis,
            Object::NotImplemented => &types.not_implemented,
            Object::Bool(_) => &types.bool,
            Object::Int(_) | Object::BigInt(_) => &types.int,
            Object::Float(_) => &types.float,
            Object::Str(_) => &types.str,
            Object::Bytes(_) => &types.bytes,
            Object::Tuple(_) => &types.tuple,
            Object::List(_) => &types.list,
            Object::Dict(_) => &types.dict,
            Object::Set(_) => &types.set,
            Object::FrozenSet(_) => &types.frozenset,
            Object::Slice(_) => &types.slice,
            Object::Range(_) => &types.range,
            Object::Function(_) => &types.function,
            Object::Method(_) => &types.method,
            Object::Native(function) if function.binds => &types.method_descriptor,
            Object::Native(_) => &types.builtin,
            Object::Class(class) => {
                return class.metaclass().unwrap_or_else(|| types.type_.clone());
            }
            Object::Instance(instance) => return instance.class(),
            Object::Module(_) => &types.module,
            Object::Generator(generator) if generator.is_coroutine => &types.coroutine,
            Object::Generator(_) => &types.generator,
            Object::Iter(iterator) => return types.iterator_class(iterator.class_name),
            Object::View(view) => match view.kind {
                ViewKind::Keys => &types.dict_keys,
                ViewKind::Values => &types.dict_values,
                ViewKind::Items => &types.dict_items,
                ViewKind::Proxy => &types.mapping_proxy,
            },
            Object::Property(_) => &types.property,
            Object::StaticMethod(_) => &types.static_method,
            Object::ClassMethod(_) => &types.class_method,
            Object::GetSet(_) => &types.getset,
            Object::Super(_) => &types.super_,
            Object::Alias(alias) => match alias.kind {
                AliasKind::Builtin => &types.generic_alias,
                AliasKind::Bar => &types.union_type,
                _ => &types.typing_alias,
            },
            Object::Code(_) => &types.code,
            Object::Host(host) => return host.class(self),
        };
        class.clone()
    }

    /// The name of the class of an object.
    pub fn class_name(&self, object: &Object) -> Str {
        self.class_of(object).name()
    }

    /// `isinstance(object, class)`, without `__instancecheck__`.
    pub fn is_instance(&self, object: &Object, class: &Class) -> bool {
        self.class_of(object).is_subclass(class)
    }

    /// `isinstance(object, classes)`: a class, a tuple of such, or a union.
    pub fn is_instance_of(&self, object: &Object, classes: &Object) -> PyResult<bool> {
        self.check_classes(
            object,
            classes,
            &|vm, class| Ok(vm.is_instance(object, class)),
            IS_INSTANCE,
        )
    }

    /// `issubclass(class, classes)`.
    pub fn is_subclass_of(&self, class: &Object, classes: &Object) -> PyResult<bool> {
        let Object::Class(sub) = class else {
            return Err(self.type_error("issubclass() arg 1 must be a class"));
        };
        self.check_classes(class, classes, &|_, class| Ok(sub.is_subclass(class)), IS_SUBCLASS)
    }

    fn check_classes(
        &self,
        object: &Object,
        classes: &Object,
        check: &dyn Fn(&Vm, &Class) -> PyResult<bool>,
        question: Question,
    ) -> PyResult<bool> {
        match classes {
            Object::Class(class) => {
                if question.hook == IS_INSTANCE.hook && self.class_of(object) == *class {
                    return Ok(true);
                }
                if class.metaclass().is_some()
                    && let Some(answer) =
                        self.call_special(classes, question.hook, Args::one(object.clone()))?
                {
                    return self.truth(&answer);
                }
                check(self, class)
            }
            Object::Tuple(items) => {
                for item in items.iter() {
                    if self.check_classes(object, item, check, question)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Object::Alias(alias) if matches!(alias.kind, AliasKind::Bar | AliasKind::Union) => {
                let items = Object::tuple(alias.args.iter().map(|arg| match arg {
                    Object::None => Object::from(&self.types.none),
                    other => other.clone(),
                }));
                self.check_classes(object, &items, check, question)
            }
            Object::Alias(alias) if alias.args.is_empty() => {
                self.check_classes(object, &alias.origin, check, question)
            }
            Object::Alias(_) if question.hook == IS_INSTANCE.hook => {
                Err(self.type_error("isinstance() argument 2 cannot be a parameterized generic"))
            }
            _ => match self.call_special(classes, question.hook, Args::one(object.clone()))? {
                Some(answer) => self.truth(&answer),
                None => Err(self.type_error(question.complaint)),
            },
        }
    }
}

#[derive(Clone, Copy)]
struct Question {
    hook: &'static str,
    complaint: &'static str,
}

const IS_INSTANCE: Question = Question {
    hook: "__instancecheck__",
    complaint: "isinstance() arg 2 must be a type, a tuple of types, or a union",
};

const IS_SUBCLASS: Question = Question {
    hook: "__subclasscheck__",
    complaint: "issubclass() arg 2 must be a class, a tuple of classes, or a union",
};
