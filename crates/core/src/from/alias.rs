//! Aliases, subqueries and CTEs: how they are made and what they are called.

use std::cell::OnceCell;
use std::rc::Rc;

use super::{Alias, AliasData, AliasElement, AliasKind, CteOptions, FromClause};
use crate::element::{ElementId, anonymous_name, is_anonymous};
use crate::expr::Expr;
use crate::select::{LabelStyle, Select, SelectItem};
use crate::statement::{CompoundSelect, SelectBase, SetOperation, Statement};

impl Alias {
    pub fn new(element: AliasElement, kind: AliasKind, name: Option<&str>) -> Alias {
        let columns = OnceCell::new();
        Alias(Rc::new(AliasData { element, kind, name: name.map(Rc::from), columns }))
    }

    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }

    /// The given name, or one that is made when compiled: `users_1`, `anon_1`.
    pub fn name(&self) -> Rc<str> {
        if let Some(name) = &self.0.name {
            return name.clone();
        }
        let element_name = match &self.0.element {
            AliasElement::From(from) => from.name(),
            AliasElement::Expr(_) | AliasElement::Select(_) | AliasElement::Statement(_) => None,
        };
        let stem = element_name.filter(|name| !is_anonymous(name));
        anonymous_name(self.id(), stem.as_deref().unwrap_or("anon"))
    }

    /// Name of its class in Python.
    pub fn class_name(&self) -> &'static str {
        match &self.0.kind {
            AliasKind::Alias => "Alias",
            AliasKind::Subquery => "Subquery",
            AliasKind::Cte(_) => "CTE",
            AliasKind::Lateral => "Lateral",
            AliasKind::TableSample { .. } => "TableSample",
            AliasKind::TableValued { .. } => "TableValuedAlias",
            AliasKind::Values => "Values",
        }
    }

    /// `cte.union_all(*others)`: the CTE restated, as a recursive one refers to itself; `None` for what is
    /// no CTE of a SELECT.
    pub fn restated(&self, operation: SetOperation, others: Vec<SelectBase>) -> Option<Alias> {
        let (AliasKind::Cte(options), AliasElement::Select(select)) =
            (&self.0.kind, &self.0.element)
        else {
            return None;
        };
        let mut selects = vec![select.clone()];
        selects.extend(others);
        let union = CompoundSelect::new(operation, selects);
        let options = CteOptions { restates: Some(self.clone()), ..options.clone() };
        let element = AliasElement::Select(union.into());
        Some(Alias::new(element, AliasKind::Cte(options), self.0.name.as_deref()))
    }

    /// `alias.alias(name)`; a CTE gives a CTE.
    pub fn alias(&self, name: Option<&str>) -> Alias {
        match &self.0.kind {
            AliasKind::Cte(options) => {
                let options = CteOptions { alias_of: Some(self.clone()), ..options.clone() };
                Alias::new(self.0.element.clone(), AliasKind::Cte(options), name)
            }
            _ => Alias::new(AliasElement::From(self.clone().into()), AliasKind::Alias, name),
        }
    }
}

impl FromClause {
    /// `None` for what has no name: joins and texts.
    pub fn name(&self) -> Option<Rc<str>> {
        match self {
            FromClause::Table(table) => Some(table.name()),
            FromClause::Light(table) => Some(table.0.name.clone()),
            FromClause::Alias(alias) => Some(alias.name()),
            FromClause::Entity(entity) => entity.selectable().ok().and_then(|from| from.name()),
            FromClause::Join(_) | FromClause::Text(_) => None,
        }
    }

    pub fn schema(&self) -> Option<Rc<str>> {
        match self {
            FromClause::Table(table) => table.schema(),
            FromClause::Light(table) => table.0.schema.clone(),
            FromClause::Entity(entity) => entity.selectable().ok().and_then(|from| from.schema()),
            _ => None,
        }
    }

    /// `from.select()`: all its columns.
    pub fn select(&self) -> Select {
        crate::select::select(vec![SelectItem::From(self.clone())])
    }

    /// `tablesample(from, sampling, name, seed)`.
    pub fn tablesample(&self, sampling: Expr, name: Option<&str>, seed: Option<Expr>) -> Alias {
        let kind = AliasKind::TableSample { sampling, seed };
        Alias::new(AliasElement::From(self.clone()), kind, name)
    }

    /// `alias(name)`.
    pub fn alias(&self, name: Option<&str>) -> Alias {
        match self {
            FromClause::Alias(alias) => alias.alias(name),
            other => Alias::new(AliasElement::From(other.clone()), AliasKind::Alias, name),
        }
    }
}

impl SelectBase {
    pub fn subquery(&self, name: Option<&str>) -> Alias {
        Alias::new(AliasElement::Select(self.disambiguated()), AliasKind::Subquery, name)
    }

    pub fn cte(&self, name: Option<&str>, options: CteOptions) -> Alias {
        Alias::new(AliasElement::Select(self.disambiguated()), AliasKind::Cte(options), name)
    }

    pub fn lateral(&self, name: Option<&str>) -> Alias {
        Alias::new(AliasElement::Select(self.disambiguated()), AliasKind::Lateral, name)
    }

    /// A subquery must not have two columns of one name.
    fn disambiguated(&self) -> SelectBase {
        match self {
            SelectBase::Select(select) if select.tail.label_style == LabelStyle::None => {
                select.clone().set_label_style(LabelStyle::DisambiguateOnly).into()
            }
            other => other.clone(),
        }
    }
}

impl Select {
    /// `subquery(name)`.
    pub fn subquery(&self, name: Option<&str>) -> Alias {
        SelectBase::from(self.clone()).subquery(name)
    }

    /// `cte(name, …)`.
    pub fn cte(&self, name: Option<&str>, options: CteOptions) -> Alias {
        SelectBase::from(self.clone()).cte(name, options)
    }

    pub fn lateral(&self, name: Option<&str>) -> Alias {
        SelectBase::from(self.clone()).lateral(name)
    }
}

impl Statement {
    /// A DML statement with RETURNING as a CTE.
    pub fn cte(&self, name: Option<&str>, options: CteOptions) -> Alias {
        match self {
            Statement::Select(select) => select.cte(name, options),
            other => {
                let element = AliasElement::Statement(Rc::new(other.clone()));
                Alias::new(element, AliasKind::Cte(options), name)
            }
        }
    }
}
