//! The kinds of the recorded answers.

use bytes::Bytes;
use http::{Request, Response};

use crate::cluster::apiserver::catalog::{Origin, ResourceType, Scale};
use crate::cluster::apiserver::endpoints::{Served, World, answer, unserved};
use crate::cluster::apiserver::schema::{Schema, Shape};

/// A resource to a line: its group, version, kind and plural, short names, categories, scope and
/// subresources, and the version in which it is stored.
const CATALOG: &str = "
- v1 Namespace namespaces ns - cluster status v1
- v1 Pod pods po all namespaced status v1
- v1 ConfigMap configmaps cm - namespaced - v1
- v1 Secret secrets - - namespaced - v1
- v1 Node nodes no - cluster status v1
- v1 Event events ev - namespaced - v1
- v1 Service services svc all namespaced status v1
batch v1 Job jobs - all namespaced status v1
apps v1 Deployment deployments deploy all namespaced status,scale v1
apps v1 ReplicaSet replicasets rs all namespaced status,scale v1
coordination.k8s.io v1 Lease leases - - namespaced - v1
apiextensions.k8s.io v1 CustomResourceDefinition customresourcedefinitions crd,crds api-extensions cluster status v1
http.example.com v1 ZWidget zwidgets zw,zz all,mine namespaced status,scale v1
http.example.com v1alpha1 ZWidget zwidgets zw,zz all,mine namespaced - v1
http.example.com v2beta1 ZWidget zwidgets zw,zz all,mine namespaced - v1
http.example.com v1 AGadget agadgets - - cluster status v1
aaa.http.example.com foo10 Thing things - - cluster scale foo10
aaa.http.example.com v10 Thing things - - cluster - foo10
";

/// A resource, and the version in which it is stored.
fn resource(line: &str) -> (ResourceType, &str) {
    let fields: Vec<_> = line.split(' ').collect();
    let [
        group,
        version,
        kind,
        plural,
        short_names,
        categories,
        scope,
        subresources,
        storage,
    ] = fields.as_slice()
    else {
        panic!("{line}");
    };
    let list = |text: &str| -> Vec<String> {
        let named = text.split(',').filter(|name| *name != "-");
        named.map(str::to_owned).collect()
    };
    let is_defined = group.ends_with("http.example.com");
    let resource = ResourceType {
        group: group.trim_matches('-').to_owned(),
        version: (*version).to_owned(),
        kind: (*kind).to_owned(),
        list_kind: format!("{kind}List"),
        plural: (*plural).to_owned(),
        singular: kind.to_lowercase(),
        short_names: list(short_names),
        categories: list(categories),
        namespaced: *scope == "namespaced",
        status: subresources.contains("status"),
        selectable_fields: Vec::new(),
        scale: subresources.contains("scale").then(|| Scale {
            spec_replicas: ".spec.replicas".to_owned(),
            status_replicas: ".status.replicas".to_owned(),
            label_selector: String::new(),
        }),
        origin: if is_defined {
            Origin::Defined {
                printer_columns: Vec::new(),
            }
        } else {
            Origin::BuiltIn
        },
        schema: Schema::of(Shape::Any).into(),
    };
    (resource, storage)
}

/// The answer to `request` in the recorded server's world.
pub(super) fn ask(request: &Request<()>, terminating: bool) -> Response<Bytes> {
    let resources: Vec<_> = CATALOG.trim().lines().map(resource).collect();
    let served: Vec<_> = resources
        .iter()
        .map(|(resource, storage_version)| Served {
            resource,
            storage_version,
            terminating,
        })
        .collect();
    let world = World {
        served: &served,
        address: "192.0.2.2:6443",
    };
    answer(request, &world).unwrap_or_else(|| unserved(request))
}
