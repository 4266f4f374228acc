use http::Uri;

/// The decoded query of a request.
#[derive(Debug)]
pub(in crate::conformance) struct Query(Vec<(String, String)>);

impl Query {
    pub(in crate::conformance) fn of(uri: &Uri) -> Self {
        Self::parse(uri.query().unwrap_or_default())
    }

    pub(in crate::conformance) fn parse(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(in crate::conformance) fn get(&self, name: &str) -> &str {
        let pair = self.0.iter().find(|(key, _)| key == name);
        pair.map_or("", |(_, value)| value)
    }

    /// Exchanges that name no id share the empty one.
    pub(in crate::conformance) fn id(&self) -> &str {
        self.get("id")
    }

    pub(in crate::conformance) fn number(&self, name: &str) -> usize {
        self.get(name).parse().unwrap_or_default()
    }
}
