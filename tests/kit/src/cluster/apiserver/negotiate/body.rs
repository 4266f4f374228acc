use super::super::failure::Failure;
use super::router::Route;
use super::{MEDIA_TYPES, media_type};

/// The form of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyType {
    Json,
    Yaml,
}

/// What a PATCH holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PatchType {
    Json,
    Merge,
    StrategicMerge,
    Apply,
}

pub(super) const BUILT_IN_PATCHES: [&str; 4] = [
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
];

/// Strategic merges need a Go type.
const CUSTOM_PATCHES: [&str; 3] = [
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/apply-patch+yaml",
];

/// The form that a `Content-Type` names, JSON if there is none. Protobuf is refused like any
/// unknown one.
pub(crate) fn body_type(content_type: &str) -> Result<BodyType, Failure> {
    if content_type.is_empty() {
        return Ok(BodyType::Json);
    }
    match media_type::parse(content_type).as_deref() {
        Some("application/json") => Ok(BodyType::Json),
        Some("application/yaml") => Ok(BodyType::Yaml),
        _ => Err(unsupported(MEDIA_TYPES)),
    }
}

/// The patch that a `Content-Type` names, letter for letter.
pub(crate) fn patch_type(content_type: &str, route: Route) -> Result<PatchType, Failure> {
    let name = match content_type.split_once(';') {
        Some((name, _)) if !name.is_empty() => name,
        _ => content_type,
    };
    match name {
        "application/json-patch+json" => Ok(PatchType::Json),
        "application/merge-patch+json" => Ok(PatchType::Merge),
        "application/strategic-merge-patch+json" if route != Route::Custom => {
            Ok(PatchType::StrategicMerge)
        }
        "application/apply-patch+yaml" => Ok(PatchType::Apply),
        _ if route == Route::Custom => Err(unsupported(&CUSTOM_PATCHES.join(", "))),
        _ => Err(unsupported(&BUILT_IN_PATCHES.join(", "))),
    }
}

fn unsupported(media_types: &str) -> Failure {
    let message = format!(
        "the body of the request was in an unknown format - accepted media types include: \
         {media_types}"
    );
    Failure::new(415, "UnsupportedMediaType", message)
}
