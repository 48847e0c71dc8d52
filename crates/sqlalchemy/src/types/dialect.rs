//! Types that only one database has, by their own names: `JSONB`, `INET`, `LONGTEXT`, `TINYINT`.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_core::types::StringOptions;
use ormlab_python::{Args, PyResult, Vm};
use rustc_hash::FxHashSet;

use super::spec::{TypeSpec, binary, enumeration, integer, string, text};
use crate::arguments::maybe_u32;
use crate::names::ClassSpec;

const PG: &str = "sqlalchemy.dialects.postgresql.types";
const MYSQL: &str = "sqlalchemy.dialects.mysql.types";

const fn class(
    name: &'static str,
    module: &'static str,
    bases: &'static [&'static str],
) -> ClassSpec {
    ClassSpec::plain(name, module, bases)
}

/// The classes of these types.
pub(crate) const CLASSES: &[ClassSpec] = &[
    class("JSONB", "sqlalchemy.dialects.postgresql.json", &["JSON"]),
    class("ENUM", "sqlalchemy.dialects.postgresql.named_types", &["Enum"]),
    class("INET", PG, &["TypeEngine"]),
    class("CIDR", PG, &["TypeEngine"]),
    class("MACADDR", PG, &["TypeEngine"]),
    class("MACADDR8", PG, &["TypeEngine"]),
    class("MONEY", PG, &["TypeEngine"]),
    class("OID", PG, &["TypeEngine"]),
    class("REGCLASS", PG, &["TypeEngine"]),
    class("TSVECTOR", PG, &["TypeEngine"]),
    class("TSQUERY", PG, &["TypeEngine"]),
    class("BIT", PG, &["TypeEngine"]),
    class("INTERVAL", PG, &["TypeEngine"]),
    class("CITEXT", PG, &["TEXT"]),
    class("BYTEA", PG, &["LargeBinary"]),
    class("TINYTEXT", MYSQL, &["String"]),
    class("MEDIUMTEXT", MYSQL, &["String"]),
    class("LONGTEXT", MYSQL, &["String"]),
    class("TINYBLOB", MYSQL, &["_Binary"]),
    class("MEDIUMBLOB", MYSQL, &["_Binary"]),
    class("LONGBLOB", MYSQL, &["_Binary"]),
    class("TINYINT", MYSQL, &["Integer"]),
    class("MEDIUMINT", MYSQL, &["Integer"]),
    class("YEAR", MYSQL, &["TypeEngine"]),
];

thread_local! {
    static NAMES: RefCell<FxHashSet<&'static str>> = RefCell::default();
}

/// A name that lives as long as the program; each text is kept once.
pub(super) fn kept(name: &str) -> &'static str {
    NAMES.with_borrow_mut(|names| match names.get(name) {
        Some(known) => known,
        None => {
            let made: &'static str = Box::leak(name.to_owned().into_boxed_str());
            names.insert(made);
            made
        }
    })
}

fn named(name: &'static str, base: SqlType) -> SqlType {
    SqlType::Standard { name, base: Rc::new(base) }
}

macro_rules! named_by {
    ($name:literal, $make:expr) => {
        TypeSpec::new($name, |vm, args| Ok(named($name, $make(vm, args)?)))
    };
}

fn plain_text(vm: &Vm, args: Args) -> PyResult<SqlType> {
    no_arguments(vm, &args)?;
    Ok(SqlType::String(StringOptions::default()))
}

fn no_arguments(vm: &Vm, args: &Args) -> PyResult<()> {
    if args.is_empty() {
        return Ok(());
    }
    Err(vm.unsupported("arguments of this type"))
}

/// `TINYINT(1)`, `BIT(5)`: the length is part of the name.
fn with_length(vm: &Vm, args: Args, name: &str, base: SqlType) -> PyResult<SqlType> {
    let [length] = args.bind(vm, name, ["length"], 0)?;
    Ok(match maybe_u32(vm, length)? {
        Some(length) => named(kept(&format!("{name}({length})")), base),
        None => named(kept(name), base),
    })
}

/// What calling these classes makes.
pub(super) const SPECS: &[TypeSpec] = &[
    TypeSpec::new("JSONB", |vm, args| {
        no_arguments(vm, &args)?;
        Ok(named("JSONB", SqlType::Json { none_as_null: false }))
    }),
    TypeSpec::new("ENUM", enumeration),
    named_by!("INET", plain_text),
    named_by!("CIDR", plain_text),
    named_by!("MACADDR", plain_text),
    named_by!("MACADDR8", plain_text),
    named_by!("MONEY", plain_text),
    named_by!("REGCLASS", plain_text),
    named_by!("TSVECTOR", plain_text),
    named_by!("TSQUERY", plain_text),
    named_by!("OID", integer),
    named_by!("MEDIUMINT", integer),
    named_by!("YEAR", integer),
    named_by!("CITEXT", text),
    named_by!("TINYTEXT", string),
    named_by!("MEDIUMTEXT", string),
    named_by!("LONGTEXT", string),
    named_by!("BYTEA", binary),
    named_by!("TINYBLOB", binary),
    named_by!("MEDIUMBLOB", binary),
    named_by!("LONGBLOB", binary),
    TypeSpec::new("INTERVAL", |vm, args| {
        no_arguments(vm, &args)?;
        Ok(named("INTERVAL", SqlType::Interval))
    }),
    TypeSpec::new("TINYINT", |vm, args| with_length(vm, args, "TINYINT", SqlType::Integer)),
    TypeSpec::new("BIT", |vm, args| {
        with_length(vm, args, "BIT", SqlType::String(StringOptions::default()))
    }),
];

/// A type of a name that a script gives, whose values are left alone.
pub(super) fn opaque(name: &str) -> SqlType {
    named(kept(name), SqlType::Null)
}
