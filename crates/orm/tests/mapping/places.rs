//! Rooms with keys of two columns, books with deferred columns, places within places.

use ormlab_core::{Result, Select, Value};
use ormlab_orm::session::{GetOptions, Identity};
use ormlab_orm::{Instance, LoadAction, LoaderOption, Strategy};

use super::api::{column, load, options, related_object, relation, select};
use super::cases::{Outcome, show};
use super::stage::Case;
use super::world::World;

const ROOM: &[&str] = &["house", "number", "desks"];

fn with(w: &World, class: &str, key: &str, strategy: Strategy) -> Select {
    let class = w.class(class);
    options(select(&class), vec![load(strategy, &relation(&class, key))])
}

fn room(w: &World, house: i64, number: i64) -> Result<Instance> {
    let key = Identity::Values(vec![Value::Int(house), Value::Int(number)]);
    let found = w.session().get(&w.mapper("Room"), key, &GetOptions::default())?;
    Ok(found.expect("the row is there"))
}

fn rooms_of(desks: &[Instance]) -> Outcome {
    let shown = desks.iter().map(|desk| {
        let Some(room) = related_object(desk, "room")? else { return Ok("None".to_owned()) };
        let numbers = show(&[room], &["house", "number"])?.unwrap_or_default();
        Ok(format!("({})", numbers.replace('/', ", ")))
    });
    Ok(Some(shown.collect::<Result<Vec<String>>>()?.join(" ")))
}

fn desks_where(w: &World, criterion: Result<ormlab_core::Expr>) -> Outcome {
    show(&w.all(&select(&w.class("Desk")).where_(criterion?))?, &["id"])
}

fn books(w: &World, more: Vec<LoaderOption>) -> Select {
    let book = w.class("Book");
    let mut all = more;
    all.push(load(Strategy::Noload, &relation(&book, "chapters")));
    options(select(&book), all)
}

pub(crate) const CASES: &[(&str, Case<World>)] = &[
    ("composite lazily", |w| show(&w.all(&select(&w.class("Room")))?, ROOM)),
    ("composite selectin", |w| show(&w.all(&with(w, "Room", "desks", Strategy::Selectin))?, ROOM)),
    ("composite joined", |w| show(&w.unique(&with(w, "Room", "desks", Strategy::Joined))?, ROOM)),
    ("composite subquery", |w| show(&w.all(&with(w, "Room", "desks", Strategy::Subquery))?, ROOM)),
    ("composite many to one", |w| rooms_of(&w.all(&select(&w.class("Desk")))?)),
    ("composite many to one selectin", |w| {
        rooms_of(&w.all(&with(w, "Desk", "room", Strategy::Selectin))?)
    }),
    ("composite get", |w| show(&[room(w, 1, 2)?], &["number"])),
    ("composite is none", |w| desks_where(w, relation(&w.class("Desk"), "room").eq(None))),
    ("composite is not none", |w| desks_where(w, relation(&w.class("Desk"), "room").ne(None))),
    ("composite differs", |w| {
        let room = room(w, 1, 1)?;
        desks_where(w, relation(&w.class("Desk"), "room").ne(Some(&room)))
    }),
    ("deferred", |w| show(&w.all(&books(w, Vec::new()))?, &["summary", "body"])),
    ("undeferred", |w| {
        let book = w.class("Book");
        let action = LoadAction::Column { deferred: false, raiseload: false };
        let summary = book.mapper.require("summary")?;
        let option = LoaderOption::default().column("undefer", &book, &summary, action)?;
        show(&w.all(&books(w, vec![option]))?, &["summary"])
    }),
    ("undeferred group", |w| {
        let option = LoaderOption::default().undefer_group("long");
        show(&w.all(&books(w, vec![option]))?, &["summary", "body"])
    }),
    ("renamed column", |w| {
        let caption = column(&w.class("Book"), "caption");
        let statement = ormlab_core::select(vec![(&caption).into()]).where_(caption.eq("one"));
        let rows = w.rows(&statement)?;
        let name = rows.first().map(|row| row.get_named("caption")).transpose()?;
        Ok(name.map(|name| name.repr().trim_matches('\'').to_owned()))
    }),
    ("materialized path", |w| {
        show(&w.all(&with(w, "Place", "inner", Strategy::Lazy))?, &["path", "below"])
    }),
    ("join depth", |w| show(&w.all(&select(&w.class("Place")))?, &["path", "inner"])),
];
