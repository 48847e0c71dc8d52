//! Conformance cases that every driver passes, each naming the capability it needs.
