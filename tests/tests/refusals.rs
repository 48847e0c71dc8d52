//! Arguments that change what is sent and are not done are refused by name, never dropped.

use ormlab_lab::Document;

const SETUP: &str = "from sqlalchemy import *\nfrom sqlalchemy.schema import CreateTable\n\
    t = Table('t', MetaData(), Column('a', Integer), Column('b', Integer))\n";

#[track_caller]
fn check(code: &str, argument: &str) {
    let report = ormlab_tests::native::run(&Document::parse(&format!("{SETUP}{code}\n")));
    let error = report.first_error().unwrap_or_else(|| panic!("{code} was not refused"));
    assert_eq!(error.type_name, "NotImplementedError", "{code}: {}", error.message);
    assert!(error.message.contains(argument), "{code}: {}", error.message);
}

#[test]
fn clauses_are_not_dropped() {
    check("func.sum(t.c.a).over(rows=(None, 0), exclude='TIES')", "exclude");
    check("select(t).compile(schema_translate_map={None: 'x'})", "schema_translate_map");
    check("UniqueConstraint('a', sqlite_on_conflict='IGNORE')", "sqlite_on_conflict");
    check("PrimaryKeyConstraint('a', sqlite_on_conflict='FAIL')", "sqlite_on_conflict");
    check("CheckConstraint('a > 0', sqlite_on_conflict='FAIL')", "sqlite_on_conflict");
    check("ForeignKey('t.a', postgresql_not_valid=True)", "postgresql_not_valid");
    check("Index('i', t.c.a, postgresql_include=['b'])", "postgresql_include");
    check("Table('u', MetaData(), Column('a', Integer), postgresql_with_oids=True)", "with_oids");
    check("CreateTable(t, include_foreign_key_constraints=[])", "include_foreign_key_constraints");
}

#[test]
fn names_and_engines_are_as_asked_for_or_refused() {
    check("Column('x', Integer, quote=False)", "quote");
    check("Index('i', t.c.a, quote=True)", "quote");
    check("ForeignKey('t.a', link_to_name=True)", "link_to_name");
    check("Table('u', MetaData(), listeners=[('column_reflect', print)])", "listeners");
    check("Sequence('s', data_type=BigInteger)", "data_type");
    check("Enum('a', omit_aliases=False)", "omit_aliases");
    check("create_engine('sqlite://', paramstyle='named')", "paramstyle");
    check("create_engine('sqlite://', use_insertmanyvalues=False)", "use_insertmanyvalues");
}
