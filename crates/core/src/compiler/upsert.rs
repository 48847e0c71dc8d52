//! `ON CONFLICT …`, as SQLite and PostgreSQL have it.

use super::text::{Compiler, Context};
use crate::column::Column;
use crate::dml::{Assignments, ConflictTarget, DmlKey, OnConflict, OnConflictUpdate};
use crate::error::Result;
use crate::expr::{Expr, ExprKind};
use crate::from::FromClause;

impl Compiler<'_> {
    /// The clauses of an upsert. In the criterion of a partial index SQLite wants literals.
    pub(crate) fn on_conflict(
        &mut self,
        table: &FromClause,
        clauses: &[OnConflict],
        literal_target: bool,
        ctx: Context,
    ) -> Result<()> {
        self.separated(clauses, " ", |sql, clause| {
            sql.write("ON CONFLICT");
            sql.conflict_target(&clause.target, literal_target, ctx)?;
            match &clause.update {
                None => sql.word(" DO NOTHING"),
                Some(update) => {
                    if matches!(clause.target, ConflictTarget::Any) {
                        sql.write(" ");
                    }
                    sql.write(" DO UPDATE SET ");
                    sql.conflict_update(table, update, ctx)
                }
            }
        })
    }

    fn conflict_target(
        &mut self,
        target: &ConflictTarget,
        literal: bool,
        ctx: Context,
    ) -> Result<()> {
        let bare = Context { include_table: false, use_schema: false, ..ctx };
        match target {
            ConflictTarget::Any => Ok(()),
            ConflictTarget::Constraint(name) => {
                self.write(" ON CONSTRAINT ");
                self.identifier(name);
                Ok(())
            }
            ConflictTarget::Elements { elements, where_ } => {
                self.write(" (");
                self.separated(elements, ", ", |sql, element| match element {
                    DmlKey::Name(name) => {
                        sql.identifier(name);
                        Ok(())
                    }
                    DmlKey::Expr(expr) => sql.expr(expr, bare),
                })?;
                self.write(")");
                if let Some(criterion) = where_ {
                    self.write(" WHERE ");
                    self.expr(criterion, Context { literal_execute: literal, ..bare })?;
                }
                Ok(())
            }
        }
    }

    fn conflict_update(
        &mut self,
        table: &FromClause,
        update: &OnConflictUpdate,
        ctx: Context,
    ) -> Result<()> {
        let ctx = Context { use_schema: false, ..ctx };
        let set = in_table_order(&table.columns().iter().cloned().collect::<Vec<_>>(), &update.set);
        self.separated(&set, ", ", |sql, (column, key, value)| {
            match (column, key) {
                (Some(column), _) => sql.identifier(&column.name()),
                (None, DmlKey::Name(name)) => sql.identifier(name),
                (None, DmlKey::Expr(expr)) => sql.expr(expr, ctx)?,
            }
            sql.write(" = ");
            sql.assigned(column.as_ref(), value, Context { is_upsert_set: true, ..ctx })
        })?;
        if let Some(criterion) = &update.where_ {
            self.write(" WHERE ");
            self.expr(criterion, Context { include_table: true, ..ctx })?;
        }
        Ok(())
    }

    /// A value of SET; a plain one takes the type of its column.
    pub(crate) fn assigned(
        &mut self,
        column: Option<&Column>,
        value: &Expr,
        ctx: Context,
    ) -> Result<()> {
        match (value.kind(), column) {
            (ExprKind::Bind(bind), Some(column)) if bind.sql_type.is_null() => {
                self.typed_bind(value, bind, &column.sql_type(), ctx)
            }
            _ => {
                let value = self.keep(value.self_group(None));
                self.expr(&value, ctx)
            }
        }
    }
}

/// What is set, in the order of the table's columns; keys of no column come last.
pub(crate) fn in_table_order(
    columns: &[Column],
    set: &Assignments,
) -> Vec<(Option<Column>, DmlKey, Expr)> {
    let mut ordered = Vec::with_capacity(set.len());
    for column in columns {
        let own = set.iter().find(|(key, _)| key.column_key() == Some(column.key()));
        if let Some((key, value)) = own {
            ordered.push((Some(column.clone()), key.clone(), value.clone()));
        }
    }
    for (key, value) in set.iter() {
        let is_known = columns.iter().any(|column| key.column_key() == Some(column.key()));
        if !is_known {
            ordered.push((None, key.clone(), value.clone()));
        }
    }
    ordered
}
