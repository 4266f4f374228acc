//! [`Resource`] for the kinds of k8s-openapi 0.29 that every Kubernetes version it knows serves as
//! stable. A newer kind is reached as [`Unstructured`](super::Unstructured), or by a type of your
//! own.

use k8s_openapi_0_29 as k8s_openapi;
use k8s_openapi_0_29::apimachinery::pkg::apis::meta::v1::{self as meta, ObjectMeta};

use super::metadata_fields::sealed::Fields;
use super::metadata_fields::{borrowed, put};
use super::{HasMetadata, OwnerReference, Resource, Time, scope};

macro_rules! resources {
    ($($scope:ident [$($kind:ty,)+])+) => {
        $($(
            impl Resource for $kind {
                const GROUP: &'static str = <Self as k8s_openapi::Resource>::GROUP;
                const VERSION: &'static str = <Self as k8s_openapi::Resource>::VERSION;
                const KIND: &'static str = <Self as k8s_openapi::Resource>::KIND;
                const PLURAL: &'static str = <Self as k8s_openapi::Resource>::URL_PATH_SEGMENT;
                type Scope = scope::$scope;
            }

            impl HasMetadata for $kind {
                type Metadata = ObjectMeta;

                fn metadata(&self) -> &ObjectMeta {
                    &self.metadata
                }

                fn metadata_mut(&mut self) -> &mut ObjectMeta {
                    &mut self.metadata
                }
            }
        )+)+

        #[cfg(test)]
        fn assert_scopes() {
            $($(scopes::$scope::<$kind>();)+)+
        }
    };
}

resources! {
    Cluster [
        k8s_openapi::api::admissionregistration::v1::MutatingWebhookConfiguration,
        k8s_openapi::api::admissionregistration::v1::ValidatingAdmissionPolicy,
        k8s_openapi::api::admissionregistration::v1::ValidatingAdmissionPolicyBinding,
        k8s_openapi::api::admissionregistration::v1::ValidatingWebhookConfiguration,
        k8s_openapi::api::certificates::v1::CertificateSigningRequest,
        k8s_openapi::api::core::v1::ComponentStatus,
        k8s_openapi::api::core::v1::Namespace,
        k8s_openapi::api::core::v1::Node,
        k8s_openapi::api::core::v1::PersistentVolume,
        k8s_openapi::api::flowcontrol::v1::FlowSchema,
        k8s_openapi::api::flowcontrol::v1::PriorityLevelConfiguration,
        k8s_openapi::api::networking::v1::IPAddress,
        k8s_openapi::api::networking::v1::IngressClass,
        k8s_openapi::api::networking::v1::ServiceCIDR,
        k8s_openapi::api::node::v1::RuntimeClass,
        k8s_openapi::api::rbac::v1::ClusterRole,
        k8s_openapi::api::rbac::v1::ClusterRoleBinding,
        k8s_openapi::api::scheduling::v1::PriorityClass,
        k8s_openapi::api::storage::v1::CSIDriver,
        k8s_openapi::api::storage::v1::CSINode,
        k8s_openapi::api::storage::v1::StorageClass,
        k8s_openapi::api::storage::v1::VolumeAttachment,
        k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition,
        k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::APIService,
    ]
    Namespaced [
        k8s_openapi::api::apps::v1::ControllerRevision,
        k8s_openapi::api::apps::v1::DaemonSet,
        k8s_openapi::api::apps::v1::Deployment,
        k8s_openapi::api::apps::v1::ReplicaSet,
        k8s_openapi::api::apps::v1::StatefulSet,
        k8s_openapi::api::autoscaling::v1::HorizontalPodAutoscaler,
        k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler,
        k8s_openapi::api::batch::v1::CronJob,
        k8s_openapi::api::batch::v1::Job,
        k8s_openapi::api::coordination::v1::Lease,
        k8s_openapi::api::core::v1::ConfigMap,
        k8s_openapi::api::core::v1::Endpoints,
        k8s_openapi::api::core::v1::Event,
        k8s_openapi::api::core::v1::LimitRange,
        k8s_openapi::api::core::v1::PersistentVolumeClaim,
        k8s_openapi::api::core::v1::Pod,
        k8s_openapi::api::core::v1::PodTemplate,
        k8s_openapi::api::core::v1::ReplicationController,
        k8s_openapi::api::core::v1::ResourceQuota,
        k8s_openapi::api::core::v1::Secret,
        k8s_openapi::api::core::v1::Service,
        k8s_openapi::api::core::v1::ServiceAccount,
        k8s_openapi::api::discovery::v1::EndpointSlice,
        k8s_openapi::api::events::v1::Event,
        k8s_openapi::api::networking::v1::Ingress,
        k8s_openapi::api::networking::v1::NetworkPolicy,
        k8s_openapi::api::policy::v1::PodDisruptionBudget,
        k8s_openapi::api::rbac::v1::Role,
        k8s_openapi::api::rbac::v1::RoleBinding,
        k8s_openapi::api::storage::v1::CSIStorageCapacity,
    ]
}

impl Fields for ObjectMeta {
    fn get_name(&self) -> &str {
        text(&self.name)
    }

    fn get_generate_name(&self) -> &str {
        text(&self.generate_name)
    }

    fn get_namespace(&self) -> &str {
        text(&self.namespace)
    }

    fn get_uid(&self) -> &str {
        text(&self.uid)
    }

    fn get_resource_version(&self) -> &str {
        text(&self.resource_version)
    }

    fn get_generation(&self) -> i64 {
        self.generation.unwrap_or(0)
    }

    fn get_creation_timestamp(&self) -> Option<Time> {
        self.creation_timestamp.as_ref().map(time)
    }

    fn get_deletion_timestamp(&self) -> Option<Time> {
        self.deletion_timestamp.as_ref().map(time)
    }

    fn get_labels(&self) -> Vec<(&str, &str)> {
        self.labels.as_ref().map(borrowed).unwrap_or_default()
    }

    fn get_label(&self, key: &str) -> Option<&str> {
        self.labels.as_ref()?.get(key).map(String::as_str)
    }

    fn get_annotations(&self) -> Vec<(&str, &str)> {
        self.annotations.as_ref().map(borrowed).unwrap_or_default()
    }

    fn get_annotation(&self, key: &str) -> Option<&str> {
        self.annotations.as_ref()?.get(key).map(String::as_str)
    }

    fn get_finalizers(&self) -> Vec<&str> {
        let finalizers = self.finalizers.iter().flatten();
        finalizers.map(String::as_str).collect()
    }

    fn get_owner_references(&self) -> Vec<OwnerReference> {
        let owners = self.owner_references.iter().flatten().cloned();
        owners
            .map(|owner| OwnerReference {
                api_version: owner.api_version,
                kind: owner.kind,
                name: owner.name,
                uid: owner.uid,
                controller: owner.controller,
                block_owner_deletion: owner.block_owner_deletion,
                other: serde_json::Map::new(),
            })
            .collect()
    }

    fn put_name(&mut self, name: String) {
        self.name = present(name);
    }

    fn put_namespace(&mut self, namespace: String) {
        self.namespace = present(namespace);
    }

    fn put_resource_version(&mut self, version: String) {
        self.resource_version = present(version);
    }

    fn put_label(&mut self, key: &str, value: Option<String>) {
        put(self.labels.get_or_insert_default(), key, value);
    }

    fn put_annotation(&mut self, key: &str, value: Option<String>) {
        put(self.annotations.get_or_insert_default(), key, value);
    }

    fn put_finalizers(&mut self, finalizers: Vec<String>) {
        self.finalizers = (!finalizers.is_empty()).then_some(finalizers);
    }

    fn put_owner_references(&mut self, owners: Vec<OwnerReference>) {
        let owners: Vec<_> = owners
            .into_iter()
            .map(|owner| meta::OwnerReference {
                api_version: owner.api_version,
                kind: owner.kind,
                name: owner.name,
                uid: owner.uid,
                controller: owner.controller,
                block_owner_deletion: owner.block_owner_deletion,
            })
            .collect();
        self.owner_references = (!owners.is_empty()).then_some(owners);
    }

    fn drop_managed_fields(&mut self) {
        self.managed_fields = None;
    }
}

fn text(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn present(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn time(time: &meta::Time) -> Time {
    // To the second, rounded down also before 1970.
    Time::from_unix(time.0.as_millisecond().div_euclid(1_000))
}

/// A wrong scope above does not compile here.
#[cfg(test)]
#[allow(non_snake_case)]
mod scopes {
    use super::k8s_openapi::{ClusterResourceScope, NamespaceResourceScope, Resource};

    pub(super) const fn Cluster<T: Resource<Scope = ClusterResourceScope>>() {}
    pub(super) const fn Namespaced<T: Resource<Scope = NamespaceResourceScope>>() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_and_names_are_those_of_k8s_openapi() {
        assert_scopes();
        type Deployment = k8s_openapi::api::apps::v1::Deployment;
        assert_eq!(
            Deployment::api_resource().to_string(),
            "deployments.v1.apps"
        );
    }

    #[test]
    fn metadata_is_read_and_changed_as_everywhere() {
        super::super::has_metadata::tests::exercise(k8s_openapi::api::core::v1::Pod::default());
    }
}
