use std::sync::Arc;

use super::super::status::ListProgress;
use super::{Event, ExchangeId, Now, Output, Reflector, State, Step};
use crate::error::{Error, ErrorKind};
use crate::object::{ColumnDefinition, StoredObject};
use crate::request::{ListOptions, Request, Verb, list};
use crate::watch::{ListHead, ListSplitter};

/// The most pages that one list may have; a server that never comes to an end is cut off.
const PAGES_MAX: u32 = 10_000;

/// A list under way.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) id: ExchangeId,
    pub(super) path: String,
    pub(super) heard: Now,
    splitter: ListSplitter,
    page: u32,
    page_items: u64,
    earlier_items: u64,
    total: Option<u64>,
    /// The token of this page; the first page has none.
    token: String,
    /// What the first page showed; all pages show the same moment.
    resource_version: String,
    /// Whether its rows have the cells of more than one set of columns.
    mixed: bool,
}

impl Listing {
    pub(super) const fn verb(&self) -> Verb {
        Verb::List
    }

    /// How far it is. A page says how many objects remain behind it before it has arrived.
    pub(super) fn progress(&self, page_size: u64) -> ListProgress {
        let head = &self.splitter.head().metadata;
        let expected = head.remaining_item_count.map(|remaining| {
            let page = page_size.max(self.page_items);
            self.earlier_items
                .saturating_add(page)
                .saturating_add(remaining)
        });
        let received = self.earlier_items + self.page_items;
        ListProgress {
            received,
            total: expected.or(self.total),
        }
    }
}

impl Reflector {
    /// Lists from the newest state.
    pub(super) fn start_list(&mut self, now: Now) {
        self.list_started = now.monotonic;
        self.outputs.push_back(Output::Event(Event::ListStarted));
        self.request_page(String::new(), None, now);
    }

    fn request_page(&mut self, token: String, before: Option<Listing>, now: Now) {
        let request = match self.page_request(&token) {
            Ok(request) => request,
            // The resource or the namespace cannot stand in a URL; nothing will ever come of it.
            Err(error) => return self.fail_over(error, Step::List, now),
        };
        let path = request.path().to_owned();
        let id = self.send(request);
        let splitter = ListSplitter::new(self.config.object_limit, self.config.form);
        let fresh = Listing {
            id,
            path,
            heard: now,
            splitter,
            page: 1,
            page_items: 0,
            earlier_items: 0,
            total: None,
            token,
            resource_version: String::new(),
            mixed: false,
        };
        self.state = State::Listing(match before {
            None => fresh,
            Some(before) => Listing {
                page: before.page + 1,
                earlier_items: before.earlier_items + before.page_items,
                total: before.total,
                resource_version: before.resource_version,
                mixed: before.mixed,
                ..fresh
            },
        });
    }

    fn page_request(&self, token: &str) -> Result<Request, Error> {
        let mut options = ListOptions::new()
            .labels(&self.config.label_selector)
            .fields(&self.config.field_selector);
        if !self.unpaged {
            options = options.limit(self.config.page_size);
        }
        if !token.is_empty() {
            options = options.continue_from(token);
        }
        list(&self.config.path(), &options)
    }

    pub(super) fn list_chunk(&mut self, chunk: &[u8], now: Now) {
        let State::Listing(listing) = &mut self.state else {
            return;
        };
        let (outputs, config, columns) = (&mut self.outputs, &self.config, &mut self.columns);
        let (items, mixed) = (&mut listing.page_items, &mut listing.mixed);
        let received = listing.earlier_items;
        let mut sink = |head: &ListHead, item: &[u8]| {
            if *items == 0 && config.form.is_table() {
                *mixed |= learn(columns, head) && received > 0;
                outputs.push_back(columns_event(columns));
            }
            let object = config.form.element(item, head.in_rows);
            let object = object.map_err(|source| malformed(*items).with_source(source))?;
            let object = StoredObject::parse(&object, &config.resource)
                .map_err(|source| malformed(*items).with_source(source))?
                .with_columns(columns.clone());
            *items += 1;
            outputs.push_back(Output::Event(Event::Listed(object)));
            Ok::<(), Error>(())
        };
        if let Err(error) = listing.splitter.feed(chunk, &mut sink) {
            self.abort(error, Step::List, now);
        }
    }

    /// A page is complete: on to the next one, or to the watch.
    pub(super) fn list_ended(&mut self, now: Now) {
        let waiting = State::Waiting {
            until: now.monotonic,
            then: Step::List,
        };
        let State::Listing(mut listing) = std::mem::replace(&mut self.state, waiting) else {
            return;
        };
        let (splitter, path) = (listing.splitter, listing.path.clone());
        listing.splitter = ListSplitter::new(self.config.object_limit, self.config.form);
        let head = match splitter.finish() {
            Ok(head) => head,
            Err(error) => return self.list_failed(error.into(), &path, now),
        };
        if self.config.form.is_table() {
            // A page without rows has columns too, and they may stand behind the rows.
            let received = listing.earlier_items + listing.page_items;
            listing.mixed |= learn(&mut self.columns, &head) && received > 0;
            self.outputs.push_back(columns_event(&self.columns));
        }
        let metadata = head.metadata;
        if listing.resource_version.is_empty() {
            listing.resource_version = metadata.resource_version;
        }
        if metadata.continue_token.is_empty() {
            return self.list_complete(listing, now);
        }
        let problem = if metadata.continue_token == listing.token {
            Some("the server sent the same continue token twice")
        } else if listing.page >= PAGES_MAX {
            Some("the list does not come to an end")
        } else {
            None
        };
        if let Some(problem) = problem {
            return self.list_failed(Error::new(ErrorKind::Decode, problem), &path, now);
        }
        listing.total = metadata.remaining_item_count.map(|remaining| {
            (listing.earlier_items + listing.page_items).saturating_add(remaining)
        });
        self.request_page(metadata.continue_token, Some(listing), now);
    }

    fn list_failed(&mut self, error: Error, path: &str, now: Now) {
        self.fail_over(error.asked(Verb::List, path), Step::List, now);
    }

    fn list_complete(&mut self, listing: Listing, now: Now) {
        // A watch from 0 is one from anywhere, with events for what there is, which some servers
        // compress in a way that browsers cannot read.
        if matches!(listing.resource_version.as_str(), "" | "0") {
            let message = "the list has no resourceVersion to watch from";
            let error = Error::new(ErrorKind::Decode, message);
            return self.list_failed(error, &listing.path, now);
        }
        self.unpaged = false;
        self.failed_watches = 0;
        // What the store has is better than rows that do not go together; but not for good, if
        // servers never agree.
        let synced = !self.resource_version.is_empty();
        self.thrown_away = listing.mixed && synced && !self.thrown_away;
        if self.thrown_away {
            return self.list_again(now);
        }
        self.listed = Some(listing.progress(0));
        self.resource_version = listing.resource_version;
        self.outputs.push_back(Output::Event(Event::ListEnded));
        if listing.mixed {
            return self.list_again(now);
        }
        self.start_watch(now);
    }

    /// A list whose later page expired cannot be taken up again.
    pub(super) fn note_expired_page(&mut self, error: &Error) {
        if let State::Listing(listing) = &self.state
            && listing.page > 1
            && error.is_expired()
        {
            self.unpaged = true;
        }
    }
}

fn malformed(item: u64) -> Error {
    let message = format!("cannot decode item {item} of the list");
    Error::new(ErrorKind::Decode, message)
}

type Columns = Option<Arc<[ColumnDefinition]>>;

/// Takes in what a list says of its columns; whether they are others than before.
fn learn(known: &mut Columns, head: &ListHead) -> bool {
    let found = match head.in_rows {
        true => head.columns.as_ref().or(known.as_ref()),
        // No Table.
        false => None,
    };
    if StoredObject::same_columns(found, known.as_ref()) {
        return false;
    }
    *known = found.cloned();
    true
}

fn columns_event(columns: &Columns) -> Output {
    Output::Event(Event::Columns(columns.clone().unwrap_or_default()))
}
