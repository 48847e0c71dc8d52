//! Replacing expressions throughout a SELECT, as adaption to an alias does.

use std::rc::Rc;

use super::{Select, SelectData, SelectItem, SelectTail, SetupJoin};
use crate::expr::Expr;
use crate::from::{FromClause, Join, JoinData};
use crate::statement::{CompoundSelect, SelectBase};

/// Gives another expression for one, or `None` to look into it.
type Replace<'a> = dyn FnMut(&Expr) -> Option<Expr> + 'a;

/// Remembers whether anything was replaced.
struct Rewriter<'a, 'b> {
    replace: &'a mut Replace<'b>,
    changed: bool,
}

impl SelectBase {
    /// The statement with expressions replaced, see [`Expr::transform`]; `None` where none was.
    pub fn transform(&self, replace: &mut Replace<'_>) -> Option<SelectBase> {
        match self {
            SelectBase::Select(select) => select.transform(replace).map(SelectBase::Select),
            SelectBase::Compound(compound) => compound.transform(replace).map(SelectBase::Compound),
            SelectBase::Grouping(inner) => {
                inner.transform(replace).map(|inner| SelectBase::Grouping(Rc::new(inner)))
            }
            SelectBase::Textual(_) | SelectBase::Values(_) => None,
        }
    }
}

impl CompoundSelect {
    fn transform(&self, replace: &mut Replace<'_>) -> Option<CompoundSelect> {
        let mut changed = false;
        let mut transformed = self.clone();
        let data = transformed.data_mut();
        for select in &mut data.selects {
            if let Some(other) = select.transform(replace) {
                *select = other;
                changed = true;
            }
        }
        let mut rewriter = Rewriter { replace, changed };
        rewriter.tail(&mut data.tail);
        rewriter.changed.then_some(transformed)
    }
}

impl Select {
    /// The statement with expressions replaced, see [`Expr::transform`]; `None` where none was.
    pub fn transform(&self, replace: &mut Replace<'_>) -> Option<Select> {
        let mut rewriter = Rewriter { replace, changed: false };
        let mut data = (*self.0).clone();
        rewriter.select(&mut data);
        rewriter.changed.then(|| Select(Rc::new(data)))
    }
}

impl Rewriter<'_, '_> {
    fn expr(&mut self, expr: &mut Expr) {
        let other = expr.transform(self.replace);
        if !Rc::ptr_eq(&other.0, &expr.0) {
            self.changed = true;
            *expr = other;
        }
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e mut Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn select(&mut self, data: &mut SelectData) {
        for item in &mut data.items {
            match item {
                SelectItem::Expr(expr) => self.expr(expr),
                SelectItem::From(from) => self.from(from),
                SelectItem::Entity(_) | SelectItem::Foreign(_) => {}
            }
        }
        self.exprs(&mut data.distinct_on);
        for from in &mut data.froms {
            self.from(from);
        }
        for SetupJoin { on, .. } in &mut data.joins {
            self.exprs(on);
        }
        self.exprs(&mut data.where_criteria);
        self.exprs(&mut data.having);
        self.tail(&mut data.tail);
    }

    fn tail(&mut self, tail: &mut SelectTail) {
        self.exprs(&mut tail.group_by);
        self.exprs(&mut tail.order_by);
        self.exprs(&mut tail.limit);
        self.exprs(&mut tail.offset);
    }

    /// Conditions of joins; what an alias is made of is left as it is.
    fn from(&mut self, from: &mut FromClause) {
        let FromClause::Join(join) = from else {
            return;
        };
        let before = self.changed;
        self.changed = false;
        let JoinData { left, right, on, is_outer, is_full } = &*join.0;
        let (mut left, mut right, mut on) = (left.clone(), right.clone(), on.clone());
        self.from(&mut left);
        self.from(&mut right);
        self.exprs(&mut on);
        if self.changed {
            let data = JoinData { left, right, on, is_outer: *is_outer, is_full: *is_full };
            *from = FromClause::Join(Join(Rc::new(data)));
        }
        self.changed |= before;
    }
}
