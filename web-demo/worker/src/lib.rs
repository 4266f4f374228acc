//! The dashboard's data, in a Web Worker.
//!
//! A [`Session`] is everything but the worker: messages of the page go into its [`Inbox`], and it
//! is a stream of the messages to the page. It does no IO but through the client that it is given,
//! and reads no clock but that client's timer, so it runs natively against a simulated cluster.
//! Compiled for browsers, the crate starts itself in the worker's scope.
//!
//! # What the page can rely on
//! - A `Draw` is answered by one `Frame`, as soon as there is something new; a later `Draw` of the
//!   same view takes the place of one that waits. Another range than that of the frame before is
//!   answered at once.
//! - A view may be opened, arranged, drawn and asked to show an object before the kinds are known
//!   or the server can be reached; its frames say what it waits for.
//! - The last `Show` of a view is answered, by an `Object` or by a `Problem` that says why not;
//!   earlier ones for other objects may not be.
//! - `Kinds` and `Namespaces` come when they are known and when they are others, unasked. The first
//!   frame of a view has columns, empty until the server has told them.
//! - `Connect` is said once.
//! - A server that is away is asked again without end; nothing has to be opened anew.
//!
//! # Bounds
//!
//! | what | bound |
//! | --- | --- |
//! | views | [`VIEWS_MAX`]; one more is a `Problem` |
//! | messages that wait | [`Inbox::LIMIT`]; more are dropped, with a `Problem` |
//! | messages to the page that wait | a frame and an object for each view, and the problems of one turn |
//! | rows taken in before messages have their turn | a thousand for each view |
//! | one request that is not a watch or a list | 30 s |
#![forbid(unsafe_code)]

mod catalog;
mod deadline;
mod feed;
mod inbox;
mod namespaces;
#[cfg(target_family = "wasm")]
mod scope;
mod session;
#[cfg(feature = "simulator")]
pub mod simulator;
mod view;
mod words;

pub use self::inbox::Inbox;
pub use self::session::{Session, VIEWS_MAX};
