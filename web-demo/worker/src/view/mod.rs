//! One view: an informer's rows in a table, and the frames that show it.

mod object;
mod rate;
mod row;
mod source;
mod sync;

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use outrigger::rt::{BoxFuture, Timer};
use outrigger::{ApiResource, Change, Client, Scope};
use outrigger_demo_model::message::{Arrangement, Column, Frame, FromWorker, RowKey, Sync};
use outrigger_demo_model::table::Table;

use self::object::Reading;
use self::rate::Rate;
use self::source::Source;
use self::sync::sync;
use crate::catalog::{Catalog, Trouble};
use crate::feed::Feed;

/// How many rows of a frame are sent at most, whatever the page asks for.
const ROWS_MAX: usize = 1_000;
/// How often the rate is told anew when nothing else changes.
const TICK: Duration = Duration::from_millis(500);

/// A view of one resource.
pub(crate) struct View {
    id: u32,
    key: String,
    namespace: Option<String>,
    /// Whether a person looks at it.
    preferred: bool,
    timer: Arc<dyn Timer>,
    source: Option<Source>,
    /// Why there is no source.
    trouble: Option<Trouble>,
    table: Table,
    rate: Rate,
    /// What the page waits for: the first row, and how many.
    wanted: Option<(usize, usize)>,
    /// Whether there is something that the last frame does not show.
    fresh: bool,
    sent: Sent,
    tick: Option<BoxFuture<'static, ()>>,
    /// The object that is to be read when there is a source.
    show: Option<RowKey>,
    reading: Option<Reading>,
}

/// What the page knows.
#[derive(Default)]
struct Sent {
    range: Option<(usize, usize)>,
    columns: Option<Vec<Column>>,
    rate: f32,
}

impl View {
    pub(crate) fn new(
        id: u32,
        key: String,
        namespace: Option<String>,
        timer: Arc<dyn Timer>,
    ) -> Self {
        Self {
            id,
            key,
            namespace,
            preferred: false,
            timer,
            source: None,
            trouble: None,
            table: Table::new(),
            rate: Rate::default(),
            wanted: None,
            fresh: true,
            sent: Sent::default(),
            tick: None,
            show: None,
            reading: None,
        }
    }

    /// Whether a person looks at it: then its watch goes before others.
    pub(crate) fn prefer(&mut self, preferred: bool) {
        self.preferred = preferred;
        if let Some(source) = &self.source {
            source.feed.informer().prefer(preferred);
        }
    }

    /// Looks for its resource in what the cluster serves. Without it there, a view that has a
    /// source keeps it: its informer knows best.
    pub(crate) fn resolve(&mut self, client: &Client, catalog: &Catalog) {
        match catalog.resource(&self.key) {
            Some(resource) => {
                if self.source.as_ref().map(|source| &source.resource) != Some(resource) {
                    self.begin(client, resource);
                }
            }
            None if self.source.is_some() => {}
            None => self.set_trouble(self.missing(catalog)),
        }
    }

    fn missing(&self, catalog: &Catalog) -> Option<Trouble> {
        catalog.entries().map_or_else(
            || catalog.trouble().cloned(),
            |_| {
                let known = self.trouble.as_ref().map(|it| it.since);
                Some(Trouble {
                    since: known.unwrap_or_else(|| self.timer.wall_now().as_unix().as_secs()),
                    cause: format!("the cluster has no resource named {:?}", self.key),
                })
            },
        )
    }

    /// Says why there is nothing to see, unless there is.
    pub(crate) fn set_trouble(&mut self, trouble: Option<Trouble>) {
        self.fresh |= self.trouble != trouble;
        self.trouble = trouble;
    }

    fn begin(&mut self, client: &Client, resource: &ApiResource) {
        let namespaced = resource.scope == Scope::Namespaced;
        let namespace = self.namespace.as_deref().filter(|_| namespaced);
        let feed = Feed::new(client, &self.timer, resource.clone(), namespace);
        feed.informer().prefer(self.preferred);
        self.source = Some(Source {
            client: client.clone(),
            resource: resource.clone(),
            feed,
            columns: None,
        });
        self.table.clear();
        self.trouble = None;
        self.fresh = true;
    }

    pub(crate) fn arrange(&mut self, arrangement: Arrangement) {
        self.table.arrange(arrangement);
        self.fresh = true;
    }

    pub(crate) fn draw(&mut self, first: usize, count: usize) {
        self.wanted = Some((first, count.min(ROWS_MAX)));
    }

    /// Reads an object. One of that name that is being read is answered before it is read again:
    /// an object may change more often than it can be read.
    pub(crate) fn show(&mut self, key: RowKey) {
        self.reading.take_if(|reading| *reading.key() != key);
        self.show = Some(key);
    }

    /// Makes sure that what is shown is up to date.
    pub(crate) fn check(&mut self) {
        if let Some(source) = &mut self.source {
            source.feed.check();
            self.fresh = true;
        }
    }

    /// Runs the informer; what there is to tell the page goes to `tell`.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, mut tell: impl FnMut(FromWorker)) {
        self.follow(cx);
        self.read(cx, &mut tell);
        self.tick(cx);
        if let Some(frame) = self.frame() {
            tell(FromWorker::Frame(frame));
            self.begin_tick(cx);
        }
    }

    fn follow(&mut self, cx: &mut Context<'_>) {
        let Some(source) = &mut self.source else {
            return;
        };
        let table = &mut self.table;
        let news = source.feed.poll(cx, |change| match change {
            Change::Added(row) | Change::Modified { new: row, .. } => row::insert(table, &row),
            Change::Deleted { old, .. } => table.remove(&row::key(&old)),
        });
        self.rate.count(news.changes, self.timer.now());
        self.fresh |= news.any;
        if !news.any {
            return;
        }
        let columns = source.feed.informer().columns();
        // Before the first page of the list there are none, which is not to be shown.
        let arrived = !self.table.is_empty() || source.feed.is_complete();
        if arrived && !source.is_between_lists() && source.columns.as_ref() != Some(&columns) {
            let namespaced = source.resource.scope == Scope::Namespaced;
            let with_namespace = namespaced && self.namespace.is_none();
            self.table
                .set_columns(row::columns(&columns, with_namespace));
            source.columns = Some(columns);
        }
    }

    fn read(&mut self, cx: &mut Context<'_>, tell: &mut impl FnMut(FromWorker)) {
        loop {
            if self.reading.is_none()
                && let Some(source) = &self.source
                && let Some(key) = self.show.take()
            {
                let (client, resource) = (&source.client, &source.resource);
                self.reading = Some(Reading::new(client, &self.timer, resource, key));
            }
            let Some(reading) = &mut self.reading else {
                return;
            };
            let Poll::Ready(message) = reading.poll(self.id, cx) else {
                return;
            };
            self.reading = None;
            tell(message);
        }
    }

    /// Lets the rate fall when nothing happens any more.
    fn tick(&mut self, cx: &mut Context<'_>) {
        if let Some(tick) = &mut self.tick
            && tick.as_mut().poll(cx).is_ready()
        {
            self.tick = None;
            let rate = self.rate.per_second(self.timer.now());
            self.fresh |= (rate - self.sent.rate).abs() > f32::EPSILON;
            // Otherwise the next frame tells, and a page that asks for none is left asleep.
            if !self.fresh {
                self.begin_tick(cx);
            }
        }
    }

    fn begin_tick(&mut self, cx: &mut Context<'_>) {
        if self.sent.rate > 0.0 && self.tick.is_none() {
            let mut tick = self.timer.sleep(TICK);
            if tick.as_mut().poll(cx).is_pending() {
                self.tick = Some(tick);
            }
        }
    }

    /// What the page waits for, if there is something new.
    fn frame(&mut self) -> Option<Frame> {
        let range = self.wanted?;
        let is_known = !self.fresh && self.sent.range == Some(range);
        if is_known || self.source.as_ref().is_some_and(Source::is_between_lists) {
            return None;
        }
        self.wanted = None;
        self.fresh = false;
        let window = self.table.window(range.0, range.1);
        let columns = self.table.columns();
        let new_columns = self.sent.columns.as_ref() != Some(&columns);
        let rate = self.rate.per_second(self.timer.now());
        self.sent = Sent {
            range: Some(range),
            columns: Some(columns.clone()),
            rate,
        };
        Some(Frame {
            view: self.id,
            columns: new_columns.then_some(columns),
            total: self.table.len(),
            matching: window.matching,
            first: window.first,
            rows: window.rows,
            sync: self.sync(),
            changes_per_second: rate,
        })
    }

    fn sync(&self) -> Sync {
        match (&self.source, &self.trouble) {
            (Some(source), _) => sync(&source.feed, self.table.len()),
            (None, Some(Trouble { since, cause })) => Sync::Stale {
                since: *since,
                cause: cause.clone(),
                waiting: false,
                received: None,
            },
            (None, None) => Sync::Starting,
        }
    }
}
