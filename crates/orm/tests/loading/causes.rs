//! Each statement says who caused it; strategies set from outside win.

use std::rc::Rc;

use ormlab_core::Result;
use ormlab_orm::{LoaderOverride, LoaderOverrides, Strategy};

use super::api::{load, options, owners, posts, relation, select};
use super::world::World;

fn causes(world: &World, case: impl FnOnce(&World) -> Result<()>) -> Vec<String> {
    world.start();
    case(world).expect("the case runs");
    let shown = world.records().into_iter().map(|record| {
        let cause = record.cause;
        format!(
            "{:?} {} {} {} {:?}",
            cause.origin,
            cause.relationship.as_deref().unwrap_or("-"),
            cause.loader.as_deref().unwrap_or("-"),
            cause.owner.as_deref().unwrap_or("-"),
            cause.parent
        )
    });
    shown.collect()
}

fn with(world: &World, strategy: Strategy) -> ormlab_core::Select {
    options(select(&world.user), vec![load(strategy, &relation(&world.user, "posts"))])
}

#[test]
fn lazy_loads_name_their_owners() {
    let world = World::new().expect("the world is set up");
    let lines = causes(&world, |w| posts(&w.all(&select(&w.user))?).map(drop));
    assert_eq!(
        lines,
        [
            "Explicit - - - None",
            "LazyLoad User.posts lazy User#1 Some(0)",
            "LazyLoad User.posts lazy User#2 Some(0)",
            "LazyLoad User.posts lazy User#3 Some(0)",
        ]
    );
}

#[test]
fn further_statements_name_their_loader() {
    let world = World::new().expect("the world is set up");
    for (strategy, name) in [(Strategy::Selectin, "selectin"), (Strategy::Subquery, "subquery")] {
        let lines = causes(&world, |w| w.all(&with(w, strategy)).map(drop));
        let expected = format!("EagerLoad User.posts {name} - Some(0)");
        assert_eq!(lines, ["Explicit - - - None".to_owned(), expected]);
    }
}

#[test]
fn expired_objects_are_refreshed() {
    let world = World::new().expect("the world is set up");
    let lines = causes(&world, |w| {
        let held = w.all(&select(&w.post))?;
        w.session().expire_all()?;
        owners(&held[..1]).map(drop)
    });
    assert_eq!(lines[1], "Refresh - - Post#1 Some(0)");
    assert_eq!(lines[2], "LazyLoad Post.user lazy Post#1 Some(1)");
}

#[test]
fn strategies_from_outside_win() {
    let world = World::new().expect("the world is set up");
    let numbers = [
        (LoaderOverride::Lazy, 4),
        (LoaderOverride::Joined, 1),
        (LoaderOverride::Subquery, 2),
        (LoaderOverride::Selectin, 2),
    ];
    for (strategy, number) in numbers {
        let overrides = Rc::new(LoaderOverrides::default());
        overrides.set("User.posts", strategy);
        world.environment().extensions.set(overrides.clone());
        let given = Strategy::Selectin;
        let lines = causes(&world, |w| {
            let users = w.all(&with(w, given))?;
            assert_eq!(users.len(), 3, "each user comes once by {strategy:?}");
            posts(&users).map(drop)
        });
        assert_eq!(lines.len(), number, "{strategy:?} {lines:?}");
        assert_eq!(overrides.touched(), ["User.posts"]);
    }
    let overrides = Rc::new(LoaderOverrides::default());
    overrides.set("User.posts", LoaderOverride::Raise);
    world.environment().extensions.set(overrides);
    world.start();
    let users = world.all(&select(&world.user)).expect("users load");
    let error = posts(&users).expect_err("posts raise");
    assert_eq!(error.message, "'User.posts' is not available due to lazy='raise'");
}
