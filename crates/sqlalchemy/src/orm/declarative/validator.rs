//! `@validates("name", …)`.

use std::rc::Rc;

use ormlab_orm::{Attribute, Instance, Property};
use ormlab_python::object::class::Class;
use ormlab_python::object::native::NativeFunction;
use ormlab_python::{Args, Dict, Object, PyResult, Str, Vm};

use crate::arguments::flag;
use crate::error::OrRaise;
use crate::orm::attribute::{attribute_object, column_value};
use crate::orm::class::{maybe_mapper, weak};
use crate::orm::value::{callback, object_of, related};

/// A method of a class that checks what is put into attributes.
pub(super) struct Validator {
    function: Object,
    names: Vec<Str>,
    include_removes: bool,
}

const MARK: &str = "__sa_validators__";

/// `validates(*names, include_removes=False, include_backrefs=True)`.
pub(in crate::orm) fn validates(vm: &Vm, mut args: Args) -> PyResult {
    let include_removes = flag(vm, args.take("include_removes"), false)?;
    if !flag(vm, args.take("include_backrefs"), true)? {
        return Err(vm.unsupported("validates(include_backrefs=False)"));
    }
    args.no_more_keywords(vm, "validates")?;
    let names = Object::tuple(args.positional);
    let decorate = NativeFunction::closure("wrap", move |vm, args| {
        let [function] = args.exactly(vm, "wrap")?;
        vm.set_attr(
            &function,
            &MARK.into(),
            Object::tuple([names.clone(), include_removes.into()]),
        )?;
        Ok(function)
    });
    Ok(decorate.object())
}

/// What a member of a class validates, if it does.
pub(super) fn validator_of(value: &Object) -> Option<Validator> {
    let Object::Function(function) = value else { return None };
    let dict: Rc<Dict> = function.dict();
    let Some(Object::Tuple(mark)) = dict.get_text(MARK) else { return None };
    let Some(Object::Tuple(names)) = mark.first() else { return None };
    Some(Validator {
        function: value.clone(),
        names: names.iter().filter_map(Object::as_str).cloned().collect(),
        include_removes: matches!(mark.get(1), Some(Object::Bool(true))),
    })
}

/// Lets the validators of a class hear of its attributes.
pub(super) fn listen(vm: &Vm, class: &Class, validators: &[Validator]) -> PyResult<()> {
    let Some(mapper) = maybe_mapper(class) else { return Ok(()) };
    for validator in validators {
        for name in &validator.names {
            let property = mapper.require(name).or_raise(vm)?;
            hang_in(vm, validator, &property, name);
        }
    }
    Ok(())
}

fn hang_in(vm: &Vm, validator: &Validator, property: &Property, name: &Str) {
    let call = Rc::new(Call {
        vm: weak(vm),
        function: validator.function.clone(),
        name: name.clone(),
        include_removes: validator.include_removes,
    });
    let on_set = Rc::clone(&call);
    property
        .events
        .validators
        .listen(Rc::new(move |instance, value, _, _| on_set.set(instance, value)));
    let on_append = Rc::clone(&call);
    property
        .events
        .append_validators
        .listen(Rc::new(move |instance, item, _| on_append.append(instance, &item)));
    if validator.include_removes {
        property
            .events
            .remove_validators
            .listen(Rc::new(move |instance, item, _| call.remove(instance, item)));
    }
}

struct Call {
    vm: std::rc::Weak<Vm>,
    function: Object,
    name: Str,
    include_removes: bool,
}

impl Call {
    fn run(&self, vm: &Vm, instance: &Instance, value: Object, is_remove: bool) -> PyResult {
        let mut args = Args::of([object_of(vm, instance), Object::Str(self.name.clone()), value]);
        if self.include_removes {
            args.positional.push(is_remove.into());
        }
        vm.call(&self.function, args)
    }

    fn set(&self, instance: &Instance, value: Attribute) -> ormlab_core::Result<Attribute> {
        callback(&self.vm, |vm| {
            let is_object = matches!(value, Attribute::Object(_));
            let given = self.run(vm, instance, attribute_object(vm, &value), false)?;
            if !is_object {
                return column_value(vm, &given);
            }
            let object = if given.is_none() { None } else { Some(related(vm, &given)?) };
            Ok(Attribute::Object(object))
        })
    }

    fn append(&self, instance: &Instance, item: &Instance) -> ormlab_core::Result<Instance> {
        callback(&self.vm, |vm| related(vm, &self.run(vm, instance, object_of(vm, item), false)?))
    }

    fn remove(&self, instance: &Instance, item: &Attribute) -> ormlab_core::Result<()> {
        callback(&self.vm, |vm| self.run(vm, instance, attribute_object(vm, item), true).map(drop))
    }
}
