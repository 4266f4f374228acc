//! [`Api`]: the verbs of one resource, typed or dynamic.

mod list;
mod tables;
mod watch;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

pub use self::list::ObjectList;
pub(crate) use self::watch::error_event;
pub use self::watch::{WatchEvent, WatchStream};
use crate::client::{Client, decode};
use crate::error::{Error, ErrorKind, Result};
use crate::object::{ApiResource, Object, Unstructured};
use crate::request::{
    self, ApplyOptions, CreateOptions, DeleteOptions, Form, GetOptions, ListOptions, Patch,
    PatchOptions, ReplaceOptions, ResourcePath, Verb, WatchOptions,
};

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
/// Every verb fails with an [`Error`] that names verb and path: of kind
/// [`Api`](ErrorKind::Api) when the server said no, [`Transport`](ErrorKind::Transport) when it
/// could not be reached, [`Decode`](ErrorKind::Decode) when the answer does not have the
/// expected shape, and [`InvalidRequest`](ErrorKind::InvalidRequest) when nothing was sent.
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

    pub(crate) const fn shared_resource(&self) -> &Arc<ApiResource> {
        &self.resource
    }

    fn path(&self) -> ResourcePath<'_> {
        ResourcePath {
            resource: &self.resource,
            namespace: self.namespace.as_deref(),
            form: self.form,
        }
    }

    pub(crate) const fn form(&self) -> Form {
        self.form
    }
}

impl<K: Object> Api<K> {
    /// Reads one object.
    pub async fn get(&self, name: &str) -> Result<K> {
        self.get_with(name, &GetOptions::new()).await
    }

    /// Reads one object, with options.
    pub async fn get_with(&self, name: &str, options: &GetOptions) -> Result<K> {
        self.fetch(request::get(&self.path(), name, options)?).await
    }

    /// Reads one object; `None` if it does not exist.
    pub async fn get_opt(&self, name: &str) -> Result<Option<K>> {
        match self.get(name).await {
            Ok(object) => Ok(Some(object)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a page of objects, or all of them; decoded as they arrive.
    pub async fn list(&self, options: &ListOptions) -> Result<ObjectList<K>> {
        let request = request::list(&self.path(), options)?;
        list::list(&self.client, request, &self.resource, self.form).await
    }

    /// Follows changes, as the server reports them: one exchange, no retries. An
    /// [`Informer`](crate::Informer) is what most programs want.
    pub async fn watch(&self, options: &WatchOptions) -> Result<WatchStream<K>> {
        let request = request::watch(&self.path(), options)?;
        WatchStream::open(&self.client, request, self.resource.clone(), self.form).await
    }

    /// Creates an object; the server's answer is the object as it was stored.
    pub async fn create(&self, object: &K, options: &CreateOptions) -> Result<K> {
        self.refuse_rows(Verb::Create)?;
        let body = self.encode(Verb::Create, object)?;
        self.client
            .fetch(request::create(&self.path(), body, options)?)
            .await
    }

    /// Replaces an object. With `metadata.resourceVersion` set, it fails with a
    /// [conflict](Error::is_conflict) if somebody else wrote in between.
    pub async fn replace(&self, name: &str, object: &K, options: &ReplaceOptions) -> Result<K> {
        self.refuse_rows(Verb::Update)?;
        let body = self.encode(Verb::Update, object)?;
        self.client
            .fetch(request::replace(&self.path(), name, body, options)?)
            .await
    }

    /// Changes parts of an object.
    pub async fn patch(&self, name: &str, patch: &Patch, options: &PatchOptions) -> Result<K> {
        self.fetch(request::patch(&self.path(), name, patch, options)?)
            .await
    }

    /// Applies an object (server-side apply): creates it, or changes the fields that are given
    /// and drops those that this field manager gave before and does not give any more.
    ///
    /// <https://kubernetes.io/docs/reference/using-api/server-side-apply/>
    pub async fn apply(
        &self,
        name: &str,
        object: &(impl serde::Serialize + Sync),
        options: &ApplyOptions,
    ) -> Result<K> {
        let body = self.encode(Verb::Patch, object)?;
        self.fetch(request::apply(&self.path(), name, body, options)?)
            .await
    }

    /// Deletes an object. It may stay for a while, with a deletion timestamp; the answer says.
    pub async fn delete(&self, name: &str, options: &DeleteOptions) -> Result<Deleted<K>> {
        let request = request::delete(&self.path(), name, options)?;
        let path = request.path().to_owned();
        let body = self.client.send(request).await?.into_body();
        Deleted::decode(&body, &self.resource).map_err(|error| error.asked(Verb::Delete, &path))
    }

    fn encode(&self, verb: Verb, object: &impl serde::Serialize) -> Result<serde_json::Value> {
        serde_json::to_value(object).map_err(|source| {
            Error::new(ErrorKind::InvalidRequest, "the object cannot be encoded")
                .with_source(source)
                .asked(verb, &self.resource.to_string())
        })
    }
}

/// What became of an object that was deleted.
#[derive(Clone, Debug)]
pub enum Deleted<K> {
    /// It is on its way out: finalizers or a grace period keep it for now. Its state as of then.
    Ongoing(Box<K>),
    /// It is gone.
    Gone,
}

impl<K: Object> Deleted<K> {
    /// The server answers with the object or with a Status of success.
    fn decode(body: &[u8], resource: &ApiResource) -> Result<Self> {
        let object: Unstructured = decode(body)?;
        let is_status = object.kind() == "Status" && resource.kind != "Status";
        if is_status || object.path("/metadata/deletionTimestamp").is_none() {
            return Ok(Self::Gone);
        }
        Ok(Self::Ongoing(Box::new(decode(body)?)))
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
