//! `repr`, `str`, `format`, `print`.

use std::rc::Rc;

use super::Vm;
use crate::exception::PyResult;
use crate::format::number::{float_repr, int_text};
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Layout;
use crate::object::instance::Instance;
use crate::object::string::Str;
use crate::object::view::ViewKind;

impl Vm {
    /// `repr(object)`.
    pub fn repr(&self, object: &Object) -> PyResult<Str> {
        match object {
            Object::Host(host) => match host.repr(self)? {
                Some(text) => Ok(text.into()),
                None => self.repr_by_class(object),
            },
            Object::Instance(_) => self.repr_by_class(object),
            Object::Class(class) if class.metaclass().is_some() => self.repr_by_class(object),
            _ => self.plain_repr(object).map(Str::from),
        }
    }

    fn repr_by_class(&self, object: &Object) -> PyResult<Str> {
        let custom = self.class_of(object).lookup(&self.names.repr);
        match custom {
            Some(custom) => self.text_of(object, custom, "__repr__"),
            None => self.plain_repr(object).map(Str::from),
        }
    }

    fn text_of(&self, object: &Object, custom: Object, name: &str) -> PyResult<Str> {
        let custom = self.bind(custom, object, &self.class_of(object))?;
        let result = self.call(&custom, Args::none())?;
        match result.as_str() {
            Some(text) => Ok(text.clone()),
            None => {
                let given = self.class_name(&result);
                Err(self.type_error(format!("{name} returned non-string (type {given})")))
            }
        }
    }

    /// `str(object)`.
    pub fn str(&self, object: &Object) -> PyResult<Str> {
        match object {
            Object::Str(text) => return Ok(text.clone()),
            Object::Int(value) => return Ok(crate::format::number::small_int(*value)),
            Object::Host(host) => {
                if let Some(text) = host.str(self)? {
                    return Ok(text.into());
                }
                if let Some(custom) = host.class(self).lookup(&self.names.str) {
                    return self.text_of(object, custom, "__str__");
                }
            }
            Object::Instance(instance) => {
                let class = instance.class();
                if let Some(custom) = class.lookup(&self.names.str) {
                    return self.text_of(object, custom, "__str__");
                }
                if let Object::Str(text) = &instance.value {
                    return Ok(text.clone());
                }
                if class.hooks().layout == Layout::Exception {
                    return self.exception_text(instance);
                }
            }
            Object::Class(class) if class.metaclass().is_some() => {
                if let Some(custom) = self.class_of(object).lookup(&self.names.str) {
                    return self.text_of(object, custom, "__str__");
                }
            }
            _ => {}
        }
        self.repr(object)
    }

    /// `str(exception)` where no class of a script says otherwise.
    pub(crate) fn exception_text(&self, instance: &Instance) -> PyResult<Str> {
        let args = instance.exception().args();
        match args.as_slice() {
            _ if instance.class().is_subclass(&self.exceptions.syntax_error) => {
                self.syntax_text(instance)
            }
            [] => Ok("".into()),
            [one] if instance.class().is_subclass(&self.exceptions.key_error) => self.repr(one),
            [one] => self.str(one),
            [number, text, ..] if instance.class().is_subclass(&self.exceptions.os_error) => {
                Ok(format!("[Errno {}] {}", self.str(number)?, self.str(text)?).into())
            }
            _ => self.repr(&Object::tuple(args)),
        }
    }

    fn syntax_text(&self, instance: &Instance) -> PyResult<Str> {
        let field = |name: &str| instance.dict_if_any().and_then(|dict| dict.get_text(name));
        let Some(message) = field("msg") else {
            return match instance.exception().args().first() {
                Some(first) => self.str(first),
                None => Ok("None".into()),
            };
        };
        let message = self.str(&message)?;
        Ok(match (field("filename"), field("lineno")) {
            (Some(Object::Str(file)), Some(line)) => {
                let file = file.rsplit('/').next().unwrap_or_default();
                format!("{message} ({file}, line {})", self.str(&line)?).into()
            }
            _ => message,
        })
    }

    fn guarded(
        &self,
        object: &Object,
        again: &str,
        make: impl FnOnce() -> PyResult<String>,
    ) -> PyResult<String> {
        let address = object.address().unwrap_or_default();
        if self.showing.borrow().contains(&address) {
            return Ok(again.to_owned());
        }
        if self.showing.borrow().len() >= self.options.native_limit {
            return Err(self.raise(
                &self.exceptions.recursion,
                "maximum recursion depth exceeded while getting the repr of an object",
            ));
        }
        self.showing.borrow_mut().push(address);
        let made = make();
        self.showing.borrow_mut().pop();
        made
    }

    /// `repr` of a built-in value, and of others as `object` shows them.
    pub(crate) fn plain_repr(&self, object: &Object) -> PyResult<String> {
        Ok(match object {
            Object::Unbound => "<NULL>".to_owned(),
            Object::None => "None".to_owned(),
            Object::Ellipsis => "Ellipsis".to_owned(),
            Object::NotImplemented => "NotImplemented".to_owned(),
            Object::Bool(true) => "True".to_owned(),
            Object::Bool(false) => "False".to_owned(),
            Object::Int(value) => value.to_string(),
            Object::BigInt(value) => int_text(self, value)?,
            Object::Float(value) => float_repr(*value),
            Object::Str(text) => crate::format::quote::str_repr(text),
            Object::Bytes(bytes) => crate::format::quote::bytes_repr(bytes),
            Object::Tuple(items) => self.guarded(object, "(...)", || match &items[..] {
                [one] => Ok(format!("({},)", self.repr(one)?)),
                items => Ok(format!("({})", self.joined(items)?)),
            })?,
            Object::List(list) => self
                .guarded(object, "[...]", || Ok(format!("[{}]", self.joined(&list.snapshot())?)))?,
            Object::Dict(dict) => self.guarded(object, "{...}", || self.dict_repr(dict))?,
            Object::Set(set) if set.is_empty() => "set()".to_owned(),
            Object::Set(set) => self.guarded(object, "set(...)", || {
                Ok(format!("{{{}}}", self.joined(&set.items())?))
            })?,
            Object::FrozenSet(set) if set.is_empty() => "frozenset()".to_owned(),
            Object::FrozenSet(set) => self.guarded(object, "frozenset(...)", || {
                Ok(format!("frozenset({{{}}})", self.joined(&set.items())?))
            })?,
            Object::Slice(slice) => format!(
                "slice({}, {}, {})",
                self.repr(&slice.start)?,
                self.repr(&slice.stop)?,
                self.repr(&slice.step)?
            ),
            Object::Range(range) if range.step == 1 => {
                format!("range({}, {})", range.start, range.stop)
            }
            Object::Range(range) => {
                format!("range({}, {}, {})", range.start, range.stop, range.step)
            }
            Object::View(view) => self.guarded(object, "...", || self.view_repr(view))?,
            Object::Alias(alias) => crate::format::alias::alias_repr(self, alias)?,
            Object::Instance(instance) => self.instance_repr(object, instance)?,
            _ => self.identity_repr(object)?,
        })
    }

    fn joined(&self, items: &[Object]) -> PyResult<String> {
        let mut text = String::new();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            text.push_str(&self.repr(item)?);
        }
        Ok(text)
    }

    pub(crate) fn dict_repr(&self, dict: &crate::object::dict::Dict) -> PyResult<String> {
        let mut text = String::from("{");
        for (index, (key, value)) in dict.items().iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            text.push_str(&self.repr(key)?);
            text.push_str(": ");
            text.push_str(&self.repr(value)?);
        }
        text.push('}');
        Ok(text)
    }

    fn view_repr(&self, view: &crate::object::view::DictView) -> PyResult<String> {
        Ok(match view.kind {
            ViewKind::Proxy => format!("mappingproxy({})", self.dict_repr(&view.dict)?),
            ViewKind::Keys => format!("dict_keys([{}])", self.joined(&view.dict.keys())?),
            ViewKind::Values => format!("dict_values([{}])", self.joined(&view.dict.values())?),
            ViewKind::Items => {
                let pairs =
                    view.dict.items().into_iter().map(|(key, value)| Object::tuple([key, value]));
                format!("dict_items([{}])", self.joined(&pairs.collect::<Vec<_>>())?)
            }
        })
    }

    fn instance_repr(&self, object: &Object, instance: &Rc<Instance>) -> PyResult<String> {
        let class = instance.class();
        if class.hooks().layout == Layout::Exception {
            let args = instance.exception().args();
            return Ok(match args.as_slice() {
                [one] => format!("{}({})", class.name(), self.repr(one)?),
                args => format!("{}({})", class.name(), self.joined(args)?),
            });
        }
        match &instance.value {
            Object::Unbound => Ok(self.default_repr(object)),
            inner @ (Object::Set(_) | Object::FrozenSet(_)) => {
                let items = self.collect(inner)?;
                if items.is_empty() {
                    return Ok(format!("{}()", class.name()));
                }
                self.guarded(object, "...", || {
                    Ok(format!("{}({{{}}})", class.name(), self.joined(&items)?))
                })
            }
            inner => self.guarded(object, "...", || self.plain_repr(inner)),
        }
    }

    /// `<module.Class object at 0x…>`.
    pub fn default_repr(&self, object: &Object) -> String {
        let class = self.class_of(object);
        format!("<{}.{} object at {}>", class.module(), class.qualname(), address(object))
    }

    fn identity_repr(&self, object: &Object) -> PyResult<String> {
        Ok(match object {
            Object::Function(function) => {
                format!("<function {} at {}>", function.qualname(), address(object))
            }
            Object::Native(function) => match &function.owner {
                Some(owner) if function.binds => {
                    format!("<method '{}' of '{owner}' objects>", function.name)
                }
                _ => format!("<built-in function {}>", function.name),
            },
            Object::Method(method) => self.method_repr(method)?,
            Object::Class(class) => format!("<class '{}'>", class.full_name()),
            Object::Module(module) => format!("<module '{}' (built-in)>", module.name()),
            Object::Generator(generator) => {
                let kind = if generator.is_coroutine { "coroutine" } else { "generator" };
                format!("<{kind} object {} at {}>", generator.qualname, address(object))
            }
            Object::Iter(iterator) => {
                format!("<{} object at {}>", iterator.class_name, address(object))
            }
            Object::StaticMethod(inner) => format!("<staticmethod({})>", self.repr(inner)?),
            Object::ClassMethod(inner) => format!("<classmethod({})>", self.repr(inner)?),
            Object::GetSet(getset) => format!("<attribute '{}'>", getset.name),
            Object::Super(parent) => {
                let class = self.class_name(&parent.object);
                format!("<super: <class '{}'>, <{class} object>>", parent.after.name())
            }
            Object::Property(_) => format!("<property object at {}>", address(object)),
            Object::Code(code) => format!(
                "<code object {} at {}, file \"{}\", line {}>",
                code.name,
                address(object),
                code.source.name,
                code.first_line()
            ),
            _ => self.default_repr(object),
        })
    }

    fn method_repr(&self, method: &crate::object::function::BoundMethod) -> PyResult<String> {
        match &method.function {
            Object::Native(function) => Ok(format!(
                "<built-in method {} of {} object at {}>",
                function.name,
                self.class_name(&method.receiver),
                address(&method.receiver)
            )),
            function => {
                let name = match function {
                    Object::Function(function) => function.qualname(),
                    other => self.class_name(other),
                };
                Ok(format!("<bound method {name} of {}>", self.repr(&method.receiver)?))
            }
        }
    }

    /// Shows the value of an expression statement at a prompt.
    pub(crate) fn display(&self, value: &Object) -> PyResult<()> {
        let hook = self.display_hook.borrow().clone();
        if let Some(hook) = hook {
            return hook(self, value);
        }
        if value.is_none() {
            return Ok(());
        }
        let text = self.repr(value)?;
        self.write(super::Stream::Stdout, &format!("{text}\n"))
    }

    /// `format(object, spec)`.
    pub fn format(&self, object: &Object, spec: &str) -> PyResult<Str> {
        if let Object::Host(host) = object
            && let Some(text) = host.format(self, spec)?
        {
            return Ok(text.into());
        }
        if matches!(object, Object::Instance(_) | Object::Host(_)) {
            let custom = self.class_of(object).get("__format__");
            if let Some(custom @ (Object::Function(_) | Object::Native(_))) = custom {
                let custom = self.bind(custom, object, &self.class_of(object))?;
                let result = self.call(&custom, Args::one(spec))?;
                return match result.as_str() {
                    Some(text) => Ok(text.clone()),
                    None => {
                        let given = self.class_name(&result);
                        Err(self.type_error(format!("__format__ must return a str, not {given}")))
                    }
                };
            }
        }
        self.plain_format(object, spec)
    }

    /// `object.__format__(spec)` as the built-in classes define it.
    pub(crate) fn plain_format(&self, object: &Object, spec: &str) -> PyResult<Str> {
        if spec.is_empty() {
            return self.str(object);
        }
        crate::format::spec::format_value(self, object, spec).map(Str::from)
    }
}

/// `0x7f…`.
pub(crate) fn address(object: &Object) -> String {
    format!("{:#014x}", object.address().unwrap_or_default())
}
