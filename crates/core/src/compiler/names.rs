//! [`Names`]: names that are made when compiled: `users_1`, `anon_1`, `name_1`; cut where too long.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::element::{ElementId, is_anonymous, resolve_anonymous};

/// What a name is of: each kind counts its cut names apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum NameKind {
    Column,
    Alias,
    Bind,
    Values,
}

/// The names made for one statement.
#[derive(Debug)]
pub(super) struct Names {
    longest: usize,
    /// Last numbers by stem.
    counters: FxHashMap<Rc<str>, usize>,
    /// By the key and the stem of the anonymous part.
    numbered: FxHashMap<(Box<str>, Box<str>), Rc<str>>,
    aliases: FxHashMap<ElementId, Rc<str>>,
    cut: FxHashMap<(NameKind, Rc<str>), Rc<str>>,
    cut_counters: FxHashMap<NameKind, usize>,
}

impl Names {
    pub(super) fn new(longest: usize) -> Names {
        Names {
            longest,
            counters: FxHashMap::default(),
            numbered: FxHashMap::default(),
            aliases: FxHashMap::default(),
            cut: FxHashMap::default(),
            cut_counters: FxHashMap::default(),
        }
    }

    /// The next `stem_n`.
    pub(super) fn next(&mut self, stem: &str) -> Rc<str> {
        let number = match self.counters.get_mut(stem) {
            Some(counter) => {
                *counter += 1;
                *counter
            }
            None => {
                self.counters.insert(stem.into(), 1);
                1
            }
        };
        format!("{stem}_{number}").into()
    }

    /// A name as it is rendered; a given one stays as it is.
    pub(super) fn resolve(&mut self, kind: NameKind, name: &Rc<str>) -> Rc<str> {
        if !is_anonymous(name) {
            return name.clone();
        }
        let resolved = resolve_anonymous(name, |key, stem| self.number(key, stem));
        self.truncate(kind, name, resolved.into())
    }

    fn number(&mut self, key: &str, stem: &str) -> Rc<str> {
        let of = (Box::from(key), Box::from(stem));
        if let Some(name) = self.numbered.get(&of) {
            return name.clone();
        }
        // A part without a stem is a bare number, behind what stands before it.
        let name = self.next(stem);
        self.numbered.insert(of, name.clone());
        name
    }

    /// The name of an alias; asked for at each of its columns.
    pub(super) fn alias(&mut self, id: ElementId, name: impl FnOnce() -> Rc<str>) -> Rc<str> {
        if let Some(name) = self.aliases.get(&id) {
            return name.clone();
        }
        let name = self.resolve(NameKind::Alias, &name());
        self.aliases.insert(id, name.clone());
        name
    }

    /// Cuts a made name that is too long: the first characters and a number.
    pub(super) fn truncate(&mut self, kind: NameKind, from: &Rc<str>, name: Rc<str>) -> Rc<str> {
        let limit = self.longest.saturating_sub(6);
        if name.chars().count() <= limit {
            return name;
        }
        let key = (kind, from.clone());
        if let Some(cut) = self.cut.get(&key) {
            return cut.clone();
        }
        let counter = self.cut_counters.entry(kind).or_insert(1);
        let start: String = name.chars().take(limit).collect();
        let cut: Rc<str> = format!("{start}_{counter:x}").into();
        *counter += 1;
        self.cut.insert(key, cut.clone());
        cut
    }
}
