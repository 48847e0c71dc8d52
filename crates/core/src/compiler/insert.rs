//! INSERT: one row, many rows, `… SELECT`, and RETURNING.

use std::rc::Rc;

use super::compiled::{DmlCompiled, InsertManyValues};
use super::crud::{
    Crud, CrudKind, CrudParam, CrudStatement, Given, Parameters, Returning, parameters,
};
use super::multi_table::ExtraFroms;
use super::select::Place;
use super::text::{Compiler, Context, Fragment, Mark};
use crate::column::Column;
use crate::default::ColumnDefault;
use crate::dialect::Feature;
use crate::dml::{DmlBase, DmlValue, Insert, InsertData, MultiRow};
use crate::error::{Error, Result};
use crate::expr::{Bind, BindValue, Expr};
use crate::from::FromClause;
use crate::metadata::Table;
use crate::select::SelectItem;
use crate::statement::SelectBase;
use crate::value::Value;

/// Where in the text the values of one row stand.
#[derive(Default)]
struct ValuesSpan {
    text: std::ops::Range<usize>,
    parameters: std::ops::Range<usize>,
}

impl Compiler<'_> {
    pub(super) fn insert(
        &mut self,
        insert: &Insert,
        is_cte: bool,
        ctx: Context,
    ) -> Result<DmlCompiled> {
        let is_top = self.stack.is_empty() && !is_cte;
        let start = self.mark();
        self.push_plain(Vec::new());
        let rows = multi_rows(insert);
        let mut select = insert.select.clone();
        let mut crud = self.insert_crud(insert, &rows, &mut select, is_top, is_cte, ctx)?;
        self.check_insert(insert, &crud, !rows.is_empty(), select.is_some())?;
        let multi = self.later_rows(&rows, &mut crud, is_cte, ctx)?;
        let returning = self.insert_returning(insert, &crud)?;
        let mut span = ValuesSpan::default();
        self.insert_head(insert, &crud, ctx)?;
        self.insert_values(&crud, &multi, select.as_ref(), is_top, &mut span, ctx)?;
        if let Some(upsert) = &insert.upsert {
            self.write(" ");
            let dialect = self.dialect;
            dialect.upsert(self, &insert.base.table, upsert, ctx)?;
        }
        if !returning.is_empty() {
            self.write(" ");
            self.returning_clause(&returning, is_top, ctx)?;
        }
        self.insert_ctes(is_top, start, &mut span)?;
        self.stack.pop();
        self.insert_outcome(insert, crud, returning, span, !rows.is_empty())
    }

    fn insert_crud(
        &mut self,
        insert: &InsertData,
        rows: &[Parameters],
        select: &mut Option<SelectBase>,
        is_top: bool,
        is_cte: bool,
        ctx: Context,
    ) -> Result<Crud> {
        check_returning(&insert.base)?;
        let kind = if rows.is_empty() { CrudKind::Insert } else { CrudKind::MultiInsert };
        let returning = self.insert_modifiers(insert, kind, is_top)?;
        let statement = CrudStatement {
            base: &insert.base,
            kind,
            autoincrement: autoincrement(&insert.base.table),
            returning,
            include_table: false,
            is_cte,
            ordered: None,
            extra: ExtraFroms::default(),
            done: Vec::new(),
        };
        let mut crud = Crud { returning: statement.returning.clone(), ..Crud::default() };
        let keys = self.options.column_keys.clone().filter(|_| is_top);
        let has_values = insert.values.is_some() || !rows.is_empty() || select.is_some();
        if keys.is_none() && !has_values {
            self.all_columns(&statement, &mut crud, ctx)?;
            return Ok(crud);
        }
        if let Some(select) = select {
            self.select_crud(insert, select, &mut crud, ctx)?;
            return Ok(crud);
        }
        let (parameters, expressions) = match rows.first() {
            Some(row) => (row.clone(), Vec::new()),
            None => parameters(insert.values.as_ref(), keys.as_deref()),
        };
        for (target, value) in &expressions {
            let param = self.assigned_expression(target, value, false, ctx)?;
            crud.params.push(param);
        }
        self.scan_columns(&statement, parameters, &mut crud, ctx)?;
        if kind == CrudKind::Insert && crud.params.is_empty() {
            self.default_row(&insert.base, &mut crud)?;
        }
        Ok(crud)
    }

    /// A row of defaults that may stand beside others: `(id) VALUES (NULL)`.
    fn default_row(&mut self, base: &DmlBase, crud: &mut Crud) -> Result<()> {
        let traits = self.dialect.traits();
        let first = base.table.columns().iter().next().cloned();
        let Some(column) =
            first.filter(|_| self.options.for_executemany && traits.supports_default_metavalue)
        else {
            return Ok(());
        };
        let text = traits.default_metavalue_token.to_owned();
        let target = self.target(&column, false)?;
        let value = Fragment { text, positions: Vec::new() };
        crud.params.push(CrudParam { column: Some(column), target, value, names: Vec::new() });
        Ok(())
    }

    /// `print(insert(table))`: a parameter for each column.
    pub(super) fn all_columns(
        &mut self,
        statement: &CrudStatement<'_>,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let ctx = Context { literal_binds: false, ..ctx };
        let columns: Vec<Column> = statement.base.table.columns().iter().cloned().collect();
        for column in columns {
            let mut bind = Bind::named(column.key(), BindValue::Required, column.sql_type());
            bind.is_crud = true;
            let target = self.target(&column, false)?;
            let value = self.fragment(|sql| sql.made_bind(bind, ctx))?;
            let names = vec![column.key()];
            crud.params.push(CrudParam { column: Some(column), target, value, names });
        }
        Ok(())
    }

    fn insert_modifiers(
        &self,
        insert: &InsertData,
        kind: CrudKind,
        is_top: bool,
    ) -> Result<Returning> {
        let traits = self.dialect.traits();
        let base = &insert.base;
        let many = self.options.for_executemany;
        let is_multi = kind == CrudKind::MultiInsert;
        let fetches_many = traits.insert_executemany_returning && base.return_defaults;
        let need_primary_key = is_top
            && !insert.inline
            && (!many || fetches_many)
            && base.returning.is_empty()
            && !is_multi;
        let table = base.table.as_table();
        let lastrowid =
            need_primary_key && traits.postfetch_lastrowid && autoincrement(&base.table).is_some();
        let is_implicit = need_primary_key
            && traits.insert_returning
            && table.is_none_or(|table| table.0.implicit_returning)
            && (!lastrowid || traits.favor_returning_over_lastrowid || base.return_defaults);
        let with_defaults = is_implicit && base.return_defaults;
        let is_explicit =
            with_defaults || !base.returning.is_empty() || !base.supplemental_returning.is_empty();
        let use_insertmanyvalues = is_top && many && traits.use_insertmanyvalues && is_explicit;
        let sentinels = match table {
            Some(table) if use_insertmanyvalues && base.sort_by_parameter_order => {
                sentinel_columns(table, traits.implicit_sentinel)
            }
            _ => None,
        };
        Ok(Returning {
            need_primary_key,
            is_implicit,
            lastrowid: lastrowid && !is_implicit,
            with_defaults,
            default_columns: base.return_defaults_columns.clone().filter(|c| !c.is_empty()),
            use_insertmanyvalues,
            sentinels,
        })
    }

    /// The columns of `from_select`, and defaults that its SELECT must give too.
    fn select_crud(
        &mut self,
        insert: &InsertData,
        select: &mut SelectBase,
        crud: &mut Crud,
        ctx: Context,
    ) -> Result<()> {
        let table = &insert.base.table;
        let mut chosen = Vec::new();
        for key in &insert.select_names {
            let name = key.column_key().unwrap_or_default();
            let column =
                table.column(&name).ok_or_else(|| Error::key_error(format!("'{name}'")))?;
            let target = self.target(&column, false)?;
            let value = Fragment::default();
            crud.params.push(CrudParam {
                column: Some(column.clone()),
                target,
                value,
                names: Vec::new(),
            });
            chosen.push(column);
        }
        if !insert.include_insert_from_select_defaults {
            return Ok(());
        }
        let mut more = Vec::new();
        for column in table.columns().iter().filter(|column| !chosen.contains(column)) {
            if let Some(expr) = self.selected_default(column, crud, ctx)? {
                let target = self.target(column, false)?;
                crud.params.push(CrudParam {
                    column: Some(column.clone()),
                    target,
                    value: Fragment::default(),
                    names: Vec::new(),
                });
                more.push((column.clone(), expr));
            }
        }
        extend_select(select, more)
    }

    fn selected_default(
        &mut self,
        column: &Column,
        crud: &mut Crud,
        _ctx: Context,
    ) -> Result<Option<Expr>> {
        let default = column.schema().and_then(|schema| schema.default.borrow().clone());
        Ok(match default {
            None => None,
            Some(ColumnDefault::Expr(expr)) => Some(expr.self_group(None)),
            Some(ColumnDefault::Sequence(sequence)) => {
                let traits = self.dialect.traits();
                let is_used = traits.supports_sequences
                    && !(sequence.0.optional && traits.sequences_optional);
                if is_used { Some(Expr::text(self.dialect.next_value(&sequence)?)) } else { None }
            }
            Some(ColumnDefault::Scalar(_) | ColumnDefault::Callable(_)) => {
                let key = column.key();
                crud.insert_prefetch
                    .push(super::Prefetch { column: column.clone(), key: key.clone() });
                let value = BindValue::Given(Value::Null);
                let mut bind = Bind::named(key, value, column.sql_type());
                bind.is_crud = true;
                let expr = bind.into_expr();
                Some(self.keep(expr))
            }
        })
    }

    fn check_insert(
        &self,
        insert: &InsertData,
        crud: &Crud,
        is_multi: bool,
        is_select: bool,
    ) -> Result<()> {
        let traits = self.dialect.traits();
        let name = self.dialect.name();
        let is_empty = crud.params.is_empty() && !is_select;
        if is_empty
            && !traits.supports_default_values
            && !traits.supports_default_metavalue
            && !traits.supports_empty_insert
        {
            return Err(Error::compile(format!(
                "The '{name}' dialect with current database version settings does not support \
                 empty inserts."
            )));
        }
        if is_empty && traits.supports_default_values {
            self.dialect.require(Feature::DefaultValues)?;
        }
        if is_multi && !traits.supports_multivalues_insert {
            return Err(Error::compile(format!(
                "The '{name}' dialect with current database version settings does not support \
                 in-place multirow inserts."
            )));
        }
        if is_multi && insert.base.sort_by_parameter_order && !insert.base.returning.is_empty() {
            return Err(Error::compile(
                "RETURNING cannot be deterministically sorted when using an INSERT which includes \
                 multi-row values().",
            ));
        }
        Ok(())
    }

    /// The rows after the first of a multi-row INSERT.
    fn later_rows(
        &mut self,
        rows: &[Parameters],
        crud: &mut Crud,
        is_cte: bool,
        ctx: Context,
    ) -> Result<Vec<Vec<Fragment>>> {
        let columns: Vec<Option<Column>> =
            crud.params.iter().map(|param| param.column.clone()).collect();
        let mut written = Vec::new();
        for (index, row) in rows.iter().enumerate().skip(1) {
            let mut values = Vec::with_capacity(columns.len());
            for column in columns.iter().flatten() {
                let given = row.get(&column.key()).cloned();
                values.push(self.row_value(column, given, index, is_cte, crud, ctx)?);
            }
            written.push(values);
        }
        Ok(written)
    }

    fn insert_returning(&mut self, insert: &InsertData, crud: &Crud) -> Result<Vec<Expr>> {
        let mut returning = if crud.implicit_returning.is_empty() {
            insert.base.returning_columns()?
        } else {
            crud.implicit_returning.clone()
        };
        if returning.is_empty() {
            return Ok(returning);
        }
        self.dialect.require(Feature::Returning)?;
        if let Some(sentinels) = &crud.returning.sentinels {
            returning.extend(sentinels.iter().map(Expr::from));
        }
        Ok(returning)
    }

    fn insert_head(&mut self, insert: &InsertData, crud: &Crud, ctx: Context) -> Result<()> {
        self.write("INSERT ");
        self.affixes(&insert.base.prefixes, "", " ", ctx)?;
        self.write("INTO ");
        self.independent_ctes(&insert.base.independent_ctes, ctx)?;
        self.dml_table(&insert.base.table, ctx)?;
        if !crud.params.is_empty() || !self.dialect.traits().supports_default_values {
            self.write(" (");
            self.separated(&crud.params, ", ", |sql, param| {
                sql.append(&param.target);
                Ok(())
            })?;
            self.write(")");
        }
        Ok(())
    }

    /// The target of a DML statement, by its own name.
    pub(super) fn dml_table(&mut self, table: &FromClause, ctx: Context) -> Result<()> {
        match table {
            FromClause::Entity(entity) => self.dml_table(&entity.selectable()?, ctx),
            table => self.from(table, ctx),
        }
    }

    fn insert_values(
        &mut self,
        crud: &Crud,
        multi: &[Vec<Fragment>],
        select: Option<&SelectBase>,
        is_top: bool,
        span: &mut ValuesSpan,
        ctx: Context,
    ) -> Result<()> {
        if let Some(select) = select {
            return self.insert_select(select, is_top, ctx);
        }
        let traits = self.dialect.traits();
        let from = (self.out.text.len() + 1, self.out.positions.len());
        if crud.params.is_empty() && traits.supports_default_values {
            self.write(" DEFAULT VALUES");
        } else {
            self.write(" VALUES ");
            let start = self.out.text.len();
            let first = crud.params.iter().map(|param| &param.value);
            self.row(first)?;
            for row in multi {
                self.write(", ");
                self.row(row.iter())?;
            }
            span.text = start..self.out.text.len();
            span.parameters = from.1..self.out.positions.len();
            return Ok(());
        }
        span.text = from.0..self.out.text.len();
        span.parameters = from.1..self.out.positions.len();
        Ok(())
    }

    fn row<'f>(&mut self, values: impl Iterator<Item = &'f Fragment>) -> Result<()> {
        self.parenthesized(|sql| {
            sql.separated(values, ", ", |sql, value| {
                sql.append(value);
                Ok(())
            })
        })
    }

    fn insert_select(&mut self, select: &SelectBase, is_top: bool, ctx: Context) -> Result<()> {
        let text = self.fragment(|sql| sql.select_base(select, Place::Insert, ctx))?;
        self.write(" ");
        if self.dialect.traits().cte_follows_insert
            && is_top
            && let Some(clause) = self.take_cte_clause()
        {
            self.append(&clause);
        }
        self.append(&text);
        Ok(())
    }

    fn insert_ctes(&mut self, is_top: bool, start: Mark, span: &mut ValuesSpan) -> Result<()> {
        let before = (self.out.text.len(), self.out.positions.len());
        self.write_ctes_within(is_top, start, 1)?;
        let text = self.out.text.len() - before.0;
        let parameters = self.out.positions.len() - before.1;
        span.text = span.text.start + text..span.text.end + text;
        span.parameters = span.parameters.start + parameters..span.parameters.end + parameters;
        Ok(())
    }

    fn insert_outcome(
        &mut self,
        insert: &InsertData,
        crud: Crud,
        returning: Vec<Expr>,
        span: ValuesSpan,
        is_multi: bool,
    ) -> Result<DmlCompiled> {
        let base = &insert.base;
        let sentinel_keys = sentinel_keys(&crud);
        let is_row_of_defaults = crud.params.is_empty();
        let insertmanyvalues = (crud.returning.use_insertmanyvalues
            && insert.select.is_none()
            && !is_multi)
            .then(|| {
                let sentinels = crud.returning.sentinels.clone();
                InsertManyValues {
                    values: span.text,
                    parameters: span.parameters,
                    is_default_values: is_row_of_defaults,
                    sort_by_parameter_order: base.sort_by_parameter_order,
                    includes_upsert: insert.upsert.is_some(),
                    has_upsert_parameters: self.has_upsert_parameters,
                    implicit_sentinel: sentinels.is_some()
                        && sentinel_keys.is_none()
                        && self.dialect.traits().implicit_sentinel,
                    sentinel_columns: sentinels.unwrap_or_default(),
                    sentinel_keys,
                }
            });
        let is_inline = insert.inline
            || (self.options.for_executemany
                && self.dialect.traits().insert_executemany_returning
                && base.return_defaults);
        Ok(DmlCompiled {
            table: base.table.clone(),
            primary_key: base.table.primary_key(),
            autoincrement_column: autoincrement(&base.table),
            is_inline,
            return_defaults: base.return_defaults,
            insert_prefetch: crud.insert_prefetch,
            update_prefetch: Vec::new(),
            postfetch: crud.postfetch,
            is_implicit_returning: !crud.implicit_returning.is_empty(),
            returning,
            postfetch_lastrowid: crud.postfetch_lastrowid,
            insertmanyvalues,
            is_multi_values: is_multi,
        })
    }
}

/// RETURNING was asked for in two ways.
pub(super) fn check_returning(base: &DmlBase) -> Result<()> {
    if base.return_defaults && !base.returning.is_empty() {
        return Err(Error::compile(
            "Can't compile statement that includes returning() and return_defaults() \
             simultaneously",
        ));
    }
    Ok(())
}

pub(super) fn autoincrement(table: &FromClause) -> Option<Column> {
    table.as_table().and_then(|table| table.autoincrement_column().ok().flatten())
}

/// The rows of `values([…])`, by the keys of their columns.
fn multi_rows(insert: &InsertData) -> Vec<Parameters> {
    let table = &insert.base.table;
    let given = |value: &DmlValue| match value {
        DmlValue::Value(value) => Given::Value(value.clone()),
        DmlValue::Expr(expr) => Given::Expr(expr.clone()),
    };
    let row = |row: &MultiRow| match row {
        MultiRow::Named(pairs) => pairs
            .iter()
            .filter_map(|(key, value)| Some((key.column_key()?, given(value))))
            .collect(),
        MultiRow::Positional(values) => {
            let columns = table.columns();
            columns.iter().map(Column::key).zip(values.iter().map(given)).collect()
        }
    };
    insert.multi_values.iter().flatten().map(row).collect()
}

/// Adds the defaults to what an INSERT … SELECT selects.
fn extend_select(select: &mut SelectBase, more: Vec<(Column, Expr)>) -> Result<()> {
    if more.is_empty() {
        return Ok(());
    }
    let SelectBase::Select(inner) = select else {
        let names: Vec<String> =
            more.iter().map(|(column, _)| format!("'{}'", column.name())).collect();
        return Err(Error::compile(format!(
            "Can't extend statement for INSERT..FROM SELECT to include additional \
             default-holding column(s) {}.  Convert the selectable to a subquery() first, or pass \
             include_defaults=False to Insert.from_select() to skip these columns.",
            names.join(", ")
        )));
    };
    inner.data_mut().items.extend(more.into_iter().map(|(_, expr)| SelectItem::Expr(expr)));
    Ok(())
}

/// The columns that tell the rows of a batch apart, if there are such.
fn sentinel_columns(table: &Table, database_counts: bool) -> Option<Vec<Column>> {
    if let Ok(Some(column)) = table.autoincrement_column() {
        let schema = column.schema()?;
        let is_client_side = matches!(&*schema.default.borrow(), Some(ColumnDefault::Callable(_)));
        let is_counted = schema.server_default.borrow().is_none() && database_counts;
        return (is_client_side || is_counted).then(|| vec![column.clone()]);
    }
    let key = table.primary_key();
    let is_client_side = |column: &Column| {
        column.schema().is_some_and(|schema| {
            let default = schema.default.borrow();
            schema.server_default.borrow().is_none()
                && schema.identity.borrow().is_none()
                && default.as_ref().is_none_or(|d| matches!(d, ColumnDefault::Callable(_)))
        })
    };
    (!key.is_empty() && key.iter().all(is_client_side)).then_some(key)
}

/// The parameters that hold the sentinels, if each has one.
fn sentinel_keys(crud: &Crud) -> Option<Vec<Rc<str>>> {
    let sentinels = crud.returning.sentinels.as_ref()?;
    let key = |column: &Column| {
        let param = crud.params.iter().find(|param| param.column.as_ref() == Some(column))?;
        param.names.contains(&column.key()).then(|| column.key())
    };
    sentinels.iter().map(key).collect()
}
