//! What the server answers that is about no object: versions, health, discovery, OpenAPI.

mod aggregated;
mod builtin;
mod health;
mod legacy;
mod openapi;
mod served;
mod version;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde::Serialize;

#[allow(unused_imports, reason = "for the model")]
pub(crate) use self::served::{Served, World};
use super::failure::Failure;
use super::negotiate::router::{self, Route};
use super::plain::{self, document, page_not_found};
use super::request_info::decoded_path;

/// The answer to a request about no object; `None` when it is about one, or about nothing.
pub(crate) fn answer<B>(request: &Request<B>, world: &World<'_>) -> Option<Response<Bytes>> {
    let path = decoded_path(request.uri());
    match path.as_str() {
        "/" | "/index.html" => Some(paths(world)),
        "/openapi/v2" => Some(openapi::v2(request)),
        "/openapi/v3" => Some(openapi::v3_index(world)),
        path if is_left_out(path) => Some(left_out(request, path)),
        path => match path.strip_prefix("/openapi/v3/") {
            Some(name) => Some(openapi::v3_document(request, world, name)),
            None => health::answer(request, path).or_else(|| discovery(request, world, path)),
        },
    }
}

fn discovery<B>(request: &Request<B>, world: &World<'_>, path: &str) -> Option<Response<Bytes>> {
    let parts: Vec<_> = path.trim_end_matches('/').split('/').skip(1).collect();
    Some(match parts.as_slice() {
        ["version"] => routed(request, Route::Version, version::answer),
        ["api"] => routed(request, Route::RoutedDocument, || {
            aggregated::core(request, world)
                .unwrap_or_else(|| document(request, &legacy::versions(world)))
        }),
        ["api", "v1"] => routed(request, Route::RoutedDocument, || {
            document(request, &legacy::resources(world, "", "v1"))
        }),
        // One slash behind it is the same, two are not.
        ["apis"] if path.len() <= "/apis/".len() => aggregated::groups(request, world)
            .unwrap_or_else(|| document(request, &legacy::groups(world))),
        ["apis", group] if world.has_group(group) => {
            document(request, &legacy::group(world, group))
        }
        ["apis", group, version] if world.has_version(group, version) => {
            let answer = || document(request, &legacy::resources(world, group, version));
            // Those that CRDs define are served by a handler that asks for no method.
            if builtin::has_group(group) {
                routed(request, Route::RoutedDocument, answer)
            } else {
                answer()
            }
        }
        _ => return None,
    })
}

/// The answer to a path behind which there is nothing.
///
/// The API server is a chain of servers: within the groups of the built-in kinds a router says so
/// with a Status, elsewhere the last of the chain says it in plain text.
pub(crate) fn unserved<B>(request: &Request<B>) -> Response<Bytes> {
    let path = decoded_path(request.uri());
    let mut parts = path.split('/').skip(1);
    let is_routed = match (parts.next(), parts.next()) {
        (Some("api" | "version"), Some(_)) => true,
        (Some("apis"), Some(group)) => builtin::has_group(group) && parts.next().is_some(),
        _ => false,
    };
    if is_routed {
        let what = "the server could not find the requested resource";
        plain::failure(request, &empty_details(404, "NotFound", what))
    } else {
        page_not_found()
    }
}

/// A route knows its method and what it writes, by name, before any negotiation.
fn routed<B>(
    request: &Request<B>,
    route: Route,
    answer: impl FnOnce() -> Response<Bytes>,
) -> Response<Bytes> {
    if request.method() != Method::GET {
        let what = "the server does not allow this method on the requested resource";
        return plain::failure(request, &empty_details(405, "MethodNotAllowed", what));
    }
    let refused = plain::with_wishes(request, |wishes| router::routed(route, None, wishes.accept));
    match refused {
        Ok(()) => answer(),
        Err(refusal) => plain::failure(request, &refusal),
    }
}

/// A failure that concerns no resource, and has details nevertheless.
fn empty_details(code: u16, reason: &'static str, message: impl Into<String>) -> Failure {
    Failure {
        details: Some(Box::default()),
        ..Failure::new(code, reason, message)
    }
}

/// What the real server has and this one has not.
fn is_left_out(path: &str) -> bool {
    const LEFT_OUT: [&str; 7] = [
        "/.well-known/openid-configuration",
        "/flagz",
        "/metrics",
        "/metrics/slis",
        "/openid/v1/jwks",
        "/statusz",
        "/debug/pprof",
    ];
    LEFT_OUT.contains(&path) || path.starts_with("/debug/pprof/")
}

fn left_out<B>(request: &Request<B>, path: &str) -> Response<Bytes> {
    let message = format!("the simulated API server does not serve {path}");
    plain::failure(request, &Failure::new(501, "NotImplemented", message))
}

#[derive(Serialize)]
struct Paths {
    paths: Vec<String>,
}

/// All that [`answer`] answers.
fn paths(world: &World<'_>) -> Response<Bytes> {
    let fixed = [
        "/api",
        "/api/v1",
        "/apis",
        "/apis/",
        "/openapi/v2",
        "/openapi/v3",
    ];
    let mut paths: Vec<_> = fixed.map(str::to_owned).into();
    paths.extend(["/openapi/v3/".to_owned(), "/version".to_owned()]);
    paths.extend(health::paths());
    for group in world.groups() {
        let versions = world.versions(group).into_iter();
        paths.extend(versions.map(|version| format!("/apis/{group}/{version}")));
        paths.push(format!("/apis/{group}"));
    }
    paths.sort_unstable();
    plain::json(StatusCode::OK, plain::JSON, &Paths { paths }, true)
}

#[cfg(test)]
mod tests;
