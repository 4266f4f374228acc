//! What the worker has to be told so that it shows what the tabs look at, and the newest that it
//! said of each.

mod proof;
#[cfg(test)]
mod tests;
mod view;

use outrigger_demo_model::message::{Arrangement, Frame, RowKey, ToWorker};

use self::proof::Proof;
pub use self::view::View;
use crate::window::Window;

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

/// All open views.
#[derive(Debug, Default)]
pub struct Views {
    list: Vec<View>,
    /// The tab that is seen.
    current: u32,
    /// The last view's number.
    last: u32,
    /// The view that the worker was told a person looks at.
    looked_at: Option<u32>,
    /// The view and object that were asked for in full.
    shown: Option<(u32, RowKey)>,
    /// When the worker was told to check, since the page was hidden or slept.
    checked: Option<i64>,
    proof: Proof,
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
        self.look(&mut step);
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
        self.list.push(View::new(wanted.clone(), view));
    }

    fn look(&mut self, step: &mut Step) {
        let seen = self.seen().map(|view| view.number);
        if seen != self.looked_at {
            self.looked_at = seen;
            let look = seen.map(|view| ToWorker::Look { view });
            step.messages.extend(look);
        }
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

    /// Keeps how far the view that is seen is scrolled, and the row that the keyboard is at.
    pub fn keep_place(&mut self, top: i32, cursor: Option<(usize, RowKey)>) {
        let current = self.current;
        let mut views = self.list.iter_mut();
        if let Some(view) = views.find(|view| view.wanted.tab == current) {
            view.top = top;
            view.cursor = cursor;
        }
    }

    /// Time has passed, in which the worker should have answered.
    pub fn tick(&mut self, now: i64) {
        let silent = self.proof.tick(now);
        self.list.iter_mut().for_each(|view| view.silent = silent);
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
        self.proof.hear(now);
        self.list.iter_mut().for_each(|view| view.silent = None);
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
        window.count ^= usize::from(self.proof.is_wanted());
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
