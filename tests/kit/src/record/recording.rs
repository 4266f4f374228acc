use std::fmt;
use std::str::FromStr;

use super::Exchange;
use super::text;

/// Exchanges, in the order of their requests.
///
/// Its [`Display`](fmt::Display) is the text to keep, and [`FromStr`] reads it: JSON lines, first
/// a header, then for each exchange its request (`at_us` since the recording began), its head,
/// its chunks and its end (`after_us` since the request). A chunk is `json` where it is one JSON
/// document as it stands, `line` where a newline follows that, `text` where it is other UTF-8,
/// and `base64` where it is not.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use outrigger_test::record::{End, Exchange, Recording};
///
/// let request = http::Request::get("/api/v1/pods?watch=1").body(Default::default()).unwrap();
/// let mut recording = Recording::new();
/// recording.push(
///     Exchange::new(Duration::ZERO, request)
///         .answered(Duration::from_millis(3), http::StatusCode::OK, Default::default())
///         .chunk(Duration::from_secs(2), "{\"type\":\"ADDED\",\"object\":{}}\n")
///         .ended(End::Finished { after: Duration::from_secs(300) }),
/// );
/// assert_eq!(
///     recording.to_string(),
///     r#"{"outrigger-recording":1}
/// {"at_us":0,"method":"GET","path":"/api/v1/pods?watch=1","headers":[]}
/// {"after_us":3000,"status":200,"headers":[]}
/// {"after_us":2000000,"line":{"type":"ADDED","object":{}}}
/// {"after_us":300000000,"end":"finished"}
/// "#,
/// );
/// assert_eq!(recording.to_string().parse(), Ok(recording));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording(Vec<Exchange>);

impl Recording {
    /// A recording of nothing.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// What was recorded, in the order of the requests.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.0
    }

    /// Adds an exchange.
    pub fn push(&mut self, exchange: Exchange) {
        self.0.push(exchange);
    }

    pub(super) fn into_exchanges(self) -> Vec<Exchange> {
        self.0
    }
}

impl FromIterator<Exchange> for Recording {
    fn from_iter<I: IntoIterator<Item = Exchange>>(exchanges: I) -> Self {
        Self(exchanges.into_iter().collect())
    }
}

impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(self, f)
    }
}

impl FromStr for Recording {
    type Err = RecordingError;

    fn from_str(text: &str) -> Result<Self, RecordingError> {
        text::read(text)
    }
}

/// A text is no recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingError {
    line: usize,
    what: String,
}

impl RecordingError {
    pub(super) const fn new(line: usize, what: String) -> Self {
        Self { line, what }
    }

    /// The line that is wrong, counted from 1.
    pub const fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} of the recording: {}", self.line, self.what)
    }
}

impl std::error::Error for RecordingError {}
