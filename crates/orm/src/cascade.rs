//! [`Cascade`]: which operations on an object go on to its related ones.

use ormlab_core::{Error, Result};

/// `cascade="…"`, parsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cascade {
    pub save_update: bool,
    pub merge: bool,
    pub delete: bool,
    pub delete_orphan: bool,
    pub refresh_expire: bool,
    pub expunge: bool,
}

impl Cascade {
    /// `save-update, merge`: what a relationship has that says nothing.
    pub const DEFAULT: Cascade = Cascade {
        save_update: true,
        merge: true,
        delete: false,
        delete_orphan: false,
        refresh_expire: false,
        expunge: false,
    };

    const ALL: Cascade =
        Cascade { delete: true, refresh_expire: true, expunge: true, ..Cascade::DEFAULT };

    /// Parses `"all, delete-orphan"`.
    pub fn parse(text: &str) -> Result<Cascade> {
        let mut cascade = Cascade::default();
        let mut unknown: Vec<&str> = Vec::new();
        let words: Vec<&str> =
            text.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        if words.contains(&"all") {
            cascade = Cascade::ALL;
        }
        for word in &words {
            match *word {
                "all" | "none" => {}
                "save-update" => cascade.save_update = true,
                "merge" => cascade.merge = true,
                "delete" => cascade.delete = true,
                "delete-orphan" => cascade.delete_orphan = true,
                "refresh-expire" => cascade.refresh_expire = true,
                "expunge" => cascade.expunge = true,
                _ => unknown.push(word),
            }
        }
        if !unknown.is_empty() {
            unknown.sort_unstable();
            unknown.dedup();
            let quoted: Vec<String> = unknown.iter().map(|word| format!("'{word}'")).collect();
            return Err(Error::argument(format!(
                "Invalid cascade option(s): {}",
                quoted.join(", ")
            )));
        }
        // `none` takes back what was said beside it, except orphans.
        Ok(if words.contains(&"none") { Cascade::default() } else { cascade })
    }

    /// What of it a relationship that is only viewed may have.
    #[must_use]
    pub fn for_viewonly(self) -> Cascade {
        Cascade {
            merge: self.merge,
            refresh_expire: self.refresh_expire,
            expunge: self.expunge,
            ..Cascade::default()
        }
    }
}
