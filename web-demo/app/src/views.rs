//! What the worker has to be told so that it shows what the tabs look at, and the newest that it
//! said of each.

use outrigger_demo_model::message::{Arrangement, Column, Frame, RowKey, ToWorker};

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

    /// Keeps a frame; true when it is of the view that is seen.
    pub fn receive(&mut self, mut frame: Frame) -> bool {
        let Some(view) = self.list.iter_mut().find(|view| view.number == frame.view) else {
            return false;
        };
        if let Some(columns) = frame.columns.take() {
            view.columns = columns;
        }
        view.waiting = false;
        view.frame = Some(frame);
        view.wanted.tab == self.current
    }

    /// Asks for rows of the view that is seen, when they are others than asked before or those
    /// have arrived.
    pub fn draw(&mut self, window: Window) -> Option<ToWorker> {
        let current = self.current;
        let mut views = self.list.iter_mut();
        let view = views.find(|view| view.wanted.tab == current)?;
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

    /// The tabs' numbers and newest frames.
    pub fn frames(&self) -> impl Iterator<Item = (u32, Option<&Frame>)> {
        let views = self.list.iter();
        views.map(|view| (view.wanted.tab, view.frame.as_ref()))
    }
}

impl View {
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
mod tests {
    use outrigger_demo_model::message::Sync;

    use super::*;

    const WINDOW: Window = Window { first: 0, count: 9 };

    fn wanted(tab: u32, resource: &str) -> Wanted {
        Wanted {
            tab,
            resource: resource.into(),
            namespace: None,
            arrangement: Arrangement::default(),
            object: None,
        }
    }

    fn frame(view: u32) -> Frame {
        Frame {
            view,
            columns: None,
            total: 0,
            matching: 0,
            first: 0,
            rows: Vec::new(),
            sync: Sync::Live,
            changes_per_second: 0.0,
        }
    }

    fn names(messages: &[ToWorker]) -> Vec<(&'static str, u32)> {
        let name = |message: &ToWorker| match message {
            ToWorker::Open { view, .. } => ("open", *view),
            ToWorker::Close { view } => ("close", *view),
            ToWorker::Arrange { view, .. } => ("arrange", *view),
            ToWorker::Draw { view, .. } => ("draw", *view),
            ToWorker::Show { view, .. } => ("show", *view),
            _ => ("other", 0),
        };
        messages.iter().map(name).collect()
    }

    #[test]
    fn views_open_once_and_another_namespace_is_another_view() {
        let mut views = Views::default();
        let mut tabs = [wanted(1, "pods"), wanted(2, "nodes")];
        let step = views.follow(&tabs, 1);
        let opened = [("open", 1), ("arrange", 1), ("open", 2), ("arrange", 2)];
        assert_eq!(names(&step.messages), opened);
        assert!(step.switched && !step.reordered);
        assert_eq!(views.follow(&tabs, 1), Step::default());
        let step = views.follow(&tabs, 2);
        assert_eq!((step.messages, step.switched), (vec![], true));
        tabs[0].namespace = Some("shop".into());
        let step = views.follow(&tabs, 2);
        assert_eq!(
            names(&step.messages),
            [("close", 1), ("open", 3), ("arrange", 3)]
        );
        assert!(!step.switched);
        let step = views.follow(&tabs[..1], 1);
        assert_eq!(
            (names(&step.messages), step.switched),
            (vec![("close", 2)], true)
        );
    }

    #[test]
    fn arranging_tells_what_moves() {
        let mut views = Views::default();
        let mut tabs = [wanted(1, "pods"), wanted(2, "nodes")];
        views.follow(&tabs, 1);
        tabs[0].arrangement.wide = true;
        let step = views.follow(&tabs, 1);
        assert_eq!(
            (names(&step.messages), step.reordered),
            (vec![("arrange", 1)], false)
        );
        tabs[0].arrangement.filter = "web".into();
        assert!(views.follow(&tabs, 1).reordered);
        tabs[1].arrangement.filter = "web".into();
        assert!(!views.follow(&tabs, 1).reordered);
    }

    #[test]
    fn the_object_of_the_seen_view_is_shown() {
        let mut views = Views::default();
        let mut tabs = [wanted(1, "pods"), wanted(2, "nodes")];
        tabs[0].object = Some(RowKey::default());
        let step = views.follow(&tabs, 1);
        assert_eq!(
            (step.messages.last().cloned(), step.object),
            (views.show_again(), true)
        );
        assert!(views.is_shown(1, &RowKey::default()) && !views.is_shown(2, &RowKey::default()));
        let step = views.follow(&tabs, 2);
        assert!(step.object && step.messages.is_empty());
        assert_eq!(views.show_again(), None);
    }

    #[test]
    fn nothing_is_asked_twice() {
        let mut views = Views::default();
        let tabs = [wanted(1, "pods"), wanted(2, "nodes")];
        views.follow(&tabs, 1);
        assert!(views.draw(WINDOW).is_some());
        assert_eq!(views.draw(WINDOW), None);
        assert!(views.draw(Window { first: 5, ..WINDOW }).is_some());
        assert_eq!(names(&views.draw_others(WINDOW)), [("draw", 2)]);
        assert_eq!(views.draw_others(WINDOW), []);
        assert!(views.receive(frame(1)));
        assert!(!views.receive(frame(2)) && !views.receive(frame(9)));
        assert!(views.draw(Window { first: 5, ..WINDOW }).is_some());
        assert_eq!(names(&views.draw_others(WINDOW)), [("draw", 2)]);
    }
}
