//! In which form a body comes, and in which its answer goes out.
//!
//! In their order: [`router::routed`] for built-in paths, whose router looks at the headers first, then
//! [`body::patch_type`] for a PATCH, [`accepted`], and [`body::body_type`] for other bodies.

mod accept;
pub(crate) mod body;
pub(crate) mod encoding;
mod media_type;
pub(crate) mod presenter;
pub(crate) mod router;
pub(crate) mod transform;

#[cfg(test)]
mod tests;

use self::accept::Clause;
use self::encoding::Encoding;
use self::router::Route;
use self::transform::Transform;
use super::failure::Failure;

/// What of a request decides about the form of its answer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wishes<'a> {
    /// The first `Accept` header, empty for none.
    pub(crate) accept: &'a str,
    pub(crate) user_agent: &'a str,
    /// The URL's query as it came.
    pub(crate) query: &'a str,
}

/// What was agreed upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) encoding: Encoding,
    /// What the object is turned into.
    pub(crate) transform: Option<Transform>,
}

/// Whom the server can speak as; protobuf is passed over, though the messages name it.
const MEDIA: [(Media, &str); 2] = [(Media::Json, "json"), (Media::Yaml, "yaml")];

const MEDIA_TYPES: &str = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

const STREAM_MEDIA_TYPES: &str =
    "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Media {
    Json,
    Yaml,
}

/// What may be asked of an endpoint besides a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    /// Tables and metadata.
    Objects,
    /// Aggregated discovery, and nothing else.
    Discovery,
    /// Documents as they are.
    Nothing,
}

/// The form of an answer that succeeds; 406 if the client takes none.
pub(crate) fn accepted(wishes: Wishes<'_>, route: Route) -> Result<Accepted, Failure> {
    negotiate(wishes, route.offer()).ok_or_else(|| not_acceptable(MEDIA_TYPES))
}

/// How to write a failure. Where the client takes none of the forms, it gets JSON all the same.
pub(crate) fn of_failure(wishes: Wishes<'_>) -> Encoding {
    negotiate(wishes, Offer::Nothing).map_or(Encoding::PrettyJson, |accepted| accepted.encoding)
}

/// At `/api` and `/apis`: how to write aggregated discovery, if the client asks for it. Its
/// content type names the document: [`AGGREGATED_DISCOVERY`] goes behind the media type.
pub(crate) fn aggregated_discovery(wishes: Wishes<'_>) -> Option<Encoding> {
    // No wish at all is none for aggregation.
    if wishes.accept.is_empty() {
        return None;
    }
    negotiate(wishes, Offer::Discovery).map(|accepted| accepted.encoding)
}

/// Whether the client takes JSON, whatever it asks for besides.
pub(crate) fn accepts_json(wishes: Wishes<'_>) -> bool {
    let mut clauses = accept::clauses(wishes.accept).into_iter();
    wishes.accept.is_empty() || clauses.any(|clause| matches(&clause, "json"))
}

pub(crate) const AGGREGATED_DISCOVERY: &str =
    ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

impl Accepted {
    /// Whether a watch can be written so: 406 for YAML. A watch is never indented.
    pub(crate) fn stream(self) -> Result<Self, Failure> {
        match self.encoding {
            Encoding::Yaml => Err(not_acceptable(STREAM_MEDIA_TYPES)),
            Encoding::Json | Encoding::PrettyJson => Ok(Self {
                encoding: Encoding::Json,
                ..self
            }),
        }
    }
}

fn negotiate(wishes: Wishes<'_>, offer: Offer) -> Option<Accepted> {
    if wishes.accept.is_empty() {
        return Some(agreed(Media::Json, &[], wishes));
    }
    for clause in accept::clauses(wishes.accept) {
        for (media, subtype) in MEDIA {
            if matches(&clause, subtype) && allowed(&clause.params, media, offer) {
                return Some(agreed(media, &clause.params, wishes));
            }
        }
    }
    None
}

fn matches(clause: &Clause<'_>, subtype: &str) -> bool {
    match (clause.main, clause.sub) {
        ("*", "*") | ("application", "*") => true,
        ("application", sub) => sub == subtype,
        _ => false,
    }
}

fn allowed(params: &[(&str, &str)], media: Media, offer: Offer) -> bool {
    let stream = match transform::param(params, "stream") {
        None | Some("") => true,
        Some(stream) => stream == "watch" && media == Media::Json,
    };
    let server_version = match transform::param(params, "sv") {
        None | Some("") => true,
        Some(version) => version == "v1" && offer == Offer::Objects,
    };
    stream && server_version && transform::allowed(params, offer)
}

fn agreed(media: Media, params: &[(&str, &str)], wishes: Wishes<'_>) -> Accepted {
    let pretty = transform::param(params, "pretty") == Some("1") || is_pretty(wishes);
    Accepted {
        encoding: match media {
            Media::Yaml => Encoding::Yaml,
            Media::Json if pretty => Encoding::PrettyJson,
            Media::Json => Encoding::Json,
        },
        transform: Transform::of(params),
    }
}

/// People get theirs indented: whoever asks for it, and those whose program is known.
fn is_pretty(wishes: Wishes<'_>) -> bool {
    let mut query = form_urlencoded::parse(wishes.query.as_bytes());
    match query.find(|(name, _)| name == "pretty") {
        Some((_, value)) if !value.is_empty() => {
            matches!(&*value, "1" | "t" | "T" | "true" | "TRUE" | "True")
        }
        _ => ["curl", "Wget", "Mozilla/5.0"]
            .iter()
            .any(|program| wishes.user_agent.starts_with(program)),
    }
}

fn not_acceptable(media_types: &str) -> Failure {
    let message = format!("only the following media types are accepted: {media_types}");
    Failure::new(406, "NotAcceptable", message)
}
