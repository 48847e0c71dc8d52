//! The database connections of a session's transaction.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::{Error, ErrorKind, Result, Table, Value};
use ormlab_engine::connection::{Connection, Transaction};
use ormlab_engine::engine::Engine;
use ormlab_engine::environment::Environment;

use super::transaction::TransactionState;
use super::{Session, SessionTransaction};
use crate::mapper::Mapper;

/// What a session sends statements to.
#[derive(Clone, Debug)]
pub enum Bind {
    Engine(Engine),
    Connection(Connection),
}

impl Bind {
    pub fn engine(&self) -> &Engine {
        match self {
            Bind::Engine(engine) => engine,
            Bind::Connection(connection) => connection.engine(),
        }
    }

    fn is_of(&self, connection: &Connection) -> bool {
        match self {
            Bind::Engine(engine) => engine.address() == connection.engine().address(),
            Bind::Connection(own) => own == connection,
        }
    }
}

/// What a bind of its own is for.
#[derive(Clone, Debug)]
pub enum BindKey {
    Mapper(Mapper),
    Table(Table),
}

impl BindKey {
    fn is_of(&self, mapper: &Mapper) -> bool {
        match self {
            BindKey::Mapper(own) => mapper.isa(own),
            BindKey::Table(table) => mapper.table == *table,
        }
    }
}

#[derive(Clone)]
struct Entry {
    connection: Connection,
    transaction: Transaction,
    should_commit: bool,
    /// Closed with the transaction: the session opened it.
    is_own: bool,
}

/// Connections that a transaction has begun on.
#[derive(Default)]
pub(crate) struct Connections(RefCell<Vec<Entry>>);

impl Connections {
    fn find(&self, bind: &Bind) -> Option<Entry> {
        self.0.borrow().iter().find(|entry| bind.is_of(&entry.connection)).cloned()
    }

    fn all(&self) -> Vec<Entry> {
        self.0.borrow().clone()
    }
}

impl Session {
    /// `session.get_bind(mapper)`.
    pub fn bind_for(&self, mapper: Option<&Mapper>) -> Result<Bind> {
        self.find_bind(mapper, false)
    }

    fn find_bind(&self, mapper: Option<&Mapper>, has_clause: bool) -> Result<Bind> {
        let own = mapper.and_then(|mapper| {
            let binds = self.binds.borrow();
            binds.iter().find(|(key, _)| key.is_of(mapper)).map(|(_, bind)| bind.clone())
        });
        let bind = own.or_else(|| self.bind.borrow().clone());
        bind.ok_or_else(|| {
            let clause = if has_clause { ", SQL expression" } else { "" };
            let message = match mapper {
                None if has_clause => {
                    "Could not locate a bind configured on SQL expression or this Session.".to_owned()
                }
                None => "This session is not bound to a single Engine or Connection, and no context was provided to locate a binding.".to_owned(),
                Some(mapper) => format!(
                    "Could not locate a bind configured on mapper {mapper}{clause} or this Session."
                ),
            };
            Error::new(ErrorKind::UnboundExecution, message)
        })
    }

    /// `session.bind`.
    pub fn bind(&self) -> Option<Bind> {
        self.bind.borrow().clone()
    }

    pub fn set_bind(&self, bind: Option<Bind>) {
        *self.bind.borrow_mut() = bind;
    }

    /// `session.bind_mapper`, `session.bind_table`.
    pub fn add_bind(&self, key: BindKey, bind: Bind) {
        self.binds.borrow_mut().push((key, bind));
    }

    /// Surroundings of its engine.
    pub fn environment(&self) -> Option<Rc<Environment>> {
        let bind =
            self.bind().or_else(|| self.binds.borrow().first().map(|(_, bind)| bind.clone()))?;
        Some(bind.engine().environment().clone())
    }

    /// `session.connection()`: the connection of the transaction, begun if it must.
    pub fn connection(&self, options: &[(Rc<str>, Value)]) -> Result<Connection> {
        let bind = self.bind_for(None)?;
        self.check_block()?;
        self.required_transaction()?.connection_of(&bind, options)
    }

    /// The connection for a statement of the script, about a class or not.
    pub(crate) fn connection_for_statement(&self, mapper: Option<&Mapper>) -> Result<Connection> {
        let bind = self.find_bind(mapper, true)?;
        self.required_transaction()?.connection_of(&bind, &[])
    }

    /// The connection for statements about a class.
    pub fn connection_for(&self, mapper: Option<&Mapper>) -> Result<Connection> {
        let bind = self.bind_for(mapper)?;
        self.check_block()?;
        self.required_transaction()?.connection_of(&bind, &[])
    }
}

impl SessionTransaction {
    /// The connection for a bind, with its BEGIN or SAVEPOINT.
    fn connection_of(&self, bind: &Bind, options: &[(Rc<str>, Value)]) -> Result<Connection> {
        self.require(&[TransactionState::Active])?;
        if let Some(entry) = self.0.connections.find(bind) {
            if !options.is_empty() {
                self.session()?.warn("Connection is already established for the given bind; execution_options ignored");
            }
            return Ok(entry.connection);
        }
        self.set_state(TransactionState::ProvisioningConnection);
        let outcome = self.provision(bind, options);
        self.set_state(TransactionState::Active);
        let (connection, is_new) = outcome?;
        if is_new {
            let session = self.session()?;
            session
                .fire(|events| events.after_begin.each(|hook| hook(&session, self, &connection)))?;
        }
        Ok(connection)
    }

    /// The connection, and whether it was taken in here.
    fn provision(&self, bind: &Bind, options: &[(Rc<str>, Value)]) -> Result<(Connection, bool)> {
        if let Some(parent) = self.parent() {
            let connection = parent.connection_of(bind, options)?;
            if !self.is_nested() {
                return Ok((connection, false));
            }
            let transaction = connection.begin_nested()?;
            self.take_in(Entry {
                connection: connection.clone(),
                transaction,
                should_commit: true,
                is_own: matches!(bind, Bind::Engine(_)),
            });
            return Ok((connection, true));
        }
        let connection = match bind {
            Bind::Engine(engine) => engine.connect()?,
            Bind::Connection(connection) => connection.clone(),
        };
        let is_own = matches!(bind, Bind::Engine(_));
        match self.begin_on(&connection, is_own, options) {
            Ok((transaction, should_commit)) => {
                self.take_in(Entry {
                    connection: connection.clone(),
                    transaction,
                    should_commit,
                    is_own,
                });
                Ok((connection, true))
            }
            Err(error) => {
                if is_own {
                    connection.close()?;
                }
                Err(error)
            }
        }
    }

    fn take_in(&self, entry: Entry) {
        self.0.connections.0.borrow_mut().push(entry);
    }

    /// Begins on a connection of the outermost transaction, or joins what was begun there.
    fn begin_on(
        &self,
        connection: &Connection,
        is_own: bool,
        options: &[(Rc<str>, Value)],
    ) -> Result<(Transaction, bool)> {
        let session = self.session()?;
        let mut all = session.execution_options.clone();
        all.extend(options.iter().cloned());
        if !all.is_empty() {
            connection.execution_options(&all)?;
        }
        let outer = connection.get_transaction().filter(|_| connection.in_transaction());
        let Some(outer) = outer else {
            return Ok((connection.begin()?, true));
        };
        if is_own {
            return Ok((outer, true));
        }
        let mode = session.join_transaction_mode.as_deref().unwrap_or("conditional_savepoint");
        let nested = connection.get_nested_transaction();
        let mode = match mode {
            "conditional_savepoint" if connection.in_nested_transaction() => "create_savepoint",
            "conditional_savepoint" => "rollback_only",
            other => other,
        };
        match mode {
            "create_savepoint" => Ok((connection.begin_nested()?, true)),
            "rollback_only" => Ok((nested.unwrap_or(outer), false)),
            _ => Ok((nested.unwrap_or(outer), true)),
        }
    }

    pub(super) fn commit_connections(&self) -> Result<()> {
        let all = self.0.connections.all();
        all.iter()
            .filter(|entry| entry.should_commit)
            .try_for_each(|entry| entry.transaction.commit())
    }

    pub(super) fn rollback_connections(&self) -> Result<()> {
        self.0.connections.all().iter().try_for_each(|entry| entry.transaction.rollback())
    }

    pub(super) fn close_connections(&self) -> Result<()> {
        for entry in self.0.connections.all() {
            if entry.should_commit && entry.transaction.is_active() {
                entry.transaction.close()?;
            }
            if entry.is_own && self.parent().is_none() {
                entry.connection.close()?;
            }
        }
        Ok(())
    }

    /// The connections that it uses.
    pub fn connections(&self) -> Vec<Connection> {
        self.0.connections.all().into_iter().map(|entry| entry.connection).collect()
    }
}
