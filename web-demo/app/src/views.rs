//! What the worker has to be told so that it shows what the tabs look at, and the newest that it
//! said of each.

use outrigger_demo_model::message::{Arrangement, Column, Frame, RowKey, Sync, ToWorker};

use crate::window::Window;

/// After this many seconds a frame is an answer to what was asked before it.
const ANSWER: i64 = 2;

/// What a view is called while nobody knows whether it is still true.
const DOUBT: &str = "checking whether anything changed meanwhile";

/// What a tab looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The tab's number.
    pub tab: u32,
    /// The key of a kind.
    pub resource: String,
    /// One namespace, or all.
    pub namespace: Option<String>,
    /// Which rows, in which order.
    pub arrangement: Arrangement,
    /// The object that is shown in full.
    pub object: Option<RowKey>,
}

/// A view that is open in the worker.
#[derive(Clone, Debug)]
pub struct View {
    wanted: Wanted,
    /// Its number in messages.
    number: u32,
    /// The columns of its frames.
    pub columns: Vec<Column>,
    /// The newest frame, when one has arrived.
    pub frame: Option<Frame>,
    /// How far it was scrolled when it was seen last, in CSS pixels.
    pub top: i32,
    /// The rows that were asked for last.
    asked: Option<Window>,
    /// Whether the worker has not answered that yet.
    waiting: bool,
    /// Since when the page may have missed something, in seconds since 1970.
    doubt: Option<i64>,
}

/// All open views.
#[derive(Debug, Default)]
pub struct Views {
    list: Vec<View>,
    /// The tab that is seen.
    current: u32,
    /// The last view's number.
    last: u32,
    /// The view and object that were asked for in full.
    shown: Option<(u32, RowKey)>,
    /// When the worker was told to check, since the page was hidden or slept.
    checked: Option<i64>,
}

/// What follows from a change of what is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What the worker has to know.
    pub messages: Vec<ToWorker>,
    /// Another view is seen.
    pub switched: bool,
    /// The rows of the view that is seen are others, or in another order.
    pub reordered: bool,
    /// Another object is shown in full, or none any more.
    pub object: bool,
}

impl Views {
    /// Follows what the tabs look at.
    pub fn follow(&mut self, wanted: &[Wanted], current: u32) -> Step {
        let mut step = Step {
            switched: self.current != current,
            ..Step::default()
        };
        self.current = current;
        self.close_others(wanted, &mut step);
        for wanted in wanted {
            self.follow_one(wanted, &mut step);
        }
        self.show(&mut step);
        step
    }

    fn close_others(&mut self, wanted: &[Wanted], step: &mut Step) {
        self.list.retain(|view| {
            let same = |it: &Wanted| {
                let old = &view.wanted;
                (it.tab, &it.resource, &it.namespace) == (old.tab, &old.resource, &old.namespace)
            };
            let keep = wanted.iter().any(same);
            if !keep {
                step.messages.push(ToWorker::Close { view: view.number });
            }
            keep
        });
    }

    fn follow_one(&mut self, wanted: &Wanted, step: &mut Step) {
        let seen = wanted.tab == self.current;
        let Some(view) = self.list.iter_mut().find(|it| it.wanted.tab == wanted.tab) else {
            step.switched |= seen;
            self.open(wanted, step);
            return;
        };
        let old = std::mem::replace(&mut view.wanted, wanted.clone()).arrangement;
        let new = &wanted.arrangement;
        if old == *new {
            return;
        }
        let rows = |it: &Arrangement| (it.filter.clone(), it.sort.clone(), it.descending);
        step.reordered |= seen && rows(&old) != rows(new);
        step.messages.push(ToWorker::Arrange {
            view: view.number,
            arrangement: new.clone(),
        });
    }

    fn open(&mut self, wanted: &Wanted, step: &mut Step) {
        self.last += 1;
        let view = self.last;
        step.messages.push(ToWorker::Open {
            view,
            resource: wanted.resource.clone(),
            namespace: wanted.namespace.clone(),
        });
        step.messages.push(ToWorker::Arrange {
            view,
            arrangement: wanted.arrangement.clone(),
        });
        self.list.push(View {
            wanted: wanted.clone(),
            number: view,
            columns: Vec::new(),
            frame: None,
            top: 0,
            asked: None,
            waiting: false,
            doubt: None,
        });
    }

    fn show(&mut self, step: &mut Step) {
        let current = self.seen();
        let shown = current.and_then(|view| Some((view.number, view.wanted.object.clone()?)));
        if shown != self.shown {
            step.object = true;
            self.shown = shown;
            step.messages.extend(self.show_again());
        }
    }

    /// Asks for the object that is shown in full, as it is now.
    pub fn show_again(&self) -> Option<ToWorker> {
        let (view, key) = self.shown.clone()?;
        Some(ToWorker::Show { view, key })
    }

    /// Whether this object is the one to show in full.
    pub fn is_shown(&self, view: u32, key: &RowKey) -> bool {
        self.shown
            .as_ref()
            .is_some_and(|it| *it == (view, key.clone()))
    }

    /// The view that is seen.
    pub fn seen(&self) -> Option<&View> {
        self.list
            .iter()
            .find(|view| view.wanted.tab == self.current)
    }

    /// Keeps how far the view that is seen is scrolled.
    pub fn keep_top(&mut self, top: i32) {
        let current = self.current;
        let mut views = self.list.iter_mut();
        if let Some(view) = views.find(|view| view.wanted.tab == current) {
            view.top = top;
        }
    }

    /// From this moment on, nothing is known: the page is hidden, or has slept since then.
    pub fn doubt(&mut self, since: i64) {
        self.checked = None;
        for view in &mut self.list {
            view.doubt = view.doubt.or(Some(since));
        }
    }

    /// The worker has been told to check what is shown.
    pub fn check(&mut self, now: i64) {
        self.checked = Some(now);
    }

    /// Keeps a frame that arrived at `now`; true when it is of the view that is seen.
    pub fn receive(&mut self, mut frame: Frame, now: i64) -> bool {
        let Some(view) = self.list.iter_mut().find(|view| view.number == frame.view) else {
            return false;
        };
        if let Some(columns) = frame.columns.take() {
            view.columns = columns;
        }
        view.waiting = false;
        view.believe(&frame.sync, self.checked, now);
        view.frame = Some(frame);
        view.wanted.tab == self.current
    }

    /// Asks for rows of the view that is seen, when they are others than asked before or those
    /// have arrived.
    pub fn draw(&mut self, mut window: Window) -> Option<ToWorker> {
        let current = self.current;
        let mut views = self.list.iter_mut();
        let view = views.find(|view| view.wanted.tab == current)?;
        if view.doubt.is_some() && view.asked == Some(window) {
            // Other rows are answered even if nothing has changed.
            window.count += 1;
        }
        (!view.waiting || view.asked != Some(window)).then(|| view.draw(window))
    }

    /// Asks for the views that are not seen, so that their tabs stay true and a change of the tab
    /// finds them painted. To be called about once a second.
    pub fn draw_others(&mut self, window: Window) -> Vec<ToWorker> {
        let current = self.current;
        let others = self.list.iter_mut();
        let idle = others.filter(|view| view.wanted.tab != current && !view.waiting);
        idle.map(|view| view.draw(view.asked.unwrap_or(Window { first: 0, ..window })))
            .collect()
    }

    /// The tabs' numbers, and their views.
    pub fn tabs(&self) -> impl Iterator<Item = (u32, &View)> {
        self.list.iter().map(|view| (view.wanted.tab, view))
    }
}

impl View {
    /// How far the view can be trusted.
    pub fn sync(&self) -> Sync {
        let sync = self
            .frame
            .as_ref()
            .map_or(Sync::Starting, |it| it.sync.clone());
        match self.doubt {
            Some(since) if sync == Sync::Live => Sync::Stale {
                since: since.try_into().unwrap_or_default(),
                cause: DOUBT.to_owned(),
                received: None,
            },
            _ => sync,
        }
    }

    /// Ends the doubt when a frame was sent after the worker began to check: then it is not live
    /// at first. One that was on its way already says live, and so may one that is late.
    fn believe(&mut self, sync: &Sync, checked: Option<i64>, now: i64) {
        let Some(checked) = checked else {
            return;
        };
        if *sync != Sync::Live || now - checked >= ANSWER {
            self.doubt = None;
        }
    }

    fn draw(&mut self, window: Window) -> ToWorker {
        self.asked = Some(window);
        self.waiting = true;
        ToWorker::Draw {
            view: self.number,
            first: window.first,
            count: window.count,
        }
    }
}

#[cfg(test)]
mod tests;
