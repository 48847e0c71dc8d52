//! `make_url`, `URL`.

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_engine::{Url, make_url as parse};
use ormlab_python::object::class::Class;
use ormlab_python::{
    Args, ClassBuilder, CompareOp, Dict, HostObject, NativeFn, Object, PyResult, Str, Vm,
};

use crate::arguments::{flag, given, mapping, maybe_int, maybe_text};
use crate::error::{OrRaise, argument_error};
use crate::names::{self, ClassSpec};

/// A URL as a Python object.
pub struct UrlObject(pub Url);

impl HostObject for UrlObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "URL")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let url = &self.0;
        let maybe = |text: &Option<String>| text.as_deref().map(Object::from).into();
        Ok(Some(match name.as_str() {
            "drivername" => url.drivername.as_str().into(),
            "username" => maybe(&url.username),
            "password" => maybe(&url.password),
            "host" => maybe(&url.host),
            "port" => url.port.map(i64::from).into(),
            "database" => maybe(&url.database),
            "query" => {
                let dict = Dict::new();
                for (key, values) in &url.query {
                    let value = match values.as_slice() {
                        [one] => one.as_str().into(),
                        several => {
                            Object::tuple(several.iter().map(|value| Object::from(value.as_str())))
                        }
                    };
                    dict.set_text(key, value);
                }
                Object::Dict(Rc::new(dict))
            }
            _ => return Ok(None),
        }))
    }

    fn compare(self: Rc<Self>, _: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let same = other.downcast_ref::<UrlObject>().is_some_and(|other| other.0 == self.0);
        Ok(match op {
            CompareOp::Eq => Some(same.into()),
            CompareOp::Ne => Some((!same).into()),
            _ => None,
        })
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(self.0.render(true)))
    }
}

/// A URL, or the text of one.
pub(crate) fn url_of(vm: &Vm, object: &Object) -> PyResult<Url> {
    if let Some(known) = object.downcast_ref::<UrlObject>() {
        return Ok(known.0.clone());
    }
    match object.as_str() {
        Some(text) => parse(text).or_raise(vm),
        None => {
            let shown = vm.repr(object)?;
            Err(argument_error(vm, format!("Expected string or URL object, got {shown}")))
        }
    }
}

/// `make_url(name_or_url)`.
fn make_url(vm: &Vm, args: Args) -> PyResult {
    let [url] = args.bind(vm, "make_url", ["name_or_url"], 1)?;
    Ok(Object::host(UrlObject(url_of(vm, &url.unwrap_or(Object::None))?)))
}

fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Url> {
    url_of(vm, &crate::arguments::receiver(args))
}

const PARTS: [&str; 7] =
    ["drivername", "username", "password", "host", "port", "database", "query"];

fn query(vm: &Vm, object: &Object) -> PyResult<IndexMap<String, Vec<String>>> {
    let mut query: IndexMap<String, Vec<String>> = IndexMap::new();
    for (key, value) in mapping(vm, object)? {
        let values = match value.as_str() {
            Some(one) => vec![one.to_string()],
            None => vm
                .collect(&value)?
                .iter()
                .map(|value| Ok(vm.str(value)?.to_string()))
                .collect::<PyResult<_>>()?,
        };
        query.insert(vm.str(&key)?.to_string(), values);
    }
    Ok(query)
}

/// The URL with the given parts changed.
fn changed(vm: &Vm, mut url: Url, parts: [Option<Object>; 7]) -> PyResult {
    let owned = |text: Option<Rc<str>>| text.map(|text| text.to_string());
    let [drivername, username, password, host, port, database, query_part] = parts;
    if let Some(name) = maybe_text(vm, drivername)? {
        url.drivername = name.to_string();
    }
    if let Some(name) = given(username) {
        url.username = owned(maybe_text(vm, Some(name))?);
    }
    if let Some(password) = given(password) {
        url.password = Some(vm.str(&password)?.to_string());
    }
    if let Some(host) = given(host) {
        url.host = owned(maybe_text(vm, Some(host))?);
    }
    if let Some(port) = maybe_int(vm, port)? {
        url.port = u32::try_from(port).ok();
    }
    if let Some(database) = given(database) {
        url.database = owned(maybe_text(vm, Some(database))?);
    }
    if let Some(part) = given(query_part) {
        url.query = query(vm, &part)?;
    }
    Ok(Object::host(UrlObject(url)))
}

fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(|vm, _, args| {
            let names =
                ["cls", PARTS[0], PARTS[1], PARTS[2], PARTS[3], PARTS[4], PARTS[5], PARTS[6]];
            let [_, a, b, c, d, e, f, g] =
                args.after(Object::None).bind(vm, "URL.__new__", names, 8)?;
            changed(vm, Url::default(), [a, b, c, d, e, f, g])
        })
        .class_method("create", |vm, mut args| {
            args.take_first();
            let parts = args.bind(vm, "URL.create", PARTS, 1)?;
            changed(vm, Url::default(), parts)
        })
        .method("set", |vm, mut args| {
            let url = receiver(vm, &mut args)?;
            changed(vm, url, args.bind(vm, "URL.set", PARTS, 0)?)
        })
        .method("_replace", |vm, mut args| {
            let url = receiver(vm, &mut args)?;
            changed(vm, url, args.bind(vm, "URL._replace", PARTS, 0)?)
        })
        .method("render_as_string", |vm, mut args| {
            let url = receiver(vm, &mut args)?;
            let [hide] = args.bind(vm, "URL.render_as_string", ["hide_password"], 0)?;
            Ok(url.render(flag(vm, hide, true)?).into())
        })
        .method("get_backend_name", |vm, mut args| {
            Ok(receiver(vm, &mut args)?.backend_name().into())
        })
        .method("get_driver_name", |vm, mut args| {
            let url = receiver(vm, &mut args)?;
            let usual = match url.backend_name() {
                "sqlite" => "pysqlite",
                "postgresql" => "psycopg",
                "mysql" => "mysqldb",
                other => other,
            };
            Ok(url.driver_name().unwrap_or(usual).into())
        })
        .method("update_query_dict", |vm, mut args| {
            let mut url = receiver(vm, &mut args)?;
            crate::arguments::refuse(vm, &mut args, "URL.update_query_dict", &["append"])?;
            let more = query(vm, &crate::arguments::receiver(&mut args))?;
            url.query.extend(more);
            Ok(Object::host(UrlObject(url)))
        })
}

/// Exported functions by name.
pub(crate) const FUNCTIONS: &[(&str, NativeFn)] = &[("make_url", make_url)];

/// The class of URLs.
pub(crate) const CLASSES: &[ClassSpec] =
    &[ClassSpec::new("URL", "sqlalchemy.engine.url", &[], methods)];
