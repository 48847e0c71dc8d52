//! The columns and values of an INSERT or UPDATE, with what must be evaluated before or fetched after.

use std::rc::Rc;

use indexmap::IndexMap;

use super::compiled::Prefetch;
use super::multi_table::ExtraFroms;
use super::text::{Compiler, Context, Fragment};
use crate::column::Column;
use crate::dml::{Assignments, DmlBase, DmlKey};
use crate::error::{Error, Result};
use crate::expr::{Bind, BindValue, Expr, ExprKind};
use crate::from::FromClause;
use crate::types::SqlType;
use crate::value::Value;

/// What is assigned to a column.
#[derive(Clone, Debug)]
pub(super) enum Given {
    /// At execution.
    Required,
    Value(Value),
    Expr(Expr),
}

/// A column and the text of its value.
#[derive(Clone, Debug)]
pub(super) struct CrudParam {
    pub(super) column: Option<Column>,
    /// The column as it is named in the list or in SET.
    pub(super) target: Fragment,
    pub(super) value: Fragment,
    /// The parameters of the value that rows of an executemany differ in.
    pub(super) names: Vec<Rc<str>>,
}

/// Which kind of statement the values are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CrudKind {
    Insert,
    MultiInsert,
    Update,
}

/// How generated values are learned.
#[derive(Clone, Debug, Default)]
pub(super) struct Returning {
    pub(super) need_primary_key: bool,
    pub(super) is_implicit: bool,
    pub(super) lastrowid: bool,
    /// `return_defaults()` and RETURNING is there.
    pub(super) with_defaults: bool,
    /// The columns that it fetches; `None`: all.
    pub(super) default_columns: Option<Vec<Column>>,
    pub(super) use_insertmanyvalues: bool,
    pub(super) sentinels: Option<Vec<Column>>,
}

impl Returning {
    pub(super) fn fetches(&self, column: &Column) -> bool {
        self.with_defaults
            && self.default_columns.as_ref().is_none_or(|columns| columns.contains(column))
    }
}

/// The outcome.
#[derive(Debug, Default)]
pub(super) struct Crud {
    pub(super) params: Vec<CrudParam>,
    pub(super) insert_prefetch: Vec<Prefetch>,
    pub(super) update_prefetch: Vec<Prefetch>,
    pub(super) postfetch: Vec<Column>,
    pub(super) implicit_returning: Vec<Expr>,
    pub(super) postfetch_lastrowid: bool,
    pub(super) returning: Returning,
}

/// What is known of the statement while its columns are gone through.
pub(super) struct CrudStatement<'a> {
    pub(super) base: &'a DmlBase,
    pub(super) kind: CrudKind,
    pub(super) returning: Returning,
    pub(super) autoincrement: Option<Column>,
    /// The columns of SET are qualified.
    pub(super) include_table: bool,
    /// Within a CTE parameters have made names only.
    pub(super) is_cte: bool,
    pub(super) ordered: Option<Vec<Rc<str>>>,
    /// The other tables of an UPDATE.
    pub(super) extra: ExtraFroms,
    /// Columns of those that have their values already.
    pub(super) done: Vec<Column>,
}

impl CrudStatement<'_> {
    pub(super) fn is_insert(&self) -> bool {
        matches!(self.kind, CrudKind::Insert | CrudKind::MultiInsert)
    }

    /// The name of the parameter for a column; that of another table has its table in front.
    pub(super) fn bind_name(&self, column: &Column) -> Rc<str> {
        if self.kind == CrudKind::MultiInsert {
            return format!("{}_m0", column.key()).into();
        }
        match self.extra.table_of(column).and_then(FromClause::name) {
            Some(table) => format!("{table}_{}", column.key()).into(),
            None => column.key(),
        }
    }
}

/// Values by the key of their column.
pub(super) type Parameters = IndexMap<Rc<str>, Given>;

/// The values of the statement and the keys of those to come, together.
pub(super) fn parameters(
    assignments: Option<&Assignments>,
    column_keys: Option<&[Rc<str>]>,
) -> (Parameters, Vec<(Expr, Expr)>) {
    let mut parameters = Parameters::new();
    let mut expressions = Vec::new();
    let given = assignments.map(Assignments::iter).into_iter().flatten();
    let named: IndexMap<Rc<str>, Expr> = given
        .filter_map(|(key, value)| match (key.column_key(), key) {
            (Some(key), _) => Some((key, value.clone())),
            (None, DmlKey::Expr(target)) => {
                expressions.push((target.clone(), value.clone()));
                None
            }
            (None, DmlKey::Name(name)) => Some((name.clone(), value.clone())),
        })
        .collect();
    for key in column_keys.unwrap_or_default() {
        if !named.contains_key(key) {
            parameters.insert(key.clone(), Given::Required);
        }
    }
    for (key, value) in named {
        parameters.entry(key).or_insert(Given::Expr(value));
    }
    (parameters, expressions)
}

impl Compiler<'_> {
    /// Goes through the columns of the table and finds a value for each that has one.
    pub(super) fn scan_columns(
        &mut self,
        statement: &CrudStatement<'_>,
        mut parameters: Parameters,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let columns = self.crud_columns(statement);
        for column in &columns {
            match parameters.shift_remove(&column.key()) {
                Some(given) => self.given_column(statement, column, given, crud, ctx)?,
                None if statement.is_insert() => self.inserted(statement, column, crud, ctx)?,
                None => self.updated(statement, column, crud, ctx)?,
            }
            supplement(statement.base, column, crud);
        }
        for expr in &statement.base.supplemental_returning {
            push_expr(&mut crud.implicit_returning, expr);
        }
        self.check_consumed(&parameters)
    }

    fn crud_columns(&self, statement: &CrudStatement<'_>) -> Vec<Column> {
        let is_left = |column: &&Column| !statement.done.contains(column);
        let columns = statement.base.table.columns();
        let columns: Vec<Column> = columns.iter().filter(is_left).cloned().collect();
        let Some(order) = &statement.ordered else { return columns };
        let find = |key: &Rc<str>| columns.iter().find(|column| column.key() == *key).cloned();
        let first: Vec<Column> = order.iter().filter_map(find).collect();
        let rest: Vec<Column> =
            columns.iter().filter(|column| !order.contains(&column.key())).cloned().collect();
        first.into_iter().chain(rest).collect()
    }

    /// Names given to `values()` or at execution that are of no column.
    fn check_consumed(&self, rest: &Parameters) -> Result<()> {
        if rest.is_empty() {
            return Ok(());
        }
        let given: Vec<&str> = rest
            .iter()
            .filter(|(_, given)| !matches!(given, Given::Required))
            .map(|(key, _)| &**key)
            .collect();
        if given.is_empty() {
            return Ok(());
        }
        Err(Error::compile(format!("Unconsumed column names: {}", given.join(", "))))
    }

    pub(super) fn target(&mut self, column: &Column, include_table: bool) -> Result<Fragment> {
        self.fragment(|sql| {
            if include_table && let Some(from) = column.table() {
                sql.qualifier(&from, Context::PLAIN)?;
            }
            sql.identifier(&column.name());
            Ok(())
        })
    }

    fn given_column(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        given: Given,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let target = self.target(column, statement.include_table)?;
        let before = self.binds.len();
        let value = match given {
            Given::Required => {
                self.note_null_key(statement, column, crud);
                self.required_value(statement, column, ctx)?
            }
            Given::Value(value) => {
                self.note_null_key(statement, column, crud);
                self.literal_value(statement, column, value, statement.bind_name(column), ctx)?
            }
            Given::Expr(expr) => self.expr_value(statement, column, &expr, crud, ctx)?,
        };
        let names = self.names_since(before, &value);
        crud.params.push(CrudParam { column: Some(column.clone()), target, value, names });
        Ok(())
    }

    /// The parameters in a value that were made for it.
    pub(super) fn names_since(&self, before: usize, value: &Fragment) -> Vec<Rc<str>> {
        let indexes = value.positions.iter().filter(|index| **index >= before);
        indexes
            .filter_map(|index| self.binds.get_index(*index).map(|(name, _)| name.clone()))
            .collect()
    }

    /// A value for a key that the database makes: it may be NULL, which counts as none.
    fn note_null_key(&self, statement: &CrudStatement<'_>, column: &Column, crud: &mut Crud) {
        let is_key = statement.kind == CrudKind::Insert
            && self.dialect.traits().insert_null_pk_still_autoincrements
            && statement.autoincrement.as_ref() == Some(column);
        if !is_key {
            return;
        }
        if statement.returning.lastrowid {
            crud.postfetch_lastrowid = true;
        } else if statement.returning.is_implicit {
            push_column(&mut crud.implicit_returning, column);
        }
    }

    fn required_value(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        ctx: Context,
    ) -> Result<Fragment> {
        let name = statement.bind_name(column);
        self.column_bind(name, BindValue::Required, column, statement.is_cte, ctx)
    }

    fn literal_value(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        value: Value,
        name: Rc<str>,
        ctx: Context,
    ) -> Result<Fragment> {
        self.column_bind(name, BindValue::Given(value), column, statement.is_cte, ctx)
    }

    /// A parameter named after its column.
    pub(super) fn column_bind(
        &mut self,
        name: Rc<str>,
        value: BindValue,
        column: &Column,
        is_cte: bool,
        ctx: Context,
    ) -> Result<Fragment> {
        let mut bind = Bind::named(name, value, column.sql_type());
        bind.is_crud = true;
        if is_cte {
            bind.name = "param".into();
            bind.unique = true;
        }
        self.fragment(|sql| sql.made_bind(bind, ctx))
    }

    /// An expression, or a bind that `values()` made of a plain value.
    fn expr_value(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        expr: &Expr,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<Fragment> {
        if let ExprKind::Bind(bind) = expr.kind() {
            self.note_bound_null_key(statement, column, bind, crud);
            if !statement.is_cte && is_unnamed(bind) {
                return self.renamed_bind(statement, column, expr, bind, ctx);
            }
            let sql_type = bind_type(bind, column);
            return self.fragment(|sql| sql.typed_bind(expr, bind, &sql_type, ctx));
        }
        let value = self.fragment(|sql| sql.expr(&expr.self_group(None), ctx))?;
        self.note_expression(statement, column, crud);
        Ok(value)
    }

    fn note_bound_null_key(
        &self,
        statement: &CrudStatement<'_>,
        column: &Column,
        bind: &Bind,
        crud: &mut Crud,
    ) {
        let is_null = matches!(bind.value, BindValue::Given(Value::Null) | BindValue::Required);
        let is_key = statement.kind == CrudKind::Insert
            && self.dialect.traits().insert_null_pk_still_autoincrements
            && statement.autoincrement.as_ref() == Some(column);
        if !(is_null && is_key) {
            return;
        }
        if statement.returning.is_implicit {
            push_column(&mut crud.implicit_returning, column);
        } else if self.dialect.traits().postfetch_lastrowid {
            crud.postfetch_lastrowid = true;
        }
    }

    fn renamed_bind(
        &mut self,
        statement: &CrudStatement<'_>,
        column: &Column,
        expr: &Expr,
        bind: &Bind,
        ctx: Context,
    ) -> Result<Fragment> {
        self.name_bind(expr, statement.bind_name(column));
        let sql_type = bind_type(bind, column);
        let bind = Bind { is_crud: true, ..bind.clone() };
        self.fragment(|sql| sql.typed_bind(expr, &bind, &sql_type, ctx))
    }

    /// What an SQL expression gave is not known here: it is fetched.
    pub(super) fn note_expression(
        &self,
        statement: &CrudStatement<'_>,
        column: &Column,
        crud: &mut Crud,
    ) {
        let returning = &statement.returning;
        if statement.is_insert() && column.is_primary_key() {
            if returning.is_implicit {
                push_column(&mut crud.implicit_returning, column);
            } else if self.dialect.traits().postfetch_lastrowid {
                crud.postfetch_lastrowid = true;
            }
        } else if returning.fetches(column) {
            push_column(&mut crud.implicit_returning, column);
        } else {
            crud.postfetch.push(column.clone());
        }
    }

    /// An assignment to an expression over a column: `array[1] = x`.
    pub(super) fn assigned_expression(
        &mut self,
        target: &Expr,
        value: &Expr,
        include_table: bool,
        ctx: Context,
    ) -> Result<CrudParam> {
        let target_ctx = Context { include_table, ..ctx };
        let text = self.fragment(|sql| sql.expr(target, target_ctx))?;
        let value = match value.kind() {
            ExprKind::Bind(bind) if bind.sql_type.is_null() => {
                let sql_type = target.sql_type();
                self.fragment(|sql| sql.typed_bind(value, bind, &sql_type, ctx))?
            }
            _ => self.fragment(|sql| sql.expr(&value.self_group(None), ctx))?,
        };
        Ok(CrudParam { column: None, target: text, value, names: Vec::new() })
    }
}

/// `table.column`.
pub(super) fn described(column: &Column) -> String {
    match column.table().and_then(|table| table.name()) {
        Some(table) => format!("{table}.{}", column.name()),
        None => column.name().to_string(),
    }
}

pub(super) fn has_server_default(column: &Column) -> bool {
    column.schema().is_some_and(|schema| {
        schema.server_default.borrow().is_some()
            || schema.computed.borrow().is_some()
            || schema.identity.borrow().is_some()
    })
}

fn supplement(base: &DmlBase, column: &Column, crud: &mut Crud) {
    if base.supplemental_returning.iter().any(|expr| expr.id() == column.id()) {
        push_column(&mut crud.implicit_returning, column);
    }
}

pub(super) fn push_column(columns: &mut Vec<Expr>, column: &Column) {
    push_expr(columns, &Expr::from(column));
}

pub(super) fn push_expr(columns: &mut Vec<Expr>, expr: &Expr) {
    if !columns.iter().any(|other| other.id() == expr.id()) {
        columns.push(expr.clone());
    }
}

/// Made by `values()` of a plain value.
pub(super) fn is_unnamed(bind: &Bind) -> bool {
    bind.unique && &*bind.name == "param"
}

pub(super) fn bind_type(bind: &Bind, column: &Column) -> SqlType {
    if bind.sql_type.is_null() { column.sql_type() } else { bind.sql_type.clone() }
}
