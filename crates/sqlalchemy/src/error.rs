//! Exceptions: the classes of `sqlalchemy.exc`, Core's errors as Python's and back.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::error::{Error, ErrorKind, Refusal};
use ormlab_python::object::args::Args;
use ormlab_python::object::class::Class;
use ormlab_python::object::instance::Instance;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Object, PyResult, Raised, Vm};

use crate::names::{self, ClassSpec};

const EXC: &str = "sqlalchemy.exc";
const ORM_EXC: &str = "sqlalchemy.orm.exc";

const fn exc(name: &'static str, bases: &'static [&'static str]) -> ClassSpec {
    ClassSpec::plain(name, EXC, bases)
}

const fn orm(name: &'static str, bases: &'static [&'static str]) -> ClassSpec {
    ClassSpec::plain(name, ORM_EXC, bases)
}

/// The classes of `sqlalchemy.exc` and `sqlalchemy.orm.exc`.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("HasDescriptionCode", EXC, &[], |_, builder| {
        builder.attribute("code", Object::None)
    }),
    ClassSpec::new("SQLAlchemyError", EXC, &["HasDescriptionCode", "Exception"], with_message),
    ClassSpec::new("StatementError", EXC, &["SQLAlchemyError"], with_statement),
    ClassSpec::new("DBAPIError", EXC, &["StatementError"], |_, builder| {
        builder.attribute("connection_invalidated", false).attribute("code", "dbapi")
    }),
    exc("ArgumentError", &["SQLAlchemyError"]),
    exc("DuplicateColumnError", &["ArgumentError"]),
    exc("ObjectNotExecutableError", &["ArgumentError"]),
    exc("NoSuchModuleError", &["ArgumentError"]),
    exc("NoForeignKeysError", &["ArgumentError"]),
    exc("AmbiguousForeignKeysError", &["ArgumentError"]),
    exc("ConstraintColumnNotFoundError", &["ArgumentError"]),
    exc("CircularDependencyError", &["SQLAlchemyError"]),
    exc("CompileError", &["SQLAlchemyError"]),
    exc("UnsupportedCompilationError", &["CompileError"]),
    exc("IdentifierError", &["SQLAlchemyError"]),
    exc("DisconnectionError", &["SQLAlchemyError"]),
    exc("InvalidatePoolError", &["DisconnectionError"]),
    exc("TimeoutError", &["SQLAlchemyError"]),
    exc("InvalidRequestError", &["SQLAlchemyError"]),
    exc("AmbiguousColumnError", &["InvalidRequestError"]),
    exc("AwaitRequired", &["InvalidRequestError"]),
    exc("IllegalStateChangeError", &["InvalidRequestError"]),
    exc("MissingGreenlet", &["InvalidRequestError"]),
    exc("NoDBAPILoaded", &["InvalidRequestError"]),
    exc("NoInspectionAvailable", &["InvalidRequestError"]),
    exc("PendingRollbackError", &["InvalidRequestError"]),
    exc("ResourceClosedError", &["InvalidRequestError"]),
    exc("NoSuchColumnError", &["InvalidRequestError", "KeyError"]),
    exc("NoResultFound", &["InvalidRequestError"]),
    exc("MultipleResultsFound", &["InvalidRequestError"]),
    exc("NoReferenceError", &["InvalidRequestError"]),
    exc("NoReferencedTableError", &["NoReferenceError"]),
    exc("NoReferencedColumnError", &["NoReferenceError"]),
    exc("NoSuchTableError", &["InvalidRequestError"]),
    exc("UnreflectableTableError", &["InvalidRequestError"]),
    exc("UnboundExecutionError", &["InvalidRequestError"]),
    ClassSpec::new("InterfaceError", EXC, &["DBAPIError"], |_, builder| {
        builder.attribute("code", "rvf5")
    }),
    ClassSpec::new("DatabaseError", EXC, &["DBAPIError"], |_, builder| {
        builder.attribute("code", "4xp6")
    }),
    ClassSpec::new("DataError", EXC, &["DatabaseError"], |_, builder| {
        builder.attribute("code", "9h9h")
    }),
    ClassSpec::new("OperationalError", EXC, &["DatabaseError"], |_, builder| {
        builder.attribute("code", "e3q8")
    }),
    ClassSpec::new("IntegrityError", EXC, &["DatabaseError"], |_, builder| {
        builder.attribute("code", "gkpj")
    }),
    ClassSpec::new("InternalError", EXC, &["DatabaseError"], |_, builder| {
        builder.attribute("code", "2j85")
    }),
    ClassSpec::new("ProgrammingError", EXC, &["DatabaseError"], |_, builder| {
        builder.attribute("code", "f405")
    }),
    ClassSpec::new("NotSupportedError", EXC, &["DatabaseError"], |_, builder| {
        builder.attribute("code", "tw8g")
    }),
    exc("DontWrapMixin", &[]),
    exc("SAWarning", &["HasDescriptionCode", "RuntimeWarning"]),
    exc("SADeprecationWarning", &["HasDescriptionCode", "DeprecationWarning"]),
    exc("SAPendingDeprecationWarning", &["PendingDeprecationWarning"]),
    exc("Base20DeprecationWarning", &["SADeprecationWarning"]),
    exc("LegacyAPIWarning", &["Base20DeprecationWarning"]),
    exc("MovedIn20Warning", &["Base20DeprecationWarning"]),
    orm("StaleDataError", &["SQLAlchemyError"]),
    orm("FlushError", &["SQLAlchemyError"]),
    orm("MappedAnnotationError", &["ArgumentError"]),
    orm("UnmappedError", &["InvalidRequestError"]),
    orm("ObjectDereferencedError", &["SQLAlchemyError"]),
    orm("DetachedInstanceError", &["SQLAlchemyError"]),
    orm("UnmappedInstanceError", &["UnmappedError"]),
    orm("UnmappedClassError", &["UnmappedError"]),
    orm("ObjectDeletedError", &["InvalidRequestError"]),
    orm("UnmappedColumnError", &["InvalidRequestError"]),
    orm("LoaderStrategyException", &["InvalidRequestError"]),
];

fn with_message(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.method("__init__", initialise).method("__str__", show)
}

fn with_statement(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("statement", Object::None)
        .attribute("params", Object::None)
        .attribute("orig", Object::None)
        .attribute("ismulti", Object::None)
        .attribute("hide_parameters", false)
        .method("__init__", initialise_statement)
        .method("__str__", show_statement)
        .method("add_detail", add_detail)
}

fn set(this: &Object, name: &str, value: impl Into<Object>) {
    if let Some(instance) = this.as_instance() {
        instance.dict().set_text(name, value);
    }
}

fn own(vm: &Vm, this: &Object, name: &str) -> PyResult {
    vm.attr(this, name)
}

fn set_args(vm: &Vm, this: &Object, args: Vec<Object>) -> PyResult<()> {
    vm.set_attr(this, &"args".into(), Object::tuple(args))
}

/// `SQLAlchemyError(*args, code=None)`.
fn initialise(vm: &Vm, mut args: Args) -> PyResult {
    let this = args.take_first().unwrap_or(Object::None);
    if let Some(code) = args.take("code") {
        set(&this, "code", code);
    }
    set_args(vm, &this, args.positional.into_vec())?;
    Ok(Object::None)
}

/// `StatementError(message, statement, params, orig, hide_parameters, code, ismulti)`; of the DBAPI's
/// errors the first argument is the statement.
fn initialise_statement(vm: &Vm, mut args: Args) -> PyResult {
    let this = args.take_first().unwrap_or(Object::None);
    let of_dbapi = vm.is_instance(&this, &names::class(vm, "DBAPIError"));
    if let Some(code) = args.take("code") {
        set(&this, "code", code);
    }
    let names: &[&str] = if of_dbapi {
        &["statement", "params", "orig", "hide_parameters", "connection_invalidated", "", "ismulti"]
    } else {
        &["", "statement", "params", "orig", "hide_parameters", "", "ismulti"]
    };
    for (name, value) in &args.keywords {
        set(&this, name, value.clone());
    }
    for (name, value) in names.iter().zip(&args.positional) {
        if !name.is_empty() {
            set(&this, name, value.clone());
        }
    }
    let message =
        if of_dbapi { orig_text(vm, &this)? } else { args.get(0).cloned().unwrap_or(Object::None) };
    set_args(vm, &this, vec![message])?;
    Ok(Object::None)
}

fn orig_text(vm: &Vm, this: &Object) -> PyResult {
    let orig = own(vm, this, "orig")?;
    let class = vm.class_of(&orig);
    Ok(format!("({}) {}", qualified_name(&class), vm.str(&orig)?).into())
}

fn add_detail(vm: &Vm, args: Args) -> PyResult {
    let [this, line] = args.exactly(vm, "add_detail")?;
    let mut lines = details(vm, &this)?;
    lines.push(line);
    set(&this, "detail", lines);
    Ok(Object::None)
}

fn details(vm: &Vm, this: &Object) -> PyResult<Vec<Object>> {
    let known = this.as_instance().and_then(|i| i.dict_if_any()).and_then(|d| d.get_text("detail"));
    known.map_or(Ok(Vec::new()), |lines| vm.collect(&lines))
}

fn message(vm: &Vm, this: &Object) -> PyResult<String> {
    let args = this.as_instance().map(|instance| instance.exception().args()).unwrap_or_default();
    match args.as_slice() {
        [one] => Ok(vm.str(one)?.to_string()),
        all => Ok(vm.repr(&Object::tuple(all.iter().cloned()))?.to_string()),
    }
}

fn link(vm: &Vm, this: &Object) -> PyResult<Option<String>> {
    let code = own(vm, this, "code")?;
    if code.is_none() {
        return Ok(None);
    }
    let code = vm.str(&code)?;
    Ok(Some(format!("(Background on this error at: https://sqlalche.me/e/21/{code})")))
}

fn show(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "__str__")?;
    let text = message(vm, &this)?;
    Ok(match link(vm, &this)? {
        Some(link) => format!("{text} {link}").into(),
        None => text.into(),
    })
}

fn show_statement(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "__str__")?;
    let mut lines = Vec::new();
    for line in details(vm, &this)? {
        lines.push(format!("({})", vm.str(&line)?));
    }
    lines.push(message(vm, &this)?);
    let statement = own(vm, &this, "statement")?;
    if !statement.is_none() {
        lines.push(format!("[SQL: {}]", vm.str(&statement)?));
        lines.extend(parameters(vm, &this)?);
    }
    lines.extend(link(vm, &this)?);
    Ok(lines.join("\n").into())
}

fn parameters(vm: &Vm, this: &Object) -> PyResult<Option<String>> {
    if vm.truth(&own(vm, this, "hide_parameters")?)? {
        return Ok(Some("[SQL parameters hidden due to hide_parameters=True]".to_owned()));
    }
    let shown = this.as_instance().and_then(|i| i.payload::<ShownParameters>());
    if let Some(shown) = shown {
        return Ok(Some(format!("[parameters: {}]", shown.0)));
    }
    let params = own(vm, this, "params")?;
    if !vm.truth(&params)? {
        return Ok(None);
    }
    Ok(Some(format!("[parameters: {}]", vm.repr(&params)?)))
}

/// `module.Class`, of a built-in one too.
pub fn qualified_name(class: &Class) -> String {
    format!("{}.{}", class.module(), class.qualname())
}

/// The parameters as the engine printed them, shortened where there are many.
struct ShownParameters(String);

/// An exception of Python on its way through Rust.
struct Carried {
    raised: RefCell<Option<Box<Raised>>>,
    exception: Rc<Instance>,
}

/// Python's exception as an error that passes through the layers below.
pub fn to_error(vm: &Vm, raised: Box<Raised>) -> Error {
    let exception = Rc::clone(raised.instance());
    let class = exception.class();
    let message = vm.str(&Object::Instance(Rc::clone(&exception))).map(|text| text.to_string());
    let carried = Carried { raised: RefCell::new(Some(raised)), exception };
    let any: Rc<dyn Any> = Rc::new(carried);
    let mut error = Error::foreign(any);
    error.refusal =
        Some(Refusal { type_name: qualified_name(&class), message: message.unwrap_or_default() });
    error
}

/// Core's error as Python's exception.
pub fn to_raised(vm: &Vm, error: Error) -> Box<Raised> {
    if let Some(carried) = carried(&error) {
        let kept = carried.raised.borrow_mut().take();
        return kept.unwrap_or_else(|| Raised::new(Rc::clone(&carried.exception)));
    }
    match builtin(error.kind) {
        Some(name) => raise_builtin(vm, name, &error),
        None => raise_ours(vm, &error),
    }
}

fn carried(error: &Error) -> Option<Rc<Carried>> {
    if error.kind != ErrorKind::Foreign {
        return None;
    }
    error.foreign.clone()?.downcast().ok()
}

fn builtin(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::Type => "TypeError",
        ErrorKind::Value => "ValueError",
        ErrorKind::Key => "KeyError",
        ErrorKind::Attribute => "AttributeError",
        ErrorKind::Index => "IndexError",
        ErrorKind::Assertion => "AssertionError",
        ErrorKind::NotImplemented => "NotImplementedError",
        ErrorKind::Foreign => "RuntimeError",
        _ => return None,
    })
}

fn raise_builtin(vm: &Vm, name: &str, error: &Error) -> Box<Raised> {
    let class = vm.exceptions().get(name).unwrap_or(&vm.exceptions().runtime_error).clone();
    let raised = vm.raise(&class, error.message.as_str());
    keep_hint(&raised, error);
    raised
}

fn keep_hint(raised: &Raised, error: &Error) {
    if let Some(hint) = &error.hint {
        raised.instance().set_payload(Rc::new(Hint(hint.clone())));
    }
}

/// What ormlab says to a learner beside the message, attached to the exception.
pub struct Hint(pub String);

/// The class that a kind of error stands for.
pub fn class_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Argument => "ArgumentError",
        ErrorKind::NoSuchModule => "NoSuchModuleError",
        ErrorKind::NoForeignKeys => "NoForeignKeysError",
        ErrorKind::AmbiguousForeignKeys => "AmbiguousForeignKeysError",
        ErrorKind::ConstraintColumnNotFound => "ConstraintColumnNotFoundError",
        ErrorKind::CircularDependency => "CircularDependencyError",
        ErrorKind::Compile => "CompileError",
        ErrorKind::UnsupportedCompilation => "UnsupportedCompilationError",
        ErrorKind::Identifier => "IdentifierError",
        ErrorKind::Disconnection => "DisconnectionError",
        ErrorKind::Timeout => "TimeoutError",
        ErrorKind::InvalidRequest => "InvalidRequestError",
        ErrorKind::IllegalStateChange => "IllegalStateChangeError",
        ErrorKind::NoInspectionAvailable => "NoInspectionAvailable",
        ErrorKind::PendingRollback => "PendingRollbackError",
        ErrorKind::ResourceClosed => "ResourceClosedError",
        ErrorKind::NoSuchColumn => "NoSuchColumnError",
        ErrorKind::NoResultFound => "NoResultFound",
        ErrorKind::MultipleResultsFound => "MultipleResultsFound",
        ErrorKind::NoReference => "NoReferenceError",
        ErrorKind::NoReferencedTable => "NoReferencedTableError",
        ErrorKind::NoReferencedColumn => "NoReferencedColumnError",
        ErrorKind::NoSuchTable => "NoSuchTableError",
        ErrorKind::UnreflectableTable => "UnreflectableTableError",
        ErrorKind::Unbound | ErrorKind::UnboundExecution => "UnboundExecutionError",
        ErrorKind::StatementError => "StatementError",
        _ => database_class(kind),
    }
}

fn database_class(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Interface => "InterfaceError",
        ErrorKind::Database => "DatabaseError",
        ErrorKind::Data => "DataError",
        ErrorKind::Operational => "OperationalError",
        ErrorKind::Integrity => "IntegrityError",
        ErrorKind::Internal => "InternalError",
        ErrorKind::Programming => "ProgrammingError",
        ErrorKind::NotSupported => "NotSupportedError",
        ErrorKind::StaleData => "StaleDataError",
        ErrorKind::Flush => "FlushError",
        ErrorKind::UnmappedColumn => "UnmappedColumnError",
        ErrorKind::UnmappedClass => "UnmappedClassError",
        ErrorKind::UnmappedInstance => "UnmappedInstanceError",
        ErrorKind::ObjectDeleted => "ObjectDeletedError",
        ErrorKind::DetachedInstance => "DetachedInstanceError",
        ErrorKind::ObjectDereferenced => "ObjectDereferencedError",
        ErrorKind::LoaderStrategy => "LoaderStrategyException",
        _ => "SQLAlchemyError",
    }
}

fn raise_ours(vm: &Vm, error: &Error) -> Box<Raised> {
    let class = names::class(vm, class_name(error.kind));
    let raised = vm.raise(&class, error.message.as_str());
    keep_hint(&raised, error);
    let this = raised.value();
    if let Some(code) = error.code {
        set(&this, "code", code);
    }
    if !error.details.is_empty() {
        let lines: Vec<Object> = error.details.iter().map(|line| line.as_str().into()).collect();
        set(&this, "detail", lines);
    }
    if let Some(statement) = &error.statement {
        set(&this, "statement", &*statement.sql);
        set(&this, "hide_parameters", statement.hide_parameters);
        set(&this, "ismulti", statement.ismulti);
        if let Some(values) = &statement.values {
            set(&this, "params", crate::conversion::to_object(vm, values));
        }
        if let Some(parameters) = &statement.parameters {
            raised.instance().set_payload(Rc::new(ShownParameters(parameters.clone())));
        }
    }
    attach_cause(vm, error, &raised);
    raised
}

/// What the database itself raised: `orig`, and the cause of ours.
fn attach_cause(vm: &Vm, error: &Error, raised: &Raised) {
    let carried: Option<Rc<Carried>> = error.foreign.clone().and_then(|any| any.downcast().ok());
    let orig = match (&carried, &error.refusal) {
        (Some(carried), _) => Rc::clone(&carried.exception),
        (None, Some(refusal)) => crate::dbapi::exception(vm, refusal),
        (None, None) => return,
    };
    set(&raised.value(), "orig", Object::Instance(Rc::clone(&orig)));
    raised.set_cause(orig);
}

/// Results of Core in Python.
pub trait OrRaise<T> {
    /// The error as Python's exception.
    fn or_raise(self, vm: &Vm) -> PyResult<T>;
}

impl<T> OrRaise<T> for ormlab_core::Result<T> {
    fn or_raise(self, vm: &Vm) -> PyResult<T> {
        self.map_err(|error| to_raised(vm, error))
    }
}

/// An `ArgumentError`.
pub fn argument_error(vm: &Vm, message: impl Into<String>) -> Box<Raised> {
    to_raised(vm, Error::argument(message))
}

/// An `InvalidRequestError`.
pub fn invalid_request(vm: &Vm, message: impl Into<String>) -> Box<Raised> {
    to_raised(vm, Error::invalid_request(message))
}
