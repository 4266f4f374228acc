use std::sync::Arc;
use std::time::Duration;

use outrigger::{ApiResource, Client, ColumnDefinition};

use crate::feed::Feed;

/// How long a list may take until it is shown as far as it was taken in.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where the rows come from.
pub(super) struct Source {
    pub(super) client: Client,
    pub(super) resource: ApiResource,
    pub(super) feed: Feed,
    /// The columns of which the table's rows have the cells.
    pub(super) columns: Option<Arc<[ColumnDefinition]>>,
}

impl Source {
    /// Whether some rows are those of a list that is being taken in, and the rest older than it:
    /// a table that nobody should see, with gaps where objects were replaced, or with the cells of
    /// other columns. The next turns end that; gaps are shown where there are many turns.
    pub(super) fn is_between_lists(&self) -> bool {
        let half_taken = self.feed.is_complete() && !self.feed.is_drained();
        let has_gaps = !self.feed.is_settled() && self.feed.behind() < PATIENCE;
        half_taken && (has_gaps || self.is_between_columns())
    }

    fn is_between_columns(&self) -> bool {
        self.columns.as_ref() != Some(&self.feed.informer().columns())
    }
}
