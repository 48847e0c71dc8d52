//! Methods of Core that are on their way there; the real ones take precedence once they are there.
#![allow(dead_code)]

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::compiler::{Compiled, Executable};
use ormlab_core::dialect::Dialect;
use ormlab_core::types::ResultProcessor;
use ormlab_core::{Error, Result, SqlType, Value};

pub(crate) trait CompiledParameters {
    fn construct_params(
        &self,
        _given: Option<&[(Rc<str>, Value)]>,
        _group: Option<usize>,
    ) -> Result<IndexMap<Rc<str>, Value>> {
        Err(Error::not_implemented("parameters"))
    }

    fn finish(&self, _params: &IndexMap<Rc<str>, Value>) -> Result<Executable> {
        Err(Error::not_implemented("parameters"))
    }
}

impl CompiledParameters for Compiled {}

pub(crate) trait Processors {
    fn result_processor(&self, _dialect: &dyn Dialect) -> Option<ResultProcessor> {
        None
    }
}

impl Processors for SqlType {}
