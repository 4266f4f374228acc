use outrigger::informer::SyncState;
use outrigger_demo_model::message::Sync;

use crate::feed::Feed;
use crate::words::words;

/// How far rows can be trusted of which `taken` are in the table.
pub(super) fn sync(feed: &Feed, taken: usize) -> Sync {
    let status = feed.informer().status();
    let waiting = status.is_waiting();
    match status.state {
        SyncState::Stale { since, cause } => Sync::Stale {
            since: since.as_unix().as_secs(),
            cause: match feed.is_check(&cause) {
                true => "checking after sleep".to_owned(),
                false => words(&cause),
            },
            waiting,
            received: status.listing.map(|listing| listing.received),
        },
        SyncState::Live if feed.is_settled() => Sync::Live,
        SyncState::Live if feed.is_complete() => Sync::Stale {
            since: feed.since().as_unix().as_secs(),
            cause: "what changed meanwhile is being taken in".to_owned(),
            waiting: false,
            received: None,
        },
        // The list is there, but not all of it is in the table.
        SyncState::Live => Sync::Listing {
            received: taken as u64,
            total: Some(feed.informer().store().len() as u64),
        },
        _ => status
            .listing
            .map_or(Sync::Starting, |listing| Sync::Listing {
                received: listing.received,
                total: listing.total,
            }),
    }
}
