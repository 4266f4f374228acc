use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What keeps something open, and can make sure that it still works.
pub(crate) trait Check: Send + Sync {
    /// Trusts nothing that is open.
    fn check(&self);
}

/// The informers of a client and its clones, as long as they live.
#[derive(Default)]
pub(super) struct Informers(Mutex<Vec<Weak<dyn Check>>>);

impl Informers {
    pub(super) fn add(&self, informer: Weak<dyn Check>) {
        let mut informers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        informers.retain(|informer| informer.strong_count() > 0);
        informers.push(informer);
    }

    pub(super) fn check(&self) {
        let informers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let alive: Vec<Arc<dyn Check>> = informers.iter().filter_map(Weak::upgrade).collect();
        drop(informers);
        alive.iter().for_each(|informer| informer.check());
    }
}

impl fmt::Debug for Informers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Informers")
    }
}
