//! `func.…`: calls of functions, aggregates and windows.

use std::rc::Rc;

use ormlab_core::expr::{Expr, ExprKind, Frame, FrameBound, Function, Operand};
use ormlab_core::select::SelectItem;
use ormlab_python::object::args::Args;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Vm};

use super::{expr_object, receiver};
use crate::arguments::{given, items};
use crate::coercion::{clause, condition, of_clause, ordering};
use crate::conversion::to_value;
use crate::error::argument_error;
use crate::names;

pub(super) const MODULE: &str = "sqlalchemy.sql.functions";

/// `func`, `func.name`, `func.package.name`.
struct Generator {
    path: Vec<Rc<str>>,
}

/// `func`.
pub(super) fn generator() -> Object {
    Object::host(Generator { path: Vec::new() })
}

impl HostObject for Generator {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "_FunctionGenerator")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if name.starts_with("__") {
            return Ok(None);
        }
        let name = name.strip_suffix('_').unwrap_or(name);
        let mut path = self.path.clone();
        path.push(name.into());
        Ok(Some(Object::host(Generator { path })))
    }

    fn call(self: Rc<Self>, vm: &Vm, args: Args) -> PyResult {
        call(vm, &self.path, args)
    }

    fn is_callable(&self) -> bool {
        true
    }
}

fn call(vm: &Vm, path: &[Rc<str>], mut args: Args) -> PyResult {
    let Some((name, packages)) = path.split_last() else {
        return Err(vm.type_error("'_FunctionGenerator' object is not callable"));
    };
    let wanted =
        given(args.take("type_")).map(|wanted| crate::types::type_of(vm, &wanted)).transpose()?;
    args.no_more_keywords(vm, name)?;
    let mut arguments: Vec<Operand> = Vec::with_capacity(args.len());
    for argument in &args.positional {
        arguments.push(match clause(vm, argument)? {
            Some(found) => Operand::Expr(of_clause(vm, argument, found, "SQL expression element")?),
            None => Operand::Value(to_value(vm, argument)?),
        });
    }
    let path: Vec<&str> = packages.iter().chain([name]).map(|part| &**part).collect();
    Ok(expr_object(vm, &Expr::function_of(&path, arguments, wanted)))
}

/// Functions with a class of their own; those without parentheses last.
const KNOWN: &[&str] = &[
    "count",
    "sum",
    "max",
    "min",
    "coalesce",
    "now",
    "concat",
    "char_length",
    "random",
    "pow",
    "array_agg",
    "aggregate_strings",
    "mode",
    "percentile_cont",
    "percentile_disc",
    "rank",
    "dense_rank",
    "percent_rank",
    "cume_dist",
    "cube",
    "rollup",
    "grouping_sets",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "sysdate",
    "user",
];

/// The class of a call: some functions have one of their own.
pub(super) fn class_name(function: &Function) -> &'static str {
    if !function.order_by.is_empty() {
        return "AggregateOrderBy";
    }
    let plain = function.packages.is_empty();
    let known = KNOWN.iter().find(|known| plain && **known == &*function.name);
    known.copied().unwrap_or("Function")
}

/// `Function("name", …)`, and the classes of single functions: `count(x)`.
pub(super) fn callable(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.construct(|vm, class, mut args| {
        let name = class.name();
        if name == "Function" {
            let named = crate::arguments::text(vm, &crate::arguments::receiver(&mut args))?;
            return call(vm, &[named], args);
        }
        call(vm, &[name.as_str().into()], args)
    })
}

/// `GenericFunction`: a script's subclass would give a function a type of its own.
pub(super) fn subclassed(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.init_subclass(|vm, class, _| {
        Err(vm.unsupported(&format!(
            "{}, a subclass of GenericFunction; give func.{}(…, type_=…)",
            class.name(),
            class.name()
        )))
    })
}

/// The methods of calls and of what is made of them.
pub(super) fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("over", over)
        .method("filter", filter)
        .method("within_group", within_group)
        .method("aggregate_order_by", aggregate_order_by)
        .method("alias", crate::from::function_alias)
        .method("table_valued", crate::from::table_valued)
        .method("column_valued", crate::from::column_valued)
        .method("select", |vm, mut args| {
            let expr = receiver(vm, &mut args)?;
            let statement = ormlab_core::select(vec![SelectItem::Expr(expr)]);
            Ok(crate::statement::statement_object(statement.into()))
        })
        .getter("clauses", |vm, this| {
            let expr = receiver(vm, &mut Args::one(this.clone()))?;
            match expr.kind() {
                ExprKind::Function(function) => Ok(Object::list(
                    function.arguments.iter().map(|argument| expr_object(vm, argument)),
                )),
                _ => Ok(Object::list([])),
            }
        })
}

fn orderings(vm: &Vm, object: Option<Object>) -> PyResult<Vec<Expr>> {
    let Some(object) = given(object) else { return Ok(Vec::new()) };
    let objects = items(vm, &[object])?;
    objects.iter().map(|one| ordering(vm, one, "ORDER BY expression")).collect()
}

/// `over(function, partition_by=…, order_by=…, rows=…)`.
pub(super) fn over(vm: &Vm, mut args: Args) -> PyResult {
    let function = receiver(vm, &mut args)?;
    let rows = given(args.take("rows"));
    let range = given(args.take("range_"));
    let groups = given(args.take("groups"));
    crate::arguments::refuse(vm, &mut args, "over", &["exclude"])?;
    let [partition_by, order_by] = args.bind(vm, "over", ["partition_by", "order_by"], 0)?;
    let frames = [("ROWS", rows), ("RANGE", range), ("GROUPS", groups)];
    let mut given_frames =
        frames.into_iter().filter_map(|(unit, bounds)| bounds.map(|b| (unit, b)));
    let frame = given_frames.next();
    if given_frames.next().is_some() {
        let message = "only one of 'rows', 'range_', or 'groups' may be provided";
        return Err(argument_error(vm, message));
    }
    let frame = frame.map(|(unit, bounds)| window_frame(vm, unit, &bounds)).transpose()?;
    let partition_by = orderings(vm, partition_by)?;
    let order_by = orderings(vm, order_by)?;
    Ok(expr_object(vm, &function.over(partition_by, order_by, frame)))
}

fn window_frame(vm: &Vm, unit: &'static str, bounds: &Object) -> PyResult<Frame> {
    match vm.collect(bounds)?.as_slice() {
        [start, end] => Ok(Frame { unit, start: bound(vm, start)?, end: bound(vm, end)? }),
        _ => Err(argument_error(vm, "2-tuple expected for range/rows")),
    }
}

fn bound(vm: &Vm, object: &Object) -> PyResult<FrameBound> {
    if object.is_none() {
        return Ok(FrameBound::Unbounded);
    }
    Ok(match crate::arguments::int(vm, object)? {
        0 => FrameBound::CurrentRow,
        before if before < 0 => FrameBound::Preceding(-before),
        after => FrameBound::Following(after),
    })
}

/// `funcfilter(function, *criteria)`.
pub(super) fn filter(vm: &Vm, mut args: Args) -> PyResult {
    let function = receiver(vm, &mut args)?;
    if args.positional.is_empty() {
        return Ok(expr_object(vm, &function));
    }
    let criteria: PyResult<Vec<Expr>> =
        args.positional.iter().map(|criterion| condition(vm, criterion)).collect();
    Ok(expr_object(vm, &function.filter(criteria?)))
}

/// `within_group(function, *order_by)`.
pub(super) fn within_group(vm: &Vm, mut args: Args) -> PyResult {
    let function = receiver(vm, &mut args)?;
    let order_by: PyResult<Vec<Expr>> =
        args.positional.iter().map(|one| ordering(vm, one, "ORDER BY expression")).collect();
    Ok(expr_object(vm, &function.within_group(order_by?)))
}

/// `aggregate_order_by(function, *order_by)`.
pub(super) fn aggregate_order_by(vm: &Vm, mut args: Args) -> PyResult {
    let function = receiver(vm, &mut args)?;
    if args.positional.is_empty() {
        return Err(vm.type_error("at least one ORDER BY element is required"));
    }
    if !matches!(function.kind(), ExprKind::Function(_)) {
        return Err(vm.unsupported("aggregate_order_by() of anything but a function"));
    }
    let order_by: PyResult<Vec<Expr>> =
        args.positional.iter().map(|one| ordering(vm, one, "ORDER BY expression")).collect();
    Ok(expr_object(vm, &function.aggregate_order_by(order_by?)))
}
