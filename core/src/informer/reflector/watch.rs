use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::{Config, Event, ExchangeId, Now, Output, Reflector, State, Step};
use crate::error::{Error, ErrorKind};
use crate::object::{ColumnDefinition, StoredObject};
use crate::request::{Verb, WatchOptions, watch};
use crate::rt::Instant;
use crate::watch::{EventFramer, EventType, RawEvent};

/// client-go asks the server to end a watch after 5 to 10 minutes, so that watches spread over
/// apiservers anew.
const WATCH_TIMEOUT_MIN: Duration = Duration::from_secs(300);

/// The least time between two watches, and the age below which a watch without events counts
/// as failed (client-go's `VeryShortWatchError`).
const WATCH_SPACING: Duration = Duration::from_secs(1);

/// How long a watch must have been open to count as a success.
const HEALTHY_AFTER: Duration = Duration::from_secs(10);

/// A watch under way.
#[derive(Debug)]
pub(super) struct Watching {
    pub(super) id: ExchangeId,
    pub(super) path: String,
    pub(super) opened: bool,
    pub(super) heard: Now,
    pub(super) started: Now,
    /// It has not been sent yet.
    pub(super) queued: bool,
    /// Its turn is over.
    pub(super) over: bool,
    framer: EventFramer,
    events: u64,
}

impl Watching {
    pub(super) const fn verb(&self) -> Verb {
        Verb::Watch
    }

    /// Whether it was open for long enough to say that the server is well.
    pub(super) fn was_healthy(&self, now: Now) -> bool {
        self.opened && now.since(self.started) >= HEALTHY_AFTER
    }

    /// Whether it began so lately that its being open says nothing yet.
    pub(super) fn is_young(&self, now: Now) -> bool {
        now.since(self.started) < WATCH_SPACING
    }

    /// Before this the next watch may not begin.
    pub(super) fn next_start(&self) -> Instant {
        self.started.monotonic + WATCH_SPACING
    }

    /// Whether it has brought no more than a part of one event.
    pub(super) fn is_inside_its_first_event(&self) -> bool {
        self.events == 0 && self.framer.finish().is_err()
    }
}

impl Reflector {
    /// Watches from where the store is.
    pub(super) fn start_watch(&mut self, now: Now) {
        let spread = WATCH_TIMEOUT_MIN.mul_f64(self.random.unit());
        let options = WatchOptions::since(&self.resource_version)
            .labels(&self.config.label_selector)
            .fields(&self.config.field_selector)
            .timeout(Duration::from_secs((WATCH_TIMEOUT_MIN + spread).as_secs()));
        let request = match watch(&self.config.path(), &options) {
            Ok(request) => request,
            Err(error) => return self.fail_over(error, Step::List, now),
        };
        let path = request.path().to_owned();
        let id = self.send(request);
        let framer = EventFramer::new(self.config.object_limit);
        let watching = Watching {
            id,
            path,
            opened: false,
            heard: now,
            started: now,
            queued: false,
            over: false,
            framer,
            events: 0,
        };
        self.state = State::Watching(watching);
    }

    pub(super) fn watch_chunk(&mut self, chunk: &[u8], now: Now) {
        let State::Watching(watching) = &mut self.state else {
            return;
        };
        let mut taken = Taken {
            outputs: &mut self.outputs,
            config: &self.config,
            columns: &self.columns,
            version: &mut self.resource_version,
            events: &mut watching.events,
            other_columns: false,
        };
        let outcome = watching.framer.feed(chunk, |frame| taken.take_event(frame));
        let other_columns = taken.other_columns;
        if watching.events > 0 {
            self.unproven = None;
            self.failed_watches = 0;
        }
        let id = watching.id;
        if let Err(error) = outcome {
            let then = self.after(&error);
            return self.abort(error, then, now);
        }
        if other_columns {
            self.outputs.push_back(Output::Abort(id));
            self.list_again(now);
            return;
        }
        self.make_room(now);
    }

    /// The server has ended the watch, as it does every few minutes.
    pub(super) fn watch_ended(&mut self, now: Now) {
        let State::Watching(watching) = &self.state else {
            return;
        };
        if let Err(error) = watching.framer.finish() {
            return self.fail_over(error.into(), Step::Watch, now);
        }
        let age = now.monotonic - watching.started.monotonic;
        if watching.events == 0 && age < WATCH_SPACING {
            let message = "the server ended the watch as soon as it began";
            return self.fail_over(Error::new(ErrorKind::Transport, message), Step::Watch, now);
        }
        let until = watching.next_start().max(now.monotonic);
        self.state = State::Waiting {
            until,
            then: Step::Watch,
        };
    }
}

/// What the events of a chunk go into.
struct Taken<'a> {
    outputs: &'a mut VecDeque<Output>,
    config: &'a Config,
    columns: &'a Columns,
    version: &'a mut String,
    events: &'a mut u64,
    /// An event has named other columns than those of the store.
    other_columns: bool,
}

impl Taken<'_> {
    fn take_event(&mut self, frame: &[u8]) -> Result<(), Error> {
        let (event, found) = decode(frame, self.config, self.columns)?;
        *self.events += 1;
        self.other_columns |=
            found.is_some() && !StoredObject::same_columns(found.as_ref(), self.columns.as_ref());
        if self.other_columns {
            // The list that comes has it.
            return Ok(());
        }
        let seen = match &event {
            Decoded::Object(Event::Applied(object) | Event::Deleted(object)) => {
                object.resource_version()
            }
            Decoded::Object(_) => "",
            Decoded::Bookmark(seen) => seen,
        };
        if !matches!(seen, "" | "0") {
            seen.clone_into(self.version);
        }
        if let Decoded::Object(event) = event {
            self.outputs.push_back(Output::Event(event));
        }
        Ok(())
    }
}

enum Decoded {
    Object(Event),
    Bookmark(String),
}

type Columns = Option<Arc<[ColumnDefinition]>>;

/// Reads an event, and the columns that it names; a row is one of `columns`.
fn decode(frame: &[u8], config: &Config, columns: &Columns) -> Result<(Decoded, Columns), Error> {
    let malformed = |message: &str| Error::new(ErrorKind::Decode, message);
    let event = RawEvent::parse(frame)
        .map_err(|source| malformed("cannot decode a watch event").with_source(source))?;
    let what = "cannot decode the object of an event";
    let object = || {
        let single = config.form.single(event.object);
        let single = single.map_err(|source| malformed(what).with_source(source))?;
        let object = StoredObject::parse(&single.object, &config.resource)
            .map_err(|source| malformed(what).with_source(source))?;
        Ok::<_, Error>((object.with_columns(columns.clone()), single.columns))
    };
    let (event, columns) = match event.event_type {
        EventType::Added | EventType::Modified => {
            let (object, columns) = object()?;
            (Event::Applied(object), columns)
        }
        EventType::Deleted => {
            let (object, columns) = object()?;
            (Event::Deleted(object), columns)
        }
        EventType::Bookmark => {
            let (version, columns) = config.form.bookmark(event.object);
            return Ok((Decoded::Bookmark(version), columns));
        }
        EventType::Error => return Err(Error::from_event(event.object)),
    };
    Ok((Decoded::Object(event), columns))
}
