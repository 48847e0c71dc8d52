//! UPDATE and DELETE, RETURNING, and DML as a CTE.

use std::rc::Rc;

use super::compiled::DmlCompiled;
use super::crud::{Crud, CrudKind, CrudStatement, Returning, parameters};
use super::insert::{autoincrement, check_returning};
use super::labels::ColumnsPlace;
use super::multi_table::ExtraFroms;
use super::text::{Compiler, Context};
use crate::dialect::Feature;
use crate::dml::{Assignments, Delete, DmlBase, Update, UpdateData};
use crate::error::{Error, Result};
use crate::expr::{Bind, BindValue, Expr};
use crate::from::FromClause;
use crate::select::{ColumnName, LabelStyle, Repeated, columns_plus_names};
use crate::statement::Statement;
use crate::value::Value;

impl Compiler<'_> {
    pub(super) fn update(
        &mut self,
        update: &Update,
        is_cte: bool,
        ctx: Context,
    ) -> Result<DmlCompiled> {
        let is_top = self.stack.is_empty() && !is_cte;
        let start = self.mark();
        let base = &update.base;
        check_returning(base)?;
        let extra = ExtraFroms::of(base, &update.where_criteria, &[], update.values.as_ref())?;
        if !extra.all.is_empty() {
            self.dialect.require(Feature::MultiTableUpdate)?;
        }
        self.push_dml(&base.table, &extra.all);
        let linter = self.linter.enter(self.options.lint);
        self.write("UPDATE ");
        self.affixes(&base.prefixes, "", " ", ctx)?;
        let mut tables =
            self.fragment(|sql| sql.update_tables(&base.table, &extra.written, ctx))?;
        let crud = self.update_crud(update, &extra, is_top, is_cte, ctx)?;
        self.independent_ctes(&base.independent_ctes, ctx)?;
        tables.text.push_str(" SET ");
        self.append(&tables);
        self.separated(&crud.params, ", ", |sql, param| {
            sql.append(&param.target);
            sql.write("=");
            sql.append(&param.value);
            Ok(())
        })?;
        let returning = self.dml_returning(base, &crud)?;
        if !extra.all.is_empty() && !self.dialect.traits().table_in_multi_update {
            self.write(" ");
            let dialect = self.dialect;
            dialect.update_from(self, &extra.written, ctx)?;
        }
        self.dml_tail(base, &update.where_criteria, &returning, is_top, ctx)?;
        self.linter.leave(linter, "UPDATE");
        self.write_ctes(is_top, start)?;
        self.stack.pop();
        let is_inline = update.inline || self.options.for_executemany;
        Ok(outcome(base, crud, returning, is_inline))
    }

    pub(super) fn delete(
        &mut self,
        delete: &Delete,
        is_cte: bool,
        ctx: Context,
    ) -> Result<DmlCompiled> {
        let is_top = self.stack.is_empty() && !is_cte;
        let start = self.mark();
        let base = &delete.base;
        check_returning(base)?;
        let extra = ExtraFroms::of(base, &delete.where_criteria, &delete.extra_froms, None)?.all;
        if !extra.is_empty() {
            self.dialect.require(Feature::MultiTableDelete)?;
        }
        self.push_dml(&base.table, &extra);
        let linter = self.linter.enter(self.options.lint);
        self.write("DELETE ");
        self.affixes(&base.prefixes, "", " ", ctx)?;
        self.write("FROM ");
        self.independent_ctes(&base.independent_ctes, ctx)?;
        self.dml_table(&base.table, ctx)?;
        let crud = self.delete_crud(base);
        let returning = self.dml_returning(base, &crud)?;
        if !extra.is_empty() {
            let dialect = self.dialect;
            dialect.delete_from(self, &extra, ctx)?;
        }
        self.dml_tail(base, &delete.where_criteria, &returning, is_top, ctx)?;
        self.linter.leave(linter, "DELETE");
        self.write_ctes(is_top, start)?;
        self.stack.pop();
        Ok(outcome(base, crud, returning, false))
    }

    /// The target of the statement at hand.
    pub(crate) fn dml_target(&self) -> Option<FromClause> {
        self.stack.last().and_then(|entry| entry.asfrom_froms.first().cloned())
    }

    fn push_dml(&mut self, table: &FromClause, extra: &[FromClause]) {
        let own = if extra.is_empty() { vec![table.clone()] } else { table.from_objects() };
        let froms = own.into_iter().chain(extra.iter().cloned()).collect();
        self.push_plain(froms);
    }

    fn update_tables(
        &mut self,
        table: &FromClause,
        extra: &[FromClause],
        ctx: Context,
    ) -> Result<()> {
        self.dml_table(table, ctx)?;
        if self.dialect.traits().table_in_multi_update {
            for from in extra {
                self.write(", ");
                self.from(from, ctx)?;
            }
        }
        Ok(())
    }

    fn update_crud(
        &mut self,
        update: &UpdateData,
        extra: &ExtraFroms,
        is_top: bool,
        is_cte: bool,
        ctx: Context,
    ) -> Result<Crud> {
        let base = &update.base;
        let traits = self.dialect.traits();
        let include_table = !extra.all.is_empty() && traits.table_in_multi_update;
        let ordered = update.maintain_values_ordering.then(|| {
            let keys = update.values.iter().flat_map(Assignments::iter);
            keys.filter_map(|(key, _)| key.column_key()).collect::<Vec<Rc<str>>>()
        });
        let statement = CrudStatement {
            base,
            kind: CrudKind::Update,
            returning: self.update_modifiers(base, traits.update_returning),
            autoincrement: None,
            include_table,
            is_cte,
            ordered,
            extra: extra.clone(),
            done: extra.columns_given(update.values.as_ref()),
        };
        let mut crud = Crud { returning: statement.returning.clone(), ..Crud::default() };
        let keys = self.options.column_keys.clone().filter(|_| is_top);
        if keys.is_none() && update.values.is_none() {
            self.all_columns(&statement, &mut crud, ctx)?;
            return Ok(crud);
        }
        let values = self.extra_values(&statement, update.values.as_ref(), &mut crud, ctx)?;
        let (parameters, expressions) = parameters(values.as_ref(), keys.as_deref());
        for (target, value) in &expressions {
            let param = self.assigned_expression(target, value, include_table, ctx)?;
            crud.params.push(param);
        }
        self.scan_columns(&statement, parameters, &mut crud, ctx)?;
        Ok(crud)
    }

    fn update_modifiers(&self, base: &DmlBase, is_supported: bool) -> Returning {
        let implicit = base.table.as_table().is_none_or(|table| table.0.implicit_returning);
        let with_defaults = base.return_defaults && implicit && is_supported;
        Returning {
            is_implicit: with_defaults,
            with_defaults,
            default_columns: base.return_defaults_columns.clone().filter(|c| !c.is_empty()),
            ..Returning::default()
        }
    }

    fn delete_crud(&self, base: &DmlBase) -> Crud {
        let returning = self.update_modifiers(base, self.dialect.traits().delete_returning);
        let mut crud = Crud::default();
        if returning.with_defaults {
            let columns = returning.default_columns.iter().flatten();
            crud.implicit_returning.extend(columns.map(Expr::from));
            for expr in &base.supplemental_returning {
                super::crud::push_expr(&mut crud.implicit_returning, expr);
            }
        }
        crud.returning = returning;
        crud
    }

    fn dml_returning(&self, base: &DmlBase, crud: &Crud) -> Result<Vec<Expr>> {
        let returning = if crud.implicit_returning.is_empty() {
            base.returning_columns()?
        } else {
            crud.implicit_returning.clone()
        };
        if !returning.is_empty() {
            self.dialect.require(Feature::Returning)?;
        }
        Ok(returning)
    }

    fn dml_tail(
        &mut self,
        base: &DmlBase,
        criteria: &[Expr],
        returning: &[Expr],
        is_top: bool,
        ctx: Context,
    ) -> Result<()> {
        let lint = self.linter.is_active();
        self.criteria(" WHERE ", criteria, Context { lint, ..ctx })?;
        let dialect = self.dialect;
        dialect.after_criteria(self, base, ctx)?;
        if !returning.is_empty() {
            self.write(" ");
            self.returning_clause(returning, is_top, ctx)?;
        }
        Ok(())
    }

    pub(super) fn returning_clause(
        &mut self,
        columns: &[Expr],
        is_result: bool,
        ctx: Context,
    ) -> Result<()> {
        self.write("RETURNING ");
        let style = LabelStyle::DisambiguateOnly;
        let named = columns_plus_names(columns, style, Repeated::Labelled);
        let place = ColumnsPlace { is_result, asfrom: false };
        let include_table = self.dialect.returning_includes_table();
        let ctx = Context { include_table, ..ctx };
        self.separated(&named, ", ", |sql, column| sql.select_column(column, place, ctx))?;
        if self.dialect.traits().returning_into {
            self.write_out_parameters(&named, ctx)
        } else {
            Ok(())
        }
    }

    /// `INTO :ret_0, :ret_1`: the driver reads what comes back from parameters.
    fn write_out_parameters(&mut self, columns: &[ColumnName], ctx: Context) -> Result<()> {
        self.write(" INTO ");
        self.separated(columns.iter().enumerate(), ", ", |sql, (index, named)| {
            let name: Rc<str> = format!("ret_{index}").into();
            let mut bind =
                Bind::named(name, BindValue::Given(Value::Null), named.column.sql_type());
            bind.isoutparam = true;
            sql.made_bind(bind, ctx)
        })
    }

    /// INSERT, UPDATE or DELETE as a CTE.
    pub(super) fn dml_cte(&mut self, statement: &Statement, ctx: Context) -> Result<()> {
        let lowered = match statement.plugin() {
            Some(plugin) => Some(Rc::new(plugin.lower(statement, self.dialect, false)?)),
            None => None,
        };
        if let Some(lowered) = &lowered {
            self.kept_statements.push(lowered.clone());
        }
        match lowered.as_deref().unwrap_or(statement) {
            Statement::Insert(insert) => self.insert(insert, true, ctx).map(drop),
            Statement::Update(update) => self.update(update, true, ctx).map(drop),
            Statement::Delete(delete) => self.delete(delete, true, ctx).map(drop),
            Statement::Select(select) => self.select_base(select, super::select::Place::From, ctx),
            _ => Err(Error::compile("only INSERT, UPDATE and DELETE may be a CTE")),
        }
    }
}

fn outcome(base: &DmlBase, crud: Crud, returning: Vec<Expr>, is_inline: bool) -> DmlCompiled {
    DmlCompiled {
        table: base.table.clone(),
        primary_key: base.table.primary_key(),
        autoincrement_column: autoincrement(&base.table),
        is_inline,
        return_defaults: base.return_defaults,
        insert_prefetch: crud.insert_prefetch,
        update_prefetch: crud.update_prefetch,
        postfetch: crud.postfetch,
        is_implicit_returning: !crud.implicit_returning.is_empty(),
        returning,
        postfetch_lastrowid: false,
        insertmanyvalues: None,
        is_multi_values: false,
    }
}
