/// What went wrong, in the coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server answered, and the answer was no; [`Error::status`](crate::Error::status) has what it said.
    Api,
    /// A configuration cannot be used: a bad URL, a certificate that does not parse.
    Config,
    /// Credentials could not be had or attached.
    Credentials,
    /// An answer could not be understood.
    Decode,
    /// No resource goes by the name asked for.
    Discovery,
    /// The request cannot be sent as it is: an empty name, a missing namespace.
    InvalidRequest,
    /// The informer was stopped.
    Stopped,
    /// What was waited for did not come true in the time that was given.
    TimedOut,
    /// The exchange failed below the API; [`Error::transport_kind`](crate::Error::transport_kind) says how.
    Transport,
    /// Nothing went wrong: the watch of an informer waits for its turn, where a transport has
    /// [few connections](crate::transport::Capabilities::parallel_streams).
    Waiting,
}
