//! Iteration.

use std::rc::Rc;

use super::Vm;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::generator::Resumed;
use crate::object::iterator::{Iter, IterState};
use crate::object::view::ViewKind;

impl Vm {
    /// `iter(object)`.
    pub fn iter(&self, object: &Object) -> PyResult {
        match self.iter_if_any(object)? {
            Some(iterator) => Ok(iterator),
            None => {
                Err(self
                    .type_error(format!("'{}' object is not iterable", self.class_name(object))))
            }
        }
    }

    /// `iter(object)`; none where it is not iterable.
    pub fn iter_if_any(&self, object: &Object) -> PyResult<Option<Object>> {
        let plain = match object {
            Object::Instance(_) | Object::Class(_) => return self.iter_by_class(object),
            Object::Host(host) => {
                return match Rc::clone(host).iter(self)? {
                    Some(iterator) => Ok(Some(iterator)),
                    None => self.iter_by_class(object),
                };
            }
            Object::Iter(_) | Object::Generator(_) => return Ok(Some(object.clone())),
            _ => plain_iter(object),
        };
        match plain {
            Some(iterator) => Ok(Some(iterator)),
            None => Ok(None),
        }
    }

    fn iter_by_class(&self, object: &Object) -> PyResult<Option<Object>> {
        let class = self.class_of(object);
        match class.lookup(&self.names.iter) {
            Some(Object::None) => return Ok(None),
            Some(custom) => {
                let custom = self.bind(custom, object, &class)?;
                let iterator = self.call(&custom, Args::none())?;
                if self.is_iterator(&iterator) {
                    return Ok(Some(iterator));
                }
                let name = self.class_name(&iterator);
                return Err(
                    self.type_error(format!("iter() returned non-iterator of type '{name}'"))
                );
            }
            None => {}
        }
        if let Some(iterator) = plain_iter(object.unwrapped()) {
            return Ok(Some(iterator));
        }
        if class.lookup(&self.names.getitem).is_some() {
            let state = IterState::Sequence { object: object.clone(), next: 0 };
            return Ok(Some(Iter::object("iterator", state)));
        }
        Ok(None)
    }

    /// Whether `next` works on it.
    pub fn is_iterator(&self, object: &Object) -> bool {
        match object {
            Object::Iter(_) | Object::Generator(_) | Object::Host(_) => true,
            _ => self.class_of(object).lookup(&self.names.next).is_some(),
        }
    }

    /// The next item of an iterator; none at the end.
    pub fn next(&self, iterator: &Object) -> PyResult<Option<Object>> {
        match iterator {
            Object::Iter(iterator) => self.step(iterator),
            Object::Generator(generator) => match self.resume(generator, Ok(Object::None))? {
                Resumed::Yielded(item) => Ok(Some(item)),
                Resumed::Returned(_) => Ok(None),
            },
            Object::Host(host) => match Rc::clone(host).next(self)? {
                Some(item) => Ok(item),
                None => self.next_by_class(iterator),
            },
            _ => self.next_by_class(iterator),
        }
    }

    fn next_by_class(&self, iterator: &Object) -> PyResult<Option<Object>> {
        match self.special(iterator, &self.names.next)? {
            Some(next) => match self.call(&next, Args::none()) {
                Ok(item) => Ok(Some(item)),
                Err(raised) if raised.is_a(&self.exceptions.stop_iteration) => Ok(None),
                Err(raised) => Err(raised),
            },
            None => Err(self
                .type_error(format!("'{}' object is not an iterator", self.class_name(iterator)))),
        }
    }

    fn step(&self, iterator: &Rc<Iter>) -> PyResult<Option<Object>> {
        let mut state = iterator.state.borrow_mut();
        let item = match &mut *state {
            IterState::Range { range, next } => {
                let item = (*next < range.len()).then(|| Object::Int(range.at(*next)));
                *next += 1;
                item
            }
            IterState::List { list, next } => {
                let item = list.get(*next);
                *next += 1;
                item
            }
            IterState::Tuple { items, next } => {
                let item = items.get(*next).cloned();
                *next += 1;
                item
            }
            IterState::Str { text, next } => {
                let item = text[*next..].chars().next();
                *next += item.map_or(0, char::len_utf8);
                item.map(|char| Object::Str(char.into()))
            }
            IterState::Bytes { bytes, next } => {
                let item = bytes.get(*next).map(|byte| Object::Int(i64::from(*byte)));
                *next += 1;
                item
            }
            IterState::Dict { dict, next, size, kind } => {
                self.step_dict(dict, next, size, *kind)?
            }
            IterState::Set { set, next, size } => {
                if set.len() != *size {
                    *size = usize::MAX;
                    return Err(self.runtime_error("Set changed size during iteration"));
                }
                set.item_from(*next).map(|(after, item)| {
                    *next = after;
                    item
                })
            }
            IterState::Exhausted => None,
            _ => {
                let taken = std::mem::replace(&mut *state, IterState::Busy);
                drop(state);
                return self.step_outside(iterator, taken);
            }
        };
        if item.is_none() {
            *state = IterState::Exhausted;
        }
        Ok(item)
    }

    fn step_dict(
        &self,
        dict: &crate::object::dict::Dict,
        next: &mut usize,
        size: &mut usize,
        kind: ViewKind,
    ) -> PyResult<Option<Object>> {
        if dict.len() != *size {
            *size = usize::MAX;
            return Err(self.runtime_error("dictionary changed size during iteration"));
        }
        Ok(dict.item_from(*next).map(|(after, key, value)| {
            *next = after;
            match kind {
                ViewKind::Keys | ViewKind::Proxy => key,
                ViewKind::Values => value,
                ViewKind::Items => Object::tuple([key, value]),
            }
        }))
    }

    /// A step that runs other code: the state is taken out meanwhile.
    fn step_outside(&self, iterator: &Rc<Iter>, mut state: IterState) -> PyResult<Option<Object>> {
        let item = match &mut state {
            IterState::Native(next) => next(self),
            IterState::Sequence { object, next } => {
                let item = self.get_item(object, &Object::Int(*next));
                *next += 1;
                match item {
                    Ok(item) => Ok(Some(item)),
                    Err(raised)
                        if raised.is_a(&self.exceptions.index_error)
                            || raised.is_a(&self.exceptions.stop_iteration) =>
                    {
                        Ok(None)
                    }
                    Err(raised) => Err(raised),
                }
            }
            IterState::Sentinel { callable, sentinel } => match self.call(callable, Args::none()) {
                Ok(item) => self.eq(&item, sentinel).map(|end| (!end).then_some(item)),
                Err(raised) if raised.is_a(&self.exceptions.stop_iteration) => Ok(None),
                Err(raised) => Err(raised),
            },
            _ => return Err(self.value_error(format!("{} already executing", iterator.class_name))),
        };
        let ended = matches!(item, Ok(None));
        *iterator.state.borrow_mut() = if ended { IterState::Exhausted } else { state };
        item
    }

    /// Runs over an iterable.
    pub fn iterate(
        &self,
        iterable: &Object,
        mut each: impl FnMut(Object) -> PyResult<()>,
    ) -> PyResult<()> {
        let iterator = self.iter(iterable)?;
        while let Some(item) = self.next(&iterator)? {
            each(item)?;
        }
        Ok(())
    }

    /// The items of an iterable.
    pub fn collect(&self, iterable: &Object) -> PyResult<Vec<Object>> {
        match iterable {
            Object::List(list) => Ok(list.snapshot()),
            Object::Tuple(items) => Ok(items.to_vec()),
            _ => {
                let iterator = self.iter(iterable)?;
                self.drain(&iterator)
            }
        }
    }

    /// The items of a mapping: a dict, or what has `keys` and `[]`; none of anything else.
    pub fn mapping_items(&self, mapping: &Object) -> PyResult<Option<Vec<(Object, Object)>>> {
        match mapping {
            Object::Dict(dict) => return Ok(Some(dict.items())),
            Object::View(view) if view.kind == ViewKind::Proxy => {
                return Ok(Some(view.dict.items()));
            }
            _ => {}
        }
        let Some(keys) = self.attr_if_any(mapping, "keys")? else { return Ok(None) };
        let keys = self.call(&keys, Args::none())?;
        let mut items = Vec::new();
        for key in self.collect(&keys)? {
            let value = self.get_item(mapping, &key)?;
            items.push((key, value));
        }
        Ok(Some(items))
    }

    /// What an iterator has left.
    pub fn drain(&self, iterator: &Object) -> PyResult<Vec<Object>> {
        let mut items = Vec::new();
        while let Some(item) = self.next(iterator)? {
            items.push(item);
            if items.len() % 4096 == 0 {
                self.check_items(items.len())?;
                self.spend(4096)?;
            }
        }
        Ok(items)
    }
}

fn plain_iter(object: &Object) -> Option<Object> {
    let (name, state) = match object {
        Object::List(list) => ("list_iterator", IterState::List { list: Rc::clone(list), next: 0 }),
        Object::Tuple(items) => {
            ("tuple_iterator", IterState::Tuple { items: Rc::clone(items), next: 0 })
        }
        Object::Str(text) => ("str_iterator", IterState::Str { text: text.clone(), next: 0 }),
        Object::Bytes(bytes) => {
            ("bytes_iterator", IterState::Bytes { bytes: Rc::clone(bytes), next: 0 })
        }
        Object::Range(range) => ("range_iterator", IterState::Range { range: **range, next: 0 }),
        Object::Dict(dict) => ("dict_keyiterator", dict_state(dict, ViewKind::Keys)),
        Object::Set(set) | Object::FrozenSet(set) => {
            ("set_iterator", IterState::Set { set: Rc::clone(set), next: 0, size: set.len() })
        }
        Object::View(view) => {
            let name = match view.kind {
                ViewKind::Keys | ViewKind::Proxy => "dict_keyiterator",
                ViewKind::Values => "dict_valueiterator",
                ViewKind::Items => "dict_itemiterator",
            };
            (name, dict_state(&view.dict, view.kind))
        }
        _ => return None,
    };
    Some(Iter::object(name, state))
}

fn dict_state(dict: &Rc<crate::object::dict::Dict>, kind: ViewKind) -> IterState {
    IterState::Dict { dict: Rc::clone(dict), next: 0, size: dict.len(), kind }
}
