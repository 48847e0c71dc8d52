//! People, their profiles, tasks and friends.

use ormlab_core::{Expr, Result, Select};
use ormlab_orm::attribute::Attribute;
use ormlab_orm::session::GetOptions;
use ormlab_orm::{Instance, LoadAction, LoaderOption, Strategy};

use super::api::{
    alias, column, from, item, join, load, named, options, relation, select, text_of,
};
use super::stage::Case;
use super::world::World;

pub(crate) type Outcome = Result<Option<String>>;

/// `#1` for an object, `[1,2]` for a collection, else the value.
fn shown(instance: &Instance, key: &str) -> Result<String> {
    Ok(match instance.get_by_key(key)? {
        Attribute::Value(value) => value.repr().trim_matches('\'').to_owned(),
        Attribute::Object(None) => "None".to_owned(),
        Attribute::Object(Some(other)) => format!("#{}", shown(&other, "id")?),
        Attribute::Collection(collection) => {
            let ids: Result<Vec<String>> =
                collection.items().iter().map(|item| shown(item, "id")).collect();
            format!("[{}]", ids?.join(","))
        }
        Attribute::Expr(_) => "expression".to_owned(),
    })
}

pub(crate) fn show(instances: &[Instance], keys: &[&str]) -> Outcome {
    let line = |instance: &Instance| -> Result<String> {
        let parts: Result<Vec<String>> = keys.iter().map(|key| shown(instance, key)).collect();
        Ok(parts?.join("/"))
    };
    let lines: Result<Vec<String>> = instances.iter().map(line).collect();
    Ok(Some(lines?.join(" ")))
}

pub(crate) fn all_lazy() -> LoaderOption {
    LoaderOption::default().wildcard("lazyload", LoadAction::strategy(Strategy::Lazy))
}

/// People without what their class loads by itself.
pub(crate) fn plain(w: &World) -> Select {
    let person = w.class("Person");
    let lazy = |key: &str| load(Strategy::Lazy, &relation(&person, key));
    options(select(&person), vec![lazy("profile"), lazy("tasks")])
}

pub(crate) fn plain_with(w: &World, strategy: Strategy, key: &str) -> Select {
    options(plain(w), vec![load(strategy, &relation(&w.class("Person"), key))])
}

const FRIENDS: &[&str] = &["name", "friends"];
const OPEN: &[&str] = &["name", "open_tasks"];

fn friends_join(w: &World) -> Outcome {
    let person = w.class("Person");
    let other = alias(&person);
    let attribute = relation(&person, "friends").of_type(other.clone());
    let statement = join(plain(w), attribute, false).where_(column(&other, "name").eq("ann"));
    show(&w.all(&statement)?, &["name"])
}

fn with_parent(w: &World) -> Outcome {
    let (person, task) = (w.class("Person"), w.class("Task"));
    let request =
        GetOptions { options: vec![std::rc::Rc::new(all_lazy())], ..GetOptions::default() };
    let parent = w.session().get(&person.mapper, 1_i64, &request)?.expect("the row is there");
    let criterion = relation(&person, "tasks").with_parent(&parent)?;
    let lazy = load(Strategy::Lazy, &relation(&task, "person"));
    show(&w.all(&options(select(&task), vec![lazy]).where_(criterion))?, &["id"])
}

fn task_ids(w: &World, key: &str) -> Select {
    ormlab_core::select(vec![column(&w.class("Task"), key).into()])
}

fn pairs(w: &World, statement: &Select) -> Outcome {
    let rows = w.rows(statement)?.into_iter().map(|row| {
        let (first, second) = (row.get(0)?.repr(), row.get(1)?.repr());
        Ok(format!("{}:{}", first.trim_matches('\''), second.trim_matches('\'')))
    });
    Ok(Some(rows.collect::<Result<Vec<String>>>()?.join(" ")))
}

fn scalar_subquery(w: &World) -> Outcome {
    let (person, task) = (w.class("Person"), w.class("Task"));
    let counted = ormlab_core::select(vec![Expr::function("count", [column(&task, "id")]).into()])
        .where_(column(&task, "person_id").eq(column(&person, "id")));
    let columns = vec![column(&person, "name").into(), counted.scalar_subquery().label("n").into()];
    pairs(w, &ormlab_core::select(columns))
}

fn joined_to_a_subquery(w: &World) -> Outcome {
    let (person, task) = (w.class("Person"), w.class("Task"));
    let all = Expr::literal_column("*", ormlab_core::SqlType::Null);
    let owner = column(&task, "person_id");
    let columns = vec![(&owner).into(), Expr::function("count", [all]).label("n").into()];
    let inner = ormlab_core::select(columns).group_by([owner]).subquery(None);
    let c = |key: &str| Expr::from(inner.columns().get(key).expect("it was selected"));
    let statement = ormlab_core::select(vec![column(&person, "name").into(), c("n").into()]);
    let on = column(&person, "id").eq(c("person_id"));
    let target = ormlab_core::FromClause::from(inner.clone());
    pairs(w, &statement.join(target, Some(on)))
}

fn order_by_label(w: &World) -> Outcome {
    let (person, task) = (w.class("Person"), w.class("Task"));
    let count = Expr::function("count", [column(&task, "id")]);
    let columns = vec![column(&person, "name").into(), count.label("n").into()];
    let statement = ormlab_core::select(columns)
        .outerjoin(from(&task), None)
        .group_by([column(&person, "id")])
        .order_by([count.desc(), column(&person, "name")]);
    pairs(w, &statement)
}

fn cte(w: &World) -> Outcome {
    let person = w.class("Person");
    let columns = ["id", "name"].map(|key| column(&person, key).into());
    let inner = ormlab_core::select(columns.to_vec()).where_(column(&person, "id").gt(1_i64));
    let later = inner.cte(Some("later"), ormlab_core::from::CteOptions::default());
    let name = Expr::from(later.columns().get("name").expect("it was selected"));
    let rows = w.rows(&ormlab_core::select(vec![(&name).into()]).order_by([name]))?;
    let names: Result<Vec<String>> =
        rows.iter().map(|row| Ok(row.get(0)?.repr().trim_matches('\'').to_owned())).collect();
    Ok(Some(names?.join(" ")))
}

fn union(w: &World) -> Outcome {
    use ormlab_core::statement::{SelectBase, SetOperation};
    use ormlab_engine::Fetch;
    let person = w.class("Person");
    let one = |id: i64| {
        let columns = ["id", "name"].map(|key| column(&person, key).into());
        ormlab_core::select(columns.to_vec()).where_(column(&person, "id").eq(id))
    };
    let both = one(1).set_operation(SetOperation::Union, vec![SelectBase::from(one(2))]);
    let statement = ormlab_core::Statement::Select(SelectBase::Compound(both));
    let rows =
        w.session().execute(&statement, &[], &ormlab_engine::ExecutionOptions::default())?.all()?;
    let lines: Result<Vec<String>> = rows
        .iter()
        .map(|row| Ok(format!("{}:{}", row.get(0)?.repr(), row.get(1)?.repr().trim_matches('\''))))
        .collect();
    Ok(Some(lines?.join(" ")))
}

fn from_statement(w: &World) -> Outcome {
    use ormlab_core::statement::{Statement, TextData};
    use ormlab_engine::Fetch;
    let clause = ormlab_core::expr::TextClause {
        text: "SELECT * FROM person ORDER BY id DESC".into(),
        binds: Vec::new(),
    };
    let text = Statement::Text(std::rc::Rc::new(TextData {
        clause,
        execution: ormlab_core::select::Execution::default(),
    }));
    let session = w.session();
    let found = ormlab_orm::loading::from_statement(
        &session,
        &plain(w),
        &text,
        &[],
        &ormlab_engine::ExecutionOptions::default(),
    )?;
    let objects = super::api::objects(&found.scalars(0)?.all()?);
    show(&objects, &["name"])
}

pub(crate) const CASES: &[(&str, Case<World>)] = &[
    ("one to one joined, selectin", |w| {
        show(&w.all(&select(&w.class("Person")))?, &["name", "profile", "tasks"])
    }),
    ("one to one from the other side", |w| {
        show(&w.all(&select(&w.class("Profile")))?, &["bio", "person"])
    }),
    ("one to one lazily", |w| show(&w.all(&plain(w))?, &["name", "profile"])),
    ("one to one is none", |w| {
        let criterion = relation(&w.class("Person"), "profile").eq(None)?;
        show(&w.all(&plain(w).where_(criterion))?, &["name"])
    }),
    ("joined many to one by class", |w| {
        show(&w.all(&select(&w.class("Task")))?, &["state", "person"])
    }),
    ("friends", |w| show(&w.all(&plain(w))?, FRIENDS)),
    ("friends joined", |w| show(&w.unique(&plain_with(w, Strategy::Joined, "friends"))?, FRIENDS)),
    ("friends selectin", |w| show(&w.all(&plain_with(w, Strategy::Selectin, "friends"))?, FRIENDS)),
    ("friends subquery", |w| show(&w.all(&plain_with(w, Strategy::Subquery, "friends"))?, FRIENDS)),
    ("friends any", |w| {
        let pair = [("name".into(), "cyd".into())];
        let criterion = relation(&w.class("Person"), "friends").any(None, &pair)?;
        show(&w.all(&plain(w).where_(criterion))?, &["name"])
    }),
    ("friends join", friends_join),
    ("view lazily", |w| show(&w.all(&plain(w))?, OPEN)),
    ("view joined", |w| show(&w.unique(&plain_with(w, Strategy::Joined, "open_tasks"))?, OPEN)),
    ("view selectin", |w| show(&w.all(&plain_with(w, Strategy::Selectin, "open_tasks"))?, OPEN)),
    ("view any", |w| {
        let criterion = relation(&w.class("Person"), "open_tasks").any(None, &[])?;
        show(&w.all(&plain(w).where_(criterion))?, &["name"])
    }),
    ("backref", |w| show(&w.all(&plain(w))?, &["name", "sent"])),
    ("backref selectin", |w| {
        let sent = load(Strategy::Selectin, &relation(&w.class("Person"), "sent"));
        let lazy = LoadAction::strategy(Strategy::Lazy);
        let sent = sent.then("lazyload", &relation(&w.class("Parcel"), "receiver"), lazy)?;
        show(&w.all(&options(plain(w), vec![sent]))?, &["name", "sent"])
    }),
    ("with_parent", with_parent),
    ("exists of a class", |w| {
        let owner = column(&w.class("Task"), "person_id");
        let inner = task_ids(w, "id").where_(owner.eq(column(&w.class("Person"), "id")));
        show(&w.all(&plain(w).where_(inner.exists()))?, &["name"])
    }),
    ("in a subquery", |w| {
        let inner = task_ids(w, "person_id").where_(column(&w.class("Task"), "state").eq("open"));
        let criterion = column(&w.class("Person"), "id").in_(inner);
        show(&w.all(&plain(w).where_(criterion))?, &["name"])
    }),
    ("scalar subquery", scalar_subquery),
    ("joined to a subquery", joined_to_a_subquery),
    ("cte", cte),
    ("union", union),
    ("from_statement", from_statement),
    ("order by label", order_by_label),
    ("two paths", |w| {
        let parcel = w.class("Parcel");
        let lazy = load(Strategy::Lazy, &relation(&parcel, "receiver"));
        show(&w.all(&options(select(&parcel), vec![lazy]))?, &["id", "sender", "receiver"])
    }),
    ("two paths joined", |w| {
        let parcel = w.class("Parcel");
        let sender = load(Strategy::Joined, &relation(&parcel, "sender"));
        let receiver =
            named("joinedload", LoadAction::joined(None), &relation(&parcel, "receiver"));
        let receiver = receiver.options(&[all_lazy()])?;
        let found = w.all(&options(select(&parcel), vec![sender, receiver]))?;
        show(&found, &["id", "sender", "receiver"])
    }),
    ("renamed column of query", |w| {
        let caption = column(&w.class("Book"), "caption");
        let statement = ormlab_core::select(vec![(&caption).into()]).order_by([caption]);
        let names: Result<Vec<String>> = w
            .query(&statement)?
            .iter()
            .map(|row| Ok(row.get_named("caption")?.repr().trim_matches('\'').to_owned()))
            .collect();
        Ok(Some(names?.join(" ")))
    }),
    ("columns under other names", |w| {
        let found = w.all(&ormlab_core::select(vec![item(&w.class("Book"))]))?;
        assert!(found.iter().all(|book| text_of(book, "caption").is_ok()));
        show(&found, &["caption", "loud", "chapters"])
    }),
];
