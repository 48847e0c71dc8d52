//! UPDATE and DELETE of more than one table: which tables there are, and values for the others.

use super::crud::{Crud, CrudParam, CrudStatement, bind_type, is_unnamed};
use super::text::{Compiler, Context};
use crate::column::Column;
use crate::default::ColumnDefault;
use crate::dml::{Assignments, DmlBase, DmlKey};
use crate::element::ElementId;
use crate::error::{Error, Result};
use crate::expr::{Expr, ExprKind};
use crate::from::FromClause;

/// The tables of a statement besides the one that it names first.
#[derive(Clone, Debug, Default)]
pub(super) struct ExtraFroms {
    /// All of them, those of a join in the place of the table too.
    pub(super) all: Vec<FromClause>,
    /// Those that are written apart from it.
    pub(super) written: Vec<FromClause>,
}

impl ExtraFroms {
    /// The tables that criteria and values speak of, those that were named going first.
    pub(super) fn of(
        base: &DmlBase,
        criteria: &[Expr],
        given: &[FromClause],
        values: Option<&Assignments>,
    ) -> Result<ExtraFroms> {
        let mut tables = Vec::new();
        leftmost_first(&base.table, &mut tables)?;
        let primary = tables.remove(0);
        let mut seen = vec![primary.id()];
        let mut all: Vec<FromClause> = Vec::new();
        for from in given {
            consider(from, &mut seen, &mut all);
            surface(from, &mut seen);
        }
        let of_criteria = criteria.iter().flat_map(Expr::from_objects);
        let of_values = values.map(Assignments::iter).into_iter().flatten();
        let of_values = of_values.flat_map(|(_, value)| value.from_objects());
        for from in of_criteria.chain(of_values) {
            consider(&from, &mut seen, &mut all);
        }
        for table in tables {
            if !all.iter().any(|known| known.is(&table)) {
                all.push(table);
            }
        }
        let own = base.table.from_objects();
        let is_apart = |from: &&FromClause| !own.iter().any(|own| own.is(from));
        let written = all.iter().filter(is_apart).cloned().collect();
        Ok(ExtraFroms { all, written })
    }

    /// The columns of these that the values name.
    pub(super) fn columns_given(&self, values: Option<&Assignments>) -> Vec<Column> {
        let keys = values.map(Assignments::iter).into_iter().flatten();
        let columns = keys.filter_map(|(key, _)| key.as_column().cloned());
        columns.filter(|column| self.table_of(column).is_some()).collect()
    }

    /// The one of these that a column is of.
    pub(super) fn table_of(&self, column: &Column) -> Option<&FromClause> {
        let table = column.table()?;
        self.all.iter().find(|from| from.is(&table))
    }
}

fn consider(from: &FromClause, seen: &mut Vec<ElementId>, all: &mut Vec<FromClause>) {
    if !seen.contains(&from.id()) {
        seen.push(from.id());
        all.push(from.clone());
    }
}

/// What stands in a join need not be listed beside it.
fn surface(from: &FromClause, seen: &mut Vec<ElementId>) {
    if let FromClause::Join(join) = from {
        for side in [&join.0.left, &join.0.right] {
            seen.push(side.id());
            surface(side, seen);
        }
    }
}

/// Whether a join among these has the table as one of its sides.
pub(crate) fn is_joined(table: &FromClause, froms: &[FromClause]) -> bool {
    froms.iter().any(|from| {
        let mut sides = Vec::new();
        surface(from, &mut sides);
        sides.contains(&table.id())
    })
}

/// The table that is changed, and behind it those that it is joined to.
fn leftmost_first(from: &FromClause, tables: &mut Vec<FromClause>) -> Result<()> {
    match from {
        FromClause::Join(join) => {
            leftmost_first(&join.0.left, tables)?;
            leftmost_first(&join.0.right, tables)
        }
        FromClause::Entity(entity) => leftmost_first(&entity.selectable()?, tables),
        other => {
            tables.push(other.clone());
            Ok(())
        }
    }
}

impl Compiler<'_> {
    /// The values for columns of the other tables, and what those change by themselves; gives back the
    /// rest of the values.
    pub(super) fn extra_values(
        &mut self,
        statement: &CrudStatement<'_>,
        values: Option<&Assignments>,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<Option<Assignments>> {
        let Some(values) = values else { return Ok(None) };
        let of_extra = |column: &Column| statement.extra.table_of(column).is_some();
        let (others, own): (Vec<_>, Vec<_>) =
            values.iter().cloned().partition(|(key, _)| key.as_column().is_some_and(of_extra));
        let given = |column: &Column| {
            let of = |(key, _): &&(DmlKey, Expr)| key.as_column() == Some(column);
            others.iter().find(of).map(|(_, value)| value)
        };
        let mut affected: Vec<&FromClause> = Vec::new();
        for table in &statement.extra.all {
            for column in table.columns().iter() {
                let Some(value) = given(column) else { continue };
                self.check_extra_table(statement, table)?;
                if !affected.iter().any(|known| known.is(table)) {
                    affected.push(table);
                }
                self.extra_value(statement, column, value, crud, ctx)?;
            }
        }
        for table in affected {
            let columns: Vec<Column> = table.columns().iter().cloned().collect();
            for column in columns.iter().filter(|column| given(column).is_none()) {
                self.extra_onupdate(statement, column, crud, ctx)?;
            }
        }
        Ok(Some(own.into_iter().collect()))
    }

    fn check_extra_table(&self, statement: &CrudStatement<'_>, table: &FromClause) -> Result<()> {
        if statement.include_table || statement.base.table.is_derived_from(table) {
            return Ok(());
        }
        Err(Error::compile(format!(
            "Backend does not support additional tables in the SET clause; cannot include columns \
             from table(s) '{}' in SET clause",
            table.description()
        )))
    }

    fn extra_value(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        value: &Expr,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let target = self.target(column, statement.include_table)?;
        let before = self.binds.len();
        let value = match value.kind() {
            ExprKind::Bind(bind) => {
                if is_unnamed(bind) {
                    self.name_bind(value, statement.bind_name(column));
                }
                let sql_type = bind_type(bind, column);
                self.fragment(|sql| sql.typed_bind(value, bind, &sql_type, ctx))?
            }
            _ => {
                crud.postfetch.push(column.clone());
                self.fragment(|sql| sql.expr(&value.self_group(None), ctx))?
            }
        };
        let names = self.names_since(before, &value);
        crud.params.push(CrudParam { column: Some(column.clone()), target, value, names });
        Ok(())
    }

    fn extra_onupdate(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let Some(schema) = column.schema() else { return Ok(()) };
        let onupdate = schema.onupdate.borrow().clone();
        match onupdate {
            Some(ColumnDefault::Sequence(_)) | None => {
                if schema.server_onupdate.borrow().is_some() {
                    crud.postfetch.push(column.clone());
                }
                Ok(())
            }
            Some(ColumnDefault::Expr(_)) => self.updated(statement, column, crud, ctx),
            Some(_) => self.prefetched(statement, column, statement.bind_name(column), crud, ctx),
        }
    }
}
