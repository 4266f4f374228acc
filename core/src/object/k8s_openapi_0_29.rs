//! [`Resource`] for the kinds of k8s-openapi 0.29 that every Kubernetes version it knows serves as
//! stable. A newer kind is reached as [`Unstructured`](super::Unstructured), or by a type of your
//! own.

use k8s_openapi_0_29 as k8s_openapi;

use super::{Resource, Scope};

macro_rules! resources {
    ($($scope:ident [$($kind:ty,)+])+) => {
        $($(
            impl Resource for $kind {
                const GROUP: &'static str = <Self as k8s_openapi::Resource>::GROUP;
                const VERSION: &'static str = <Self as k8s_openapi::Resource>::VERSION;
                const KIND: &'static str = <Self as k8s_openapi::Resource>::KIND;
                const PLURAL: &'static str = <Self as k8s_openapi::Resource>::URL_PATH_SEGMENT;
                const SCOPE: Scope = Scope::$scope;
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
}
