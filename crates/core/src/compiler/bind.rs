//! Bind parameters: their names, their marks, and values written in their place.

use std::rc::Rc;

use super::compiled::{ExpandOperator, Postcompile};
use super::literal;
use super::names::NameKind;
use super::params::TOKEN;
use super::text::{Compiler, Context, escaped_name};
use crate::element::ElementId;
use crate::error::{Error, Result};
use crate::expr::{Bind, BindValue, Expr, ExprKind};
use crate::types::SqlType;
use crate::value::Value;

impl Compiler<'_> {
    /// A parameter that stands in the statement.
    pub(super) fn bind(&mut self, expr: &Expr, bind: &Bind, ctx: Context) -> Result<()> {
        self.typed_bind(expr, bind, &bind.sql_type, ctx)
    }

    /// A parameter with the type of what it is assigned to or compared with.
    pub(super) fn typed_bind(
        &mut self,
        expr: &Expr,
        bind: &Bind,
        sql_type: &SqlType,
        ctx: Context,
    ) -> Result<()> {
        if ctx.is_upsert_set && !has_value(bind) {
            self.has_upsert_parameters = true;
        }
        if ctx.literal_binds {
            return self.literal_bind(bind, sql_type, ctx);
        }
        let index = self.register(expr.id(), bind, sql_type)?;
        let is_literal = ctx.literal_execute || bind.literal_execute;
        if is_literal || bind.expanding {
            self.write_token(index, is_literal, bind.expanding, ctx.expand);
            return Ok(());
        }
        let cast = self.dialect.bind_cast(sql_type)?;
        self.write_placeholder(index);
        if let Some(cast) = cast {
            self.write("::");
            self.write(&cast);
        }
        Ok(())
    }

    fn write_token(
        &mut self,
        index: usize,
        literal: bool,
        expanding: bool,
        operator: ExpandOperator,
    ) {
        let (name, _) = self.binds.get_index(index).expect("an index of a bind");
        let name = name.clone();
        let postcompile =
            if literal { Postcompile::Literal(operator) } else { Postcompile::Expanding(operator) };
        self.postcompile.insert(name.clone(), postcompile);
        self.out.positions.push(index);
        let token = format!("{TOKEN}{}]", escaped_name(&name));
        if expanding {
            self.write("(");
            self.write(&token);
            self.write(")");
        } else {
            self.write(&token);
        }
    }

    /// The index of the bind under its compiled name.
    fn register(&mut self, id: ElementId, bind: &Bind, sql_type: &SqlType) -> Result<usize> {
        let name = self.bind_name(id, bind);
        if let Some(index) = self.binds.get_index_of(&name) {
            if self.bind_ids[index] != id {
                self.check_conflict(&name, index, bind)?;
                let typed = Bind { sql_type: sql_type.clone(), ..bind.clone() };
                self.binds[index] = typed;
                self.bind_ids[index] = id;
            }
            return Ok(index);
        }
        let typed = Bind { sql_type: sql_type.clone(), ..bind.clone() };
        self.binds.insert(name, typed);
        self.bind_ids.push(id);
        Ok(self.binds.len() - 1)
    }

    fn bind_name(&mut self, id: ElementId, bind: &Bind) -> Rc<str> {
        if let Some(name) = self.bind_names.get(&id) {
            return name.clone();
        }
        let name = if bind.unique {
            let name = self.names.next(&stem(&bind.name));
            self.names.truncate(NameKind::Bind, &name.clone(), name)
        } else {
            bind.name.clone()
        };
        self.bind_names.insert(id, name.clone());
        name
    }

    fn check_conflict(&self, name: &str, index: usize, bind: &Bind) -> Result<()> {
        let existing = &self.binds[index];
        if existing.unique || bind.unique {
            return Err(Error::compile(format!(
                "Bind parameter '{name}' conflicts with unique bind parameter of the same name"
            )));
        }
        if existing.expanding != bind.expanding {
            return Err(Error::compile(format!(
                "Can't reuse bound parameter name '{name}' in both 'expanding' (e.g. within an IN \
                 expression) and non-expanding contexts.  If this parameter is to receive a \
                 list/array value, set 'expanding=True' on it for expressions that aren't IN, \
                 otherwise use a different parameter name."
            )));
        }
        match (existing.is_crud, bind.is_crud) {
            (true, true) => Err(Error::compile(
                "Encountered unsupported case when compiling an INSERT or UPDATE statement.  If \
                 this is a multi-table UPDATE statement, please provide string-named arguments to \
                 the values() method with distinct names; support for multi-table UPDATE \
                 statements that target multiple tables for UPDATE is very limited",
            )),
            (false, false) => Ok(()),
            _ => Err(Error::compile(format!(
                "bindparam() name '{0}' is reserved for automatic usage in the VALUES or SET \
                 clause of this insert/update statement.   Please use a name other than column \
                 name when using bindparam() with insert() or update() (for example, 'b_{0}').",
                bind.name
            ))),
        }
    }

    /// The parameter's value in its place.
    fn literal_bind(&mut self, bind: &Bind, sql_type: &SqlType, ctx: Context) -> Result<()> {
        let value = bind.effective_value()?;
        let text = match value {
            Some(Value::List(values)) if bind.expanding => {
                let list = literal::render_list(&values, bind, ctx.expand, self.dialect)?;
                format!("({list})")
            }
            Some(value) => literal::render(&value, sql_type, self.dialect)?,
            None if bind.expanding => "(NULL)".to_owned(),
            None => "NULL".to_owned(),
        };
        self.write(&text);
        Ok(())
    }

    /// A parameter that the compiler makes: of a column in VALUES or SET, of a frame's bound.
    pub(super) fn made_bind(&mut self, bind: Bind, ctx: Context) -> Result<()> {
        let expr = self.keep(bind.into_expr());
        self.expr(&expr, ctx)
    }

    /// Keeps an element alive until the end: identities are addresses.
    pub(super) fn keep(&mut self, expr: Expr) -> Expr {
        self.kept.push(expr.clone());
        expr
    }

    pub(crate) fn kept(&mut self, expr: Expr) -> Expr {
        self.keep(expr)
    }

    /// Writes an expression made while compiling.
    pub(crate) fn kept_expr(&mut self, expr: Expr, ctx: Context) -> Result<()> {
        let expr = self.keep(expr);
        self.expr(&expr, ctx)
    }

    /// An anonymous parameter for a value.
    pub(crate) fn literal_parameter(&mut self, value: Value, ctx: Context) -> Result<()> {
        let sql_type = SqlType::of_value(&value);
        self.made_bind(Bind::anonymous("param", value, sql_type), ctx)
    }

    /// Gives a bind that is to be named by the compiler a name of its own: that of its column.
    pub(super) fn name_bind(&mut self, expr: &Expr, name: Rc<str>) {
        if let ExprKind::Bind(bind) = expr.kind()
            && bind.unique
        {
            self.bind_names.entry(expr.id()).or_insert(name);
        }
    }
}

fn has_value(bind: &Bind) -> bool {
    match &bind.value {
        BindValue::Required | BindValue::Given(Value::Null) => false,
        BindValue::Given(_) | BindValue::Many(_) | BindValue::Callable(_) => true,
    }
}

/// Names are made of what may stand in a mark.
fn stem(name: &str) -> String {
    if name.is_empty() {
        return "param".to_owned();
    }
    let is_odd = |character: char| matches!(character, '%' | '(' | ')' | ' ' | '$');
    let mut stem = String::with_capacity(name.len());
    for character in name.chars() {
        if !is_odd(character) {
            stem.push(character);
        } else if !stem.ends_with('_') {
            stem.push('_');
        }
    }
    stem.trim_matches('_').to_owned()
}
