//! From a [`Compiled`] statement and given values to what the driver gets.

use std::rc::Rc;

use indexmap::IndexMap;

use super::compiled::{Compiled, Executable, Postcompile};
use super::literal;
use crate::dialect::ParamStyle;
use crate::error::{Error, Result};
use crate::expr::{Bind, BindValue};
use crate::types::{BindProcessor, SqlType};
use crate::value::Value;

/// What a token for an expanding parameter begins with.
pub(super) const TOKEN: &str = "__[POSTCOMPILE_";

impl Bind {
    /// The value it carries; `None` where one must be given.
    pub fn effective_value(&self) -> Result<Option<Value>> {
        Ok(match &self.value {
            BindValue::Required => None,
            BindValue::Given(value) => Some(value.clone()),
            BindValue::Many(values) => Some(Value::List(values.clone())),
            BindValue::Callable(function) => Some(function()?),
        })
    }
}

impl Compiled {
    /// The values by the names in the text: those given, and else those that the binds carry.
    ///
    /// `group` is the number of the parameter set in an executemany, for the message.
    pub fn construct_params(
        &self,
        given: Option<&[(Rc<str>, Value)]>,
        group: Option<usize>,
    ) -> Result<IndexMap<Rc<str>, Value>> {
        let given = given.unwrap_or_default();
        let mut params = IndexMap::with_capacity(self.binds.len());
        for (name, bind) in &self.binds {
            let value = match find(given, &bind.name, name) {
                Some(value) => value.clone(),
                None => bind.effective_value()?.ok_or_else(|| required(bind, group))?,
            };
            params.insert(name.clone(), value);
        }
        Ok(params)
    }

    /// `compiled.params`: what the binds carry, `None` where a value must be given.
    pub fn params(&self) -> Result<IndexMap<Rc<str>, Value>> {
        let value = |(name, bind): (&Rc<str>, &Bind)| {
            Ok((name.clone(), bind.effective_value()?.unwrap_or_default()))
        };
        self.binds.iter().map(value).collect()
    }

    /// The text with expanded lists, and the values as the driver takes them, in order.
    pub fn finish(&self, params: &IndexMap<Rc<str>, Value>) -> Result<Executable> {
        if !self.postcompile.is_empty() {
            let expanded = self.expand(params)?;
            return Ok(Executable { sql: expanded.sql.into(), parameters: expanded.parameters });
        }
        let parameters = self.positions.iter().map(|name| self.processed(name, params));
        Ok(Executable { sql: self.sql.clone(), parameters: parameters.collect::<Result<_>>()? })
    }

    fn processed(&self, name: &Rc<str>, params: &IndexMap<Rc<str>, Value>) -> Result<Value> {
        let value = params.get(name).cloned().unwrap_or_default();
        let value = match self.processor(name) {
            Some(processor) => processor(value)?,
            None => value,
        };
        if !self.dialect.has_strict_types() {
            return Ok(value);
        }
        let sql_type = self.binds.get(name).map_or(&SqlType::Null, |bind| &bind.sql_type);
        Ok(self.dialect.adapt_bind(sql_type, value))
    }

    fn processor(&self, name: &Rc<str>) -> Option<&BindProcessor> {
        let make = |bind: &Bind| bind.sql_type.bind_processor(&*self.dialect);
        let processors =
            self.processors.get_or_init(|| self.binds.values().map(make).collect::<Vec<_>>());
        processors.get(self.binds.get_index_of(name)?)?.as_ref()
    }

    /// Where parameters are numbered, the elements of lists have the last numbers.
    fn sending_order(&self) -> Vec<&Rc<str>> {
        if self.dialect.param_style() != ParamStyle::NumericDollar {
            return self.positions.iter().collect();
        }
        let (lists, plain): (Vec<&Rc<str>>, Vec<&Rc<str>>) =
            self.positions.iter().partition(|name| self.postcompile.contains_key(*name));
        plain.into_iter().chain(lists).collect()
    }

    pub(super) fn expand(&self, params: &IndexMap<Rc<str>, Value>) -> Result<Expanded> {
        let mut expansion = Expansion::new(self, params);
        for name in self.sending_order() {
            match self.postcompile.get(name) {
                Some(postcompile) => expansion.expand(name, *postcompile)?,
                None => {
                    let value = self.processed(name, params)?;
                    expansion.push(name.clone(), value);
                }
            }
        }
        Ok(expansion.finish())
    }
}

fn find<'a>(given: &'a [(Rc<str>, Value)], key: &str, name: &str) -> Option<&'a Value> {
    let by = |wanted: &str| given.iter().find(|(key, _)| **key == *wanted).map(|(_, v)| v);
    by(name).or_else(|| by(key))
}

fn required(bind: &Bind, group: Option<usize>) -> Error {
    let group = group.filter(|g| *g > 0).map(|g| format!(", in parameter group {g}"));
    let message = format!(
        "A value is required for bind parameter '{}'{}",
        bind.name,
        group.unwrap_or_default()
    );
    Error::invalid_request(message).with_code("cd3x")
}

/// The outcome of [`Compiled::expand`].
pub(super) struct Expanded {
    pub(super) sql: String,
    pub(super) names: Vec<Rc<str>>,
    /// A bind for each element.
    pub(super) binds: IndexMap<Rc<str>, Bind>,
    pub(super) parameters: Vec<Value>,
}

struct Expansion<'a> {
    compiled: &'a Compiled,
    params: &'a IndexMap<Rc<str>, Value>,
    replacements: IndexMap<Rc<str>, String>,
    /// The elements of each expanded parameter: a parameter may stand twice in the text.
    elements: IndexMap<Rc<str>, Vec<(Rc<str>, Value)>>,
    names: Vec<Rc<str>>,
    parameters: Vec<Value>,
    next_number: usize,
}

impl<'a> Expansion<'a> {
    fn new(compiled: &'a Compiled, params: &'a IndexMap<Rc<str>, Value>) -> Expansion<'a> {
        let plain = compiled.positions.iter().filter(|n| !compiled.postcompile.contains_key(*n));
        Expansion {
            compiled,
            params,
            replacements: IndexMap::new(),
            elements: IndexMap::new(),
            names: Vec::new(),
            parameters: Vec::new(),
            next_number: plain.count() + 1,
        }
    }

    fn push(&mut self, name: Rc<str>, value: Value) {
        self.names.push(name);
        self.parameters.push(value);
    }

    fn expand(&mut self, name: &Rc<str>, postcompile: Postcompile) -> Result<()> {
        if !self.replacements.contains_key(name) {
            self.render(name, postcompile)?;
        }
        if let Some(elements) = self.elements.get(name).cloned() {
            for (name, value) in elements {
                self.push(name, value);
            }
        }
        Ok(())
    }

    fn render(&mut self, name: &Rc<str>, postcompile: Postcompile) -> Result<()> {
        let bind = &self.compiled.binds[name];
        let value = self.params.get(name).cloned().unwrap_or_default();
        let dialect = &*self.compiled.dialect;
        let replacement = match (bind.expanding, postcompile) {
            (false, _) => literal::render(&value, &bind.sql_type, dialect)?,
            (true, Postcompile::Literal(operator)) => {
                literal::render_list(&list(&value)?, bind, operator, dialect)?
            }
            (true, Postcompile::Expanding(operator)) => {
                let values = list(&value)?;
                dialect.check_expanded(operator, &values)?;
                if values.is_empty() {
                    dialect.empty_set(&element_types(bind), operator)?
                } else {
                    self.placeholders(name, bind, &values)?
                }
            }
        };
        self.replacements.insert(name.clone(), replacement);
        Ok(())
    }

    fn placeholders(&mut self, name: &Rc<str>, bind: &Bind, values: &[Value]) -> Result<String> {
        let rows: Vec<Option<&[Value]>> = values.iter().map(|v| as_row(bind, v)).collect();
        let mut parts = Vec::with_capacity(values.len());
        let mut elements = Vec::with_capacity(values.len());
        let types = element_types(bind);
        for (i, (value, row)) in values.iter().zip(rows).enumerate() {
            match row {
                Some(row) => {
                    let mut inner = Vec::with_capacity(row.len());
                    for (j, value) in row.iter().enumerate() {
                        let key: Rc<str> = format!("{name}_{}_{}", i + 1, j + 1).into();
                        let element_type = types.get(j).unwrap_or(&SqlType::Null);
                        inner.push(self.placeholder(&key, &SqlType::Null)?);
                        elements.push((key, self.process(element_type, value)?));
                    }
                    parts.push(format!("({})", inner.join(", ")));
                }
                None => {
                    let key: Rc<str> = format!("{name}_{}", i + 1).into();
                    parts.push(self.placeholder(&key, &bind.sql_type)?);
                    elements.push((key, self.process(&bind.sql_type, value)?));
                }
            }
        }
        self.elements.insert(name.clone(), elements);
        let in_values = self.compiled.dialect.traits().tuple_in_values
            && parts.first().is_some_and(|part| part.starts_with('('));
        Ok(format!("{}{}", if in_values { "VALUES " } else { "" }, parts.join(", ")))
    }

    fn process(&self, sql_type: &SqlType, value: &Value) -> Result<Value> {
        match sql_type.bind_processor(&*self.compiled.dialect) {
            Some(processor) => processor(value.clone()),
            None => Ok(value.clone()),
        }
    }

    fn placeholder(&mut self, key: &str, sql_type: &SqlType) -> Result<String> {
        let number = self.next_number;
        self.next_number += 1;
        let dialect = &self.compiled.dialect;
        let mark = placeholder(dialect.param_style(), key, number);
        Ok(match dialect.bind_cast(sql_type)? {
            Some(cast) => format!("{mark}::{cast}"),
            None => mark,
        })
    }

    /// The binds with expanding ones replaced by those of their elements.
    fn binds(&self) -> IndexMap<Rc<str>, Bind> {
        let mut binds = IndexMap::new();
        for (name, bind) in &self.compiled.binds {
            match (self.elements.get(name), self.compiled.postcompile.get(name)) {
                (Some(elements), _) => binds.extend(elements.iter().map(|(name, value)| {
                    let value = BindValue::Given(value.clone());
                    (name.clone(), Bind::named(name.clone(), value, SqlType::Null))
                })),
                (None, Some(_)) => {}
                (None, None) => {
                    binds.insert(name.clone(), bind.clone());
                }
            }
        }
        binds
    }

    fn finish(self) -> Expanded {
        let mut sql = String::with_capacity(self.compiled.sql.len() + 64);
        let mut rest = &*self.compiled.sql;
        while let Some((before, after)) = rest.split_once(TOKEN) {
            sql.push_str(before);
            let (name, after) = after.split_once(']').unwrap_or((after, ""));
            sql.push_str(self.replacements.get(name).map_or("", String::as_str));
            rest = after;
        }
        sql.push_str(rest);
        let binds = self.binds();
        Expanded { sql, names: self.names, binds, parameters: self.parameters }
    }
}

/// The text of one parameter.
pub(super) fn placeholder(style: ParamStyle, name: &str, number: usize) -> String {
    match style {
        ParamStyle::Qmark => "?".to_owned(),
        ParamStyle::Format => "%s".to_owned(),
        ParamStyle::Named => format!(":{name}"),
        ParamStyle::Pyformat => format!("%({name})s"),
        ParamStyle::NumericDollar => format!("${number}"),
    }
}

fn list(value: &Value) -> Result<Rc<[Value]>> {
    match value {
        Value::List(values) | Value::Tuple(values) => Ok(values.clone()),
        other => Err(Error::type_error(format!(
            "'{}' object is not iterable: an expanding parameter needs a list",
            other.type_name()
        ))),
    }
}

/// The types of what is compared: several for `tuple_(…).in_(…)`.
pub(super) fn element_types(bind: &Bind) -> Vec<SqlType> {
    match &bind.sql_type {
        SqlType::Tuple(types) => types.to_vec(),
        other => vec![other.clone()],
    }
}

/// The values of a row where rows are compared.
pub(super) fn as_row<'a>(bind: &Bind, value: &'a Value) -> Option<&'a [Value]> {
    match (&bind.sql_type, value) {
        (SqlType::Tuple(_) | SqlType::Null, Value::Tuple(row) | Value::List(row)) => Some(row),
        _ => None,
    }
}
