//! Engine, pool, connection, transaction, result and events; the driver port and the statement log.
