//! The resources that are there without any CRD.

use std::sync::{Arc, OnceLock};

use super::{KindSchema, Origin, ResourceType, Scale};

/// A built-in resource as discovery tells it.
struct Row {
    group: &'static str,
    /// The Go package and type that has the shape.
    go_type: &'static str,
    plural: &'static str,
    short_names: &'static [&'static str],
    categories: &'static [&'static str],
    namespaced: bool,
    status: bool,
    scale: bool,
}

const ROW: Row = Row {
    group: "",
    go_type: "",
    plural: "",
    short_names: &[],
    categories: &[],
    namespaced: true,
    status: false,
    scale: false,
};

const ROWS: [Row; 13] = [
    Row {
        go_type: "core/v1.ConfigMap",
        plural: "configmaps",
        short_names: &["cm"],
        ..ROW
    },
    Row {
        go_type: "core/v1.Event",
        plural: "events",
        short_names: &["ev"],
        ..ROW
    },
    Row {
        go_type: "core/v1.Namespace",
        plural: "namespaces",
        short_names: &["ns"],
        namespaced: false,
        status: true,
        ..ROW
    },
    Row {
        go_type: "core/v1.Node",
        plural: "nodes",
        short_names: &["no"],
        namespaced: false,
        status: true,
        ..ROW
    },
    Row {
        go_type: "core/v1.Pod",
        plural: "pods",
        short_names: &["po"],
        categories: &["all"],
        status: true,
        ..ROW
    },
    Row {
        go_type: "core/v1.Secret",
        plural: "secrets",
        ..ROW
    },
    Row {
        go_type: "core/v1.Service",
        plural: "services",
        short_names: &["svc"],
        categories: &["all"],
        status: true,
        ..ROW
    },
    Row {
        group: "apps",
        go_type: "apps/v1.Deployment",
        plural: "deployments",
        short_names: &["deploy"],
        categories: &["all"],
        status: true,
        scale: true,
        ..ROW
    },
    Row {
        group: "apps",
        go_type: "apps/v1.ReplicaSet",
        plural: "replicasets",
        short_names: &["rs"],
        categories: &["all"],
        status: true,
        scale: true,
        ..ROW
    },
    Row {
        group: "batch",
        go_type: "batch/v1.Job",
        plural: "jobs",
        categories: &["all"],
        status: true,
        ..ROW
    },
    Row {
        group: "coordination.k8s.io",
        go_type: "coordination/v1.Lease",
        plural: "leases",
        ..ROW
    },
    Row {
        group: "policy",
        go_type: "policy/v1.PodDisruptionBudget",
        plural: "poddisruptionbudgets",
        short_names: &["pdb"],
        status: true,
        ..ROW
    },
    Row {
        group: "apiextensions.k8s.io",
        go_type: "apiextensions/v1.CustomResourceDefinition",
        plural: "customresourcedefinitions",
        short_names: &["crd", "crds"],
        categories: &["api-extensions"],
        namespaced: false,
        status: true,
        ..ROW
    },
];

/// All of them, in no order that means anything.
pub(crate) fn resources() -> &'static [Arc<ResourceType>] {
    static ALL: OnceLock<Vec<Arc<ResourceType>>> = OnceLock::new();
    ALL.get_or_init(|| ROWS.iter().map(|row| Arc::new(row.resource())).collect())
}

impl Row {
    fn resource(&self) -> ResourceType {
        let (_, kind) = self.go_type.split_once('.').expect("a type has a name");
        ResourceType {
            group: self.group.to_owned(),
            version: "v1".to_owned(),
            kind: kind.to_owned(),
            list_kind: format!("{kind}List"),
            plural: self.plural.to_owned(),
            singular: kind.to_lowercase(),
            short_names: owned(self.short_names),
            categories: owned(self.categories),
            namespaced: self.namespaced,
            status: self.status,
            selectable_fields: Vec::new(),
            scale: self.scale.then(|| Scale {
                spec_replicas: ".spec.replicas".to_owned(),
                status_replicas: ".status.replicas".to_owned(),
                label_selector: ".spec.selector".to_owned(),
            }),
            origin: Origin::BuiltIn,
            schema: KindSchema::BuiltIn(self.go_type),
        }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().copied().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::resources;

    /// Discovery of a real server, in kubectl's words for it.
    const DISCOVERY: &str = "
        configmaps cm v1 true ConfigMap
        events ev v1 true Event
        namespaces ns v1 false Namespace status
        nodes no v1 false Node status
        pods po v1 true Pod status all
        secrets - v1 true Secret
        services svc v1 true Service status all
        deployments deploy apps/v1 true Deployment status scale all
        replicasets rs apps/v1 true ReplicaSet status scale all
        jobs - batch/v1 true Job status all
        leases - coordination.k8s.io/v1 true Lease
        poddisruptionbudgets pdb policy/v1 true PodDisruptionBudget status
        customresourcedefinitions crd,crds apiextensions.k8s.io/v1 false CustomResourceDefinition status api-extensions
    ";

    #[test]
    fn as_discovery_says() {
        let expected: Vec<_> = DISCOVERY.lines().map(str::trim).collect();
        let expected: Vec<_> = expected
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect();
        let lines = resources().iter().map(|resource| {
            let short_names = match resource.short_names.join(",") {
                none if none.is_empty() => "-".to_owned(),
                names => names,
            };
            let mut words = vec![
                resource.plural.clone(),
                short_names,
                resource.api_version(),
                resource.namespaced.to_string(),
                resource.kind.clone(),
            ];
            words.extend(resource.status.then(|| "status".to_owned()));
            words.extend(resource.scale.as_ref().map(|_| "scale".to_owned()));
            words.extend(resource.categories.clone());
            words.join(" ")
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }
}
