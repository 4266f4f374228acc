use serde_json::json;

use super::kinds::{PodKind, Special};
use super::{Api, Subresource};
use crate::error::Result;
use crate::object::Status;
use crate::request::{
    ApplyOptions, CreateOptions, DeleteOptions, Patch, PatchOptions, ReplaceOptions, Verb,
};

pub(super) const fn of_pods(what: &'static str) -> Special {
    Special {
        what,
        group: "",
        plurals: &["pods"],
    }
}

/// What only pods have.
impl<K: PodKind> Api<K> {
    /// Deletes a pod unless a PodDisruptionBudget forbids it now, as `kubectl drain` does.
    ///
    /// A budget that forbids it is an error of code 429
    /// ([`is_too_many_requests`](crate::Error::is_too_many_requests)): try again, after
    /// [`retry_after`](crate::Error::retry_after) if the server says when. The
    /// [status](crate::Error::status) then has a cause with the reason `DisruptionBudget`, whose
    /// message says how many pods the budget needs and has.
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::DeleteOptions;
    ///
    /// match pods.evict("web-0", &DeleteOptions::new()).await {
    ///     Err(error) if error.is_too_many_requests() => println!("not now: {error}"),
    ///     outcome => outcome?,
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// <https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/>
    pub async fn evict(&self, name: &str, options: &DeleteOptions) -> Result<()> {
        self.only(of_pods("evictions"), Verb::Create)?;
        let mut eviction = json!({
            "apiVersion": "policy/v1", "kind": "Eviction", "metadata": { "name": name },
        });
        if let Some(namespace) = self.namespace() {
            eviction["metadata"]["namespace"] = namespace.into();
        }
        if *options != DeleteOptions::new() {
            eviction["deleteOptions"] = options.to_json();
        }
        let evictions = self.subresource::<Status>("eviction");
        evictions
            .create(name, &eviction, &CreateOptions::new())
            .await?;
        Ok(())
    }

    /// Binds a pod to a node: what a scheduler does. A pod that has a node is a
    /// [conflict](crate::Error::is_conflict).
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::CreateOptions;
    ///
    /// pods.bind("web-0", "node-1", &CreateOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn bind(&self, name: &str, node: &str, options: &CreateOptions) -> Result<()> {
        self.only(of_pods("bindings"), Verb::Create)?;
        let mut binding = json!({
            "apiVersion": "v1", "kind": "Binding", "metadata": { "name": name },
            "target": { "apiVersion": "v1", "kind": "Node", "name": node },
        });
        if let Some(namespace) = self.namespace() {
            binding["metadata"]["namespace"] = namespace.into();
        }
        let bindings = self.subresource::<Status>("binding");
        bindings.create(name, &binding, options).await?;
        Ok(())
    }

    /// Reads a pod through its subresource `ephemeralcontainers`.
    pub async fn get_ephemeral_containers(&self, name: &str) -> Result<K> {
        self.ephemeral_containers(Verb::Get)?.get(name).await
    }

    /// Adds containers to a pod that runs, as `kubectl debug` does: changes
    /// `spec.ephemeralContainers` and nothing else. None of them can be changed or taken out later.
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::{Patch, PatchOptions};
    /// use serde_json::json;
    ///
    /// let shell = json!({ "name": "shell", "image": "busybox", "stdin": true, "tty": true });
    /// let patch = Patch::Strategic(json!({ "spec": { "ephemeralContainers": [shell] } }));
    /// pods.patch_ephemeral_containers("web-0", &patch, &PatchOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn patch_ephemeral_containers(
        &self,
        name: &str,
        patch: &Patch,
        options: &PatchOptions,
    ) -> Result<K> {
        let containers = self.ephemeral_containers(Verb::Patch)?;
        containers.patch(name, patch, options).await
    }

    /// As [`patch_ephemeral_containers`](Self::patch_ephemeral_containers), with the whole pod.
    pub async fn replace_ephemeral_containers(
        &self,
        name: &str,
        pod: &K,
        options: &ReplaceOptions,
    ) -> Result<K> {
        let containers = self.ephemeral_containers(Verb::Update)?;
        containers.replace(name, pod, options).await
    }

    /// As [`patch_ephemeral_containers`](Self::patch_ephemeral_containers), by server-side apply.
    pub async fn apply_ephemeral_containers(
        &self,
        name: &str,
        pod: &(impl serde::Serialize + Sync),
        options: &ApplyOptions,
    ) -> Result<K> {
        let containers = self.ephemeral_containers(Verb::Patch)?;
        containers.apply(name, pod, options).await
    }

    fn ephemeral_containers(&self, verb: Verb) -> Result<Subresource<K, K>> {
        self.only(of_pods("ephemeral containers"), verb)?;
        Ok(self.subresource("ephemeralcontainers"))
    }

    /// Reads a pod through its subresource `resize` (since 1.32).
    pub async fn get_resize(&self, name: &str) -> Result<K> {
        self.resize(Verb::Get)?.get(name).await
    }

    /// Changes the CPU and memory of a pod's containers while they run, and nothing else
    /// (since 1.32).
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::{Patch, PatchOptions};
    /// use serde_json::json;
    ///
    /// let more = json!({ "name": "app", "resources": { "requests": { "cpu": "2" } } });
    /// let patch = Patch::Strategic(json!({ "spec": { "containers": [more] } }));
    /// pods.patch_resize("web-0", &patch, &PatchOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/>
    pub async fn patch_resize(
        &self,
        name: &str,
        patch: &Patch,
        options: &PatchOptions,
    ) -> Result<K> {
        self.resize(Verb::Patch)?.patch(name, patch, options).await
    }

    /// As [`patch_resize`](Self::patch_resize), with the whole pod.
    pub async fn replace_resize(&self, name: &str, pod: &K, options: &ReplaceOptions) -> Result<K> {
        self.resize(Verb::Update)?.replace(name, pod, options).await
    }

    /// As [`patch_resize`](Self::patch_resize), by server-side apply.
    pub async fn apply_resize(
        &self,
        name: &str,
        pod: &(impl serde::Serialize + Sync),
        options: &ApplyOptions,
    ) -> Result<K> {
        self.resize(Verb::Patch)?.apply(name, pod, options).await
    }

    fn resize(&self, verb: Verb) -> Result<Subresource<K, K>> {
        self.only(of_pods("a resize"), verb)?;
        Ok(self.subresource("resize"))
    }
}
