//! Questions to the database about its own schema, past the compiler but through the gate.

use ormlab_core::{Error, Result, Value};

use super::Connection;
use crate::context::CacheStats;
use crate::parameters::Parameters;
use crate::result::{Fetch, Row};

impl Connection {
    /// Whether a table or view exists: `dialect.has_table`.
    pub fn has_table(&self, name: &str, schema: Option<&str>) -> Result<bool> {
        match self.dialect().name() {
            "sqlite" => self.sqlite_has_table(name, schema),
            "gluesql" => self.gluesql_has_table(name),
            other => Err(Error::not_implemented(format!("looking up tables of {other}"))),
        }
    }

    fn sqlite_has_table(&self, name: &str, schema: Option<&str>) -> Result<bool> {
        let schemas = match schema {
            Some(schema) => vec![schema],
            None => vec!["main", "temp"],
        };
        for schema in schemas {
            let sql = format!("PRAGMA {}.table_info({})", quoted_if_needed(schema), quoted(name));
            if !self.ask(&sql)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn gluesql_has_table(&self, name: &str) -> Result<bool> {
        let rows = self.ask("SELECT TABLE_NAME FROM GLUE_TABLES")?;
        for row in rows {
            if matches!(row.get(0)?, Value::Str(found) if *found == *name) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sends text and fetches all; the log says `[raw sql]`.
    pub(crate) fn ask(&self, sql: &str) -> Result<Vec<Row>> {
        let context = self.text_context(sql.into(), Parameters::none(), CacheStats::Raw);
        self.run(context)?.all()
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn quoted_if_needed(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && !name.starts_with(|c: char| c.is_ascii_digit()) {
        name.to_owned()
    } else {
        quoted(name)
    }
}
