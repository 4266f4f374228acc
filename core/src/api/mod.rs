//! [`Api`]: the verbs of one resource, typed or dynamic.

mod approval;
mod delete;
mod entry;
mod forms;
pub mod kinds;
mod list;
mod list_all;
mod log;
mod pods;
mod proxy;
mod scale;
mod status;
mod subresource;
mod tokens;
mod update;
mod verbs;
mod watch;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

pub use self::delete::Deleted;
pub use self::entry::{Entry, OccupiedEntry, VacantEntry, Written};
pub use self::list::ObjectList;
pub use self::list_all::ListAll;
pub use self::log::LogStream;
pub use self::proxy::ProxyTarget;
pub use self::scale::{Scale, ScaleSpec, ScaleStatus};
pub use self::subresource::Subresource;
pub use self::tokens::{BoundObject, ServiceAccountToken, TokenRequest};
pub use self::watch::{WatchEvent, WatchStream};
use crate::client::Client;
use crate::object::{ApiResource, Object, Unstructured};
use crate::request::{Form, ResourcePath};

/// The API of one resource, in one namespace or across all.
///
/// Made by [`Client::namespaced`], [`Client::all`] and [`Client::resource`]. Cloning it is cheap.
///
/// ```
/// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
/// use outrigger::{Api, ListOptions, Unstructured};
///
/// let widgets: Api<Unstructured> = client.resource("widgets.example.com").await?;
/// for widget in widgets.within("shop").list(&ListOptions::new().labels("colour=red")).await? {
///     println!("{}", widget.name());
/// }
/// # Ok(()) }
/// ```
///
/// # Errors
/// Every verb fails with an [`Error`](crate::Error) that names verb and path: of kind
/// [`Api`](crate::ErrorKind::Api) when the server said no, [`Transport`](crate::ErrorKind::Transport) when it
/// could not be reached, [`Decode`](crate::ErrorKind::Decode) when the answer does not have the
/// expected shape, and [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when nothing was sent.
///
/// # Cancel safety
/// Dropping a verb's future aborts the exchange. Whether a write was applied is then unknown.
pub struct Api<K> {
    client: Client,
    resource: Arc<ApiResource>,
    namespace: Option<Arc<str>>,
    form: Form,
    kind: PhantomData<fn() -> K>,
}

impl Api<Unstructured> {
    /// The API of a resource that is known at run time.
    pub fn dynamic(client: Client, resource: ApiResource) -> Self {
        Self::new(client, resource)
    }
}

impl<K: Object> Api<K> {
    /// The API of a resource that is known at run time, its objects read as `K`: a type without
    /// a [`Resource`](crate::Resource) of its own, or one that several resources share.
    pub fn of(client: Client, resource: ApiResource) -> Self {
        Self::new(client, resource)
    }
}

impl<K: 'static> Api<K> {
    pub(crate) fn new(client: Client, resource: ApiResource) -> Self {
        Self {
            client,
            resource: Arc::new(resource),
            namespace: None,
            form: Form::of::<K>(),
            kind: PhantomData,
        }
    }
}

impl<K> Api<K> {
    /// The same API, in one namespace. A cluster-scoped resource has no namespaces and stays as
    /// it is.
    #[must_use]
    pub fn within(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into().into());
        self
    }

    /// The same API, across all namespaces.
    #[must_use]
    pub fn across_namespaces(mut self) -> Self {
        self.namespace = None;
        self
    }

    /// The client that sends the requests.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The resource.
    pub fn resource(&self) -> &ApiResource {
        &self.resource
    }

    /// The namespace, `None` for all.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    pub(crate) fn path(&self) -> ResourcePath<'_> {
        ResourcePath {
            resource: &self.resource,
            namespace: self.namespace.as_deref(),
            subresource: None,
            form: self.form,
        }
    }
}

impl<K> Clone for Api<K> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            resource: self.resource.clone(),
            namespace: self.namespace.clone(),
            form: self.form,
            kind: PhantomData,
        }
    }
}

impl<K> fmt::Debug for Api<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api")
            .field("resource", &format_args!("{}", self.resource))
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
