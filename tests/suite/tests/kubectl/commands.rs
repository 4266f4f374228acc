//! The command lines, in the order in which they are given.

/// One command line, and what is done with what it prints.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Arguments between blanks; a blank in an argument is a `~`.
    pub(crate) line: &'static str,
    pub(crate) input: &'static str,
    /// Only lines that begin with one of these words count; all if there are none.
    pub(crate) only: &'static [&'static str],
}

const OBJECTS: &str = include_str!("objects.yaml");

/// The resources that every server of ours has. A real one has more, and events twice.
const RESOURCES: [&str; 12] = [
    "NAME",
    "namespaces",
    "pods",
    "configmaps",
    "secrets",
    "nodes",
    "services",
    "deployments",
    "replicasets",
    "jobs",
    "leases",
    "widgets",
];

const VERSIONS: [&str; 6] = [
    "v1",
    "apps/v1",
    "batch/v1",
    "coordination.k8s.io/v1",
    "apiextensions.k8s.io/v1",
    "example.com/v1",
];

const fn step(line: &'static str) -> Step {
    Step {
        line,
        input: "",
        only: &[],
    }
}

const fn with_input(line: &'static str, input: &'static str) -> Step {
    Step {
        line,
        input,
        only: &[],
    }
}

const fn only(line: &'static str, only: &'static [&'static str]) -> Step {
    Step {
        line,
        input: "",
        only,
    }
}

pub(crate) const CREATE: Step = with_input("create --validate=false -f -", OBJECTS);

/// A real server now and then tells by an event of its own that it mended a Service's address.
const EVENTS: &str = "get events -n shop --field-selector reason!=ClusterIPNotAllocated";
const EVENTS_WHOLE: &str =
    "get events -n shop --field-selector reason!=ClusterIPNotAllocated -o yaml";

const READ: &[Step] = &[
    step("get namespace shop"),
    step("get nodes"),
    step("get nodes -o wide"),
    step("get configmaps -n shop"),
    step("get cm settings other -n shop -o wide"),
    step("get secrets -n shop"),
    step("get services -n shop -o wide"),
    step("get pods -n shop"),
    step("get po -n shop -o wide"),
    step("get pod/single deploy/web -n shop"),
    step("get deployments -A"),
    step("get deploy web -n shop -o wide"),
    step("get rs,jobs,leases -n shop"),
    step(EVENTS),
    step("get widgets -n shop"),
    step("get wdg first -n shop -o wide"),
    step("get crd widgets.example.com"),
    step("get cm -A -l app=web"),
    step("get cm -n shop -l app~in~(web,db),tier!=front"),
    step("get cm -n shop -L app,tier --show-labels"),
    step("get cm -n shop --field-selector metadata.name=settings"),
    step("get pods -n shop --field-selector spec.nodeName=node-1,status.phase=Pending"),
    step("get cm -n shop --sort-by=.metadata.name --no-headers"),
    step("get cm -n shop --chunk-size=1"),
    step("get cm settings -n shop -o yaml"),
    step("get cm settings -n shop -o yaml --show-managed-fields"),
    step("get pod single -n shop -o json"),
    step("get deploy web -n shop -o yaml"),
    step("get svc web -n shop -o yaml"),
    step("get job once -n shop -o yaml"),
    step("get rs,lease,widget -n shop -o yaml"),
    step(EVENTS_WHOLE),
    step("get cm -n shop -o name"),
    step("get cm -n shop -o jsonpath={.items[*].metadata.name}"),
    step(
        "get pods -n shop -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[*].image,NODE:.spec.nodeName",
    ),
    step("get pod missing -n shop"),
    step("get pods -n shop -l =,="),
    step("get pods -n shop --field-selector spec.wibble=1"),
    step("get wibbles"),
    step("get pods -n missing"),
    step("describe pod single -n shop"),
    step("describe deployment web -n shop"),
    step("describe cm settings -n shop"),
    step("describe secret password -n shop"),
    step("describe node node-1"),
    step("describe widget first -n shop"),
    step("describe pod missing -n shop"),
    only("api-resources --cached=false", &RESOURCES),
    only(
        "api-resources --cached=false -o wide --namespaced=true",
        &RESOURCES,
    ),
    only("api-versions", &VERSIONS),
    step("version"),
    step("version -o json"),
];

const WRITE: &[Step] = &[
    step("create configmap made -n shop --from-literal=a=1"),
    step("create configmap made -n shop --from-literal=a=1"),
    step("create configmap tried -n shop --dry-run=server -o yaml"),
    step("create configmap Bad_ -n shop"),
    step("create deployment quick -n shop --image=nginx --replicas=2"),
    with_input(
        "create --validate=false -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: gen-, namespace: shop}",
    ),
    with_input(
        "create --validate=false -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typo, namespace: shop}\ndata: text",
    ),
    with_input(
        "create --validate=false -f -",
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: small, namespace: shop}\nspec: {size: 0}",
    ),
    with_input(
        "create --validate=false -f -",
        "apiVersion: v2\nkind: ConfigMap\nmetadata: {name: old}",
    ),
    step("label cm settings -n shop round=1"),
    step("label cm settings -n shop round=2"),
    step("label cm settings -n shop round=2 --overwrite"),
    step("label cm settings -n shop round-"),
    step("label cm settings -n shop round=bad!"),
    step("label pods -n shop --all seen=true"),
    step("annotate deploy web -n shop example.com/note=hello"),
    step("annotate deploy web -n shop example.com/note-"),
    step("patch cm settings -n shop --type=merge -p {\"data\":{\"colour\":\"blue\"}}"),
    step("patch cm settings -n shop --type=merge -p {\"data\":{\"colour\":\"blue\"}}"),
    step(
        "patch cm settings -n shop --type=json -p [{\"op\":\"remove\",\"path\":\"/data/colour\"}]",
    ),
    step(
        "patch cm settings -n shop --type=json -p [{\"op\":\"test\",\"path\":\"/data/colour\",\"value\":\"x\"}]",
    ),
    step("patch widget first -n shop --type=merge -p {\"spec\":{\"size\":7}} -o yaml"),
    step(
        "patch deploy web -n shop --subresource=status --type=merge -p {\"status\":{\"replicas\":2,\"readyReplicas\":1,\"updatedReplicas\":2}}",
    ),
    step("get deploy web -n shop"),
    step("scale deploy web -n shop --replicas=5"),
    step("scale deploy web -n shop --replicas=6 --current-replicas=4"),
    step("scale rs web-1 -n shop --replicas=0"),
    step("scale job once -n shop --replicas=2"),
    step("get deploy,rs -n shop"),
    with_input(
        "replace --validate=false -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other, namespace: shop}\ndata: {replaced: \"yes\"}",
    ),
    with_input(
        "replace --validate=false -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: missing, namespace: shop}",
    ),
    step("get cm -n shop --show-labels"),
];

const APPLIED: &str = include_str!("applied.yaml");

const APPLY: &[Step] = &[
    with_input("apply --server-side -f -", APPLIED),
    with_input("apply --server-side -f -", APPLIED),
    step("get cm,deploy,widgets -n shop -l applied=yes -o yaml --show-managed-fields"),
    with_input(
        "apply --server-side -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied, namespace: shop}\ndata: {a: \"1\"}",
    ),
    step("get cm applied -n shop -o yaml --show-managed-fields"),
    with_input(
        "apply --server-side --field-manager=other -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied, namespace: shop}\ndata: {a: \"2\", c: \"3\"}",
    ),
    with_input(
        "apply --server-side --field-manager=other --dry-run=server -o yaml --force-conflicts -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied, namespace: shop}\ndata: {a: \"2\", c: \"3\"}",
    ),
    with_input(
        "apply --server-side --field-manager=other --force-conflicts -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied, namespace: shop}\ndata: {a: \"2\", c: \"3\"}",
    ),
    step("get cm applied -n shop -o yaml --show-managed-fields"),
    with_input(
        "apply --server-side -f -",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 3}",
    ),
    with_input(
        "apply --server-side --subresource=status -f -",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: applied, namespace: shop}\nstatus: {replicas: 1}",
    ),
    step("get deploy applied -n shop -o yaml --show-managed-fields"),
    with_input(
        "apply --server-side -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied, namespace: shop}\nodd: 1",
    ),
    with_input(
        "apply --server-side -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nowhere, namespace: missing}",
    ),
];

const DELETE: &[Step] = &[
    step("delete cm other -n shop"),
    step("delete cm other -n shop"),
    step("delete cm other -n shop --ignore-not-found"),
    step("delete pod single -n shop --wait=false --now"),
    step("get pod single -n shop"),
    step("delete pod single -n shop --force --grace-period=0"),
    step("delete widgets --all -n shop"),
    step("delete deploy,rs -n shop -l app=web --cascade=background"),
    step("delete deploy quick -n shop --dry-run=server"),
    step("delete node node-1"),
    step("delete crd widgets.example.com --wait=false"),
    step("get all -n shop"),
];

/// All of them.
pub(crate) fn all() -> Vec<Step> {
    [&[CREATE], READ, WRITE, APPLY, DELETE].concat()
}

/// Those in which kubectl sends no protobuf, as it does where it knows what it makes.
pub(crate) fn in_json() -> Vec<Step> {
    let typed = ["create configmap", "create deployment"];
    let mut steps = all();
    steps.retain(|step| !typed.iter().any(|line| step.line.starts_with(line)));
    steps
}
