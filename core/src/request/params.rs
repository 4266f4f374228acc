use super::query::Query;
use super::{
    ApplyOptions, CreateOptions, GetOptions, ListOptions, LogOptions, PatchOptions, ReplaceOptions,
    WatchOptions,
};

/// Options that become query parameters, each under the name that the API has for it; what is not
/// set is left out.
///
/// Implemented by the options of this module. For what they do not have there is
/// [`RequestBuilder::param`](super::RequestBuilder::param).
pub trait Params: sealed::Query {}

pub(super) mod sealed {
    /// Keeps [`Params`](super::Params) to this crate.
    pub trait Query {
        #[doc(hidden)]
        fn query(&self) -> super::Query;
    }
}

macro_rules! params {
    ($($options:ty)+) => {
        $(
            impl Params for $options {}

            impl sealed::Query for $options {
                fn query(&self) -> Query {
                    self.query()
                }
            }
        )+
    };
}

params! {
    ApplyOptions CreateOptions GetOptions ListOptions LogOptions PatchOptions ReplaceOptions WatchOptions
}
