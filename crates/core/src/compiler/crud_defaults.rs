//! Columns of an INSERT or UPDATE that were given no value: defaults, keys, what the server makes.

use std::rc::Rc;

use super::compiled::Prefetch;
use super::crud::{
    Crud, CrudParam, CrudStatement, Given, bind_type, described, has_server_default, is_unnamed,
    push_column,
};
use super::text::{Compiler, Context, Fragment};
use crate::column::Column;
use crate::default::ColumnDefault;
use crate::error::{Error, Result};
use crate::expr::{Bind, BindValue, ExprKind};
use crate::value::Value;

impl Compiler<'_> {
    /// A column of an INSERT without a value.
    pub(super) fn inserted(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let default = column.schema().and_then(|schema| schema.default.borrow().clone());
        let has_server_default = has_server_default(column);
        let returning = &statement.returning;
        if column.is_primary_key() && returning.need_primary_key {
            return if returning.is_implicit {
                self.key_by_returning(statement, column, default, crud, ctx)
            } else {
                self.key_without_returning(statement, column, default, crud, ctx)
            };
        }
        if let Some(default) = default {
            return self.default_value(statement, column, &default, crud, ctx);
        }
        if returning.fetches(column) {
            push_column(&mut crud.implicit_returning, column);
        } else if has_server_default && !column.is_primary_key() {
            crud.postfetch.push(column.clone());
        }
        Ok(())
    }

    fn key_by_returning(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        default: Option<ColumnDefault>,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        match default {
            Some(default @ (ColumnDefault::Scalar(_) | ColumnDefault::Callable(_))) => {
                self.default_value(statement, column, &default, crud, ctx)
            }
            Some(default) => {
                if let Some(value) = self.default_expression(&default, ctx)? {
                    self.push_value(statement, column, value, crud)?;
                }
                push_column(&mut crud.implicit_returning, column);
                Ok(())
            }
            None => {
                let is_auto = statement.autoincrement.as_ref() == Some(column);
                if is_auto || has_server_default(column) {
                    push_column(&mut crud.implicit_returning, column);
                }
                Ok(())
            }
        }
    }

    fn key_without_returning(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        default: Option<ColumnDefault>,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let traits = self.dialect.traits();
        let is_auto = statement.autoincrement.as_ref() == Some(column);
        let evaluates = match &default {
            Some(ColumnDefault::Sequence(sequence)) => {
                traits.supports_sequences && !(sequence.0.optional && traits.sequences_optional)
            }
            Some(_) => true,
            None => {
                is_auto && !traits.postfetch_lastrowid && traits.preexecute_autoincrement_sequences
            }
        };
        if evaluates {
            return self.prefetched(statement, column, column.key(), crud, ctx);
        }
        let may_follow =
            default.is_some() || has_server_default(column) || column.is_nullable() || is_auto;
        if may_follow && traits.postfetch_lastrowid {
            crud.postfetch_lastrowid = true;
        }
        Ok(())
    }

    /// A column with a default that is no key, or whose key nobody asks for.
    fn default_value(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        default: &ColumnDefault,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        match default {
            ColumnDefault::Scalar(_) | ColumnDefault::Callable(_) => {
                self.prefetched(statement, column, column.key(), crud, ctx)
            }
            ColumnDefault::Expr(_) | ColumnDefault::Sequence(_) => {
                let Some(value) = self.default_expression(default, ctx)? else { return Ok(()) };
                self.push_value(statement, column, value, crud)?;
                if statement.returning.fetches(column) {
                    push_column(&mut crud.implicit_returning, column);
                } else if !column.is_primary_key() {
                    crud.postfetch.push(column.clone());
                }
                Ok(())
            }
        }
    }

    /// The text of a default that is SQL; `None` for a sequence that the dialect does without.
    pub(super) fn default_expression(
        &mut self,
        default: &ColumnDefault,
        ctx: Context,
    ) -> Result<Option<Fragment>> {
        match default {
            ColumnDefault::Expr(expr) => {
                let expr = expr.self_group(None);
                self.keep(expr.clone());
                self.fragment(|sql| sql.expr(&expr, ctx)).map(Some)
            }
            ColumnDefault::Sequence(sequence) => {
                let traits = self.dialect.traits();
                let is_left_out = !traits.supports_sequences
                    || (sequence.0.optional && traits.sequences_optional);
                if is_left_out {
                    return Ok(None);
                }
                let text = self.dialect.next_value(sequence)?;
                Ok(Some(Fragment { text, positions: Vec::new() }))
            }
            ColumnDefault::Scalar(_) | ColumnDefault::Callable(_) => Ok(None),
        }
    }

    fn push_value(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        value: Fragment,
        crud: &mut Crud,
    ) -> Result<()> {
        let target = self.target(column, statement.include_table)?;
        let names = self.names_since(0, &value);
        crud.params.push(CrudParam { column: Some(column.clone()), target, value, names });
        Ok(())
    }

    /// A parameter whose value is evaluated before the statement is sent.
    pub(super) fn prefetched(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        key: Rc<str>,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let value = self.prefetch_bind(column, key.clone(), ctx)?;
        let prefetch = Prefetch { column: column.clone(), key: key.clone() };
        if statement.is_insert() {
            crud.insert_prefetch.push(prefetch);
        } else {
            crud.update_prefetch.push(prefetch);
        }
        let target = self.target(column, statement.include_table)?;
        let names = vec![key];
        crud.params.push(CrudParam { column: Some(column.clone()), target, value, names });
        Ok(())
    }

    pub(super) fn prefetch_bind(
        &mut self,
        column: &Column,
        key: Rc<str>,
        ctx: Context,
    ) -> Result<Fragment> {
        self.column_bind(key, BindValue::Given(Value::Null), column, false, ctx)
    }

    /// A column of an UPDATE without a value.
    pub(super) fn updated(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let Some(schema) = column.schema() else { return Ok(()) };
        let onupdate = schema.onupdate.borrow().clone();
        let fetches = statement.returning.fetches(column);
        match onupdate {
            Some(ColumnDefault::Expr(_)) => {
                let default = onupdate.expect("matched above");
                if let Some(value) = self.default_expression(&default, ctx)? {
                    self.push_value(statement, column, value, crud)?;
                }
                self.note_expression(statement, column, crud);
            }
            Some(ColumnDefault::Scalar(_) | ColumnDefault::Callable(_)) => {
                self.prefetched(statement, column, column.key(), crud, ctx)?;
            }
            Some(ColumnDefault::Sequence(_)) | None => {
                let by_server = schema.server_onupdate.borrow().is_some();
                let asked = statement.base.return_defaults_columns.is_some();
                match (by_server, fetches) {
                    (true, true) => push_column(&mut crud.implicit_returning, column),
                    (true, false) => crud.postfetch.push(column.clone()),
                    (false, true) if asked => push_column(&mut crud.implicit_returning, column),
                    (false, _) => {}
                }
            }
        }
        Ok(())
    }

    /// A value of a later row of a multi-row INSERT.
    pub(super) fn row_value(
        &mut self,
        column: &Column,
        given: Option<Given>,
        index: usize,
        is_cte: bool,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<Fragment> {
        let name: Rc<str> = format!("{}_m{}", column.key(), index).into();
        match given {
            Some(Given::Value(value)) => {
                self.column_bind(name, BindValue::Given(value), column, is_cte, ctx)
            }
            Some(Given::Expr(expr)) => match expr.kind() {
                ExprKind::Bind(bind) if is_unnamed(bind) && !is_cte => {
                    let bind = Bind {
                        name: name.clone(),
                        unique: false,
                        is_crud: true,
                        sql_type: bind_type(bind, column),
                        ..bind.clone()
                    };
                    self.fragment(|sql| sql.made_bind(bind, ctx))
                }
                _ => self.fragment(|sql| sql.expr(&expr.self_group(None), ctx)),
            },
            Some(Given::Required) => {
                self.column_bind(name, BindValue::Required, column, is_cte, ctx)
            }
            None => self.row_default(column, name, crud, ctx),
        }
    }

    fn row_default(
        &mut self,
        column: &Column,
        name: Rc<str>,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<Fragment> {
        let default = column.schema().and_then(|schema| schema.default.borrow().clone());
        match default {
            None => Err(Error::compile(format!(
                "INSERT value for column {} is explicitly rendered as a boundparameter in the \
                 VALUES clause; a Python-side value or SQL expression is required",
                described(column)
            ))),
            Some(ColumnDefault::Scalar(_) | ColumnDefault::Callable(_)) => {
                crud.insert_prefetch.push(Prefetch { column: column.clone(), key: name.clone() });
                self.prefetch_bind(column, name, ctx)
            }
            Some(default) => Ok(self.default_expression(&default, ctx)?.unwrap_or_default()),
        }
    }
}
