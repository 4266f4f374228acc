//! The router before the built-in paths, which looks at headers in its own way.

use super::super::failure::Failure;
use super::{MEDIA_TYPES, Offer, STREAM_MEDIA_TYPES};

/// What a path leads to, as far as the form of its answers goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// GET of a built-in resource's collection: a list or a watch.
    Collection,
    /// Any other request for a built-in resource.
    BuiltIn,
    /// GET of a container's log.
    Log,
    /// A resource that a CRD defines.
    Custom,
    /// `/api`, `/api/v1` and `/apis/apps/v1`, of whatever built-in group.
    RoutedDocument,
    /// `/apis`, `/apis/<group>`, and the versions of groups that CRDs define.
    Document,
    /// `/version`
    Version,
}

impl Route {
    pub(super) const fn offer(self) -> Offer {
        match self {
            Self::Collection | Self::BuiltIn | Self::Log | Self::Custom => Offer::Objects,
            Self::RoutedDocument | Self::Document | Self::Version => Offer::Nothing,
        }
    }

    /// Which media types the router lets through; none where there is no router.
    fn produces(self) -> Option<String> {
        match self {
            Self::Collection => Some(format!("{MEDIA_TYPES}, {STREAM_MEDIA_TYPES}")),
            Self::BuiltIn | Self::RoutedDocument => Some(MEDIA_TYPES.to_owned()),
            Self::Log => Some(format!("text/plain, {MEDIA_TYPES}")),
            Self::Version => Some("application/json".to_owned()),
            Self::Custom | Self::Document => None,
        }
    }
}

/// What the router says of a request's headers. It knows no `application/*`, and takes a PATCH
/// whose `Content-Type`, given for PATCH alone, names a patch anywhere.
pub(crate) fn routed(
    route: Route,
    patch_content_type: Option<&str>,
    accept: &str,
) -> Result<(), Failure> {
    let Some(produces) = route.produces() else {
        return Ok(());
    };
    let patch_is_known = |header| names(header, |it| super::body::BUILT_IN_PATCHES.contains(&it));
    if !patch_content_type.is_none_or(patch_is_known) {
        return Err(refusal(
            415,
            "UnsupportedMediaType",
            "415: Unsupported Media Type".to_owned(),
        ));
    }
    let acceptable = |it: &str| it == "*/*" || produces.split(", ").any(|other| other == it);
    if !accept.is_empty() && !names(accept, acceptable) {
        let message = format!("406: Not Acceptable\n\nAvailable representations: {produces}");
        return Err(refusal(406, "NotAcceptable", message));
    }
    Ok(())
}

/// Whether a media type of the list, its parameters left off, is a known one.
fn names(header: &str, is_known: impl Fn(&str) -> bool) -> bool {
    header.split(',').any(|part| {
        let media_type = part.split(';').next().unwrap_or_default();
        is_known(media_type.trim_matches(' '))
    })
}

fn refusal(code: u16, reason: &'static str, message: String) -> Failure {
    Failure {
        details: Some(Box::default()),
        ..Failure::new(code, reason, message)
    }
}
