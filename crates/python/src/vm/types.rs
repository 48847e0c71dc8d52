//! The built-in classes.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::object::class::{Class, Layout};
use crate::object::dict::Dict;

/// The built-in classes.
pub struct Types {
    pub object: Class,
    pub type_: Class,
    pub none: Class,
    pub ellipsis: Class,
    pub not_implemented: Class,
    pub bool: Class,
    pub int: Class,
    pub float: Class,
    pub str: Class,
    pub bytes: Class,
    pub tuple: Class,
    pub list: Class,
    pub dict: Class,
    pub set: Class,
    pub frozenset: Class,
    pub slice: Class,
    pub range: Class,
    pub function: Class,
    pub method: Class,
    pub builtin: Class,
    pub method_descriptor: Class,
    pub module: Class,
    pub generator: Class,
    pub coroutine: Class,
    pub iterator: Class,
    pub dict_keys: Class,
    pub dict_values: Class,
    pub dict_items: Class,
    pub mapping_proxy: Class,
    pub property: Class,
    pub static_method: Class,
    pub class_method: Class,
    pub getset: Class,
    pub super_: Class,
    pub generic_alias: Class,
    pub typing_alias: Class,
    pub union_type: Class,
    pub code: Class,
    iterators: RefCell<FxHashMap<&'static str, Class>>,
}

fn make(name: &str, base: &Class) -> Class {
    let class =
        Class::new(name, vec![base.clone()], Rc::new(Dict::new())).expect("one base has an order");
    class.change_hooks(|hooks| hooks.immutable = true);
    class
}

fn value(name: &str, base: &Class) -> Class {
    let class = make(name, base);
    class.change_hooks(|hooks| hooks.layout = Layout::Value);
    class
}

fn sealed(name: &str, base: &Class) -> Class {
    let class = make(name, base);
    class.change_hooks(|hooks| hooks.is_final = true);
    class
}

impl Types {
    pub(crate) fn new() -> Types {
        let object =
            Class::new("object", Vec::new(), Rc::new(Dict::new())).expect("no bases, no order");
        object.change_hooks(|hooks| hooks.immutable = true);
        let type_ = make("type", &object);
        type_.change_hooks(|hooks| hooks.layout = Layout::Type);
        let int = value("int", &object);
        let module_of = |class: Class, module: &str| {
            class.set_module(&module.into());
            class
        };
        Types {
            none: sealed("NoneType", &object),
            ellipsis: sealed("ellipsis", &object),
            not_implemented: sealed("NotImplementedType", &object),
            bool: sealed("bool", &int),
            int,
            float: value("float", &object),
            str: value("str", &object),
            bytes: value("bytes", &object),
            tuple: value("tuple", &object),
            list: value("list", &object),
            dict: value("dict", &object),
            set: value("set", &object),
            frozenset: value("frozenset", &object),
            slice: sealed("slice", &object),
            range: sealed("range", &object),
            function: sealed("function", &object),
            method: sealed("method", &object),
            builtin: sealed("builtin_function_or_method", &object),
            method_descriptor: sealed("method_descriptor", &object),
            module: make("module", &object),
            generator: sealed("generator", &object),
            coroutine: sealed("coroutine", &object),
            iterator: sealed("iterator", &object),
            dict_keys: sealed("dict_keys", &object),
            dict_values: sealed("dict_values", &object),
            dict_items: sealed("dict_items", &object),
            mapping_proxy: sealed("mappingproxy", &object),
            property: value("property", &object),
            static_method: value("staticmethod", &object),
            class_method: value("classmethod", &object),
            getset: sealed("getset_descriptor", &object),
            super_: make("super", &object),
            generic_alias: module_of(sealed("GenericAlias", &object), "types"),
            typing_alias: module_of(sealed("_GenericAlias", &object), "typing"),
            union_type: module_of(sealed("UnionType", &object), "types"),
            code: sealed("code", &object),
            iterators: RefCell::default(),
            object,
            type_,
        }
    }

    /// The class of iterators of this name.
    pub(crate) fn iterator_class(&self, name: &'static str) -> Class {
        let mut classes = self.iterators.borrow_mut();
        classes.entry(name).or_insert_with(|| make(name, &self.iterator)).clone()
    }
}
