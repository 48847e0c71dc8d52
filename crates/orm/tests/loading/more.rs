//! Loads by further statements, and options that leave out or forbid.

use std::rc::Rc;

use ormlab_core::entity::StatementOption;
use ormlab_core::expr::Operand;
use ormlab_core::{Result, Select};
use ormlab_orm::session::GetOptions;
use ormlab_orm::{LoadAction, LoaderOption, RelationshipAttribute, Strategy};

use super::api::{
    Class, alias, chain, children, column, count, deep, emails, items, join, load, named, names,
    object, options, owners, posts, relation, select, tags,
};
use super::stage::Case;
use super::world::World;

type Outcome = Result<Option<String>>;

use Strategy::{Immediate, Joined, Lazy, Noload, Raise, Selectin, Subquery};

fn with(class: &Class, strategy: Strategy, key: &str) -> Select {
    options(select(class), vec![load(strategy, &relation(class, key))])
}

fn then(w: &World, first: Strategy, second: Strategy) -> Result<Select> {
    let steps = [(first, relation(&w.user, "posts")), (second, relation(&w.post, "tags"))];
    Ok(options(select(&w.user), vec![chain(&steps)?]))
}

fn contained(attribute: &RelationshipAttribute) -> LoaderOption {
    named("contains_eager", LoadAction::contained(), attribute)
}

fn roots(w: &World) -> Select {
    let parent = column(&w.node, "parent_id");
    select(&w.node).where_(parent.is_(ormlab_core::Expr::null()))
}

fn contains_eager_alias(w: &World) -> Outcome {
    let attribute = relation(&w.user, "posts").of_type(alias(&w.post));
    let statement = join(select(&w.user), attribute.clone(), false);
    posts(&w.unique(&options(statement, vec![contained(&attribute)]))?)
}

fn contains_eager_chain(w: &World) -> Outcome {
    let (to_posts, to_tags) = (relation(&w.user, "posts"), relation(&w.post, "tags"));
    let statement = join(select(&w.user), to_posts.clone(), false);
    let statement = join(statement, to_tags.clone(), false);
    let option = contained(&to_posts).then("contains_eager", &to_tags, LoadAction::contained())?;
    deep(&w.unique(&options(statement, vec![option]))?)
}

fn recursive(w: &World) -> Outcome {
    let action = LoadAction::Relationship {
        strategy: Some(Selectin),
        innerjoin: None,
        is_contained: false,
        recursion_depth: Some(-1),
    };
    let option = named("selectinload", action, &relation(&w.node, "children"));
    names(&w.all(&options(roots(w), vec![option]))?)
}

fn selectin_itself(w: &World) -> Outcome {
    let step = || (Selectin, relation(&w.node, "children"));
    children(&w.all(&options(roots(w), vec![chain(&[step(), step()])?]))?)
}

fn of_nothing(w: &World, strategy: Strategy) -> Outcome {
    let statement = with(&w.user, strategy, "posts").where_(column(&w.user, "id").eq(99_i64));
    posts(&w.all(&statement)?)
}

fn of_alias(w: &World, strategy: Strategy) -> Outcome {
    posts(&w.all(&with(&alias(&w.user), strategy, "posts"))?)
}

fn subquery_limit(w: &World) -> Outcome {
    let name = column(&w.user, "name");
    let statement = with(&w.user, Subquery, "posts").where_(name.ne("u1")).order_by([name]);
    posts(&w.all(&statement.limit(Some(Operand::from(2_i64)))?)?)
}

fn subquery_over_join(w: &World) -> Outcome {
    let statement = join(with(&w.user, Subquery, "posts"), relation(&w.user, "posts"), false);
    posts(&w.all(&statement.where_(column(&w.post, "title").ne("x")))?)
}

fn raise_all() -> LoaderOption {
    LoaderOption::default().wildcard("raiseload", LoadAction::strategy(Raise))
}

fn raise_but_posts(w: &World) -> Select {
    let one = load(Selectin, &relation(&w.user, "posts"));
    options(select(&w.user), vec![raise_all(), one])
}

fn without_name(w: &World, raiseload: bool) -> Result<Select> {
    let name = w.user.mapper.require("name")?;
    let action = LoadAction::Column { deferred: true, raiseload };
    let option = LoaderOption::default().column("defer", &w.user, &name, action)?;
    Ok(options(select(&w.user), vec![option]))
}

fn only_title(w: &World, strategy: Strategy) -> Result<Select> {
    let title = w.post.mapper.require("title")?;
    let option = load(strategy, &relation(&w.user, "posts"));
    let option = option.load_only(&w.post, &[title], false)?;
    Ok(options(select(&w.user), vec![option]))
}

fn default_then_selectin(w: &World) -> Outcome {
    let option = named("defaultload", LoadAction::default_load(), &relation(&w.user, "posts"));
    let option =
        option.then("selectinload", &relation(&w.post, "tags"), LoadAction::strategy(Selectin))?;
    deep(&w.all(&options(select(&w.user), vec![option]))?)
}

fn get_with(w: &World, strategy: Strategy, key: i64) -> Outcome {
    let option: Rc<dyn StatementOption> = Rc::new(load(strategy, &relation(&w.user, "posts")));
    let request = GetOptions { options: vec![option], ..GetOptions::default() };
    let user = w.session().get(&w.user.mapper, key, &request)?.expect("the row is there");
    count(&items(&user, "posts")?)
}

pub(crate) const CASES: &[(&str, Case<World>)] = &[
    ("contains_eager", |w| {
        let attribute = relation(&w.user, "posts");
        let statement = join(select(&w.user), attribute.clone(), false);
        posts(&w.unique(&options(statement, vec![contained(&attribute)]))?)
    }),
    ("contains_eager alias", contains_eager_alias),
    ("contains_eager chain", contains_eager_chain),
    ("selectin", |w| posts(&w.all(&with(&w.user, Selectin, "posts"))?)),
    ("selectin ordered", |w| emails(&w.all(&with(&w.user, Selectin, "addresses"))?)),
    ("selectin many to one", |w| owners(&w.all(&with(&w.post, Selectin, "user"))?)),
    ("selectin many to many", |w| tags(&w.all(&with(&w.post, Selectin, "tags"))?)),
    ("selectin chain", |w| deep(&w.all(&then(w, Selectin, Selectin)?)?)),
    ("selectin then joined", |w| deep(&w.all(&then(w, Selectin, Joined)?)?)),
    ("joined then selectin", |w| deep(&w.unique(&then(w, Joined, Selectin)?)?)),
    ("selectin itself", selectin_itself),
    ("selectin itself upwards", |w| names(&w.all(&with(&w.node, Selectin, "parent"))?)),
    ("selectin recursive", recursive),
    ("selectin alias", |w| of_alias(w, Selectin)),
    ("selectin and_", |w| {
        let criterion = column(&w.post, "title").ne("p10");
        let option = load(Selectin, &relation(&w.user, "posts").and_([criterion]));
        posts(&w.all(&options(select(&w.user), vec![option]))?)
    }),
    ("selectin of nothing", |w| of_nothing(w, Selectin)),
    ("selectin query", |w| {
        let rows = w.query(&with(&w.user, Selectin, "posts"))?;
        let users: Result<Vec<_>> = rows.iter().map(|row| object(row, 0)).collect();
        posts(&users?)
    }),
    ("subquery", |w| posts(&w.all(&with(&w.user, Subquery, "posts"))?)),
    ("subquery query", |w| {
        let rows = w.query(&with(&w.user, Subquery, "posts"))?;
        let users: Result<Vec<_>> = rows.iter().map(|row| object(row, 0)).collect();
        posts(&users?)
    }),
    ("subquery limit", subquery_limit),
    ("subquery ordered", |w| {
        let statement = with(&w.user, Subquery, "addresses").order_by([column(&w.user, "name")]);
        emails(&w.all(&statement)?)
    }),
    ("subquery many to one", |w| owners(&w.all(&with(&w.post, Subquery, "user"))?)),
    ("subquery many to many", |w| tags(&w.all(&with(&w.post, Subquery, "tags"))?)),
    ("subquery chain", |w| deep(&w.all(&then(w, Subquery, Subquery)?)?)),
    ("subquery then joined", |w| deep(&w.all(&then(w, Subquery, Joined)?)?)),
    ("joined then subquery", |w| deep(&w.unique(&then(w, Joined, Subquery)?)?)),
    ("subquery itself", |w| children(&w.all(&with(&w.node, Subquery, "children"))?)),
    ("subquery over join", subquery_over_join),
    ("subquery alias", |w| of_alias(w, Subquery)),
    ("subquery of nothing", |w| of_nothing(w, Subquery)),
    ("immediate", |w| posts(&w.all(&with(&w.user, Immediate, "posts"))?)),
    ("immediate many to one", |w| owners(&w.all(&with(&w.post, Immediate, "user"))?)),
    ("noload", |w| posts(&w.all(&with(&w.user, Noload, "posts"))?)),
    ("raiseload", |w| posts(&w.all(&with(&w.user, Raise, "posts"))?)),
    ("raiseload all", |w| posts(&w.all(&options(select(&w.user), vec![raise_all()]))?)),
    ("raiseload but one", |w| posts(&w.all(&raise_but_posts(w))?)),
    ("raiseload beyond", |w| deep(&w.all(&raise_but_posts(w))?)),
    ("raiseload of sql", |w| {
        let action = LoadAction::strategy(Strategy::RaiseOnSql);
        let option = named("raiseload", action, &relation(&w.post, "user"));
        owners(&w.all(&options(select(&w.post), vec![option]))?)
    }),
    ("load_only", |w| {
        let id = w.user.mapper.require("id")?;
        let option = LoaderOption::default().load_only(&w.user, &[id], false)?;
        names(&w.all(&options(select(&w.user), vec![option]))?)
    }),
    ("defer", |w| names(&w.all(&without_name(w, false)?)?)),
    ("defer and raise", |w| names(&w.all(&without_name(w, true)?)?)),
    ("joined load_only", |w| posts(&w.unique(&only_title(w, Joined)?)?)),
    ("selectin load_only", |w| posts(&w.all(&only_title(w, Selectin)?)?)),
    ("lazy then selectin", |w| deep(&w.all(&then(w, Lazy, Selectin)?)?)),
    ("lazy then joined", |w| deep(&w.all(&then(w, Lazy, Joined)?)?)),
    ("default then selectin", default_then_selectin),
    ("option of another class", |w| {
        let option = load(Joined, &relation(&w.post, "user"));
        names(&w.all(&options(select(&w.user), vec![option]))?)
    }),
    ("option that does not link", |w| {
        let steps =
            [(Joined, relation(&w.user, "posts")), (Joined, relation(&w.user, "addresses"))];
        names(&w.all(&options(select(&w.user), vec![chain(&steps)?]))?)
    }),
    ("get selectin", |w| get_with(w, Selectin, 2)),
    ("get joined", |w| get_with(w, Joined, 3)),
];
