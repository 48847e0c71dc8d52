//! How errors of a driver, and of what a statement calls, become SQLAlchemy's.

use std::rc::Rc;

use ormlab_core::error::{FailedStatement, Refusal};
use ormlab_core::{Error, ErrorKind, Value};

use crate::driver::{DriverError, DriverErrorKind};
use crate::parameters::Parameters;

impl DriverErrorKind {
    /// Name of the class in the DBAPI's module and in `sqlalchemy.exc`.
    pub fn class_name(self) -> &'static str {
        match self {
            DriverErrorKind::Integrity => "IntegrityError",
            DriverErrorKind::Operational => "OperationalError",
            DriverErrorKind::Programming => "ProgrammingError",
            DriverErrorKind::Data => "DataError",
            DriverErrorKind::Interface => "InterfaceError",
            DriverErrorKind::Internal => "InternalError",
            DriverErrorKind::NotSupported => "NotSupportedError",
            DriverErrorKind::Database => "DatabaseError",
        }
    }

    fn wrapped(self) -> (ErrorKind, &'static str) {
        match self {
            DriverErrorKind::Integrity => (ErrorKind::Integrity, "gkpj"),
            DriverErrorKind::Operational => (ErrorKind::Operational, "e3q8"),
            DriverErrorKind::Programming => (ErrorKind::Programming, "f405"),
            DriverErrorKind::Data => (ErrorKind::Data, "9h9h"),
            DriverErrorKind::Interface => (ErrorKind::Interface, "rvf5"),
            DriverErrorKind::Internal => (ErrorKind::Internal, "2j85"),
            DriverErrorKind::NotSupported => (ErrorKind::NotSupported, "tw8g"),
            DriverErrorKind::Database => (ErrorKind::Database, "4xp6"),
        }
    }
}

/// The error for a refusal that no statement caused.
pub fn refused(dbapi: &str, refusal: &DriverError) -> Error {
    let type_name = format!("{dbapi}.{}", refusal.kind.class_name());
    let (kind, code) = refusal.kind.wrapped();
    let mut error = Error::new(kind, format!("({type_name}) {}", refusal.message));
    error.code = Some(code);
    error.refusal = Some(Refusal { type_name, message: refusal.message.clone() });
    error
}

/// What an error says of the statement that caused it.
pub(crate) fn failed_statement(
    sql: &Rc<str>,
    parameters: Option<&Parameters>,
    hide_parameters: bool,
    ismulti: bool,
) -> FailedStatement {
    let shown = parameters.filter(|parameters| !parameters.are_none());
    FailedStatement {
        sql: sql.clone(),
        parameters: shown.map(Parameters::display),
        values: parameters.map(Parameters::to_value),
        hide_parameters,
        ismulti,
    }
}

/// An error raised while parameters were made ready, before there was anything to send:
/// `StatementError`, except for what is SQLAlchemy's own affair.
pub(crate) fn while_preparing(
    error: Error,
    sql: &Rc<str>,
    parameters: Option<String>,
    values: Option<Value>,
    hide_parameters: bool,
) -> Error {
    let is_own = matches!(
        error.kind,
        ErrorKind::StatementError
            | ErrorKind::PendingRollback
            | ErrorKind::ResourceClosed
            | ErrorKind::NotImplemented
    );
    if is_own || error.statement.is_some() {
        return error;
    }
    // An exception of the layer above says what it is in its refusal.
    let said = error.refusal.clone().filter(|_| error.kind == ErrorKind::Foreign);
    let said = said.unwrap_or_else(|| Refusal {
        type_name: qualified_name(&error),
        message: error.message.clone(),
    });
    let message = format!("({}) {}", said.type_name, said.message);
    let mut wrapped = Error::new(ErrorKind::StatementError, message);
    wrapped.code = error.code;
    wrapped.refusal = Some(said);
    wrapped.foreign = error.foreign.clone();
    wrapped.statement = Some(FailedStatement {
        sql: sql.clone(),
        parameters,
        values,
        hide_parameters,
        ismulti: false,
    });
    wrapped
}

/// The class with its module, as messages of wrapped errors have it.
fn qualified_name(error: &Error) -> String {
    let module = match error.kind {
        ErrorKind::Type
        | ErrorKind::Value
        | ErrorKind::Key
        | ErrorKind::Attribute
        | ErrorKind::Index
        | ErrorKind::Assertion
        | ErrorKind::NotImplemented => "builtins",
        ErrorKind::StaleData
        | ErrorKind::Flush
        | ErrorKind::UnmappedColumn
        | ErrorKind::UnmappedClass
        | ErrorKind::UnmappedInstance
        | ErrorKind::ObjectDeleted
        | ErrorKind::DetachedInstance
        | ErrorKind::ObjectDereferenced
        | ErrorKind::LoaderStrategy => "sqlalchemy.orm.exc",
        _ => "sqlalchemy.exc",
    };
    format!("{module}.{}", class_name(error.kind))
}

macro_rules! class_names {
    ($($kind:ident => $name:literal),* $(,)?) => {
        /// Name of the Python class that a kind stands for.
        pub fn class_name(kind: ErrorKind) -> &'static str {
            match kind {
                $(ErrorKind::$kind => $name,)*
                #[allow(unreachable_patterns)]
                _ => "SQLAlchemyError",
            }
        }
    };
}

class_names! {
    Argument => "ArgumentError",
    NoSuchModule => "NoSuchModuleError",
    NoForeignKeys => "NoForeignKeysError",
    AmbiguousForeignKeys => "AmbiguousForeignKeysError",
    ConstraintColumnNotFound => "ConstraintColumnNotFoundError",
    CircularDependency => "CircularDependencyError",
    Compile => "CompileError",
    UnsupportedCompilation => "UnsupportedCompilationError",
    Identifier => "IdentifierError",
    Disconnection => "DisconnectionError",
    Timeout => "TimeoutError",
    InvalidRequest => "InvalidRequestError",
    IllegalStateChange => "IllegalStateChangeError",
    NoInspectionAvailable => "NoInspectionAvailable",
    PendingRollback => "PendingRollbackError",
    ResourceClosed => "ResourceClosedError",
    NoSuchColumn => "NoSuchColumnError",
    NoResultFound => "NoResultFound",
    MultipleResultsFound => "MultipleResultsFound",
    NoReference => "NoReferenceError",
    NoReferencedTable => "NoReferencedTableError",
    NoReferencedColumn => "NoReferencedColumnError",
    NoSuchTable => "NoSuchTableError",
    UnreflectableTable => "UnreflectableTableError",
    Unbound => "UnboundExecutionError",
    UnboundExecution => "UnboundExecutionError",
    StatementError => "StatementError",
    Interface => "InterfaceError",
    Database => "DatabaseError",
    Data => "DataError",
    Operational => "OperationalError",
    Integrity => "IntegrityError",
    Internal => "InternalError",
    Programming => "ProgrammingError",
    NotSupported => "NotSupportedError",
    StaleData => "StaleDataError",
    Flush => "FlushError",
    UnmappedColumn => "UnmappedColumnError",
    UnmappedClass => "UnmappedClassError",
    UnmappedInstance => "UnmappedInstanceError",
    ObjectDeleted => "ObjectDeletedError",
    DetachedInstance => "DetachedInstanceError",
    ObjectDereferenced => "ObjectDereferencedError",
    LoaderStrategy => "LoaderStrategyException",
    Type => "TypeError",
    Value => "ValueError",
    Key => "KeyError",
    Attribute => "AttributeError",
    Index => "IndexError",
    Assertion => "AssertionError",
    NotImplemented => "NotImplementedError",
    DuplicateColumn => "DuplicateColumnError",
    Foreign => "Exception",
}
