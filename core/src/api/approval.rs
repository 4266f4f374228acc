use super::kinds::{CertificateSigningRequestKind, NamespaceKind, Special};
use super::{Api, Subresource};
use crate::error::Result;
use crate::request::{Patch, PatchOptions, ReplaceOptions, Verb};

const APPROVAL: Special = Special {
    what: "an approval",
    group: "certificates.k8s.io",
    plurals: &["certificatesigningrequests"],
};

const FINALIZE: Special = Special {
    what: "a finalize",
    group: "",
    plurals: &["namespaces"],
};

/// What only certificate signing requests have.
impl<K: CertificateSigningRequestKind> Api<K> {
    /// Reads a certificate signing request through its subresource `approval`.
    pub async fn get_approval(&self, name: &str) -> Result<K> {
        self.approval(Verb::Get)?.get(name).await
    }

    /// Approves or denies a certificate signing request by the condition `Approved` or `Denied` in
    /// `status.conditions` of `request`, as `kubectl certificate approve` does. Once there, neither
    /// can be taken back.
    ///
    /// ```
    /// # async fn example(requests: outrigger::Api<outrigger::Unstructured>) -> Result<(), Box<dyn std::error::Error>> {
    /// use outrigger::ReplaceOptions;
    /// use serde_json::json;
    ///
    /// let mut request = requests.get("jane").await?;
    /// let conditions = request.path("/status/conditions").and_then(|list| list.as_array());
    /// let mut conditions = conditions.cloned().unwrap_or_default();
    /// conditions.push(json!({ "type": "Approved", "status": "True", "reason": "KnownToUs" }));
    /// request.set_nested("/status/conditions", conditions)?;
    /// requests.replace_approval("jane", &request, &ReplaceOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn replace_approval(
        &self,
        name: &str,
        request: &K,
        options: &ReplaceOptions,
    ) -> Result<K> {
        let approval = self.approval(Verb::Update)?;
        approval.replace(name, request, options).await
    }

    /// As [`replace_approval`](Self::replace_approval), with parts of it.
    pub async fn patch_approval(
        &self,
        name: &str,
        patch: &Patch,
        options: &PatchOptions,
    ) -> Result<K> {
        let approval = self.approval(Verb::Patch)?;
        approval.patch(name, patch, options).await
    }

    fn approval(&self, verb: Verb) -> Result<Subresource<K, K>> {
        self.only(APPROVAL, verb)?;
        Ok(self.subresource("approval"))
    }
}

/// What only namespaces have.
impl<K: NamespaceKind> Api<K> {
    /// Replaces `spec.finalizers` of a namespace, which nothing else can change. A namespace that
    /// is being deleted is gone once it has none.
    ///
    /// ```
    /// # async fn example(namespaces: outrigger::Api<outrigger::Unstructured>) -> Result<(), Box<dyn std::error::Error>> {
    /// use outrigger::ReplaceOptions;
    ///
    /// // Nothing cleans it up any more.
    /// let mut namespace = namespaces.get("stuck").await?;
    /// namespace.set_nested("/spec/finalizers", serde_json::json!([]))?;
    /// namespaces.finalize("stuck", &namespace, &ReplaceOptions::new()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn finalize(&self, name: &str, namespace: &K, options: &ReplaceOptions) -> Result<K> {
        self.only(FINALIZE, Verb::Update)?;
        let finalize = self.subresource::<K>("finalize");
        finalize.replace(name, namespace, options).await
    }
}
