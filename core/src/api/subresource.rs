use std::any::TypeId;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use http::Method;
use serde::Serialize;

use super::Api;
use crate::error::Result;
use crate::object::Object;
use crate::request::{
    self, ApplyOptions, CreateOptions, GetOptions, Patch, PatchOptions, ReplaceOptions, Request,
    ResourcePath, SubresourceName, Verb,
};
use crate::rest::RestRequest;

/// A subresource of the objects of one resource, read as `T`.
///
/// Made by [`Api::subresource`]. Which of the methods a subresource has is its own affair; the
/// server answers 405 to the others.
///
/// ```
/// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
/// use outrigger::request::GetOptions;
/// use outrigger::{CreateOptions, Unstructured};
/// use serde_json::json;
///
/// let pods = client.resource("pods").await?.within("shop");
/// let eviction = json!({ "apiVersion": "policy/v1", "kind": "Eviction", "metadata": { "name": "web-0" } });
/// let evictions = pods.subresource::<Unstructured>("eviction");
/// evictions.create("web-0", &eviction, &CreateOptions::new()).await?;
/// # Ok(()) }
/// ```
///
/// # Errors and cancel safety
/// As of every verb of [`Api`].
pub struct Subresource<K, T> {
    api: Api<K>,
    name: Cow<'static, str>,
    answer: PhantomData<fn() -> T>,
}

impl<K: Object> Api<K> {
    /// The subresource of that name, such as `status` or `scale`.
    ///
    /// What is sent to it needs its own `apiVersion` and `kind`; only where `T` is `K`, the type of
    /// the object itself, they are filled in.
    pub fn subresource<T: Object>(&self, name: impl Into<Cow<'static, str>>) -> Subresource<K, T> {
        Subresource {
            api: self.clone(),
            name: name.into(),
            answer: PhantomData,
        }
    }
}

impl<K: Object, T: Object> Subresource<K, T> {
    /// Reads it.
    pub async fn get(&self, name: &str) -> Result<T> {
        self.get_with(name, &GetOptions::new()).await
    }

    /// Reads it, with options.
    pub async fn get_with(&self, name: &str, options: &GetOptions) -> Result<T> {
        self.fetch(request::get(&self.path(), name, options)?).await
    }

    /// Posts `body` to it, which does what the subresource is there for.
    pub async fn create(
        &self,
        name: &str,
        body: &(impl Serialize + Sync),
        options: &CreateOptions,
    ) -> Result<T> {
        let body = self.api.encode(Verb::Create, body)?;
        let request = request::create_subresource(&self.path(), name, body, options)?;
        self.fetch(request).await
    }

    /// Replaces it.
    pub async fn replace(&self, name: &str, body: &T, options: &ReplaceOptions) -> Result<T> {
        if self.is_object() {
            self.api.refuse_parts(Verb::Update)?;
        }
        let body = self.api.encode(Verb::Update, body)?;
        self.fetch(request::replace(&self.path(), name, body, options)?)
            .await
    }

    /// Changes parts of it.
    pub async fn patch(&self, name: &str, patch: &Patch, options: &PatchOptions) -> Result<T> {
        self.fetch(request::patch(&self.path(), name, patch, options)?)
            .await
    }

    /// Applies it (server-side apply).
    pub async fn apply(
        &self,
        name: &str,
        body: &(impl Serialize + Sync),
        options: &ApplyOptions,
    ) -> Result<T> {
        let body = self.api.encode(Verb::Patch, body)?;
        self.fetch(request::apply(&self.path(), name, body, options)?)
            .await
    }

    /// A request to it that is yet to be completed: with any body, headers and query, answered with
    /// anything.
    pub fn request(&self, method: Method, name: &str) -> RestRequest {
        let builder = self.path().object(method, name);
        builder.with_sender(self.api.client.clone())
    }

    fn path(&self) -> ResourcePath<'_> {
        self.api.path().subresource(SubresourceName {
            name: &self.name,
            is_object: self.is_object(),
        })
    }

    fn is_object(&self) -> bool {
        TypeId::of::<K>() == TypeId::of::<T>()
    }

    async fn fetch(&self, request: Request) -> Result<T> {
        super::forms::fetch(&self.api.client, request, self.path().form).await
    }
}

impl<K, T> Clone for Subresource<K, T> {
    fn clone(&self) -> Self {
        Self {
            api: self.api.clone(),
            name: self.name.clone(),
            answer: PhantomData,
        }
    }
}

impl<K, T> fmt::Debug for Subresource<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subresource")
            .field("of", &self.api)
            .field("name", &self.name)
            .finish()
    }
}
