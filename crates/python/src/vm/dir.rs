//! `dir(x)`.

use std::collections::BTreeSet;

use super::Vm;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::dict::Dict;
use crate::object::string::Str;

impl Vm {
    /// The names of the attributes of an object, sorted.
    pub fn dir(&self, object: &Object) -> PyResult<Vec<Str>> {
        if matches!(object, Object::Instance(_))
            && let Some(custom) = self.call_special(object, "__dir__", Args::none())?
        {
            let names = self.collect(&custom)?;
            return Ok(sorted(names.iter().filter_map(Object::as_str).cloned()));
        }
        let mut names: Vec<Str> = Vec::new();
        let add = |names: &mut Vec<Str>, dict: &Dict| {
            names.extend(dict.keys().iter().filter_map(Object::as_str).cloned());
        };
        let of_class = |names: &mut Vec<Str>, class: &Class| {
            for base in class.mro() {
                add(names, base.namespace());
            }
        };
        match object {
            Object::Module(module) => add(&mut names, module.dict()),
            Object::Class(class) => of_class(&mut names, class),
            _ => {
                of_class(&mut names, &self.class_of(object));
                match object {
                    Object::Instance(instance) => {
                        if let Some(dict) = instance.dict_if_any() {
                            add(&mut names, &dict);
                        }
                    }
                    Object::Host(host) => names.extend(host.dir()),
                    Object::Function(function) => add(&mut names, &function.dict()),
                    _ => {}
                }
            }
        }
        Ok(sorted(names.into_iter()))
    }
}

fn sorted(names: impl Iterator<Item = Str>) -> Vec<Str> {
    names.collect::<BTreeSet<Str>>().into_iter().collect()
}
