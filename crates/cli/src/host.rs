//! [`NativeHost`]: the machine's clocks, SQLite by rusqlite, GlueSQL.

#[allow(clippy::disallowed_types, reason = "the clocks of a native program")]
use std::time::{Duration, Instant, SystemTime};

use std::rc::Rc;

use ormlab_driver_gluesql::GlueSql;
use ormlab_driver_sqlite::Sqlite;
use ormlab_engine::driver::Driver;
use ormlab_lab::{EngineKind, Host};

/// The world of a native run.
#[allow(clippy::disallowed_types, reason = "the clocks of a native program")]
pub struct NativeHost {
    start: Instant,
}

impl Default for NativeHost {
    #[allow(clippy::disallowed_types, reason = "the clocks of a native program")]
    fn default() -> NativeHost {
        NativeHost { start: Instant::now() }
    }
}

impl Host for NativeHost {
    fn driver(&self, engine: EngineKind) -> Result<Rc<dyn Driver>, String> {
        Ok(match engine {
            EngineKind::Sqlite => Rc::new(Sqlite::new()),
            EngineKind::Gluesql => Rc::new(GlueSql::new()),
        })
    }

    #[allow(clippy::disallowed_types, reason = "the clocks of a native program")]
    fn now(&self) -> i128 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX))
    }

    fn monotonic(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    fn sleep(&self, seconds: f64) {
        std::thread::sleep(Duration::try_from_secs_f64(seconds).unwrap_or_default());
    }
}
