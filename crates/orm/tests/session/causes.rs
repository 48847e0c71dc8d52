//! Each statement is logged with why it was sent.

use ormlab_core::Result;
use ormlab_engine::{Origin, StatementLog};

use crate::graph::family;
use crate::lab::{Lab, collection, set, show};

#[track_caller]
fn check(lab: &Lab, log: &StatementLog, expected: &[(Origin, &str)]) {
    lab.clear();
    let (statements, _) = log.take();
    let found: Vec<(Origin, String)> = statements
        .iter()
        .map(|statement| {
            let words: Vec<&str> = statement.sql.split_whitespace().take(1).collect();
            let about = statement.cause.relationship.as_deref().unwrap_or("");
            (statement.cause.origin, format!("{} {about}", words[0]).trim_end().to_owned())
        })
        .collect();
    let expected: Vec<(Origin, String)> =
        expected.iter().map(|(origin, text)| (*origin, (*text).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn causes_are_told_apart() -> Result<()> {
    let lab = Lab::new();
    let log = lab.log();
    log.take();
    let f = family(&lab)?;
    lab.session.commit()?;
    check(&lab, &log, &[(Origin::Flush, "INSERT"); 7]);
    show(&f.ann, "name")?;
    collection(&f.ann, "posts")?;
    check(&lab, &log, &[(Origin::Refresh, "SELECT"), (Origin::LazyLoad, "SELECT User.posts")]);
    set(&f.ann, "age", 1)?;
    lab.count("User")?;
    check(&lab, &log, &[(Origin::Autoflush, "UPDATE"), (Origin::Explicit, "SELECT")]);
    lab.session.delete(&f.bob)?;
    check(&lab, &log, &[(Origin::Refresh, "SELECT"), (Origin::Cascade, "SELECT User.posts")]);
    lab.session.flush()?;
    let cascade = [
        (Origin::Cascade, "SELECT Post.comments"),
        (Origin::Cascade, "SELECT Post.tags"),
        (Origin::Flush, "DELETE"),
        (Origin::Flush, "DELETE"),
    ];
    check(&lab, &log, &cascade);
    Ok(())
}
