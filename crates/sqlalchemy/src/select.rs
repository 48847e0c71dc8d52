//! `select(…)` and UNION: their generative methods.

pub(crate) mod filter;

use std::rc::Rc;

use ormlab_core::expr::{Expr, Operand};
use ormlab_core::from::{AliasKind, CteOptions, FromClause};
use ormlab_core::select::{ForUpdate, JoinTarget, Select, SetupJoin};
use ormlab_core::statement::{CompoundSelect, SelectBase, SetOperation, Statement};
use ormlab_core::value::Value;
use ormlab_python::{Args, ClassBuilder, Object, PyResult, Str, Vm};

use crate::arguments::{flag, given, maybe_text};
use crate::coercion::{
    Clause, as_from, clause, column_items, condition, expected, from_clause, operand, ordering,
    select_base,
};
use crate::error::{OrRaise, argument_error};
use crate::expr::expr_object;
use crate::from::{from_object, functions::on_clause};
use crate::statement::{LabelStyleObject, receiver, selected_columns, statement_object};

/// `select(*items)`.
pub(crate) fn select(vm: &Vm, args: Args) -> PyResult {
    if !args.keywords.is_empty() {
        let message = "Additional keyword arguments are not accepted by this function/method.  The presence of **kw is for pep-484 typing purposes";
        return Err(argument_error(vm, message));
    }
    let items = column_items(vm, &args.positional);
    Ok(statement_object(ormlab_core::select(items?).into()))
}

const COMPOUND_ROLE: &str = "SELECT construct for inclusion in a UNION or other set construct";

/// `union(*selects)` and its kin.
pub(crate) fn compound(vm: &Vm, args: Args, operation: SetOperation) -> PyResult {
    let selects: PyResult<Vec<SelectBase>> =
        args.positional.iter().map(|one| select_base(vm, one, COMPOUND_ROLE)).collect();
    let made = CompoundSelect::new(operation, selects?);
    Ok(statement_object(Statement::Select(made.into())))
}

fn base(vm: &Vm, args: &mut Args) -> PyResult<SelectBase> {
    match receiver(vm, args)? {
        Statement::Select(base) => Ok(base),
        _ => Err(vm.type_error("a SELECT is required")),
    }
}

fn plain(vm: &Vm, args: &mut Args) -> PyResult<Select> {
    match base(vm, args)? {
        SelectBase::Select(select) => Ok(select),
        _ => Err(vm.type_error("a Select is required")),
    }
}

/// The attributes of what gives rows.
pub(crate) fn attribute(vm: &Vm, base: &SelectBase, name: &Str) -> PyResult<Option<Object>> {
    Ok(Some(match (name.as_str(), base) {
        ("selected_columns" | "exported_columns", _) => selected_columns(vm, base)?,
        ("columns_clause_froms", SelectBase::Select(select)) => {
            let items = select.items.iter().filter_map(|item| match item {
                ormlab_core::select::SelectItem::From(from) => Some(from.clone()),
                ormlab_core::select::SelectItem::Expr(expr) => {
                    expr.from_objects().into_iter().next()
                }
                _ => None,
            });
            Object::list(items.map(|from| from_object(vm, &from)))
        }
        ("whereclause", SelectBase::Select(select)) => {
            Expr::where_clause(&select.where_criteria).map(|found| expr_object(vm, &found)).into()
        }
        ("inner_columns", SelectBase::Select(select)) => {
            let columns = select.all_columns().or_raise(vm)?;
            Object::list(columns.iter().map(|column| expr_object(vm, column)))
        }
        ("column_descriptions", SelectBase::Select(select)) => descriptions(vm, select)?,
        ("froms", SelectBase::Select(select)) => {
            let froms = select.all_froms().or_raise(vm)?;
            Object::list(froms.iter().map(|from| from_object(vm, from)))
        }
        _ => return Ok(None),
    }))
}

fn descriptions(vm: &Vm, select: &Select) -> PyResult {
    if let Some(found) = crate::orm::describe::descriptions(vm, select)? {
        return Ok(found);
    }
    let describe = |(key, expr): (Rc<str>, Expr)| {
        Object::dict([
            ("name".into(), Object::from(&*key)),
            ("type".into(), crate::types::type_object(vm, &expr.sql_type())),
            ("expr".into(), expr_object(vm, &expr)),
        ])
    };
    Ok(Object::list(select.selected_columns().or_raise(vm)?.into_iter().map(describe)))
}

/// `SelectBase`: what a SELECT can become.
pub(crate) fn base_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("into", |vm, _| Err(vm.unsupported("Select.into(): CREATE TABLE AS")))
        .method("subquery", |vm, mut args| {
            let base = base(vm, &mut args)?;
            let [name] = args.bind(vm, "SelectBase.subquery", ["name"], 0)?;
            let name = maybe_text(vm, name)?;
            Ok(from_object(vm, &base.subquery(name.as_deref()).into()))
        })
        .method("alias", |vm, mut args| {
            let base = base(vm, &mut args)?;
            let [name, _] = args.bind(vm, "SelectBase.alias", ["name", "flat"], 0)?;
            let name = maybe_text(vm, name)?;
            Ok(from_object(vm, &base.subquery(name.as_deref()).into()))
        })
        .method("lateral", |vm, mut args| {
            let base = base(vm, &mut args)?;
            let [name] = args.bind(vm, "SelectBase.lateral", ["name"], 0)?;
            let name = maybe_text(vm, name)?;
            Ok(from_object(vm, &base.lateral(name.as_deref()).into()))
        })
        .method("cte", cte)
        .method("scalar_subquery", |vm, mut args| {
            Ok(expr_object(vm, &base(vm, &mut args)?.scalar_subquery()))
        })
        .method("as_scalar", |vm, mut args| {
            Ok(expr_object(vm, &base(vm, &mut args)?.scalar_subquery()))
        })
        .method("label", |vm, mut args| {
            let base = base(vm, &mut args)?;
            let name = crate::arguments::text(vm, &crate::arguments::receiver(&mut args))?;
            Ok(expr_object(vm, &base.scalar_subquery().label(name)))
        })
        .method("exists", |vm, mut args| Ok(expr_object(vm, &base(vm, &mut args)?.exists())))
        .method("select", |vm, mut args| {
            let from = FromClause::Alias(base(vm, &mut args)?.subquery(None));
            Ok(statement_object(
                ormlab_core::select(vec![ormlab_core::select::SelectItem::From(from)]).into(),
            ))
        })
}

/// `cte(name, recursive, nesting)`; also of INSERT and its kin.
pub(crate) fn cte(vm: &Vm, mut args: Args) -> PyResult {
    let statement = receiver(vm, &mut args)?;
    let [name, recursive, nesting] = args.bind(vm, "cte", ["name", "recursive", "nesting"], 0)?;
    let name = maybe_text(vm, name)?;
    let options = CteOptions {
        recursive: flag(vm, recursive, false)?,
        nesting: flag(vm, nesting, false)?,
        ..CteOptions::default()
    };
    Ok(from_object(vm, &statement.cte(name.as_deref(), options).into()))
}

/// A change that SELECT and UNION share.
macro_rules! on_both {
    ($vm:expr, $args:expr, |$it:ident| $made:expr) => {
        match base($vm, $args)? {
            SelectBase::Select($it) => {
                Ok(statement_object(Statement::Select(SelectBase::Select($made))))
            }
            SelectBase::Compound($it) => {
                Ok(statement_object(Statement::Select(SelectBase::Compound($made))))
            }
            _ => Err($vm.type_error("a SELECT or UNION is required")),
        }
    };
}

fn set_operation(vm: &Vm, mut args: Args, operation: SetOperation) -> PyResult {
    let mut selects = vec![base(vm, &mut args)?];
    for other in &args.positional {
        selects.push(select_base(vm, other, COMPOUND_ROLE)?);
    }
    Ok(statement_object(Statement::Select(CompoundSelect::new(operation, selects).into())))
}

/// `GenerativeSelect`: ORDER BY, LIMIT and their kin.
pub(crate) fn generative_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("order_by", |vm, mut args| {
            let this = args.take_first();
            let items = std::mem::take(&mut args.positional);
            args.positional.extend(this);
            match items.as_slice() {
                [Object::None] => on_both!(vm, &mut args, |it| it.order_by_nothing()),
                items => {
                    let items = orderings(vm, items, "ORDER BY expression")?;
                    on_both!(vm, &mut args, |it| it.order_by(items))
                }
            }
        })
        .method("group_by", |vm, mut args| {
            let this = args.take_first();
            let items = std::mem::take(&mut args.positional);
            args.positional.extend(this);
            match items.as_slice() {
                [Object::None] => on_both!(vm, &mut args, |it| it.group_by_nothing()),
                items => {
                    let items = orderings(vm, items, "GROUP BY expression")?;
                    on_both!(vm, &mut args, |it| it.group_by(items))
                }
            }
        })
        .method("limit", |vm, mut args| {
            let (mut this, count) = with_count(vm, &mut args, "limit")?;
            on_both!(vm, &mut this, |it| it.limit(count).or_raise(vm)?)
        })
        .method("offset", |vm, mut args| {
            let (mut this, count) = with_count(vm, &mut args, "offset")?;
            on_both!(vm, &mut this, |it| it.offset(count).or_raise(vm)?)
        })
        .method("slice", slice)
        .method("fetch", |vm, mut args| {
            let with_ties = flag(vm, args.take("with_ties"), false)?;
            let percent = flag(vm, args.take("percent"), false)?;
            let (mut this, count) = with_count(vm, &mut args, "fetch")?;
            let Some(count) = count else { return Err(vm.unsupported("fetch(None)")) };
            on_both!(vm, &mut this, |it| it.fetch(count, with_ties, percent).or_raise(vm)?)
        })
        .method("with_for_update", |vm, mut args| {
            let for_update = for_update(vm, &mut args)?;
            on_both!(vm, &mut args, |it| it.with_for_update(for_update))
        })
        .method("set_label_style", |vm, mut args| {
            let style =
                args.positional.pop().and_then(|style| style.downcast::<LabelStyleObject>());
            let Some(style) = style else { return Err(vm.type_error("a label style is required")) };
            on_both!(vm, &mut args, |it| it.set_label_style(style.0))
        })
        .method("add_cte", add_cte)
        .method("union", |vm, args| set_operation(vm, args, SetOperation::Union))
        .method("union_all", |vm, args| set_operation(vm, args, SetOperation::UnionAll))
        .method("except_", |vm, args| set_operation(vm, args, SetOperation::Except))
        .method("except_all", |vm, args| set_operation(vm, args, SetOperation::ExceptAll))
        .method("intersect", |vm, args| set_operation(vm, args, SetOperation::Intersect))
        .method("intersect_all", |vm, args| set_operation(vm, args, SetOperation::IntersectAll))
}

fn orderings(vm: &Vm, items: &[Object], role: &str) -> PyResult<Vec<Expr>> {
    items.iter().map(|item| ordering(vm, item, role)).collect()
}

/// The receiver, and a number or expression that may be `None`.
fn with_count(vm: &Vm, args: &mut Args, name: &str) -> PyResult<(Args, Option<Operand>)> {
    let this = Args::one(crate::arguments::receiver(args));
    let [count] = std::mem::take(args).bind(vm, name, [name], 1)?;
    let count = given(count).map(|count| row_count(vm, &count)).transpose()?;
    Ok((this, count))
}

fn row_count(vm: &Vm, object: &Object) -> PyResult<Operand> {
    match operand(vm, object)? {
        Operand::Value(Value::Str(text)) => match text.trim().parse::<i64>() {
            Ok(number) => Ok(Operand::Value(Value::Int(number))),
            Err(_) => {
                let text = crate::conversion::quoted(&text);
                Err(vm.value_error(format!("invalid literal for int() with base 10: {text}")))
            }
        },
        #[allow(clippy::cast_possible_truncation, reason = "as int() cuts a float")]
        Operand::Value(Value::Float(number)) => Ok(Operand::Value(Value::Int(number as i64))),
        other => Ok(other),
    }
}

/// `slice(start, stop)`: OFFSET and LIMIT.
fn slice(vm: &Vm, mut args: Args) -> PyResult {
    let mut this = Args::one(crate::arguments::receiver(&mut args));
    let [start, stop] = args.bind(vm, "slice", ["start", "stop"], 2)?;
    let start = crate::arguments::maybe_int(vm, start)?;
    let stop = crate::arguments::maybe_int(vm, stop)?;
    let limit = stop.map(|stop| Operand::Value(Value::Int(stop - start.unwrap_or(0))));
    let offset = start.filter(|start| *start != 0).map(|start| Operand::Value(Value::Int(start)));
    on_both!(vm, &mut this, |it| it.limit(limit).or_raise(vm)?.offset(offset).or_raise(vm)?)
}

fn for_update(vm: &Vm, args: &mut Args) -> PyResult<ForUpdate> {
    let of = match given(args.take("of")) {
        None => Vec::new(),
        Some(of) => {
            let mut found = Vec::new();
            for object in crate::arguments::items(vm, &[of])? {
                match clause(vm, &object)? {
                    Some(Clause::Expr(expr)) => found.push(expr),
                    Some(other) => match as_from(&other) {
                        Some(from) => found.extend(from.columns().iter().next().map(Expr::from)),
                        None => return Err(expected(vm, "Column expression", &object, "")),
                    },
                    None => return Err(expected(vm, "Column expression", &object, "")),
                }
            }
            found
        }
    };
    Ok(ForUpdate {
        read: flag(vm, args.take("read"), false)?,
        nowait: flag(vm, args.take("nowait"), false)?,
        skip_locked: flag(vm, args.take("skip_locked"), false)?,
        key_share: flag(vm, args.take("key_share"), false)?,
        of,
    })
}

/// `add_cte(*ctes, nest_here=…)`.
fn add_cte(vm: &Vm, mut args: Args) -> PyResult {
    let nest_here = flag(vm, args.take("nest_here"), false)?;
    let mut made = crate::arguments::receiver(&mut args);
    for object in &args.positional {
        let cte = cte_of(vm, object)?;
        let mut this = Args::one(made);
        made = on_both!(vm, &mut this, |it| it.add_cte(cte.clone(), nest_here))?;
    }
    Ok(made)
}

pub(crate) fn cte_of(vm: &Vm, object: &Object) -> PyResult<ormlab_core::from::Alias> {
    match clause(vm, object)? {
        Some(Clause::From(FromClause::Alias(alias)))
            if matches!(alias.0.kind, AliasKind::Cte(_)) =>
        {
            Ok(alias)
        }
        _ => Err(expected(vm, "CTE object", object, "")),
    }
}

fn from_statement(vm: &Vm, mut args: Args) -> PyResult {
    let select = plain(vm, &mut args)?;
    let [statement] = args.bind(vm, "Select.from_statement", ["statement"], 1)?;
    let statement = statement.unwrap_or(Object::None);
    crate::orm::from_statement::from_statement(vm, select, &statement)
}

/// `Select`.
pub(crate) fn select_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(|vm, _, args| select(vm, args))
        .method("where", |vm, args| criteria(vm, args, Select::where_))
        .method("filter", |vm, args| criteria(vm, args, Select::where_))
        .method("having", |vm, args| criteria(vm, args, Select::having))
        .method("filter_by", filter_by)
        .method("distinct", |vm, mut args| {
            let select = plain(vm, &mut args)?;
            if args.positional.is_empty() {
                return Ok(statement_object(select.distinct().into()));
            }
            let message = "Passing expression to ``distinct`` to generate a DISTINCT ON clause is deprecated. Use instead the ``postgresql.distinct_on`` function as an extension.";
            if let Some(sink) = crate::Names::of(vm).environment().warnings.clone() {
                sink.warn("SADeprecationWarning", message).or_raise(vm)?;
            }
            let on = orderings(vm, &args.positional, "GROUP BY / OF / etc. expression")?;
            Ok(statement_object(select.distinct_on(on).into()))
        })
        .method("from_statement", from_statement)
        .method("select_from", |vm, mut args| {
            let mut select = plain(vm, &mut args)?;
            for object in &args.positional {
                select = select.select_from(from_clause(vm, object)?);
            }
            Ok(statement_object(select.into()))
        })
        .method("add_columns", |vm, mut args| {
            let select = plain(vm, &mut args)?;
            let items = column_items(vm, &args.positional);
            Ok(statement_object(select.add_columns(items?).into()))
        })
        .method("column", |vm, mut args| {
            let select = plain(vm, &mut args)?;
            let items = column_items(vm, &args.positional);
            Ok(statement_object(select.add_columns(items?).into()))
        })
        .method("with_only_columns", |vm, mut args| {
            let maintain = flag(vm, args.take("maintain_column_froms"), false)?;
            let select = plain(vm, &mut args)?;
            let objects = crate::arguments::items(vm, &args.positional)?;
            let items = column_items(vm, &objects);
            Ok(statement_object(select.with_only_columns(items?, maintain).into()))
        })
        .method("join", |vm, args| join(vm, args, false))
        .method("outerjoin", |vm, args| join(vm, args, true))
        .method("join_from", |vm, args| join_from(vm, args, false))
        .method("outerjoin_from", |vm, args| join_from(vm, args, true))
        .method("correlate", |vm, args| correlate(vm, args, Select::correlate, Select::correlate_never))
        .method("correlate_except", |vm, args| {
            correlate(vm, args, Select::correlate_except, |select| select.correlate_except(Vec::new()))
        })
        .method("prefix_with", |vm, args| affix(vm, args, Select::prefix_with))
        .method("suffix_with", |vm, args| affix(vm, args, Select::suffix_with))
        .method("with_hint", with_hint)
        .method("with_statement_hint", with_statement_hint)
        .method("get_final_froms", |vm, mut args| {
            let froms = plain(vm, &mut args)?.all_froms().or_raise(vm)?;
            Ok(Object::list(froms.iter().map(|from| from_object(vm, from))))
        })
        .method("reduce_columns", |vm, _| Err(vm.unsupported("Select.reduce_columns()")))
}

fn criteria(vm: &Vm, mut args: Args, add: fn(Select, Expr) -> Select) -> PyResult {
    let mut select = plain(vm, &mut args)?;
    args.no_more_keywords(vm, "Select.where")?;
    for criterion in &args.positional {
        select = add(select, condition(vm, criterion)?);
    }
    Ok(statement_object(select.into()))
}

fn filter_by(vm: &Vm, mut args: Args) -> PyResult {
    let mut select = plain(vm, &mut args)?;
    for criterion in filter::criteria(vm, &select, &args.keywords)? {
        select = select.where_(criterion);
    }
    Ok(statement_object(select.into()))
}

fn target(vm: &Vm, object: &Object) -> PyResult<JoinTarget> {
    const ROLE: &str = "Join target, typically a FROM expression, or ORM relationship attribute";
    match clause(vm, object)? {
        Some(Clause::Relationship(relationship)) => Ok(JoinTarget::Relationship(relationship)),
        Some(found) => {
            as_from(&found).map(JoinTarget::From).ok_or_else(|| expected(vm, ROLE, object, ""))
        }
        None => Err(expected(vm, ROLE, object, "")),
    }
}

/// `join(target, onclause, isouter, full)`.
fn join(vm: &Vm, mut args: Args, outer: bool) -> PyResult {
    let select = plain(vm, &mut args)?;
    add_join(vm, select, None, args, outer)
}

fn join_from(vm: &Vm, mut args: Args, outer: bool) -> PyResult {
    let select = plain(vm, &mut args)?;
    let left = args.take_first().or_else(|| args.take("from_"));
    let left = from_clause(vm, &left.unwrap_or(Object::None))?;
    add_join(vm, select, Some(left), args, outer)
}

fn add_join(
    vm: &Vm,
    select: Select,
    left: Option<FromClause>,
    mut args: Args,
    outer: bool,
) -> PyResult {
    let is_outer = outer || flag(vm, args.take("isouter"), false)?;
    let is_full = flag(vm, args.take("full"), false)?;
    let [object, on] = args.bind(vm, "Select.join", ["target", "onclause"], 1)?;
    let target = target(vm, &object.unwrap_or(Object::None))?;
    let (mut criterion, mut relationship) = (None, None);
    if let Some(on) = given(on) {
        match clause(vm, &on)? {
            Some(Clause::Relationship(found)) => relationship = Some(found),
            _ => criterion = Some(on_clause(vm, &on)?),
        }
    }
    let join =
        SetupJoin { left, target, on: criterion, on_relationship: relationship, is_outer, is_full };
    Ok(statement_object(select.add_join(join).into()))
}

/// What is correlated to: of a mapped class the table that it is read from.
pub(crate) fn read_from(vm: &Vm, object: &Object) -> PyResult<FromClause> {
    match from_clause(vm, object)? {
        FromClause::Entity(entity) => entity.selectable().or_raise(vm),
        from => Ok(from),
    }
}

fn correlate(
    vm: &Vm,
    mut args: Args,
    to: fn(Select, Vec<FromClause>) -> Select,
    never: fn(Select) -> Select,
) -> PyResult {
    let select = plain(vm, &mut args)?;
    if let [Object::None | Object::Bool(false)] = args.positional.as_slice() {
        return Ok(statement_object(never(select).into()));
    }
    let froms: PyResult<Vec<FromClause>> =
        args.positional.iter().map(|from| read_from(vm, from)).collect();
    Ok(statement_object(to(select, froms?).into()))
}

fn affix(vm: &Vm, mut args: Args, add: fn(Select, Expr, Option<Rc<str>>) -> Select) -> PyResult {
    let mut select = plain(vm, &mut args)?;
    let dialect = maybe_text(vm, args.take("dialect"))?.filter(|name| &**name != "*");
    for text in &args.positional {
        select = add(select, text_expr(vm, text)?, dialect.clone());
    }
    Ok(statement_object(select.into()))
}

/// A text that is written as it is, or an expression.
pub(crate) fn text_expr(vm: &Vm, object: &Object) -> PyResult<Expr> {
    match object.as_str() {
        Some(text) => Ok(Expr::text(text.as_str())),
        None => condition(vm, object),
    }
}

fn with_hint(vm: &Vm, mut args: Args) -> PyResult {
    let select = plain(vm, &mut args)?;
    let names = ["selectable", "text", "dialect_name"];
    let [selectable, text, dialect] = args.bind(vm, "Select.with_hint", names, 2)?;
    let from = from_clause(vm, &selectable.unwrap_or(Object::None))?;
    let text = crate::arguments::text(vm, &text.unwrap_or(Object::None))?;
    let dialect = maybe_text(vm, dialect)?.unwrap_or_else(|| "*".into());
    Ok(statement_object(select.edit(|data| data.hints.push((from, text, dialect))).into()))
}

fn with_statement_hint(vm: &Vm, mut args: Args) -> PyResult {
    let select = plain(vm, &mut args)?;
    let [text, dialect] =
        args.bind(vm, "Select.with_statement_hint", ["text", "dialect_name"], 1)?;
    let text = crate::arguments::text(vm, &text.unwrap_or(Object::None))?;
    let dialect = maybe_text(vm, dialect)?.unwrap_or_else(|| "*".into());
    Ok(statement_object(select.edit(|data| data.statement_hints.push((text, dialect))).into()))
}
