//! Every way of loading sends what the real library sends: `goldens/loading.txt`, recorded by
//! `oracle/loading.py`, holds statements and outcomes of each case by name.

#[path = "loading/api.rs"]
mod api;
#[path = "loading/cases.rs"]
mod cases;
#[path = "loading/causes.rs"]
mod causes;
#[path = "loading/more.rs"]
mod more;
#[path = "loading/stage.rs"]
mod stage;
#[path = "loading/world.rs"]
mod world;

#[test]
fn loads_as_the_real_library() {
    let world = world::World::new().expect("the world is set up");
    stage::check("loading.txt", &world, cases::CASES.iter().chain(more::CASES));
}
