//! Python syntax and evaluator with the parts of the standard library that scripts use; knows no SQL.
