//! DDL statements and the order in which they are sent: `CREATE TABLE`, `DROP INDEX`, `ALTER …`.
//!
//! Only data and order; the texts are written in `compiler/ddl.rs`. The engine walks the plans of
//! `ddl/plan.rs` and asks the database where a step is to be checked first.

mod plan;
mod sort;

use std::rc::Rc;

use crate::column::Column;
use crate::constraint::Constraint;
use crate::default::Sequence;
use crate::index::Index;
use crate::metadata::Table;
use crate::types::EnumType;
use crate::value::Value;

pub use plan::{
    CheckFirst, DdlStep, Existing, SchemaPlan, create_plan, create_table_plan, drop_plan,
    drop_table_plan,
};
pub use sort::{Inline, SortedTables, sort_tables, sort_tables_and_constraints};

/// `CREATE TABLE`.
#[derive(Clone, Debug)]
pub struct CreateTable {
    pub table: Table,
    pub if_not_exists: bool,
    /// The foreign keys to write; `None` for all.
    pub foreign_keys: Option<Vec<Constraint>>,
}

impl CreateTable {
    pub fn new(table: &Table) -> CreateTable {
        CreateTable { table: table.clone(), if_not_exists: false, foreign_keys: None }
    }
}

/// `DDL("…")`: text with `%(table)s` and the like.
#[derive(Clone, Debug)]
pub struct DdlText {
    pub statement: Rc<str>,
    pub context: Vec<(Rc<str>, Value)>,
    /// The table whose event runs it.
    pub target: Option<Table>,
}

/// A statement that changes the schema.
#[derive(Clone, Debug)]
pub enum DdlStatement {
    Text(DdlText),
    CreateSchema {
        name: Rc<str>,
        if_not_exists: bool,
    },
    DropSchema {
        name: Rc<str>,
        if_exists: bool,
        cascade: bool,
    },
    CreateTable(CreateTable),
    DropTable {
        table: Table,
        if_exists: bool,
    },
    CreateIndex {
        index: Index,
        if_not_exists: bool,
    },
    DropIndex {
        index: Index,
        if_exists: bool,
    },
    CreateSequence {
        sequence: Sequence,
        if_not_exists: bool,
    },
    DropSequence {
        sequence: Sequence,
        if_exists: bool,
    },
    AddConstraint(Constraint),
    DropConstraint {
        constraint: Constraint,
        if_exists: bool,
        cascade: bool,
    },
    SetTableComment(Table),
    DropTableComment(Table),
    SetColumnComment(Column),
    DropColumnComment(Column),
    SetConstraintComment(Constraint),
    DropConstraintComment(Constraint),
    /// PostgreSQL's `CREATE TYPE … AS ENUM`.
    CreateEnumType(Rc<EnumType>),
    DropEnumType(Rc<EnumType>),
}

impl DdlStatement {
    pub fn create_table(table: &Table) -> DdlStatement {
        DdlStatement::CreateTable(CreateTable::new(table))
    }

    pub fn drop_table(table: &Table) -> DdlStatement {
        DdlStatement::DropTable { table: table.clone(), if_exists: false }
    }

    pub fn create_index(index: &Index) -> DdlStatement {
        DdlStatement::CreateIndex { index: index.clone(), if_not_exists: false }
    }

    pub fn drop_index(index: &Index) -> DdlStatement {
        DdlStatement::DropIndex { index: index.clone(), if_exists: false }
    }

    /// The name of the class, as Python code spells it.
    pub fn class_name(&self) -> &'static str {
        match self {
            DdlStatement::Text(_) => "DDL",
            DdlStatement::CreateSchema { .. } => "CreateSchema",
            DdlStatement::DropSchema { .. } => "DropSchema",
            DdlStatement::CreateTable(_) => "CreateTable",
            DdlStatement::DropTable { .. } => "DropTable",
            DdlStatement::CreateIndex { .. } => "CreateIndex",
            DdlStatement::DropIndex { .. } => "DropIndex",
            DdlStatement::CreateSequence { .. } => "CreateSequence",
            DdlStatement::DropSequence { .. } => "DropSequence",
            DdlStatement::AddConstraint(_) => "AddConstraint",
            DdlStatement::DropConstraint { .. } => "DropConstraint",
            DdlStatement::SetTableComment(_) => "SetTableComment",
            DdlStatement::DropTableComment(_) => "DropTableComment",
            DdlStatement::SetColumnComment(_) => "SetColumnComment",
            DdlStatement::DropColumnComment(_) => "DropColumnComment",
            DdlStatement::SetConstraintComment(_) => "SetConstraintComment",
            DdlStatement::DropConstraintComment(_) => "DropConstraintComment",
            DdlStatement::CreateEnumType(_) => "CreateEnumType",
            DdlStatement::DropEnumType(_) => "DropEnumType",
        }
    }
}
