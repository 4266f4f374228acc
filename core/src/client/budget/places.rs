//! Who may have a long-lived exchange open: states and numbers, no futures.

use std::collections::VecDeque;
use std::time::Duration;

use crate::rt::Instant;

/// How long a watch stays open at least before it makes room for one that waits.
pub(super) const TURN: Duration = Duration::from_secs(5);

/// Tells one exchange from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(u64);

/// What becomes of an exchange when others wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is ended, and comes back later.
    Rotating,
    /// It stays until its owner ends it. One place is kept free of these, unless there is only
    /// one: whoever came first has that.
    Staying,
}

/// A few places, and a queue for them.
///
/// First come, first served; one that may not have a place yet does not hold up those behind it.
/// As long as one waits that an ended turn would let in, the rotating exchange that has been open
/// for longest, and for [`TURN`] at least, is told to end.
///
/// Rotating exchanges may be preferred. All places but those of exchanges that stay and one more
/// are for these first: one that waits for such a place is next, and the oldest turn of one that
/// is not preferred ends for it at once. If there are no more of them than such places, their
/// turns do not end; else they rotate as all do. So one place at least always rotates.
#[derive(Debug)]
pub(super) struct Places {
    count: usize,
    next: u64,
    /// Those who have a place, in the order in which they got it.
    taken: Vec<Taken>,
    waiting: VecDeque<Waiting>,
    /// How many preferred ones were let in before others since one was let in in its order.
    jumps: usize,
}

#[derive(Debug)]
struct Waiting {
    id: Id,
    kind: Kind,
    preferred: bool,
}

#[derive(Debug)]
struct Taken {
    id: Id,
    kind: Kind,
    preferred: bool,
    /// When the answer came; until then its turn has not begun.
    since: Option<Instant>,
    over: bool,
}

impl Places {
    /// Places for the long-lived among `exchanges`: two are left for others, but one of three,
    /// as one that stays and one that rotates each need a place.
    pub(super) fn within(exchanges: usize) -> Self {
        let count = match exchanges {
            0..=2 => 1,
            3 => 2,
            more => more - 2,
        };
        Self {
            count,
            next: 0,
            taken: Vec::new(),
            waiting: VecDeque::new(),
            jumps: 0,
        }
    }

    /// How many want a place or have one, and how many places there are.
    #[cfg(feature = "informer")]
    pub(super) fn demand(&self) -> (usize, usize) {
        (self.taken.len() + self.waiting.len(), self.count)
    }

    /// Who waits, the first one first.
    pub(super) fn queue(&self) -> impl Iterator<Item = Id> {
        self.waiting.iter().map(|waiting| waiting.id)
    }

    /// Goes to the end of the queue.
    pub(super) fn enter(&mut self, kind: Kind, preferred: bool) -> Id {
        self.next += 1;
        let id = Id(self.next);
        self.waiting.push_back(Waiting {
            id,
            kind,
            preferred,
        });
        self.admit();
        id
    }

    /// From now on it is preferred, or no more. Its turn counts from its answer in any case: one
    /// that was preferred for long is the first to end. Returns whether that is news.
    #[cfg(feature = "informer")]
    pub(super) fn prefer(&mut self, id: Id, preferred: bool) -> bool {
        let waiting = self.waiting.iter_mut();
        let waiting = waiting.map(|waiting| (waiting.id, &mut waiting.preferred));
        let taken = self.taken.iter_mut();
        let mut all = waiting.chain(taken.map(|taken| (taken.id, &mut taken.preferred)));
        let Some((_, before)) = all.find(|(other, _)| *other == id) else {
            return false;
        };
        std::mem::replace(before, preferred) != preferred
    }

    /// Whether it has a place.
    pub(super) fn has_place(&self, id: Id) -> bool {
        self.taken.iter().any(|taken| taken.id == id)
    }

    /// Whether it has been told to end.
    #[cfg(feature = "informer")]
    pub(super) fn is_over(&self, id: Id) -> bool {
        self.taken.iter().any(|taken| taken.id == id && taken.over)
    }

    /// Its answer has come: its turn begins.
    pub(super) fn opened(&mut self, id: Id, now: Instant) {
        let mut taken = self.taken.iter_mut();
        if let Some(taken) = taken.find(|taken| taken.id == id) {
            taken.since.get_or_insert(now);
        }
    }

    /// It gives up its place, or its wish for one. Returns who got a place.
    pub(super) fn leave(&mut self, id: Id) -> Vec<Id> {
        self.taken.retain(|taken| taken.id != id);
        self.waiting.retain(|waiting| waiting.id != id);
        self.admit()
    }

    /// Ends turns that are over, as many as others wait for. Returns whose.
    pub(super) fn rotate(&mut self, now: Instant) -> Vec<Id> {
        let mut ended = Vec::new();
        while let Some((at, index)) = self.next_end()
            && at <= now
        {
            self.taken[index].over = true;
            ended.push(self.taken[index].id);
        }
        ended
    }

    /// When [`rotate`](Self::rotate) will next end a turn, as far as that is known.
    pub(super) fn next_rotation(&self) -> Option<Instant> {
        self.next_end().map(|(at, _)| at)
    }

    /// The turn that ends next for those who wait, and when.
    fn next_end(&self) -> Option<(Instant, usize)> {
        let over = self.taken.iter().filter(|taken| taken.over).count();
        let free = self.count - self.taken.len() + over;
        if self.admissible() <= free {
            return None;
        }
        let (reserved, open) = (self.reserved(), self.preferred_open());
        let wait = self.preferred_waiting();
        if reserved.saturating_sub(open).min(wait) > free {
            return self.oldest(false);
        }
        let (since, index) = self.oldest(open + wait > reserved)?;
        Some((since + TURN, index))
    }

    fn admit(&mut self) -> Vec<Id> {
        let mut admitted = Vec::new();
        while self.taken.len() < self.count {
            let Some(Waiting {
                id,
                kind,
                preferred,
            }) = self.take_next()
            else {
                break;
            };
            let (since, over) = (None, false);
            self.taken.push(Taken {
                id,
                kind,
                preferred,
                since,
                over,
            });
            admitted.push(id);
        }
        admitted
    }

    /// Who is next, out of the queue.
    fn take_next(&mut self) -> Option<Waiting> {
        let staying = self.may_stay();
        let may = |waiting: &Waiting| waiting.kind == Kind::Rotating || staying > 0;
        let first = self.waiting.iter().position(may)?;
        let taken = self.taken.iter();
        let preferred = taken.filter(|taken| taken.preferred).count();
        let mut index = first;
        // Whoever changes what is preferred without end does not hold up the others for good.
        if preferred < self.reserved() && self.jumps < self.count {
            let preferred = self.waiting.iter().position(|waiting| waiting.preferred);
            index = preferred.unwrap_or(first);
        }
        self.jumps = match index > first {
            true => self.jumps + 1,
            false => 0,
        };
        self.waiting.remove(index)
    }

    fn staying(&self) -> usize {
        let staying = |taken: &&Taken| taken.kind == Kind::Staying;
        self.taken.iter().filter(staying).count()
    }

    /// How many more exchanges that stay may have a place.
    fn may_stay(&self) -> usize {
        (self.count - 1).max(1).saturating_sub(self.staying())
    }

    /// How many places are for preferred exchanges first.
    fn reserved(&self) -> usize {
        (self.count - 1).saturating_sub(self.staying())
    }

    /// How many of those who wait could have a place.
    fn admissible(&self) -> usize {
        let rotating = |waiting: &&Waiting| waiting.kind == Kind::Rotating;
        let rotating = self.waiting.iter().filter(rotating).count();
        rotating + (self.waiting.len() - rotating).min(self.may_stay())
    }

    fn preferred_waiting(&self) -> usize {
        let waiting = self.waiting.iter();
        waiting.filter(|waiting| waiting.preferred).count()
    }

    /// How many preferred ones have a place and keep it.
    fn preferred_open(&self) -> usize {
        let open = |taken: &&Taken| taken.preferred && !taken.over;
        self.taken.iter().filter(open).count()
    }

    /// The rotating exchange whose turn has lasted for longest, and since when.
    fn oldest(&self, among_preferred_too: bool) -> Option<(Instant, usize)> {
        let taken = self.taken.iter().enumerate();
        taken
            .filter(|(_, taken)| taken.kind == Kind::Rotating && !taken.over)
            .filter(|(_, taken)| among_preferred_too || !taken.preferred)
            .filter_map(|(index, taken)| Some((taken.since?, index)))
            .min()
    }
}
