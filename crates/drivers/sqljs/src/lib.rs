//! Driver over sql.js through js-sys.
