//! The browser backend of Outrigger: HTTP over `fetch`, in windows and in workers.
//!
//! ```no_run
//! # async fn example() -> outrigger::Result<()> {
//! use outrigger::ListOptions;
//!
//! let client = outrigger_wasm::connect("/")?;
//! for pod in client.resource("pods").await?.list(&ListOptions::new()).await? {
//!     println!("{}", pod.name());
//! }
//! # Ok(()) }
//! ```
//!
//! [`connect`] takes the URL of an API server, or a path beside the page behind which one is
//! proxied; [`connect_with`] takes a token as well. For anything else, [`backend`] gives the parts
//! that [`Client::builder`](outrigger::Client::builder) takes.
//!
//! Following a list is what it is everywhere, with the feature `informer` of `outrigger`; the browser's
//! executor runs the driver:
//!
//! ```no_run
//! # async fn example(spawn: fn(outrigger::Driver)) -> outrigger::Result<()> {
//! use outrigger::Informer;
//!
//! let client = outrigger_wasm::connect("cluster/")?;
//! let pods = client.resource("pods").await?;
//! let (informer, driver) = Informer::builder(&pods).build();
//! spawn(driver); // wasm_bindgen_futures::spawn_local
//! informer.synced().await?;
//! let mut changes = informer.subscribe();
//! while let Some(change) = changes.next().await {
//!     println!("{change:?}");
//! }
//! # Ok(()) }
//! ```
//!
//! # What a browser does not let a program do
//! - **Choose whom to trust, or be known by a certificate.** Certificate authorities, client
//!   certificates, server names and proxies are the browser's; a
//!   [`ConnectionSettings`](outrigger::transport::ConnectionSettings) that asks for any of them is
//!   an error. What needs them goes through a proxy beside the page.
//! - **Set `User-Agent`, `Accept-Encoding`, `Connection`, `Content-Length` and `Host`.** The
//!   browser's own are sent instead. Other headers that it keeps to itself, such as `Cookie`, are
//!   an error.
//! - **Send to another origin what it does not allow.** A kube-apiserver allows the headers
//!   `Authorization`, `Content-Type`, `If-Modified-Since`, `X-CSRF-Token` and `X-Requested-With`,
//!   and `Accept` up to 128 bytes; with impersonation or `If-None-Match` the browser does not even
//!   send the request.
//! - **Read what another origin does not expose.** A kube-apiserver exposes the `Date` header and
//!   no other, beside those that every origin shows (`Cache-Control`, `Content-Language`,
//!   `Content-Type`, `Expires`, `Last-Modified`, `Pragma`). Every origin shows `Content-Length`
//!   too, which says nothing of a body that the browser has decompressed, and is left out.
//! - **See where a redirect goes.** It is an error of kind
//!   [`Redirect`](outrigger::transport::TransportErrorKind::Redirect).
//! - **Know why an exchange failed.** Nearly everything is
//!   [`Network`](outrigger::transport::TransportErrorKind::Network).
//! - **Read gzip of several members.** All but the first are lost without an error, so what a
//!   server compresses that way must not be asked for.
//! - **Open many connections.** Over HTTP/1.1 six exchanges to an origin can be open at once, in
//!   all tabs together. Two tabs that keep more than six open between them block each other;
//!   serve the page over HTTP/2, or set [`ConnectOptions::parallel_streams`] to 3 in each.
//! - **Keep a browser from sending twice.** Chromium sends a request again, of whatever method,
//!   when a connection that has served another turns out to be closed.
//!
//! # Bounds
//!
//! | what | bound |
//! | --- | --- |
//! | response head, connecting, handshake, connections | the browser's |
//! | unread body | the browser's: in Chromium some 100 KiB over HTTP/1.1, 6 MiB to a stream and 15 MiB to a connection over HTTP/2 |
//! | one sleep | none; longer ones than a browser's alarm takes are put together |
//!
//! # Threads
//! What this crate makes is `Send` and `Sync`, so that the same code compiles everywhere, and
//! panics when used on another thread than the one that made it. Each worker has a client of its
//! own.
//!
//! Outside of browsers the crate compiles, and [`connect`] is an error.
#![forbid(unsafe_code)]

mod abort;
mod body;
mod connect;
mod connector;
mod error;
mod platform;
mod request;
mod response;
mod timer;
mod transport;

pub use self::connect::{ConnectOptions, backend, connect, connect_with};
pub use self::connector::FetchConnector;
pub use self::timer::BrowserTimer;
pub use self::transport::FetchTransport;
