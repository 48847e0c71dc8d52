//! `table("name", column("x"), …)` and `values(…)`: FROM elements without a schema.

use std::cell::OnceCell;
use std::rc::Rc;

use super::{Alias, AliasElement, AliasKind, Columns, FromClause, LightTable, LightTableData};
use crate::column::Column;
use crate::statement::{SelectBase, Values};
use crate::types::SqlType;

/// `table(name, *columns)`.
pub fn table(name: &str, columns: Vec<Column>) -> LightTable {
    LightTable::new(name, None, columns)
}

impl LightTable {
    /// `table(name, *columns, schema=…)`.
    pub fn new(name: &str, schema: Option<&str>, columns: Vec<Column>) -> LightTable {
        let light = LightTable(Rc::new(LightTableData {
            name: name.into(),
            schema: schema.map(Rc::from),
            columns: OnceCell::new(),
        }));
        let weak = FromClause::Light(light.clone()).downgrade();
        let attach = |column: Column| {
            *column.0.table.borrow_mut() = Some(weak.clone());
            (column.key(), column)
        };
        let columns: Columns = columns.into_iter().map(attach).collect();
        light.0.columns.set(columns).unwrap_or_default();
        light
    }
}

impl From<LightTable> for FromClause {
    fn from(table: LightTable) -> FromClause {
        FromClause::Light(table)
    }
}

impl Values {
    /// `values(…)` as an element of FROM.
    pub fn alias(&self, name: Option<&str>) -> Alias {
        let element = AliasElement::Select(SelectBase::Values(self.clone()));
        let name = name.or(self.0.name.as_deref());
        let alias = Alias::new(element, AliasKind::Values, name);
        let columns: Vec<(Rc<str>, SqlType)> = self.0.columns.clone();
        alias.set_columns(columns);
        alias
    }
}
