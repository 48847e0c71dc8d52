//! `Connection` and `Transaction`.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use ormlab_core::value::Value;
use ormlab_engine::{
    Connection, CursorResult, ExecutionOptions, ParameterSet, Parameters, Transaction,
};
use ormlab_python::object::class::Class;
use ormlab_python::{Args, ClassBuilder, Dict, HostObject, Object, PyResult, Str, Vm};

use crate::arguments::{given, is_mapping, mapping, text};
use crate::coercion::statement;
use crate::compiled::DialectObject;
use crate::conversion::{options, to_object, to_value};
use crate::engine::engine_object;
use crate::error::{OrRaise, argument_error};
use crate::names::{self, ClassSpec};
use crate::result::{result_object, scalars_object};

/// A connection as a Python object.
pub struct ConnectionObject {
    pub connection: Connection,
}

/// Remembers the Python object of a connection, beside it.
#[derive(Default)]
struct Wrapper(RefCell<Option<Weak<ConnectionObject>>>);

/// `connection.info`, beside the driver's connection.
struct Info(Rc<Dict>);

/// The connection as a Python object, the same one for the same connection.
pub fn connection_object(_: &Vm, connection: &Connection) -> Object {
    let wrapper = connection.host().get_as::<Wrapper>().unwrap_or_else(|| {
        let made = Rc::new(Wrapper::default());
        connection.host().set(made.clone());
        made
    });
    let known = wrapper.0.borrow().as_ref().and_then(Weak::upgrade);
    let object = known.unwrap_or_else(|| {
        let made = Rc::new(ConnectionObject { connection: connection.clone() });
        wrapper.0.replace(Some(Rc::downgrade(&made)));
        made
    });
    Object::Host(object)
}

/// The connection that an object is.
pub fn maybe_connection(object: &Object) -> Option<Connection> {
    object.downcast_ref::<ConnectionObject>().map(|known| known.connection.clone())
}

fn info(vm: &Vm, connection: &Connection) -> PyResult {
    let record = connection.record().or_raise(vm)?;
    Ok(Object::Dict(info_dict(&record.info)))
}

/// The dict that is kept in a slot.
pub(crate) fn info_dict(slot: &ormlab_engine::host::HostSlot) -> Rc<Dict> {
    let known = slot.get_as::<Info>().unwrap_or_else(|| {
        let made = Rc::new(Info(Rc::default()));
        slot.set(made.clone());
        made
    });
    Rc::clone(&known.0)
}

impl HostObject for ConnectionObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Connection")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let connection = &self.connection;
        Ok(Some(match name.as_str() {
            "closed" => connection.is_closed().into(),
            "invalidated" => connection.is_invalidated().into(),
            "engine" => engine_object(vm, connection.engine()),
            "dialect" => Object::host(DialectObject(Rc::clone(connection.dialect()))),
            "info" => info(vm, connection)?,
            "connection" => crate::pool::fairy_object(connection.pooled().or_raise(vm)?),
            _ => return Ok(None),
        }))
    }

    fn enter(self: Rc<Self>, _: &Vm) -> PyResult<Option<Object>> {
        Ok(Some(Object::Host(self)))
    }

    fn exit(self: Rc<Self>, vm: &Vm, _: &Object) -> PyResult<Option<bool>> {
        self.connection.close().or_raise(vm)?;
        Ok(Some(false))
    }
}

/// The receiver of a method, taken off its arguments.
pub(crate) fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Connection> {
    let this = crate::arguments::receiver(args);
    maybe_connection(&this).ok_or_else(|| vm.type_error("a Connection is required"))
}

fn set_of(vm: &Vm, object: &Object) -> PyResult<ParameterSet> {
    let pair = |(key, value): (Object, Object)| -> PyResult<(Rc<str>, Value)> {
        let key = match key.as_str() {
            Some(name) => name.as_str().into(),
            None => match crate::schema::column_from(vm, &key)? {
                Some(column) => column.key(),
                None => text(vm, &key)?,
            },
        };
        Ok((key, to_value(vm, &value)?))
    };
    mapping(vm, object)?.into_iter().map(pair).collect()
}

/// The parameters of `execute`: a mapping, or a list of mappings.
pub fn parameter_sets(vm: &Vm, object: Option<Object>) -> PyResult<Vec<ParameterSet>> {
    let Some(object) = given(object) else { return Ok(Vec::new()) };
    if is_mapping(vm, &object) {
        return Ok(vec![set_of(vm, &object)?]);
    }
    if object.as_list().is_none() && object.as_tuple().is_none() {
        return Err(argument_error(vm, "mapping or list expected for parameters"));
    }
    let items = vm.collect(&object)?;
    let set = |item: &Object| -> PyResult<ParameterSet> {
        if !is_mapping(vm, item) {
            return Err(argument_error(vm, "List argument must consist only of dictionaries"));
        }
        set_of(vm, item)
    };
    items.iter().map(set).collect()
}

/// `execution_options=` of a call.
pub fn call_options(vm: &Vm, object: Option<Object>) -> PyResult<ExecutionOptions> {
    let Some(object) = given(object) else { return Ok(ExecutionOptions::default()) };
    let pair = |(key, value): (Object, Object)| -> PyResult<(Rc<str>, Value)> {
        Ok((text(vm, &key)?, to_value(vm, &value)?))
    };
    mapping(vm, &object)?.into_iter().map(pair).collect()
}

/// What the arguments of `execute` ask for.
fn run(vm: &Vm, mut args: Args, name: &str) -> PyResult<CursorResult> {
    let connection = receiver(vm, &mut args)?;
    let given_options = args.take("execution_options");
    let [wanted, parameters] = args.bind(vm, name, ["statement", "parameters"], 1)?;
    let wanted = statement(vm, &wanted.unwrap_or(Object::None))?;
    let sets = parameter_sets(vm, parameters)?;
    let options = call_options(vm, given_options)?;
    connection.execute_with(&wanted, &sets, &options).or_raise(vm)
}

fn exec_driver_sql(vm: &Vm, mut args: Args) -> PyResult {
    let connection = receiver(vm, &mut args)?;
    let names = ["statement", "parameters", "execution_options"];
    let [sql, parameters, options] = args.bind(vm, "Connection.exec_driver_sql", names, 1)?;
    let sql = text(vm, &sql.unwrap_or(Object::None))?;
    let parameters = driver_parameters(vm, given(parameters))?;
    let options = call_options(vm, options)?;
    Ok(result_object(connection.exec_driver_sql(sql, parameters, &options).or_raise(vm)?))
}

fn driver_parameters(vm: &Vm, object: Option<Object>) -> PyResult<Parameters> {
    let Some(object) = object else { return Ok(Parameters::none()) };
    let one = |object: &Object| -> PyResult<Rc<[Value]>> {
        if is_mapping(vm, object) {
            return Err(vm.unsupported("exec_driver_sql() with named parameters"));
        }
        vm.collect(object)?.iter().map(|value| to_value(vm, value)).collect()
    };
    match object.as_list() {
        Some(list) => {
            let sets: PyResult<Vec<Rc<[Value]>>> = list.snapshot().iter().map(one).collect();
            Ok(Parameters::Many(sets?.into()))
        }
        None => Ok(Parameters::One(one(&object)?)),
    }
}

fn maybe_transaction(vm: &Vm, transaction: Option<Transaction>) -> Object {
    transaction.map(|transaction| transaction_object(vm, transaction)).into()
}

fn methods(vm: &Vm, builder: ClassBuilder) -> ClassBuilder {
    state_methods(vm, builder)
        .method("execute", |vm, args| Ok(result_object(run(vm, args, "Connection.execute")?)))
        .method("scalar", |vm, args| {
            let value = run(vm, args, "Connection.scalar")?.scalar().or_raise(vm)?;
            Ok(value.map_or(Object::None, |value| to_object(vm, &value)))
        })
        .method("scalars", |vm, args| {
            Ok(scalars_object(run(vm, args, "Connection.scalars")?.scalars(0).or_raise(vm)?))
        })
        .method("exec_driver_sql", exec_driver_sql)
        .method("begin", |vm, mut args| {
            let transaction = receiver(vm, &mut args)?.begin().or_raise(vm)?;
            Ok(transaction_object(vm, transaction))
        })
        .method("begin_nested", |vm, mut args| {
            let transaction = receiver(vm, &mut args)?.begin_nested().or_raise(vm)?;
            Ok(transaction_object(vm, transaction))
        })
        .method("commit", |vm, mut args| {
            receiver(vm, &mut args)?.commit().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("rollback", |vm, mut args| {
            receiver(vm, &mut args)?.rollback().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("close", |vm, mut args| {
            receiver(vm, &mut args)?.close().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("detach", |vm, mut args| {
            receiver(vm, &mut args)?.detach().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("invalidate", |vm, mut args| {
            receiver(vm, &mut args)?.invalidate(None).or_raise(vm)?;
            Ok(Object::None)
        })
}

/// The methods that tell and change the state.
fn state_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("in_transaction", |vm, mut args| {
            Ok(receiver(vm, &mut args)?.in_transaction().into())
        })
        .method("in_nested_transaction", |vm, mut args| {
            Ok(receiver(vm, &mut args)?.in_nested_transaction().into())
        })
        .method("get_transaction", |vm, mut args| {
            let transaction = receiver(vm, &mut args)?.get_transaction();
            Ok(maybe_transaction(vm, transaction))
        })
        .method("get_nested_transaction", |vm, mut args| {
            let transaction = receiver(vm, &mut args)?.get_nested_transaction();
            Ok(maybe_transaction(vm, transaction))
        })
        .method("execution_options", |vm, mut args| {
            let this = crate::arguments::receiver(&mut args);
            let connection = receiver(vm, &mut Args::one(this.clone()))?;
            connection.execution_options(&options(vm, &args.keywords)?).or_raise(vm)?;
            Ok(this)
        })
        .method("get_execution_options", |vm, mut args| {
            let known = receiver(vm, &mut args)?.options();
            Ok(Object::dict(
                known.iter().map(|(name, value)| (Str::from(&**name), to_object(vm, value))),
            ))
        })
        .method("get_isolation_level", |vm, mut args| {
            receiver(vm, &mut args)?;
            Ok("SERIALIZABLE".into())
        })
        .method("begin_twophase", |vm, _| Err(vm.unsupported("begin_twophase()")))
        .method("run_callable", |vm, _| Err(vm.unsupported("run_callable()")))
}

/// A transaction as a Python object.
pub struct TransactionObject {
    pub transaction: Transaction,
}

/// The transaction as a Python object.
pub(crate) fn transaction_object(_: &Vm, transaction: Transaction) -> Object {
    Object::host(TransactionObject { transaction })
}

impl HostObject for TransactionObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(
            vm,
            if self.transaction.is_nested() { "NestedTransaction" } else { "RootTransaction" },
        )
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(Some(match name.as_str() {
            "is_active" => self.transaction.is_active().into(),
            "is_valid" => self.transaction.is_valid().into(),
            "connection" => connection_object(vm, self.transaction.connection()),
            _ => return Ok(None),
        }))
    }

    fn enter(self: Rc<Self>, _: &Vm) -> PyResult<Option<Object>> {
        self.transaction.enter();
        Ok(Some(Object::Host(self)))
    }

    fn exit(self: Rc<Self>, vm: &Vm, exception: &Object) -> PyResult<Option<bool>> {
        self.transaction.exit(exception.is_none()).or_raise(vm)?;
        Ok(Some(false))
    }

    fn compare(
        self: Rc<Self>,
        _: &Vm,
        op: ormlab_python::CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        let same = other
            .downcast_ref::<TransactionObject>()
            .is_some_and(|o| o.transaction == self.transaction);
        Ok(match op {
            ormlab_python::CompareOp::Eq => Some(same.into()),
            ormlab_python::CompareOp::Ne => Some((!same).into()),
            _ => None,
        })
    }
}

fn end(vm: &Vm, mut args: Args, end: fn(&Transaction) -> ormlab_core::Result<()>) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    match this.downcast_ref::<TransactionObject>() {
        Some(known) => end(&known.transaction).or_raise(vm)?,
        None => return Err(vm.type_error("a Transaction is required")),
    }
    Ok(Object::None)
}

fn transaction_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("commit", |vm, args| end(vm, args, Transaction::commit))
        .method("rollback", |vm, args| end(vm, args, Transaction::rollback))
        .method("close", |vm, args| end(vm, args, Transaction::close))
}

const BASE: &str = "sqlalchemy.engine.base";

/// The classes of connections and transactions.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("Connection", BASE, &[], methods),
    ClassSpec::new("Transaction", BASE, &[], transaction_methods),
    ClassSpec::plain("RootTransaction", BASE, &["Transaction"]),
    ClassSpec::plain("NestedTransaction", BASE, &["Transaction"]),
];
