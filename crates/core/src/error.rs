//! [`Error`]: one error for Core, engine and ORM, told apart by the SQLAlchemy class it stands for.
//!
//! The messages are the real library's. The layer above turns [`ErrorKind`] into a Python class.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use crate::value::Value;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The class of an error, by its name in `sqlalchemy.exc` or `sqlalchemy.orm.exc` (or a builtin).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    Argument,
    NoSuchModule,
    NoForeignKeys,
    AmbiguousForeignKeys,
    ConstraintColumnNotFound,
    DuplicateColumn,
    CircularDependency,
    Compile,
    UnsupportedCompilation,
    Identifier,
    Disconnection,
    Timeout,
    InvalidRequest,
    IllegalStateChange,
    NoInspectionAvailable,
    PendingRollback,
    ResourceClosed,
    NoSuchColumn,
    NoResultFound,
    MultipleResultsFound,
    NoReference,
    NoReferencedTable,
    NoReferencedColumn,
    NoSuchTable,
    UnreflectableTable,
    Unbound,
    UnboundExecution,
    StatementError,
    // Refusals of a database.
    Interface,
    Database,
    Data,
    Operational,
    Integrity,
    Internal,
    Programming,
    NotSupported,
    // sqlalchemy.orm.exc
    StaleData,
    Flush,
    UnmappedColumn,
    UnmappedClass,
    UnmappedInstance,
    ObjectDeleted,
    DetachedInstance,
    ObjectDereferenced,
    LoaderStrategy,
    // Builtins.
    Type,
    Value,
    Key,
    Attribute,
    Index,
    Lookup,
    Assertion,
    /// What ormlab does not do yet.
    NotImplemented,
    /// An exception of the layer above, carried through; see [`Error::foreign`].
    Foreign,
}

/// What a database refused, as the DBAPI raised it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Name of the DBAPI's class with its module: `sqlite3.IntegrityError`.
    pub type_name: String,
    pub message: String,
}

/// The statement that an error came from.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedStatement {
    pub sql: Rc<str>,
    /// As the message prints them; `None` where there are none to show.
    pub parameters: Option<String>,
    /// The parameters themselves: a tuple or a dict, or a list of those for many sets.
    pub values: Option<Value>,
    pub hide_parameters: bool,
    pub ismulti: bool,
}

/// An error with all that its message and its Python object need.
#[derive(Clone)]
pub struct Error(Box<ErrorData>);

/// The parts of an [`Error`].
#[derive(Clone)]
pub struct ErrorData {
    pub kind: ErrorKind,
    pub message: String,
    /// SQLAlchemy's code, `gkpj`, that its "Background on this error" link ends in.
    pub code: Option<&'static str>,
    /// Lines added by `add_detail`.
    pub details: Vec<String>,
    pub statement: Option<FailedStatement>,
    pub refusal: Option<Refusal>,
    /// For learners; never part of the message.
    pub hint: Option<String>,
    pub foreign: Option<Rc<dyn Any>>,
}

impl std::ops::Deref for Error {
    type Target = ErrorData;

    fn deref(&self) -> &ErrorData {
        &self.0
    }
}

impl std::ops::DerefMut for Error {
    fn deref_mut(&mut self) -> &mut ErrorData {
        &mut self.0
    }
}

macro_rules! constructors {
    ($($name:ident => $kind:ident),* $(,)?) => {
        impl Error {
            $(pub fn $name(message: impl Into<String>) -> Error {
                Error::new(ErrorKind::$kind, message)
            })*
        }
    };
}

constructors! {
    argument => Argument,
    invalid_request => InvalidRequest,
    compile => Compile,
    value_error => Value,
    type_error => Type,
    attribute_error => Attribute,
    key_error => Key,
}

impl Error {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error(Box::new(ErrorData {
            kind,
            message: message.into(),
            code: None,
            details: Vec::new(),
            statement: None,
            refusal: None,
            hint: None,
            foreign: None,
        }))
    }

    /// Carries an exception of the layer above through the layers here, unchanged.
    pub fn foreign(error: Rc<dyn Any>) -> Error {
        let mut carried = Error::new(ErrorKind::Foreign, "");
        carried.foreign = Some(error);
        carried
    }

    /// What ormlab lacks: `feature` is in the field's words.
    pub fn not_implemented(feature: impl fmt::Display) -> Error {
        Error::new(ErrorKind::NotImplemented, format!("ormlab does not support {feature} yet"))
    }

    #[must_use]
    pub fn with_code(mut self, code: &'static str) -> Error {
        self.code = Some(code);
        self
    }

    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.message)
    }
}

impl std::error::Error for Error {}
