//! Golden scripts, dialect goldens, error goldens and the harness that compares them.
