//! `text("… :name …")`: its parameters, and its columns when it gives rows.

use std::rc::Rc;

use super::{Bind, BindValue, Expr, ExprKind, TextClause};
use crate::column::Column;
use crate::error::{Error, Result};
use crate::select::Execution;
use crate::statement::{Statement, TextData, TextualData, TextualSelect};
use crate::types::SqlType;
use crate::value::Value;

impl TextClause {
    pub fn new(text: impl Into<Rc<str>>) -> TextClause {
        TextClause { text: text.into(), binds: Vec::new() }
    }

    /// The names after colons, each once: not after another colon, a letter or a backslash, nor before a
    /// colon (`a::int` is no parameter).
    pub fn parameter_names(&self) -> Vec<Rc<str>> {
        let mut names: Vec<Rc<str>> = Vec::new();
        let mut before = ' ';
        let mut rest = &*self.text;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            if c == ':' && !is_name(before) && before != ':' && before != '\\' {
                let length = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
                let (name, after) = rest.split_at(length);
                if length > 0 && !after.starts_with(':') {
                    if !names.iter().any(|other| **other == *name) {
                        names.push(name.into());
                    }
                    before = 'x';
                    rest = after;
                    continue;
                }
            }
            before = c;
        }
        names
    }

    /// `bindparams(bindparam("x", …))`.
    pub fn with_bind(mut self, bind: Bind) -> Result<TextClause> {
        if !self.parameter_names().contains(&bind.name) {
            return Err(Error::argument(format!(
                "This text() construct doesn't define a bound parameter named '{}'",
                bind.name
            )));
        }
        self.binds.retain(|other| other.name != bind.name);
        self.binds.push(bind);
        Ok(self)
    }

    /// `bindparams(name=value)`: keeps the type that the parameter has, if it has one.
    pub fn with_value(self, name: &str, value: Value) -> Result<TextClause> {
        let old = self.binds.iter().find(|bind| &*bind.name == name).cloned();
        let bind = match old {
            Some(old) if !old.sql_type.is_null() => Bind { value: BindValue::Given(value), ..old },
            _ => {
                let sql_type = SqlType::of_value(&value);
                Bind::named(name, BindValue::Given(value), sql_type)
            }
        };
        self.with_bind(bind)
    }

    /// `columns(*columns)` by position, or `columns(name=type)` by name.
    pub fn columns(self, columns: Vec<Expr>, positional: bool) -> TextualSelect {
        let named = columns.iter().map(|column| {
            (column.proxy_key().unwrap_or_else(|| column.anonymous_label()), column.sql_type())
        });
        TextualSelect(Rc::new(TextualData {
            text: self,
            columns: named.collect(),
            targets: columns.clone(),
            positional,
            execution: Execution::default(),
        }))
    }

    /// `columns(name=type)`.
    pub fn typed_columns(self, columns: Vec<(Rc<str>, SqlType)>) -> TextualSelect {
        let columns = columns.into_iter().map(|(name, sql_type)| Column::free(&name, sql_type));
        self.columns(columns.map(Expr::from).collect(), false)
    }

    pub fn into_expr(self) -> Expr {
        Expr::new(ExprKind::Text(self), SqlType::Null)
    }

    pub fn into_statement(self) -> Statement {
        Statement::Text(Rc::new(TextData { clause: self, execution: Execution::default() }))
    }
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}
