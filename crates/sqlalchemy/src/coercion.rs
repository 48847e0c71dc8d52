//! What a Python object is in SQL, by the role it is to play; the complaints are the real library's.

use std::rc::Rc;

use ormlab_core::entity::{Entity, RelationshipJoin, StatementOption};
use ormlab_core::expr::{Bind, Expr, ExprKind, Operand};
use ormlab_core::from::FromClause;
use ormlab_core::select::SelectItem;
use ormlab_core::statement::{SelectBase, Statement};
use ormlab_core::value::ForeignValue;
use ormlab_core::{Error, SqlType, Value};
use ormlab_python::{Args, Object, PyResult, Raised, Vm};

use crate::conversion::{quoted, to_value};
use crate::error::{OrRaise, argument_error, to_raised};
use crate::expr::ExprObject;
use crate::from::{ColumnsObject, FromObject};
use crate::names::Names;
use crate::statement::StatementObject;

/// What an object is in SQL.
#[derive(Clone)]
pub enum Clause {
    Expr(Expr),
    From(FromClause),
    Statement(Statement),
    /// A mapped class or an alias of one.
    Entity(Rc<dyn Entity>),
    /// `User.posts`.
    Relationship(Rc<dyn RelationshipJoin>),
    /// `selectinload(…)`.
    Option(Rc<dyn StatementOption>),
    /// What only a plug-in understands: a `Bundle`.
    Item(SelectItem),
}

/// Lets the ORM's objects take part: says what they are in SQL.
pub trait Inspector {
    /// What the object is in SQL; `None` if it is not the inspector's.
    fn clause(&self, vm: &Vm, object: &Object) -> PyResult<Option<Clause>>;

    /// The object as a value of Core; `None` if it is not the inspector's.
    fn value(&self, _vm: &Vm, _object: &Object) -> PyResult<Option<Value>> {
        Ok(None)
    }

    /// The Python object of a value that Core only carried; `None` if it is not the inspector's.
    fn object(&self, _vm: &Vm, _value: &dyn ForeignValue) -> Option<Object> {
        None
    }

    /// The attribute of a mapped class by its name: what `filter_by` compares with.
    fn entity_attribute(
        &self,
        _vm: &Vm,
        _entity: &Rc<dyn Entity>,
        _name: &str,
    ) -> PyResult<Option<Object>> {
        Ok(None)
    }

    /// The mapped class that a join along a relationship brings in.
    fn join_entity(&self, _relationship: &dyn RelationshipJoin) -> Option<Rc<dyn Entity>> {
        None
    }

    /// `event.listen(target, name, function, …)`; whether the target is the inspector's.
    fn listen(
        &self,
        _vm: &Vm,
        _target: &Object,
        _name: &str,
        _function: &Object,
        _options: &Args,
    ) -> PyResult<bool> {
        Ok(false)
    }

    /// `inspect(object)`; `None` if it is not the inspector's.
    fn inspect(&self, _vm: &Vm, _object: &Object) -> PyResult<Option<Object>> {
        Ok(None)
    }
}

/// What the object is in SQL, if it is anything but a plain value.
pub fn clause(vm: &Vm, object: &Object) -> PyResult<Option<Clause>> {
    match object {
        Object::Host(_) => {
            if let Some(known) = object.downcast_ref::<ExprObject>() {
                return Ok(Some(Clause::Expr(known.current())));
            }
            if let Some(known) = object.downcast_ref::<FromObject>() {
                return Ok(Some(Clause::From(known.from.clone())));
            }
            if let Some(known) = object.downcast_ref::<StatementObject>() {
                return Ok(Some(Clause::Statement(known.statement.clone())));
            }
        }
        Object::Class(_) | Object::Instance(_) => {}
        _ => return Ok(None),
    }
    for inspector in Names::of(vm).inspectors() {
        if let Some(found) = inspector.clause(vm, object)? {
            return Ok(Some(found));
        }
    }
    by_protocol(vm, object)
}

/// `__clause_element__()`.
fn by_protocol(vm: &Vm, object: &Object) -> PyResult<Option<Clause>> {
    if object.as_class().is_some() {
        return Ok(None);
    }
    let Some(method) = vm.attr_if_any(object, "__clause_element__")? else { return Ok(None) };
    let element = vm.call(&method, Args::none())?;
    if element.is(object) { Ok(None) } else { clause(vm, &element) }
}

/// `{role} expected, got {object}.`
pub(crate) fn expected(vm: &Vm, role: &str, object: &Object, advice: &str) -> Box<Raised> {
    match vm.repr(object) {
        Ok(shown) => argument_error(vm, format!("{role} expected, got {shown}.{advice}")),
        Err(raised) => raised,
    }
}

fn textual(vm: &Vm, text: &str) -> Box<Raised> {
    let text = quoted(&shortened(text));
    argument_error(
        vm,
        format!("Textual SQL expression {text} should be explicitly declared as text({text})"),
    )
}

/// The text, its middle left out where it is long.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 25 {
        return text.to_owned();
    }
    let head: String = text.chars().take(10).collect();
    let length = text.chars().count();
    let tail: String = text.chars().skip(length.saturating_sub(8)).collect();
    format!("{head}...{tail}")
}

const WHOLE_ROW: &str = " To create a column expression from a FROM clause row as a whole, use the .table_valued() method.";

/// An argument of a function, a side of `label`: a plain value becomes a parameter named after `stem`.
pub fn expression(
    vm: &Vm,
    object: &Object,
    stem: &str,
    sql_type: Option<&SqlType>,
) -> PyResult<Expr> {
    match clause(vm, object)? {
        Some(found) => of_clause(vm, object, found, "SQL expression element"),
        None => literal(vm, object, stem, sql_type),
    }
}

const IMPLICIT_SCALAR: &str = "implicitly coercing SELECT object to scalar subquery; please use the .scalar_subquery() method to produce a scalar subquery.";

/// `{role} expected` for a SELECT that ought to be a subquery.
fn not_from(vm: &Vm, role: &str, object: &Object) -> Box<Raised> {
    let shown =
        vm.repr(object).and_then(|shown| Ok((shown, vm.repr(&vm.class_of(object).into())?)));
    match shown {
        Ok((shown, class)) => {
            let message = format!(
                "{role} expected, got {shown}. To create a FROM clause from a {class} object, use the .subquery() method."
            );
            to_raised(vm, Error::argument(message).with_code("89ve"))
        }
        Err(raised) => raised,
    }
}

/// A clause as an expression.
pub(crate) fn of_clause(vm: &Vm, object: &Object, clause: Clause, role: &str) -> PyResult<Expr> {
    match clause {
        Clause::Expr(expr) => Ok(expr),
        Clause::Statement(Statement::Select(select)) => {
            Names::of(vm).environment().warn(IMPLICIT_SCALAR).or_raise(vm)?;
            Ok(crate::expr::scalar(&select))
        }
        Clause::Statement(Statement::Expr(expr)) => Ok(expr),
        Clause::From(_) | Clause::Entity(_) => Err(expected(vm, role, object, WHOLE_ROW)),
        _ => Err(expected(vm, role, object, "")),
    }
}

/// A plain value as a parameter; `None` is NULL.
pub(crate) fn literal(
    vm: &Vm,
    object: &Object,
    stem: &str,
    sql_type: Option<&SqlType>,
) -> PyResult<Expr> {
    if object.is_none() {
        return Ok(Expr::null());
    }
    let value = to_value(vm, object)?;
    let sql_type = sql_type.filter(|known| !known.is_null()).cloned();
    let sql_type = sql_type.unwrap_or_else(|| SqlType::of_value(&value));
    Ok(Bind::anonymous(stem, value, sql_type).into_expr())
}

/// The other side of an operator.
pub fn operand(vm: &Vm, object: &Object) -> PyResult<Operand> {
    const ROLE: &str = "SQL expression element or literal value";
    match clause(vm, object)? {
        Some(found) => of_clause(vm, object, found, ROLE).map(Operand::Expr),
        None => to_value(vm, object).map(Operand::Value),
    }
}

/// A condition: WHERE, HAVING, ON, `and_`.
pub fn condition(vm: &Vm, object: &Object) -> PyResult<Expr> {
    const ROLE: &str = "SQL expression for WHERE/HAVING role";
    match (clause(vm, object)?, object) {
        (Some(Clause::From(_) | Clause::Entity(_)), _) => Err(expected(vm, ROLE, object, "")),
        (Some(found), _) => of_clause(vm, object, found, ROLE),
        (None, Object::None) => Ok(Expr::null()),
        (None, Object::Bool(true)) => Ok(Expr::new(ExprKind::True, SqlType::BOOLEAN)),
        (None, Object::Bool(false)) => Ok(Expr::new(ExprKind::False, SqlType::BOOLEAN)),
        (None, Object::Str(text)) => Err(textual(vm, text)),
        (None, _) => Err(expected(vm, ROLE, object, "")),
    }
}

/// Something to select.
pub fn column_item(vm: &Vm, object: &Object) -> PyResult<SelectItem> {
    const ROLE: &str = "Column expression, FROM clause, or other columns clause element";
    match clause(vm, object)? {
        Some(Clause::Expr(expr)) => Ok(SelectItem::Expr(expr)),
        Some(Clause::From(from)) => Ok(SelectItem::From(from)),
        Some(Clause::Entity(entity)) => Ok(SelectItem::Entity(entity)),
        Some(Clause::Item(item)) => Ok(item),
        Some(Clause::Statement(Statement::Select(_))) => Err(not_from(vm, ROLE, object)),
        Some(_) => Err(expected(vm, ROLE, object, "")),
        None => plain_item(vm, object, ROLE),
    }
}

/// Things to select; a collection of columns stands for its columns.
pub fn column_items(vm: &Vm, objects: &[Object]) -> PyResult<Vec<SelectItem>> {
    let mut items = Vec::with_capacity(objects.len());
    for object in objects {
        match object.downcast_ref::<ColumnsObject>() {
            Some(columns) => items.extend(columns.exprs().into_iter().map(SelectItem::Expr)),
            None => items.push(column_item(vm, object)?),
        }
    }
    Ok(items)
}

fn plain_item(vm: &Vm, object: &Object, role: &str) -> PyResult<SelectItem> {
    match object {
        Object::Str(text) => {
            let text = quoted(&shortened(text));
            let message = format!(
                "Textual column expression {text} should be explicitly declared with text({text}), or use column({text}) for more specificity"
            );
            Err(argument_error(vm, message))
        }
        Object::List(list) => {
            let shown: PyResult<Vec<_>> =
                list.snapshot().iter().map(|item| vm.repr(item)).collect();
            let shown: Vec<String> = shown?.iter().map(ToString::to_string).collect();
            let advice = format!(" Did you mean to say select({})?", shown.join(", "));
            Err(expected(vm, role, object, &advice))
        }
        Object::None => Ok(SelectItem::Expr(Expr::null())),
        Object::Bool(on) => {
            let kind = if *on { ExprKind::True } else { ExprKind::False };
            Ok(SelectItem::Expr(Expr::new(kind, SqlType::BOOLEAN)))
        }
        Object::Int(_) | Object::Float(_) => {
            let text = vm.str(object)?;
            let sql_type = SqlType::of_value(&to_value(vm, object)?);
            Ok(SelectItem::Expr(crate::expr::literal_column(&text, sql_type)))
        }
        _ => Err(expected(vm, role, object, "")),
    }
}

/// What ORDER BY or GROUP BY is by: a string names a label or a column.
pub fn ordering(vm: &Vm, object: &Object, role: &str) -> PyResult<Expr> {
    match (clause(vm, object)?, object) {
        (Some(Clause::Entity(entity)), _) => {
            let columns = entity.columns().or_raise(vm)?;
            Ok(Expr::new(ExprKind::List(columns), SqlType::Null))
        }
        (Some(found), _) => of_clause(vm, object, found, role),
        (None, Object::Str(text)) => {
            Ok(Expr::new(ExprKind::TextualLabelReference(text.as_str().into()), SqlType::Null))
        }
        (None, _) => Err(expected(vm, role, object, "")),
    }
}

/// An element of FROM.
pub fn from_clause(vm: &Vm, object: &Object) -> PyResult<FromClause> {
    const ROLE: &str = "FROM expression, such as a Table or alias() object";
    match (clause(vm, object)?, object) {
        (Some(Clause::Statement(Statement::Select(_))), _) => Err(not_from(vm, ROLE, object)),
        (Some(found), _) => as_from(&found).ok_or_else(|| expected(vm, ROLE, object, "")),
        (None, Object::Str(text)) => Err(textual(vm, text)),
        (None, _) => Err(expected(vm, ROLE, object, "")),
    }
}

/// A clause as an element of FROM.
pub(crate) fn as_from(clause: &Clause) -> Option<FromClause> {
    match clause {
        Clause::From(from) => Some(from.clone()),
        Clause::Entity(entity) => Some(FromClause::Entity(Rc::clone(entity))),
        Clause::Expr(expr) => crate::from::of_expression(expr),
        _ => None,
    }
}

/// The table that an INSERT, UPDATE or DELETE changes.
pub fn dml_table(vm: &Vm, object: &Object) -> PyResult<FromClause> {
    const ROLE: &str = "subject table for an INSERT, UPDATE or DELETE";
    match clause(vm, object)? {
        Some(Clause::From(from)) => Ok(from),
        Some(Clause::Entity(entity)) => Ok(FromClause::Entity(entity)),
        _ => Err(expected(vm, ROLE, object, "")),
    }
}

/// A part of a UNION, the source of a CTE or of INSERT … SELECT.
pub fn select_base(vm: &Vm, object: &Object, role: &str) -> PyResult<SelectBase> {
    match clause(vm, object)? {
        Some(Clause::Statement(Statement::Select(select))) => Ok(select),
        Some(Clause::From(FromClause::Alias(_) | FromClause::Table(_) | FromClause::Light(_))) => {
            Err(expected(
                vm,
                role,
                object,
                " To SELECT from any FROM clause, use the .select() method.",
            ))
        }
        _ => Err(expected(vm, role, object, "")),
    }
}

/// What can be executed.
pub fn statement(vm: &Vm, object: &Object) -> PyResult<Statement> {
    let found = match clause(vm, object)? {
        Some(Clause::Statement(statement)) => Some(statement),
        Some(Clause::Expr(expr)) => crate::statement::executable(&expr),
        _ => None,
    };
    found.ok_or_else(|| {
        let class = crate::names::class(vm, "ObjectNotExecutableError");
        match vm.repr(object) {
            Ok(shown) => vm.raise(&class, format!("Not an executable object: {shown}")),
            Err(raised) => raised,
        }
    })
}
