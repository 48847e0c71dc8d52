//! The tests of `match`.

use std::rc::Rc;

use super::machine::{Machine, pop};
use crate::code::Code;
use crate::code::op::Op;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::class::Class;
use crate::object::dict::Dict;
use crate::object::string::Str;

impl Machine<'_> {
    pub(super) fn matching(&mut self, op: Op, code: &Code) -> PyResult<()> {
        match op {
            Op::MatchSequence => {
                let value = pop!(self);
                let is = matches!(
                    value.unwrapped(),
                    Object::List(_) | Object::Tuple(_) | Object::Range(_)
                ) || self.has_flag(&value, "__match_sequence__");
                self.push(Object::Bool(is));
            }
            Op::MatchMapping => {
                let value = pop!(self);
                let is = matches!(value.unwrapped(), Object::Dict(_))
                    || self.has_flag(&value, "__match_mapping__");
                self.push(Object::Bool(is));
            }
            Op::MatchLength(count) => {
                let value = pop!(self);
                let is = self.vm.len(&value)? == count as usize;
                self.push(Object::Bool(is));
            }
            Op::MatchLeast(count) => {
                let value = pop!(self);
                let is = self.vm.len(&value)? >= count as usize;
                self.push(Object::Bool(is));
            }
            Op::MatchKeys => self.match_keys()?,
            Op::MatchRest => self.match_rest()?,
            Op::MatchClass(positional, names) => {
                self.match_class(usize::from(positional), names, code)?
            }
            _ => {}
        }
        Ok(())
    }

    /// Host classes that count as a sequence or mapping say so by an attribute.
    fn has_flag(&self, value: &Object, name: &str) -> bool {
        self.vm.class_of(value).get(name).is_some()
    }

    fn match_keys(&mut self) -> PyResult<()> {
        let keys = pop!(self);
        let mapping = pop!(self);
        let mut values = Vec::new();
        for key in self.vm.collect(&keys)? {
            if !self.vm.contains(&mapping, &key)? {
                self.push(Object::None);
                return Ok(());
            }
            values.push(self.vm.get_item(&mapping, &key)?);
        }
        self.push(Object::tuple(values));
        Ok(())
    }

    fn match_rest(&mut self) -> PyResult<()> {
        let keys = pop!(self);
        let mapping = pop!(self);
        let rest = Dict::new();
        for (key, value) in self.vm.mapping_items(&mapping)?.unwrap_or_default() {
            rest.insert(self.vm, key, value)?;
        }
        for key in self.vm.collect(&keys)? {
            rest.remove(self.vm, &key)?;
        }
        self.push(Object::Dict(Rc::new(rest)));
        Ok(())
    }

    fn match_class(&mut self, positional: usize, names: u32, code: &Code) -> PyResult<()> {
        let class = pop!(self);
        let value = pop!(self);
        let Object::Class(class) = &class else {
            return Err(self.vm.type_error("called match pattern must be a class"));
        };
        if !self.vm.is_instance_of(&value, &Object::Class(class.clone()))? {
            self.push(Object::None);
            return Ok(());
        }
        let Some(mut found) = self.match_positional(&value, class, positional)? else {
            self.push(Object::None);
            return Ok(());
        };
        for name in self.vm.collect(&code.constants[names as usize])? {
            let name = name.as_str().cloned().unwrap_or_else(|| Str::intern(""));
            match self.vm.get_attr_if_any(&value, &name)? {
                Some(attribute) => found.push(attribute),
                None => {
                    self.push(Object::None);
                    return Ok(());
                }
            }
        }
        self.push(Object::tuple(found));
        Ok(())
    }

    fn match_positional(
        &self,
        value: &Object,
        class: &Class,
        count: usize,
    ) -> PyResult<Option<Vec<Object>>> {
        if count == 0 {
            return Ok(Some(Vec::new()));
        }
        let names = class.get("__match_args__");
        if names.is_none() && self.matches_itself(class) {
            if count == 1 {
                return Ok(Some(vec![value.clone()]));
            }
            return Err(self.too_many_patterns(class, 1, count));
        }
        let names = match &names {
            Some(names) => self.vm.collect(names)?,
            None => Vec::new(),
        };
        if names.len() < count {
            return Err(self.too_many_patterns(class, names.len(), count));
        }
        let mut found = Vec::new();
        for name in names.iter().take(count).filter_map(Object::as_str) {
            match self.vm.get_attr_if_any(value, name)? {
                Some(attribute) => found.push(attribute),
                None => return Ok(None),
            }
        }
        Ok(Some(found))
    }

    fn matches_itself(&self, class: &Class) -> bool {
        let types = self.vm.types();
        [
            &types.bool,
            &types.bytes,
            &types.dict,
            &types.float,
            &types.frozenset,
            &types.int,
            &types.list,
            &types.set,
            &types.str,
            &types.tuple,
        ]
        .iter()
        .any(|known| class.is_subclass(known))
    }

    fn too_many_patterns(
        &self,
        class: &Class,
        accepts: usize,
        given: usize,
    ) -> Box<crate::exception::Raised> {
        let plural = if accepts == 1 { "" } else { "s" };
        self.vm.type_error(format!(
            "{}() accepts {accepts} positional sub-pattern{plural} ({given} given)",
            class.name()
        ))
    }
}
