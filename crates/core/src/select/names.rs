//! The names by which a SELECT gives its columns: labels where they are needed, keys of `.c`.

use std::collections::HashMap;
use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxHashMap;

use super::LabelStyle;
use crate::element::{ElementId, resolve_anonymous};
use crate::expr::{Expr, ExprKind};

/// One column of a SELECT with its names; names may be anonymous.
#[derive(Clone, Debug)]
pub struct ColumnName {
    /// Rendered as `AS …` wherever it differs from the column's own name.
    pub required_label: Option<Rc<str>>,
    /// The key in `.c` of a subquery.
    pub proxy_key: Option<Rc<str>>,
    /// The label where the expression must have one.
    pub fallback_label: Option<Rc<str>>,
    pub column: Expr,
    /// Whether the same column was selected before.
    pub is_repeated: bool,
}

/// Whether a column that is selected twice gets a second label, as when rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated {
    Labelled,
    Kept,
}

/// Names for the columns of a SELECT, as `_generate_columns_plus_names`.
pub fn columns_plus_names(
    columns: &[Expr],
    style: LabelStyle,
    repeated: Repeated,
) -> Vec<ColumnName> {
    let mut namer = Namer {
        keys: KeyNames::new(style),
        style,
        repeated,
        names: FxHashMap::default(),
        dedupe_index: 0,
    };
    columns.iter().map(|column| namer.name(column)).collect()
}

struct Namer {
    keys: KeyNames,
    style: LabelStyle,
    repeated: Repeated,
    names: FxHashMap<Rc<str>, ElementId>,
    dedupe_index: usize,
}

struct Labels {
    effective: Option<Rc<str>>,
    required: Option<Rc<str>>,
    fallback: Option<Rc<str>>,
    is_repeated: bool,
}

impl Labels {
    fn same(name: Option<Rc<str>>) -> Labels {
        Labels {
            effective: name.clone(),
            required: name.clone(),
            fallback: name,
            is_repeated: false,
        }
    }
}

impl Namer {
    fn is_table_qualified(&self) -> bool {
        self.style == LabelStyle::TablenamePlusCol
    }

    fn name(&mut self, column: &Expr) -> ColumnName {
        let mut labels = self.labels(column);
        if let Some(effective) = labels.effective.clone() {
            self.disambiguate(column, &effective, &mut labels);
        }
        ColumnName {
            required_label: labels.required,
            proxy_key: self.keys.key(column),
            fallback_label: labels.fallback,
            column: column.clone(),
            is_repeated: labels.is_repeated,
        }
    }

    fn labels(&mut self, column: &Expr) -> Labels {
        if !column.may_be_labelled() {
            return Labels::same(None);
        }
        if self.style == LabelStyle::None {
            let fallback = column.own_label().unwrap_or_else(|| column.anonymous_label());
            return Labels { fallback: Some(fallback), ..Labels::same(None) };
        }
        let labels = if self.is_table_qualified() {
            Labels::same(column.table_qualified_label())
        } else {
            let own = column.own_label();
            Labels { required: None, ..Labels::same(own) }
        };
        if labels.effective.is_some() {
            return labels;
        }
        match column.expression_label() {
            Some(label) => Labels::same(Some(label)),
            None => self.unnamed(column),
        }
    }

    fn unnamed(&mut self, column: &Expr) -> Labels {
        let label = column.anonymous_label();
        let is_repeated = self.names.insert(label.clone(), column.id()).is_some();
        let fallback = if is_repeated { self.dedupe(column) } else { label };
        Labels { fallback: Some(fallback), is_repeated, ..Labels::same(None) }
    }

    fn disambiguate(&mut self, column: &Expr, effective: &Rc<str>, labels: &mut Labels) {
        let Some(first) = self.names.get(effective) else {
            self.names.insert(effective.clone(), column.id());
            return;
        };
        let label = if *first != column.id() {
            let label = if self.is_table_qualified() {
                column.anonymous_table_qualified()
            } else {
                column.anonymous_label()
            };
            if self.repeated == Repeated::Labelled && self.names.contains_key(&label) {
                labels.is_repeated = true;
                self.dedupe(column)
            } else {
                self.names.insert(label.clone(), column.id());
                label
            }
        } else if self.repeated == Repeated::Labelled {
            labels.is_repeated = true;
            self.dedupe(column)
        } else {
            return;
        };
        labels.required = Some(label.clone());
        labels.fallback = Some(label);
    }

    fn dedupe(&mut self, column: &Expr) -> Rc<str> {
        self.dedupe_index += 1;
        if self.is_table_qualified() {
            column.dedupe_table_qualified(self.dedupe_index)
        } else {
            column.dedupe_label(self.dedupe_index)
        }
    }
}

/// Keys of `.c`: distinct, and spelled out at once.
pub(crate) struct KeyNames {
    style: LabelStyle,
    names: IndexSet<Rc<str>>,
    numbers: HashMap<String, usize>,
    numbered: HashMap<String, Rc<str>>,
}

impl KeyNames {
    pub(crate) fn new(style: LabelStyle) -> KeyNames {
        KeyNames {
            style,
            names: IndexSet::new(),
            numbers: HashMap::new(),
            numbered: HashMap::new(),
        }
    }

    /// `None` for `text()`, which is no column.
    pub(crate) fn key(&mut self, column: &Expr) -> Option<Rc<str>> {
        if matches!(column.kind(), ExprKind::Text(_)) {
            return None;
        }
        let named = if self.style == LabelStyle::TablenamePlusCol {
            column.table_qualified_key()
        } else {
            column.proxy_key()
        };
        let is_unnamed = named.is_none();
        let name = named.unwrap_or_else(|| "_no_label".into());
        if self.style == LabelStyle::None || self.names.insert(name.clone()) {
            return Some(name);
        }
        let stem = if is_unnamed { Some(name) } else { self.stem(column) };
        let anonymous = column.anonymous(stem.as_deref());
        Some(self.resolve(&anonymous))
    }

    fn stem(&self, column: &Expr) -> Option<Rc<str>> {
        match self.style {
            LabelStyle::TablenamePlusCol => column.table_qualified_key(),
            _ => column.proxy_key(),
        }
    }

    fn resolve(&mut self, anonymous: &str) -> Rc<str> {
        let KeyNames { numbers, numbered, .. } = self;
        let resolve = |key: &str, stem: &str| {
            let of = format!("{key} {stem}");
            numbered
                .entry(of)
                .or_insert_with(|| {
                    let number = numbers.entry(stem.to_owned()).or_insert(0);
                    *number += 1;
                    format!("{stem}_{number}").into()
                })
                .clone()
        };
        resolve_anonymous(anonymous, resolve).into()
    }
}

/// A column as a subquery has it.
pub(crate) struct Exported {
    pub(crate) key: Rc<str>,
    pub(crate) name: Rc<str>,
    /// What it stands for: of a UNION one of each part.
    pub(crate) inners: Vec<Expr>,
}

/// The columns that a subquery of a SELECT has.
pub(crate) fn export(columns: &[Expr], style: LabelStyle) -> Vec<Exported> {
    let named = columns_plus_names(columns, style, Repeated::Kept);
    let exported = named.into_iter().filter_map(|named| {
        let key = named.proxy_key?;
        let own = named.column.name().filter(|_| named.column.own_label().is_some());
        let name = named.required_label.or(own).unwrap_or_else(|| named.column.anonymous_label());
        Some(Exported { key, name, inners: vec![named.column] })
    });
    exported.collect()
}
