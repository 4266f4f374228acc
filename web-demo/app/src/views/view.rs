//! One view: what was asked of the worker, and what it said.

use outrigger_demo_model::message::{Column, Frame, RowKey, Sync, ToWorker};

use super::Wanted;
use crate::window::Window;

/// After this many seconds a frame is an answer to what was asked before it.
pub(super) const ANSWER: i64 = 2;

/// What a view is called while nobody knows whether it is still true.
const DOUBT: &str = "checking whether anything changed meanwhile";

/// The same, when nobody answers.
pub(super) const SILENT: &str = "the part of this page that has the data does not answer";

/// A view that is open in the worker.
#[derive(Clone, Debug)]
pub struct View {
    pub(super) wanted: Wanted,
    /// Its number in messages.
    pub(super) number: u32,
    /// The columns of its frames.
    pub columns: Vec<Column>,
    /// The newest frame, when one has arrived.
    pub frame: Option<Frame>,
    /// How far it was scrolled when it was seen last, in CSS pixels.
    pub top: i32,
    /// The row that the keyboard was at then.
    pub cursor: Option<(usize, RowKey)>,
    /// The rows that were asked for last.
    pub(super) asked: Option<Window>,
    /// Whether the worker has not answered that yet.
    pub(super) waiting: bool,
    /// Since when the page may have missed something, in seconds since 1970.
    pub(super) doubt: Option<i64>,
    /// Since when the worker has not answered.
    pub(super) silent: Option<i64>,
}

impl View {
    pub(super) const fn new(wanted: Wanted, number: u32) -> Self {
        Self {
            wanted,
            number,
            columns: Vec::new(),
            frame: None,
            top: 0,
            cursor: None,
            asked: None,
            waiting: false,
            doubt: None,
            silent: None,
        }
    }

    /// How far the view can be trusted.
    pub fn sync(&self) -> Sync {
        let sync = self
            .frame
            .as_ref()
            .map_or(Sync::Starting, |it| it.sync.clone());
        let doubt = self.doubt.map(|since| (since, DOUBT));
        match doubt.or(self.silent.map(|since| (since, SILENT))) {
            Some((since, cause)) if sync == Sync::Live => Sync::Stale {
                since: since.try_into().unwrap_or_default(),
                cause: cause.to_owned(),
                waiting: false,
                received: None,
            },
            _ => sync,
        }
    }

    /// Ends the doubt when a frame was sent after the worker began to check: then it is not live
    /// at first. One that was on its way already says live, and so may one that is late.
    pub(super) fn believe(&mut self, sync: &Sync, checked: Option<i64>, now: i64) {
        let Some(checked) = checked else {
            return;
        };
        if *sync != Sync::Live || now - checked >= ANSWER {
            self.doubt = None;
        }
    }

    /// Asks for these rows.
    pub(super) fn draw(&mut self, window: Window) -> ToWorker {
        self.asked = Some(window);
        self.waiting = true;
        ToWorker::Draw {
            view: self.number,
            first: window.first,
            count: window.count,
        }
    }
}
