//! Subscripts, `len`, `in`, truth.

use std::rc::Rc;

use num_traits::ToPrimitive;

use super::Vm;
use super::operator::is_foreign;
use crate::exception::{PyResult, Raised};
use crate::object::Object;
use crate::object::alias::{AliasKind, GenericAlias};
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::range::{Range, Slice};
use crate::object::view::ViewKind;

impl Vm {
    /// `object[key]`.
    pub fn get_item(&self, object: &Object, key: &Object) -> PyResult {
        match object {
            Object::List(list) => match key {
                Object::Int(index) => {
                    let items = list.borrow();
                    match place(*index, items.len()) {
                        Some(place) => Ok(items[place].clone()),
                        None => Err(self.index_error("list index out of range")),
                    }
                }
                _ => self.get_plain_item(object, key),
            },
            Object::Dict(dict) => match dict.get(self, key)? {
                Some(value) => Ok(value),
                None => Err(self.key_error(key.clone())),
            },
            Object::Class(class) => self.get_class_item(object, class, key),
            Object::Host(host) => match Rc::clone(host).get_item(self, key)? {
                Some(value) => Ok(value),
                None => self.get_item_by_class(object, key),
            },
            Object::Instance(_) => self.get_item_by_class(object, key),
            _ => self.get_plain_item(object, key),
        }
    }

    fn get_item_by_class(&self, object: &Object, key: &Object) -> PyResult {
        match self.special(object, &self.names.getitem)? {
            Some(custom) => self.call(&custom, Args::one(key.clone())),
            None => Err(self.not_subscriptable(object)),
        }
    }

    fn not_subscriptable(&self, object: &Object) -> Box<Raised> {
        self.type_error(match object {
            Object::Class(class) => format!("type '{}' is not subscriptable", class.qualname()),
            _ => format!("'{}' object is not subscriptable", self.class_name(object)),
        })
    }

    fn get_class_item(&self, object: &Object, class: &Class, key: &Object) -> PyResult {
        if class.metaclass().is_some()
            && let Some(custom) = self.special(object, &self.names.getitem)?
        {
            return self.call(&custom, Args::one(key.clone()));
        }
        if let Some(custom) = class.lookup(&self.names.class_getitem) {
            let custom = match custom {
                Object::Function(_) => Object::ClassMethod(Rc::new(custom)),
                other => other,
            };
            let custom = self.bind_to_class(custom, class)?;
            return self.call(&custom, Args::one(key.clone()));
        }
        if let Some(hook) = class.hooks().class_getitem {
            return hook(self, class, key);
        }
        let types = &self.types;
        let generic =
            [&types.list, &types.dict, &types.tuple, &types.set, &types.frozenset, &types.type_];
        if generic.contains(&class) {
            return Ok(self.alias_of(object, key, AliasKind::Builtin));
        }
        Err(self.not_subscriptable(object))
    }

    /// `origin[key]` as a generic alias; a tuple is several arguments.
    pub fn alias_of(&self, origin: &Object, key: &Object, kind: AliasKind) -> Object {
        let args = match key {
            Object::Tuple(items) => items.to_vec(),
            one => vec![one.clone()],
        };
        Object::Alias(Rc::new(GenericAlias { kind, origin: origin.clone(), args, name: None }))
    }

    /// `object[key]` of a built-in value, whatever class it is wrapped in.
    pub(crate) fn get_plain_item(&self, object: &Object, key: &Object) -> PyResult {
        match object.unwrapped() {
            Object::Dict(dict) => match dict.get(self, key)? {
                Some(value) => Ok(value),
                None => match self.call_special(object, "__missing__", Args::one(key.clone()))? {
                    Some(value) => Ok(value),
                    None => Err(self.key_error(key.clone())),
                },
            },
            Object::View(view) if view.kind == ViewKind::Proxy => match view.dict.get(self, key)? {
                Some(value) => Ok(value),
                None => Err(self.key_error(key.clone())),
            },
            Object::Alias(alias) => self.get_alias_item(alias, key),
            sequence => match key {
                Object::Slice(slice) => self.get_slice(sequence, slice),
                _ => self.get_indexed(sequence, key),
            },
        }
    }

    fn get_alias_item(&self, alias: &Rc<GenericAlias>, key: &Object) -> PyResult {
        if let Object::Class(class) = &alias.origin
            && !alias.args.is_empty()
        {
            return Ok(self.alias_of(&Object::Class(class.clone()), key, alias.kind));
        }
        let args = match key {
            Object::Tuple(items) => items.to_vec(),
            one => vec![one.clone()],
        };
        let origin = alias.origin.clone();
        Ok(Object::Alias(Rc::new(GenericAlias {
            kind: alias.kind,
            origin,
            args,
            name: alias.name.clone(),
        })))
    }

    fn get_indexed(&self, sequence: &Object, key: &Object) -> PyResult {
        let (length, kind) = match sequence {
            Object::List(list) => (list.len(), "list"),
            Object::Tuple(items) => (items.len(), "tuple"),
            Object::Str(text) => (text.char_len(), "string"),
            Object::Bytes(bytes) => (bytes.len(), "byte"),
            Object::Range(range) => (range.len(), "range"),
            _ => return Err(self.not_subscriptable(sequence)),
        };
        let Some(index) = self.index_if_any(key)? else {
            let given = self.class_name(key);
            return Err(self.type_error(match kind {
                "string" => format!("string indices must be integers, not '{given}'"),
                _ => format!("{kind} indices must be integers or slices, not {given}"),
            }));
        };
        let Some(place) = place(index, length) else {
            return Err(self.index_error(match kind {
                "range" => "range object index out of range".to_owned(),
                "byte" => "index out of range".to_owned(),
                _ => format!("{kind} index out of range"),
            }));
        };
        Ok(match sequence {
            Object::List(list) => list.get(place).unwrap_or(Object::None),
            Object::Tuple(items) => items[place].clone(),
            Object::Str(text) => {
                text.char_at(place).map_or(Object::None, |char| Object::Str(char.into()))
            }
            Object::Bytes(bytes) => Object::Int(i64::from(bytes[place])),
            Object::Range(range) => Object::Int(range.at(place)),
            _ => Object::None,
        })
    }

    fn get_slice(&self, sequence: &Object, slice: &Slice) -> PyResult {
        Ok(match sequence {
            Object::List(list) => {
                let indices = slice.indices(self, list.len())?;
                let items = list.borrow();
                Object::list(indices.places().filter_map(|place| items.get(place).cloned()))
            }
            Object::Tuple(items) => {
                let indices = slice.indices(self, items.len())?;
                Object::tuple(indices.places().map(|place| items[place].clone()))
            }
            Object::Bytes(bytes) => {
                let indices = slice.indices(self, bytes.len())?;
                Object::bytes(&indices.places().map(|place| bytes[place]).collect::<Vec<u8>>())
            }
            Object::Str(text) => {
                let indices = slice.indices(self, text.char_len())?;
                if indices.step == 1 {
                    let (start, stop) =
                        (indices.start.max(0) as usize, indices.stop.max(0) as usize);
                    return Ok(Object::Str(text.slice_chars(start, stop)));
                }
                let chars: Vec<char> = text.chars().collect();
                Object::from(indices.places().map(|place| chars[place]).collect::<String>())
            }
            Object::Range(range) => {
                let indices = slice.indices(self, range.len())?;
                Object::Range(Rc::new(Range {
                    start: range.start + indices.start * range.step,
                    stop: range.start + indices.stop * range.step,
                    step: range.step * indices.step,
                }))
            }
            _ => return Err(self.not_subscriptable(sequence)),
        })
    }

    /// `object[key] = value`.
    pub fn set_item(&self, object: &Object, key: &Object, value: Object) -> PyResult<()> {
        match object {
            Object::Dict(dict) => dict.insert(self, key.clone(), value).map(drop),
            Object::Host(host) => {
                if Rc::clone(host).set_item(self, key, Some(&value))? {
                    return Ok(());
                }
                self.set_item_by_class(object, key, value)
            }
            Object::Instance(_) | Object::Class(_) => self.set_item_by_class(object, key, value),
            _ => self.set_plain_item(object, key, value),
        }
    }

    fn set_item_by_class(&self, object: &Object, key: &Object, value: Object) -> PyResult<()> {
        let args = Args::of([key.clone(), value]);
        match self.call_special(object, "__setitem__", args)? {
            Some(_) => Ok(()),
            None => Err(self.no_item_change(object, "assignment")),
        }
    }

    fn no_item_change(&self, object: &Object, what: &str) -> Box<Raised> {
        let verb = if what == "assignment" { "does" } else { "doesn't" };
        let not = if what == "assignment" { " not" } else { "" };
        self.type_error(format!(
            "'{}' object {verb}{not} support item {what}",
            self.class_name(object)
        ))
    }

    /// `object[key] = value` of a built-in value, whatever class it is wrapped in.
    pub(crate) fn set_plain_item(
        &self,
        object: &Object,
        key: &Object,
        value: Object,
    ) -> PyResult<()> {
        match object.unwrapped() {
            Object::Dict(dict) => dict.insert(self, key.clone(), value).map(drop),
            Object::List(list) => {
                if let Object::Slice(slice) = key {
                    return self.set_slice(list, slice, &value);
                }
                let Some(index) = self.index_if_any(key)? else {
                    let given = self.class_name(key);
                    let message = format!("list indices must be integers or slices, not {given}");
                    return Err(self.type_error(message));
                };
                let mut items = list.borrow_mut();
                let Some(place) = place(index, items.len()) else {
                    return Err(self.index_error("list assignment index out of range"));
                };
                let old = std::mem::replace(&mut items[place], value);
                drop(items);
                drop(old);
                Ok(())
            }
            _ => Err(self.no_item_change(object, "assignment")),
        }
    }

    fn set_slice(
        &self,
        list: &crate::object::list::List,
        slice: &Slice,
        value: &Object,
    ) -> PyResult<()> {
        let Some(iterator) = self.iter_if_any(value)? else {
            return Err(self.type_error("can only assign an iterable"));
        };
        let new = self.drain(&iterator)?;
        let indices = slice.indices(self, list.len())?;
        let mut items = list.borrow_mut();
        if indices.step == 1 {
            let start = indices.start.max(0) as usize;
            let stop = (indices.stop.max(0) as usize).max(start);
            let old: Vec<Object> = items.splice(start..stop, new).collect();
            drop(items);
            drop(old);
            return Ok(());
        }
        if new.len() != indices.count() {
            return Err(self.value_error(format!(
                "attempt to assign sequence of size {} to extended slice of size {}",
                new.len(),
                indices.count()
            )));
        }
        for (place, item) in indices.places().zip(new) {
            items[place] = item;
        }
        Ok(())
    }

    /// `del object[key]`.
    pub fn del_item(&self, object: &Object, key: &Object) -> PyResult<()> {
        if let Object::Host(host) = object
            && Rc::clone(host).set_item(self, key, None)?
        {
            return Ok(());
        }
        if is_foreign(object) {
            return match self.call_special(object, "__delitem__", Args::one(key.clone()))? {
                Some(_) => Ok(()),
                None => Err(self.no_item_change(object, "deletion")),
            };
        }
        self.del_plain_item(object, key)
    }

    /// `del object[key]` of a built-in value, whatever class it is wrapped in.
    pub(crate) fn del_plain_item(&self, object: &Object, key: &Object) -> PyResult<()> {
        match object.unwrapped() {
            Object::Dict(dict) => match dict.remove(self, key)? {
                Some(_) => Ok(()),
                None => Err(self.key_error(key.clone())),
            },
            Object::List(list) => {
                if let Object::Slice(slice) = key {
                    let mut places: Vec<usize> =
                        slice.indices(self, list.len())?.places().collect();
                    places.sort_unstable();
                    let mut items = list.borrow_mut();
                    for place in places.into_iter().rev() {
                        items.remove(place);
                    }
                    return Ok(());
                }
                let Some(index) = self.index_if_any(key)? else {
                    let given = self.class_name(key);
                    let message = format!("list indices must be integers or slices, not {given}");
                    return Err(self.type_error(message));
                };
                match place(index, list.len()) {
                    Some(place) => {
                        let old = list.borrow_mut().remove(place);
                        drop(old);
                        Ok(())
                    }
                    None => Err(self.index_error("list assignment index out of range")),
                }
            }
            _ => Err(self.no_item_change(object, "deletion")),
        }
    }

    /// `len(object)`.
    pub fn len(&self, object: &Object) -> PyResult<usize> {
        match self.len_if_any(object)? {
            Some(length) => Ok(length),
            None => Err(self
                .type_error(format!("object of type '{}' has no len()", self.class_name(object)))),
        }
    }

    /// `len(object)`; none where it has none.
    pub fn len_if_any(&self, object: &Object) -> PyResult<Option<usize>> {
        if let Object::Host(host) = object
            && let Some(length) = host.len(self)?
        {
            return Ok(Some(length));
        }
        if is_foreign(object) {
            let Some(custom) = self.special(object, &self.names.len)? else { return Ok(None) };
            let length = self.call(&custom, Args::none())?;
            let Some(value) = self.index_if_any(&length)? else {
                let name = self.class_name(&length);
                return Err(
                    self.type_error(format!("'{name}' object cannot be interpreted as an integer"))
                );
            };
            return match usize::try_from(value) {
                Ok(length) => Ok(Some(length)),
                Err(_) => Err(self.value_error("__len__() should return >= 0")),
            };
        }
        Ok(self.plain_len(object))
    }

    /// The length of a built-in value, whatever class it is wrapped in.
    pub(crate) fn plain_len(&self, object: &Object) -> Option<usize> {
        Some(match object.unwrapped() {
            Object::Str(text) => text.char_len(),
            Object::Bytes(bytes) => bytes.len(),
            Object::Tuple(items) => items.len(),
            Object::List(list) => list.len(),
            Object::Dict(dict) => dict.len(),
            Object::Set(set) | Object::FrozenSet(set) => set.len(),
            Object::Range(range) => range.len(),
            Object::View(view) => view.dict.len(),
            _ => return None,
        })
    }

    /// `item in container`.
    pub fn contains(&self, container: &Object, item: &Object) -> PyResult<bool> {
        if let Object::Host(host) = container
            && let Some(answer) = host.contains(self, item)?
        {
            return Ok(answer);
        }
        if is_foreign(container) {
            if let Some(answer) =
                self.call_special(container, "__contains__", Args::one(item.clone()))?
            {
                return self.truth(&answer);
            }
            return self.contains_by_iteration(container, item);
        }
        self.plain_contains(container, item)
    }

    /// `item in container` of a built-in value, whatever class it is wrapped in.
    pub(crate) fn plain_contains(&self, container: &Object, item: &Object) -> PyResult<bool> {
        match container.unwrapped() {
            Object::Dict(dict) => dict.contains(self, item),
            Object::Set(set) | Object::FrozenSet(set) => match item {
                Object::Set(inner) => set.contains(self, &Object::FrozenSet(Rc::clone(inner))),
                _ => set.contains(self, item),
            },
            Object::Str(text) => match item.as_str() {
                Some(part) => Ok(text.contains(&**part)),
                None => Err(self.type_error(format!(
                    "'in <string>' requires string as left operand, not {}",
                    self.class_name(item)
                ))),
            },
            Object::Range(range) if item.as_int().is_some() => {
                Ok(item.as_int().is_some_and(|value| range.index_of(value).is_some()))
            }
            Object::View(view) if matches!(view.kind, ViewKind::Keys | ViewKind::Proxy) => {
                view.dict.contains(self, item)
            }
            Object::View(view) if view.kind == ViewKind::Items => {
                match item.as_tuple().map(|pair| &pair[..]) {
                    Some([key, value]) => match view.dict.get(self, key)? {
                        Some(own) => self.eq(&own, value),
                        None => Ok(false),
                    },
                    _ => Ok(false),
                }
            }
            Object::Bytes(bytes) => match item {
                Object::Bytes(part) => {
                    Ok(part.is_empty() || bytes.windows(part.len()).any(|window| window == &**part))
                }
                _ => Ok(item
                    .as_int()
                    .is_some_and(|value| bytes.iter().any(|b| i64::from(*b) == value))),
            },
            _ => self.contains_by_iteration(container, item),
        }
    }

    fn contains_by_iteration(&self, container: &Object, item: &Object) -> PyResult<bool> {
        let Some(iterator) = self.iter_if_any(container)? else {
            let name = self.class_name(container);
            return Err(self.type_error(format!("argument of type '{name}' is not iterable")));
        };
        while let Some(candidate) = self.next(&iterator)? {
            if self.eq(&candidate, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `bool(object)`.
    pub fn truth(&self, object: &Object) -> PyResult<bool> {
        Ok(match object {
            Object::Bool(value) => *value,
            Object::None => false,
            Object::Int(value) => *value != 0,
            Object::Float(value) => *value != 0.0,
            Object::Str(text) => !text.is_empty(),
            Object::Host(host) => match host.truth(self)? {
                Some(value) => value,
                None => match host.len(self)? {
                    Some(length) => length != 0,
                    None => self.truth_by_class(object)?,
                },
            },
            Object::Instance(_) | Object::Class(_) => self.truth_by_class(object)?,
            _ => self.plain_len(object) != Some(0),
        })
    }

    fn truth_by_class(&self, object: &Object) -> PyResult<bool> {
        let class = self.class_of(object);
        if let Some(custom) = class.lookup(&self.names.bool) {
            let custom = self.bind(custom, object, &class)?;
            return match self.call(&custom, Args::none())? {
                Object::Bool(value) => Ok(value),
                other => {
                    let name = self.class_name(&other);
                    Err(self.type_error(format!("__bool__ should return bool, returned {name}")))
                }
            };
        }
        if let Object::Instance(_) = object
            && let inner @ (Object::Int(_) | Object::Float(_) | Object::BigInt(_)) =
                object.unwrapped()
        {
            return self.truth(inner);
        }
        Ok(self.len_if_any(object)? != Some(0))
    }

    /// The int that an object is or stands for (`__index__`), if it does.
    pub fn index_if_any(&self, object: &Object) -> PyResult<Option<i64>> {
        if let Some(value) = object.as_int() {
            return Ok(Some(value));
        }
        match object.unwrapped() {
            Object::BigInt(_) => {
                Err(self.index_error("cannot fit 'int' into an index-sized integer"))
            }
            Object::Instance(_) | Object::Host(_) => {
                match self.call_special(object, "__index__", Args::none())? {
                    Some(value) => Ok(value.as_int()),
                    None => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// The int that an object is or stands for; else CPython's complaint.
    pub fn index(&self, object: &Object) -> PyResult<i64> {
        match self.index_if_any(object)? {
            Some(value) => Ok(value),
            None => Err(self.type_error(format!(
                "'{}' object cannot be interpreted as an integer",
                self.class_name(object)
            ))),
        }
    }

    /// A part of a slice; what is too large is cut.
    pub(crate) fn slice_index(&self, object: &Object) -> PyResult<i64> {
        if let Object::BigInt(value) = object {
            let most = if value.sign() == num_bigint::Sign::Minus { i64::MIN } else { i64::MAX };
            return Ok(value.to_i64().unwrap_or(most));
        }
        match self.index_if_any(object)? {
            Some(value) => Ok(value),
            None => Err(self
                .type_error("slice indices must be integers or None or have an __index__ method")),
        }
    }
}

/// An index, from the end if negative, as a place within a length.
pub(crate) fn place(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let index = if index < 0 { index + length } else { index };
    if (0..length).contains(&index) { usize::try_from(index).ok() } else { None }
}
