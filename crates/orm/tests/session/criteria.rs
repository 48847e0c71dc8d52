//! Statements that write by criteria, and bulk operations.

use std::rc::Rc;

use ormlab_core::dml::{DmlKey, DmlValue, delete, insert, update};
use ormlab_core::expr::{Operand, Operator};
use ormlab_core::{Expr, FromClause, Result, Statement, Value};
use ormlab_engine::ExecutionOptions;
use ormlab_orm::dml::{BulkOptions, Mapping};

use crate::Scenario;
use crate::graph::settled;
use crate::lab::{Lab, Outcome, show, truth};

pub(crate) const SCENARIOS: &[(&str, Scenario)] = &[
    ("update_by_criteria", update_by_criteria),
    ("delete_by_criteria", delete_by_criteria),
    ("bulk_insert", bulk_insert),
    ("bulk_objects", bulk_objects),
];

fn users(lab: &Lab) -> FromClause {
    FromClause::Entity(lab.entity("User"))
}

fn column(lab: &Lab, key: &str) -> Expr {
    let property = lab.mapper("User").require(key).expect("users have it");
    lab.entity("User").column(&property).expect("it is a column")
}

fn equals(left: &Expr, right: impl Into<Value>) -> Result<Expr> {
    left.operate(Operator::Eq, Operand::from(right.into()))
}

fn length_is_three(lab: &Lab) -> Result<Expr> {
    let length = Expr::function("length", vec![column(lab, "name")]);
    equals(&length, 3)
}

fn assign(key: &str, value: impl Into<DmlValue>) -> Vec<(DmlKey, DmlValue)> {
    vec![(DmlKey::from(key), value.into())]
}

fn update_by_criteria(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.note(&[show(&f.ann, "age")?, show(&f.bob, "age")?]);
    let more = column(lab, "age").operate(Operator::Add, Operand::from(Value::from(1)))?;
    let is_ann = equals(&column(lab, "name"), "ann")?;
    lab.execute(update(users(lab)).where_(is_ann).values(assign("age", more)))?;
    lab.note(&[show(&f.ann, "age")?]);
    lab.execute(update(users(lab)).where_(length_is_three(lab)?).values(assign("age", 7)))?;
    lab.note(&[show(&f.ann, "age")?, show(&f.bob, "age")?]);
    let options: ExecutionOptions =
        [(Rc::from("synchronize_session"), Value::Bool(false))].into_iter().collect();
    let all = Statement::from(update(users(lab)).values(assign("age", 8)));
    let result = lab.session.execute(&all, &[], &options)?;
    let count = result.cursor().map_or(-1, |cursor| cursor.rowcount());
    lab.note(&[count.to_string(), show(&f.ann, "age")?]);
    lab.session.commit()
}

fn delete_by_criteria(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.note(&[show(&f.ann, "age")?]);
    lab.execute(delete(users(lab)).where_(equals(&column(lab, "age"), 30)?))?;
    lab.note(&[truth(lab.has(&f.ann)), truth(lab.has(&f.bob))]);
    lab.execute(delete(users(lab)).where_(length_is_three(lab)?))?;
    lab.note(&[truth(lab.has(&f.bob))]);
    lab.session.commit()
}

fn row(pairs: &[(&str, Value)]) -> Mapping {
    pairs.iter().map(|(name, value)| (Rc::from(*name), value.clone())).collect()
}

fn bulk_insert(lab: &Lab) -> Outcome {
    let rows = [
        row(&[("name", "ann".into()), ("age", 1.into())]),
        row(&[("name", "bob".into()), ("age", 2.into())]),
        row(&[("name", "cy".into())]),
    ];
    let options = ExecutionOptions::default();
    lab.session.execute(&insert(users(lab)).into(), &rows, &options)?;
    lab.execute(insert(users(lab)).values(assign("name", "di")))?;
    let rows =
        [row(&[("id", 1.into()), ("age", 5.into())]), row(&[("id", 2.into()), ("age", 6.into())])];
    lab.session.execute(&update(users(lab)).into(), &rows, &options)?;
    lab.session.commit()
}

fn bulk_objects(lab: &Lab) -> Outcome {
    let named = |name: &str| lab.make("User", vec![("name", name.into())]);
    let objects = [named("ann")?, named("bob")?];
    lab.session.bulk_save_objects(&objects, BulkOptions::default())?;
    let mapper = lab.mapper("User");
    let cy = [row(&[("name", "cy".into()), ("age", 1.into())])];
    lab.session.bulk_insert_mappings(&mapper, &cy, BulkOptions::default())?;
    let first = [row(&[("id", 1.into()), ("age", 9.into())])];
    lab.session.bulk_update_mappings(&mapper, &first)?;
    lab.session.commit()
}
