//! Tables, constraints, indexes and their names, against what the real library gives.

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::column::Autoincrement;
use ormlab_core::constraint::{Constraint, ConstraintOptions, ForeignKeyTarget};
use ormlab_core::default::{ColumnDefault, ServerDefault};
use ormlab_core::index::{Index, IndexElement};
use ormlab_core::metadata::{MetaData, Table, TableOptions};
use ormlab_core::table::{Existing, TableItem};
use ormlab_core::{Column, Error, ErrorKind, Expr, SqlType, Value};

fn table(metadata: &MetaData, name: &str, items: Vec<TableItem>) -> Result<Table, Error> {
    Table::new(name, metadata, items, TableOptions::default())
}

fn int(name: &str) -> Column {
    Column::new(name, SqlType::Integer)
}

fn text(name: &str) -> Column {
    Column::new(name, SqlType::string(None))
}

fn named(name: &str) -> ConstraintOptions {
    ConstraintOptions { name: Some(name.into()), ..ConstraintOptions::default() }
}

fn convention(pairs: &[(&str, &str)]) -> MetaData {
    let pairs = pairs.iter().map(|(what, name)| (Rc::from(*what), Rc::from(*name)));
    MetaData::with_options(None, pairs.collect(), IndexMap::new())
}

fn foreign(columns: &[&str], targets: &[&str]) -> Result<Constraint, Error> {
    let targets = targets.iter().map(|target| ForeignKeyTarget::Name((*target).into()));
    Constraint::foreign_key(
        columns.iter().copied(),
        targets.collect(),
        ConstraintOptions::default(),
    )
}

#[test]
fn conventions_name_constraints_and_indexes() {
    let metadata = convention(&[
        ("ix", "ix_%(column_0_label)s"),
        ("uq", "uq_%(table_name)s_%(column_0_name)s"),
        ("ck", "ck_%(table_name)s_%(constraint_name)s"),
        ("fk", "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s"),
        ("pk", "pk_%(table_name)s"),
    ]);
    let a = vec![int("id").primary_key().into(), int("x").into(), int("y").into()];
    table(&metadata, "a", a).expect("new");
    let both = vec![IndexElement::Name("p".into()), IndexElement::Name("q".into())];
    let items: Vec<TableItem> = vec![
        int("id").primary_key().into(),
        text("u").unique().into(),
        text("i").index().into(),
        Column::new("fx", SqlType::Null).foreign_key("a.x").into(),
        int("p").into(),
        int("q").into(),
        Constraint::check(Expr::text("p>5"), named("big")).into(),
        foreign(&["p", "q"], &["a.x", "a.y"]).expect("two and two").into(),
        Index::new(None, both, false).into(),
    ];
    let t = table(&metadata, "t", items).expect("new");
    let names = |constraint: &Constraint| {
        let name = constraint.effective_name().expect("resolvable").expect("named");
        let columns: Vec<String> =
            constraint.columns().iter().map(|c| c.name().to_string()).collect();
        format!("{} {name} ({})", constraint.class_name(), columns.join(", "))
    };
    let constraints: Vec<String> = t.constraints().iter().map(names).collect();
    assert_eq!(
        constraints,
        [
            "CheckConstraint ck_t_big ()",
            "ForeignKeyConstraint fk_t_p_q_a (p, q)",
            "PrimaryKeyConstraint pk_t (id)",
            "UniqueConstraint uq_t_u (u)",
            "ForeignKeyConstraint fk_t_fx_a (fx)",
        ]
    );
    let indexes =
        t.indexes().iter().map(|i| i.effective_name().expect("resolvable")).collect::<Vec<_>>();
    assert_eq!(indexes, [Some("ix_t_i".into()), Some("ix_t_p".into())]);
    assert_eq!(t.c("fx").expect("defined").sql_type().repr(), "Integer()");
}

#[test]
fn a_schema_is_part_of_names() {
    let metadata = MetaData::with_options(Some("s".into()), IndexMap::new(), IndexMap::new());
    let items = vec![
        int("id").primary_key().into(),
        int("a").index().into(),
        Column::new("zz", SqlType::Null).foreign_key("z.id").into(),
    ];
    let z = table(&metadata, "z", items).expect("new");
    assert_eq!(&*z.fullname(), "s.z");
    assert_eq!(z.indexes()[0].effective_name().expect("resolvable"), Some("ix_s_z_a".into()));
    let key = &z.c("zz").expect("defined").foreign_keys()[0];
    assert_eq!(key.column().expect("resolvable"), z.c("id").expect("defined"));
}

#[test]
fn mistakes_are_refused() {
    let metadata = MetaData::new();
    let a =
        table(&metadata, "a", vec![int("id").primary_key().into(), int("x").into()]).expect("new");
    let taken = a.c("x").expect("defined");
    let unique = || Constraint::unique(["q"], ConstraintOptions::default());
    let index = || Index::new(Some("ii".into()), vec![IndexElement::Name("nope".into())], false);
    let two = || foreign(&["x", "id"], &["a.id", "t.id"]).expect("two and two");
    let cases: Vec<(Vec<TableItem>, ErrorKind, &str)> = vec![
        (
            vec![int("id").into(), int("id").into()],
            ErrorKind::DuplicateColumn,
            "A column with name 'id' is already present in table 'b'.",
        ),
        (
            vec![unique().into()],
            ErrorKind::ConstraintColumnNotFound,
            "Can't create UniqueConstraint on table 'b': no column named 'q' is present.",
        ),
        (
            vec![taken.into()],
            ErrorKind::Argument,
            "Column object 'x' already assigned to Table 'a'",
        ),
        (
            vec![int("").into()],
            ErrorKind::Argument,
            "Column must be constructed with a non-blank name or assign a non-blank .name before \
             adding to a Table.",
        ),
        (
            vec![int("x").into(), index().into()],
            ErrorKind::ConstraintColumnNotFound,
            "Can't create Index on table 'b': no column named 'nope' is present.",
        ),
        (
            vec![int("x").into(), int("id").into(), two().into()],
            ErrorKind::Argument,
            "ForeignKeyConstraint on b(x, id) refers to multiple remote tables: a and t",
        ),
    ];
    for (items, kind, message) in cases {
        let refused = table(&metadata, "b", items).expect_err(message);
        assert_eq!((refused.kind, &*refused.message), (kind, message));
        assert!(metadata.table("b").is_none());
    }
    let again = table(&metadata, "a", vec![int("id").into()]).expect_err("defined twice");
    assert_eq!(
        again.message,
        "Table 'a' is already defined for this MetaData instance.  Specify 'extend_existing=True' to \
         redefine options and columns on an existing Table object."
    );
    assert_eq!(table(&metadata, "a", Vec::new()).expect("the first one"), a);
    let extend = TableOptions { existing: Existing::Extend, ..TableOptions::default() };
    let extended = Table::new("a", &metadata, vec![int("z").into()], extend).expect("extended");
    assert_eq!(extended.columns().len(), 3);
}

#[test]
fn foreign_keys_that_lead_nowhere_say_so() {
    let metadata = MetaData::new();
    table(&metadata, "a", vec![int("id").into(), int("x").into()]).expect("new");
    let lost = "Foreign key associated with column 'b.x' could not find table 'nope' with which to \
                generate a foreign key to target column 'id'";
    let no_column = "Could not initialize target column for ForeignKey 'a.nope' on table 'c': table \
                     'a' has no column named 'nope'";
    for (name, target, message) in [("b", "nope.id", lost), ("c", "a.nope", no_column)] {
        let items = vec![Column::new("x", SqlType::Null).foreign_key(target).into()];
        let t = table(&metadata, name, items).expect("new");
        let refused = t.c("x").expect("defined").foreign_keys()[0].column().expect_err(message);
        assert_eq!(refused.message, message);
    }
    let items = vec![Column::new("x", SqlType::Null).foreign_key("a").into()];
    let t = table(&metadata, "d", items).expect("new");
    let found = t.c("x").expect("defined").foreign_keys()[0].column().expect("the same name");
    assert_eq!(&*found.name(), "x");
}

#[test]
fn which_column_is_numbered() {
    let key = |column: Column| column.primary_key();
    let auto = |column: Column| column.autoincrement(Autoincrement::True);
    let big = Column::new("a", SqlType::BigInteger);
    let literal = ServerDefault::Literal("x".into());
    let cases: Vec<(Vec<Column>, Option<&str>)> = vec![
        (vec![key(int("a"))], Some("a")),
        (vec![key(text("a"))], None),
        (vec![key(int("a")), key(int("b"))], None),
        (vec![auto(key(int("a"))), key(int("b"))], Some("a")),
        (vec![key(int("a").foreign_key("t.id"))], None),
        (vec![key(int("a").default(ColumnDefault::Scalar(Value::Int(5))))], None),
        (vec![key(int("a")).autoincrement(Autoincrement::False)], None),
        (vec![key(big)], Some("a")),
        (vec![key(int("a").server_default(literal))], None),
    ];
    for (columns, expected) in cases {
        let items = columns.into_iter().map(Into::into).collect();
        let t = table(&MetaData::new(), "t", items).expect("new");
        let found = t.autoincrement_column().expect("no contradiction").map(|column| column.name());
        assert_eq!(found.as_deref(), expected);
    }
    let both = vec![auto(key(int("x"))).into(), auto(key(int("y"))).into()];
    let refused = table(&MetaData::new(), "t", both).expect("new").autoincrement_column();
    assert_eq!(
        refused.expect_err("two").message,
        "Only one Column may be marked autoincrement=True, found both y and x."
    );
}

#[test]
fn tables_are_sorted_by_their_keys() {
    let metadata = MetaData::new();
    let parents = [("c", Some("b")), ("b", Some("a")), ("a", None), ("z", None), ("m", Some("z"))];
    for (name, parent) in parents {
        let mut items: Vec<TableItem> = vec![int("id").primary_key().into()];
        items.extend(parent.map(|parent| int("f").foreign_key(&format!("{parent}.id")).into()));
        table(&metadata, name, items).expect("new");
    }
    let (sorted, cycles) = metadata.sorted_tables();
    let names: Vec<String> = sorted.iter().map(|table| table.name().to_string()).collect();
    assert_eq!(names, ["a", "z", "b", "m", "c"]);
    assert!(cycles.is_empty());
}

#[test]
fn reprs_say_what_was_said() {
    let metadata = MetaData::new();
    let items = vec![
        int("id").primary_key().into(),
        text("a").foreign_key("x.id").nullable(false).index().into(),
        Column::new("c", SqlType::Null).into(),
    ];
    let t = table(&metadata, "t", items).expect("new");
    assert_eq!(
        t.repr(),
        "Table('t', MetaData(), Column('id', Integer(), table=<t>, primary_key=True, \
         nullable=False), Column('a', String(), ForeignKey('x.id'), table=<t>, nullable=False), \
         Column('c', NullType(), table=<t>), schema=None)"
    );
}
