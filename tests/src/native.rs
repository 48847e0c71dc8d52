//! Runs a document as the command line does.

use std::rc::Rc;

use ormlab_cli::NativeHost;
use ormlab_lab::{Document, Host, Report};

/// On the machine's own SQLite.
pub fn run(document: &Document) -> Report {
    let host: Rc<dyn Host> = Rc::new(NativeHost::default());
    ormlab_lab::run(document, &host)
}
