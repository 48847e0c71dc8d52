//! The native command `ormlab`.

fn main() {}
