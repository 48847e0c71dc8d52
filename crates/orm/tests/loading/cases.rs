//! Statements: entities, joins, comparisons of relationships, lazy and joined loads.

use ormlab_core::expr::Operand;
use ormlab_core::select::{JoinTarget, SelectItem, SetupJoin};
use ormlab_core::{Expr, Result, Select};
use ormlab_orm::session::GetOptions;
use ormlab_orm::{InnerJoin, Instance, LoadAction, MappedEntity, Strategy};

use super::api::{
    Class, alias, chain, children, column, count, deep, emails, from, item, join, load, named,
    names, object, options, owners, posts, related_object, relation, select, tags,
};
use super::stage::Case;
use super::world::World;

type Outcome = Result<Option<String>>;

fn get(w: &World, class: &Class, key: i64) -> Result<Instance> {
    Ok(w.session().get(&class.mapper, key, &GetOptions::default())?.expect("the row is there"))
}

fn title(w: &World) -> Expr {
    column(&w.post, "title")
}

fn limit(statement: Select, number: i64) -> Result<Select> {
    statement.limit(Some(Operand::from(number)))
}

fn count_of(expr: Expr) -> Expr {
    Expr::function("count", [expr])
}

fn join_class(statement: Select, class: &Class, on: Option<Expr>) -> Select {
    statement.join(JoinTarget::From(from(class)), on)
}

fn pairs(w: &World, statement: &Select, first: &str) -> Outcome {
    let mut shown = Vec::new();
    for row in w.rows(statement)? {
        let (a, b) = match first {
            "entity" => (super::api::text_of(&object(&row, 0)?, "name")?, row.get(1)?),
            _ => (row.get(0)?.repr(), row.get(1)?),
        };
        let b = match ormlab_orm::loading::instance_of(&b) {
            Some(instance) => super::api::text_of(&instance, "name")?,
            None => b.repr().trim_matches('\'').to_owned(),
        };
        shown.push(format!("{a}/{b}"));
    }
    Ok(Some(shown.join(" ")))
}

fn beside_alias(w: &World) -> Outcome {
    let other = alias(&w.user);
    let statement = ormlab_core::select(vec![item(&w.user), item(&other)])
        .where_(column(&w.user, "id").lt(column(&other, "id")));
    pairs(w, &statement, "entity")
}

fn named_alias(w: &World) -> Outcome {
    let ux = MappedEntity::aliased(&w.user.mapper, None, Some("ux"), false);
    let name = column(&ux, "name");
    let statement =
        ormlab_core::select(vec![item(&ux), SelectItem::Expr(name.clone())]).order_by([name]);
    pairs(w, &statement, "entity")
}

fn by_relationship(w: &World) -> Outcome {
    let statement = select(&w.user).add_join(SetupJoin {
        left: None,
        target: JoinTarget::From(from(&w.post)),
        on: None,
        on_relationship: Some(std::rc::Rc::new(relation(&w.user, "posts"))),
        is_outer: false,
        is_full: false,
    });
    names(&w.all(&statement)?)
}

fn join_itself(w: &World) -> Outcome {
    let other = alias(&w.node);
    let statement = select(&w.node)
        .add_join(SetupJoin {
            left: None,
            target: JoinTarget::From(from(&other)),
            on: None,
            on_relationship: Some(std::rc::Rc::new(relation(&w.node, "children"))),
            is_outer: false,
            is_full: false,
        })
        .where_(column(&other, "name").eq("c1"));
    names(&w.all(&statement)?)
}

fn where_(w: &World, class: &Class, criterion: Result<Expr>) -> Result<Vec<Instance>> {
    w.all(&select(class).where_(criterion?))
}

fn joined(w: &World) -> Select {
    options(select(&w.user), vec![load(Strategy::Joined, &relation(&w.user, "posts"))])
}

fn joined_inner(attribute: &ormlab_orm::RelationshipAttribute) -> ormlab_orm::LoaderOption {
    named("joinedload", LoadAction::joined(Some(InnerJoin::Nested)), attribute)
}

fn held_users(w: &World) -> Outcome {
    let held = w.all(&select(&w.user))?;
    let shown = owners(&w.all(&select(&w.post))?);
    drop(held);
    shown
}

fn joined_by_expression(w: &World) -> Outcome {
    let lower = Expr::function("lower", [column(&w.user, "name")]).desc();
    let statement = limit(joined(w).order_by([lower]), 2)?.offset(Some(Operand::from(1_i64)))?;
    posts(&w.unique(&statement)?)
}

fn joined_chain_inner(w: &World) -> Outcome {
    let option = load(Strategy::Joined, &relation(&w.user, "posts")).then(
        "joinedload",
        &relation(&w.post, "tags"),
        LoadAction::joined(Some(InnerJoin::Nested)),
    )?;
    deep(&w.unique(&options(select(&w.user), vec![option]))?)
}

fn joined_two_entities(w: &World) -> Outcome {
    let statement = ormlab_core::select(vec![item(&w.user), item(&w.post)]);
    let statement = join(statement, relation(&w.user, "posts"), false);
    let option = load(Strategy::Joined, &relation(&w.user, "posts"));
    use ormlab_engine::Fetch;
    let mut shown = Vec::new();
    for row in w.execute(&options(statement, vec![option]))?.unique(None).all()? {
        let user = posts(&[object(&row, 0)?])?.unwrap_or_default();
        shown.push(format!("{user}:{}", super::api::text_of(&object(&row, 1)?, "title")?));
    }
    Ok(Some(shown.join(" ")))
}

fn joined_column(w: &World) -> Outcome {
    use ormlab_engine::Fetch;
    let name = SelectItem::Expr(column(&w.user, "name"));
    let statement = ormlab_core::select(vec![name, item(&w.user)]);
    let option = load(Strategy::Joined, &relation(&w.user, "posts"));
    let rows = w.execute(&options(statement, vec![option]))?.unique(None).all()?;
    let users: Result<Vec<Instance>> = rows.iter().map(|row| object(row, 1)).collect();
    posts(&users?)
}

fn joined_grouped(w: &World) -> Outcome {
    let statement = join(select(&w.user), relation(&w.user, "posts"), false)
        .group_by([column(&w.user, "id")])
        .having(count_of(column(&w.post, "id")).gt(0_i64));
    let option = load(Strategy::Joined, &relation(&w.user, "addresses"));
    names(&w.unique(&options(statement, vec![option]))?)
}

fn joined_alias(w: &World) -> Outcome {
    let other = alias(&w.user);
    let option = load(Strategy::Joined, &relation(&other, "posts"));
    posts(&w.unique(&options(select(&other), vec![option]))?)
}

fn addresses(w: &World) -> Select {
    let statement = select(&w.user).order_by([column(&w.user, "name")]);
    options(statement, vec![load(Strategy::Joined, &relation(&w.user, "addresses"))])
}

fn query_objects(w: &World, statement: &Select) -> Result<Vec<Instance>> {
    w.query(statement)?.iter().map(|row| object(row, 0)).collect()
}

pub(crate) const CASES: &[(&str, Case<World>)] = &[
    ("entity", |w| names(&w.all(&select(&w.user))?)),
    ("query", |w| names(&query_objects(w, &select(&w.user))?)),
    ("entity and columns", |w| {
        let columns = ["id", "name"].map(|key| SelectItem::Expr(column(&w.user, key)));
        pairs(w, &select(&w.user).add_columns(columns.to_vec()), "entity")
    }),
    ("column and entity", |w| {
        let id = SelectItem::Expr(column(&w.user, "id"));
        pairs(w, &ormlab_core::select(vec![id, item(&w.user)]), "value")
    }),
    ("alias beside class", beside_alias),
    ("named alias", named_alias),
    ("join relationship", |w| {
        let statement = join(select(&w.user), relation(&w.user, "posts"), false);
        names(&w.all(&statement.where_(title(w).eq("p10")))?)
    }),
    ("join class", |w| names(&w.all(&join_class(select(&w.user), &w.post, None))?)),
    ("join class on", |w| {
        let on = column(&w.user, "id").eq(column(&w.post, "user_id"));
        names(&w.all(&join_class(select(&w.user), &w.post, Some(on)))?)
    }),
    ("join class by relationship", by_relationship),
    ("outer join", |w| names(&w.all(&join(select(&w.user), relation(&w.user, "posts"), true))?)),
    ("outer join secondary", |w| {
        tags(&w.all(&join(select(&w.post), relation(&w.post, "tags"), true))?)
    }),
    ("join secondary", |w| {
        count(&w.all(&join(select(&w.post), relation(&w.post, "tags"), false))?)
    }),
    ("join chain", |w| {
        let statement = join(select(&w.user), relation(&w.user, "posts"), false);
        names(&w.all(&join(statement, relation(&w.post, "tags"), false))?)
    }),
    ("join of_type", |w| {
        let other = alias(&w.post);
        let attribute = relation(&w.user, "posts").of_type(other.clone());
        let statement = join(select(&w.user), attribute, false);
        names(&w.all(&statement.where_(column(&other, "title").eq("p21")))?)
    }),
    ("join and_", |w| {
        let attribute = relation(&w.user, "posts").and_([title(w).eq("p21")]);
        names(&w.all(&join(select(&w.user), attribute, false))?)
    }),
    ("join itself", join_itself),
    ("join itself without alias", |w| {
        names(&w.all(&join(select(&w.node), relation(&w.node, "children"), false))?)
    }),
    ("columns over a join", |w| {
        let columns = vec![column(&w.user, "name").into(), title(w).into()];
        count(&w.rows(&join(ormlab_core::select(columns), relation(&w.user, "posts"), false))?)
    }),
    ("count over a join", |w| {
        let name = column(&w.user, "name");
        let columns = vec![(&name).into(), count_of(column(&w.post, "id")).into()];
        let statement = join_class(ormlab_core::select(columns), &w.post, None);
        count(&w.rows(&statement.group_by([name]))?)
    }),
    ("select_from", |w| {
        let all = Expr::literal_column("*", ormlab_core::SqlType::Null);
        let statement = ormlab_core::select(vec![count_of(all).into()]).select_from(from(&w.user));
        let statement = join(statement, relation(&w.user, "posts"), false);
        Ok(w.execute(&statement)?.scalar()?.map(|value| value.repr()))
    }),
    ("query columns", |w| {
        let columns = vec![column(&w.user, "name").into(), title(w).into()];
        count(&w.query(&join(ormlab_core::select(columns), relation(&w.user, "posts"), false))?)
    }),
    ("any", |w| names(&where_(w, &w.user, relation(&w.user, "posts").any(None, &[]))?)),
    ("any criterion", |w| {
        let criterion = Some(title(w).eq("p10"));
        names(&where_(w, &w.user, relation(&w.user, "posts").any(criterion, &[]))?)
    }),
    ("not any", |w| {
        let any = relation(&w.user, "posts").any(None, &[])?;
        names(&where_(w, &w.user, Ok(any.negate()))?)
    }),
    ("has", |w| {
        let criterion = Some(column(&w.user, "name").eq("u1"));
        owners(&where_(w, &w.post, relation(&w.post, "user").has(criterion, &[]))?)
    }),
    ("any secondary", |w| {
        let criterion = Some(column(&w.tag, "name").eq("t1"));
        tags(&where_(w, &w.post, relation(&w.post, "tags").any(criterion, &[]))?)
    }),
    ("any itself", |w| {
        let criterion = Some(column(&w.node, "name").eq("c1"));
        names(&where_(w, &w.node, relation(&w.node, "children").any(criterion, &[]))?)
    }),
    ("has itself", |w| {
        let pairs = [("name".into(), "root".into())];
        names(&where_(w, &w.node, relation(&w.node, "parent").has(None, &pairs))?)
    }),
    ("any of alias", |w| {
        let other = alias(&w.user);
        let criterion = Some(title(w).eq("p10"));
        names(&where_(w, &other, relation(&other, "posts").any(criterion, &[]))?)
    }),
    ("collection is none", |w| names(&where_(w, &w.user, relation(&w.user, "posts").eq(None))?)),
    ("scalar is none", |w| owners(&where_(w, &w.post, relation(&w.post, "user").eq(None))?)),
    ("scalar is not none", |w| count(&where_(w, &w.post, relation(&w.post, "user").ne(None))?)),
    ("scalar equals", |w| {
        let user = get(w, &w.user, 3)?;
        count(&where_(w, &w.post, relation(&w.post, "user").eq(Some(&user)))?)
    }),
    ("scalar differs", |w| {
        let user = get(w, &w.user, 3)?;
        count(&where_(w, &w.post, relation(&w.post, "user").ne(Some(&user)))?)
    }),
    ("contains", |w| {
        let post = get(w, &w.post, 3)?;
        names(&where_(w, &w.user, relation(&w.user, "posts").contains(&post))?)
    }),
    ("contains secondary", |w| {
        let tag = get(w, &w.tag, 1)?;
        count(&where_(w, &w.post, relation(&w.post, "tags").contains(&tag))?)
    }),
    ("any of a scalar", |w| names(&where_(w, &w.user, relation(&w.post, "user").any(None, &[]))?)),
    ("has of a collection", |w| {
        names(&where_(w, &w.user, relation(&w.user, "posts").has(None, &[]))?)
    }),
    ("lazy one to many", |w| posts(&w.all(&select(&w.user))?)),
    ("lazy many to one", |w| owners(&w.all(&select(&w.post))?)),
    ("lazy in identity map", held_users),
    ("lazy many to many", |w| tags(&w.all(&select(&w.post))?)),
    ("lazy ordered", |w| emails(&w.all(&select(&w.user))?)),
    ("lazy itself", |w| children(&w.all(&select(&w.node))?)),
    ("joined", |w| posts(&w.unique(&joined(w))?)),
    ("joined without unique", |w| posts(&w.all(&joined(w))?)),
    ("joined query", |w| posts(&query_objects(w, &joined(w))?)),
    ("joined query first", |w| {
        let rows = query_objects(w, &limit(joined(w), 1)?)?;
        names(&rows)
    }),
    ("joined limit", |w| {
        posts(&w.unique(&limit(joined(w).order_by([column(&w.user, "name")]), 2)?)?)
    }),
    ("joined limit by expression", joined_by_expression),
    ("joined ordered", |w| emails(&w.unique(&addresses(w))?)),
    ("joined limit ordered", |w| emails(&w.unique(&limit(addresses(w), 2)?)?)),
    ("joined many to one", |w| {
        let option = load(Strategy::Joined, &relation(&w.post, "user"));
        owners(&w.all(&options(select(&w.post), vec![option]))?)
    }),
    ("joined many to one inner", |w| {
        let option = joined_inner(&relation(&w.post, "user"));
        owners(&w.all(&options(select(&w.post), vec![option]))?)
    }),
    ("joined many to one limit", |w| {
        let option = load(Strategy::Joined, &relation(&w.post, "user"));
        owners(&w.all(&limit(options(select(&w.post), vec![option]), 2)?)?)
    }),
    ("joined many to many", |w| {
        let option = load(Strategy::Joined, &relation(&w.post, "tags"));
        tags(&w.unique(&options(select(&w.post), vec![option]))?)
    }),
    ("joined many to many inner", |w| {
        let option = joined_inner(&relation(&w.post, "tags"));
        tags(&w.unique(&options(select(&w.post), vec![option]))?)
    }),
    ("joined two", |w| {
        let option = load(Strategy::Joined, &relation(&w.user, "addresses"));
        posts(&w.unique(&options(joined(w), vec![option]))?)
    }),
    ("joined chain", |w| {
        let steps = [
            (Strategy::Joined, relation(&w.user, "posts")),
            (Strategy::Joined, relation(&w.post, "tags")),
        ];
        deep(&w.unique(&options(select(&w.user), vec![chain(&steps)?]))?)
    }),
    ("joined chain inner", joined_chain_inner),
    ("joined there and back", |w| {
        let steps = [
            (Strategy::Joined, relation(&w.user, "posts")),
            (Strategy::Joined, relation(&w.post, "user")),
        ];
        posts(&w.unique(&options(select(&w.user), vec![chain(&steps)?]))?)
    }),
    ("joined itself twice", |w| {
        let step = || (Strategy::Joined, relation(&w.node, "children"));
        names(&w.unique(&options(select(&w.node), vec![chain(&[step(), step()])?]))?)
    }),
    ("joined distinct", |w| posts(&w.unique(&joined(w).distinct())?)),
    ("joined beside join", |w| {
        let statement = join(joined(w), relation(&w.user, "posts"), false);
        posts(&w.unique(&statement.where_(title(w).eq("p10")))?)
    }),
    ("joined alias", joined_alias),
    ("joined two entities", joined_two_entities),
    ("joined column and entity", joined_column),
    ("joined grouped", joined_grouped),
    ("expired", |w| {
        let held = w.all(&select(&w.user))?;
        w.session().expire_all()?;
        posts(&held)
    }),
    ("expired and queried", |w| {
        let held = w.all(&select(&w.user))?;
        w.session().expire_all()?;
        w.all(&select(&w.user))?;
        names(&held)
    }),
    ("expired attribute", |w| {
        let user = get(w, &w.user, 2)?;
        posts(std::slice::from_ref(&user))?;
        w.session().expire(&user, Some(&["name"]))?;
        names(&[user])
    }),
    ("refresh", |w| {
        let user = get(w, &w.user, 2)?;
        w.session().refresh(&user, None, None)?;
        w.session().refresh(&user, Some(&["posts"]), None)?;
        w.session().refresh(&user, Some(&["name"]), None)?;
        Ok(None)
    }),
    ("get of nothing", |w| {
        let found = w.session().get(&w.user.mapper, 99_i64, &GetOptions::default())?;
        Ok(Some(found.map_or("None".to_owned(), |found| found.describe())))
    }),
    ("alias of a subquery", |w| {
        let inner = select(&w.user).where_(column(&w.user, "id").gt(1_i64)).subquery(None);
        let other = MappedEntity::aliased(&w.user.mapper, Some(inner.into()), None, false);
        names(&w.all(&select(&other))?)
    }),
    ("contains_eager many to one", |w| {
        let option = named("contains_eager", LoadAction::contained(), &relation(&w.post, "user"));
        let statement = join(select(&w.post), relation(&w.post, "user"), false);
        let statement = statement.order_by([column(&w.user, "name")]);
        let found = w.all(&options(statement, vec![option]))?;
        assert!(found.iter().all(|post| related_object(post, "user").is_ok()));
        owners(&found)
    }),
];
