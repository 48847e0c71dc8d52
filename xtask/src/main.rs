//! Set-up, serve, test, oracle and bench commands.

fn main() {}
