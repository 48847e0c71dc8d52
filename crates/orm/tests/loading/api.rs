//! Short names for what the cases say: attributes, options, joins, what is shown of objects.

use std::rc::Rc;

use ormlab_core::entity::{Entity, StatementOption};
use ormlab_core::select::{JoinTarget, SelectItem, SetupJoin};
use ormlab_core::{Expr, FromClause, Result, Select, Value};
use ormlab_engine::Row;
use ormlab_orm::attribute::Attribute;
use ormlab_orm::loading::instance_of;
use ormlab_orm::{
    EntityAttribute, Instance, LoadAction, LoaderOption, MappedEntity, RelationshipAttribute,
    Strategy,
};

pub(crate) type Class = Rc<MappedEntity>;

pub(crate) fn objects(values: &[Value]) -> Vec<Instance> {
    values.iter().filter_map(instance_of).collect()
}

pub(crate) fn object(row: &Row, index: usize) -> Result<Instance> {
    Ok(instance_of(&row.get(index)?).expect("an object was selected"))
}

pub(crate) fn from(class: &Class) -> FromClause {
    let entity: Rc<dyn Entity> = class.clone();
    FromClause::Entity(entity)
}

pub(crate) fn item(class: &Class) -> SelectItem {
    let entity: Rc<dyn Entity> = class.clone();
    SelectItem::Entity(entity)
}

pub(crate) fn select(class: &Class) -> Select {
    ormlab_core::select(vec![item(class)])
}

pub(crate) fn alias(class: &Class) -> Class {
    MappedEntity::aliased(&class.mapper, None, None, false)
}

/// `User.name`
pub(crate) fn column(class: &Class, key: &str) -> Expr {
    match class.attribute(key) {
        Some(EntityAttribute::Column(column)) => column,
        _ => panic!("{key} is no column"),
    }
}

/// `User.posts`
pub(crate) fn relation(class: &Class, key: &str) -> RelationshipAttribute {
    match class.attribute(key) {
        Some(EntityAttribute::Relationship(attribute)) => attribute,
        _ => panic!("{key} is no relationship"),
    }
}

pub(crate) fn join(statement: Select, attribute: RelationshipAttribute, is_outer: bool) -> Select {
    statement.add_join(SetupJoin {
        left: None,
        target: JoinTarget::Relationship(Rc::new(attribute)),
        on: None,
        on_relationship: None,
        is_outer,
        is_full: false,
    })
}

pub(crate) fn options(statement: Select, options: Vec<LoaderOption>) -> Select {
    let options = options.into_iter().map(|option| Rc::new(option) as Rc<dyn StatementOption>);
    statement.edit(|data| data.tail.execution.options.extend(options))
}

/// `joinedload(User.posts)` and the like.
pub(crate) fn load(strategy: Strategy, attribute: &RelationshipAttribute) -> LoaderOption {
    named(name_of(strategy), LoadAction::strategy(strategy), attribute)
}

pub(crate) fn named(
    name: &str,
    action: LoadAction,
    attribute: &RelationshipAttribute,
) -> LoaderOption {
    LoaderOption::load(name, attribute, action).expect("the first step always links")
}

pub(crate) fn name_of(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Joined => "joinedload",
        Strategy::Selectin => "selectinload",
        Strategy::Subquery => "subqueryload",
        Strategy::Immediate => "immediateload",
        Strategy::Noload => "noload",
        Strategy::Raise => "raiseload",
        _ => "lazyload",
    }
}

/// A chain of one strategy after another.
pub(crate) fn chain(steps: &[(Strategy, RelationshipAttribute)]) -> Result<LoaderOption> {
    steps.iter().try_fold(LoaderOption::default(), |option, (strategy, attribute)| {
        option.then(name_of(*strategy), attribute, LoadAction::strategy(*strategy))
    })
}

pub(crate) fn text_of(instance: &Instance, key: &str) -> Result<String> {
    Ok(match instance.get_by_key(key)? {
        Attribute::Value(Value::Str(text)) => text.to_string(),
        other => format!("{other:?}"),
    })
}

pub(crate) fn items(instance: &Instance, key: &str) -> Result<Vec<Instance>> {
    match instance.get_by_key(key)? {
        Attribute::Collection(collection) => Ok(collection.items()),
        other => panic!("{key} is {other:?}"),
    }
}

pub(crate) fn related_object(instance: &Instance, key: &str) -> Result<Option<Instance>> {
    match instance.get_by_key(key)? {
        Attribute::Object(object) => Ok(object),
        other => panic!("{key} is {other:?}"),
    }
}

fn each(
    instances: &[Instance],
    show: impl Fn(&Instance) -> Result<String>,
) -> Result<Option<String>> {
    let shown: Result<Vec<String>> = instances.iter().map(show).collect();
    Ok(Some(shown?.join(" ")))
}

pub(crate) fn names(instances: &[Instance]) -> Result<Option<String>> {
    each(instances, |instance| text_of(instance, "name"))
}

fn counted(instances: &[Instance], name: &str, key: &str) -> Result<Option<String>> {
    each(instances, |instance| {
        Ok(format!("{}:{}", text_of(instance, name)?, items(instance, key)?.len()))
    })
}

pub(crate) fn posts(users: &[Instance]) -> Result<Option<String>> {
    counted(users, "name", "posts")
}

pub(crate) fn tags(posts: &[Instance]) -> Result<Option<String>> {
    counted(posts, "title", "tags")
}

pub(crate) fn children(nodes: &[Instance]) -> Result<Option<String>> {
    counted(nodes, "name", "children")
}

pub(crate) fn owners(posts: &[Instance]) -> Result<Option<String>> {
    each(posts, |post| {
        let user = related_object(post, "user")?.expect("each post has one");
        Ok(format!("{}:{}", text_of(post, "title")?, text_of(&user, "name")?))
    })
}

pub(crate) fn emails(users: &[Instance]) -> Result<Option<String>> {
    each(users, |user| {
        let addresses = items(user, "addresses")?;
        let emails: Result<Vec<String>> =
            addresses.iter().map(|address| text_of(address, "email")).collect();
        Ok(emails?.join(","))
    })
}

pub(crate) fn deep(users: &[Instance]) -> Result<Option<String>> {
    each(users, |user| {
        let counts: Result<Vec<String>> = items(user, "posts")?
            .iter()
            .map(|post| Ok(items(post, "tags")?.len().to_string()))
            .collect();
        Ok(counts?.join(","))
    })
}

pub(crate) fn count<T>(things: &[T]) -> Result<Option<String>> {
    Ok(Some(things.len().to_string()))
}
