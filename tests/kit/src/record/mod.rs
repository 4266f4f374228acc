//! Exchanges with a server, recorded as readable text and answered again from it.
//!
//! A [`Recorder`] stands between a client and any transport and writes down what passes, chunk by
//! chunk and with its time. The [`Recording`] is text, one JSON document to a line, to be kept
//! beside a test. A [`Replay`] is a transport that answers from it, in the same rhythm, in virtual
//! time or real. What is secret is masked before it gets into a recording; the [`Scrubber`] says
//! what that is.
//!
//! # Examples
//! ```
//! use std::sync::Arc;
//! use outrigger::transport::{Body, HttpTransport};
//! use outrigger_test::record::{Recorder, Recording, Replay};
//! use outrigger_test::{Answer, ManualTimer, MockTransport};
//! use serde_json::json;
//!
//! let request = || {
//!     http::Request::get("http://cluster/version")
//!         .header("authorization", "Bearer s3cr3t")
//!         .body(Default::default())
//!         .unwrap()
//! };
//!
//! // Usually the transport is one to a real cluster.
//! let mock = MockTransport::new();
//! mock.get("/version").answer(Answer::json(&json!({"major": "1"})));
//! let timer = mock.timer().clone();
//! let recorder = Recorder::new(Arc::new(mock), Arc::new(timer.clone()));
//! timer.run(async {
//!     let answer = recorder.send(request()).await.unwrap();
//!     answer.into_body().collect(1024).await.unwrap();
//! });
//! let text = recorder.recording().to_string();
//! assert_eq!(
//!     text,
//!     r#"{"outrigger-recording":1}
//! {"at_us":0,"method":"GET","path":"/version","headers":[["authorization","scrubbed"]]}
//! {"after_us":0,"status":200,"headers":[["content-type","application/json"]]}
//! {"after_us":0,"json":{"major":"1"}}
//! {"after_us":0,"end":"finished"}
//! "#,
//! );
//!
//! let recording: Recording = text.parse().unwrap();
//! let timer = ManualTimer::new();
//! let replay = Replay::new(recording, Arc::new(timer.clone()));
//! let answer = timer.run(replay.send(request())).unwrap();
//! assert_eq!(answer.status(), 200);
//! ```

mod exchange;
mod recorder;
mod recording;
mod replay;
mod scrub;
mod text;

pub use self::exchange::{Chunk, End, Exchange, Head};
pub use self::recorder::Recorder;
pub use self::recording::{Recording, RecordingError};
pub use self::replay::Replay;
pub use self::scrub::Scrubber;
