//! [`LoaderOverrides`]: loading strategies set from outside, to compare them on one script.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};

use crate::property::Property;
use crate::relationship::Strategy;

/// A strategy set from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoaderOverride {
    Lazy,
    Joined,
    Subquery,
    Selectin,
    Raise,
}

impl LoaderOverride {
    fn strategy(self) -> Strategy {
        match self {
            LoaderOverride::Lazy => Strategy::Lazy,
            LoaderOverride::Joined => Strategy::Joined,
            LoaderOverride::Subquery => Strategy::Subquery,
            LoaderOverride::Selectin => Strategy::Selectin,
            LoaderOverride::Raise => Strategy::Raise,
        }
    }
}

/// Strategies by relationship (`User.posts`) that win over what classes and options say.
#[derive(Debug, Default)]
pub struct LoaderOverrides {
    strategies: RefCell<IndexMap<Rc<str>, Strategy>>,
    touched: RefCell<IndexSet<Rc<str>>>,
}

impl LoaderOverrides {
    pub fn set(&self, relationship: &str, strategy: LoaderOverride) {
        self.strategies.borrow_mut().insert(relationship.into(), strategy.strategy());
    }

    pub(crate) fn get(&self, property: &Property) -> Option<Strategy> {
        let strategies = self.strategies.borrow();
        if strategies.is_empty() {
            return None;
        }
        strategies.get(property.to_string().as_str()).copied()
    }

    /// Whether any strategy is set.
    pub(crate) fn is_active(&self) -> bool {
        !self.strategies.borrow().is_empty()
    }

    /// Takes note that a relationship was loaded, by whatever loader.
    pub(crate) fn touch(&self, property: &Property) {
        self.touched.borrow_mut().insert(property.to_string().into());
    }

    /// The relationships loaded so far, in the order of their first load.
    pub fn touched(&self) -> Vec<String> {
        self.touched.borrow().iter().map(ToString::to_string).collect()
    }

    pub fn clear_touched(&self) {
        self.touched.borrow_mut().clear();
    }
}
