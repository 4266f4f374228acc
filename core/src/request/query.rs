use std::borrow::Cow;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is encoded, but for the blank. Source: `shouldEscape` in Go's `net/url/url.go`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b' ');

/// Query parameters, sorted by key as Go's `url.Values` encodes them.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(Cow<'static, str>, String)>);

impl Query {
    /// Adds a text, unless it is empty.
    pub(crate) fn text(self, key: &'static str, value: &str) -> Self {
        match value {
            "" => self,
            _ => self.add(key, value),
        }
    }

    /// Adds a text, also an empty one.
    pub(crate) fn add(self, key: impl Into<Cow<'static, str>>, value: &str) -> Self {
        self.insert(key.into(), value)
    }

    fn insert(mut self, key: Cow<'static, str>, value: &str) -> Self {
        let place = self.0.partition_point(|(before, _)| *before <= key);
        self.0.insert(place, (key, value.to_owned()));
        self
    }

    /// Adds a text in place of those that the key has.
    pub(crate) fn set(mut self, key: &'static str, value: &str) -> Self {
        self.0.retain(|(before, _)| *before != key);
        self.add(key, value)
    }

    /// Adds what another has.
    pub(crate) fn join(self, other: Self) -> Self {
        let pairs = other.0.into_iter();
        pairs.fold(self, |query, (key, value)| query.add(key, &value))
    }

    /// Adds `key=true`, unless false.
    pub(crate) fn flag(self, key: &'static str, value: bool) -> Self {
        self.text(key, if value { "true" } else { "" })
    }

    /// Adds a number, unless zero.
    pub(crate) fn number(self, key: &'static str, value: u64) -> Self {
        self.count(key, (value > 0).then_some(value))
    }

    /// Adds a number, zero too, if there is one.
    pub(crate) fn count(self, key: &'static str, value: Option<u64>) -> Self {
        match value {
            Some(value) => self.add(key, &value.to_string()),
            None => self,
        }
    }

    /// Adds whole seconds, rounded up, if there is a duration.
    pub(crate) fn seconds(self, key: &'static str, value: Option<Duration>) -> Self {
        let seconds = |value: Duration| value.as_secs() + u64::from(value.subsec_nanos() > 0);
        self.count(key, value.map(seconds))
    }

    /// The first value of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        let mut pairs = self.0.iter();
        pairs.find_map(|(found, value)| (found == key).then_some(&**value))
    }

    /// Whether API servers take `key` for set: by its first value, which is a no only if it is `0`
    /// or `false`.
    pub(crate) fn is_on(&self, key: &str) -> bool {
        let value = self.get(key);
        value.is_some_and(|value| value != "0" && !value.eq_ignore_ascii_case("false"))
    }

    /// The parameters that stand in a URL.
    pub(crate) fn parse(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        pairs.fold(Self::default(), |query, pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            query.add(decoded(key), &decoded(value))
        })
    }

    /// As Go's `url.Values` do.
    pub(crate) fn encode(&self) -> String {
        let pairs = self.0.iter();
        let pairs: Vec<_> = pairs
            .map(|(key, value)| format!("{}={}", encoded(key), encoded(value)))
            .collect();
        pairs.join("&")
    }
}

/// Go's `url.QueryEscape`.
fn encoded(text: &str) -> String {
    let encoded = utf8_percent_encode(text, ENCODED);
    encoded.to_string().replace(' ', "+")
}

/// Go's `url.QueryUnescape`, but what that refuses stays as it is, and what is not UTF-8 is
/// replaced.
fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn encodes_as_go_does() {
        let query = Query::default()
            .text("labelSelector", "app in (web,db),!old")
            .text("fieldSelector", "~*")
            .text("continue", "")
            .number("limit", 500)
            .flag("watch", true)
            .flag("dryRun", false)
            .seconds("timeoutSeconds", Some(Duration::from_millis(1200)));
        assert_eq!(
            query.encode(),
            "fieldSelector=~%2A&labelSelector=app+in+%28web%2Cdb%29%2C%21old&limit=500&timeoutSeconds=2&watch=true"
        );
    }

    #[test]
    fn keys_repeat_in_their_order_until_they_are_set() {
        let query = Query::default().add("b", "2").add("a", "").add("b", "1");
        assert_eq!(query.encode(), "a=&b=2&b=1");
        assert_eq!(query.set("b", "3").encode(), "a=&b=3");
    }

    #[test]
    fn what_stands_in_urls_is_read() {
        for (query, written) in [
            ("", ""),
            ("&&", ""),
            ("b=2&a&b=1", "a=&b=2&b=1"),
            ("%61+=+%2b%20", "a+=+%2B+"),
            ("a=b=c", "a=b%3Dc"),
            ("a=100%&b=%zz", "a=100%25&b=%25zz"),
            ("=%ff", "=%EF%BF%BD"),
        ] {
            assert_eq!(Query::parse(query).encode(), written, "{query}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(pairs in prop::collection::vec(any::<(String, String)>(), 0..5)) {
            let query = pairs
                .iter()
                .fold(Query::default(), |query, (key, value)| query.add(key.clone(), value));
            let written = query.encode();
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+%&=".contains(&byte);
            prop_assert!(written.bytes().all(plain), "{}", written);
            prop_assert_eq!(Query::parse(&written).0, query.0);
        }
    }
}
