//! What a scenario works with: a session over a fresh database, and the lines of what was sent.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::ddl::CheckFirst;
use ormlab_core::{Error, Result, Statement, Value, select::SelectItem};
use ormlab_driver_sqlite::Sqlite;
use ormlab_engine::environment::{SingleDriver, WarningSink};
use ormlab_engine::event::{EventAnswer, EventArgs, EventKind};
use ormlab_engine::{
    Engine, EngineOptions, Environment, ExecutionOptions, Fetch, StatementLog, create_engine,
    make_url,
};
use ormlab_orm::{
    Attribute, Bind, Collection, Instance, MappedEntity, Mapper, Property, Session, SessionOptions,
    instance_of,
};

use crate::world::{Shared, World};

pub(crate) type Outcome = Result<()>;

pub(crate) type Lines = Rc<RefCell<Vec<String>>>;

/// A value for an attribute.
pub(crate) enum Given {
    Value(Value),
    One(Instance),
    Many(Vec<Instance>),
}

impl From<&str> for Given {
    fn from(text: &str) -> Given {
        Given::Value(text.into())
    }
}

impl From<i64> for Given {
    fn from(number: i64) -> Given {
        Given::Value(number.into())
    }
}

impl From<&Instance> for Given {
    fn from(instance: &Instance) -> Given {
        Given::One(instance.clone())
    }
}

impl From<Vec<Instance>> for Given {
    fn from(instances: Vec<Instance>) -> Given {
        Given::Many(instances)
    }
}

struct Warnings(Lines);

impl WarningSink for Warnings {
    fn warn(&self, _: &'static str, message: &str) -> Result<()> {
        self.0.borrow_mut().push(format!("# warning: {}", without_addresses(message)));
        Ok(())
    }
}

pub(crate) struct Lab {
    world: Shared,
    pub(crate) session: Session,
    lines: Lines,
}

/// Addresses differ from run to run.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split("0x");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown += "0x0";
        shown += part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    shown
}

/// Numbers of sessions depend on how many there were before.
fn without_numbers(text: &str) -> String {
    let mut shown = text.to_owned();
    for before in ["session '", "this is '"] {
        if let Some(start) = shown.find(before).map(|start| start + before.len()) {
            let rest = shown.split_off(start);
            shown += "N";
            shown += rest.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    shown
}

fn listen(engine: &Engine, lines: &Lines) {
    let sent = lines.clone();
    let hook = move |_: EventKind, args: &EventArgs<'_>| {
        if let EventArgs::Cursor(event) = args {
            let sql = event.statement.replace('\n', "\\n");
            sent.borrow_mut().push(format!("{sql} | {}", event.parameters.display()));
        }
        Ok(EventAnswer::Nothing)
    };
    engine.events().listen(EventKind::BeforeCursorExecute, Rc::new(hook));
    let marks = [
        (EventKind::Begin, "BEGIN"),
        (EventKind::Commit, "COMMIT"),
        (EventKind::Rollback, "ROLLBACK"),
    ];
    for (kind, mark) in marks {
        let lines = lines.clone();
        let hook = move |_: EventKind, _: &EventArgs<'_>| {
            lines.borrow_mut().push(mark.to_owned());
            Ok(EventAnswer::Nothing)
        };
        engine.events().listen(kind, Rc::new(hook));
    }
}

impl Lab {
    pub(crate) fn new() -> Lab {
        Lab::open().expect("the world of the scenarios can be made")
    }

    fn open() -> Result<Lab> {
        let lines = Lines::default();
        let mut environment = Environment::new(Rc::new(SingleDriver(Rc::new(Sqlite::new()))));
        environment.statements = Some(StatementLog::new());
        environment.warnings = Some(Rc::new(Warnings(lines.clone())));
        let engine =
            create_engine(&Rc::new(environment), make_url("sqlite://")?, EngineOptions::default())?;
        let world = Rc::new(World::new()?);
        ormlab_engine::schema::in_transaction(&engine, |connection| {
            connection.create_all(&world.metadata, None, CheckFirst::NONE)
        })?;
        listen(&engine, &lines);
        let options =
            SessionOptions { bind: Some(Bind::Engine(engine)), ..SessionOptions::default() };
        let session = Session::new(options);
        Ok(Lab { world, session, lines })
    }

    pub(crate) fn line(&self, line: String) {
        self.lines.borrow_mut().push(line);
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }

    pub(crate) fn shared_lines(&self) -> Lines {
        self.lines.clone()
    }

    /// A second session over the same database.
    pub(crate) fn another_session(&self) -> Session {
        let options = SessionOptions { bind: self.session.bind(), ..SessionOptions::default() };
        Session::new(options)
    }

    pub(crate) fn log(&self) -> Rc<StatementLog> {
        let environment = self.session.environment().expect("the session has an engine");
        environment.statements.clone().expect("the lab keeps a log")
    }

    pub(crate) fn clear(&self) {
        self.lines.borrow_mut().clear();
    }

    pub(crate) fn note(&self, parts: &[String]) {
        self.line(format!("# {}", parts.join(" ")));
    }

    /// Notes the error that an action must end in.
    pub(crate) fn fails<T>(&self, outcome: Result<T>) {
        match outcome {
            Ok(_) => self.line("# no error".to_owned()),
            Err(error) => {
                let shown =
                    without_numbers(&without_addresses(&rendered(&error))).replace('\n', "\\n");
                let class = ormlab_engine::error::class_name(error.kind);
                self.line(format!("# {class}: {shown}"));
            }
        }
    }

    pub(crate) fn mapper(&self, class: &str) -> Mapper {
        let mappers = self.world.registry.mappers();
        let found = mappers.into_iter().find(|mapper| &*mapper.name() == class);
        found.expect("scenarios name classes of the world")
    }

    pub(crate) fn entity(&self, class: &str) -> Rc<MappedEntity> {
        MappedEntity::of(&self.mapper(class))
    }

    /// `Class(**values)`.
    pub(crate) fn make(&self, class: &str, values: Vec<(&str, Given)>) -> Result<Instance> {
        let instance = Instance::new(&self.mapper(class));
        for (key, value) in values {
            set(&instance, key, value)?;
        }
        Ok(instance)
    }

    pub(crate) fn add(&self, class: &str, values: Vec<(&str, Given)>) -> Result<Instance> {
        let instance = self.make(class, values)?;
        self.session.add(&instance)?;
        Ok(instance)
    }

    pub(crate) fn get(&self, class: &str, key: impl Into<Value>) -> Result<Option<Instance>> {
        self.session.get(&self.mapper(class), key.into(), &Default::default())
    }

    pub(crate) fn execute(&self, statement: impl Into<Statement>) -> Result<i64> {
        let options = ExecutionOptions::default();
        let result = self.session.execute(&statement.into(), &[], &options)?;
        Ok(result.cursor().map_or(-1, |cursor| cursor.rowcount()))
    }

    pub(crate) fn text(&self, sql: &str) -> Result<i64> {
        self.execute(Statement::Text(Rc::new(ormlab_core::statement::TextData {
            clause: ormlab_core::expr::TextClause::new(sql),
            execution: Default::default(),
        })))
    }

    /// The rows of a SELECT on a connection of its own, past the session.
    pub(crate) fn rows(&self, sql: &str) -> Result<Vec<Vec<Value>>> {
        let bind = self.session.bind().expect("the session has an engine");
        let connection = bind.engine().connect()?;
        let none = ormlab_engine::Parameters::none();
        let result = connection.exec_driver_sql(sql, none, &ExecutionOptions::default())?;
        result.all()?.iter().map(ormlab_engine::Row::values).collect()
    }

    /// `session.scalars(select(Class)).all()`.
    pub(crate) fn all(&self, class: &str) -> Result<Vec<Instance>> {
        let entity: Rc<dyn ormlab_core::entity::Entity> = self.entity(class);
        let statement = ormlab_core::select(vec![SelectItem::Entity(entity)]);
        let options = ExecutionOptions::default();
        let rows = self.session.scalars(&statement.into(), &[], &options)?.all()?;
        Ok(rows.iter().filter_map(instance_of).collect())
    }

    /// The number of rows, by a SELECT of the keys.
    pub(crate) fn count(&self, class: &str) -> Result<usize> {
        let entity = self.entity(class);
        let property = self.mapper(class).require("id")?;
        let column = entity.column(&property).expect("id is a column");
        let statement = ormlab_core::select(vec![SelectItem::Expr(column)]);
        let options = ExecutionOptions::default();
        Ok(self.session.scalars(&statement.into(), &[], &options)?.all()?.len())
    }

    pub(crate) fn has(&self, instance: &Instance) -> bool {
        self.session.contains(instance)
    }

    pub(crate) fn is_new(&self, instance: &Instance) -> bool {
        self.session.is_pending(instance)
    }
}

/// An error as Python prints it.
fn rendered(error: &Error) -> String {
    ormlab_orm::session::render_error(error)
}

pub(crate) fn property(instance: &Instance, key: &str) -> Result<Property> {
    instance.property(key)
}

pub(crate) fn set(instance: &Instance, key: &str, value: impl Into<Given>) -> Outcome {
    let property = property(instance, key)?;
    match value.into() {
        Given::Value(value) => instance.set(&property, value),
        Given::One(object) => instance.set_object(&property, Some(object)),
        Given::Many(items) => instance.set_items(&property, items, None),
    }
}

pub(crate) fn collection(instance: &Instance, key: &str) -> Result<Collection> {
    instance.collection(&property(instance, key)?)
}

pub(crate) fn object(instance: &Instance, key: &str) -> Result<Option<Instance>> {
    match instance.get_by_key(key)? {
        Attribute::Object(object) => Ok(object),
        other => panic!("{key} is no object but {other:?}"),
    }
}

/// The value of a column as Python prints it.
pub(crate) fn show(instance: &Instance, key: &str) -> Result<String> {
    Ok(match instance.get_by_key(key)? {
        Attribute::Value(Value::Str(text)) => text.to_string(),
        Attribute::Value(value) => value.repr(),
        other => format!("{other:?}"),
    })
}

pub(crate) fn truth(value: bool) -> String {
    if value { "True".to_owned() } else { "False".to_owned() }
}
