//! The driver passes the suite, all of it.

use ormlab_driver_sqlite::Sqlite;
use ormlab_driver_suite::check_all;

#[test]
fn passes_the_suite() {
    match check_all(&mut || Box::new(Sqlite::new()), &[]) {
        Ok(passed) => assert!(passed > 30, "only {passed} cases"),
        Err(failed) => panic!("{failed}"),
    }
}
