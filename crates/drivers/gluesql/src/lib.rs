//! Driver over GlueSQL.
