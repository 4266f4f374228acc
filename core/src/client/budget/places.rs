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
    /// It stays until its owner ends it. One place is kept free of these.
    Staying,
}

/// A few places, and a queue for them.
///
/// First come, first served; one that may not have a place yet does not hold up those behind it.
/// As long as one waits that an ended turn would let in, the rotating exchange that has been open
/// for longest, and for [`TURN`] at least, is told to end.
#[derive(Debug)]
pub(super) struct Places {
    count: usize,
    next: u64,
    /// Those who have a place, in the order in which they got it.
    taken: Vec<Taken>,
    waiting: VecDeque<(Id, Kind)>,
}

#[derive(Debug)]
struct Taken {
    id: Id,
    kind: Kind,
    /// When the answer came; until then its turn has not begun.
    since: Option<Instant>,
    over: bool,
}

impl Places {
    /// Places for the long-lived among `exchanges`: two are left for others.
    pub(super) fn within(exchanges: usize) -> Self {
        Self {
            count: exchanges.saturating_sub(2).max(1),
            next: 0,
            taken: Vec::new(),
            waiting: VecDeque::new(),
        }
    }

    /// How many want a place or have one, and how many places there are.
    pub(super) fn demand(&self) -> (usize, usize) {
        (self.taken.len() + self.waiting.len(), self.count)
    }

    /// Who waits, the first one first.
    pub(super) fn queue(&self) -> impl Iterator<Item = Id> {
        self.waiting.iter().map(|(id, _)| *id)
    }

    /// Goes to the end of the queue.
    pub(super) fn enter(&mut self, kind: Kind) -> Id {
        self.next += 1;
        let id = Id(self.next);
        self.waiting.push_back((id, kind));
        self.admit();
        id
    }

    /// Whether it has a place.
    pub(super) fn has_place(&self, id: Id) -> bool {
        self.taken.iter().any(|taken| taken.id == id)
    }

    /// Whether it has been told to end.
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
        self.waiting.retain(|(waiting, _)| *waiting != id);
        self.admit()
    }

    /// Ends turns that are over, as many as others wait for. Returns whose.
    pub(super) fn rotate(&mut self, now: Instant) -> Vec<Id> {
        let mut ended = Vec::new();
        while self.missing() > 0
            && let Some(index) = self.oldest()
            && self.turn_ends(index) <= now
        {
            self.taken[index].over = true;
            ended.push(self.taken[index].id);
        }
        ended
    }

    /// When [`rotate`](Self::rotate) will next end a turn, as far as that is known.
    pub(super) fn next_rotation(&self) -> Option<Instant> {
        let oldest = self.oldest().filter(|_| self.missing() > 0)?;
        Some(self.turn_ends(oldest))
    }

    fn admit(&mut self) -> Vec<Id> {
        let mut admitted = Vec::new();
        while self.taken.len() < self.count {
            let staying = self.may_stay();
            let may = |(_, kind): &(Id, Kind)| *kind == Kind::Rotating || staying > 0;
            let Some(index) = self.waiting.iter().position(may) else {
                break;
            };
            let Some((id, kind)) = self.waiting.remove(index) else {
                break;
            };
            let (since, over) = (None, false);
            self.taken.push(Taken {
                id,
                kind,
                since,
                over,
            });
            admitted.push(id);
        }
        admitted
    }

    /// How many more exchanges that stay may have a place.
    fn may_stay(&self) -> usize {
        let staying = |taken: &&Taken| taken.kind == Kind::Staying;
        let staying = self.taken.iter().filter(staying).count();
        (self.count - 1).max(1).saturating_sub(staying)
    }

    /// How many turns have to end for those who wait, besides those that are over already.
    fn missing(&self) -> usize {
        let rotating = |(_, kind): &&(Id, Kind)| *kind == Kind::Rotating;
        let rotating = self.waiting.iter().filter(rotating).count();
        let staying = (self.waiting.len() - rotating).min(self.may_stay());
        let over = self.taken.iter().filter(|taken| taken.over).count();
        (rotating + staying).saturating_sub(over)
    }

    /// The rotating exchange whose turn has lasted for longest.
    fn oldest(&self) -> Option<usize> {
        let taken = self.taken.iter().enumerate();
        taken
            .filter(|(_, taken)| taken.kind == Kind::Rotating && !taken.over)
            .filter_map(|(index, taken)| Some((taken.since?, index)))
            .min()
            .map(|(_, index)| index)
    }

    fn turn_ends(&self, index: usize) -> Instant {
        self.taken[index].since.unwrap_or_default() + TURN
    }
}
