//! The book-keeping of one class of requests; no IO, no tasks.

use std::collections::VecDeque;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::http1::Http1;
use super::http2::{End, Http2, Http2Sender, STREAMS_MAX};
use super::slot::Slot;
use crate::dial::Protocol;
use crate::error::Failure;

/// Idle HTTP/1.1 connections kept: what one HTTP/2 connection would carry. client-go keeps 25
/// (`MaxIdleConnsPerHost`), and who has more in flight then opens connections for nothing each time
/// that they end together.
const IDLE_MAX: usize = STREAMS_MAX;

pub(super) type Reply = oneshot::Sender<Result<Slot, Failure>>;

/// Room for one exchange.
pub(super) enum Grant {
    Http1(Http1),
    Http2 {
        id: u64,
        sender: Http2Sender,
        reused: bool,
        end: End,
    },
}

#[derive(Default)]
pub(super) struct Lane {
    pub(super) waiters: VecDeque<Reply>,
    /// Connections being opened.
    pub(super) attempts: usize,
    /// HTTP/1.1 connections about to be idle.
    pub(super) returning: usize,
    /// The longest idle comes first.
    idle: Vec<(Instant, Http1)>,
    http2: Vec<Shared>,
    last_id: u64,
}

/// An HTTP/2 connection and how many streams we have on it.
struct Shared {
    id: u64,
    connection: Http2,
    streams: usize,
    /// It has served others, so the server may be closing it.
    aged: bool,
    idle_since: Instant,
}

impl Lane {
    /// Takes waiters from the queue for as long as there is room.
    pub(super) fn serve(&mut self) -> Vec<(Reply, Grant)> {
        self.waiters.retain(|reply| !reply.is_closed());
        self.http2.retain(|shared| !shared.connection.is_closed());
        let mut served = Vec::new();
        while let Some(reply) = self.waiters.pop_front() {
            match self.grant() {
                Some(grant) => served.push((reply, grant)),
                None => {
                    self.waiters.push_front(reply);
                    break;
                }
            }
        }
        // What is still here found nobody who waits, and is idle from now on. Only the newest can
        // have come for somebody, who may have gone after the others were asked.
        if let Some((_, newest)) = self.idle.last_mut() {
            newest.aged = true;
        }
        served
    }

    /// Room that is there at once, if nobody has waited longer for it.
    pub(super) fn serve_now(&mut self) -> Option<Grant> {
        if self.waiters.iter().any(|reply| !reply.is_closed()) {
            return None;
        }
        self.http2.retain(|shared| !shared.connection.is_closed());
        self.grant()
    }

    fn grant(&mut self) -> Option<Grant> {
        let roomy = self
            .http2
            .iter_mut()
            .find(|shared| shared.streams < shared.connection.streams_max());
        if let Some(shared) = roomy {
            shared.streams += 1;
            return Some(Grant::Http2 {
                id: shared.id,
                sender: shared.connection.sender(),
                end: shared.connection.end(),
                reused: std::mem::replace(&mut shared.aged, true),
            });
        }
        // The last to come back is the least likely to be closed by the server.
        while let Some((_, connection)) = self.idle.pop() {
            // A fresh one that is closed is told to its waiter: that is the server's answer.
            if !(connection.aged && connection.is_closed()) {
                return Some(Grant::Http1(connection));
            }
        }
        None
    }

    /// How many connections to open for those who wait.
    pub(super) fn attempts_missing(&self, protocol: Option<Protocol>) -> usize {
        let underway = self.attempts + self.returning;
        self.waiters
            .len()
            .div_ceil(waiters_per_attempt(protocol))
            .saturating_sub(underway)
    }

    /// Takes those from the queue for whom an attempt was made.
    pub(super) fn give_up(&mut self, protocol: Option<Protocol>) -> Vec<Reply> {
        let count = self.waiters.len().min(waiters_per_attempt(protocol));
        self.waiters.drain(..count).collect()
    }

    /// [`serve`](Self::serve) follows.
    pub(super) fn put_idle(&mut self, connection: Http1) {
        self.idle.push((Instant::now(), connection));
        if self.idle.len() > IDLE_MAX {
            self.idle.remove(0);
        }
    }

    pub(super) fn put_http2(&mut self, connection: Http2) -> u64 {
        self.last_id += 1;
        self.http2.push(Shared {
            id: self.last_id,
            connection,
            streams: 0,
            aged: false,
            idle_since: Instant::now(),
        });
        self.last_id
    }

    /// No more exchanges on that connection; it closes when its last one ends.
    pub(super) fn retire_http2(&mut self, id: u64) {
        self.http2.retain(|shared| shared.id != id);
    }

    /// The server of that connection has said how many exchanges it takes.
    pub(super) fn settle_http2(&mut self, id: u64) {
        if let Some(shared) = self.http2.iter_mut().find(|shared| shared.id == id) {
            shared.aged = true;
        }
    }

    /// A stream of that connection has ended.
    pub(super) fn release_http2(&mut self, id: u64) {
        if let Some(shared) = self.http2.iter_mut().find(|shared| shared.id == id) {
            shared.streams = shared.streams.saturating_sub(1);
            shared.idle_since = Instant::now();
        }
    }

    /// Since when the longest idle connection is idle.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        let http1 = self.idle.iter().map(|(since, _)| *since);
        let http2 = self.http2.iter();
        let http2 = http2.filter(|shared| shared.streams == 0);
        http1.chain(http2.map(|shared| shared.idle_since)).min()
    }

    /// Drops what is closed, or idle since `latest` or longer.
    pub(super) fn prune(&mut self, latest: Instant) {
        self.idle
            .retain(|(since, connection)| *since > latest && !connection.is_closed());
        self.http2.retain(|shared| {
            let idle = shared.streams == 0 && shared.idle_since <= latest;
            !idle && !shared.connection.is_closed()
        });
    }
}

/// How many a connection will serve. While the protocol is not known, all wait for the first
/// connection to tell.
fn waiters_per_attempt(protocol: Option<Protocol>) -> usize {
    match protocol {
        None => usize::MAX,
        Some(Protocol::Http1) => 1,
        Some(Protocol::Http2) => STREAMS_MAX,
    }
}
