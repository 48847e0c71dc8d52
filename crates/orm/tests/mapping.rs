//! Kinds of relationship and loaders that classes ask for: `goldens/mapping.txt`, recorded by
//! `oracle/mapping.py`.

#[path = "mapping/again.rs"]
mod again;
#[path = "loading/api.rs"]
#[allow(dead_code)]
mod api;
#[path = "mapping/cases.rs"]
mod cases;
#[path = "mapping/places.rs"]
mod places;
#[path = "loading/stage.rs"]
#[allow(dead_code)]
mod stage;
#[path = "mapping/world.rs"]
mod world;

#[test]
fn maps_as_the_real_library() {
    let world = world::World::new().expect("the world is set up");
    stage::check(
        "mapping.txt",
        &world,
        cases::CASES.iter().chain(places::CASES).chain(again::CASES),
    );
}
