//! Which kinds have what no other kind has: logs, tokens, approval.
//!
//! [`Api`] has such methods only where the type of its objects says that it is of the kind, by one
//! of these traits. The types of k8s-openapi do, and so does [`Unstructured`], which may be of any
//! kind: there a wrong one is an error of kind
//! [`InvalidRequest`](crate::ErrorKind::InvalidRequest). Implement the trait for a type of your own
//! that is of the kind:
//!
//! ```
//! use outrigger::{Api, Resource, api::kinds::PodKind, request::LogOptions, scope};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct SmallPod {
//!     metadata: serde_json::Value,
//! }
//!
//! impl Resource for SmallPod {
//!     const GROUP: &'static str = "";
//!     const VERSION: &'static str = "v1";
//!     const KIND: &'static str = "Pod";
//!     const PLURAL: &'static str = "pods";
//!     type Scope = scope::Namespaced;
//! }
//!
//! impl PodKind for SmallPod {}
//!
//! # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
//! let pods: Api<SmallPod> = client.namespaced("shop");
//! println!("{}", pods.log("web-0", &LogOptions::new()).await?);
//! # Ok(()) }
//! ```

use super::Api;
use crate::error::{Error, ErrorKind, Result};
use crate::object::{Object, Unstructured};
use crate::request::Verb;

/// Pods: logs, eviction, binding, ephemeral containers, resize.
pub trait PodKind: Object {}

/// Service accounts: tokens.
pub trait ServiceAccountKind: Object {}

/// Certificate signing requests: approval.
pub trait CertificateSigningRequestKind: Object {}

/// Namespaces: finalize.
pub trait NamespaceKind: Object {}

/// Pods, services and nodes: the API server passes requests on to them.
pub trait ProxiedKind: Object {}

impl PodKind for Unstructured {}
impl ServiceAccountKind for Unstructured {}
impl CertificateSigningRequestKind for Unstructured {}
impl NamespaceKind for Unstructured {}
impl ProxiedKind for Unstructured {}

#[cfg(feature = "k8s-openapi-0-29")]
mod k8s_openapi_0_29 {
    use k8s_openapi_0_29::api::certificates::v1::CertificateSigningRequest;
    use k8s_openapi_0_29::api::core::v1::{Namespace, Node, Pod, Service, ServiceAccount};

    impl super::PodKind for Pod {}
    impl super::ServiceAccountKind for ServiceAccount {}
    impl super::CertificateSigningRequestKind for CertificateSigningRequest {}
    impl super::NamespaceKind for Namespace {}
    impl super::ProxiedKind for Pod {}
    impl super::ProxiedKind for Service {}
    impl super::ProxiedKind for Node {}
}

/// What a kind has that no other has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Special {
    pub(super) what: &'static str,
    pub(super) group: &'static str,
    pub(super) plurals: &'static [&'static str],
}

impl<K: Object> Api<K> {
    /// Refuses a resource that is not of the kind, which the type of its objects did not tell.
    pub(super) fn only(&self, special: Special, verb: Verb) -> Result<()> {
        match self.wrong_kind(special) {
            None => Ok(()),
            Some(message) => {
                let error = Error::new(ErrorKind::InvalidRequest, message);
                Err(error.asked(verb, &self.resource.to_string()))
            }
        }
    }

    pub(super) fn wrong_kind(&self, special: Special) -> Option<String> {
        let resource = &self.resource;
        let right =
            resource.group == special.group && special.plurals.contains(&resource.plural.as_ref());
        let (what, which) = (special.what, special.plurals.join(", "));
        (!right).then(|| format!("only {which} have {what}, not {}", resource.plural))
    }
}
