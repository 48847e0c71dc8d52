//! Declarative mapping, session, identity map, unit of work and loading strategies, over core statements.
