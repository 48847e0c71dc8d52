//! [`Expr`]: a scalar expression, a tree of shared immutable nodes with a type each.
//!
//! Nodes are plain data. How operators coerce their operands and group them is in `expr/operate.rs`
//! and `expr/group.rs`; texts are written in `compiler/`.

mod bind;
mod boolean;
mod children;
mod construct;
mod function;
mod group;
mod item;
mod naming;
mod operand;
mod operate;
mod operator;
mod string;
mod text;

use std::rc::Rc;

pub use bind::{Bind, BindValue};
pub use function::{Frame, FrameBound, Function, FunctionKind, Over};
pub use operand::{InOperand, Operand};
pub use operate::{Modifiers, Side};
pub use operator::{CustomOperator, Operator, UnaryPosition};
pub use string::LikeOptions;

use crate::column::Column;
use crate::default::Sequence;
use crate::element::{ElementId, anonymous_name, is_anonymous};
use crate::entity::Entity;
use crate::from::FromClause;
use crate::statement::SelectBase;
use crate::types::SqlType;

/// An expression; cheap to clone, with an identity.
#[derive(Clone, Debug)]
pub struct Expr(pub Rc<ExprNode>);

#[derive(Debug)]
pub struct ExprNode {
    pub kind: ExprKind,
    pub sql_type: SqlType,
}

/// `text("… :name …")` with what was bound to it.
#[derive(Clone, Debug)]
pub struct TextClause {
    pub text: Rc<str>,
    /// By name; a name of the text that is not here is a required parameter.
    pub binds: Vec<Bind>,
}

/// `case(…)`.
#[derive(Clone, Debug)]
pub struct Case {
    pub value: Option<Expr>,
    pub whens: Vec<(Expr, Expr)>,
    pub else_: Option<Expr>,
}

/// A column as an expression: keeps alive what the column is read from, which the column does not.
#[derive(Clone, Debug)]
pub struct ColumnRef {
    pub column: Column,
    pub from: Option<FromClause>,
}

/// The kinds of expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    Column(ColumnRef),
    /// An attribute of a mapped class, over the column (of the entity's table or alias) it reads.
    Attribute {
        column: Expr,
        entity: Rc<dyn Entity>,
        key: Rc<str>,
    },
    Bind(Bind),
    Null,
    True,
    False,
    Text(TextClause),
    Unary {
        operator: Operator,
        position: UnaryPosition,
        operand: Expr,
    },
    Binary {
        left: Expr,
        operator: Operator,
        right: Expr,
        /// `escape=` of LIKE, flags of a regular expression.
        modifiers: Modifiers,
    },
    /// Any number of operands of one operator: `and_(…)`, `or_(…)`, `a + b + c`.
    BooleanList {
        operator: Operator,
        clauses: Vec<Expr>,
    },
    /// The name of a collation.
    Collation(Rc<str>),
    /// Comma-separated, without parentheses.
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    /// In parentheses.
    Grouping(Expr),
    /// The name may be one that is made when compiled: `element::is_anonymous`.
    Label {
        name: Rc<str>,
        element: Expr,
    },
    Function(Function),
    Over(Over),
    /// `aggregate.filter(…)`.
    Filter {
        function: Expr,
        criterion: Expr,
    },
    WithinGroup {
        function: Expr,
        order_by: Vec<Expr>,
    },
    /// To the node's own type.
    Cast(Expr),
    TryCast(Expr),
    /// The node's own type in Python, nothing in SQL.
    TypeCoerce(Expr),
    Extract {
        field: Rc<str>,
        operand: Expr,
    },
    Case(Case),
    ScalarSelect(SelectBase),
    Exists(SelectBase),
    /// `any_(…)`, `all_(…)` over an array or a subquery.
    Quantified {
        operator: Operator,
        operand: Expr,
    },
    /// `array[start:stop]`.
    Slice {
        start: Option<Expr>,
        stop: Option<Expr>,
    },
    /// A reference by the name of a label, in ORDER BY and GROUP BY: `order_by("n")`.
    LabelReference(Expr),
    /// A FROM as a value: its rows as a whole, or the one column of a function.
    TableValued(FromClause),
    /// `sequence.next_value()`.
    NextValue(Sequence),
    TextualLabelReference(Rc<str>),
}

impl Expr {
    pub fn new(kind: ExprKind, sql_type: SqlType) -> Expr {
        Expr(Rc::new(ExprNode { kind, sql_type }))
    }

    pub fn kind(&self) -> &ExprKind {
        &self.0.kind
    }

    pub fn sql_type(&self) -> SqlType {
        match &self.0.kind {
            ExprKind::Column(reference) => reference.column.sql_type(),
            _ => self.0.sql_type.clone(),
        }
    }

    /// A column has the identity of its column, however often it was made an expression.
    pub fn id(&self) -> ElementId {
        match &self.0.kind {
            ExprKind::Column(reference) => reference.column.id(),
            ExprKind::Attribute { column, .. } => column.id(),
            _ => ElementId::of(&self.0),
        }
    }

    pub fn null() -> Expr {
        Expr::new(ExprKind::Null, SqlType::Null)
    }

    pub fn text(text: impl Into<Rc<str>>) -> Expr {
        Expr::new(
            ExprKind::Text(TextClause { text: text.into(), binds: Vec::new() }),
            SqlType::Null,
        )
    }

    /// The column it is, through attributes.
    pub fn as_column(&self) -> Option<&Column> {
        match &self.0.kind {
            ExprKind::Column(reference) => Some(&reference.column),
            ExprKind::Attribute { column, .. } => column.as_column(),
            _ => None,
        }
    }

    /// The column it is, also under a label.
    pub(crate) fn through_label(&self) -> Option<Column> {
        match self.kind() {
            ExprKind::Label { element, .. } => element.through_label(),
            _ => self.as_column().cloned(),
        }
    }

    #[must_use]
    pub fn label(&self, name: impl Into<Rc<str>>) -> Expr {
        Expr::new(ExprKind::Label { name: name.into(), element: self.clone() }, self.sql_type())
    }

    /// `label(None)`: named when compiled.
    #[must_use]
    pub fn label_anonymously(&self) -> Expr {
        let stem = self.name().filter(|name| !is_anonymous(name)).unwrap_or_else(|| "anon".into());
        self.label(anonymous_name(ElementId::fresh(), &stem))
    }

    /// The entity that one of its attributes belongs to; not looked for in subqueries.
    pub fn entity_within(&self) -> Option<Rc<dyn Entity>> {
        match self.kind() {
            ExprKind::Attribute { entity, .. } => Some(entity.clone()),
            _ => {
                let mut found = None;
                self.each_child(&mut |child| {
                    if found.is_none() {
                        found = child.entity_within();
                    }
                });
                found
            }
        }
    }

    /// `_expression_label`: the name that an unnamed expression asks to be labelled with.
    pub(crate) fn expression_label(&self) -> Option<Rc<str>> {
        None
    }
}

impl From<&Column> for Expr {
    fn from(column: &Column) -> Expr {
        // The node's own type is not read: a column's type may be settled later, by its foreign key.
        let reference = ColumnRef { column: column.clone(), from: column.table() };
        Expr::new(ExprKind::Column(reference), SqlType::Null)
    }
}

impl From<Column> for Expr {
    fn from(column: Column) -> Expr {
        Expr::from(&column)
    }
}

/// `where(True)`.
impl From<bool> for Expr {
    fn from(truth: bool) -> Expr {
        if truth { Expr::true_() } else { Expr::false_() }
    }
}

impl From<Bind> for Expr {
    fn from(bind: Bind) -> Expr {
        bind.into_expr()
    }
}
