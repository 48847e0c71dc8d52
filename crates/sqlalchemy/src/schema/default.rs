//! Defaults of columns: what `default=`, `server_default=` and their kin are given.

use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_core::default::{
    ColumnDefault, Computed, DefaultContext, DefaultFunction, Identity, Sequence, SequenceData,
    SequenceOptions, ServerDefault,
};
use ormlab_core::expr::{Expr, ExprKind};
use ormlab_core::value::Value;
use ormlab_python::object::args::Args;
use ormlab_python::object::class::Class;
use ormlab_python::object::dict::Dict;
use ormlab_python::{Object, PyResult, Vm};

use super::{SchemaItem, SchemaObject, item_object};
use crate::arguments::{flag, given, maybe_flag, maybe_int, maybe_text, text};
use crate::coercion::{Clause, clause};
use crate::conversion::{to_object, to_value};
use crate::error::{argument_error, to_error};
use crate::names::{self, Names};

/// `default=` or `onupdate=`.
pub(super) fn of_argument(vm: &Vm, object: &Object) -> PyResult<ColumnDefault> {
    if let Some(known) = object.downcast_ref::<SchemaObject>() {
        match &known.item {
            SchemaItem::Sequence(sequence) => return Ok(ColumnDefault::Sequence(sequence.clone())),
            SchemaItem::Default(default) => return Ok(default.clone()),
            _ => {
                let message = "ColumnDefault may not be a server-side default type.";
                return Err(argument_error(vm, message));
            }
        }
    }
    match clause(vm, object)? {
        Some(Clause::Expr(expr)) => return Ok(ColumnDefault::Expr(expr)),
        Some(Clause::Statement(ormlab_core::Statement::Select(select))) => {
            return Ok(ColumnDefault::Expr(crate::expr::scalar(&select)));
        }
        _ => {}
    }
    if vm.is_callable(object) {
        return callable(vm, object);
    }
    Ok(ColumnDefault::Scalar(to_value(vm, object)?))
}

/// How many arguments the function wants without defaults; `None` where that is not known.
fn wanted_arguments(object: &Object) -> Option<usize> {
    match object {
        Object::Function(function) => {
            let positional = function.code().parameters.positional as usize;
            Some(positional.saturating_sub(function.defaults().len()))
        }
        Object::Method(method) => {
            wanted_arguments(&method.function).map(|count| count.saturating_sub(1))
        }
        _ => None,
    }
}

fn accepts_context(object: &Object) -> bool {
    match object {
        Object::Function(function) => {
            let parameters = function.code().parameters;
            parameters.var_args || parameters.positional > 0
        }
        Object::Method(method) => match &method.function {
            Object::Function(function) => function.code().parameters.positional > 1,
            _ => false,
        },
        _ => false,
    }
}

fn callable(vm: &Vm, object: &Object) -> PyResult<ColumnDefault> {
    if wanted_arguments(object).is_some_and(|count| count > 1) {
        let message = "ColumnDefault Python function takes zero or one positional arguments";
        return Err(argument_error(vm, message));
    }
    let with_context = accepts_context(object);
    let (weak, called) = (Names::of(vm).vm(), object.clone());
    let function = move |context: &DefaultContext<'_>| {
        let Some(vm) = weak.upgrade() else { return Ok(Value::Null) };
        let run = || -> PyResult<Value> {
            let args =
                if with_context { Args::one(context_object(&vm, context)) } else { Args::none() };
            to_value(&vm, &vm.call(&called, args)?)
        };
        run().map_err(|raised| to_error(&vm, raised))
    };
    let function = DefaultFunction(Rc::new(function));
    Names::of(vm).remember(Rc::as_ptr(&function.0).cast::<()>() as usize, object.clone());
    Ok(ColumnDefault::Callable(function))
}

/// The function of the script that a default calls.
pub(super) fn callable_of(vm: &Vm, function: &DefaultFunction) -> Object {
    Names::of(vm).remembered(Rc::as_ptr(&function.0).cast::<()>() as usize)
}

/// What a default with one parameter is given.
fn context_object(vm: &Vm, context: &DefaultContext<'_>) -> Object {
    let parameters = Dict::new();
    for (name, value) in context.parameters {
        parameters.set_text(name, to_object(vm, value));
    }
    let instance = vm.new_instance(&names::class(vm, "DefaultExecutionContext"), None);
    instance.dict().set_text("current_parameters", Rc::new(parameters));
    Object::Instance(instance)
}

/// `server_default=`.
pub(crate) fn server_default(vm: &Vm, object: &Object) -> PyResult<ServerDefault> {
    if let Some(known) = object.downcast_ref::<SchemaObject>()
        && let SchemaItem::ServerDefault(default) = &known.item
    {
        return Ok(default.clone());
    }
    if let Some(Clause::Expr(expr)) = clause(vm, object)? {
        return Ok(ServerDefault::Expr(expr));
    }
    match object.as_str() {
        Some(text) => Ok(ServerDefault::Literal(text.as_str().into())),
        None => {
            let shown = vm.repr(object)?;
            let message = format!(
                "Argument 'arg' is expected to be one of type '<class 'str'>' or '<class 'sqlalchemy.sql.elements.ClauseElement'>' or '<class 'sqlalchemy.sql.elements.TextClause'>', got '{shown}'"
            );
            Err(argument_error(vm, message))
        }
    }
}

fn object(vm: &Vm, item: SchemaItem) -> PyResult {
    Ok(item_object(vm, item))
}

/// `FetchedValue()`.
pub(super) fn fetched_value(vm: &Vm, _: &Class, _: Args) -> PyResult {
    object(vm, SchemaItem::ServerDefault(ServerDefault::Fetched))
}

/// `DefaultClause(arg)`.
pub(super) fn default_clause(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let names = ["arg", "for_update", "_reflected"];
    let [arg, _, _] = args.bind(vm, "DefaultClause.__init__", names, 1)?;
    object(vm, SchemaItem::ServerDefault(server_default(vm, &arg.unwrap_or(Object::None))?))
}

/// `ColumnDefault(arg)`.
pub(super) fn column_default(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [arg, _] = args.bind(vm, "ColumnDefault.__init__", ["arg", "for_update"], 1)?;
    object(vm, SchemaItem::Default(of_argument(vm, &arg.unwrap_or(Object::None))?))
}

/// Text of SQL, or an expression.
pub(super) fn sql_text(vm: &Vm, object: &Object) -> PyResult<Expr> {
    match object.as_str() {
        Some(text) => Ok(Expr::text(text.as_str())),
        None => crate::coercion::condition(vm, object),
    }
}

/// `Computed(sqltext, persisted)`.
pub(super) fn computed(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [sqltext, persisted] = args.bind(vm, "Computed.__init__", ["sqltext", "persisted"], 1)?;
    let sqltext = sql_text(vm, &sqltext.unwrap_or(Object::None))?;
    object(vm, SchemaItem::Computed(Computed { sqltext, persisted: maybe_flag(vm, persisted)? }))
}

fn sequence_options(vm: &Vm, args: &mut Args) -> PyResult<SequenceOptions> {
    Ok(SequenceOptions {
        start: maybe_int(vm, args.take("start"))?,
        increment: maybe_int(vm, args.take("increment"))?,
        minvalue: maybe_int(vm, args.take("minvalue"))?,
        maxvalue: maybe_int(vm, args.take("maxvalue"))?,
        nominvalue: maybe_flag(vm, args.take("nominvalue"))?,
        nomaxvalue: maybe_flag(vm, args.take("nomaxvalue"))?,
        cycle: maybe_flag(vm, args.take("cycle"))?,
        cache: maybe_int(vm, args.take("cache"))?,
        order: maybe_flag(vm, args.take("order"))?,
    })
}

/// `Identity(always, on_null, start, …)`.
pub(super) fn identity(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    let mut options = sequence_options(vm, &mut args)?;
    let names = ["always", "on_null", "start", "increment"];
    let [always, on_null, start, increment] = args.bind(vm, "Identity.__init__", names, 0)?;
    options.start = maybe_int(vm, start)?.or(options.start);
    options.increment = maybe_int(vm, increment)?.or(options.increment);
    let always = flag(vm, given(always), false)?;
    object(
        vm,
        SchemaItem::Identity(Identity { always, on_null: maybe_flag(vm, on_null)?, options }),
    )
}

/// `Sequence(name, start, increment, …)`.
pub(super) fn sequence(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    let mut options = sequence_options(vm, &mut args)?;
    let schema = maybe_text(vm, args.take("schema"))?;
    let optional = flag(vm, args.take("optional"), false)?;
    let metadata = given(args.take("metadata"));
    let undone = &["data_type", "quote", "quote_schema", "for_update"];
    crate::arguments::refuse_any(vm, &mut args, "Sequence", undone)?;
    let [name, start, increment] =
        args.bind(vm, "Sequence.__init__", ["name", "start", "increment"], 1)?;
    options.start = maybe_int(vm, start)?.or(options.start);
    options.increment = maybe_int(vm, increment)?.or(options.increment);
    let name = text(vm, &name.unwrap_or(Object::None))?;
    let sequence = Sequence(Rc::new(SequenceData { name, schema, optional, options }));
    if let Some(metadata) = metadata {
        super::metadata::metadata_of(vm, &metadata)?
            .0
            .sequences
            .borrow_mut()
            .push(sequence.clone());
    }
    object(vm, SchemaItem::Sequence(sequence))
}

/// `sequence.next_value()`.
pub(super) fn next_value(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    match this.downcast_ref::<SchemaObject>().map(|known| &known.item) {
        Some(SchemaItem::Sequence(sequence)) => {
            let made = Expr::new(ExprKind::NextValue(sequence.clone()), SqlType::Integer);
            Ok(crate::expr::expr_object(vm, &made))
        }
        _ => Err(vm.type_error("a Sequence is required")),
    }
}
