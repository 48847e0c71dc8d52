//! Which plug-in a statement needs before it can be compiled.

use std::rc::Rc;

use crate::entity::{Entity, Plugin};
use crate::expr::Expr;
use crate::from::FromClause;
use crate::select::{JoinTarget, Select, SelectItem, SetupJoin};
use crate::statement::{SelectBase, Statement};

impl Statement {
    /// The plug-in that must lower the statement; `None` for plain Core and for what is lowered.
    pub fn plugin(&self) -> Option<Rc<dyn Plugin>> {
        match self {
            Statement::Select(SelectBase::Select(select)) => select.plugin(),
            Statement::Insert(insert) => insert.plugin(),
            Statement::Update(update) => update.plugin(),
            Statement::Delete(delete) => delete.plugin(),
            _ => None,
        }
    }
}

impl Select {
    /// The plug-in that must lower it.
    pub fn plugin(&self) -> Option<Rc<dyn Plugin>> {
        if self.is_lowered {
            return None;
        }
        if let Some(plugin) = &self.plugin {
            return Some(plugin.0.clone());
        }
        let entity = self
            .items
            .iter()
            .find_map(of_item)
            .or_else(|| self.froms.iter().find_map(of_from))
            .or_else(|| self.joins.iter().find_map(of_join))
            .or_else(|| self.where_criteria.iter().find_map(Expr::entity_within));
        entity.map(|entity| entity.plugin())
    }
}

fn of_item(item: &SelectItem) -> Option<Rc<dyn Entity>> {
    match item {
        SelectItem::Entity(entity) => Some(entity.clone()),
        SelectItem::From(from) => of_from(from),
        SelectItem::Expr(expr) => expr.entity_within(),
        SelectItem::Foreign(_) => None,
    }
}

fn of_from(from: &FromClause) -> Option<Rc<dyn Entity>> {
    match from {
        FromClause::Entity(entity) => Some(entity.clone()),
        FromClause::Join(join) => of_from(&join.0.left).or_else(|| of_from(&join.0.right)),
        _ => None,
    }
}

fn of_join(join: &SetupJoin) -> Option<Rc<dyn Entity>> {
    let left = join.left.as_ref().and_then(of_from);
    left.or_else(|| match &join.target {
        JoinTarget::From(from) => of_from(from),
        JoinTarget::Relationship(_) => None,
    })
}
