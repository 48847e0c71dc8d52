//! [`SessionMaker`] and [`ScopedSession`]: sessions with the same options, and one for everyone.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Session, SessionOptions};
use crate::event::SessionEvents;

/// `sessionmaker(…)`.
#[derive(Debug, Default)]
pub struct SessionMaker {
    options: RefCell<SessionOptions>,
    /// Hooks that hear of all its sessions.
    pub events: Rc<SessionEvents>,
}

impl SessionMaker {
    pub fn new(options: SessionOptions) -> SessionMaker {
        SessionMaker { options: RefCell::new(options), events: Rc::default() }
    }

    /// `maker()`.
    pub fn session(&self) -> Session {
        self.session_with(|_| {})
    }

    /// `maker(**changes)`.
    pub fn session_with(&self, change: impl FnOnce(&mut SessionOptions)) -> Session {
        let mut options = self.options.borrow().clone();
        change(&mut options);
        let session = Session::new(options);
        session.share_events(&self.events);
        session
    }

    /// `maker.configure(**changes)`.
    pub fn configure(&self, change: impl FnOnce(&mut SessionOptions)) {
        change(&mut self.options.borrow_mut());
    }
}

/// `scoped_session(maker)`: there is one thread, so there is one session.
#[derive(Debug, Default)]
pub struct ScopedSession {
    pub maker: Rc<SessionMaker>,
    current: RefCell<Option<Session>>,
}

impl ScopedSession {
    pub fn new(maker: Rc<SessionMaker>) -> ScopedSession {
        ScopedSession { maker, current: RefCell::new(None) }
    }

    /// The session; made when there is none.
    pub fn session(&self) -> Session {
        if let Some(session) = self.current.borrow().clone() {
            return session;
        }
        let session = self.maker.session();
        *self.current.borrow_mut() = Some(session.clone());
        session
    }

    pub fn has(&self) -> bool {
        self.current.borrow().is_some()
    }

    /// `scoped_session.remove()`: closes it; the next use makes another.
    pub fn remove(&self) -> ormlab_core::Result<()> {
        let session = self.current.borrow_mut().take();
        session.map_or(Ok(()), |session| session.close())
    }
}
