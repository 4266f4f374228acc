use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Api, Subresource};
use crate::error::Result;
use crate::object::{Object, ObjectMeta, null_is_default};
use crate::request::{Patch, PatchOptions, ReplaceOptions};

/// How many replicas an object has and should have: `autoscaling/v1` Scale, the same for all kinds
/// that have one.
///
/// <https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#scale-v1-autoscaling>
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Scale {
    /// `autoscaling/v1`.
    pub api_version: String,
    /// `Scale`.
    pub kind: String,
    /// Name, namespace, uid and resourceVersion of the object that is scaled.
    #[serde(deserialize_with = "null_is_default")]
    pub metadata: ObjectMeta,
    /// How many there should be.
    #[serde(deserialize_with = "null_is_default")]
    pub spec: ScaleSpec,
    /// How many there are.
    #[serde(deserialize_with = "null_is_default")]
    pub status: ScaleStatus,
}

/// How many replicas there should be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ScaleSpec {
    /// Their number.
    #[serde(deserialize_with = "null_is_default")]
    pub replicas: i32,
}

/// How many replicas there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ScaleStatus {
    /// Their number.
    #[serde(deserialize_with = "null_is_default")]
    pub replicas: i32,
    /// The label selector of their pods, as a query has it; empty if the kind tells none.
    #[serde(deserialize_with = "null_is_default")]
    pub selector: String,
}

impl Default for Scale {
    fn default() -> Self {
        Self {
            api_version: "autoscaling/v1".to_owned(),
            kind: "Scale".to_owned(),
            metadata: ObjectMeta::default(),
            spec: ScaleSpec::default(),
            status: ScaleStatus::default(),
        }
    }
}

/// The subresource `scale`: deployments, replica sets, stateful sets, replication controllers, and
/// custom resources that define it. Others answer 404.
impl<K: Object> Api<K> {
    /// Sets how many replicas there should be, as `kubectl scale` does.
    ///
    /// ```
    /// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
    /// let deployments = client.resource("deployments").await?.within("shop");
    /// let scale = deployments.scale("web", 3).await?;
    /// println!("{} of {}", scale.status.replicas, scale.spec.replicas);
    /// # Ok(()) }
    /// ```
    pub async fn scale(&self, name: &str, replicas: i32) -> Result<Scale> {
        let patch = Patch::Merge(json!({ "spec": { "replicas": replicas } }));
        self.patch_scale(name, &patch, &PatchOptions::new()).await
    }

    /// Reads how many replicas there are and should be.
    pub async fn get_scale(&self, name: &str) -> Result<Scale> {
        self.scales().get(name).await
    }

    /// Replaces it. A [`Scale`] that was read has the resourceVersion, so this fails with a
    /// [conflict](crate::Error::is_conflict) if somebody else wrote in between.
    ///
    /// ```
    /// # async fn example(deployments: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::ReplaceOptions;
    ///
    /// let mut scale = deployments.get_scale("web").await?;
    /// scale.spec.replicas += 1;
    /// deployments.replace_scale("web", &scale, &ReplaceOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn replace_scale(
        &self,
        name: &str,
        scale: &Scale,
        options: &ReplaceOptions,
    ) -> Result<Scale> {
        self.scales().replace(name, scale, options).await
    }

    /// Changes parts of it.
    pub async fn patch_scale(
        &self,
        name: &str,
        patch: &Patch,
        options: &PatchOptions,
    ) -> Result<Scale> {
        self.scales().patch(name, patch, options).await
    }

    fn scales(&self) -> Subresource<K, Scale> {
        self.subresource("scale")
    }
}
