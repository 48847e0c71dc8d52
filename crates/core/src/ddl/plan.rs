//! The steps of `create_all` and `drop_all`, in the order in which the statements are sent.
//!
//! Pure but for the questions to [`Existing`], which the engine answers from the database.

use super::{CreateTable, DdlStatement, Inline, sort_tables_and_constraints};
use crate::constraint::Constraint;
use crate::default::{ColumnDefault, Sequence};
use crate::dialect::Dialect;
use crate::error::{Error, ErrorKind, Result};
use crate::metadata::{MetaData, Table};

/// `checkfirst=`: which kinds of things are looked up before they are created or dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckFirst {
    pub tables: bool,
    pub indexes: bool,
    pub sequences: bool,
    pub types: bool,
}

impl CheckFirst {
    pub const NONE: CheckFirst =
        CheckFirst { tables: false, indexes: false, sequences: false, types: false };
    pub const ALL: CheckFirst =
        CheckFirst { tables: true, indexes: true, sequences: true, types: true };
}

impl From<bool> for CheckFirst {
    fn from(check: bool) -> CheckFirst {
        if check { CheckFirst::ALL } else { CheckFirst::NONE }
    }
}

/// What the database has already.
pub trait Existing {
    type Error: From<Error>;

    /// For each of the tables whether it exists; `has_multi_table`.
    fn has_tables(&mut self, tables: &[Table]) -> Result<Vec<bool>, Self::Error>;

    fn has_sequence(&mut self, sequence: &Sequence) -> Result<bool, Self::Error>;
}

/// One step of a plan.
#[derive(Clone, Debug)]
pub enum DdlStep {
    Execute(DdlStatement),
    /// `before_create`, `after_create`, `before_drop`, `after_drop` of the metadata.
    MetaDataEvent(&'static str, Vec<Table>),
    TableEvent(&'static str, Table),
}

/// What to do, and what to warn about.
#[derive(Clone, Debug, Default)]
pub struct SchemaPlan {
    pub steps: Vec<DdlStep>,
    pub warnings: Vec<String>,
}

impl SchemaPlan {
    /// The statements alone.
    pub fn statements(&self) -> impl Iterator<Item = &DdlStatement> {
        self.steps.iter().filter_map(|step| match step {
            DdlStep::Execute(statement) => Some(statement),
            _ => None,
        })
    }

    fn execute(&mut self, statement: DdlStatement) {
        self.steps.push(DdlStep::Execute(statement));
    }

    fn table_event(&mut self, name: &'static str, table: &Table) {
        self.steps.push(DdlStep::TableEvent(name, table.clone()));
    }
}

/// The tables to create or to drop: those of the metadata, or the given ones of them.
fn effective(metadata: &MetaData, tables: Option<&[Table]>) -> Vec<Table> {
    tables.map_or_else(|| metadata.tables(), <[Table]>::to_vec)
}

fn keep_where<E: Existing>(
    tables: Vec<Table>,
    wanted: bool,
    check: CheckFirst,
    existing: &mut E,
) -> Result<Vec<Table>, E::Error> {
    if !check.tables || tables.is_empty() {
        return Ok(tables);
    }
    let found = existing.has_tables(&tables)?;
    let pairs = tables.into_iter().zip(found);
    Ok(pairs.filter(|(_, found)| *found == wanted).map(|(table, _)| table).collect())
}

fn keep_sequences<E: Existing>(
    metadata: &MetaData,
    dialect: &dyn Dialect,
    wanted: bool,
    check: CheckFirst,
    existing: &mut E,
) -> Result<Vec<Sequence>, E::Error> {
    let traits = dialect.traits();
    let mut kept = Vec::new();
    for sequence in metadata.sequences() {
        if !traits.supports_sequences || (traits.sequences_optional && sequence.0.optional) {
            continue;
        }
        if !check.sequences || existing.has_sequence(&sequence)? == wanted {
            kept.push(sequence);
        }
    }
    Ok(kept)
}

/// `metadata.create_all(tables=…, checkfirst=…)`.
pub fn create_plan<E: Existing>(
    metadata: &MetaData,
    tables: Option<&[Table]>,
    dialect: &dyn Dialect,
    check: CheckFirst,
    existing: &mut E,
) -> Result<SchemaPlan, E::Error> {
    let tables = keep_where(effective(metadata, tables), false, check, existing)?;
    let sorted = sort_tables_and_constraints(&tables, &|_| Ok(Inline::UnlessCircular))?;
    let sequences = keep_sequences(metadata, dialect, false, check, existing)?;
    let order: Vec<Table> = sorted.tables.iter().map(|(table, _)| table.clone()).collect();
    let mut plan = SchemaPlan::default();
    plan.steps.push(DdlStep::MetaDataEvent("before_create", order.clone()));
    for sequence in sequences.iter().filter(|sequence| !is_of_column(sequence, &metadata.tables()))
    {
        let sequence = sequence.clone();
        plan.execute(DdlStatement::CreateSequence { sequence, if_not_exists: false });
    }
    for (table, keys) in sorted.tables {
        plan.create_table(&table, Some(keys), dialect);
    }
    if dialect.traits().supports_alter {
        for key in sorted.remaining {
            plan.execute(DdlStatement::AddConstraint(key));
        }
    }
    plan.steps.push(DdlStep::MetaDataEvent("after_create", order));
    Ok(plan)
}

/// Whether a sequence is the default of a column: then it is created with its table.
fn is_of_column(sequence: &Sequence, tables: &[Table]) -> bool {
    tables.iter().flat_map(column_sequences).any(|other| same(&other, sequence))
}

fn same(a: &Sequence, b: &Sequence) -> bool {
    std::rc::Rc::ptr_eq(&a.0, &b.0)
}

fn column_sequences(table: &Table) -> Vec<Sequence> {
    let of_column =
        |column: &crate::column::Column| match column.schema()?.default.borrow().as_ref() {
            Some(ColumnDefault::Sequence(sequence)) => Some(sequence.clone()),
            _ => None,
        };
    table.columns().iter().filter_map(of_column).collect()
}

/// `table.create(checkfirst=…)`.
pub fn create_table_plan<E: Existing>(
    table: &Table,
    dialect: &dyn Dialect,
    check: CheckFirst,
    existing: &mut E,
) -> Result<SchemaPlan, E::Error> {
    let mut plan = SchemaPlan::default();
    for table in keep_where(vec![table.clone()], false, check, existing)? {
        plan.create_table(&table, None, dialect);
    }
    Ok(plan)
}

/// `table.drop(checkfirst=…)`.
pub fn drop_table_plan<E: Existing>(
    table: &Table,
    dialect: &dyn Dialect,
    check: CheckFirst,
    existing: &mut E,
) -> Result<SchemaPlan, E::Error> {
    let mut plan = SchemaPlan::default();
    for table in keep_where(vec![table.clone()], true, check, existing)? {
        plan.drop_table(&table, dialect, &[]);
    }
    Ok(plan)
}

impl SchemaPlan {
    fn create_table(
        &mut self,
        table: &Table,
        keys: Option<Vec<Constraint>>,
        dialect: &dyn Dialect,
    ) {
        self.table_event("before_create", table);
        let traits = dialect.traits();
        for sequence in column_sequences(table) {
            if traits.supports_sequences && !(traits.sequences_optional && sequence.0.optional) {
                self.execute(DdlStatement::CreateSequence { sequence, if_not_exists: false });
            }
        }
        let foreign_keys = keys.filter(|_| traits.supports_alter);
        let table_ddl = CreateTable { foreign_keys, ..CreateTable::new(table) };
        self.execute(DdlStatement::CreateTable(table_ddl));
        for index in table.indexes() {
            self.execute(DdlStatement::create_index(&index));
        }
        if traits.supports_comments && !traits.inline_comments {
            self.set_comments(table, traits.supports_constraint_comments);
        }
        self.table_event("after_create", table);
    }

    fn set_comments(&mut self, table: &Table, constraints_too: bool) {
        if table.0.comment.borrow().is_some() {
            self.execute(DdlStatement::SetTableComment(table.clone()));
        }
        for column in table.columns() {
            let commented = column.schema().is_some_and(|schema| schema.comment.borrow().is_some());
            if commented {
                self.execute(DdlStatement::SetColumnComment(column));
            }
        }
        if constraints_too {
            for constraint in table.constraints() {
                if constraint.0.options.comment.is_some() {
                    self.execute(DdlStatement::SetConstraintComment(constraint));
                }
            }
        }
    }

    fn drop_table(&mut self, table: &Table, dialect: &dyn Dialect, ignored: &[Sequence]) {
        self.table_event("before_drop", table);
        self.execute(DdlStatement::drop_table(table));
        if dialect.traits().supports_sequences {
            for sequence in column_sequences(table) {
                if !ignored.iter().any(|other| same(other, &sequence)) {
                    self.execute(DdlStatement::DropSequence { sequence, if_exists: false });
                }
            }
        }
        self.table_event("after_drop", table);
    }
}

/// `metadata.drop_all(tables=…, checkfirst=…)`.
pub fn drop_plan<E: Existing>(
    metadata: &MetaData,
    tables: Option<&[Table]>,
    dialect: &dyn Dialect,
    check: CheckFirst,
    existing: &mut E,
) -> Result<SchemaPlan, E::Error> {
    let tables = keep_where(effective(metadata, tables), true, check, existing)?;
    let mut plan = SchemaPlan::default();
    let (order, keys) = drop_order(&tables, dialect, &mut plan)?;
    let sequences = keep_sequences(metadata, dialect, true, check, existing)?;
    plan.steps.push(DdlStep::MetaDataEvent("before_drop", order.clone()));
    if dialect.traits().supports_alter {
        for constraint in keys {
            let drop =
                DdlStatement::DropConstraint { constraint, if_exists: false, cascade: false };
            plan.execute(drop);
        }
    }
    for table in &order {
        plan.drop_table(table, dialect, &sequences);
    }
    for sequence in sequences {
        plan.execute(DdlStatement::DropSequence { sequence, if_exists: false });
    }
    plan.steps.push(DdlStep::MetaDataEvent("after_drop", order));
    Ok(plan)
}

/// The tables in the order in which they can be dropped, and the keys to drop before.
fn drop_order(
    tables: &[Table],
    dialect: &dyn Dialect,
    plan: &mut SchemaPlan,
) -> Result<(Vec<Table>, Vec<Constraint>)> {
    let supports_alter = dialect.traits().supports_alter;
    let filter = |constraint: &Constraint| {
        let fixed = !supports_alter || constraint.effective_name()?.is_none();
        Ok(if fixed { Inline::Always } else { Inline::UnlessCircular })
    };
    match sort_tables_and_constraints(tables, &filter) {
        Ok(sorted) => {
            let order = sorted.tables.into_iter().rev().map(|(table, _)| table).collect();
            Ok((order, sorted.remaining))
        }
        Err(error) if error.kind != ErrorKind::CircularDependency => Err(error),
        Err(error) if supports_alter => {
            Err(Error::new(ErrorKind::CircularDependency, named_cycle(&error.message)))
        }
        Err(error) => {
            plan.warnings.push(unsortable(&error.message));
            Ok((tables.to_vec(), Vec::new()))
        }
    }
}

fn named_cycle(names: &str) -> String {
    format!(
        "Can't sort tables for DROP; an unresolvable foreign key dependency exists between \
         tables: {names}.  Please ensure that the ForeignKey and ForeignKeyConstraint objects \
         involved in the cycle have names so that they can be dropped using DROP CONSTRAINT."
    )
}

fn unsortable(names: &str) -> String {
    format!(
        "Can't sort tables for DROP; an unresolvable foreign key dependency exists between \
         tables: {names}; and backend does not support ALTER.  To restore at least a partial \
         sort, apply use_alter=True to ForeignKey and ForeignKeyConstraint objects involved in \
         the cycle to mark these as known cycles that will be ignored."
    )
}
