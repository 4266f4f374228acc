use super::list;
use super::watch::WatchStream;
use super::{Api, ObjectList};
use crate::error::{Error, ErrorKind, Result};
use crate::misfit::Misfit;
use crate::object::Object;
use crate::request::{
    self, ApplyOptions, CreateOptions, GetOptions, ListOptions, Patch, PatchOptions,
    ReplaceOptions, Verb, WatchOptions,
};

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
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// if let Some(pod) = pods.get_opt("web-0").await? {
    ///     println!("{} is there", pod.name());
    /// }
    /// # Ok(()) }
    /// ```
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

    /// Follows changes, as the server reports them. Opening is retried by the
    /// [`RetryPolicy`](crate::RetryPolicy); once open it is not opened again. An
    /// [`Informer`](crate::Informer) is what most programs want.
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::api::WatchEvent;
    /// use outrigger::{ListOptions, WatchOptions};
    ///
    /// let list = pods.list(&ListOptions::new()).await?;
    /// let since = WatchOptions::since(&list.metadata.resource_version);
    /// let mut events = pods.watch(&since).await?;
    /// while let Some(event) = events.next().await {
    ///     if let WatchEvent::Deleted(pod) = event? {
    ///         println!("{} is gone", pod.name());
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn watch(&self, options: &WatchOptions) -> Result<WatchStream<K>> {
        let request = request::watch(&self.path(), options)?;
        WatchStream::open(
            &self.client,
            request,
            Some(self.resource.clone()),
            self.form,
        )
        .await
    }

    /// Creates an object; the server's answer is the object as it was stored.
    ///
    /// ```
    /// # async fn example(maps: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::{CreateOptions, Unstructured};
    ///
    /// let settings = Unstructured::new(maps.resource(), "settings");
    /// let stored = maps.create(&settings, &CreateOptions::new()).await?;
    /// println!("{}", stored.uid());
    /// # Ok(()) }
    /// ```
    pub async fn create(&self, object: &K, options: &CreateOptions) -> Result<K> {
        self.refuse_parts(Verb::Create)?;
        let body = self.encode(Verb::Create, object)?;
        self.fetch(request::create(&self.path(), body, options)?)
            .await
    }

    /// Replaces an object. With `metadata.resourceVersion` set, it fails with a
    /// [conflict](Error::is_conflict) if somebody else wrote in between; [`modify`](Self::modify)
    /// then does it again.
    ///
    /// ```
    /// # async fn example(maps: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::ReplaceOptions;
    /// use outrigger::object::HasMetadata as _;
    ///
    /// let mut settings = maps.get("settings").await?;
    /// settings.set_label("team", "shop");
    /// maps.replace("settings", &settings, &ReplaceOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn replace(&self, name: &str, object: &K, options: &ReplaceOptions) -> Result<K> {
        self.refuse_parts(Verb::Update)?;
        let body = self.encode(Verb::Update, object)?;
        self.fetch(request::replace(&self.path(), name, body, options)?)
            .await
    }

    /// Changes parts of an object.
    ///
    /// ```
    /// # async fn example(deployments: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::{Patch, PatchOptions};
    /// use serde_json::json;
    ///
    /// let patch = Patch::Merge(json!({ "spec": { "paused": true } }));
    /// deployments.patch("web", &patch, &PatchOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn patch(&self, name: &str, patch: &Patch, options: &PatchOptions) -> Result<K> {
        self.fetch(request::patch(&self.path(), name, patch, options)?)
            .await
    }

    /// Applies an object (server-side apply): creates it, or changes the fields that are given
    /// and drops those that this field manager gave before and does not give any more. To be
    /// created the object needs `metadata.name`, else the answer is 400.
    ///
    /// ```
    /// # async fn example(maps: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::ApplyOptions;
    /// use serde_json::json;
    ///
    /// let settings = json!({ "metadata": { "name": "settings" }, "data": { "colour": "red" } });
    /// maps.apply("settings", &settings, &ApplyOptions::by("my-controller")).await?;
    /// # Ok(()) }
    /// ```
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

    pub(super) fn encode(
        &self,
        verb: Verb,
        object: &impl serde::Serialize,
    ) -> Result<serde_json::Value> {
        serde_json::to_value(object).map_err(|source| {
            Error::new(ErrorKind::InvalidRequest, "the object cannot be encoded")
                .with_source(Misfit::from(source))
                .asked(verb, &self.resource.to_string())
        })
    }
}
