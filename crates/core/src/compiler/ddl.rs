//! DDL: `CREATE TABLE` and its kin, with the tabs and line breaks of the real one.

use std::rc::Rc;

use super::text::{Compiler, Context};
use super::{CompileOptions, literal};
use crate::column::Column;
use crate::constraint::{Constraint, ConstraintKind};
use crate::ddl::{CreateTable, DdlStatement, DdlText};
use crate::default::{SequenceOptions, ServerDefault};
use crate::dialect::{Dialect, Feature};
use crate::error::{Error, ErrorKind, Result};
use crate::expr::Expr;
use crate::metadata::Table;
use crate::types::SqlType;
use crate::value::Value;

/// Writes DDL for one dialect.
pub struct DdlCompiler<'a> {
    pub dialect: &'a dyn Dialect,
    pub(super) shared: &'a Rc<dyn Dialect>,
}

impl<'a> DdlCompiler<'a> {
    pub(super) fn new(shared: &'a Rc<dyn Dialect>) -> DdlCompiler<'a> {
        DdlCompiler { dialect: &**shared, shared }
    }

    pub(super) fn statement(&self, statement: &DdlStatement) -> Result<String> {
        use DdlStatement as D;
        Ok(match statement {
            D::Text(text) => self.text(text)?,
            D::CreateSchema { name, if_not_exists } => {
                format!("CREATE SCHEMA {}{}", not_exists(*if_not_exists), self.quote(name))
            }
            D::DropSchema { name, if_exists, cascade } => {
                format!(
                    "DROP SCHEMA {}{}{}",
                    exists(*if_exists),
                    self.quote(name),
                    cascading(*cascade)
                )
            }
            D::CreateTable(create) => self.create_table(create)?,
            D::DropTable { table, if_exists } => {
                format!("\nDROP TABLE {}{}", exists(*if_exists), self.table(table))
            }
            D::CreateIndex { index, if_not_exists } => {
                self.dialect.create_index(self, index, *if_not_exists)?
            }
            D::DropIndex { index, if_exists } => {
                self.dialect.drop_index(self, index, *if_exists)?
            }
            D::CreateSequence { sequence, if_not_exists } => {
                let options = sequence_options(&sequence.0.options);
                let space = if options.is_empty() { "" } else { " " };
                let name = self.qualified(sequence.0.schema.as_deref(), &sequence.0.name);
                format!("CREATE SEQUENCE {}{name}{space}{options}", not_exists(*if_not_exists))
            }
            D::DropSequence { sequence, if_exists } => {
                let name = self.qualified(sequence.0.schema.as_deref(), &sequence.0.name);
                format!("DROP SEQUENCE {}{name}", exists(*if_exists))
            }
            D::AddConstraint(constraint) => self.add_constraint(constraint)?,
            D::DropConstraint { constraint, if_exists, cascade } => {
                self.dialect.drop_constraint(self, constraint, *if_exists, *cascade)?
            }
            D::CreateEnumType(enum_type) => self.dialect.enum_type_ddl(enum_type)?,
            D::DropEnumType(enum_type) => {
                let name = enum_type.name.as_deref().unwrap_or_default();
                format!("DROP TYPE {}", self.quote(name))
            }
            comment => self.comment(comment)?,
        })
    }

    fn comment(&self, statement: &DdlStatement) -> Result<String> {
        use DdlStatement as D;
        let text = |comment: &Option<Rc<str>>| match comment {
            Some(comment) => literal::quoted(comment, self.dialect),
            None => "NULL".to_owned(),
        };
        Ok(match statement {
            D::SetTableComment(table) => {
                format!(
                    "COMMENT ON TABLE {} IS {}",
                    self.table(table),
                    text(&table.0.comment.borrow())
                )
            }
            D::DropTableComment(table) => {
                format!("COMMENT ON TABLE {} IS NULL", self.table(table))
            }
            D::SetColumnComment(column) => {
                let comment = column.schema().and_then(|schema| schema.comment.borrow().clone());
                format!("COMMENT ON COLUMN {} IS {}", self.qualified_column(column), text(&comment))
            }
            D::DropColumnComment(column) => {
                format!("COMMENT ON COLUMN {} IS NULL", self.qualified_column(column))
            }
            D::SetConstraintComment(constraint) => {
                let name = self.constraint_on_table(constraint)?;
                format!("COMMENT ON CONSTRAINT {name} IS {}", text(&constraint.0.options.comment))
            }
            D::DropConstraintComment(constraint) => {
                format!("COMMENT ON CONSTRAINT {} IS NULL", self.constraint_on_table(constraint)?)
            }
            other => return Err(self.dialect.cannot_render(other.class_name())),
        })
    }

    fn constraint_on_table(&self, constraint: &Constraint) -> Result<String> {
        let name = constraint.effective_name()?.unwrap_or_default();
        let table = constraint.table().map(|table| self.table(&table)).unwrap_or_default();
        Ok(format!("{} ON {table}", self.quote(&name)))
    }

    fn qualified_column(&self, column: &Column) -> String {
        match column.schema_table() {
            Some(table) => format!("{}.{}", self.table(&table), self.quote(&column.name())),
            None => self.quote(&column.name()),
        }
    }

    /// `DDL("… %(table)s …")`.
    fn text(&self, ddl: &DdlText) -> Result<String> {
        let mut context: Vec<(String, String)> =
            ddl.context.iter().map(|(key, value)| (key.to_string(), plain(value))).collect();
        if let Some(table) = &ddl.target {
            context.push(("table".to_owned(), self.quote(&table.name())));
            let schema = table.schema().map(|schema| self.quote(&schema)).unwrap_or_default();
            context.push(("schema".to_owned(), schema));
            context.push(("fullname".to_owned(), self.table(table)));
        }
        interpolate(&ddl.statement, &context)
    }

    pub fn quote(&self, name: &str) -> String {
        self.dialect.quoting().quote(name)
    }

    pub fn table(&self, table: &Table) -> String {
        let name = self.dialect.quoting().quote_as(&table.name(), table.0.quote);
        match table.schema() {
            Some(schema) => format!("{}.{name}", self.quote(&schema)),
            None => name,
        }
    }

    pub(super) fn qualified(&self, schema: Option<&str>, name: &str) -> String {
        match schema {
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(name)),
            None => self.quote(name),
        }
    }

    /// An expression in DDL: literals in place of parameters, columns by their name alone.
    pub fn expression(&self, expr: &Expr) -> Result<String> {
        let options = CompileOptions { literal_binds: true, ..CompileOptions::default() };
        let mut sql = Compiler::new(self.shared, &options);
        let ctx = Context { include_table: false, literal_binds: true, ..Context::PLAIN };
        sql.expr(expr, ctx)?;
        Ok(sql.out.text)
    }

    fn create_table(&self, create: &CreateTable) -> Result<String> {
        let table = &create.table;
        let mut text = "\nCREATE ".to_owned();
        for prefix in &table.0.prefixes {
            text.push_str(prefix);
            text.push(' ');
        }
        text.push_str(&format!(
            "TABLE {}{} (",
            not_exists(create.if_not_exists),
            self.table(table)
        ));
        let mut separator = "\n\t";
        for column in table.columns() {
            if column.schema().is_some_and(|schema| schema.system.get()) {
                continue;
            }
            let specification = self
                .dialect
                .column_specification(self, &column)
                .map_err(|error| located(error, table, &column))?;
            text.push_str(separator);
            text.push_str(&specification);
            separator = ", \n\t";
        }
        for constraint in self.table_constraints(create)? {
            text.push_str(separator);
            text.push_str(&constraint);
            separator = ", \n\t";
        }
        text.push_str(&format!("\n){}\n\n", self.dialect.after_table(table)?));
        Ok(text)
    }

    /// The primary key, then the others in the order in which they were made.
    fn table_constraints(&self, create: &CreateTable) -> Result<Vec<String>> {
        let all = create.table.constraints();
        let is_key = |c: &&Constraint| matches!(c.kind(), ConstraintKind::PrimaryKey { .. });
        let keys = all.iter().filter(is_key);
        let mut others: Vec<&Constraint> = all.iter().filter(|c| !is_key(c)).collect();
        others.sort_by_key(|constraint| constraint.order());
        let mut texts = Vec::new();
        for constraint in keys.chain(others) {
            let is_left_out = match &create.foreign_keys {
                Some(kept) if matches!(constraint.kind(), ConstraintKind::ForeignKey { .. }) => {
                    !kept.iter().any(|other| other.id() == constraint.id())
                }
                _ => false,
            };
            let waits = self.dialect.traits().supports_alter && constraint.0.options.use_alter;
            if is_left_out || waits || self.is_native(constraint) {
                continue;
            }
            texts.extend(self.constraint(constraint)?.filter(|text| !text.is_empty()));
        }
        Ok(texts)
    }

    /// A CHECK of a Boolean or an Enum that the database knows by itself.
    fn is_native(&self, constraint: &Constraint) -> bool {
        let traits = self.dialect.traits();
        match &constraint.0.of_type {
            Some(SqlType::Boolean { .. }) => traits.supports_native_boolean,
            Some(SqlType::Enum(enum_type)) => enum_type.native_enum && traits.supports_native_enum,
            _ => false,
        }
    }

    /// The text of a constraint; `None` where the dialect writes it elsewhere or not at all.
    pub fn constraint(&self, constraint: &Constraint) -> Result<Option<String>> {
        let text = match constraint.kind() {
            ConstraintKind::PrimaryKey { .. } => self.dialect.primary_key(self, constraint)?,
            ConstraintKind::ForeignKey { .. } => self.dialect.foreign_key(self, constraint)?,
            ConstraintKind::Unique { columns } => self.unique(constraint, &columns)?,
            ConstraintKind::Check { sqltext } => Some(self.check(constraint, &sqltext)?),
        };
        let Some(mut text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
        text.push_str(&self.dialect.after_constraint(constraint)?);
        Ok(Some(text))
    }

    fn preamble(&self, constraint: &Constraint) -> Result<String> {
        Ok(match constraint.effective_name()? {
            Some(name) => format!("CONSTRAINT {} ", self.quote(&name)),
            None => String::new(),
        })
    }

    pub fn standard_primary_key(&self, constraint: &Constraint) -> Result<Option<String>> {
        let columns = constraint.columns();
        if columns.is_empty() {
            return Ok(None);
        }
        if columns.len() > 1 {
            self.dialect.require(Feature::CompositeKey)?;
        }
        let preamble = self.preamble(constraint)?;
        let names = self.names(&key_order(constraint, columns));
        Ok(Some(format!("{preamble}PRIMARY KEY ({names}){}", deferrability(constraint)?)))
    }

    pub fn standard_foreign_key(
        &self,
        constraint: &Constraint,
        with_schema: bool,
    ) -> Result<Option<String>> {
        let elements = constraint.elements();
        let mut remote = Vec::with_capacity(elements.len());
        for element in &elements {
            remote.push(element.column()?);
        }
        let table = remote.first().and_then(Column::schema_table).ok_or_else(|| {
            Error::new(ErrorKind::NoReferencedTable, "a foreign key refers to no table")
        })?;
        let options = &constraint.0.options;
        if options.ondelete.is_some() || options.onupdate.is_some() {
            self.dialect.require(Feature::ReferentialAction)?;
        }
        let table = if with_schema { self.table(&table) } else { self.quote(&table.name()) };
        let mut text = format!(
            "{}FOREIGN KEY({}) REFERENCES {table} ({})",
            self.preamble(constraint)?,
            self.names(&constraint.columns()),
            self.names(&remote),
        );
        for (word, phrase) in [
            (" MATCH ", &options.match_),
            (" ON DELETE ", &options.ondelete),
            (" ON UPDATE ", &options.onupdate),
        ] {
            if let Some(phrase) = phrase {
                text.push_str(word);
                text.push_str(keywords(phrase)?);
            }
        }
        text.push_str(&deferrability(constraint)?);
        Ok(Some(text))
    }

    fn unique(&self, constraint: &Constraint, columns: &[Column]) -> Result<Option<String>> {
        let is_with_column = columns.len() == 1 && self.dialect.unique_is_with_column();
        if columns.is_empty() || is_with_column {
            return Ok(None);
        }
        if columns.len() > 1 {
            self.dialect.require(Feature::UniqueConstraint)?;
        }
        let preamble = self.preamble(constraint)?;
        Ok(Some(format!(
            "{preamble}UNIQUE ({}){}",
            self.names(columns),
            deferrability(constraint)?
        )))
    }

    fn check(&self, constraint: &Constraint, sqltext: &Expr) -> Result<String> {
        self.dialect.require(Feature::CheckConstraint)?;
        let preamble = self.preamble(constraint)?;
        let criterion = self.expression(sqltext)?;
        Ok(format!("{preamble}CHECK ({criterion}){}", deferrability(constraint)?))
    }

    /// `a, b`.
    pub fn names(&self, columns: &[Column]) -> String {
        let names: Vec<String> = columns.iter().map(|column| self.quote(&column.name())).collect();
        names.join(", ")
    }

    fn add_constraint(&self, constraint: &Constraint) -> Result<String> {
        self.dialect.require(Feature::AlterConstraint)?;
        let table = constraint.table().map(|table| self.table(&table)).unwrap_or_default();
        let text = self.constraint(constraint)?.unwrap_or_default();
        Ok(format!("ALTER TABLE {table} ADD {text}"))
    }

    pub fn standard_drop_constraint(
        &self,
        constraint: &Constraint,
        if_exists: bool,
        cascade: bool,
    ) -> Result<String> {
        self.dialect.require(Feature::AlterConstraint)?;
        let table = constraint.table().map(|table| self.table(&table)).unwrap_or_default();
        let name = constraint.effective_name()?.ok_or_else(|| unnamed(constraint))?;
        Ok(format!(
            "ALTER TABLE {table} DROP CONSTRAINT {}{}{}",
            exists(if_exists),
            self.quote(&name),
            cascading(cascade),
        ))
    }

    pub fn standard_column_specification(&self, column: &Column) -> Result<String> {
        let mut text = self.quote(&column.name());
        text.push(' ');
        text.push_str(&self.dialect.type_name(&column.sql_type())?);
        if let Some(default) = self.server_default(column)? {
            text.push_str(" DEFAULT ");
            text.push_str(&default);
        }
        let schema = column.schema();
        if let Some(computed) = schema.and_then(|schema| schema.computed.borrow().clone()) {
            text.push(' ');
            text.push_str(&self.dialect.computed(self, &computed)?);
        }
        let identity = schema.and_then(|schema| schema.identity.borrow().clone());
        let identity = identity.filter(|_| self.dialect.traits().supports_identity_columns);
        if let Some(identity) = &identity {
            let when = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
            text.push_str(&format!(" GENERATED {when} AS IDENTITY"));
            let options = sequence_options(&identity.options);
            if !options.is_empty() {
                text.push_str(&format!(" ({options})"));
            }
        }
        if !column.is_nullable() && identity.is_none() {
            text.push_str(" NOT NULL");
        }
        Ok(text)
    }

    /// The text of a column's server default.
    pub fn server_default(&self, column: &Column) -> Result<Option<String>> {
        let default = column.schema().and_then(|schema| schema.server_default.borrow().clone());
        Ok(match default {
            Some(ServerDefault::Literal(text)) => Some(literal::quoted(&text, self.dialect)),
            Some(ServerDefault::Expr(expr)) => Some(self.expression(&expr)?),
            Some(ServerDefault::Fetched) | None => None,
        })
    }

    pub fn standard_computed(&self, computed: &crate::default::Computed) -> Result<String> {
        self.dialect.require(Feature::Computed)?;
        let kind = match computed.persisted {
            Some(true) => " STORED",
            Some(false) => " VIRTUAL",
            None => "",
        };
        Ok(format!("GENERATED ALWAYS AS ({}){kind}", self.expression(&computed.sqltext)?))
    }
}

/// Of an implicit primary key the autoincrement column comes first.
fn key_order(constraint: &Constraint, columns: Vec<Column>) -> Vec<Column> {
    let auto = constraint.table().and_then(|table| table.autoincrement_column().ok().flatten());
    match auto {
        Some(auto) if constraint.0.implicit && columns.contains(&auto) => {
            let rest = columns.into_iter().filter(|column| *column != auto);
            std::iter::once(auto.clone()).chain(rest).collect()
        }
        _ => columns,
    }
}

pub(super) fn not_exists(yes: bool) -> &'static str {
    if yes { "IF NOT EXISTS " } else { "" }
}

pub(super) fn exists(yes: bool) -> &'static str {
    if yes { "IF EXISTS " } else { "" }
}

fn cascading(yes: bool) -> &'static str {
    if yes { " CASCADE" } else { "" }
}

fn located(error: Error, table: &Table, column: &Column) -> Error {
    if error.kind != ErrorKind::Compile {
        return error;
    }
    let message =
        format!("(in table '{}', column '{}'): {}", table.name(), column.name(), error.message);
    Error::compile(message)
}

fn deferrability(constraint: &Constraint) -> Result<String> {
    let options = &constraint.0.options;
    let mut text = match options.deferrable {
        Some(true) => " DEFERRABLE".to_owned(),
        Some(false) => " NOT DEFERRABLE".to_owned(),
        None => String::new(),
    };
    if let Some(initially) = &options.initially {
        text.push_str(" INITIALLY ");
        text.push_str(keywords(initially)?);
    }
    Ok(text)
}

/// A phrase of keywords: nothing else may stand there, for it is not quoted.
fn keywords(phrase: &str) -> Result<&str> {
    let is_word = |word: &str| word.chars().all(|c| c.is_alphanumeric() || c == '_');
    if phrase.is_empty() || !phrase.split_whitespace().all(is_word) {
        return Err(Error::compile(format!(
            "Unexpected SQL phrase: '{phrase}' (matching against '^\\\\w+(?:\\\\s+\\\\w+)*$')"
        )));
    }
    Ok(phrase)
}

fn sequence_options(options: &SequenceOptions) -> String {
    let mut texts = Vec::new();
    for (word, number) in [
        ("INCREMENT BY", options.increment),
        ("START WITH", options.start),
        ("MINVALUE", options.minvalue),
        ("MAXVALUE", options.maxvalue),
    ] {
        texts.extend(number.map(|number| format!("{word} {number}")));
    }
    if options.nominvalue.is_some() {
        texts.push("NO MINVALUE".to_owned());
    }
    if options.nomaxvalue.is_some() {
        texts.push("NO MAXVALUE".to_owned());
    }
    texts.extend(options.cache.map(|number| format!("CACHE {number}")));
    if let Some(cycle) = options.cycle {
        texts.push(if cycle { "CYCLE" } else { "NO CYCLE" }.to_owned());
    }
    texts.join(" ")
}

fn unnamed(constraint: &Constraint) -> Error {
    let name = match constraint.kind() {
        ConstraintKind::PrimaryKey { .. } => "PrimaryKeyConstraint",
        ConstraintKind::Unique { .. } => "UniqueConstraint",
        ConstraintKind::Check { .. } => "CheckConstraint",
        ConstraintKind::ForeignKey { .. } => "ForeignKeyConstraint",
    };
    Error::compile(format!("Can't emit DROP CONSTRAINT for constraint {name}(); it has no name"))
}

/// Without the quotes of a literal.
fn plain(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        other => other.repr(),
    }
}

/// Python's `text % context`.
fn interpolate(text: &str, context: &[(String, String)]) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let named = after.strip_prefix('(').and_then(|after| after.split_once(")s"));
        let Some((name, after)) = named else {
            return Err(Error::value_error("incomplete format in DDL text"));
        };
        let found = context.iter().find(|(key, _)| key == name);
        let (_, value) = found.ok_or_else(|| Error::key_error(format!("'{name}'")))?;
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
