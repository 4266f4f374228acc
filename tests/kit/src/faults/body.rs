//! A body and the faults it meets.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use outrigger::rt::BoxFuture;
use outrigger::transport::{Body, TransportError, TransportErrorKind};

use super::Faults;
use super::clock::up_to;
use super::exchange::Exchange;
use super::listener::Listener;
use super::rule::{Fault, Rule};

pub(super) struct FaultyBody {
    /// `None` after its end.
    inner: Option<Body>,
    exchange: Exchange,
    listener: Listener,
    /// The plan that is followed; `None` before the first poll.
    plan: Option<Arc<Faults>>,
    slow: Option<Rule>,
    pause: Option<Pause>,
    /// What is left of the chunk that came last.
    held: Option<Bytes>,
    /// How the body ends when that is out.
    ending: Option<Ending>,
}

enum Pause {
    /// The next chunk waits.
    For(BoxFuture<'static, ()>),
    /// Nothing comes until the body is cut, if ever. The ending is set.
    Silence(Option<BoxFuture<'static, ()>>),
}

#[derive(Clone, Copy)]
enum Ending {
    Clean,
    Cut,
}

type Item = Option<Result<Bytes, TransportError>>;

impl FaultyBody {
    pub(super) fn new(inner: Body, exchange: Exchange) -> Self {
        Self {
            inner: Some(inner),
            listener: exchange.shared.news.listen(),
            exchange,
            plan: None,
            slow: None,
            pause: None,
            held: None,
            ending: None,
        }
    }

    /// Hears of another plan and of a machine that slept.
    fn hear(&mut self, cx: &Context<'_>) {
        let (plan, slept) = self.listener.look(cx);
        let same = |followed: &Arc<Faults>| Arc::ptr_eq(followed, &plan);
        if !self.plan.as_ref().is_some_and(same) {
            self.follow(plan);
        }
        if slept {
            self.wake_up();
        }
    }

    fn follow(&mut self, plan: Arc<Faults>) {
        self.plan = Some(plan);
        self.slow = self.strike(|fault| matches!(fault, Fault::Slow(_)));
        if self.slow.is_some() {
            self.inject("slow", "the body is slow");
        }
        // What was held up goes on, and what was silent is at its end.
        self.pause = None;
    }

    fn wake_up(&mut self) {
        self.held = None;
        self.pause = None;
        let action = self.exchange.subject.action.as_ref();
        let watch = action.is_some_and(|action| action.verb == "watch");
        if !watch || self.exchange.random.happens(0.5) {
            self.inject("cut", "cut while the machine slept");
            self.ending = Some(Ending::Cut);
        } else {
            let rule = self.in_force(|fault| matches!(fault, Fault::Sleep { .. }));
            self.silence(rule.as_ref(), "silent since the machine slept");
        }
    }

    /// Decides what becomes of a chunk.
    fn meet(&mut self, chunk: Bytes) {
        if self.strike(|fault| matches!(fault, Fault::Cut)).is_some() {
            self.end_within(chunk, Ending::Cut);
        } else if self
            .strike(|fault| matches!(fault, Fault::EndWatch))
            .is_some()
        {
            self.end_within(chunk, Ending::Clean);
        } else if let Some(rule) = self.strike(|fault| matches!(fault, Fault::Silence)) {
            self.silence(Some(&rule), "goes silent");
            return;
        } else {
            self.held = Some(chunk);
        }
        if let Some(rule) = self.strike(|fault| matches!(fault, Fault::Stall(_)))
            && let Fault::Stall(duration) = rule.fault
        {
            self.inject("stall", format_args!("the body stalls for {duration:?}"));
            self.wait(&rule, duration);
        } else {
            self.dawdle();
        }
    }

    fn end_within(&mut self, mut chunk: Bytes, ending: Ending) {
        let at = self.exchange.random.index(chunk.len() + 1);
        chunk.truncate(at);
        match ending {
            Ending::Cut => self.inject("cut", format_args!("cut {at} bytes into a chunk")),
            Ending::Clean => {
                self.inject("end watch", format_args!("ends {at} bytes into a chunk"));
            }
        }
        self.held = (at > 0).then_some(chunk);
        self.ending = Some(ending);
    }

    fn silence(&mut self, rule: Option<&Rule>, how: &str) {
        self.inject("silence", how);
        let timer = &self.exchange.shared.timer;
        let end = rule.and_then(|rule| rule.until);
        let over = end.map(|end| timer.sleep(end - timer.now()));
        self.pause = Some(Pause::Silence(over));
        self.ending = Some(Ending::Cut);
    }

    /// The next piece of what is held, the whole unless the body is slow.
    fn piece(&mut self, mut held: Bytes) -> Bytes {
        if !self.is_slow() || held.len() < 2 {
            return held;
        }
        let length = 1 + self.exchange.random.index(held.len());
        let piece = held.split_to(length);
        if !held.is_empty() {
            self.held = Some(held);
            self.dawdle();
        }
        piece
    }

    fn is_slow(&self) -> bool {
        let now = self.exchange.shared.timer.now();
        self.slow.as_ref().is_some_and(|rule| rule.is_on(now))
    }

    /// Waits before the next piece of a slow body.
    fn dawdle(&mut self) {
        if !self.is_slow() {
            return;
        }
        if let Some(rule) = self.slow.clone()
            && let Fault::Slow(most) = rule.fault
        {
            let duration = up_to(most, &mut self.exchange.random);
            self.wait(&rule, duration);
        }
    }

    fn wait(&mut self, rule: &Rule, duration: Duration) {
        let timer = &self.exchange.shared.timer;
        let duration = rule.capped(duration, timer.now());
        self.pause = Some(Pause::For(timer.sleep(duration)));
    }

    fn end(&mut self, ending: Ending) -> Item {
        self.inner = None;
        match (ending, &self.plan) {
            (Ending::Cut, Some(plan)) => {
                let kind = TransportErrorKind::Interrupted;
                Some(Err(self.exchange.shared.error(kind, plan)))
            }
            _ => None,
        }
    }

    /// The first of the faults in force that strikes.
    fn strike(&mut self, of: impl Fn(&Fault) -> bool) -> Option<Rule> {
        let plan = Arc::clone(self.plan.as_ref()?);
        let now = self.exchange.shared.timer.now();
        let random = &mut self.exchange.random;
        plan.about(now, self.exchange.subject.action.as_ref())
            .filter(|rule| of(&rule.fault))
            .find(|rule| random.happens(rule.probability))
            .cloned()
    }

    fn in_force(&self, of: impl Fn(&Fault) -> bool) -> Option<Rule> {
        let now = self.exchange.shared.timer.now();
        let mut rules = self.plan.as_ref()?.rules.iter();
        rules
            .find(|rule| of(&rule.fault) && rule.is_on(now))
            .cloned()
    }

    fn inject(&self, kind: &'static str, how: impl fmt::Display) {
        let subject = &self.exchange.subject;
        self.exchange
            .shared
            .inject(kind, format_args!("{subject}: {how}"));
    }
}

impl Stream for FaultyBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Item> {
        let this = self.get_mut();
        if this.inner.is_none() {
            return Poll::Ready(None);
        }
        this.hear(cx);
        loop {
            match &mut this.pause {
                Some(Pause::For(sleep)) => ready!(sleep.as_mut().poll(cx)),
                Some(Pause::Silence(Some(over))) => ready!(over.as_mut().poll(cx)),
                Some(Pause::Silence(None)) => return Poll::Pending,
                None => {}
            }
            this.pause = None;
            if let Some(held) = this.held.take() {
                return Poll::Ready(Some(Ok(this.piece(held))));
            }
            if let Some(ending) = this.ending.take() {
                return Poll::Ready(this.end(ending));
            }
            let Some(inner) = &mut this.inner else {
                return Poll::Ready(None);
            };
            match ready!(Pin::new(inner).poll_next(cx)) {
                Some(Ok(chunk)) => this.meet(chunk),
                end => {
                    this.inner = None;
                    return Poll::Ready(end);
                }
            }
        }
    }
}
