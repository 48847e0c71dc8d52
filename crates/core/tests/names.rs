//! Labels and keys of selected columns, against what the real library gives.

use std::collections::HashMap;
use std::rc::Rc;

use ormlab_core::column::Column;
use ormlab_core::element::resolve_anonymous;
use ormlab_core::metadata::{MetaData, Table, TableOptions};
use ormlab_core::select::{LabelStyle, Repeated, SelectItem, columns_plus_names};
use ormlab_core::{Expr, SqlType, select};

fn users_and_posts() -> (Table, Table) {
    let metadata = MetaData::new();
    let keyed = Column::new("k", SqlType::Integer);
    *keyed.0.key.borrow_mut() = "kk".into();
    let users = vec![
        Column::new("id", SqlType::Integer).primary_key().into(),
        Column::new("name", SqlType::string(Some(50))).into(),
        keyed.into(),
    ];
    let posts = vec![
        Column::new("id", SqlType::Integer).primary_key().into(),
        Column::new("user_id", SqlType::Null).foreign_key("users.id").into(),
    ];
    let users = Table::new("users", &metadata, users, TableOptions::default());
    let posts = Table::new("posts", &metadata, posts, TableOptions::default());
    (users.expect("no such table yet"), posts.expect("no such table yet"))
}

/// Numbers anonymous names as a statement does.
fn number(names: impl IntoIterator<Item = Option<Rc<str>>>) -> String {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut known: HashMap<String, Rc<str>> = HashMap::new();
    let mut resolve = |name: &str| {
        resolve_anonymous(name, |key, stem| {
            let made = known.entry(format!("{key} {stem}")).or_insert_with(|| {
                let count = counts.entry(stem.to_owned()).or_default();
                *count += 1;
                format!("{stem}_{count}").into()
            });
            made.clone()
        })
    };
    let shown = names.into_iter().map(|name| name.map_or("-".to_owned(), |name| resolve(&name)));
    shown.collect::<Vec<_>>().join(",")
}

/// Labels in the SELECT (`-`: none needed), keys of `selected_columns`, names in a subquery.
#[track_caller]
fn check(style: LabelStyle, items: Vec<SelectItem>, labels: &str, keys: &str, names: &str) {
    let statement = select(items).set_label_style(style);
    let columns = statement.all_columns().expect("no entities");
    let named = columns_plus_names(&columns, style, Repeated::Labelled);
    let rendered = named.iter().map(|named| {
        let needs_label = named.column.own_label().is_none() || named.is_repeated;
        named
            .required_label
            .clone()
            .or_else(|| named.fallback_label.clone().filter(|_| needs_label))
    });
    assert_eq!(number(rendered), labels, "labels");
    let selected = statement.selected_columns().expect("no entities");
    assert_eq!(number(selected.into_iter().map(|(key, _)| Some(key))), keys, "keys");
    let subquery = statement.subquery(None).columns();
    assert_eq!(number(subquery.iter().map(|column| Some(column.name()))), names, "names");
}

fn columns(exprs: Vec<Expr>) -> Vec<SelectItem> {
    exprs.into_iter().map(SelectItem::from).collect()
}

#[test]
fn names_that_occur_twice_are_numbered() {
    let (u, p) = users_and_posts();
    let style = LabelStyle::DisambiguateOnly;
    let both = || vec![SelectItem::from(&u), SelectItem::from(&p)];
    let keys = "id,name,kk,id_1,user_id";
    check(style, both(), "-,-,-,id_1,-", keys, "id,name,k,id_1,user_id");
    let id = || Expr::from(u.c("id").expect("defined"));
    let post_id = || Expr::from(p.c("id").expect("defined"));
    let name = || Expr::from(u.c("name").expect("defined"));
    let twice = columns(vec![id(), id(), name()]);
    check(style, twice, "-,id__1,-", "id,id_1,name", "id,id,name");
    let four = columns(vec![id(), post_id(), post_id(), id()]);
    check(style, four, "-,id_1,id__1,id__2", "id,id_1,id_1,id_2", "id,id_1,id_1,id");
    let aliased = u.c("id").map(|_| ormlab_core::FromClause::from(&u).alias(None));
    let aliased = aliased.expect("defined").columns();
    let of_alias = Expr::from(aliased.get("id").expect("defined"));
    check(style, columns(vec![id(), of_alias]), "-,id_1", "id,id_1", "id,id_1");
    let clash = columns(vec![id().label("name"), name()]);
    check(style, clash, "-,name_1", "name,name_1", "name,name_1");
}

#[test]
fn label_styles_differ() {
    let (u, p) = users_and_posts();
    let id = || Expr::from(u.c("id").expect("defined"));
    let all = "users_id,users_name,users_k,posts_id,posts_user_id";
    let keys = "users_id,users_name,users_kk,posts_id,posts_user_id";
    let style = LabelStyle::TablenamePlusCol;
    check(style, vec![(&u).into(), (&p).into()], all, keys, all);
    let twice = columns(vec![id(), id()]);
    check(style, twice, "users_id,users_id__1", "users_id,users_id_1", "users_id,users_id");
    let post_id = Expr::from(p.c("id").expect("defined"));
    check(LabelStyle::None, columns(vec![id(), post_id]), "-,-", "id,id", "id,id_1");
}

#[test]
fn expressions_get_names() {
    let (u, _) = users_and_posts();
    let style = LabelStyle::DisambiguateOnly;
    let id = || Expr::from(u.c("id").expect("defined"));
    let name = || Expr::from(u.c("name").expect("defined"));
    let functions = vec![
        Expr::function("count", [id()]),
        Expr::function("count", [name()]),
        Expr::function("max", [id()]),
    ];
    let labels = "count_1,count_2,max_1";
    check(style, columns(functions), labels, "count,count_1,max", labels);
    let sums = vec![id().add(5), id().add(6), id().label("x")];
    check(style, columns(sums), "anon_1,anon_2,-", "_no_label,_no_label_1,x", "anon_1,anon_2,x");
    let casts = vec![id().cast(SqlType::string(None)), id().cast(SqlType::Integer), id()];
    check(style, columns(casts), "id,id__1,id_1", "id,id_1,id_2", "id,id,id_1");
    let over = Expr::function("row_number", Vec::<Expr>::new()).over(vec![], vec![id()], None);
    check(style, columns(vec![over]), "anon_1", "_no_label", "anon_1");
    let scalar = select(columns(vec![id()])).scalar_subquery();
    let scalars = columns(vec![scalar.clone(), scalar.label("s")]);
    check(style, scalars, "anon_1,-", "_no_label,s", "anon_1,s");
}
