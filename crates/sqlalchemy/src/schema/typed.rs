//! `class user_cols(TypedColumns)`: a class whose annotations and columns are those of a table.

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::column::Column;
use ormlab_core::types::SqlType;
use ormlab_python::modules::{datetime, typing};
use ormlab_python::{
    AliasKind, Args, Class, ClassBuilder, GenericAlias, Mode, Object, PyResult, Str, Vm,
};

use super::column_from;
use crate::error::{argument_error, invalid_request};
use crate::names;

/// `Named[int]` and `Column[int]`: what an annotation says of a column.
pub(super) fn annotation_of(vm: &Vm, class: &Class, key: &Object) -> PyResult {
    if key.as_tuple().is_some() {
        let message =
            format!("Too many arguments for {}; actual 2, expected 1", vm.repr(&class.into())?);
        return Err(vm.type_error(message));
    }
    Ok(Object::Alias(Rc::new(GenericAlias {
        kind: AliasKind::Typing,
        origin: class.into(),
        args: vec![key.clone()],
        name: Some(Str::intern(&class.full_name())),
    })))
}

/// `TypedColumns`.
pub(super) fn fill(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(|vm, _, _| Err(invalid_request(vm, "Cannot instantiate a TypedColumns object.")))
        .init_subclass(refuse_methods)
}

fn is_dunder(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

fn refuse_methods(vm: &Vm, class: &Class, _: Args) -> PyResult<()> {
    let items = class.own_items();
    let methods = items.iter().filter(|(name, value)| !is_dunder(name) && vm.is_callable(value));
    let mut methods: Vec<String> =
        methods.map(|(name, _)| crate::conversion::quoted(name)).collect();
    if methods.is_empty() {
        return Ok(());
    }
    methods.sort();
    let found = methods.join(", ");
    let message = format!("TypedColumns subclasses may not define methods. Found [{found}]");
    Err(invalid_request(vm, message))
}

/// One name of a class: its value, its annotation.
type Entry = (Str, Option<Object>, Option<Object>);

/// The names of a class body in the order in which they were written.
fn entries(class: &Class) -> Vec<Entry> {
    let mut entries: IndexMap<Str, (Option<Object>, Option<Object>)> = IndexMap::new();
    let annotations = class.own("__annotations__");
    let annotations = annotations.and_then(|found| found.as_dict().map(|dict| dict.str_items()));
    let annotations = annotations.unwrap_or_default();
    let values = class.own_items();
    let mut rest = annotations.iter().peekable();
    for (name, value) in &values {
        if annotations.iter().any(|(known, _)| known == name) {
            while let Some((known, hint)) = rest.next_if(|(known, _)| known != name) {
                entries.entry(known.clone()).or_default().1 = Some(hint.clone());
            }
            if let Some((_, hint)) = rest.next() {
                entries.entry(name.clone()).or_default().1 = Some(hint.clone());
            }
        }
        entries.entry(name.clone()).or_default().0 = Some(value.clone());
    }
    for (known, hint) in rest {
        entries.entry(known.clone()).or_default().1 = Some(hint.clone());
    }
    let entries = entries.into_iter().filter(|(name, _)| !is_dunder(name));
    entries.map(|(name, (value, hint))| (name, value, hint)).collect()
}

/// The columns of a class, those of its bases going first.
pub(super) fn columns(vm: &Vm, class: &Class) -> PyResult<Vec<Column>> {
    let stop = names::class(vm, "TypedColumns").mro();
    let mut columns: IndexMap<Str, Column> = IndexMap::new();
    for base in class.mro().iter().rev().filter(|base| !stop.contains(base)) {
        for (name, value, annotation) in entries(base) {
            let place = Place { class, base, name: &name };
            let column = match (value.filter(|value| !value.is_none()), annotation) {
                (Some(value), annotation) => place.given(vm, &value, annotation.as_ref())?,
                (None, Some(annotation)) => place.annotated(vm, &annotation)?,
                (None, None) => continue,
            };
            columns.insert(name, column);
        }
    }
    Ok(columns.into_values().collect())
}

/// The name that is looked at.
struct Place<'a> {
    class: &'a Class,
    base: &'a Class,
    name: &'a Str,
}

impl Place<'_> {
    fn shown(&self) -> String {
        format!("'{}.{}'", self.base.name(), self.name)
    }

    /// What is inside of the annotation; `None` for `Named` alone.
    fn inner(&self, vm: &Vm, raw: &Object) -> PyResult<Option<Object>> {
        let place = format!("'{}.{}'", self.class.name(), self.name);
        let annotation = match raw.as_str() {
            Some(text) => evaluate(vm, text).map_err(|raised| {
                let message =
                    format!("Could not interpret annotation {text} for attribute {place}");
                let error = argument_error(vm, message);
                error.set_cause(Rc::clone(raised.instance()));
                error
            })?,
            None => raw.clone(),
        };
        let is_container = |object: &Object| {
            object.as_class().is_some_and(|class| {
                class.is_subclass(&names::class(vm, "Named"))
                    || class.is_subclass(&names::class(vm, "Column"))
            })
        };
        if is_container(&annotation) {
            return Ok(None);
        }
        match &annotation {
            Object::Alias(alias) if is_container(&alias.origin) => Ok(alias.args.first().cloned()),
            _ => {
                let shown = vm.str(raw)?;
                let message = format!(
                    "Annotation {shown} for attribute {place} is not of type Named/Column[...]"
                );
                Err(argument_error(vm, message))
            }
        }
    }

    fn annotated(&self, vm: &Vm, raw: &Object) -> PyResult<Column> {
        let shown = vm.str(raw)?;
        let Some(inner) = self.inner(vm, raw)? else {
            let message = format!(
                "No type information could be extracted from annotation {shown} for attribute {}",
                self.shown()
            );
            return Err(argument_error(vm, message));
        };
        let (plain, nullable) = without_none(vm, &inner)?;
        let Some(sql_type) = of_python(vm, &plain) else {
            let message = format!(
                "Could not find a SQL type for type {} obtained from annotation {shown} in \
                 attribute {}",
                vm.str(&inner)?,
                self.shown()
            );
            return Err(argument_error(vm, message));
        };
        Ok(Column::new(self.name, sql_type).nullable(nullable))
    }

    fn given(&self, vm: &Vm, value: &Object, annotation: Option<&Object>) -> PyResult<Column> {
        let own = column_from(vm, value)?.filter(|column| column.schema().is_some());
        let Some(own) = own else {
            let message = format!(
                "Unexpected value for attribute {}. Expected a Column, not: {}",
                self.shown(),
                vm.repr(&vm.class_of(value).into())?
            );
            return Err(argument_error(vm, message));
        };
        let column = own.copy();
        if column.name().is_empty() {
            column.0.name.replace(self.name.as_str().into());
        } else if column.key() == column.name() {
            column.0.key.replace(self.name.as_str().into());
        }
        let inner = annotation.map(|raw| self.inner(vm, raw)).transpose()?.flatten();
        let inner = inner.map(|inner| without_none(vm, &inner)).transpose()?;
        if column.sql_type().is_null() {
            let known = inner.as_ref().and_then(|(plain, _)| of_python(vm, plain));
            match known {
                Some(sql_type) => drop(column.0.sql_type.replace(sql_type)),
                None if !own.foreign_keys().is_empty() => {}
                None => {
                    let message = format!(
                        "Python typing annotation is required for attribute {} when primary \
                         argument(s) for Column construct are None or not present",
                        self.shown()
                    );
                    return Err(argument_error(vm, message));
                }
            }
        }
        if let (Some((_, nullable)), Some(schema)) = (inner, column.schema())
            && schema.nullable.get().is_none()
            && !schema.primary_key.get()
        {
            schema.nullable.set(Some(nullable));
        }
        Ok(column)
    }
}

fn evaluate(vm: &Vm, text: &str) -> PyResult {
    let code = vm.compile(text, "<string>", Mode::Eval)?;
    vm.run(&code, &vm.current_globals().unwrap_or_default())
}

/// A type without `None`, and whether that was in it.
fn without_none(vm: &Vm, object: &Object) -> PyResult<(Object, bool)> {
    let is_none = |part: &Object| {
        part.is_none() || part.as_class().is_some_and(|class| *class == vm.types().none)
    };
    match object {
        Object::Alias(alias) if matches!(alias.kind, AliasKind::Union | AliasKind::Bar) => {
            let (nones, parts): (Vec<Object>, Vec<Object>) =
                alias.args.iter().cloned().partition(is_none);
            Ok((typing::union(vm, parts)?, !nones.is_empty()))
        }
        other => Ok((other.clone(), is_none(other))),
    }
}

/// The SQL type that stands for a class of Python where nothing else is said.
pub(crate) fn of_python(vm: &Vm, object: &Object) -> Option<SqlType> {
    let class = object.as_class()?;
    let types = vm.types();
    let dates = datetime::Classes::of(vm);
    let plain = [
        (&types.str, SqlType::String(Default::default())),
        (&types.int, SqlType::Integer),
        (&types.bool, SqlType::BOOLEAN),
        (&types.float, SqlType::Double(Default::default())),
        (&types.bytes, SqlType::LargeBinary { length: None }),
        (&dates.datetime, SqlType::DateTime { timezone: false }),
        (&dates.date, SqlType::Date),
        (&dates.time, SqlType::Time { timezone: false }),
        (&dates.timedelta, SqlType::Interval),
    ];
    if let Some((_, found)) = plain.into_iter().find(|(known, _)| *known == class) {
        return Some(found);
    }
    match class.full_name().as_str() {
        "decimal.Decimal" => Some(SqlType::Numeric(Default::default())),
        "uuid.UUID" => Some(SqlType::Uuid { as_uuid: true }),
        _ => None,
    }
}
