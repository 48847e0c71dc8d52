//! `.c`: columns by name and by place.

use std::rc::Rc;

use ormlab_core::column::Column;
use ormlab_core::expr::Expr;
use ormlab_core::from::FromClause;
use ormlab_python::object::args::Args;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Vm};

use crate::error::argument_error;
use crate::expr::expr_object;
use crate::names;

/// Where the columns come from.
enum Source {
    From(FromClause),
    Pairs(Vec<(Rc<str>, Expr)>),
}

/// `.c` of something.
pub(crate) struct ColumnsObject(Source);

/// A collection of these columns.
pub(crate) fn columns_object(_: &Vm, columns: &[Column]) -> Object {
    let pairs = columns.iter().map(|column| (column.key(), Expr::from(column)));
    Object::host(ColumnsObject(Source::Pairs(pairs.collect())))
}

/// A collection of these expressions.
pub(crate) fn pairs_object(pairs: Vec<(Rc<str>, Expr)>) -> Object {
    Object::host(ColumnsObject(Source::Pairs(pairs)))
}

impl ColumnsObject {
    /// `.c` of an element of FROM.
    pub(crate) fn of(from: &FromClause) -> ColumnsObject {
        ColumnsObject(Source::From(from.clone()))
    }

    fn pairs(&self) -> Vec<(Rc<str>, Expr)> {
        match &self.0 {
            Source::Pairs(pairs) => pairs.clone(),
            Source::From(FromClause::Table(table)) => {
                table.columns().iter().map(|column| (column.key(), Expr::from(column))).collect()
            }
            Source::From(from) => {
                let columns = from.columns();
                columns
                    .pairs()
                    .iter()
                    .map(|(key, column)| (key.clone(), Expr::from(column)))
                    .collect()
            }
        }
    }

    /// The columns.
    pub(crate) fn exprs(&self) -> Vec<Expr> {
        self.pairs().into_iter().map(|(_, expr)| expr).collect()
    }

    fn find(&self, name: &str) -> Option<Expr> {
        match &self.0 {
            Source::From(from) => from.column(name).map(|column| Expr::from(&column)),
            Source::Pairs(pairs) => {
                pairs.iter().find(|(key, _)| **key == *name).map(|(_, expr)| expr.clone())
            }
        }
    }

    fn objects(&self, vm: &Vm) -> Vec<Object> {
        self.pairs().iter().map(|(_, expr)| expr_object(vm, expr)).collect()
    }

    fn at(&self, vm: &Vm, key: &Object) -> PyResult {
        if let Some(name) = key.as_str() {
            let found = self.find(name).map(|expr| expr_object(vm, &expr));
            return found.ok_or_else(|| vm.key_error(name.clone()));
        }
        let objects = self.objects(vm);
        match key {
            Object::Int(_) => vm
                .get_item(&Object::tuple(objects), key)
                .map_err(|_| vm.index_error("list index out of range")),
            Object::Slice(_) => {
                let chosen = vm.collect(&vm.get_item(&Object::tuple(objects), key)?)?;
                self.chosen(vm, &chosen)
            }
            Object::Tuple(keys) => {
                let chosen: PyResult<Vec<Object>> =
                    keys.iter().map(|key| self.at(vm, key)).collect();
                self.chosen(vm, &chosen?)
            }
            _ => Err(vm.key_error(key.clone())),
        }
    }

    fn chosen(&self, vm: &Vm, objects: &[Object]) -> PyResult {
        let mut pairs = Vec::new();
        for object in objects {
            let expr = crate::expr::receiver(vm, &mut Args::one(object.clone()))?;
            let known = self.pairs().into_iter().find(|(_, own)| own.id() == expr.id());
            pairs.extend(known);
        }
        Ok(pairs_object(pairs))
    }
}

impl HostObject for ColumnsObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "ReadOnlyColumnCollection")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if let Some(found) = self.find(name) {
            return Ok(Some(expr_object(vm, &found)));
        }
        if name.starts_with("__") || self.class(vm).lookup(name).is_some() {
            return Ok(None);
        }
        Err(vm.attribute_error(name.clone(), &Object::Host(self), name))
    }

    fn dir(&self) -> Vec<Str> {
        self.pairs().iter().map(|(key, _)| Str::from(&**key)).collect()
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(self.pairs().len()))
    }

    fn truth(&self, _: &Vm) -> PyResult<Option<bool>> {
        Ok(Some(true))
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        vm.iter(&self.objects(vm).into()).map(Some)
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        self.at(vm, key).map(Some)
    }

    fn contains(&self, vm: &Vm, item: &Object) -> PyResult<Option<bool>> {
        match item.as_str() {
            Some(name) => Ok(Some(self.find(name).is_some())),
            None => Err(argument_error(vm, "__contains__ requires a string argument")),
        }
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        let mut shown = Vec::new();
        for object in self.objects(vm) {
            shown.push(vm.str(&object)?.to_string());
        }
        Ok(Some(format!("ReadOnlyColumnCollection({})", shown.join(", "))))
    }
}

fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Rc<ColumnsObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast().ok_or_else(|| vm.type_error("a collection of columns is required"))
}

fn name(text: &str) -> Object {
    Object::from(text)
}

/// `ReadOnlyColumnCollection`.
pub(super) fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("keys", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            Ok(Object::list(this.pairs().iter().map(|(key, _)| name(key))))
        })
        .method("values", |vm, mut args| Ok(receiver(vm, &mut args)?.objects(vm).into()))
        .method("items", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let pairs = this.pairs();
            Ok(Object::list(
                pairs.iter().map(|(key, expr)| Object::tuple([name(key), expr_object(vm, expr)])),
            ))
        })
        .method("get", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [key, default] = args.bind(vm, "get", ["key", "default"], 1)?;
            let found = key.as_ref().and_then(Object::as_str).and_then(|key| this.find(key));
            Ok(found.map_or(default.unwrap_or(Object::None), |expr| expr_object(vm, &expr)))
        })
        .method("contains_column", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let column = crate::expr::receiver(vm, &mut args)?;
            Ok(this.pairs().iter().any(|(_, own)| own.id() == column.id()).into())
        })
        .method("corresponding_column", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let column = crate::expr::receiver(vm, &mut args)?;
            let found = match (&this.0, column.as_column()) {
                (Source::From(from), Some(column)) => from.corresponding_column(column),
                _ => None,
            };
            Ok(found.map(|column| crate::schema::column_object(vm, &column)).into())
        })
}
