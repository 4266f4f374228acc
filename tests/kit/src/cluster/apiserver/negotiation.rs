//! Which form of an answer a client wants, as the API server reads `Accept`.

use std::collections::BTreeMap;

use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, Request};

use super::request_info::query_value;

/// The form that was agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Negotiated {
    /// The media type, one of those that were supported.
    pub(crate) media_type: &'static str,
    /// Indented, asked for in `Accept`; see [`is_pretty`] for the other ways to ask.
    pub(crate) pretty: bool,
    /// What to turn the object into (`as=Table;v=v1;g=meta.k8s.io`).
    pub(crate) target: Option<Target>,
}

/// A kind that a client wants instead of the one it asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) kind: String,
}

/// The best of the `supported` media types, for an endpoint that answers `allowed` targets
/// (`None` is the object as it is).
pub(crate) fn negotiate(
    headers: &HeaderMap,
    supported: &[&'static str],
    allowed: impl Fn(Option<&Target>) -> bool,
) -> Option<Negotiated> {
    let accept = headers
        .get(ACCEPT)
        .map_or(&b""[..], |value| value.as_bytes());
    if accept.is_empty() {
        let media_type = supported.first().copied()?;
        return Some(Negotiated {
            media_type,
            ..Negotiated::default()
        });
    }
    let accept = String::from_utf8_lossy(accept);
    clauses(&accept).iter().find_map(|clause| {
        supported
            .iter()
            .filter(|media_type| clause.matches(media_type))
            .find_map(|media_type| clause.options(media_type, &allowed))
    })
}

/// Whether JSON is indented without `Accept` saying so: `?pretty`, or a browser or curl, for a
/// human reads that.
pub(crate) fn is_pretty<B>(request: &Request<B>) -> bool {
    if let Some(value) = query_value(request.uri(), "pretty").filter(|value| !value.is_empty()) {
        return ["1", "t", "T", "true", "TRUE", "True"].contains(&value.as_str());
    }
    let agent = request.headers().get(USER_AGENT);
    let agent = agent.map_or(&b""[..], |value| value.as_bytes());
    [&b"curl"[..], b"Wget", b"Mozilla/5.0"]
        .iter()
        .any(|human| agent.starts_with(human))
}

/// One of the media ranges in `Accept`.
struct Clause<'a> {
    main: &'a str,
    sub: &'a str,
    quality: f64,
    params: BTreeMap<&'a str, &'a str>,
}

impl<'a> Clause<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (range, params) = text.split_once(';').unwrap_or((text, ""));
        let (main, sub) = match range.split_once('/') {
            Some((main, sub)) => (trim(main), sub),
            None if trim(range) == "*" => ("*", "*"),
            None => return None,
        };
        if sub.is_empty() || sub.contains('/') {
            return None;
        }
        let mut clause = Self {
            main,
            sub: trim(sub),
            quality: 1.0,
            params: BTreeMap::new(),
        };
        for param in params.split(';') {
            match param.split_once('=') {
                Some((_, value)) if value.is_empty() || value.contains('=') => {}
                Some((name, value)) if trim(name) == "q" => {
                    clause.quality = value.parse().unwrap_or(0.0);
                }
                Some((name, value)) => {
                    clause.params.insert(trim(name), trim(value));
                }
                None => {}
            }
        }
        Some(clause)
    }

    /// Whether it goes before `other`. This is no order, so that how they are sorted matters.
    fn precedes(&self, other: &Self) -> bool {
        self.quality > other.quality
            || (self.main != "*" && other.main == "*")
            || (self.sub != "*" && other.sub == "*")
    }

    fn matches(&self, media_type: &str) -> bool {
        let (main, sub) = media_type.split_once('/').unwrap_or_default();
        (self.main == "*" && self.sub == "*")
            || (self.main == main && (self.sub == sub || self.sub == "*"))
    }

    fn options(
        &self,
        media_type: &'static str,
        allowed: impl Fn(Option<&Target>) -> bool,
    ) -> Option<Negotiated> {
        let param = |name| self.params.get(name).copied().unwrap_or_default();
        let is_transformed = ["as", "g", "v"]
            .iter()
            .any(|name| self.params.contains_key(name));
        let target = is_transformed.then(|| Target {
            group: param("g").to_owned(),
            version: param("v").to_owned(),
            kind: param("as").to_owned(),
        });
        let is_known = matches!(param("stream"), "" | "watch") && param("sv").is_empty();
        (is_known && allowed(target.as_ref())).then(|| Negotiated {
            media_type,
            pretty: param("pretty") == "1",
            target,
        })
    }
}

/// The media ranges, the best first.
fn clauses(accept: &str) -> Vec<Clause<'_>> {
    let mut sorted: Vec<Clause<'_>> = Vec::new();
    for text in accept.split(',') {
        let Some(clause) = Clause::parse(trim(text)) else {
            continue;
        };
        // An insertion sort, which is what Go's is for a dozen and fewer.
        let behind = sorted
            .iter()
            .rev()
            .take_while(|other| clause.precedes(other));
        let at = sorted.len() - behind.count();
        sorted.insert(at, clause);
    }
    sorted
}

fn trim(text: &str) -> &str {
    text.trim_matches(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = "application/json";
    const YAML: &str = "application/yaml";

    fn agreed(accept: &str) -> Option<(&'static str, bool, Option<String>)> {
        let mut headers = HeaderMap::new();
        if !accept.is_empty() {
            headers.insert(ACCEPT, accept.parse().unwrap());
        }
        let tables = |target: Option<&Target>| target.is_none_or(|target| target.kind == "Table");
        let agreed = negotiate(&headers, &[JSON, YAML], tables)?;
        let target = agreed.target.map(|target| target.kind);
        Some((agreed.media_type, agreed.pretty, target))
    }

    #[test]
    fn accept_is_read_as_the_server_reads_it() {
        let plain = |media_type| Some((media_type, false, None));
        let table = Some((JSON, false, Some("Table".to_owned())));
        for (accept, expected) in [
            ("", plain(JSON)),
            ("*/*", plain(JSON)),
            ("*", plain(JSON)),
            ("application/*", plain(JSON)),
            ("application/yaml", plain(YAML)),
            ("application/json;q=0.5,application/yaml", plain(YAML)),
            ("application/json;q=0.5,*/*", plain(JSON)),
            ("application/json;q=0", plain(JSON)),
            ("text/html, application/json", plain(JSON)),
            ("text/html", None),
            ("Application/JSON", None),
            ("garbage;;;", None),
            (",", None),
            (" application/json ", plain(JSON)),
            ("application/json;charset=utf-8", plain(JSON)),
            ("application/json;stream=watch", plain(JSON)),
            ("application/json;stream=other", None),
            ("application/json;v=v1", None),
            ("application/json;pretty=1", Some((JSON, true, None))),
            ("application/json;pretty=x", plain(JSON)),
            (
                "application/json;as=Table;g=meta.k8s.io;v=v1,application/json",
                table,
            ),
            (
                "application/json;as=Other;v=v1,application/json",
                plain(JSON),
            ),
        ] {
            assert_eq!(agreed(accept), expected, "{accept}");
        }
    }

    #[test]
    fn humans_get_indented_json() {
        for (target, agent, expected) in [
            ("/api", "", false),
            ("/api?pretty=true", "", true),
            ("/api?pretty=1", "", true),
            ("/api?pretty=yes", "curl/8", false),
            ("/api?pretty=false", "curl/8", false),
            ("/api?pretty=", "curl/8", true),
            ("/api", "curl/8", true),
            ("/api", "Mozilla/5.0 (X11)", true),
            ("/api", "kubectl/v1.37.1", false),
        ] {
            let request = Request::get(format!("http://cluster{target}")).header(USER_AGENT, agent);
            assert_eq!(
                is_pretty(&request.body(()).unwrap()),
                expected,
                "{target} {agent}"
            );
        }
    }
}
