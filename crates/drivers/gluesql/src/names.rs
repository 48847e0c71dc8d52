//! Names of columns that are nowhere: GlueSQL looks a name up row by row, so over no rows it finds
//! nothing wrong. Asked only where a query gave no rows.

use std::collections::{HashMap, HashSet};

use gluesql_core::ast::Statement;
use gluesql_core::store::Store;
use gluesql_memory_storage::MemoryStorage;
use ormlab_engine::driver::{DriverError, DriverErrorKind};
use serde_json::Value as Json;

/// Refuses a query that names a column which none of its tables has.
pub(crate) fn check_names(
    statement: &Statement,
    storage: &MemoryStorage,
) -> Result<(), DriverError> {
    // The tree has hundreds of kinds of nodes; of its serialised form only a few matter.
    let Ok(tree) = serde_json::to_value(statement) else { return Ok(()) };
    let mut scope = Scope::default();
    scope.collect(&tree, storage);
    match scope.unknown(&tree) {
        Some(name) => Err(DriverError {
            kind: DriverErrorKind::Operational,
            message: format!("identifier not found: {name}"),
        }),
        None => Ok(()),
    }
}

/// What a name may mean anywhere in the statement.
#[derive(Default)]
struct Scope {
    /// Columns by table and by alias.
    tables: HashMap<String, HashSet<String>>,
    /// Names given to expressions.
    labels: HashSet<String>,
    /// Whether columns come from what is no table.
    is_open: bool,
}

impl Scope {
    fn collect(&mut self, node: &Json, storage: &MemoryStorage) {
        match node {
            Json::Array(items) => items.iter().for_each(|item| self.collect(item, storage)),
            Json::Object(entries) => {
                for (key, value) in entries {
                    match key.as_str() {
                        "Table" => self.add_table(value, storage),
                        "Series" | "Dictionary" => self.is_open = true,
                        "Expr" => self.add_label(value),
                        _ => {}
                    }
                    self.collect(value, storage);
                }
            }
            _ => {}
        }
    }

    fn add_table(&mut self, node: &Json, storage: &MemoryStorage) {
        let Some(name) = node["name"].as_str() else { return };
        let schema = storage.fetch_schema(name).ok().flatten();
        let Some(columns) = schema.and_then(|schema| schema.column_defs) else {
            self.is_open = true;
            return;
        };
        let columns: HashSet<String> = columns.into_iter().map(|column| column.name).collect();
        if let Some(alias) = node["alias"]["name"].as_str() {
            self.tables.insert(alias.to_owned(), columns.clone());
        }
        self.tables.insert(name.to_owned(), columns);
    }

    /// A bare column labels itself, which makes it no more known.
    fn add_label(&mut self, node: &Json) {
        let Some(label) = node["label"].as_str() else { return };
        if node["expr"]["Identifier"].as_str() != Some(label) {
            self.labels.insert(label.to_owned());
        }
    }

    fn unknown<'a>(&self, node: &'a Json) -> Option<&'a str> {
        match node {
            Json::Array(items) => items.iter().find_map(|item| self.unknown(item)),
            Json::Object(entries) => entries.iter().find_map(|(key, value)| match key.as_str() {
                "Identifier" => value.as_str().filter(|name| !self.knows(name)),
                "CompoundIdentifier" => self.unknown_compound(value),
                _ => self.unknown(value),
            }),
            _ => None,
        }
    }

    fn knows(&self, name: &str) -> bool {
        let in_table = || self.tables.values().any(|columns| columns.contains(name));
        self.is_open || self.labels.contains(name) || in_table()
    }

    fn unknown_compound<'a>(&self, node: &'a Json) -> Option<&'a str> {
        let (alias, ident) = (node["alias"].as_str()?, node["ident"].as_str()?);
        let columns = self.tables.get(alias)?;
        (!columns.contains(ident)).then_some(ident)
    }
}
