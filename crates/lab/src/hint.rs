//! Hints: what a learner may do about an error. Never part of the error's own message.

/// When a hint is given: the class ends so, and the message holds that.
struct Rule {
    class: &'static str,
    message: &'static str,
    hint: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        class: "TypeError",
        message: "Boolean value of this clause is not defined",
        hint: "Combine SQL conditions by & | ~ or and_(), or_(), not_(): Python's own `and`, `or`, \
               `not` and `if` want a truth value, which a condition has only in the database.",
    },
    Rule {
        class: "OperationalError",
        message: "no such table",
        hint: "The table is not in this database. Was metadata.create_all(engine) called on the \
               same engine, before this line? Each `sqlite://` engine has a database of its own.",
    },
    Rule {
        class: "OperationalError",
        message: "no such column",
        hint: "The column is not in the table as it was created.",
    },
    Rule {
        class: "OperationalError",
        message: "database is locked",
        hint: "Another connection has an open transaction that has written: commit it or roll it \
               back first.",
    },
    Rule {
        class: "IntegrityError",
        message: "UNIQUE constraint failed",
        hint: "A row with this value is there already. A session must be rolled back before it \
               can be used again.",
    },
    Rule {
        class: "IntegrityError",
        message: "NOT NULL constraint failed",
        hint: "The column needs a value: give one, or a default=, or allow nullable=True.",
    },
    Rule {
        class: "IntegrityError",
        message: "FOREIGN KEY constraint failed",
        hint: "The row that this one refers to is not there, or others still refer to it.",
    },
    Rule {
        class: "PendingRollbackError",
        message: "",
        hint: "A flush failed before, so the transaction cannot go on: call session.rollback().",
    },
    Rule {
        class: "DetachedInstanceError",
        message: "",
        hint: "The object's session is gone, so nothing more can be loaded for it. Read what is \
               needed while the session is open, or load it eagerly by options(selectinload(…)).",
    },
    Rule {
        class: "InvalidRequestError",
        message: "The unique() method must be invoked",
        hint: "A joined load of a collection repeats its owner: add .unique() before .all(), or \
               use selectinload().",
    },
    Rule {
        class: "ResourceClosedError",
        message: "does not return rows",
        hint: "Only a query gives rows; an INSERT, UPDATE or DELETE does with returning(…).",
    },
    Rule {
        class: "ResourceClosedError",
        message: "This Connection is closed",
        hint: "The `with` block that opened the connection has ended.",
    },
    Rule {
        class: "NoReferencedTableError",
        message: "could not find table",
        hint: "ForeignKey('table.column') wants the name of the table, not of the class, in the \
               same MetaData.",
    },
    Rule {
        class: "NoForeignKeysError",
        message: "",
        hint: "There is no ForeignKey between the two tables: give one, or say the ON clause.",
    },
    Rule {
        class: "InvalidRequestError",
        message: "failed to locate a name",
        hint: "relationship('Name') wants the name of a mapped class of the same Base; is it \
               defined, and spelled so?",
    },
    Rule { class: "RecursionError", message: "", hint: "A function calls itself without end." },
];

/// The hint for an error of this class and message, if there is one.
pub(crate) fn hint(type_name: &str, message: &str, source: &str) -> Option<String> {
    if type_name == "ModuleNotFoundError" {
        return Some(module_hint(message));
    }
    if type_name == "NameError" && source.contains("datetime.") && message.contains("'datetime'") {
        return Some("Add `from datetime import datetime`.".to_owned());
    }
    let class = type_name.rsplit('.').next().unwrap_or(type_name);
    let rule = RULES.iter().find(|rule| rule.class == class && message.contains(rule.message))?;
    Some(rule.hint.to_owned())
}

fn module_hint(message: &str) -> String {
    let name = message.split('\'').nth(1).unwrap_or("this module");
    format!(
        "There is no {name} here: scripts have SQLAlchemy and parts of Python's standard library, \
         such as datetime, decimal, enum, typing, dataclasses, functools, itertools, collections, \
         contextlib, operator, random, re, json, time, uuid and logging."
    )
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[track_caller]
    fn check(type_name: &str, message: &str, expected: Option<&str>) {
        let found = hint(type_name, message, "");
        assert_eq!(
            found.as_deref().map(|text| expected.is_some_and(|part| text.contains(part))),
            expected.map(|_| true)
        );
    }

    #[test]
    fn mistakes_have_hints_and_others_have_none() {
        check("TypeError", "Boolean value of this clause is not defined", Some("and_()"));
        check("sqlalchemy.exc.OperationalError", "(x) no such table: t", Some("create_all"));
        check("ModuleNotFoundError", "No module named 'pandas'", Some("no pandas here"));
        check("ZeroDivisionError", "division by zero", None);
    }
}
