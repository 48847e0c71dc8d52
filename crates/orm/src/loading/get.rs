//! `session.get(User, 1)`: one object by its primary key.

use std::rc::Rc;

use ormlab_core::entity::{Entity, StatementOption};
use ormlab_core::expr::{Bind, BindValue};
use ormlab_core::select::{ForUpdate, LabelStyle, SelectItem};
use ormlab_core::{Expr, Result, Select, Value, select};
use ormlab_engine::ParameterSet;

use super::Prepared;
use super::run::{Run, make_ready};
use crate::identity::KeyValues;
use crate::instance::Instance;
use crate::lowering::{PreparedFor, Request};
use crate::mapper::Mapper;
use crate::property::Property;
use crate::relationship::inference::{all_of, equal};
use crate::session::Session;

/// How an object is read by its key.
#[derive(Clone, Debug, Default)]
pub struct LoadRequest {
    /// Loader options.
    pub options: Vec<Rc<dyn StatementOption>>,
    pub execution_options: Vec<(Rc<str>, Value)>,
    /// Values that are there are overwritten.
    pub populate_existing: bool,
    pub for_update: Option<ForUpdate>,
}

/// Names of the parameters that the key is given by.
pub(crate) fn key_names(mapper: &Mapper) -> Vec<Rc<str>> {
    (1..=mapper.primary_key.len()).map(|number| format!("pk_{number}").into()).collect()
}

/// `users.id = :pk_1`.
pub(crate) fn key_condition(mapper: &Mapper) -> Expr {
    let names = key_names(mapper);
    let equalities = mapper.primary_key.iter().zip(names).map(|(column, name)| {
        let bind = Bind::named(name, BindValue::Required, column.sql_type());
        equal(Expr::from(column), bind.into_expr())
    });
    all_of(equalities.collect())
}

pub(crate) fn key_parameters(mapper: &Mapper, key: &KeyValues) -> ParameterSet {
    key_names(mapper).into_iter().zip(key.to_vec()).collect()
}

/// `SELECT … FROM users WHERE users.id = :pk_1`.
pub(crate) fn key_select(mapper: &Mapper) -> Select {
    let entity: Rc<dyn Entity> = mapper.entity();
    select(vec![SelectItem::Entity(entity)]).edit(|data| {
        data.where_criteria = vec![key_condition(mapper)];
        data.tail.label_style = LabelStyle::DisambiguateOnly;
    })
}

/// Reads the object of a key from the database, after an autoflush, whatever the identity map holds.
pub fn load_by_key(
    session: &Session,
    mapper: &Mapper,
    key: &KeyValues,
    request: &LoadRequest,
) -> Result<Option<Instance>> {
    let make = || {
        let select = key_select(mapper).edit(|data| {
            data.tail.execution.options.clone_from(&request.options);
            data.tail.for_update.clone_from(&request.for_update);
        });
        let asked = Request { select, is_eager: true, ..Request::default() };
        Ok(Prepared { ready: make_ready(session, asked)?, parameters: Vec::new() })
    };
    let prepared = if request.options.is_empty() && request.for_update.is_none() {
        mapper.default_context().prepared(session, PreparedFor::Get, make)?
    } else {
        Rc::new(make()?)
    };
    let run = Run {
        populate_existing: request.populate_existing || request.for_update.is_some(),
        options: request.execution_options.iter().cloned().collect(),
        ..Run::new(session)
    };
    let run = run.with_parameters(key_parameters(mapper, key));
    Ok(run.load(&prepared.ready)?.objects(0).into_iter().next())
}

/// The same SELECT for an instance that is there already, of some or all attributes.
pub(crate) fn read_again(instance: &Instance, only: Option<Vec<Property>>) -> Request {
    let select = key_select(instance.mapper());
    Request { select, is_eager: true, only, ..Request::default() }
}
