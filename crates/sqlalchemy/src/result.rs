//! Results: what `execute` gives, as rows, scalars or mappings.

use std::rc::Rc;

use ormlab_core::value::Value;
use ormlab_engine::result::{
    CursorDetails, CursorResult, Fetch, FrozenResult, MappingResult, Row, ScalarResult,
    UniqueStrategy,
};
use ormlab_python::object::class::Class;
use ormlab_python::{Args, ClassBuilder, HostObject, Iter, Object, PyResult, Str, Vm};

use crate::arguments::{given, maybe_int};
use crate::conversion::{to_object, to_value};
use crate::error::{OrRaise, to_error};
use crate::names::{self, ClassSpec, Names};
use crate::row::{RowObject, keys_view, mapping_object, row_object};

/// A result in one of its shapes.
pub enum Shape {
    Rows(CursorResult),
    Scalars(ScalarResult),
    Mappings(MappingResult),
}

/// A result as a Python object.
pub struct ResultObject {
    pub shape: Shape,
}

/// The result as a Python object.
pub fn result_object(result: CursorResult) -> Object {
    Object::host(ResultObject { shape: Shape::Rows(result) })
}

/// The scalars of a result as a Python object.
pub fn scalars_object(result: ScalarResult) -> Object {
    Object::host(ResultObject { shape: Shape::Scalars(result) })
}

/// Does the same to each shape; `$convert` makes an object of an item.
macro_rules! each {
    ($vm:expr, $shape:expr, |$fetch:ident, $convert:ident| $body:expr) => {
        match $shape {
            Shape::Rows($fetch) => {
                let $convert = |row: &Row| row_object($vm, row);
                $body
            }
            Shape::Scalars($fetch) => {
                let $convert = |value: &Value| -> PyResult { Ok(to_object($vm, value)) };
                $body
            }
            Shape::Mappings($fetch) => {
                let $convert = |row: &Row| mapping_object($vm, row);
                $body
            }
        }
    };
}

impl ResultObject {
    fn rows(&self) -> &CursorResult {
        match &self.shape {
            Shape::Rows(result) => result,
            Shape::Scalars(result) => result.result(),
            Shape::Mappings(result) => result.result(),
        }
    }

    fn next_item(&self, vm: &Vm) -> PyResult<Option<Object>> {
        each!(vm, &self.shape, |fetch, convert| {
            fetch.fetch_one().or_raise(vm)?.map(|item| convert(&item)).transpose()
        })
    }

    fn all(&self, vm: &Vm) -> PyResult {
        each!(vm, &self.shape, |fetch, convert| {
            let items = fetch.all().or_raise(vm)?;
            let items: PyResult<Vec<Object>> = items.iter().map(convert).collect();
            Ok(items?.into())
        })
    }

    fn many(&self, vm: &Vm, size: Option<usize>) -> PyResult {
        each!(vm, &self.shape, |fetch, convert| {
            let items = fetch.fetch_many(size).or_raise(vm)?;
            let items: PyResult<Vec<Object>> = items.iter().map(convert).collect();
            Ok(items?.into())
        })
    }

    fn partition(&self, vm: &Vm, size: Option<usize>) -> PyResult<Option<Object>> {
        each!(vm, &self.shape, |fetch, convert| {
            let Some(items) = fetch.next_partition(size).or_raise(vm)? else { return Ok(None) };
            let items: PyResult<Vec<Object>> = items.iter().map(convert).collect();
            Ok(Some(items?.into()))
        })
    }

    fn first(&self, vm: &Vm) -> PyResult {
        each!(vm, &self.shape, |fetch, convert| {
            let item = fetch.first().or_raise(vm)?;
            item.map_or(Ok(Object::None), |item| convert(&item))
        })
    }

    fn one(&self, vm: &Vm) -> PyResult {
        each!(vm, &self.shape, |fetch, convert| convert(&fetch.one().or_raise(vm)?))
    }

    fn one_or_none(&self, vm: &Vm) -> PyResult {
        each!(vm, &self.shape, |fetch, convert| {
            let item = fetch.one_or_none().or_raise(vm)?;
            item.map_or(Ok(Object::None), |item| convert(&item))
        })
    }
}

impl HostObject for ResultObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(
            vm,
            match &self.shape {
                Shape::Rows(result) if result.cursor().is_some() => "CursorResult",
                Shape::Rows(result) if result.keys().is_ok_and(|keys| !keys.is_empty()) => {
                    "ChunkedIteratorResult"
                }
                Shape::Rows(_) => "IteratorResult",
                Shape::Scalars(_) => "ScalarResult",
                Shape::Mappings(_) => "MappingResult",
            },
        )
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let result = self.rows();
        match name.as_str() {
            "closed" => return Ok(Some(result.is_closed().into())),
            "_soft_closed" => return Ok(Some(result.is_soft_closed().into())),
            _ => {}
        }
        match (&self.shape, result.cursor()) {
            (Shape::Rows(_), Some(cursor)) => cursor_attribute(vm, result, cursor, name),
            _ => Ok(None),
        }
    }

    fn iter(self: Rc<Self>, _: &Vm) -> PyResult<Option<Object>> {
        let this = Rc::clone(&self);
        Ok(Some(Iter::native("generator", move |vm| this.next_item(vm))))
    }

    fn next(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Option<Object>>> {
        self.next_item(vm).map(Some)
    }

    fn enter(self: Rc<Self>, _: &Vm) -> PyResult<Option<Object>> {
        Ok(Some(Object::Host(self)))
    }

    fn exit(self: Rc<Self>, _: &Vm, _: &Object) -> PyResult<Option<bool>> {
        self.rows().close();
        Ok(Some(false))
    }
}

fn maybe_row(vm: &Vm, row: Option<Row>) -> PyResult {
    row.map_or(Ok(Object::None), |row| row_object(vm, &row))
}

/// What only a cursor's result has.
fn cursor_attribute(
    vm: &Vm,
    result: &CursorResult,
    cursor: &CursorDetails,
    name: &Str,
) -> PyResult<Option<Object>> {
    Ok(Some(match name.as_str() {
        "returns_rows" => result.returns_rows().into(),
        "rowcount" => cursor.rowcount().into(),
        "lastrowid" => cursor.lastrowid().unwrap_or(0).into(),
        "is_insert" => cursor.is_insert().into(),
        "inserted_primary_key" => maybe_row(vm, cursor.inserted_primary_key().or_raise(vm)?)?,
        "inserted_primary_key_rows" => {
            let rows = cursor.inserted_primary_key_rows().or_raise(vm)?;
            let rows: PyResult<Vec<Object>> = rows.iter().map(|row| row_object(vm, row)).collect();
            rows?.into()
        }
        "returned_defaults" => maybe_row(vm, cursor.returned_defaults().or_raise(vm)?)?,
        "returned_defaults_rows" => match cursor.returned_defaults_rows() {
            Some(rows) => {
                let rows: PyResult<Vec<Object>> =
                    rows.iter().map(|row| row_object(vm, row)).collect();
                rows?.into()
            }
            None => Object::None,
        },
        "connection" => crate::connection::connection_object(vm, cursor.connection()),
        "context" => crate::event::context_object(vm, cursor.context()),
        _ => return Ok(None),
    }))
}

fn receiver(vm: &Vm, args: &mut Args) -> PyResult<(Object, Rc<ResultObject>)> {
    let this = crate::arguments::receiver(args);
    match this.downcast() {
        Some(result) => Ok((this, result)),
        None => Err(vm.type_error("a Result is required")),
    }
}

fn size(vm: &Vm, args: Args, name: &str) -> PyResult<Option<usize>> {
    let [size] = args.bind(vm, name, ["size"], 0)?;
    Ok(maybe_int(vm, size)?.and_then(|size| usize::try_from(size).ok()))
}

/// Methods of every shape.
fn fetching(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("all", |vm, mut args| receiver(vm, &mut args)?.1.all(vm))
        .method("fetchall", |vm, mut args| receiver(vm, &mut args)?.1.all(vm))
        .method("fetchmany", |vm, mut args| {
            let (_, this) = receiver(vm, &mut args)?;
            this.many(vm, size(vm, args, "fetchmany")?)
        })
        .method("fetchone", |vm, mut args| {
            Ok(receiver(vm, &mut args)?.1.next_item(vm)?.unwrap_or(Object::None))
        })
        .method("first", |vm, mut args| receiver(vm, &mut args)?.1.first(vm))
        .method("one", |vm, mut args| receiver(vm, &mut args)?.1.one(vm))
        .method("one_or_none", |vm, mut args| receiver(vm, &mut args)?.1.one_or_none(vm))
        .method("partitions", |vm, mut args| {
            let (_, this) = receiver(vm, &mut args)?;
            let size = size(vm, args, "partitions")?;
            Ok(Iter::native("generator", move |vm| this.partition(vm, size)))
        })
        .method("unique", unique)
        .method("yield_per", |vm, mut args| {
            let (object, this) = receiver(vm, &mut args)?;
            if let Some(number) = size(vm, args, "yield_per")? {
                this.rows().yield_per(number);
            }
            Ok(object)
        })
        .method("close", |vm, mut args| {
            receiver(vm, &mut args)?.1.rows().close();
            Ok(Object::None)
        })
}

fn unique(vm: &Vm, mut args: Args) -> PyResult {
    let (_, this) = receiver(vm, &mut args)?;
    let [strategy] = args.bind(vm, "unique", ["strategy"], 0)?;
    let strategy = given(strategy).map(|strategy| unique_strategy(vm, strategy, &this.shape));
    let strategy = strategy.transpose()?;
    let shape = match &this.shape {
        Shape::Rows(result) => Shape::Rows(result.unique(strategy)),
        Shape::Scalars(result) => Shape::Scalars(result.unique(strategy)),
        Shape::Mappings(result) => Shape::Mappings(result.unique(strategy)),
    };
    Ok(Object::host(ResultObject { shape }))
}

/// What the function of the script says of a row, a value or a mapping.
fn unique_strategy(vm: &Vm, strategy: Object, shape: &Shape) -> PyResult<UniqueStrategy> {
    let weak = Names::of(vm).vm();
    let meta = match shape {
        Shape::Scalars(_) => None,
        Shape::Rows(result) => Some(result.meta().or_raise(vm)?),
        Shape::Mappings(result) => Some(result.result().meta().or_raise(vm)?),
    };
    let is_mapping = matches!(shape, Shape::Mappings(_));
    Ok(Rc::new(move |value| {
        let Some(vm) = weak.upgrade() else { return Ok(value) };
        let shown = match (&meta, &value) {
            (None, value) => to_object(&vm, value),
            (Some(meta), Value::Tuple(values)) if meta.len() != 1 => {
                let values = values.iter().map(|value| to_object(&vm, value)).collect();
                shaped(RowObject::of(values, Rc::clone(meta)), is_mapping)
            }
            (Some(meta), value) => {
                let values = Rc::from([to_object(&vm, value)]);
                shaped(RowObject::of(values, Rc::clone(meta)), is_mapping)
            }
        };
        let made = vm.call(&strategy, Args::one(shown)).and_then(|made| to_value(&vm, &made));
        made.map_err(|raised| to_error(&vm, raised))
    }))
}

fn shaped(row: RowObject, is_mapping: bool) -> Object {
    if is_mapping { crate::row::as_mapping(row) } else { Object::host(row) }
}

/// The place of a column in the rows, by index, name or column.
fn place(vm: &Vm, result: &CursorResult, key: &Object) -> PyResult<usize> {
    let meta = result.meta().or_raise(vm)?;
    if let Some(index) = key.as_int() {
        let index = if index < 0 { index + i64::try_from(meta.len()).unwrap_or(0) } else { index };
        return usize::try_from(index).map_err(|_| vm.index_error("list index out of range"));
    }
    if let Some(name) = key.as_str() {
        return meta.index_of(name).or_raise(vm);
    }
    let expr = crate::expr::receiver(vm, &mut Args::one(key.clone()))?;
    let shown = vm.str(key)?;
    meta.index_of_element(expr.id(), &shown).or_raise(vm)
}

fn places(vm: &Vm, result: &CursorResult, keys: &[Object]) -> PyResult<Vec<usize>> {
    keys.iter().map(|key| place(vm, result, key)).collect()
}

/// `result.freeze()`: called, it gives the rows once more.
struct FrozenObject(FrozenResult);

impl HostObject for FrozenObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "FrozenResult")
    }

    fn call(self: Rc<Self>, _: &Vm, _: Args) -> PyResult {
        Ok(result_object(self.0.thaw()))
    }

    fn is_callable(&self) -> bool {
        true
    }
}

fn merge(vm: &Vm, mut args: Args) -> PyResult {
    let (_, this) = receiver(vm, &mut args)?;
    let mut others = Vec::new();
    for object in &args.positional {
        match object.downcast_ref::<ResultObject>() {
            Some(other) => others.push(other.rows().clone()),
            None => return Err(vm.type_error("merge() takes results")),
        }
    }
    Ok(result_object(this.rows().merge(&others).or_raise(vm)?))
}

/// `Result`.
fn result_methods(vm: &Vm, builder: ClassBuilder) -> ClassBuilder {
    fetching(vm, builder)
        .method("freeze", |vm, mut args| {
            let (_, this) = receiver(vm, &mut args)?;
            Ok(Object::host(FrozenObject(this.rows().freeze().or_raise(vm)?)))
        })
        .method("merge", merge)
        .method("keys", |vm, mut args| {
            let (_, this) = receiver(vm, &mut args)?;
            Ok(keys_view(this.rows().keys().or_raise(vm)?))
        })
        .method("scalars", |vm, mut args| {
            let (_, this) = receiver(vm, &mut args)?;
            let [index] = args.bind(vm, "scalars", ["index"], 0)?;
            let index = match given(index) {
                Some(index) => place(vm, this.rows(), &index)?,
                None => 0,
            };
            Ok(scalars_object(this.rows().scalars(index).or_raise(vm)?))
        })
        .method("mappings", |vm, mut args| {
            let (_, this) = receiver(vm, &mut args)?;
            Ok(Object::host(ResultObject { shape: Shape::Mappings(this.rows().mappings()) }))
        })
        .method("tuples", |vm, mut args| {
            crate::row::warn_of_tuple(vm, "Result", "tuples", "()")?;
            Ok(crate::arguments::receiver(&mut args))
        })
        .method("columns", |vm, mut args| {
            let (object, this) = receiver(vm, &mut args)?;
            let places = places(vm, this.rows(), &args.positional)?;
            this.rows().columns(&places).or_raise(vm)?;
            Ok(object)
        })
        .method("scalar", |vm, mut args| {
            let value = receiver(vm, &mut args)?.1.rows().scalar().or_raise(vm)?;
            Ok(value.map_or(Object::None, |value| to_object(vm, &value)))
        })
        .method("scalar_one", |vm, mut args| {
            let value = receiver(vm, &mut args)?.1.rows().scalar_one().or_raise(vm)?;
            Ok(to_object(vm, &value))
        })
        .method("scalar_one_or_none", |vm, mut args| {
            let value = receiver(vm, &mut args)?.1.rows().scalar_one_or_none().or_raise(vm)?;
            Ok(value.map_or(Object::None, |value| to_object(vm, &value)))
        })
}

/// `CursorResult`.
fn cursor_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("last_inserted_params", last_parameters)
        .method("last_updated_params", last_parameters)
        .method("lastrow_has_defaults", |vm, mut args| {
            let (_, this) = receiver(vm, &mut args)?;
            Ok(this.rows().cursor().is_some_and(CursorDetails::lastrow_has_defaults).into())
        })
        .method("postfetch_cols", |vm, mut args| {
            let (_, this) = receiver(vm, &mut args)?;
            let columns =
                this.rows().cursor().map(CursorDetails::postfetch_columns).unwrap_or_default();
            Ok(Object::list(columns.iter().map(|column| crate::schema::column_object(vm, column))))
        })
        .method("supports_sane_rowcount", |_, _| Ok(true.into()))
}

fn last_parameters(vm: &Vm, mut args: Args) -> PyResult {
    let (_, this) = receiver(vm, &mut args)?;
    let known = this.rows().cursor().and_then(CursorDetails::last_parameters);
    let pairs = known.into_iter().flatten();
    Ok(Object::dict(pairs.map(|(name, value)| (Str::from(&**name), to_object(vm, value)))))
}

/// `MappingResult`.
fn mapping_methods(vm: &Vm, builder: ClassBuilder) -> ClassBuilder {
    fetching(vm, builder)
        .method("keys", |vm, mut args| {
            let (_, this) = receiver(vm, &mut args)?;
            Ok(keys_view(this.rows().keys().or_raise(vm)?))
        })
        .method("columns", |vm, mut args| {
            let (object, this) = receiver(vm, &mut args)?;
            let places = places(vm, this.rows(), &args.positional)?;
            this.rows().columns(&places).or_raise(vm)?;
            Ok(object)
        })
}

const RESULT: &str = "sqlalchemy.engine.result";

/// The classes of results.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("Result", RESULT, &[], result_methods),
    ClassSpec::plain("IteratorResult", RESULT, &["Result"]),
    ClassSpec::plain("ChunkedIteratorResult", RESULT, &["IteratorResult"]),
    ClassSpec::new("CursorResult", "sqlalchemy.engine.cursor", &["Result"], cursor_methods),
    ClassSpec::plain("FrozenResult", RESULT, &[]),
    ClassSpec::plain("FilterResult", RESULT, &[]),
    ClassSpec::new("ScalarResult", RESULT, &["FilterResult"], fetching),
    ClassSpec::new("MappingResult", RESULT, &["FilterResult"], mapping_methods),
];
