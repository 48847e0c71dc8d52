//! `create_all`, `CreateTable` and their kin.

use std::rc::Rc;

use ormlab_core::constraint::Constraint;
use ormlab_core::ddl::{
    CheckFirst, CreateTable, DdlStatement, DdlStep, DdlText, Existing, create_plan,
    create_table_plan, drop_plan, drop_table_plan,
};
use ormlab_core::default::Sequence;
use ormlab_core::dialect::Dialect;
use ormlab_core::index::Index;
use ormlab_core::metadata::Table;
use ormlab_core::statement::Statement;
use ormlab_core::{Error, MetaData};
use ormlab_engine::{Connection, schema};
use ormlab_python::{Args, Class, ClassBuilder, Object, PyResult, Str, Vm};

use crate::arguments::{flag, given, text};
use crate::engine::{Bind, bind_of};
use crate::error::{OrRaise, argument_error};
use crate::names::ClassSpec;
use crate::schema::metadata::metadata_of;
use crate::schema::table::table_of;
use crate::schema::{SchemaItem, SchemaObject, table_object};
use crate::statement::statement_object;

fn check_first(vm: &Vm, object: Option<Object>) -> PyResult<CheckFirst> {
    let check = flag(vm, object, true)?;
    Ok(if check { CheckFirst::ALL } else { CheckFirst::NONE })
}

/// A piece of schema work: as the engine does it, and its plan for a bind that only prints.
enum Work<'a> {
    All { metadata: &'a MetaData, tables: Option<Vec<Table>>, create: bool },
    One { table: &'a Table, create: bool },
    Statement(DdlStatement),
}

/// A database in which there is nothing, or everything, yet.
struct Unasked;

impl Existing for Unasked {
    type Error = Error;

    fn has_tables(&mut self, tables: &[Table]) -> ormlab_core::Result<Vec<bool>> {
        Ok(vec![false; tables.len()])
    }

    fn has_sequence(&mut self, _: &Sequence) -> ormlab_core::Result<bool> {
        Ok(false)
    }
}

impl Work<'_> {
    fn run(&self, connection: &Connection, check: CheckFirst) -> ormlab_core::Result<()> {
        match self {
            Work::All { metadata, tables, create: true } => {
                connection.create_all(metadata, tables.as_deref(), check)
            }
            Work::All { metadata, tables, create: false } => {
                connection.drop_all(metadata, tables.as_deref(), check)
            }
            Work::One { table, create: true } => connection.create_table(table, check),
            Work::One { table, create: false } => connection.drop_table(table, check),
            Work::Statement(ddl) => connection.execute(Statement::Ddl(ddl.clone()), &[]).map(drop),
        }
    }

    /// The statements, where nothing is looked up.
    fn planned(&self, dialect: &dyn Dialect) -> ormlab_core::Result<Vec<DdlStatement>> {
        let none = CheckFirst::NONE;
        let plan = match self {
            Work::All { metadata, tables, create: true } => {
                create_plan(metadata, tables.as_deref(), dialect, none, &mut Unasked)?
            }
            Work::All { metadata, tables, create: false } => {
                drop_plan(metadata, tables.as_deref(), dialect, none, &mut Unasked)?
            }
            Work::One { table, create: true } => {
                create_table_plan(table, dialect, none, &mut Unasked)?
            }
            Work::One { table, create: false } => {
                drop_table_plan(table, dialect, none, &mut Unasked)?
            }
            Work::Statement(ddl) => return Ok(vec![ddl.clone()]),
        };
        let statements = plan.steps.into_iter().filter_map(|step| match step {
            DdlStep::Execute(statement) => Some(statement),
            _ => None,
        });
        Ok(statements.collect())
    }
}

/// Runs on the connection given, or on one of the engine given, which commits it.
fn on_bind(vm: &Vm, bind: &Object, check: CheckFirst, work: &Work<'_>) -> PyResult {
    match bind_of(vm, bind)? {
        Bind::Engine(engine) => {
            schema::in_transaction(&engine, |connection| work.run(connection, check))
                .or_raise(vm)?;
        }
        Bind::Connection(connection) => work.run(&connection, check).or_raise(vm)?,
        Bind::Mock(mock) => {
            for statement in work.planned(&*mock.dialect).or_raise(vm)? {
                let statement = statement_object(Statement::Ddl(statement));
                vm.call(&mock.executor, Args::one(statement))?;
            }
        }
    }
    Ok(Object::None)
}

/// `metadata.create_all(bind, tables, checkfirst)`, and `drop_all`.
pub(crate) fn create_all(vm: &Vm, mut args: Args, create: bool) -> PyResult {
    let metadata = metadata_of(vm, &crate::arguments::receiver(&mut args))?;
    let name = if create { "MetaData.create_all" } else { "MetaData.drop_all" };
    let [bind, tables, check] = args.bind(vm, name, ["bind", "tables", "checkfirst"], 1)?;
    let tables = given(tables).map(|tables| table_list(vm, &tables)).transpose()?;
    let check = check_first(vm, check)?;
    let work = Work::All { metadata: &metadata, tables, create };
    on_bind(vm, &bind.unwrap_or(Object::None), check, &work)
}

fn table_list(vm: &Vm, object: &Object) -> PyResult<Vec<Table>> {
    vm.collect(object)?.iter().map(|table| table_of(vm, table)).collect()
}

/// `table.create(bind, checkfirst)`, and `drop`.
pub(crate) fn create_table(vm: &Vm, mut args: Args, create: bool) -> PyResult {
    let table = table_of(vm, &crate::arguments::receiver(&mut args))?;
    let [bind, check] = args.bind(vm, "Table.create", ["bind", "checkfirst"], 1)?;
    let check = if flag(vm, check, false)? { CheckFirst::ALL } else { CheckFirst::NONE };
    on_bind(vm, &bind.unwrap_or(Object::None), check, &Work::One { table: &table, create })
}

/// `index.create(bind)`, and `drop`.
pub(crate) fn create_item(vm: &Vm, mut args: Args, create: bool) -> PyResult {
    let index = index_of(vm, &crate::arguments::receiver(&mut args))?;
    let [bind, _] = args.bind(vm, "Index.create", ["bind", "checkfirst"], 1)?;
    let statement =
        if create { DdlStatement::create_index(&index) } else { DdlStatement::drop_index(&index) };
    let bind = bind.unwrap_or(Object::None);
    on_bind(vm, &bind, CheckFirst::NONE, &Work::Statement(statement))
}

/// `sort_tables(tables)`.
pub(crate) fn sort_tables(vm: &Vm, args: Args) -> PyResult {
    let [tables, _, _] =
        args.bind(vm, "sort_tables", ["tables", "skip_fn", "extra_dependencies"], 1)?;
    let tables = table_list(vm, &tables.unwrap_or(Object::None))?;
    let (sorted, _) = ormlab_core::ddl::sort_tables(&tables);
    Ok(Object::list(sorted.iter().map(|table| table_object(vm, table))))
}

/// The attributes of DDL.
pub(crate) fn attribute(vm: &Vm, ddl: &DdlStatement, name: &Str) -> PyResult<Option<Object>> {
    Ok(match (name.as_str(), ddl) {
        ("element", DdlStatement::CreateTable(create)) => Some(table_object(vm, &create.table)),
        ("element", DdlStatement::DropTable { table, .. }) => Some(table_object(vm, table)),
        ("statement", DdlStatement::Text(text)) => Some((&*text.statement).into()),
        _ => None,
    })
}

fn item(vm: &Vm, object: &Object) -> PyResult<SchemaItem> {
    match object.downcast_ref::<SchemaObject>() {
        Some(known) => Ok(known.item.clone()),
        None => {
            let shown = vm.repr(object)?;
            Err(argument_error(vm, format!("a schema item is expected, got {shown}")))
        }
    }
}

fn index_of(vm: &Vm, object: &Object) -> PyResult<Index> {
    match item(vm, object)? {
        SchemaItem::Index(index) => Ok(index),
        _ => Err(argument_error(vm, "an Index is expected")),
    }
}

fn constraint_of(vm: &Vm, object: &Object) -> PyResult<Constraint> {
    match item(vm, object)? {
        SchemaItem::Constraint(constraint) => Ok(constraint),
        _ => Err(argument_error(vm, "a Constraint is expected")),
    }
}

fn named(vm: &Vm, object: &Object) -> PyResult<Rc<str>> {
    text(vm, object)
}

/// `CreateTable(element, if_not_exists=…)` and its kin, by the name of the class.
fn construct(vm: &Vm, class: &Class, mut args: Args) -> PyResult {
    let name = class.name();
    let if_not_exists = flag(vm, args.take("if_not_exists"), false)?;
    let if_exists = flag(vm, args.take("if_exists"), false)?;
    let cascade = flag(vm, args.take("cascade"), false)?;
    crate::arguments::refuse_false(vm, &mut args, &name, "isolate_from_table")?;
    let partial = &["include_foreign_key_constraints"];
    crate::arguments::refuse(vm, &mut args, &name, partial)?;
    let [element] = args.bind(vm, &name, ["element"], 1)?;
    let element = element.unwrap_or(Object::None);
    let statement = match name.as_str() {
        "CreateTable" => {
            let table = table_of(vm, &element)?;
            DdlStatement::CreateTable(CreateTable { if_not_exists, ..CreateTable::new(&table) })
        }
        "DropTable" => DdlStatement::DropTable { table: table_of(vm, &element)?, if_exists },
        "CreateIndex" => {
            DdlStatement::CreateIndex { index: index_of(vm, &element)?, if_not_exists }
        }
        "DropIndex" => DdlStatement::DropIndex { index: index_of(vm, &element)?, if_exists },
        "CreateSchema" => DdlStatement::CreateSchema { name: named(vm, &element)?, if_not_exists },
        "DropSchema" => DdlStatement::DropSchema { name: named(vm, &element)?, if_exists, cascade },
        "AddConstraint" => DdlStatement::AddConstraint(constraint_of(vm, &element)?),
        "DropConstraint" => DdlStatement::DropConstraint {
            constraint: constraint_of(vm, &element)?,
            if_exists,
            cascade,
        },
        "CreateSequence" | "DropSequence" => match item(vm, &element)? {
            SchemaItem::Sequence(sequence) if name == "CreateSequence" => {
                DdlStatement::CreateSequence { sequence, if_not_exists }
            }
            SchemaItem::Sequence(sequence) => DdlStatement::DropSequence { sequence, if_exists },
            _ => return Err(argument_error(vm, "a Sequence is expected")),
        },
        "SetTableComment" => DdlStatement::SetTableComment(table_of(vm, &element)?),
        "DropTableComment" => DdlStatement::DropTableComment(table_of(vm, &element)?),
        other => return Err(vm.unsupported(other)),
    };
    Ok(statement_object(Statement::Ddl(statement)))
}

/// `DDL(statement, context)`.
fn ddl_text(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [statement, context] = args.bind(vm, "DDL.__init__", ["statement", "context"], 1)?;
    let statement = text(vm, &statement.unwrap_or(Object::None))?;
    let mut values = Vec::new();
    if let Some(context) = given(context) {
        for (key, value) in crate::arguments::mapping(vm, &context)? {
            values.push((text(vm, &key)?, crate::conversion::to_value(vm, &value)?));
        }
    }
    let ddl = DdlText { statement, context: values, target: None };
    Ok(statement_object(Statement::Ddl(DdlStatement::Text(ddl))))
}

fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(construct)
        .method("execute_if", |vm, _| Err(vm.unsupported("DDL.execute_if()")))
}

const DDL: &str = "sqlalchemy.sql.ddl";

const fn element(name: &'static str) -> ClassSpec {
    ClassSpec::plain(name, DDL, &["ExecutableDDLElement"])
}

/// The classes of DDL.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("BaseDDLElement", DDL, &["ClauseElement"]),
    ClassSpec::new(
        "ExecutableDDLElement",
        DDL,
        &["ExecutableStatement", "BaseDDLElement"],
        methods,
    ),
    ClassSpec::new("DDL", DDL, &["ExecutableDDLElement"], |_, builder| builder.construct(ddl_text)),
    element("CreateTable"),
    element("DropTable"),
    element("CreateIndex"),
    element("DropIndex"),
    element("CreateSchema"),
    element("DropSchema"),
    element("CreateSequence"),
    element("DropSequence"),
    element("AddConstraint"),
    element("DropConstraint"),
    element("SetTableComment"),
    element("DropTableComment"),
    element("SetColumnComment"),
    element("DropColumnComment"),
];
