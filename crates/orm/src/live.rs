//! The instances that are alive, so that a run can let go of those that refer to each other.
//!
//! Python has a collector for circles (`user.posts[0].user`); here the end of a run breaks them.

use std::cell::RefCell;
use std::rc::Weak;

use crate::instance::{Instance, InstanceState};

/// Weak references with places that are used again.
#[derive(Default)]
struct Live {
    places: Vec<Weak<InstanceState>>,
    free: Vec<u32>,
}

thread_local! {
    static LIVE: RefCell<Live> = RefCell::default();
}

/// Notes an instance that is being made; gives its place.
pub(crate) fn enter(instance: &Weak<InstanceState>) -> u32 {
    LIVE.with_borrow_mut(|live| match live.free.pop() {
        Some(place) => {
            live.places[place as usize] = instance.clone();
            place
        }
        None => {
            live.places.push(instance.clone());
            u32::try_from(live.places.len() - 1).unwrap_or(u32::MAX)
        }
    })
}

/// Forgets an instance that is being dropped.
pub(crate) fn leave(place: u32) {
    // At the end of the thread there may be nothing left to forget it from.
    let _ = LIVE.try_with(|live| {
        if let Ok(mut live) = live.try_borrow_mut() {
            if let Some(entry) = live.places.get_mut(place as usize) {
                *entry = Weak::new();
            }
            live.free.push(place);
        }
    });
}

/// Takes from every living instance what it refers to; called when a run has ended.
pub fn dispose_instances() {
    let living: Vec<Instance> = LIVE.with_borrow(|live| {
        live.places.iter().filter_map(Weak::upgrade).map(Instance::from_state).collect()
    });
    for instance in &living {
        instance.empty();
    }
}
