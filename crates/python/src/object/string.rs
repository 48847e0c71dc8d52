//! `str`: counted text that remembers its hash and whether it is ASCII.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::siphash;

/// Python text. Dereferences to `&str`.
#[derive(Clone)]
pub struct Str(Rc<Data>);

struct Data {
    text: Box<str>,
    hash: Cell<Option<i64>>,
    /// How many characters, once counted; ASCII text knows from the start.
    chars: Cell<Option<usize>>,
}

thread_local! {
    static INTERNED: RefCell<FxHashSet<Str>> = RefCell::default();
}

impl Str {
    /// The one copy of this text among the names, so that equality is a comparison of addresses.
    pub fn intern(text: &str) -> Str {
        INTERNED.with_borrow_mut(|names| match names.get(text) {
            Some(name) => name.clone(),
            None => {
                let name = Str::from(text);
                names.insert(name.clone());
                name
            }
        })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// How many characters.
    pub fn char_len(&self) -> usize {
        if let Some(count) = self.0.chars.get() {
            return count;
        }
        let count = self.0.text.chars().count();
        self.0.chars.set(Some(count));
        count
    }

    /// Whether each character is one byte.
    pub fn is_ascii_text(&self) -> bool {
        self.char_len() == self.0.text.len()
    }

    /// `hash(text)` as CPython with the seed 0.
    pub fn hash_value(&self) -> i64 {
        if let Some(hash) = self.0.hash.get() {
            return hash;
        }
        let hash = siphash::of_text(&self.0.text);
        self.0.hash.set(Some(hash));
        hash
    }

    /// Whether both are one object.
    pub fn is(&self, other: &Str) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<()>() as usize
    }

    /// The characters from `start` to `end`, both within the text.
    pub fn slice_chars(&self, start: usize, end: usize) -> Str {
        if start >= end {
            return Str::from("");
        }
        if self.is_ascii_text() {
            return Str::from(&self.0.text[start..end]);
        }
        Str::from(self.0.text.chars().skip(start).take(end - start).collect::<String>())
    }

    /// The character at a place within the text.
    pub fn char_at(&self, index: usize) -> Option<char> {
        if self.is_ascii_text() {
            return self.0.text.as_bytes().get(index).map(|byte| char::from(*byte));
        }
        self.0.text.chars().nth(index)
    }
}

impl Deref for Str {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0.text
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Str {
        Str::from(Box::<str>::from(text))
    }
}

impl From<String> for Str {
    fn from(text: String) -> Str {
        Str::from(text.into_boxed_str())
    }
}

impl From<Box<str>> for Str {
    fn from(text: Box<str>) -> Str {
        let chars = text.is_ascii().then_some(text.len());
        Str(Rc::new(Data { text, hash: Cell::new(None), chars: Cell::new(chars) }))
    }
}

impl From<&String> for Str {
    fn from(text: &String) -> Str {
        Str::from(text.as_str())
    }
}

impl From<&Str> for Str {
    fn from(text: &Str) -> Str {
        text.clone()
    }
}

impl From<char> for Str {
    fn from(char: char) -> Str {
        Str::from(&*char.encode_utf8(&mut [0; 4]))
    }
}

impl std::borrow::Borrow<str> for Str {
    fn borrow(&self) -> &str {
        &self.0.text
    }
}

impl AsRef<str> for Str {
    fn as_ref(&self) -> &str {
        &self.0.text
    }
}

impl PartialEq for Str {
    fn eq(&self, other: &Str) -> bool {
        self.is(other) || self.0.text == other.0.text
    }
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        &*self.0.text == other
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        &*self.0.text == *other
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Str) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Str {
    fn cmp(&self, other: &Str) -> std::cmp::Ordering {
        self.0.text.cmp(&other.0.text)
    }
}

impl std::hash::Hash for Str {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.text.hash(state);
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.text)
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0.text, f)
    }
}
