//! Builds the page and serves dist/ on this machine, as a static host would.
//!
//! One thread per request and no more of HTTP than a browser needs from static files: GET and HEAD.
//! The browser tests have a server of their own.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};

use crate::build;
use crate::paths;
use crate::step::{Failure, Outcome};

const ADDRESS: &str = "127.0.0.1:8080";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    build::run(arguments)?;
    let listener = TcpListener::bind(ADDRESS)
        .map_err(|error| Failure::new(format!("cannot listen on {ADDRESS}: {error}")))?;
    println!("\nThe playground is at http://{ADDRESS}/ (stop with Ctrl+C)");
    for stream in listener.incoming().flatten() {
        std::thread::spawn(move || {
            // A browser that goes away in the middle of an answer is no error of ours.
            let _gone = answer(&stream);
        });
    }
    Ok(())
}

fn answer(mut stream: &TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
    if !matches!(method, "GET" | "HEAD") {
        return respond(stream, "405 Method Not Allowed", "text/plain", b"GET or HEAD", true);
    }
    let body = file(target).and_then(|path| Some((kind(&path), fs::read(&path).ok()?)));
    match body {
        Some((kind, bytes)) => respond(stream, "200 OK", kind, &bytes, method == "GET"),
        None => respond(stream, "404 Not Found", "text/plain", b"not found", method == "GET"),
    }?;
    stream.flush()
}

/// The file that a request's target names, inside dist/ only.
fn file(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.trim_start_matches('/');
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let found = paths::dist().join(path);
    let found = if found.is_dir() { found.join("index.html") } else { found };
    (inside && found.is_file()).then_some(found)
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "map") => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}

fn respond(
    mut stream: &TcpStream,
    status: &str,
    kind: &str,
    body: &[u8],
    with_body: bool,
) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )?;
    if with_body { stream.write_all(body) } else { Ok(()) }
}
