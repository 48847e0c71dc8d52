//! Objects that are read again: expired, refreshed, populated; more joins.

use ormlab_core::expr::Operand;
use ormlab_core::select::{JoinTarget, SetupJoin};
use ormlab_core::{Expr, FromClause, Result, Select, Value};
use ormlab_engine::ExecutionOptions;
use ormlab_engine::parameters::Parameters;
use ormlab_orm::session::GetOptions;
use ormlab_orm::{Instance, MappedEntity, Strategy};

use super::api::{
    alias, column, from, item, load, object, options, related_object, relation, select, text_of,
};
use super::cases::{Outcome, all_lazy, plain, plain_with, show};
use super::stage::Case;
use super::world::World;

fn held(w: &World) -> Result<Vec<Instance>> {
    w.unique(&select(&w.class("Person")))
}

fn without_loaders() -> GetOptions {
    GetOptions { options: vec![std::rc::Rc::new(all_lazy())], ..GetOptions::default() }
}

fn populated_again(w: &World) -> Outcome {
    let people = held(w)?;
    show(&people[..1], &["friends"])?;
    let again = select(&w.class("Person")).edit(|data| {
        data.tail.execution.execution_options.push(("populate_existing".into(), Value::Bool(true)));
    });
    w.unique(&again)?;
    show(&people, &["name", "profile", "friends"])
}

fn refreshed(w: &World, names: Option<&[&str]>) -> Outcome {
    let people = held(w)?;
    w.session().refresh(&people[0], names, None)?;
    show(&people[..1], &["name", "profile", "tasks"])
}

fn refreshed_with_options(w: &World) -> Outcome {
    let people = w.unique(&plain_with(w, Strategy::Joined, "friends"))?;
    w.session().refresh(&people[0], None, None)?;
    show(&people, &["name", "friends"])
}

fn expired_target(w: &World) -> Outcome {
    let parcel = w.session().get(&w.mapper("Parcel"), 1_i64, &without_loaders())?;
    let parcel = parcel.expect("the row is there");
    let sender = related_object(&parcel, "sender")?.expect("it has one");
    w.session().expire(&sender, None)?;
    show(&[parcel], &["sender"])
}

fn joined_alias_of_a_subquery(w: &World) -> Outcome {
    let person = w.class("Person");
    let inner = select(&person).where_(column(&person, "id").gt(1_i64)).subquery(None);
    let later = MappedEntity::aliased(&person.mapper, Some(inner.into()), None, false);
    let loaders = vec![
        load(Strategy::Joined, &relation(&later, "profile")),
        load(Strategy::Lazy, &relation(&later, "tasks")),
    ];
    show(&w.unique(&options(select(&later), loaders))?, &["name", "profile"])
}

fn two_aliases(w: &World) -> Outcome {
    let (a, b) = (alias(&w.class("Person")), alias(&w.class("Person")));
    let statement =
        ormlab_core::select(vec![item(&a), item(&b)]).where_(column(&a, "id").lt(column(&b, "id")));
    let lazy = |class, key| load(Strategy::Lazy, &relation(class, key));
    let loaders =
        vec![lazy(&a, "profile"), lazy(&b, "profile"), lazy(&a, "tasks"), lazy(&b, "tasks")];
    let shown = w.rows(&options(statement, loaders))?.into_iter().map(|row| {
        Ok(format!(
            "{}{}",
            text_of(&object(&row, 0)?, "name")?,
            text_of(&object(&row, 1)?, "name")?
        ))
    });
    Ok(Some(shown.collect::<Result<Vec<String>>>()?.join(" ")))
}

fn limited(w: &World) -> Outcome {
    let person = w.class("Person");
    let statement = select(&person)
        .order_by([column(&person, "name").desc()])
        .limit(Some(Operand::from(2_i64)))?;
    let loaders = vec![
        load(Strategy::Lazy, &relation(&person, "tasks")),
        load(Strategy::Joined, &relation(&person, "friends")),
    ];
    show(&w.unique(&options(statement, loaders))?, &["name", "friends"])
}

fn outer_join_to_class(w: &World) -> Outcome {
    let (person, task) = (w.class("Person"), w.class("Task"));
    let on = Expr::and([
        column(&task, "person_id").eq(column(&person, "id")),
        column(&task, "state").eq("open"),
    ]);
    let statement = plain(w).add_columns(vec![item(&task)]).outerjoin(from(&task), Some(on));
    let lazy = load(Strategy::Lazy, &relation(&task, "person"));
    let shown = w.rows(&options(statement, vec![lazy]))?.into_iter().map(|row| {
        let task = ormlab_orm::instance_of(&row.get(1)?);
        let id = task.map(|task| show(&[task], &["id"])).transpose()?.flatten();
        let name = text_of(&object(&row, 0)?, "name")?;
        Ok(format!("{name}{}", id.unwrap_or_else(|| "None".to_owned())))
    });
    Ok(Some(shown.collect::<Result<Vec<String>>>()?.join(" ")))
}

fn names_and_states(w: &World, join: SetupJoin, start: Option<FromClause>) -> Outcome {
    let (person, task) = (w.class("Person"), w.class("Task"));
    let columns = vec![column(&person, "name").into(), column(&task, "state").into()];
    let mut statement: Select = ormlab_core::select(columns).add_join(join);
    if let Some(start) = start {
        statement = statement.select_from(start);
    }
    let rows = w.rows(&statement.order_by([column(&task, "id")]))?;
    let shown = rows.iter().map(|row| {
        let text = |index| Ok(row.get(index)?.repr().trim_matches('\'').to_owned());
        Ok(format!("{}{}", text(0)?, text(1)?))
    });
    Ok(Some(shown.collect::<Result<Vec<String>>>()?.join(" ")))
}

fn setup(w: &World, left: Option<FromClause>, by: Option<&str>) -> SetupJoin {
    let attribute = by.map(|key| relation(&w.class("Person"), key));
    SetupJoin {
        left,
        target: JoinTarget::From(from(&w.class("Task"))),
        on: None,
        on_relationship: attribute.map(|attribute| std::rc::Rc::new(attribute) as _),
        is_outer: false,
        is_full: false,
    }
}

fn gone(w: &World) -> Outcome {
    let session = w.session();
    let book = session.get(&w.mapper("Book"), 2_i64, &without_loaders())?;
    let book = book.expect("the row is there");
    let sql = "DELETE FROM book WHERE id = 2";
    let connection = session.connection_for(None)?;
    connection.exec_driver_sql(sql, Parameters::none(), &ExecutionOptions::default())?;
    session.expire(&book, None)?;
    show(&[book], &["caption"])
}

pub(crate) const CASES: &[(&str, Case<World>)] = &[
    ("expired with eager classes", |w| {
        let people = held(w)?;
        w.session().expire_all()?;
        show(&people, &["name", "profile"])
    }),
    ("refresh with eager classes", |w| refreshed(w, None)),
    ("refresh of a joined relationship", |w| refreshed(w, Some(&["profile"]))),
    ("refresh of a selectin relationship", |w| refreshed(w, Some(&["tasks"]))),
    ("refresh of a lazy relationship", |w| refreshed(w, Some(&["friends"]))),
    ("populate_existing", populated_again),
    ("eager load of objects that are there", |w| {
        let people = w.all(&plain(w))?;
        w.unique(&select(&w.class("Person")))?;
        show(&people, &["name", "profile", "tasks"])
    }),
    ("refresh with options", refreshed_with_options),
    ("expired target in the identity map", expired_target),
    ("joined alias of a subquery", joined_alias_of_a_subquery),
    ("two aliases", two_aliases),
    ("limit within a union of eager loads", limited),
    ("outer join to class", outer_join_to_class),
    ("select_from join", |w| {
        names_and_states(w, setup(w, None, Some("tasks")), Some(from(&w.class("Person"))))
    }),
    ("join_from", |w| names_and_states(w, setup(w, Some(from(&w.class("Person"))), None), None)),
    ("delete in database", gone),
];
