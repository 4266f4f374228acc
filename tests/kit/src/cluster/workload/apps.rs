//! What runs in the cluster, as its users' manifests say it.

use serde_json::{Value, json};

/// One program, of which there are many deployments.
#[derive(Clone, Copy, Debug)]
pub(super) struct App {
    pub(super) name: &'static str,
    port: u16,
    /// How many variables its environment has, which is most of what pods differ by in size.
    variables: usize,
    proxied: bool,
    migrates: bool,
}

const fn app(name: &'static str, port: u16, variables: usize) -> App {
    App {
        name,
        port,
        variables,
        proxied: false,
        migrates: false,
    }
}

pub(super) const APPS: [App; 8] = [
    App {
        proxied: true,
        ..app("web", 8080, 3)
    },
    app("api", 8443, 8),
    App {
        migrates: true,
        ..app("orders", 9000, 5)
    },
    app("worker", 9100, 6),
    App {
        migrates: true,
        ..app("checkout", 8081, 2)
    },
    app("cache", 6379, 1),
    app("search", 9200, 7),
    App {
        proxied: true,
        ..app("gateway", 8000, 2)
    },
];

const REGISTRY: &str = "registry.example.com/shop";

pub(super) fn images() -> impl Iterator<Item = String> {
    APPS.iter().map(|app| image(app, "v1.0"))
}

pub(super) fn image(app: &App, tag: &str) -> String {
    format!("{REGISTRY}/{}:{tag}", app.name)
}

/// What is the same in everything of one app.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) app: &'a App,
    pub(super) name: &'a str,
    pub(super) namespace: &'a str,
}

impl Place<'_> {
    fn labels(&self) -> Value {
        json!({
            "app.kubernetes.io/name": self.app.name,
            "app.kubernetes.io/instance": self.name,
            "app.kubernetes.io/part-of": "shop",
        })
    }

    fn selector(&self) -> Value {
        json!({ "app.kubernetes.io/instance": self.name })
    }

    fn metadata(&self, name: String) -> Value {
        json!({ "name": name, "namespace": self.namespace, "labels": self.labels() })
    }

    pub(super) fn deployment(&self, tag: &str, replicas: i64) -> Value {
        let mut labels = self.labels();
        labels["app.kubernetes.io/version"] = "v1".into();
        let scrape = json!({
            "prometheus.io/scrape": "true",
            "prometheus.io/path": "/metrics",
            "prometheus.io/port": self.app.port.to_string(),
        });
        let mut deployment = json!({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": self.metadata(self.name.to_owned()),
            "spec": {
                "replicas": replicas,
                "revisionHistoryLimit": 3,
                "selector": { "matchLabels": self.selector() },
                "template": {
                    "metadata": { "labels": labels, "annotations": scrape },
                    "spec": self.pod(tag),
                },
            },
        });
        apply(&mut deployment);
        deployment
    }

    fn pod(&self, tag: &str) -> Value {
        let mut containers = vec![self.container(tag)];
        if self.app.proxied {
            containers.push(proxy());
        }
        let mut spec = json!({
            "containers": containers,
            "volumes": [
                { "name": "config", "configMap": { "name": format!("{}-config", self.name) } },
                { "name": "tmp", "emptyDir": { "sizeLimit": "256Mi" } },
            ],
            "securityContext": { "runAsNonRoot": true, "runAsUser": 10001, "fsGroup": 10001 },
        });
        if self.app.migrates {
            spec["initContainers"] = json!([{
                "name": "migrate",
                "image": image(self.app, tag),
                "args": ["migrate", "--wait=30s"],
                "resources": resources("50m", "64Mi"),
            }]);
        }
        spec
    }

    fn container(&self, tag: &str) -> Value {
        let probe = |path: &str, period: u32| json!({ "httpGet": { "path": path, "port": "http" }, "periodSeconds": period });
        json!({
            "name": self.app.name,
            "image": image(self.app, tag),
            "args": ["serve", "--config=/etc/shop/config.yaml", "--log-format=json"],
            "ports": [
                { "name": "http", "containerPort": self.app.port },
                { "name": "metrics", "containerPort": 9090 },
            ],
            "env": self.environment(),
            "resources": resources("100m", "256Mi"),
            "livenessProbe": probe("/healthz", 20),
            "readinessProbe": probe("/readyz", 5),
            "lifecycle": { "preStop": { "sleep": { "seconds": 5 } } },
            "volumeMounts": [
                { "name": "config", "mountPath": "/etc/shop", "readOnly": true },
                { "name": "tmp", "mountPath": "/tmp" },
            ],
            "securityContext": {
                "allowPrivilegeEscalation": false,
                "capabilities": { "drop": ["ALL"] },
                "readOnlyRootFilesystem": true,
            },
        })
    }

    fn environment(&self) -> Value {
        let mut variables = Vec::new();
        for (name, path) in [
            ("POD_NAME", "metadata.name"),
            ("NODE_NAME", "spec.nodeName"),
        ] {
            let source = json!({ "fieldRef": { "fieldPath": path } });
            variables.push(json!({ "name": name, "valueFrom": source }));
        }
        let secret = json!({ "name": format!("{}-secret", self.name), "key": "password" });
        let source = json!({ "secretKeyRef": secret });
        variables.push(json!({ "name": "DATABASE_PASSWORD", "valueFrom": source }));
        let upstreams = APPS.iter().cycle().take(self.app.variables);
        for (number, upstream) in upstreams.enumerate() {
            let name = upstream.name.to_uppercase();
            let (host, port) = (upstream.name, upstream.port);
            let namespace = self.namespace;
            variables.push(json!({
                "name": format!("UPSTREAM_{number}_{name}_URL"),
                "value": format!("http://{host}.{namespace}.svc.cluster.local:{port}/v1"),
            }));
        }
        variables.into()
    }

    pub(super) fn config_map(&self) -> Value {
        let lines = (0..20).map(|it| format!("option-{it}: \"{}\"\n", it * 7919));
        let mut map = json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": self.metadata(format!("{}-config", self.name)),
            "data": { "config.yaml": lines.collect::<String>() },
        });
        apply(&mut map);
        map
    }

    pub(super) fn secret(&self) -> Value {
        json!({
            "metadata": self.metadata(format!("{}-secret", self.name)),
            "type": "Opaque",
            "data": { "password": "bm90IGEgc2VjcmV0", "username": "c2hvcA==" },
        })
    }

    /// A service that has no address of its own.
    pub(super) fn service(&self) -> Value {
        json!({
            "metadata": self.metadata(self.name.to_owned()),
            "spec": {
                "clusterIP": "None",
                "selector": self.selector(),
                "ports": [
                    { "name": "http", "port": 80, "targetPort": "http" },
                    { "name": "metrics", "port": 9090, "targetPort": "metrics" },
                ],
            },
        })
    }

    /// A job that does something for a while.
    pub(super) fn job(&self, number: u64) -> Value {
        let name = format!("{}-report-{number}", self.name);
        json!({
            "metadata": self.metadata(name),
            "spec": {
                "ttlSecondsAfterFinished": 600,
                "template": {
                    "metadata": { "labels": self.labels() },
                    "spec": {
                        "restartPolicy": "Never",
                        "containers": [{
                            "name": "report",
                            "image": image(self.app, "v1.0"),
                            "args": ["report", "--since=24h"],
                            "resources": resources("200m", "512Mi"),
                        }],
                    },
                },
            },
        })
    }
}

fn resources(cpu: &str, memory: &str) -> Value {
    json!({ "requests": { "cpu": cpu, "memory": memory }, "limits": { "memory": memory } })
}

fn proxy() -> Value {
    json!({
        "name": "proxy",
        "image": "registry.example.com/mesh/proxy:v2.14.1",
        "args": ["proxy", "sidecar", "--domain=$(POD_NAMESPACE).svc.cluster.local"],
        "env": [
            { "name": "POD_NAMESPACE",
              "valueFrom": { "fieldRef": { "fieldPath": "metadata.namespace" } } },
            { "name": "PROXY_CONCURRENCY", "value": "2" },
        ],
        "ports": [{ "name": "proxy-admin", "containerPort": 15000 }],
        "resources": resources("50m", "128Mi"),
        "readinessProbe":
            { "httpGet": { "path": "/ready", "port": 15021 }, "initialDelaySeconds": 1 },
        "volumeMounts": [{ "name": "tmp", "mountPath": "/tmp" }],
    })
}

/// Notes what was applied, as `kubectl apply` does.
fn apply(object: &mut Value) {
    let mut applied = object.clone();
    applied["metadata"]["annotations"] = json!({});
    let text = format!("{applied}\n");
    object["metadata"]["annotations"] =
        json!({ "kubectl.kubernetes.io/last-applied-configuration": text });
}
