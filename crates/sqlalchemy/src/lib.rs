//! The Python-visible names of SQLAlchemy: binds python to core, engine and orm.
