//! The views that are open at once, one of which is seen. All of them are kept up to date.

use crate::place::Place;

/// As many as a row of tabs has room for; each costs the cluster a watch.
pub const TABS_MAX: usize = 12;

/// One open view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its number, never used again.
    pub id: u32,
    /// What it looks at.
    pub place: Place,
    /// When it was looked at last, counted in changes of the tab.
    used: u64,
}

/// The open views; there is always one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tabs {
    list: Vec<Tab>,
    current: u32,
    last: u32,
    clock: u64,
}

impl Tabs {
    /// One view.
    pub fn new(place: Place) -> Self {
        let first = Tab {
            id: 1,
            place,
            used: 0,
        };
        Self {
            list: vec![first],
            current: 1,
            last: 1,
            clock: 0,
        }
    }

    /// All of them, in the order of the tabs.
    pub fn list(&self) -> &[Tab] {
        &self.list
    }

    /// The number of the one that is seen.
    pub fn current(&self) -> u32 {
        self.current
    }

    /// What is looked at.
    pub fn place(&self) -> &Place {
        let found = self.list.iter().find(|tab| tab.id == self.current);
        // The first is there: the last tab cannot be closed.
        &found.unwrap_or(&self.list[0]).place
    }

    /// Changes what is looked at, within its tab.
    pub fn change(&mut self, change: impl FnOnce(&mut Place)) {
        let current = self.current;
        if let Some(tab) = self.list.iter_mut().find(|tab| tab.id == current) {
            change(&mut tab.place);
        }
    }

    /// Looks at a kind: in the tab that has it, or in a new one.
    pub fn open(&mut self, resource: &str) {
        if self.place().resource == resource {
            return;
        }
        let same = |tab: &&Tab| tab.place.resource == resource;
        if let Some(id) = self.list.iter().find(same).map(|tab| tab.id) {
            self.look_at(id);
            return;
        }
        let mut place = self.place().clone();
        place.open(resource);
        self.add(place);
    }

    /// Looks at what a URL says.
    pub fn navigate(&mut self, place: Place) {
        if self.place().resource == place.resource {
            self.change(|current| *current = place);
            return;
        }
        let same = |tab: &&Tab| tab.place.resource == place.resource;
        let same_namespace = |tab: &&Tab| same(tab) && tab.place.namespace == place.namespace;
        let mut tabs = self.list.iter();
        let found = tabs.find(same_namespace);
        match found.or_else(|| self.list.iter().find(same)) {
            Some(tab) => {
                self.look_at(tab.id);
                self.change(|current| *current = place);
            }
            None => self.add(place),
        }
    }

    /// Another tab that looks at the same, for another namespace or order.
    pub fn duplicate(&mut self) {
        let mut place = self.place().clone();
        place.object = None;
        self.add(place);
    }

    /// Brings a tab to the front.
    pub fn look_at(&mut self, id: u32) {
        self.clock += 1;
        let clock = self.clock;
        if let Some(tab) = self.list.iter_mut().find(|tab| tab.id == id) {
            tab.used = clock;
            self.current = id;
        }
    }

    /// Closes a tab, unless it is the only one; then its neighbour is seen.
    pub fn close(&mut self, id: u32) {
        let Some(at) = self.list.iter().position(|tab| tab.id == id) else {
            return;
        };
        if self.list.len() == 1 {
            return;
        }
        self.list.remove(at);
        if self.current == id {
            let next = self.list[at.min(self.list.len() - 1)].id;
            self.look_at(next);
        }
    }

    /// Adds a tab beside the one that is seen; the one that was not looked at for longest makes
    /// room.
    fn add(&mut self, place: Place) {
        if self.list.len() >= TABS_MAX {
            let others = self.list.iter().filter(|tab| tab.id != self.current);
            let oldest = others.min_by_key(|tab| tab.used).map(|tab| tab.id);
            self.list.retain(|tab| Some(tab.id) != oldest);
        }
        self.last += 1;
        let id = self.last;
        let at = self.list.iter().position(|tab| tab.id == self.current);
        let at = at.map_or(self.list.len(), |at| at + 1);
        let tab = Tab { id, place, used: 0 };
        self.list.insert(at, tab);
        self.look_at(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resources(tabs: &Tabs) -> Vec<&str> {
        let tabs = tabs.list().iter();
        tabs.map(|tab| tab.place.resource.as_str()).collect()
    }

    #[test]
    fn a_kind_has_a_tab_and_keeps_it() {
        let mut tabs = Tabs::new(Place::default());
        tabs.change(|place| place.arrangement.filter = "web".into());
        tabs.open("nodes");
        assert_eq!(resources(&tabs), ["pods", "nodes"]);
        assert_eq!(tabs.place().arrangement.filter, "");
        tabs.open("pods");
        assert_eq!(resources(&tabs), ["pods", "nodes"]);
        assert_eq!(tabs.place().arrangement.filter, "web");
        tabs.duplicate();
        assert_eq!(resources(&tabs), ["pods", "pods", "nodes"]);
        assert_eq!(tabs.current(), 3);
    }

    #[test]
    fn urls_lead_to_the_tab_that_fits() {
        let mut tabs = Tabs::new(Place::default());
        tabs.open("nodes");
        tabs.navigate(Place::parse("#/pods?namespace=shop"));
        assert_eq!((tabs.current(), tabs.list().len()), (1, 2));
        assert_eq!(tabs.place().namespace.as_deref(), Some("shop"));
        tabs.duplicate();
        tabs.change(|place| place.namespace = None);
        tabs.open("nodes");
        tabs.navigate(Place::parse("#/pods"));
        assert_eq!((tabs.current(), tabs.list().len()), (3, 3));
        tabs.navigate(Place::parse("#/services"));
        assert_eq!(tabs.list().len(), 4);
    }

    #[test]
    fn the_last_tab_stays() {
        let mut tabs = Tabs::new(Place::default());
        tabs.close(1);
        assert_eq!(tabs.list().len(), 1);
        tabs.open("nodes");
        tabs.close(7);
        tabs.close(2);
        assert_eq!((tabs.current(), resources(&tabs)), (1, vec!["pods"]));
    }

    #[test]
    fn the_one_not_seen_for_longest_makes_room() {
        let mut tabs = Tabs::new(Place::default());
        for number in 1..TABS_MAX {
            tabs.open(&format!("kind-{number}"));
        }
        assert_eq!(tabs.list().len(), TABS_MAX);
        tabs.open("pods");
        tabs.open("one-more");
        assert_eq!(tabs.list().len(), TABS_MAX);
        assert!(resources(&tabs).contains(&"pods"));
        assert!(!resources(&tabs).contains(&"kind-1"));
    }
}
