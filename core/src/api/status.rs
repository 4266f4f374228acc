use serde::Serialize;

use super::{Api, Subresource};
use crate::error::Result;
use crate::object::Object;
use crate::request::{ApplyOptions, Patch, PatchOptions, ReplaceOptions};

/// The subresource `status`, through which controllers write `status` and nothing else; a write to
/// the object itself leaves `status` as it is. Kinds without it answer 404.
impl<K: Object> Api<K> {
    /// Reads the object through its subresource `status`, for which a permission of its own is
    /// needed.
    pub async fn get_status(&self, name: &str) -> Result<K> {
        self.status().get(name).await
    }

    /// Replaces the `status` of an object; what else is in `object` is ignored, but for
    /// `metadata.resourceVersion`, which makes it fail with a
    /// [conflict](crate::Error::is_conflict) if somebody else wrote in between.
    ///
    /// ```
    /// # async fn example(widgets: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::ReplaceOptions;
    /// use serde_json::json;
    ///
    /// let mut widget = widgets.get("wheel").await?;
    /// widget.as_map_mut().insert("status".to_owned(), json!({ "replicas": 3 }));
    /// widgets.replace_status("wheel", &widget, &ReplaceOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn replace_status(
        &self,
        name: &str,
        object: &K,
        options: &ReplaceOptions,
    ) -> Result<K> {
        self.status().replace(name, object, options).await
    }

    /// Changes parts of the `status` of an object.
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::{Patch, PatchOptions};
    /// use serde_json::json;
    ///
    /// let patch = Patch::Merge(json!({ "status": { "phase": "Running" } }));
    /// pods.patch_status("web-0", &patch, &PatchOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn patch_status(
        &self,
        name: &str,
        patch: &Patch,
        options: &PatchOptions,
    ) -> Result<K> {
        self.status().patch(name, patch, options).await
    }

    /// Applies the `status` of an object (server-side apply).
    ///
    /// ```
    /// # async fn example(widgets: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::ApplyOptions;
    /// use serde_json::json;
    ///
    /// let status = json!({ "status": { "replicas": 3 } });
    /// widgets.apply_status("wheel", &status, &ApplyOptions::by("my-controller")).await?;
    /// # Ok(()) }
    /// ```
    pub async fn apply_status(
        &self,
        name: &str,
        object: &(impl Serialize + Sync),
        options: &ApplyOptions,
    ) -> Result<K> {
        self.status().apply(name, object, options).await
    }

    fn status(&self) -> Subresource<K, K> {
        self.subresource("status")
    }
}
