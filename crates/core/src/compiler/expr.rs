//! Expressions: each kind to its text.

use std::rc::Rc;

use super::names::NameKind;
use super::operator::BinaryParts;
use super::select::Place;
use super::text::{Compiler, Context};
use crate::dialect::Feature;
use crate::error::{Error, Result};
use crate::expr::{
    Bind, Case, ColumnRef, Expr, ExprKind, Frame, FrameBound, Function, Operator, Over, TextClause,
};
use crate::from::FromClause;
use crate::types::SqlType;
use crate::value::Value;

impl Compiler<'_> {
    /// Writes an expression.
    pub fn expr(&mut self, expr: &Expr, ctx: Context) -> Result<()> {
        let dialect = self.dialect;
        match expr.kind() {
            ExprKind::Column(reference) => self.column(reference, ctx),
            ExprKind::Attribute { column, .. } => self.expr(column, ctx),
            ExprKind::Bind(bind) => self.bind(expr, bind, ctx),
            ExprKind::Binary { left, operator, right, modifiers } => {
                let sql_type = &expr.0.sql_type;
                let parts = BinaryParts { left, operator, right, modifiers, sql_type };
                self.binary(&parts, Context { filter: ctx.filter, ..ctx.outside() })
            }
            ExprKind::BooleanList { operator, clauses } => {
                self.boolean_list(operator, clauses, ctx)
            }
            ExprKind::Null => self.word("NULL"),
            ExprKind::True => self.word(dialect.boolean_text(true)),
            ExprKind::False => self.word(dialect.boolean_text(false)),
            ExprKind::Text(text) => self.text_clause(text, ctx),
            ExprKind::Unary { operator, position, operand } => {
                self.unary(operator, *position, operand, ctx.outside())
            }
            ExprKind::Collation(name) => {
                self.identifier(name);
                Ok(())
            }
            ExprKind::List(items) => self.comma_list(items, ctx.outside()),
            ExprKind::Tuple(items) => {
                dialect.require(Feature::RowValues)?;
                self.parenthesized(|sql| sql.comma_list(items, ctx.outside()))
            }
            ExprKind::Grouping(inner) => self.parenthesized(|sql| sql.expr(inner, ctx)),
            ExprKind::Label { name, element } => self.label(expr, name, element, ctx),
            _ => self.compound_expr(expr, ctx.outside()),
        }
    }

    /// Functions, subqueries and what else is made of several parts.
    fn compound_expr(&mut self, expr: &Expr, ctx: Context) -> Result<()> {
        let dialect = self.dialect;
        match expr.kind() {
            ExprKind::Function(function) => dialect.function(self, function, ctx),
            ExprKind::Over(over) => self.over(over, ctx),
            ExprKind::Filter { function, criterion } => {
                dialect.require(Feature::AggregateFilter)?;
                self.expr(function, ctx)?;
                self.write(" FILTER (WHERE ");
                self.expr(criterion, ctx)?;
                self.word(")")
            }
            ExprKind::WithinGroup { function, order_by } => {
                dialect.require(Feature::AggregateFilter)?;
                self.expr(function, ctx)?;
                self.write(" WITHIN GROUP (ORDER BY ");
                self.comma_list(order_by, ctx)?;
                self.word(")")
            }
            ExprKind::Cast(operand) => dialect.cast(self, operand, &expr.0.sql_type, ctx),
            ExprKind::TryCast(operand) => self.try_cast(operand, &expr.0.sql_type, ctx),
            ExprKind::TypeCoerce(operand) => self.coerced(operand, &expr.0.sql_type, ctx),
            ExprKind::Extract { field, operand } => dialect.extract(self, field, operand, ctx),
            ExprKind::Case(case) => self.case(case, ctx),
            ExprKind::ScalarSelect(select) => {
                self.parenthesized(|sql| sql.select_base(select, Place::Nested, ctx))
            }
            ExprKind::Exists(select) => {
                self.write("EXISTS ");
                self.parenthesized(|sql| sql.select_base(select, Place::Nested, ctx))
            }
            ExprKind::Quantified { operator, operand } => self.quantified(operator, operand, ctx),
            ExprKind::Slice { start, stop } => self.slice(start.as_ref(), stop.as_ref(), ctx),
            ExprKind::TableValued(from) => {
                let name = self.name_of(from)?.unwrap_or_default();
                self.identifier(&name);
                self.word(if dialect.traits().wraps_table_functions { ".COLUMN_VALUE" } else { "" })
            }
            ExprKind::NextValue(sequence) => {
                let text = dialect.next_value(sequence)?;
                self.word(&text)
            }
            ExprKind::LabelReference(inner) => self.label_reference(inner, ctx),
            ExprKind::TextualLabelReference(name) => self.textual_label_reference(name, ctx),
            _ => Err(Error::compile("an expression of an unknown kind")),
        }
    }

    pub(super) fn word(&mut self, text: &str) -> Result<()> {
        self.write(text);
        Ok(())
    }

    pub(super) fn parenthesized(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.write("(");
        write(self)?;
        self.word(")")
    }

    fn boolean_list(&mut self, operator: &Operator, clauses: &[Expr], ctx: Context) -> Result<()> {
        let dialect = self.dialect;
        let filter = ctx.filter && matches!(operator, Operator::And | Operator::Or);
        let ctx = Context { in_operator: true, filter, ..ctx.outside() };
        dialect.boolean_list(self, operator, clauses, ctx)
    }

    pub fn standard_boolean_list(
        &mut self,
        operator: &Operator,
        clauses: &[Expr],
        ctx: Context,
    ) -> Result<()> {
        let text = self.dialect.operator_text(operator);
        let text = text.ok_or_else(|| self.no_operator(operator))?;
        if matches!(operator, Operator::Concat) {
            let concat = self.dialect.concat_with();
            self.write(concat.open);
            self.separated(clauses, concat.separator, |sql, clause| sql.expr(clause, ctx))?;
            return self.word(concat.close);
        }
        self.separated(clauses, text, |sql, clause| sql.expr(clause, ctx))
    }

    pub(super) fn column(&mut self, reference: &ColumnRef, ctx: Context) -> Result<()> {
        let column = &reference.column;
        let name = column.name();
        if name.is_empty() && self.dialect.name() != "sqlite" {
            return self.unnamed_column();
        }
        let from = match &reference.from {
            Some(from) => Some(from.clone()),
            None => column.table(),
        };
        // The column's name is numbered before that of what it is read from.
        let resolved = self.names.resolve(NameKind::Column, &name);
        if ctx.include_table
            && let Some(from) = &from
        {
            self.qualifier(from, ctx)?;
        }
        if column.0.is_literal {
            self.write_escaped(&name);
            return Ok(());
        }
        self.identifier(&resolved);
        Ok(())
    }

    fn unnamed_column(&mut self) -> Result<()> {
        if self.dialect.name() == "default" {
            return self.word("<name unknown>");
        }
        Err(Error::compile("Cannot compile Column object until its 'name' is assigned."))
    }

    /// `schema.table.`, for what has a name.
    pub(super) fn qualifier(&mut self, from: &FromClause, ctx: Context) -> Result<()> {
        let Some(name) = self.name_of(from)? else { return Ok(()) };
        if ctx.use_schema {
            self.schema_prefix(from);
        }
        self.identifier(&name);
        self.word(".")
    }

    /// Writes `schema.`, if the table has one and the dialect knows schemas.
    pub(super) fn schema_prefix(&mut self, from: &FromClause) {
        if let Some(schema) = from.schema() {
            self.identifier(&schema);
            self.write(".");
        }
    }

    /// The name of a FROM element in this statement.
    pub(super) fn name_of(&mut self, from: &FromClause) -> Result<Option<Rc<str>>> {
        Ok(match from {
            FromClause::Alias(alias) => Some(self.names.alias(alias.id(), || alias.name())),
            FromClause::Entity(entity) => return self.name_of(&entity.selectable()?),
            other => other.name(),
        })
    }

    pub(super) fn text_clause(&mut self, text: &TextClause, ctx: Context) -> Result<()> {
        for piece in pieces(&text.text) {
            match piece {
                Piece::Plain(plain) => self.write_escaped(plain),
                Piece::Bind(name) => {
                    let given = text.binds.iter().find(|bind| *bind.name == *name);
                    let bind = match given {
                        Some(bind) => bind.clone(),
                        None => Bind::named(name, crate::expr::BindValue::Required, SqlType::Null),
                    };
                    self.text_bind(bind, ctx)?;
                }
            }
        }
        Ok(())
    }

    /// One name in a text is one parameter, however often it stands there.
    fn text_bind(&mut self, bind: Bind, ctx: Context) -> Result<()> {
        let known = |expr: &&Expr| matches!(expr.kind(), ExprKind::Bind(b) if b.name == bind.name && !b.unique);
        let existing = self.kept.iter().find(known).cloned();
        match existing {
            Some(expr) => self.expr(&expr, ctx.outside()),
            None => self.made_bind(bind, ctx.outside()),
        }
    }

    fn label(&mut self, label: &Expr, name: &Rc<str>, element: &Expr, ctx: Context) -> Result<()> {
        let with_as = ctx.within_columns && !ctx.within_label;
        let as_label = self.label_as_label == Some(label.id());
        if as_label && !with_as {
            let name = self.names.resolve(NameKind::Column, name);
            self.identifier(&name);
            return Ok(());
        }
        if !with_as {
            return self.expr(element, ctx.outside());
        }
        let name = self.names.resolve(NameKind::Column, name);
        self.expr(element, Context { within_label: true, ..ctx })?;
        self.write(" AS ");
        self.identifier(&name);
        Ok(())
    }

    pub fn standard_cast(&mut self, operand: &Expr, to: &SqlType, ctx: Context) -> Result<()> {
        self.write("CAST(");
        self.expr(operand, ctx)?;
        let name = self.dialect.type_name(to)?;
        let (name, collation) = match name.find(" COLLATE ") {
            Some(at) => name.split_at(at),
            None => (name.as_str(), ""),
        };
        self.write(" AS ");
        self.write(name);
        self.write(")");
        self.word(collation)
    }

    fn try_cast(&mut self, operand: &Expr, to: &SqlType, ctx: Context) -> Result<()> {
        if self.dialect.name() != "default" {
            return Err(self.dialect.cannot_render("<class 'sqlalchemy.sql.elements.TryCast'>"));
        }
        self.write("TRY_");
        self.standard_cast(operand, to, ctx)
    }

    /// A parameter takes the type; for all else the type is Python's affair.
    fn coerced(&mut self, operand: &Expr, sql_type: &SqlType, ctx: Context) -> Result<()> {
        match operand.kind() {
            ExprKind::Bind(bind) => self.typed_bind(operand, bind, sql_type, ctx),
            _ => self.expr(operand, ctx),
        }
    }

    pub fn standard_extract(&mut self, field: &str, operand: &Expr, ctx: Context) -> Result<()> {
        self.write("EXTRACT(");
        self.write(field);
        self.write(" FROM ");
        self.expr(operand, ctx)?;
        self.word(")")
    }

    fn case(&mut self, case: &Case, ctx: Context) -> Result<()> {
        self.write("CASE ");
        if let Some(value) = &case.value {
            self.expr(value, ctx)?;
            self.write(" ");
        }
        for (when, then) in &case.whens {
            self.write("WHEN ");
            self.expr(when, ctx)?;
            self.write(" THEN ");
            self.expr(then, ctx)?;
            self.write(" ");
        }
        if let Some(otherwise) = &case.else_ {
            self.write("ELSE ");
            self.expr(otherwise, ctx)?;
            self.write(" ");
        }
        self.word("END")
    }

    pub fn standard_function(&mut self, function: &Function, ctx: Context) -> Result<()> {
        for package in &function.packages {
            self.function_name(package);
            self.write(".");
        }
        if let Some(name) = bare_name(&function.name, function.arguments.is_empty()) {
            return self.word(name);
        }
        match function.name.to_ascii_lowercase().as_str() {
            "grouping_sets" => self.write("GROUPING SETS"),
            "cube" => self.write("CUBE"),
            "rollup" => self.write("ROLLUP"),
            _ => self.function_name(&function.name),
        }
        self.ordered_arguments(function, ctx)
    }

    /// `(a, b ORDER BY c)`.
    pub(crate) fn ordered_arguments(&mut self, function: &Function, ctx: Context) -> Result<()> {
        if function.order_by.is_empty() {
            return self.arguments(&function.arguments, ctx);
        }
        self.dialect.require(Feature::AggregateOrder)?;
        if self.dialect.traits().aggregates_within_group {
            self.arguments(&function.arguments, ctx)?;
            return self.order_within_group(function, ctx);
        }
        self.parenthesized(|sql| {
            sql.comma_list(&function.arguments, ctx)?;
            sql.aggregate_order(function, ctx)
        })
    }

    /// `WITHIN GROUP (ORDER BY …)` behind an aggregate that has an order.
    pub(crate) fn order_within_group(&mut self, function: &Function, ctx: Context) -> Result<()> {
        if function.order_by.is_empty() {
            return Ok(());
        }
        self.write(" WITHIN GROUP (ORDER BY ");
        self.comma_list(&function.order_by, ctx)?;
        self.word(")")
    }

    /// `ORDER BY` inside of the parentheses of an aggregate.
    pub(crate) fn aggregate_order(&mut self, function: &Function, ctx: Context) -> Result<()> {
        if !function.order_by.is_empty() {
            self.dialect.require(Feature::AggregateOrder)?;
            self.write(" ORDER BY ");
            self.comma_list(&function.order_by, ctx)?;
        }
        Ok(())
    }

    /// `(a, b)`.
    pub fn arguments(&mut self, arguments: &[Expr], ctx: Context) -> Result<()> {
        self.parenthesized(|sql| sql.comma_list(arguments, ctx))
    }

    /// `group_concat(x, ',')`: the delimiter is written out.
    pub(crate) fn aggregate_strings(
        &mut self,
        name: &str,
        function: &Function,
        ctx: Context,
    ) -> Result<()> {
        let [text, delimiter, ..] = &function.arguments[..] else {
            return self.standard_function(function, ctx);
        };
        self.write(name);
        self.write("(");
        self.expr(text, ctx)?;
        self.write(", ");
        self.expr(delimiter, Context { literal_execute: true, ..ctx })?;
        self.aggregate_order(function, ctx)?;
        self.word(")")
    }

    fn function_name(&mut self, name: &str) {
        if crate::dialect::Quoting::has_illegal_characters(name) {
            self.identifier(name);
        } else {
            self.write(name);
        }
    }

    fn over(&mut self, over: &Over, ctx: Context) -> Result<()> {
        self.dialect.require(Feature::Window)?;
        self.expr(&over.function, ctx)?;
        self.write(" OVER (");
        let mut space = "";
        for (word, clauses) in
            [("PARTITION BY ", &over.partition_by), ("ORDER BY ", &over.order_by)]
        {
            if !clauses.is_empty() {
                self.write(space);
                self.write(word);
                self.comma_list(clauses, ctx)?;
                space = " ";
            }
        }
        if let Some(frame) = &over.frame {
            self.write(space);
            self.frame(frame, ctx)?;
        }
        self.word(")")
    }

    fn frame(&mut self, frame: &Frame, ctx: Context) -> Result<()> {
        self.write(frame.unit);
        self.write(" BETWEEN ");
        self.frame_bound(frame.start, "UNBOUNDED PRECEDING", ctx)?;
        self.write(" AND ");
        self.frame_bound(frame.end, "UNBOUNDED FOLLOWING", ctx)
    }

    fn frame_bound(&mut self, bound: FrameBound, unbounded: &str, ctx: Context) -> Result<()> {
        let (rows, word) = match bound {
            FrameBound::Unbounded => return self.word(unbounded),
            FrameBound::CurrentRow => return self.word("CURRENT ROW"),
            FrameBound::Preceding(rows) => (rows, " PRECEDING"),
            FrameBound::Following(rows) => (rows, " FOLLOWING"),
        };
        self.literal_parameter(Value::Int(rows), ctx)?;
        self.word(word)
    }

    fn quantified(&mut self, operator: &Operator, operand: &Expr, ctx: Context) -> Result<()> {
        self.dialect.require(Feature::Quantified)?;
        let text = self.dialect.operator_text(operator);
        self.write(text.ok_or_else(|| self.no_operator(operator))?);
        let ctx = ctx.outside();
        match operand.kind() {
            ExprKind::ScalarSelect(_) | ExprKind::Grouping(_) => self.expr(operand, ctx),
            _ => self.parenthesized(|sql| sql.expr(operand, ctx)),
        }
    }

    fn slice(&mut self, start: Option<&Expr>, stop: Option<&Expr>, ctx: Context) -> Result<()> {
        if let Some(start) = start {
            self.expr(start, ctx)?;
        }
        self.write(":");
        match stop {
            Some(stop) => self.expr(stop, ctx),
            None => Ok(()),
        }
    }
}

/// Functions of the standard that are called without parentheses.
fn bare_name(name: &str, has_no_arguments: bool) -> Option<&'static str> {
    let bare = match name.to_ascii_lowercase().as_str() {
        "current_date" => "CURRENT_DATE",
        "current_time" => "CURRENT_TIME",
        "current_timestamp" => "CURRENT_TIMESTAMP",
        "current_user" => "CURRENT_USER",
        "localtime" => "LOCALTIME",
        "localtimestamp" => "LOCALTIMESTAMP",
        "session_user" => "SESSION_USER",
        "sysdate" => "sysdate",
        "user" => "USER",
        _ => return None,
    };
    has_no_arguments.then_some(bare)
}

enum Piece<'a> {
    Plain(&'a str),
    Bind(&'a str),
}

/// `text()` in pieces: `:name` is a parameter, `::` is not, nor is `\:name`, which loses its backslash.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(offset) = text[at..].find(':') {
        let colon = at + offset;
        let before = text[..colon].chars().next_back();
        let rest = &text[colon + 1..];
        let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
        let follows_colon = rest[length..].starts_with(':');
        at = colon + 1;
        if before == Some('\\') {
            if !follows_colon {
                pieces.push(Piece::Plain(&text[plain_from..colon - 1]));
                plain_from = colon;
                at = colon + 1 + length;
            }
            continue;
        }
        let is_bind =
            length > 0 && !follows_colon && !before.is_some_and(|c| c == ':' || is_word(c));
        if is_bind {
            pieces.push(Piece::Plain(&text[plain_from..colon]));
            pieces.push(Piece::Bind(&rest[..length]));
            plain_from = colon + 1 + length;
            at = plain_from;
        }
    }
    pieces.push(Piece::Plain(&text[plain_from..]));
    pieces
}

/// Names of the parameters of a `text()`, in order, each once.
pub fn text_bind_names(text: &str) -> Vec<Rc<str>> {
    let mut names: Vec<Rc<str>> = Vec::new();
    for piece in pieces(text) {
        if let Piece::Bind(name) = piece
            && !names.iter().any(|other| **other == *name)
        {
            names.push(name.into());
        }
    }
    names
}
