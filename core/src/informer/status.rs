use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::rt::Timestamp;

/// How an informer is doing.
///
/// It prints as a person reads it: `listing 1,200 of 5,000`, `live`,
/// `stale since 2026-11-21T12:04:05Z because …`, `stopped`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InformerStatus {
    /// Whether the store shows the cluster as it is.
    pub state: SyncState,
    /// How far the list is that is under way, if one is.
    pub listing: Option<ListProgress>,
    /// The moment of the cluster's history that the store shows; empty before the first sync.
    pub resource_version: String,
}

/// Whether an informer's store shows the cluster as it is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SyncState {
    /// The driver has not been polled yet, or the first list is under way.
    Starting,
    /// A watch is open and delivers changes as they happen, or is about to be opened again after
    /// it ended in good order.
    Live,
    /// The store keeps what it had; changes may be missing. So it is too while a watch waits for
    /// its turn, where a transport has
    /// [few connections](crate::transport::Capabilities::parallel_streams).
    Stale {
        /// The last moment at which the server was heard; before the first sync, the first
        /// failure.
        since: Timestamp,
        /// What went wrong last, or what is waited for.
        cause: Arc<Error>,
    },
    /// The informer was stopped, or its driver was dropped.
    Stopped,
}

/// How far a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListProgress {
    /// Objects received so far.
    pub received: u64,
    /// How many there are about to be, where the server says so.
    pub total: Option<u64>,
}

impl InformerStatus {
    pub(super) const fn starting() -> Self {
        Self {
            state: SyncState::Starting,
            listing: None,
            resource_version: String::new(),
        }
    }

    /// Whether the store is up to date, as far as the server's word goes.
    pub const fn is_live(&self) -> bool {
        matches!(self.state, SyncState::Live)
    }

    /// Whether nothing a person would notice differs.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        let same_state = match (&self.state, &other.state) {
            (
                SyncState::Stale { since, cause },
                SyncState::Stale {
                    since: then,
                    cause: before,
                },
            ) => since == then && Arc::ptr_eq(cause, before),
            (mine, theirs) => std::mem::discriminant(mine) == std::mem::discriminant(theirs),
        };
        same_state && self.listing == other.listing
    }
}

impl fmt::Display for InformerStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.state, &self.listing) {
            (SyncState::Starting, None) => f.write_str("starting"),
            (SyncState::Starting, Some(listing)) => listing.fmt(f),
            (SyncState::Live, _) => f.write_str("live"),
            (SyncState::Stopped, _) => f.write_str("stopped"),
            (SyncState::Stale { since, cause }, listing) => {
                write!(f, "stale since {since} because {}", cause.chain())?;
                match listing {
                    Some(listing) => write!(f, "; {listing}"),
                    None => Ok(()),
                }
            }
        }
    }
}

/// `listing 1,200 of 5,000`.
impl fmt::Display for ListProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "listing {}", grouped(self.received))?;
        match self.total {
            Some(total) => write!(f, " of {}", grouped(total)),
            None => Ok(()),
        }
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn prints_as_a_person_reads_it() {
        let mut status = InformerStatus::starting();
        assert_eq!(status.to_string(), "starting");
        status.listing = Some(ListProgress {
            received: 1200,
            total: Some(5000),
        });
        assert_eq!(status.to_string(), "listing 1,200 of 5,000");
        let cause = Arc::new(Error::new(ErrorKind::Transport, "connection refused"));
        status.state = SyncState::Stale {
            since: Timestamp::default(),
            cause,
        };
        status.listing = Some(ListProgress {
            received: 1_234_567,
            total: None,
        });
        assert_eq!(
            status.to_string(),
            "stale since 1970-01-01T00:00:00Z because connection refused; listing 1,234,567"
        );
    }
}
