use std::sync::Arc;

use outrigger::{ApiResource, Client, ColumnDefinition};

use crate::feed::Feed;

/// Where the rows come from.
pub(super) struct Source {
    pub(super) client: Client,
    pub(super) resource: ApiResource,
    pub(super) feed: Feed,
    /// The columns of which the table's rows have the cells.
    pub(super) columns: Option<Arc<[ColumnDefinition]>>,
}

impl Source {
    /// Whether some rows have the cells of other columns than the rest, while a list is taken in
    /// that brings other columns. The next turns end that.
    pub(super) fn is_between_columns(&self) -> bool {
        let half_taken = self.feed.is_complete() && !self.feed.is_drained();
        half_taken && self.columns.as_ref() != Some(&self.feed.informer().columns())
    }
}
