use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Serialize;

use crate::cluster::apiserver::plain;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    major: &'static str,
    minor: &'static str,
    emulation_major: &'static str,
    emulation_minor: &'static str,
    min_compatibility_major: &'static str,
    min_compatibility_minor: &'static str,
    git_version: &'static str,
    git_commit: &'static str,
    git_tree_state: &'static str,
    build_date: &'static str,
    go_version: &'static str,
    compiler: &'static str,
    platform: &'static str,
}

/// Version 1.37.1, which is what this server is a model of.
pub(super) fn answer() -> Response<Bytes> {
    let version = Version {
        major: "1",
        minor: "37",
        emulation_major: "1",
        emulation_minor: "37",
        min_compatibility_major: "1",
        min_compatibility_minor: "36",
        git_version: "v1.37.1",
        git_commit: "$Format:%H$",
        git_tree_state: "",
        build_date: "1970-01-01T00:00:00Z",
        go_version: "go1.26.8",
        compiler: "gc",
        platform: "linux/amd64",
    };
    plain::json(StatusCode::OK, plain::JSON, &version, true)
}
