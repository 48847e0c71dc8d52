//! The special names that are looked up often, interned once.

use crate::object::string::Str;

pub(crate) struct Names {
    pub(crate) call: Str,
    pub(crate) class_getitem: Str,
    pub(crate) delattr: Str,
    pub(crate) delete: Str,
    pub(crate) get: Str,
    pub(crate) getattr: Str,
    pub(crate) getattribute: Str,
    pub(crate) getitem: Str,
    pub(crate) hash: Str,
    pub(crate) init: Str,
    pub(crate) init_subclass: Str,
    pub(crate) iter: Str,
    pub(crate) len: Str,
    pub(crate) bool: Str,
    pub(crate) new: Str,
    pub(crate) next: Str,
    pub(crate) repr: Str,
    pub(crate) set: Str,
    pub(crate) setattr: Str,
    pub(crate) str: Str,
}

impl Names {
    pub(crate) fn new() -> Names {
        Names {
            call: Str::intern("__call__"),
            class_getitem: Str::intern("__class_getitem__"),
            delattr: Str::intern("__delattr__"),
            delete: Str::intern("__delete__"),
            get: Str::intern("__get__"),
            getattr: Str::intern("__getattr__"),
            getattribute: Str::intern("__getattribute__"),
            getitem: Str::intern("__getitem__"),
            hash: Str::intern("__hash__"),
            init: Str::intern("__init__"),
            init_subclass: Str::intern("__init_subclass__"),
            iter: Str::intern("__iter__"),
            len: Str::intern("__len__"),
            bool: Str::intern("__bool__"),
            new: Str::intern("__new__"),
            next: Str::intern("__next__"),
            repr: Str::intern("__repr__"),
            set: Str::intern("__set__"),
            setattr: Str::intern("__setattr__"),
            str: Str::intern("__str__"),
        }
    }
}
