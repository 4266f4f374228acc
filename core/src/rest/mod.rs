//! The layer below [`Api`](crate::Api): requests put together part by part, answers as they come.
//!
//! It is client-go's `RESTClient`, for what `Api` has no method for: a subresource of somebody
//! else's API, a path that is no resource, an answer whose head matters.
//!
//! ```
//! # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
//! use outrigger::object::GroupVersion;
//! use outrigger::{ListOptions, Unstructured};
//!
//! let apps = client.rest("/apis", &GroupVersion::new("apps", "v1"));
//! let web: Unstructured = apps
//!     .get()
//!     .namespace("shop")
//!     .resource("deployments")
//!     .name("web")
//!     .into()
//!     .await?;
//!
//! let core = client.rest("/api", &GroupVersion::core("v1"));
//! let pods = core.get().resource("pods").params(&ListOptions::new().limit(5)).send().await?;
//! println!("{}: {}, {} bytes", pods.status(), pods.content_type(), pods.body().len());
//!
//! println!("{}", client.rest_unversioned().get().abs_path("/version").send().await?.text()?);
//! # Ok(()) }
//! ```

mod response;
mod send;

use std::fmt;
use std::sync::Arc;

use http::Method;

pub use self::response::RestResponse;
use crate::client::Client;
use crate::object::GroupVersion;
use crate::request::RequestBuilder;

/// A request that a client sends; see [`RequestBuilder`] for its parts.
pub type RestRequest = RequestBuilder<Client>;

/// The resources of one group version, or what is below no group version.
///
/// Made by [`Client::rest`] and [`Client::rest_unversioned`]. Cloning it is cheap.
#[derive(Clone)]
pub struct RestClient {
    client: Client,
    root: Arc<str>,
}

impl RestClient {
    pub(crate) fn new(client: Client, api_path: &str, version: Option<&GroupVersion>) -> Self {
        let mut root = format!("/{}", api_path.trim_matches('/'));
        if let Some(version) = version {
            root = format!("{}/{version}", root.trim_end_matches('/'));
        }
        Self {
            client,
            root: root.into(),
        }
    }

    /// A `GET`.
    pub fn get(&self) -> RestRequest {
        self.verb(Method::GET)
    }

    /// A `POST`.
    pub fn post(&self) -> RestRequest {
        self.verb(Method::POST)
    }

    /// A `PUT`.
    pub fn put(&self) -> RestRequest {
        self.verb(Method::PUT)
    }

    /// A `PATCH` with a body of `media_type`, such as `application/merge-patch+json`.
    /// [`RequestBuilder::patch`] sets both together.
    pub fn patch(&self, media_type: &str) -> RestRequest {
        self.verb(Method::PATCH).header("content-type", media_type)
    }

    /// A `DELETE`.
    pub fn delete(&self) -> RestRequest {
        self.verb(Method::DELETE)
    }

    /// A request of any method.
    pub fn verb(&self, method: Method) -> RestRequest {
        RestRequest::sent_by(self.client.clone(), method, self.root.to_string().into())
    }

    /// The client that sends the requests.
    pub const fn client(&self) -> &Client {
        &self.client
    }
}

impl Client {
    /// The resources of `version` below `api_path`, which is `/api` for the core group and `/apis`
    /// for all others.
    pub fn rest(&self, api_path: &str, version: &GroupVersion) -> RestClient {
        RestClient::new(self.clone(), api_path, Some(version))
    }

    /// What is below no group version: `/version`, `/healthz`, `/metrics`.
    pub fn rest_unversioned(&self) -> RestClient {
        RestClient::new(self.clone(), "/", None)
    }
}

impl fmt::Debug for RestClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RestClient").field(&self.root).finish()
    }
}
