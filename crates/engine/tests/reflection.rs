//! Reflection: the questions of the original in its order, and the tables made of the answers.

mod stage;

use std::rc::Rc;

use expect_test::{Expect, expect};
use ormlab_core::metadata::MetaData;
use ormlab_core::table::TableOptions;
use ormlab_core::{Result, Table, Value};
use ormlab_engine::Engine;
use ormlab_engine::log::Echo;
use ormlab_engine::reflection::{Inspector, ReflectOptions, reflect_all, reflect_table};
use stage::{Stage, execute, text};

const TABLES: &[&str] = &[
    "CREATE TABLE a (\n\tid INTEGER NOT NULL, \n\tn VARCHAR(10) NOT NULL, \n\tx NUMERIC(5, 2) DEFAULT '3', \
     \n\td DATETIME, \n\tPRIMARY KEY (id), \n\tCONSTRAINT ck1 CHECK (x>0), \n\tCONSTRAINT uq1 UNIQUE \
     (n, x), \n\tUNIQUE (n)\n)",
    "CREATE INDEX ix_a_d ON a (d)",
    "CREATE TABLE b (\n\tp INTEGER NOT NULL, \n\tq INTEGER NOT NULL, \n\ta_id INTEGER, \n\tc INTEGER \
     GENERATED ALWAYS AS (p+q), \n\tf BOOLEAN, \n\tj JSON, \n\tPRIMARY KEY (p, q), \n\tFOREIGN \
     KEY(a_id) REFERENCES a (id) ON DELETE CASCADE\n)",
    "create table w (z tinyint(3), y VARCHAR COLLATE nocase, u)",
];

fn engine(stage: &Stage) -> Engine {
    let engine = stage.echoing(Echo::Off);
    engine
        .begin(|connection| {
            TABLES.iter().try_for_each(|sql| execute(connection, &text(sql)).map(drop))
        })
        .expect("created");
    stage.log.take();
    engine
}

/// The statements since, and what came of them.
#[track_caller]
fn check(act: impl FnOnce(&Inspector) -> Result<String>, expected: Expect) {
    let stage = Stage::new();
    let engine = engine(&stage);
    let inspector = Inspector::of_engine(&engine).expect("an inspector");
    let outcome = act(&inspector).unwrap_or_else(|error| format!("{:?}: {error}", error.kind));
    let sent = stage.log.statements().into_iter();
    let mut lines: Vec<String> = sent.map(|record| record.sql.replace("PRAGMA ", "P ")).collect();
    lines.push(format!("-> {outcome}"));
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

fn names(names: &[Rc<str>]) -> String {
    Value::List(names.iter().cloned().map(Value::Str).collect()).repr()
}

#[test]
fn tables_and_columns() {
    let act = |inspector: &Inspector| {
        let tables = names(&inspector.get_table_names(None)?);
        let mut shown = Vec::new();
        for table in ["a", "b", "w"] {
            for column in inspector.get_columns(table, None)? {
                shown.push(format!(
                    "{} {} {} {:?} {} {:?}",
                    column.name,
                    column.sql_type.repr(),
                    column.nullable,
                    column.default,
                    column.primary_key,
                    column.computed.map(|computed| computed.sqltext)
                ));
            }
        }
        Ok(format!("{tables}\n{}", shown.join("\n")))
    };
    check(
        act,
        expect![[r#"
            SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name
            P main.table_xinfo("a")
            P main.table_xinfo("b")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.table_xinfo("w")
            -> ['a', 'b', 'w']
            id INTEGER() false None 1 None
            n VARCHAR(length=10) false None 0 None
            x NUMERIC(precision=5, scale=2) true Some("'3'") 0 None
            d DATETIME() true None 0 None
            p INTEGER() false None 1 None
            q INTEGER() false None 2 None
            a_id INTEGER() true None 0 None
            c INTEGER() true None 0 Some("p+q")
            f BOOLEAN() true None 0 None
            j JSON() true None 0 None
            z INTEGER() true None 0 None
            y VARCHAR() true None 0 None
            u NullType() true None 0 None
        "#]],
    );
}

#[test]
fn keys_and_constraints() {
    let act = |inspector: &Inspector| {
        let key = inspector.get_foreign_keys("b", None)?.remove(0);
        let index = inspector.get_indexes("a", None)?.remove(0);
        let uniques = inspector.get_unique_constraints("a", None)?;
        let checks = inspector.get_check_constraints("a", None)?;
        let uniques: Vec<String> =
            uniques.iter().map(|u| format!("{:?} {}", u.name, names(&u.column_names))).collect();
        Ok(format!(
            "{} {} {:?}; {} {}; {}; {:?} {}; {}",
            names(&key.constrained_columns),
            key.referred_table,
            key.options.iter().map(|(name, value)| (name, value.repr())).collect::<Vec<_>>(),
            index.name,
            names(&index.column_names),
            uniques.join(", "),
            checks[0].name,
            checks[0].sqltext,
            names(&inspector.get_pk_constraint("b", None)?.constrained_columns)
        ))
    };
    check(
        act,
        expect![[r#"
            P main.foreign_key_list("b")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.index_list("a")
            P main.index_info("ix_a_d")
            P main.index_list("a")
            P main.index_info("ix_a_d")
            P main.index_info("sqlite_autoindex_a_2")
            P main.index_info("sqlite_autoindex_a_1")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.table_xinfo("b")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            -> ['a_id'] a [("ondelete", "'CASCADE'")]; ix_a_d ['d']; Some("uq1") ['n', 'x'], None ['n']; Some("ck1") x>0; ['p', 'q']
        "#]],
    );
}

#[test]
fn what_is_not_there() {
    let act = |inspector: &Inspector| {
        assert!(!inspector.has_table("zz", None)?);
        inspector.get_columns("nope", None).map(|_| String::new())
    };
    check(
        act,
        expect![[r#"
            P main.table_info("zz")
            P temp.table_info("zz")
            P main.table_xinfo("nope")
            P temp.table_xinfo("nope")
            P main.table_info("nope")
            P temp.table_info("nope")
            -> NoSuchTable: nope
        "#]],
    );
}

#[test]
fn one_table_and_what_it_refers_to() {
    let act = |inspector: &Inspector| {
        let metadata = MetaData::new();
        let table = Table::new("b", &metadata, Vec::new(), TableOptions::default())?;
        reflect_table(inspector, &table, &ReflectOptions::default())?;
        let tables: Vec<Rc<str>> = metadata.tables().iter().map(Table::name).collect();
        let columns = table.columns().into_iter().map(|column| {
            let keys = column.foreign_keys();
            let target = keys.first().map(|key| format!(" -> {}", key.target_fullname()));
            let star = if column.is_primary_key() { "*" } else { "" };
            format!("{}{star}{}", column.name(), target.unwrap_or_default())
        });
        Ok(format!("{}; {}", columns.collect::<Vec<_>>().join(", "), names(&tables)))
    };
    check(
        act,
        expect![[r#"
            P main.table_xinfo("b")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.foreign_key_list("b")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.index_list("b")
            P main.table_info("b")
            P main.index_list("b")
            P main.index_info("sqlite_autoindex_b_1")
            P main.table_xinfo("a")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.foreign_key_list("a")
            P temp.foreign_key_list("a")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.index_list("a")
            P main.index_info("ix_a_d")
            P main.index_list("a")
            P main.index_info("ix_a_d")
            P main.index_info("sqlite_autoindex_a_2")
            P main.index_info("sqlite_autoindex_a_1")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            -> p*, q*, a_id -> a.id, c, f, j; ['b', 'a']
        "#]],
    );
}

#[test]
fn all_tables_kind_by_kind() {
    let act = |inspector: &Inspector| {
        let metadata = MetaData::new();
        reflect_all(inspector, &metadata, None, false, None, true)?;
        let tables: Vec<Rc<str>> = metadata.tables().iter().map(Table::name).collect();
        Ok(names(&tables))
    };
    check(
        act,
        expect![[r#"
            SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name
            SELECT name FROM sqlite_temp_master WHERE type='table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name
            P main.table_xinfo("a")
            P main.table_xinfo("b")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.table_xinfo("w")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.foreign_key_list("a")
            P temp.foreign_key_list("a")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.foreign_key_list("b")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.foreign_key_list("w")
            P temp.foreign_key_list("w")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.index_list("a")
            P main.index_info("ix_a_d")
            P main.index_list("b")
            P main.table_info("b")
            P main.index_list("w")
            P temp.index_list("w")
            P main.table_info("w")
            P main.index_list("a")
            P main.index_info("ix_a_d")
            P main.index_info("sqlite_autoindex_a_2")
            P main.index_info("sqlite_autoindex_a_1")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            P main.index_list("b")
            P main.index_info("sqlite_autoindex_b_1")
            P main.index_list("w")
            P temp.index_list("w")
            P main.table_info("w")
            SELECT sql FROM  (SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master) WHERE name = ? AND type in ('table', 'view')
            -> ['a', 'b', 'w']
        "#]],
    );
}
