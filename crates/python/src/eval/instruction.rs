//! The instructions that are not in the loop itself.

use std::rc::Rc;

use super::machine::{Flow, Machine, pop};
use crate::code::Code;
use crate::code::op::Op;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::dict::Dict;
use crate::object::range::Slice;
use crate::object::string::Str;

impl Machine<'_> {
    pub(super) fn carry_out(&mut self, op: Op, code: &Code) -> PyResult<Flow> {
        match op {
            Op::Call(count) => return self.call(count as usize),
            Op::CallKeywords(count, names) => return self.call_keywords(count, names, code),
            Op::CallSpread(_) => return self.call_spread(),
            Op::LoadMethod(index) => self.load_method(&code.names[index as usize])?,
            Op::PushNull => self.push(Object::Unbound),
            Op::MakeFunction(flags, index) => self.make_function(flags, index, code)?,
            Op::BuildClass => self.build_class()?,
            Op::ImplicitSuper(cell) => self.implicit_super(cell)?,
            Op::ShareLocals => self.share_locals(),
            _ => self.carry_out_plain(op, code)?,
        }
        Ok(Flow::Next)
    }

    fn carry_out_plain(&mut self, op: Op, code: &Code) -> PyResult<()> {
        match op {
            Op::Nop => {}
            Op::Dup | Op::DupTwo | Op::Swap | Op::RotThree => self.shuffle(op),
            Op::LoadCell(_)
            | Op::StoreCell(_)
            | Op::DeleteCell(_)
            | Op::DeleteLocal(_)
            | Op::LoadClassCell(..)
            | Op::DeleteGlobal(_)
            | Op::LoadName(_)
            | Op::StoreName(_)
            | Op::DeleteName(_) => self.variable(op, code)?,
            Op::StoreAttr(_) | Op::DeleteAttr(_) | Op::GetItem | Op::SetItem | Op::DeleteItem => {
                self.access(op, code)?
            }
            Op::Unary(op) => {
                let value = pop!(self);
                let value = self.vm.unary(op, &value)?;
                self.push(value);
            }
            Op::Not | Op::Is | Op::IsNot | Op::In | Op::NotIn | Op::Truth => self.test(op)?,
            Op::GetIter => {
                let iterable = pop!(self);
                let iterator = self.vm.iter(&iterable)?;
                self.push(iterator);
            }
            Op::Raise(parts) => self.raise(parts)?,
            Op::Reraise => self.raise_again()?,
            Op::BeginHandler => {
                if let Object::Instance(exception) = self.top() {
                    let exception = Rc::clone(exception);
                    self.vm.handling.borrow_mut().push(exception);
                }
            }
            Op::EndHandler => drop(self.vm.handling.borrow_mut().pop()),
            Op::MatchException => self.match_exception()?,
            Op::WithEnter(handler) => self.enter_with(handler)?,
            Op::WithExit => {
                let exit = pop!(self);
                self.vm.call(&exit, Args::of([Object::None, Object::None, Object::None]))?;
            }
            Op::WithExitError => self.exit_with_error()?,
            Op::AssertionError => self.push(Object::from(&self.vm.exceptions.assertion)),
            Op::Display => {
                let value = pop!(self);
                self.vm.display(&value)?;
            }
            _ => self.build(op, code)?,
        }
        Ok(())
    }

    fn access(&mut self, op: Op, code: &Code) -> PyResult<()> {
        match op {
            Op::StoreAttr(index) => {
                let object = pop!(self);
                let value = pop!(self);
                self.vm.set_attr(&object, &code.names[index as usize], value)?;
            }
            Op::DeleteAttr(index) => {
                let object = pop!(self);
                self.vm.del_attr(&object, &code.names[index as usize])?;
            }
            Op::GetItem => {
                let key = pop!(self);
                let object = pop!(self);
                let value = self.vm.get_item(&object, &key)?;
                self.push(value);
            }
            Op::SetItem => {
                let key = pop!(self);
                let object = pop!(self);
                let value = pop!(self);
                self.vm.set_item(&object, &key, value)?;
            }
            Op::DeleteItem => {
                let key = pop!(self);
                let object = pop!(self);
                self.vm.del_item(&object, &key)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn shuffle(&mut self, op: Op) {
        let values = &mut self.frame.values;
        let length = values.len();
        match op {
            Op::Dup => values.push(values[length - 1].clone()),
            Op::DupTwo => {
                values.push(values[length - 2].clone());
                values.push(values[length - 1].clone());
            }
            Op::Swap => values.swap(length - 1, length - 2),
            _ => values[length - 3..].rotate_right(1),
        }
    }

    fn variable(&mut self, op: Op, code: &Code) -> PyResult<()> {
        match op {
            Op::LoadCell(cell) => {
                let value = self.frame.cells[cell as usize].get();
                if value.is_unbound() {
                    return Err(self.unbound_cell(cell));
                }
                self.push(value);
            }
            Op::StoreCell(cell) => {
                let value = pop!(self);
                self.frame.cells[cell as usize].set(value);
            }
            Op::LoadClassCell(cell, index) => {
                let own = self
                    .frame
                    .namespace
                    .as_ref()
                    .and_then(|own| own.get_str(&code.names[index as usize]));
                match own {
                    Some(value) => self.push(value),
                    None => return self.variable(Op::LoadCell(u32::from(cell)), code),
                }
            }
            Op::LoadName(index) => {
                let name = &code.names[index as usize];
                let own = self.frame.namespace.as_ref().and_then(|own| own.get_str(name));
                let found = own
                    .or_else(|| self.frame.globals.get_str(name))
                    .or_else(|| self.vm.builtins.get_str(name));
                match found {
                    Some(value) => self.push(value),
                    None => return Err(self.no_name(name)),
                }
            }
            Op::StoreName(index) => {
                let value = pop!(self);
                drop(self.own_names().set_str(&code.names[index as usize], value));
            }
            _ => self.delete_variable(op, code)?,
        }
        Ok(())
    }

    fn delete_variable(&mut self, op: Op, code: &Code) -> PyResult<()> {
        match op {
            Op::DeleteCell(cell) => {
                if self.frame.cells[cell as usize].get().is_unbound() {
                    return Err(self.unbound_cell(cell));
                }
                self.frame.cells[cell as usize].set(Object::Unbound);
            }
            Op::DeleteLocal(slot) => {
                let old = std::mem::replace(&mut self.frame.values[slot as usize], Object::Unbound);
                if old.is_unbound() {
                    return Err(self.unbound_local(slot));
                }
            }
            Op::DeleteGlobal(index) => {
                let name = &code.names[index as usize];
                if self.frame.globals.remove_str(name).is_none() {
                    return Err(self.no_name(name));
                }
            }
            Op::DeleteName(index) => {
                let name = &code.names[index as usize];
                if self.own_names().remove_str(name).is_none() {
                    return Err(self.no_name(name));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn own_names(&self) -> &Rc<Dict> {
        self.frame.namespace.as_ref().unwrap_or(&self.frame.globals)
    }

    fn test(&mut self, op: Op) -> PyResult<()> {
        let b = pop!(self);
        let value = match op {
            Op::Not => !self.vm.truth(&b)?,
            Op::Truth => self.vm.truth(&b)?,
            Op::In | Op::NotIn => {
                let item = pop!(self);
                self.vm.contains(&b, &item)? == (op == Op::In)
            }
            _ => {
                let a = pop!(self);
                a.is(&b) == (op == Op::Is)
            }
        };
        self.push(Object::Bool(value));
        Ok(())
    }

    fn build(&mut self, op: Op, code: &Code) -> PyResult<()> {
        match op {
            Op::BuildTuple(count) => {
                let items = self.pop_many(count as usize);
                self.push(Object::Tuple(items.into()));
            }
            Op::BuildList(count) => {
                let items = self.pop_many(count as usize);
                self.push(Object::from(items));
            }
            Op::BuildSet(count) => self.build_set(count)?,
            Op::CopySet => {
                if let Object::Set(set) = pop!(self) {
                    let copy = set.copy(self.vm)?;
                    self.push(Object::Set(Rc::new(copy)));
                }
            }
            Op::BuildDict(count) => {
                let dict = Dict::new();
                let mut items = self.pop_many(2 * count as usize).into_iter();
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    dict.insert(self.vm, key, value)?;
                }
                self.push(Object::Dict(Rc::new(dict)));
            }
            Op::BuildSlice(parts) => {
                let step = if parts == 3 { pop!(self) } else { Object::None };
                let stop = pop!(self);
                let start = pop!(self);
                self.push(Object::Slice(Rc::new(Slice { start, stop, step })));
            }
            Op::BuildString(count) => {
                let parts = self.pop_many(count as usize);
                let parts = parts.iter().filter_map(Object::as_str);
                self.vm.check_text(parts.clone().map(|part| part.len()).sum())?;
                self.push(Object::from(parts.map(Str::as_str).collect::<String>()));
            }
            Op::ListToTuple => {
                let list = pop!(self);
                let items = self.vm.collect(&list)?;
                self.push(Object::Tuple(items.into()));
            }
            Op::ListAppend(_)
            | Op::SetAdd(_)
            | Op::MapAdd(_)
            | Op::ListExtend
            | Op::SetUpdate
            | Op::DictUpdate
            | Op::DictMerge => self.collect_into(op)?,
            Op::FormatValue(conversion, has_spec) => self.format_value(conversion, has_spec)?,
            _ => self.outside(op, code)?,
        }
        Ok(())
    }

    /// `__annotations__` of a class or module.
    fn annotate(&mut self, op: Op, code: &Code) {
        match op {
            Op::SetupAnnotations => {
                let names = self.own_names();
                if names.get_text("__annotations__").is_none() {
                    names.set_text("__annotations__", Object::Dict(Rc::new(Dict::new())));
                }
            }
            Op::StoreAnnotation(index) => {
                let value = pop!(self);
                if let Some(Object::Dict(annotations)) =
                    self.own_names().get_text("__annotations__")
                {
                    drop(annotations.set_str(&code.names[index as usize], value));
                }
            }
            _ => {}
        }
    }

    fn outside(&mut self, op: Op, code: &Code) -> PyResult<()> {
        match op {
            Op::SetupAnnotations | Op::StoreAnnotation(_) => {
                self.annotate(op, code);
                Ok(())
            }
            Op::Import(index) => self.import(&code.names[index as usize]),
            Op::ImportFrom(index) => self.import_from(&code.names[index as usize]),
            Op::ImportStar => self.import_star(),
            Op::Unpack(count) => self.unpack(count as usize),
            Op::UnpackStar(before, after) => self.unpack_star(usize::from(before), after as usize),
            Op::GetYieldFromIter => self.get_yield_from_iter(),
            Op::GetAwaitable => self.get_awaitable(),
            Op::AsyncIter => self
                .call_on_top("__aiter__", "'async for' requires an object with __aiter__ method"),
            Op::AsyncNext => self.async_next(),
            Op::AsyncEnter => self.async_enter(),
            Op::AsyncExit => {
                let exit = pop!(self);
                let awaitable =
                    self.vm.call(&exit, Args::of([Object::None, Object::None, Object::None]))?;
                self.push(awaitable);
                Ok(())
            }
            Op::AsyncExitError => self.async_exit_error(),
            _ => self.matching(op, code),
        }
    }

    fn match_exception(&mut self) -> PyResult<()> {
        let classes = pop!(self);
        let exception = self.vm.class_of(self.top());
        let matches = self.exception_matches(&exception, &classes)?;
        self.push(Object::Bool(matches));
        Ok(())
    }

    fn exception_matches(
        &self,
        exception: &crate::object::class::Class,
        classes: &Object,
    ) -> PyResult<bool> {
        match classes {
            Object::Class(class) if class.is_subclass(&self.vm.exceptions.base) => {
                Ok(exception.is_subclass(class))
            }
            Object::Tuple(items) => {
                let mut matches = false;
                for item in items.iter() {
                    matches |= self.exception_matches(exception, item)?;
                }
                Ok(matches)
            }
            _ => Err(self.vm.type_error(
                "catching classes that do not inherit from BaseException is not allowed",
            )),
        }
    }

    fn enter_with(&mut self, handler: u32) -> PyResult<()> {
        let manager = pop!(self);
        if let Object::Host(host) = &manager
            && let Some(value) = Rc::clone(host).enter(self.vm)?
        {
            let exit = super::calling::host_exit(host);
            self.push(exit);
            self.open_block(handler);
            self.push(value);
            return Ok(());
        }
        let enter = self.vm.special(&manager, &Str::intern("__enter__"))?;
        let exit = self.vm.special(&manager, &Str::intern("__exit__"))?;
        let name = self.vm.class_of(&manager).full_name();
        let complaint = format!("'{name}' object does not support the context manager protocol");
        let Some(enter) = enter else { return Err(self.vm.type_error(complaint)) };
        let Some(exit) = exit else {
            let complaint = format!("{complaint} (missed __exit__ method)");
            return Err(self.vm.type_error(complaint));
        };
        let value = self.vm.call(&enter, Args::none())?;
        self.push(exit);
        self.open_block(handler);
        self.push(value);
        Ok(())
    }

    /// The arguments of `__exit__` for the exception on the stack, and `__exit__` below it.
    pub(super) fn exit_arguments(&self) -> (Object, Args) {
        let values = &self.frame.values;
        let exception = values[values.len() - 1].clone();
        let exit = values[values.len() - 2].clone();
        let class = Object::Class(self.vm.class_of(&exception));
        let trace = self.vm.attr(&exception, "__traceback__").unwrap_or(Object::None);
        (exit, Args::of([class, exception, trace]))
    }

    fn exit_with_error(&mut self) -> PyResult<()> {
        let (exit, args) = self.exit_arguments();
        let swallowed = self.vm.call(&exit, args)?;
        let swallowed = self.vm.truth(&swallowed)?;
        self.push(Object::Bool(swallowed));
        Ok(())
    }

    fn collect_into(&mut self, op: Op) -> PyResult<()> {
        let value = pop!(self);
        let length = self.frame.values.len();
        let target = |values: &[Object], depth: u32| values[length - depth as usize].clone();
        match op {
            Op::ListAppend(depth) => {
                if let Object::List(list) = &self.frame.values[length - depth as usize] {
                    self.vm.check_items(list.len())?;
                    list.push(value);
                }
            }
            Op::SetAdd(depth) => {
                if let Object::Set(set) = target(&self.frame.values, depth) {
                    set.add(self.vm, value)?;
                }
            }
            Op::MapAdd(depth) => {
                let key = pop!(self);
                if let Object::Dict(dict) = &self.frame.values[length - 1 - depth as usize] {
                    Rc::clone(dict).insert(self.vm, key, value)?;
                }
            }
            Op::ListExtend => {
                let Some(iterator) = self.vm.iter_if_any(&value)? else {
                    let name = self.vm.class_name(&value);
                    let message = format!("Value after * must be an iterable, not {name}");
                    return Err(self.vm.type_error(message));
                };
                let items = self.vm.drain(&iterator)?;
                if let Object::List(list) = self.top() {
                    list.borrow_mut().extend(items);
                }
            }
            Op::SetUpdate => {
                let items = self.vm.collect(&value)?;
                if let Object::Set(set) = target(&self.frame.values, 1) {
                    for item in items {
                        set.add(self.vm, item)?;
                    }
                }
            }
            _ => self.merge_into(op, &value)?,
        }
        Ok(())
    }

    fn merge_into(&mut self, op: Op, value: &Object) -> PyResult<()> {
        let Object::Dict(dict) = self.top().clone() else { return Ok(()) };
        let Some(items) = self.vm.mapping_items(value)? else {
            let name = self.vm.class_name(value);
            if op == Op::DictUpdate {
                return Err(self.vm.type_error(format!("'{name}' object is not a mapping")));
            }
            let callee = self.callee_below(3);
            return Err(self
                .vm
                .type_error(format!("{callee} argument after ** must be a mapping, not {name}")));
        };
        for (key, item) in items {
            if op == Op::DictMerge {
                if key.as_str().is_none() {
                    return Err(self.vm.type_error("keywords must be strings"));
                }
                if dict.contains(self.vm, &key)? {
                    let callee = self.callee_below(3);
                    let key = self.vm.str(&key)?;
                    return Err(self.vm.type_error(format!(
                        "{callee} got multiple values for keyword argument '{key}'"
                    )));
                }
            }
            dict.insert(self.vm, key, item)?;
        }
        Ok(())
    }

    /// How a message names the callable that lies so deep.
    pub(super) fn callee_below(&self, depth: usize) -> String {
        let place = self.frame.values.len().saturating_sub(depth);
        let callee = self.frame.values.get(place).cloned().unwrap_or(Object::None);
        match &callee {
            Object::Function(function) => match &*function.module.borrow() {
                Object::Str(module) => format!("{module}.{}()", function.qualname()),
                _ => format!("{}()", function.qualname()),
            },
            Object::Method(method) => match &method.function {
                Object::Function(function) => match &*function.module.borrow() {
                    Object::Str(module) => format!("{module}.{}()", function.qualname()),
                    _ => format!("{}()", function.qualname()),
                },
                Object::Native(function) => format!("{}()", function.name),
                _ => "function".to_owned(),
            },
            Object::Native(function) => format!("{}()", function.name),
            Object::Class(class) => class.full_name(),
            other => format!("{} object", self.vm.class_name(other)),
        }
    }

    fn format_value(&mut self, conversion: u16, has_spec: bool) -> PyResult<()> {
        let spec = if has_spec { pop!(self).as_str().cloned() } else { None };
        let value = pop!(self);
        let value = match conversion {
            1 => Object::Str(self.vm.str(&value)?),
            2 => Object::Str(self.vm.repr(&value)?),
            3 => Object::from(crate::format::quote::escape_non_ascii(&self.vm.repr(&value)?)),
            _ => value,
        };
        let text = match (&value, &spec) {
            (Object::Str(text), None) => text.clone(),
            (Object::Int(value), None) => crate::format::number::small_int(*value),
            _ => self.vm.format(&value, spec.as_deref().unwrap_or_default())?,
        };
        self.push(Object::Str(text));
        Ok(())
    }

    /// Keeps a copy of the locals where `locals()` finds it.
    fn share_locals(&mut self) {
        let shared = match &self.frame.namespace {
            Some(own) => Rc::clone(own),
            None if self.frame.code.kind == crate::code::CodeKind::Module => {
                Rc::clone(&self.frame.globals)
            }
            None => Rc::new(self.locals()),
        };
        *self.vm.shared_locals.borrow_mut() = Some(shared);
    }

    fn locals(&self) -> Dict {
        let locals = Dict::new();
        for (name, value) in self.frame.code.local_names.iter().zip(&self.frame.values) {
            let is_cell = self.frame.code.cell_names.contains(name);
            if !value.is_unbound() && !name.starts_with('.') && !is_cell {
                locals.set_str(name, value.clone());
            }
        }
        for (name, cell) in self.frame.code.cell_names.iter().zip(&self.frame.cells) {
            let value = cell.get();
            if !value.is_unbound() {
                locals.set_str(name, value);
            }
        }
        locals
    }
}
