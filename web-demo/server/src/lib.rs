//! Serves the dashboard, and its cluster beside it.
//!
//! `/` is the page, `/cluster/` the API server: a simulated one in this process, or the one that a
//! kubeconfig names. The page's JavaScript has the cluster's rights for as long as it runs, and
//! nobody else gets them:
//!
//! - It listens on loopback addresses unless told otherwise.
//! - Requests must name it ([`Host`], against DNS rebinding) and must not come from another site
//!   (`Origin`, `Sec-Fetch-Site`), be they WebSockets or not; what changes something needs to say
//!   more than a page elsewhere can say without being asked.
//! - A session opens with a link that works once, within ten minutes. The browser then holds a
//!   cookie that no script can read; its key is in a file that only its owner can read, and
//!   outlives the server, so that a page goes on by itself after a restart.
//! - A session is for one cluster: unless the file is named, each API server, user there, and
//!   address to listen on has one of its own, and so have simulated clusters. Whoever was let into
//!   one is a stranger to the others.
//! - The cluster's credentials are put on behind the browser's back, and what comes from the
//!   cluster is data: never a document, a script, or a cookie of this origin.
//!
//! Cookies do not know ports: what listens on another port of the same address sees this cookie
//! when the browser asks it for something, as it sees those of every local server.
//!
//! # Bounds
//!
//! | what | bound |
//! | --- | --- |
//! | a request's head | 64 KiB, 100 headers |
//! | a request's body | 3 MiB, in a minute |
//! | connections at once | 256; more wait |
//! | a connection's first head | 10 s |
//! | an idle connection, or another head that does not end | 90 s |
//! | a refused stranger's connection | one answer |
//! | a link that nobody uses | 10 min |
//! | the cluster's answer, until its head | 65 s |
//! | a file of the page | 64 MiB |
//! | the simulated cluster's history, for watches | 20,000 changes |
//! | its events, about | 30,000 |
//!
//! [`Host`]: http::header::HOST
#![forbid(unsafe_code)]

mod arguments;
mod cluster;
mod gate;
mod kubeconfig;
mod listener;
mod media_type;
mod names;
mod page;
mod proxy;
mod refusal;
mod request_body;
mod routes;
mod server;
mod session;
mod simulation;
mod target;
mod token_file;

pub use self::arguments::{Arguments, Command, Source, USAGE, parse};
pub use self::cluster::Simulation;
pub use self::server::Server;
