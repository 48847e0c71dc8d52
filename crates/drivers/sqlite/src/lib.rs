//! Driver over native SQLite.
