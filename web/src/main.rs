//! The page: a Yew app over the lab's plain data. The engine runs in a worker; see `agent`.

mod agent;
mod app;
mod bridge;
mod components;
mod examples;
mod marks;
mod share;
mod sql;
mod state;
mod store;
mod theme;
mod words;

fn main() {
    app::mount();
}
