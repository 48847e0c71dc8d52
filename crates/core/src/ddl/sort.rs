//! The order of tables by their foreign keys, and which keys must wait for an `ALTER`.

use indexmap::IndexSet;

use crate::constraint::Constraint;
use crate::error::{Error, ErrorKind, Result};
use crate::metadata::Table;
use crate::topological::{self, CircularDependency};

/// Whether a foreign key counts as a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inline {
    /// It cannot be left to an `ALTER`.
    Always,
    /// It is left to an `ALTER` if it is part of a circle.
    UnlessCircular,
}

/// Tables in order, each with the foreign keys that it is created with.
#[derive(Clone, Debug, Default)]
pub struct SortedTables {
    pub tables: Vec<(Table, Vec<Constraint>)>,
    /// The foreign keys to add when all tables exist.
    pub remaining: Vec<Constraint>,
    /// The tables that depend on each other, if some do.
    pub cycles: Vec<Table>,
}

/// The table that a foreign key constraint refers to.
fn referred_table(constraint: &Constraint) -> Result<Table> {
    let first = constraint.elements().into_iter().next().ok_or_else(|| {
        Error::argument("ForeignKeyConstraint must have at least one referenced column")
    })?;
    first.column()?.schema_table().ok_or_else(|| {
        Error::new(
            ErrorKind::NoReferencedTable,
            format!("Column '{}' does not belong to a table", first.target_fullname()),
        )
    })
}

/// `sort_tables_and_constraints`: fails where a circle cannot be broken.
pub fn sort_tables_and_constraints(
    tables: &[Table],
    filter: &dyn Fn(&Constraint) -> Result<Inline>,
) -> Result<SortedTables> {
    let mut sorter = Sorter { tables, filter, edges: IndexSet::new(), remaining: Vec::new() };
    sorter.collect()?;
    match sorter.sort() {
        Ok(order) => Ok(sorter.finish(order, Vec::new())),
        Err(circle) => {
            sorter.break_circle(&circle)?;
            let order = sorter.sort().map_err(|circle| circular(&circle.cycles))?;
            Ok(sorter.finish(order, circle.cycles))
        }
    }
}

/// The tables in order and, when a circle had to be ignored for that, its members.
pub fn sort_tables(tables: &[Table]) -> (Vec<Table>, Vec<Table>) {
    match sort_tables_and_constraints(tables, &|_| Ok(Inline::UnlessCircular)) {
        Ok(sorted) => (sorted.tables.into_iter().map(|(table, _)| table).collect(), sorted.cycles),
        Err(_) => (tables.to_vec(), Vec::new()),
    }
}

/// The message is the names of the tables: callers say what they were about.
fn circular(cycles: &[Table]) -> Error {
    let mut names: Vec<String> = cycles.iter().map(|table| table.fullname().to_string()).collect();
    names.sort();
    Error::new(ErrorKind::CircularDependency, names.join(", "))
}

struct Sorter<'a> {
    tables: &'a [Table],
    filter: &'a dyn Fn(&Constraint) -> Result<Inline>,
    edges: IndexSet<(Table, Table)>,
    remaining: Vec<Constraint>,
}

impl Sorter<'_> {
    fn collect(&mut self) -> Result<()> {
        for table in self.tables {
            for constraint in table.foreign_key_constraints() {
                if constraint.0.options.use_alter {
                    self.remaining.push(constraint);
                    continue;
                }
                let parent = referred_table(&constraint)?;
                if parent != *table {
                    self.edges.insert((parent, table.clone()));
                }
            }
        }
        Ok(())
    }

    fn sort(&self) -> Result<Vec<Table>, CircularDependency<Table>> {
        let edges: Vec<(Table, Table)> = self.edges.iter().cloned().collect();
        topological::sort(&edges, self.tables)
    }

    /// Leaves the foreign keys between the members of a circle to the end.
    fn break_circle(&mut self, circle: &CircularDependency<Table>) -> Result<()> {
        let edges: Vec<(Table, Table)> = self.edges.iter().cloned().collect();
        for (_, table) in edges {
            if !circle.cycles.contains(&table) {
                continue;
            }
            for constraint in table.foreign_key_constraints() {
                if (self.filter)(&constraint)? == Inline::Always {
                    continue;
                }
                let parent = referred_table(&constraint)?;
                self.defer(constraint);
                self.edges.shift_remove(&(parent, table.clone()));
            }
        }
        Ok(())
    }

    fn defer(&mut self, constraint: Constraint) {
        if !self.remaining.iter().any(|other| other.id() == constraint.id()) {
            self.remaining.push(constraint);
        }
    }

    fn finish(self, order: Vec<Table>, cycles: Vec<Table>) -> SortedTables {
        let waits = |constraint: &Constraint| {
            self.remaining.iter().any(|other| other.id() == constraint.id())
        };
        let with_keys = |table: Table| {
            let keys = table.foreign_key_constraints().into_iter().filter(|c| !waits(c)).collect();
            (table, keys)
        };
        let tables = order.into_iter().map(with_keys).collect();
        SortedTables { tables, remaining: self.remaining, cycles }
    }
}
