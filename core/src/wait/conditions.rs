use serde_json::Value;

use crate::object::Cached;

/// Something that may be true of an object, or of its absence (`None`).
///
/// Any `Fn(Option<&Cached<K>>) -> bool` is one; [`Cached`] has names, labels, values by path and
/// the typed object.
pub trait Condition<K>: Send + Sync {
    /// Whether it is true.
    fn holds(&self, object: Option<&Cached<K>>) -> bool;

    /// True when this is not.
    fn not(self) -> Not<Self>
    where
        Self: Sized,
    {
        Not(self)
    }

    /// True when both are.
    fn and<C: Condition<K>>(self, other: C) -> And<Self, C>
    where
        Self: Sized,
    {
        And(self, other)
    }

    /// True when one of both is.
    fn or<C: Condition<K>>(self, other: C) -> Or<Self, C>
    where
        Self: Sized,
    {
        Or(self, other)
    }
}

impl<K, F: Fn(Option<&Cached<K>>) -> bool + Send + Sync> Condition<K> for F {
    fn holds(&self, object: Option<&Cached<K>>) -> bool {
        self(object)
    }
}

/// True when the other is not; made by [`Condition::not`].
#[derive(Clone, Copy, Debug)]
pub struct Not<A>(A);

/// True when both are; made by [`Condition::and`].
#[derive(Clone, Copy, Debug)]
pub struct And<A, B>(A, B);

/// True when one of both is; made by [`Condition::or`].
#[derive(Clone, Copy, Debug)]
pub struct Or<A, B>(A, B);

impl<K, A: Condition<K>> Condition<K> for Not<A> {
    fn holds(&self, object: Option<&Cached<K>>) -> bool {
        !self.0.holds(object)
    }
}

impl<K, A: Condition<K>, B: Condition<K>> Condition<K> for And<A, B> {
    fn holds(&self, object: Option<&Cached<K>>) -> bool {
        self.0.holds(object) && self.1.holds(object)
    }
}

impl<K, A: Condition<K>, B: Condition<K>> Condition<K> for Or<A, B> {
    fn holds(&self, object: Option<&Cached<K>>) -> bool {
        self.0.holds(object) || self.1.holds(object)
    }
}

/// The object is there.
pub fn exists<K>() -> impl Condition<K> {
    |object: Option<&Cached<K>>| object.is_some()
}

/// The object of that uid is gone; there may be another of the same name. With an empty uid there
/// must be none.
pub fn is_deleted<K>(uid: impl Into<String>) -> impl Condition<K> {
    let uid = uid.into();
    move |object: Option<&Cached<K>>| {
        object.is_none_or(|object| !uid.is_empty() && object.uid() != uid)
    }
}

/// `status.conditions` has the condition, and it is `status`: `True`, `False` or `Unknown`.
pub fn condition_is<K>(
    condition: impl Into<String>,
    status: impl Into<String>,
) -> impl Condition<K> {
    let (condition, status) = (condition.into(), status.into());
    move |object: Option<&Cached<K>>| {
        object.is_some_and(|object| condition_of(object, &condition) == status)
    }
}

/// `status.phase` is that: `Running` of a pod, `Bound` of a volume claim, `Active` of a namespace.
pub fn phase_is<K>(phase: impl Into<String>) -> impl Condition<K> {
    let phase = phase.into();
    move |object: Option<&Cached<K>>| {
        object.is_some_and(|object| object.path("/status/phase") == Some(phase.as_str().into()))
    }
}

/// The pod runs: all its init containers are done and a container of it was started.
pub fn is_pod_running<K>() -> impl Condition<K> {
    phase_is("Running")
}

/// The pod is ready to be asked: all its containers are, and so are its readiness gates.
pub fn is_pod_ready<K>() -> impl Condition<K> {
    condition_is("Ready", "True")
}

/// The job has succeeded. One that has failed never does; that is `condition_is("Failed", "True")`.
pub fn is_job_complete<K>() -> impl Condition<K> {
    condition_is("Complete", "True")
}

/// The CustomResourceDefinition's kind is served.
pub fn is_crd_established<K>() -> impl Condition<K> {
    condition_is("Established", "True")
}

/// The deployment's pods are all of its present template and available, as `kubectl rollout status`
/// has it.
///
/// Source: `DeploymentStatusViewer` of kubectl.
pub fn is_deployment_rolled_out<K>() -> impl Condition<K> {
    |object: Option<&Cached<K>>| {
        object.is_some_and(|deployment| {
            let number = |path| deployment.path(path).as_ref().and_then(Value::as_i64);
            let count = |path| number(path).unwrap_or_default();
            let updated = count("/status/updatedReplicas");
            count("/metadata/generation") <= count("/status/observedGeneration")
                && updated >= number("/spec/replicas").unwrap_or(1)
                && count("/status/replicas") <= updated
                && count("/status/availableReplicas") >= updated
        })
    }
}

/// The condition's status; empty if it is not there.
fn condition_of<K>(object: &Cached<K>, condition: &str) -> String {
    let Some(Value::Array(conditions)) = object.path("/status/conditions") else {
        return String::new();
    };
    let found = conditions.iter().find(|found| found["type"] == condition);
    let status = found.and_then(|found| found["status"].as_str());
    status.unwrap_or_default().to_owned()
}
