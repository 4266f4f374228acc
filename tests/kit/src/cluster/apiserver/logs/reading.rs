//! The body of a log: lines as they come.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use outrigger::rt::{BoxFuture, Timestamp};
use outrigger::transport::{TransportError, TransportErrorKind};

use super::answer::goes_on;
use super::chatter::Chatter;
use super::kept::{Kept, Line, LogId};
use super::options::LogOptions;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::server::{Shared, Watcher};

/// Lines are put together into chunks of about this size.
const CHUNK: usize = 64 * 1024;

/// Which log is read, and how.
#[derive(Debug)]
pub(crate) struct LogPlan {
    /// The pod's key.
    pub(super) pod: String,
    /// The revision of the pod at which the run was seen to go on.
    pub(super) seen: Option<u64>,
    pub(super) id: LogId,
    pub(super) chatter: Option<Chatter>,
    pub(super) options: LogOptions,
}

/// A log that is being read, as a stream of its body's chunks.
///
/// With `follow` it goes on until the container ends or its pod goes.
pub(crate) struct Reading {
    shared: Arc<Shared>,
    watcher: Watcher,
    /// The server's run that it belongs to; a restart breaks it.
    run: u64,
    plan: LogPlan,
    /// The next line of those that were written, and of those that the container says.
    next: [u64; 2],
    /// Where a log ends that nobody follows.
    until: Timestamp,
    /// Bytes that may still be sent.
    left: u64,
    buffer: Vec<u8>,
    sleep: Option<BoxFuture<'static, ()>>,
    over: bool,
}

impl Reading {
    pub(crate) fn new(shared: Arc<Shared>, run: u64, plan: LogPlan) -> Self {
        let until = shared.timer.wall_now();
        let mut reading = Self {
            watcher: Watcher::new(&shared),
            run,
            next: [0, 0],
            until,
            left: plan.options.limit_bytes.unwrap_or(u64::MAX),
            buffer: Vec::new(),
            sleep: None,
            over: false,
            plan,
            shared,
        };
        reading.seek();
        reading
    }

    /// Goes to where the client wants to begin.
    fn seek(&mut self) {
        let shared = self.shared.clone();
        let state = shared.lock();
        let kept = state.model.logs.written(&self.plan.id);
        let chatter = self.plan.chatter.as_ref();
        let begin = [
            kept.map_or(0, Kept::start),
            chatter.map_or(0, |chatter| chatter.first(self.until)),
        ];
        let Some(lines) = self.plan.options.tail_lines else {
            self.next = begin;
            return;
        };
        let mut next = [
            kept.map_or(0, Kept::end),
            chatter.map_or(0, |chatter| chatter.count(self.until)),
        ];
        for _ in 0..lines {
            let before = |which: usize| next[which].checked_sub(1).filter(|it| *it >= begin[which]);
            let written = before(0).and_then(|number| Some(kept?.line(number)?.at));
            let said = before(1).and_then(|number| Some(chatter?.time(number)));
            match (written, said) {
                (None, None) => break,
                (Some(written), Some(said)) if said > written => next[1] -= 1,
                (Some(_), _) => next[0] -= 1,
                (None, Some(_)) => next[1] -= 1,
            }
        }
        self.next = next;
    }

    /// Puts together what there is to say.
    fn fill(&mut self) -> Result<(), TransportError> {
        let now = self.shared.timer.wall_now();
        let shared = self.shared.clone();
        let state = shared.lock();
        if state.run != self.run {
            let why = "the API server went away";
            return Err(TransportError::new(TransportErrorKind::Interrupted, why));
        }
        let live = self.plan.options.follow && self.is_live(&state.model);
        let until = if self.plan.options.follow {
            now
        } else {
            self.until
        };
        let kept = state.model.logs.written(&self.plan.id);
        while self.buffer.len() < CHUNK && self.left > 0 {
            let Some(line) = self.take(kept, until) else {
                self.over = !live;
                break;
            };
            self.write(&line);
        }
        self.over |= self.left == 0;
        Ok(())
    }

    /// The next line by time, of both kinds.
    fn take(&mut self, kept: Option<&Kept>, until: Timestamp) -> Option<Line> {
        // What was dropped meanwhile is not missed.
        self.next[0] = self.next[0].max(kept.map_or(0, Kept::start));
        let written = kept.and_then(|kept| kept.line(self.next[0]));
        let written = written.filter(|line| line.at <= until);
        let chatter = self.plan.chatter.as_ref();
        let said = chatter.and_then(|chatter| chatter.line(self.next[1], until));
        match (written, said) {
            (Some(written), Some(said)) if said.at < written.at => {
                self.next[1] += 1;
                Some(said)
            }
            (Some(written), _) => {
                self.next[0] += 1;
                Some(written.clone())
            }
            (None, said) => {
                self.next[1] += u64::from(said.is_some());
                said
            }
        }
    }

    fn write(&mut self, line: &Line) {
        let options = &self.plan.options;
        if options.since.is_some_and(|since| line.at < since) {
            return;
        }
        let mut bytes = Vec::with_capacity(line.text.len() + 40);
        if options.timestamps {
            bytes.extend_from_slice(nanoseconds(line.at).as_bytes());
            bytes.push(b' ');
        }
        bytes.extend_from_slice(&line.text);
        bytes.push(b'\n');
        let limit = usize::try_from(self.left).unwrap_or(usize::MAX);
        bytes.truncate(limit);
        self.left -= bytes.len() as u64;
        self.buffer.append(&mut bytes);
    }

    /// Whether there may come more.
    fn is_live(&mut self, model: &Model) -> bool {
        let record = model.store.get("pods", &self.plan.pod);
        let Some(record) = record.filter(|it| it.uid() == self.plan.id.pod) else {
            return false;
        };
        let revision = record.revision();
        if self.plan.seen == Some(revision) {
            return true;
        }
        let live = goes_on(&mut self.plan, &record.to_value());
        self.plan.seen = live.then_some(revision);
        live
    }

    /// Registers for when the container says its next line.
    fn poll_time(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(chatter) = &self.plan.chatter else {
            return Poll::Pending;
        };
        let timer = &self.shared.timer;
        let due = chatter.time(self.next[1]);
        let wait = due.saturating_duration_since(timer.wall_now());
        let sleep = self.sleep.get_or_insert_with(|| timer.sleep(wait));
        if sleep.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.sleep = None;
        Poll::Ready(())
    }
}

/// As kubelets write times: nine digits, always.
fn nanoseconds(at: Timestamp) -> String {
    let seconds = at.to_string();
    let nanos = at.as_unix().subsec_nanos();
    format!("{}.{nanos:09}Z", seconds.trim_end_matches('Z'))
}

impl Stream for Reading {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if !self.buffer.is_empty() {
                let chunk = std::mem::take(&mut self.buffer);
                return Poll::Ready(Some(Ok(chunk.into())));
            }
            if self.over {
                return Poll::Ready(None);
            }
            // Before looking, so that what comes meanwhile wakes it.
            self.watcher.wake(cx.waker());
            if let Err(error) = self.fill() {
                self.over = true;
                return Poll::Ready(Some(Err(error)));
            }
            if self.buffer.is_empty() && !self.over && self.poll_time(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }
}
