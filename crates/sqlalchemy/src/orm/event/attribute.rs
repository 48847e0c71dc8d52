//! Events of attributes.

use std::rc::Rc;

use ormlab_orm::attribute::Token;
use ormlab_orm::{Attribute, Instance, Property};
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::{Object, PyResult, Str, Vm};

use super::{Listener, hang};
use crate::error::invalid_request;
use crate::names;
use crate::orm::attribute::{attribute_object, column_value};
use crate::orm::inspection::symbol;
use crate::orm::value::{callback, object_of, objects_of, related};

/// Where a change began, as listeners are told.
struct InitiatorObject {
    token: Token,
}

impl HostObject for InitiatorObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "AttributeEventToken")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(match name.as_str() {
            "key" => Some((&*self.token.property.key).into()),
            _ => None,
        })
    }
}

fn initiator(token: &Token) -> Object {
    Object::host(InitiatorObject { token: token.clone() })
}

/// Adds a listener to an attribute.
pub(super) fn listen(vm: &Vm, property: &Property, name: &str, listener: Listener) -> PyResult<()> {
    if listener.active_history {
        property.events.active_history.set(true);
    }
    match name {
        "set" => on_set(property, listener),
        "append" => on_append(property, listener),
        "remove" => on_remove(property, listener),
        "bulk_replace" => on_bulk_replace(property, listener),
        "modified" => on_modified(property, listener),
        "init_scalar" | "init_collection" | "dispose_collection" | "append_wo_mutation" => {
            return Err(vm.unsupported(&format!("the event '{name}' of attributes")));
        }
        _ => {
            return Err(invalid_request(
                vm,
                format!("No such event '{name}' for target '{property}'"),
            ));
        }
    }
    Ok(())
}

fn on_set(property: &Property, listener: Listener) {
    hang!(property.events.set, listener, {
        let listener = listener.clone();
        move |instance: &Instance, value: Attribute, old: Option<&Attribute>, token: &Token| {
            callback(&listener.vm, |vm| {
                let old = old.map_or_else(|| symbol("NO_VALUE"), |old| attribute_object(vm, old));
                let values = vec![
                    object_of(vm, instance),
                    attribute_object(vm, &value),
                    old,
                    initiator(token),
                ];
                let answer =
                    listener.call(vm, &["target", "value", "oldvalue", "initiator"], values)?;
                match answer.filter(|_| listener.retval) {
                    None => Ok(value),
                    Some(answer) if matches!(value, Attribute::Object(_)) => {
                        let object =
                            if answer.is_none() { None } else { Some(related(vm, &answer)?) };
                        Ok(Attribute::Object(object))
                    }
                    Some(answer) => column_value(vm, &answer),
                }
            })
        }
    });
}

fn on_append(property: &Property, listener: Listener) {
    hang!(property.events.append, listener, {
        let listener = listener.clone();
        move |instance: &Instance, item: Instance, token: &Token| {
            callback(&listener.vm, |vm| {
                let values = vec![object_of(vm, instance), object_of(vm, &item), initiator(token)];
                let answer = listener.call(vm, &["target", "value", "initiator"], values)?;
                answer.filter(|_| listener.retval).map_or(Ok(item), |answer| related(vm, &answer))
            })
        }
    });
}

fn on_remove(property: &Property, listener: Listener) {
    hang!(property.events.remove, listener, {
        let listener = listener.clone();
        move |instance: &Instance, item: &Attribute, token: &Token| {
            let values = |vm: &Vm| {
                vec![object_of(vm, instance), attribute_object(vm, item), initiator(token)]
            };
            listener.hear(&["target", "value", "initiator"], values).map(drop)
        }
    });
}

fn on_bulk_replace(property: &Property, listener: Listener) {
    hang!(property.events.bulk_replace, listener, {
        let listener = listener.clone();
        move |instance: &Instance, items: Vec<Instance>, token: &Token| {
            callback(&listener.vm, |vm| {
                // The listener may change the list in place.
                let list = Object::from(objects_of(vm, &items));
                let values = vec![object_of(vm, instance), list.clone(), initiator(token)];
                listener.call(vm, &["target", "values", "initiator"], values)?;
                vm.collect(&list)?.iter().map(|item| related(vm, item)).collect()
            })
        }
    });
}

fn on_modified(property: &Property, listener: Listener) {
    hang!(property.events.modified, listener, {
        let listener = listener.clone();
        move |instance: &Instance, token: &Token| {
            let values = |vm: &Vm| vec![object_of(vm, instance), initiator(token)];
            listener.hear(&["target", "initiator"], values).map(drop)
        }
    });
}
