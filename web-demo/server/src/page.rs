//! The page's files.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use http::request::Parts;
use http::{Method, StatusCode};

use crate::refusal::Refusal;

/// How long a file may be.
const LIMIT: u64 = 64 << 20;

/// A folder of files, served as they are at each moment.
#[derive(Debug)]
pub(crate) struct Page {
    folder: PathBuf,
}

/// A file, and what tells it from its other versions.
struct Found {
    content: Bytes,
    tag: String,
}

impl Page {
    pub(crate) fn open(folder: &Path) -> Result<Self, String> {
        let wrong = |problem: &str| format!("--page {}: {problem}", folder.display());
        let folder = folder
            .canonicalize()
            .map_err(|error| wrong(&error.to_string()))?;
        if !folder.join("index.html").is_file() {
            return Err(wrong("there is no index.html in it"));
        }
        Ok(Self { folder })
    }

    /// Answers a request for a file.
    pub(crate) async fn answer(&self, parts: &Parts) -> Response {
        if parts.method != Method::GET && parts.method != Method::HEAD {
            return Refusal::method("GET, HEAD");
        }
        let refused = |refusal: Refusal| refusal.answer(&parts.uri);
        let Some(name) = file_name(parts.uri.path()) else {
            return refused(Refusal::bad_request("the page has no such names"));
        };
        let (folder, path) = (self.folder.clone(), self.folder.join(name));
        let read = tokio::task::spawn_blocking(move || read(&folder, &path));
        let Ok(Ok(found)) = read.await else {
            let message = "the page has no such file";
            return refused(Refusal::new(StatusCode::NOT_FOUND, "NotFound", message));
        };
        respond(parts, name, found)
    }
}

/// The file's name within the folder. Names are plain: letters, digits, `-`, `_`, and dots that
/// begin none, so that nothing has to be decoded and nothing leads out of the folder.
fn file_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix('/')?;
    if name.is_empty() {
        return Some("index.html");
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let good = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain);
    name.split('/').all(good).then_some(name)
}

/// Reads a file that is in the folder, whatever links there are. Blocks.
fn read(folder: &Path, path: &Path) -> io::Result<Found> {
    let path = path.canonicalize()?;
    if !path.starts_with(folder) {
        return Err(io::ErrorKind::NotFound.into());
    }
    let metadata = fs::metadata(&path)?;
    if !metadata.is_file() || metadata.len() > LIMIT {
        return Err(io::ErrorKind::NotFound.into());
    }
    let modified = metadata.modified()?.duration_since(UNIX_EPOCH);
    let modified = modified.unwrap_or_default().as_nanos();
    let mut content = Vec::new();
    fs::File::open(&path)?
        .take(LIMIT)
        .read_to_end(&mut content)?;
    Ok(Found {
        // Weak, for it is also that of the compressed forms.
        tag: format!("W/\"{:x}-{modified:x}\"", content.len()),
        content: content.into(),
    })
}

fn respond(parts: &Parts, name: &str, found: Found) -> Response {
    let has = parts.headers.get(IF_NONE_MATCH);
    let has = has.and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let unchanged = has.split(',').any(|tag| tag.trim() == found.tag);
    let mut response = Response::new(match unchanged {
        true => Body::empty(),
        false => Body::from(found.content),
    });
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
    // Kept, and asked for again each time: after a build the page is the new one.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::try_from(found.tag) {
        headers.insert(ETAG, tag);
    }
    response
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "map" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (path, name) in [
            ("/", Some("index.html")),
            ("/app_bg.wasm", Some("app_bg.wasm")),
            ("/simulator/worker.js", Some("simulator/worker.js")),
            ("/..", None),
            ("/../secret", None),
            ("/a/../b", None),
            ("/./a", None),
            ("/.git", None),
            ("//etc/passwd", None),
            ("/a//b", None),
            ("/a/", None),
            ("/%2e%2e/secret", None),
            ("/..%2fsecret", None),
            ("/%252e%252e/secret", None),
            ("/..\\secret", None),
            ("/a\0b", None),
            ("/C:", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(file_name(path), name, "{path}");
        }
    }
}
