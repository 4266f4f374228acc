use std::fmt;

use http::Method;

use super::{Answer, MockTransport, OpenBody, RecordedRequest};

/// A request that a [`MockTransport`] shall answer, to be completed with
/// [`answer`](Self::answer).
#[derive(Debug)]
#[must_use = "nothing is expected before the answer is given"]
pub struct Expectation<'a> {
    mock: &'a MockTransport,
    rule: Rule,
}

impl<'a> Expectation<'a> {
    pub(super) fn new(mock: &'a MockTransport, method: Method, path_and_query: &str) -> Self {
        let (path, query) = path_and_query
            .split_once('?')
            .unwrap_or((path_and_query, ""));
        let rule = Rule {
            method,
            path: path.to_owned(),
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            only: false,
            times: Some(1),
            asked: 0,
            answer: Answer::never(),
        };
        Self { mock, rule }
    }

    /// Only requests whose query has this pair, decoded.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.rule.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Only requests whose query has no other pairs than those named.
    pub const fn no_other_query(mut self) -> Self {
        self.rule.only = true;
        self
    }

    /// Answers that many requests, and expects them all. Once unless told.
    pub const fn times(mut self, times: usize) -> Self {
        self.rule.times = Some(times);
        self
    }

    /// Answers any number of requests, and expects none.
    pub const fn always(mut self) -> Self {
        self.rule.times = None;
        self
    }

    /// Answers them so.
    pub fn answer(mut self, answer: Answer) {
        self.rule.answer = answer;
        self.mock.add(self.rule);
    }

    /// Answers with a 200 whose body the returned handle feeds and ends.
    pub fn open(self) -> OpenBody {
        let (answer, body) = Answer::open();
        self.answer(answer);
        body
    }
}

/// One scripted answer.
#[derive(Debug)]
pub(super) struct Rule {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    only: bool,
    times: Option<usize>,
    asked: usize,
    answer: Answer,
}

impl Rule {
    /// The answer, if the rule has one left for this request.
    pub(super) fn ask(&mut self, request: &RecordedRequest) -> Option<Answer> {
        let left = self.times.is_none_or(|times| self.asked < times);
        if !left || !self.fits(request) {
            return None;
        }
        self.asked += 1;
        Some(self.answer.clone())
    }

    /// Whether it was asked for as often as it expects.
    pub(super) fn is_satisfied(&self) -> bool {
        self.times.is_none_or(|times| self.asked == times)
    }

    fn fits(&self, request: &RecordedRequest) -> bool {
        self.method == request.method()
            && self.path == request.path()
            && self.query.iter().all(|pair| request.query().contains(pair))
            && (!self.only || request.query().iter().all(|pair| self.query.contains(pair)))
    }
}

/// `GET /api/v1/pods?limit=5 (asked 0 of 1 times)`.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        for (n, (name, value)) in self.query.iter().enumerate() {
            let mark = if n == 0 { '?' } else { '&' };
            write!(f, "{mark}{name}={value}")?;
        }
        match self.times {
            Some(times) => write!(f, " (asked {} of {times} times)", self.asked),
            None => write!(f, " (asked {} times of any)", self.asked),
        }
    }
}
