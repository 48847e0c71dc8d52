//! `create_engine` and `Engine`.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use ormlab_core::dialect::Dialect;
use ormlab_engine::log::Echo;
use ormlab_engine::pool::PoolClass;
use ormlab_engine::pool::ResetOnReturn;
use ormlab_engine::{Connection, Engine, EngineOptions, Transaction};
use ormlab_python::object::class::Class;
use ormlab_python::{Args, ClassBuilder, HostObject, NativeFn, Object, PyResult, Str, Vm};

use crate::arguments::{flag, given, mapping, maybe_int, maybe_text};
use crate::compiled::DialectObject;
use crate::connection::{connection_object, maybe_connection};
use crate::conversion::{options, to_object, to_value};
use crate::error::{OrRaise, argument_error};
use crate::names::{self, ClassSpec, Names};
use crate::url::{UrlObject, url_of};

/// An engine as a Python object.
pub struct EngineObject {
    pub engine: Engine,
}

/// Remembers the Python object of an engine, beside it.
#[derive(Default)]
struct Wrapper(RefCell<Option<Weak<EngineObject>>>);

/// The engine as a Python object, the same one for the same engine.
pub fn engine_object(_: &Vm, engine: &Engine) -> Object {
    let wrapper = engine.host().get_as::<Wrapper>().unwrap_or_else(|| {
        let made = Rc::new(Wrapper::default());
        engine.host().set(made.clone());
        made
    });
    let known = wrapper.0.borrow().as_ref().and_then(Weak::upgrade);
    let object = known.unwrap_or_else(|| {
        let made = Rc::new(EngineObject { engine: engine.clone() });
        wrapper.0.replace(Some(Rc::downgrade(&made)));
        made
    });
    Object::Host(object)
}

/// The engine that an object is.
pub fn maybe_engine(object: &Object) -> Option<Engine> {
    object.downcast_ref::<EngineObject>().map(|known| known.engine.clone())
}

/// What `bind` may be.
pub enum Bind {
    Engine(Engine),
    Connection(Connection),
    /// Of `create_mock_engine`: statements go to a function of the script.
    Mock(Rc<MockObject>),
}

/// `create_mock_engine(url, executor)`.
pub struct MockObject {
    pub dialect: Rc<dyn Dialect>,
    pub executor: Object,
}

impl HostObject for MockObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "MockConnection")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(match name.as_str() {
            "dialect" => Some(Object::host(DialectObject(Rc::clone(&self.dialect)))),
            "name" => Some(self.dialect.name().into()),
            "engine" => Some(Object::Host(self)),
            _ => None,
        })
    }
}

fn create_mock_engine(vm: &Vm, mut args: Args) -> PyResult {
    let url = args.take_first().or_else(|| args.take("url")).unwrap_or(Object::None);
    let executor = args.take_first().or_else(|| args.take("executor")).unwrap_or(Object::None);
    let url = url_of(vm, &url)?;
    let dialect = ormlab_core::dialect::by_name(url.backend_name()).ok_or_else(|| {
        let message = format!("Can't load plugin: sqlalchemy.dialects:{}", url.backend_name());
        vm.raise(&names::class(vm, "NoSuchModuleError"), message)
    })?;
    Ok(Object::host(MockObject { dialect, executor }))
}

fn mock_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.method("connect", |_, mut args| Ok(crate::arguments::receiver(&mut args))).method(
        "execute",
        |vm, mut args| {
            let this = crate::arguments::receiver(&mut args);
            match this.downcast_ref::<MockObject>() {
                Some(mock) => vm.call(&mock.executor, args),
                None => Err(vm.type_error("a MockConnection is required")),
            }
        },
    )
}

/// An engine or a connection.
pub fn bind_of(vm: &Vm, object: &Object) -> PyResult<Bind> {
    if let Some(engine) = maybe_engine(object) {
        return Ok(Bind::Engine(engine));
    }
    if let Some(connection) = maybe_connection(object) {
        return Ok(Bind::Connection(connection));
    }
    if let Some(mock) = object.downcast::<MockObject>() {
        return Ok(Bind::Mock(mock));
    }
    if object.is_none() {
        return Err(vm.no_attribute(object, &"_run_ddl_visitor".into()));
    }
    let shown = vm.repr(object)?;
    Err(argument_error(vm, format!("an Engine or Connection is expected, got {shown}")))
}

impl HostObject for EngineObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Engine")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let engine = &self.engine;
        Ok(Some(match name.as_str() {
            "url" => Object::host(UrlObject(engine.url().clone())),
            "dialect" => Object::host(DialectObject(Rc::clone(engine.dialect()))),
            "name" => engine.dialect().name().into(),
            "driver" => engine.dialect().driver().into(),
            "pool" => crate::pool::pool_object(engine.pool()),
            "engine" => Object::Host(self),
            "echo" => match engine.echo() {
                Echo::Off => Object::None,
                Echo::On => true.into(),
                Echo::Debug => "debug".into(),
            },
            "hide_parameters" => engine.hide_parameters().into(),
            "logging_name" => Object::None,
            _ => return ok_none(vm),
        }))
    }

    fn set_attr(self: Rc<Self>, vm: &Vm, name: &Str, value: Option<&Object>) -> PyResult<bool> {
        match (name.as_str(), value) {
            ("echo", Some(value)) => {
                self.engine.set_echo(echo(vm, Some(value.clone()))?);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("Engine({})", self.engine.url())))
    }
}

fn ok_none(_: &Vm) -> PyResult<Option<Object>> {
    Ok(None)
}

/// `echo=`.
fn echo(vm: &Vm, object: Option<Object>) -> PyResult<Echo> {
    Ok(match given(object) {
        None => Echo::Off,
        Some(object) if object.as_str().is_some_and(|text| text == "debug") => Echo::Debug,
        Some(object) if vm.truth(&object)? => Echo::On,
        Some(_) => Echo::Off,
    })
}

fn float(vm: &Vm, object: Option<Object>, default: f64) -> PyResult<f64> {
    let Some(object) = given(object) else { return Ok(default) };
    if let Some(value) = object.as_float() {
        return Ok(value);
    }
    #[allow(clippy::cast_precision_loss, reason = "seconds are far below 2^53")]
    object.as_int().map(|value| value as f64).ok_or_else(|| {
        vm.type_error(format!("must be real number, not {}", vm.class_name(&object)))
    })
}

fn pool_class(vm: &Vm, object: &Object) -> PyResult<PoolClass> {
    let found = object.as_class().and_then(|class| PoolClass::from_name(&class.name()));
    found.ok_or_else(|| match vm.repr(object) {
        Ok(shown) => argument_error(vm, format!("a pool class is expected, got {shown}")),
        Err(raised) => raised,
    })
}

/// What the pool is made with.
fn pool_options(
    vm: &Vm,
    made: &mut EngineOptions,
    class: PoolClass,
    args: &mut Args,
) -> PyResult<()> {
    let pool = &mut made.pool;
    pool.recycle = float(vm, args.take("pool_recycle"), pool.recycle)?;
    pool.pre_ping = flag(vm, args.take("pool_pre_ping"), false)?;
    pool.echo = echo(vm, args.take("echo_pool"))?;
    pool.logging_name = maybe_text(vm, args.take("pool_logging_name"))?;
    if let Some(reset) = args.take("pool_reset_on_return") {
        pool.reset_on_return = match reset.as_str().map(Str::as_str) {
            Some("rollback") => ResetOnReturn::Rollback,
            Some("commit") => ResetOnReturn::Commit,
            _ if matches!(reset, Object::Bool(true)) => ResetOnReturn::Rollback,
            _ => ResetOnReturn::Nothing,
        };
    }
    let mut wanted = |name: &str| if class.takes(name) { args.take(name) } else { None };
    let (size, overflow) = (wanted("pool_size"), wanted("max_overflow"));
    let (timeout, lifo) = (wanted("pool_timeout"), wanted("pool_use_lifo"));
    if let Some(size) = maybe_int(vm, size)? {
        pool.pool_size = usize::try_from(size).unwrap_or(0);
    }
    pool.max_overflow = maybe_int(vm, overflow)?.unwrap_or(pool.max_overflow);
    pool.timeout = float(vm, timeout, pool.timeout)?;
    pool.use_lifo = flag(vm, lifo, false)?;
    Ok(())
}

/// Options that change nothing here: they are of drivers and dialects.
const IGNORED: &[&str] = &["future", "connect_args", "encoding"];

/// Options that change what is sent or given back, and are not done.
const UNDONE: &[&str] = &[
    "creator",
    "pool",
    "plugins",
    "json_serializer",
    "json_deserializer",
    "module",
    "paramstyle",
    "label_length",
    "max_identifier_length",
    "skip_autocommit_rollback",
    "native_datetime",
];

/// `create_engine(url, **options)`.
fn create_engine(vm: &Vm, mut args: Args) -> PyResult {
    let url = args.take_first().or_else(|| args.take("url"));
    let Some(url) = url else {
        return Err(vm.type_error("create_engine() missing 1 required positional argument: 'url'"));
    };
    let url = url_of(vm, &url)?;
    let mut made = EngineOptions {
        echo: echo(vm, args.take("echo"))?,
        hide_parameters: flag(vm, args.take("hide_parameters"), false)?,
        logging_name: maybe_text(vm, args.take("logging_name"))?,
        isolation_level: maybe_text(vm, args.take("isolation_level"))?,
        ..EngineOptions::default()
    };
    if let Some(given) = given(args.take("execution_options")) {
        for (key, value) in mapping(vm, &given)? {
            made.execution_options.push((crate::arguments::text(vm, &key)?, to_value(vm, &value)?));
        }
    }
    if let Some(size) = maybe_int(vm, args.take("query_cache_size"))? {
        made.query_cache_size = usize::try_from(size).unwrap_or(0);
    }
    if let Some(size) = maybe_int(vm, args.take("insertmanyvalues_page_size"))? {
        made.insertmanyvalues_page_size = usize::try_from(size).unwrap_or(1);
    }
    made.pool_class =
        given(args.take("poolclass")).map(|class| pool_class(vm, &class)).transpose()?;
    let class = made.pool_class.unwrap_or_else(|| ormlab_engine::engine::default_pool_class(&url));
    pool_options(vm, &mut made, class, &mut args)?;
    crate::arguments::refuse(vm, &mut args, "create_engine", UNDONE)?;
    for usual in ["enable_from_linting", "use_insertmanyvalues"] {
        crate::arguments::refuse_false(vm, &mut args, "create_engine", usual)?;
    }
    for ignored in IGNORED {
        args.take(ignored);
    }
    refuse_unknown(vm, &args, &url, class)?;
    let environment = Rc::clone(Names::of(vm).environment());
    let engine = ormlab_engine::create_engine(&environment, url, made).or_raise(vm)?;
    Ok(engine_object(vm, &engine))
}

fn refuse_unknown(
    vm: &Vm,
    args: &Args,
    url: &ormlab_engine::Url,
    class: PoolClass,
) -> PyResult<()> {
    if args.keywords.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = args.keywords.iter().map(|(name, _)| format!("'{name}'")).collect();
    let dialect = match url.backend_name() {
        "sqlite" => "SQLiteDialect_pysqlite",
        "postgresql" => "PGDialect_psycopg",
        "mysql" => "MySQLDialect_mysqldb",
        other => other,
    };
    Err(vm.type_error(format!(
        "Invalid argument(s) {} sent to create_engine(), using configuration {dialect}/{}/Engine.  Please check that the keyword arguments are appropriate for this combination of components.",
        names.join(","),
        class.name(),
    )))
}

fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Engine> {
    let this = crate::arguments::receiver(args);
    maybe_engine(&this).ok_or_else(|| vm.type_error("an Engine is required"))
}

fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("connect", |vm, mut args| {
            let connection = receiver(vm, &mut args)?.connect().or_raise(vm)?;
            Ok(connection_object(vm, &connection))
        })
        .method("begin", |vm, mut args| {
            let engine = receiver(vm, &mut args)?;
            Ok(Object::host(Begin { engine, open: RefCell::default() }))
        })
        .method("dispose", |vm, mut args| {
            let engine = receiver(vm, &mut args)?;
            let [close] = args.bind(vm, "Engine.dispose", ["close"], 0)?;
            engine.dispose(flag(vm, close, true)?).or_raise(vm)?;
            Ok(Object::None)
        })
        .method("raw_connection", |vm, mut args| {
            let fairy = receiver(vm, &mut args)?.raw_connection().or_raise(vm)?;
            Ok(crate::pool::fairy_object(fairy))
        })
        .method("execution_options", |vm, mut args| {
            let engine = receiver(vm, &mut args)?;
            let given = options(vm, &args.keywords)?;
            Ok(engine_object(vm, &engine.execution_options(&given).or_raise(vm)?))
        })
        .method("update_execution_options", |vm, mut args| {
            let engine = receiver(vm, &mut args)?;
            let given = options(vm, &args.keywords)?;
            engine.update_execution_options(&given).or_raise(vm)?;
            Ok(Object::None)
        })
        .method("get_execution_options", |vm, mut args| {
            let known = receiver(vm, &mut args)?.options();
            Ok(Object::dict(
                known.iter().map(|(name, value)| (Str::from(&**name), to_object(vm, value))),
            ))
        })
        .method("clear_compiled_cache", |vm, mut args| {
            receiver(vm, &mut args)?.clear_compiled_cache();
            Ok(Object::None)
        })
}

/// `engine.begin()`: a connection with a transaction, for a `with` block.
struct Begin {
    engine: Engine,
    open: RefCell<Option<(Connection, Transaction)>>,
}

impl HostObject for Begin {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "_GeneratorContextManager")
    }

    fn enter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        let connection = self.engine.connect().or_raise(vm)?;
        let transaction = connection.begin().or_raise(vm)?;
        transaction.enter();
        self.open.replace(Some((connection.clone(), transaction)));
        Ok(Some(connection_object(vm, &connection)))
    }

    fn exit(self: Rc<Self>, vm: &Vm, exception: &Object) -> PyResult<Option<bool>> {
        let Some((connection, transaction)) = self.open.take() else { return Ok(Some(false)) };
        let ended = transaction.exit(exception.is_none());
        let closed = connection.close();
        ended.or_raise(vm)?;
        closed.or_raise(vm)?;
        Ok(Some(false))
    }
}

/// Exported functions by name.
pub(crate) const FUNCTIONS: &[(&str, NativeFn)] = &[
    ("create_engine", create_engine),
    ("engine_from_config", engine_from_config),
    ("create_mock_engine", create_mock_engine),
];

/// `engine_from_config(configuration, prefix)`.
fn engine_from_config(vm: &Vm, mut args: Args) -> PyResult {
    let prefix = maybe_text(vm, args.take("prefix"))?.unwrap_or_else(|| "sqlalchemy.".into());
    let configuration = args.take_first().unwrap_or(Object::None);
    let mut made = Args::none();
    for (key, value) in mapping(vm, &configuration)? {
        let key = vm.str(&key)?;
        match key.strip_prefix(&*prefix) {
            Some("url") => made.positional.insert(0, value),
            Some("echo") => {
                let on = value
                    .as_str()
                    .map_or(vm.truth(&value)?, |text| text == "true" || text == "True");
                made = made.with("echo", on);
            }
            Some(name) => {
                let number =
                    value.as_str().and_then(|text| text.parse::<i64>().ok()).map(Object::Int);
                made = made.with(name, number.unwrap_or(value));
            }
            None => {}
        }
    }
    made.keywords.extend(args.keywords);
    create_engine(vm, made)
}

/// The classes of engines.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("Engine", "sqlalchemy.engine.base", &[], methods),
    ClassSpec::new("MockConnection", "sqlalchemy.engine.mock", &[], mock_methods),
    ClassSpec::plain("_GeneratorContextManager", "contextlib", &[]),
];
