//! The expressions inside an expression, in the order in which they are rendered; walking and rebuilding.

use super::{Case, Expr, ExprKind, Function, Over};

impl Expr {
    /// The operands, arguments and clauses; a subquery is not looked into.
    pub fn children(&self) -> Vec<Expr> {
        let mut children = Vec::new();
        self.each_child(&mut |child| children.push(child.clone()));
        children
    }

    /// Calls `visit` for each of [`Expr::children`].
    pub fn each_child<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match self.kind() {
            ExprKind::Attribute { column: inner, .. }
            | ExprKind::Unary { operand: inner, .. }
            | ExprKind::Quantified { operand: inner, .. }
            | ExprKind::Grouping(inner)
            | ExprKind::Cast(inner)
            | ExprKind::TryCast(inner)
            | ExprKind::TypeCoerce(inner)
            | ExprKind::LabelReference(inner)
            | ExprKind::Extract { operand: inner, .. }
            | ExprKind::Label { element: inner, .. } => visit(inner),
            ExprKind::Binary { left, right, .. }
            | ExprKind::Filter { function: left, criterion: right } => {
                visit(left);
                visit(right);
            }
            ExprKind::BooleanList { clauses, .. } => clauses.iter().for_each(visit),
            ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().for_each(visit),
            ExprKind::Function(function) => {
                function.arguments.iter().chain(&function.order_by).for_each(visit);
            }
            ExprKind::Over(Over { function, partition_by, order_by, .. }) => {
                visit(function);
                partition_by.iter().chain(order_by).for_each(visit);
            }
            ExprKind::WithinGroup { function, order_by } => {
                visit(function);
                order_by.iter().for_each(visit);
            }
            ExprKind::Case(Case { value, whens, else_ }) => {
                let whens = whens.iter().flat_map(|(when, then)| [when, then]);
                value.iter().chain(whens).chain(else_).for_each(visit);
            }
            ExprKind::Slice { start, stop } => start.iter().chain(stop).for_each(visit),
            ExprKind::Column(_)
            | ExprKind::Bind(_)
            | ExprKind::Null
            | ExprKind::Collation(_)
            | ExprKind::True
            | ExprKind::False
            | ExprKind::Text(_)
            | ExprKind::ScalarSelect(_)
            | ExprKind::Exists(_)
            | ExprKind::TableValued(_)
            | ExprKind::NextValue(_)
            | ExprKind::TextualLabelReference(_) => {}
        }
    }

    /// Calls `visit` for this expression and all inside it, outer ones first.
    pub fn walk(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        self.each_child(&mut |child| child.walk(visit));
    }

    /// Replaces, outer ones first, each expression for which `replace` has another; what is replaced is
    /// not looked into, subqueries are. What stays the same keeps its identity.
    #[must_use]
    pub fn transform(&self, replace: &mut dyn FnMut(&Expr) -> Option<Expr>) -> Expr {
        if let Some(replaced) = replace(self) {
            return replaced;
        }
        if let ExprKind::ScalarSelect(select) | ExprKind::Exists(select) = self.kind() {
            return match select.transform(replace) {
                None => self.clone(),
                Some(select) => Expr::new(
                    match self.kind() {
                        ExprKind::Exists(_) => ExprKind::Exists(select),
                        _ => ExprKind::ScalarSelect(select),
                    },
                    self.sql_type(),
                ),
            };
        }
        let before = self.children();
        let after: Vec<Expr> = before.iter().map(|child| child.transform(replace)).collect();
        let is_same = before.iter().zip(&after).all(|(a, b)| std::rc::Rc::ptr_eq(&a.0, &b.0));
        if is_same { self.clone() } else { self.with_children(after) }
    }

    /// The same expression over other operands, in the order of [`Expr::children`].
    fn with_children(&self, children: Vec<Expr>) -> Expr {
        let mut children = children.into_iter();
        let mut next = |old: &Expr| children.next().unwrap_or_else(|| old.clone());
        let kind = match self.kind() {
            ExprKind::Attribute { column, entity, key } => ExprKind::Attribute {
                column: next(column),
                entity: entity.clone(),
                key: key.clone(),
            },
            ExprKind::Unary { operator, position, operand } => ExprKind::Unary {
                operator: operator.clone(),
                position: *position,
                operand: next(operand),
            },
            ExprKind::Quantified { operator, operand } => {
                ExprKind::Quantified { operator: operator.clone(), operand: next(operand) }
            }
            ExprKind::Binary { left, operator, right, modifiers } => ExprKind::Binary {
                left: next(left),
                operator: operator.clone(),
                right: next(right),
                modifiers: modifiers.clone(),
            },
            ExprKind::BooleanList { operator, clauses } => ExprKind::BooleanList {
                operator: operator.clone(),
                clauses: clauses.iter().map(next).collect(),
            },
            ExprKind::List(items) => ExprKind::List(items.iter().map(next).collect()),
            ExprKind::Tuple(items) => ExprKind::Tuple(items.iter().map(next).collect()),
            other => return self.with_wrapped(other, &mut next),
        };
        Expr::new(kind, self.sql_type())
    }

    fn with_wrapped(&self, kind: &ExprKind, next: &mut dyn FnMut(&Expr) -> Expr) -> Expr {
        let kind = match kind {
            ExprKind::Grouping(inner) => ExprKind::Grouping(next(inner)),
            ExprKind::Cast(inner) => ExprKind::Cast(next(inner)),
            ExprKind::TryCast(inner) => ExprKind::TryCast(next(inner)),
            ExprKind::TypeCoerce(inner) => ExprKind::TypeCoerce(next(inner)),
            ExprKind::LabelReference(inner) => ExprKind::LabelReference(next(inner)),
            ExprKind::Extract { field, operand } => {
                ExprKind::Extract { field: field.clone(), operand: next(operand) }
            }
            ExprKind::Label { name, element } => {
                ExprKind::Label { name: name.clone(), element: next(element) }
            }
            ExprKind::Function(function) => ExprKind::Function(Function {
                arguments: function.arguments.iter().map(&mut *next).collect(),
                order_by: function.order_by.iter().map(&mut *next).collect(),
                ..function.clone()
            }),
            ExprKind::Over(over) => ExprKind::Over(Over {
                function: next(&over.function),
                partition_by: over.partition_by.iter().map(&mut *next).collect(),
                order_by: over.order_by.iter().map(&mut *next).collect(),
                frame: over.frame,
            }),
            ExprKind::Filter { function, criterion } => {
                ExprKind::Filter { function: next(function), criterion: next(criterion) }
            }
            ExprKind::WithinGroup { function, order_by } => ExprKind::WithinGroup {
                function: next(function),
                order_by: order_by.iter().map(next).collect(),
            },
            ExprKind::Case(case) => ExprKind::Case(Case {
                value: case.value.as_ref().map(&mut *next),
                whens: case.whens.iter().map(|(when, then)| (next(when), next(then))).collect(),
                else_: case.else_.as_ref().map(&mut *next),
            }),
            ExprKind::Slice { start, stop } => ExprKind::Slice {
                start: start.as_ref().map(&mut *next),
                stop: stop.as_ref().map(&mut *next),
            },
            leaf => leaf.clone(),
        };
        Expr::new(kind, self.sql_type())
    }
}
