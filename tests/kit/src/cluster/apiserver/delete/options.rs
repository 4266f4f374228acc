use serde_json::Value;

use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::json::type_meta;
use crate::cluster::apiserver::negotiate::body::{BodyType, body_type};
use crate::cluster::apiserver::query::{dry_run_errors, invalid_options, unsupported};
use crate::cluster::apiserver::schema::builtin;
use crate::cluster::apiserver::schema::decode::decode;
use crate::cluster::apiserver::scope::{Scope, not_simulated};
use crate::cluster::apiserver::store::Record;

/// `meta/v1` DeleteOptions, from the body or else from the query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeleteOptions {
    pub(crate) grace_period_seconds: Option<i64>,
    pub(crate) orphan_dependents: Option<bool>,
    pub(crate) propagation_policy: Option<String>,
    pub(crate) dry_run: bool,
    /// `ignoreStoreReadErrorWithClusterBreakingPotential`
    pub(crate) unsafe_deletion: bool,
    uid: Option<String>,
    pub(super) resource_version: Option<String>,
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

impl DeleteOptions {
    pub(crate) fn decode(call: &Call) -> Result<Self, Failure> {
        let (decoded, dry_run) = if call.body.is_empty() {
            Self::from_query(call)?
        } else {
            Self::from_body(call)?
        };
        decoded.validate(&dry_run)
    }

    fn from_query(call: &Call) -> Result<(Self, Vec<String>), Failure> {
        let query = &call.query;
        let text = |name: &str| {
            let value = query.get(name).filter(|value| !value.is_empty());
            value.map(str::to_owned)
        };
        let decoded = Self {
            grace_period_seconds: query.integer("gracePeriodSeconds")?,
            orphan_dependents: query.boolean("orphanDependents"),
            propagation_policy: query.get("propagationPolicy").map(str::to_owned),
            // The same parameters that a list takes.
            uid: text("uid"),
            resource_version: text("resourceVersion"),
            unsafe_deletion: query
                .boolean("ignoreStoreReadErrorWithClusterBreakingPotential")
                .unwrap_or_default(),
            ..Self::default()
        };
        Ok((decoded, query.all("dryRun").map(str::to_owned).collect()))
    }

    fn from_body(call: &Call) -> Result<(Self, Vec<String>), Failure> {
        if body_type(&call.content_type)? == BodyType::Yaml {
            return Err(not_simulated("bodies in YAML; send JSON"));
        }
        let bad = Failure::bad_request;
        let (document, given) = type_meta::read(&call.body).map_err(bad)?;
        let schema = builtin::schema("meta/v1.DeleteOptions").expect("it is described");
        if !matches!(given.kind.as_str(), "" | "DeleteOptions") {
            let version = match given.api_version.as_str() {
                "" => "meta.k8s.io/v1",
                version => version,
            };
            return Err(bad(format!(
                "no kind \"{}\" is registered for version \"{version}\" in scheme \
                 \"pkg/runtime/scheme.go:111\"",
                given.kind
            )));
        }
        let value = decode(schema, document.root()).map_err(bad)?.object;
        let dry_run = value["dryRun"].as_array().into_iter().flatten();
        let dry_run = dry_run.filter_map(text).collect();
        Ok((Self::of(&value, false), dry_run))
    }

    /// As they stand in an object that has been decoded; not validated.
    pub(crate) fn of(value: &Value, dry_run: bool) -> Self {
        let dry_run = dry_run || value["dryRun"].as_array().is_some_and(|it| !it.is_empty());
        Self {
            grace_period_seconds: value["gracePeriodSeconds"].as_i64(),
            orphan_dependents: value["orphanDependents"].as_bool(),
            propagation_policy: text(&value["propagationPolicy"]),
            dry_run,
            unsafe_deletion: value["ignoreStoreReadErrorWithClusterBreakingPotential"] == true,
            uid: text(&value["preconditions"]["uid"]),
            resource_version: text(&value["preconditions"]["resourceVersion"]),
        }
    }

    /// The version that was meant has become this one, by the server's own hand.
    pub(crate) fn go_on_from(&mut self, revision: u64) {
        if let Some(version) = &mut self.resource_version {
            *version = revision.to_string();
        }
    }

    pub(crate) fn validate(mut self, dry_run: &[String]) -> Result<Self, Failure> {
        const FIELD: &str = "propagationPolicy";
        let mut errors = Vec::new();
        if let Some(policy) = &self.propagation_policy {
            if self.orphan_dependents.is_some() {
                let text = "orphanDependents and deletionPropagation cannot be both set";
                errors.push(FieldError::invalid(FIELD, policy.as_str(), text));
            }
            let supported = ["Foreground", "Background", "Orphan", "nil"];
            if !supported[..3].contains(&policy.as_str()) {
                errors.push(unsupported(FIELD, policy, &supported));
            }
        }
        let values: Vec<&str> = dry_run.iter().map(String::as_str).collect();
        errors.extend(dry_run_errors(&values));
        invalid_options("DeleteOptions", &errors)?;
        self.dry_run |= !dry_run.is_empty();
        Ok(self)
    }

    /// # Errors
    /// A conflict, when the object is not the one that was meant.
    pub(crate) fn check_preconditions(
        &self,
        scope: &Scope,
        record: &Record,
    ) -> Result<(), Failure> {
        let (group, kind) = (&scope.resource.group, &scope.resource.kind);
        let revision = record.revision().to_string();
        let why = match (&self.uid, &self.resource_version) {
            (Some(uid), _) if uid != record.uid() => format!(
                "the UID in the precondition ({uid}) does not match the UID in record ({}). \
                 The object might have been deleted and then recreated",
                record.uid()
            ),
            (_, Some(version)) if *version != revision => format!(
                "the ResourceVersion in the precondition ({version}) does not match the \
                 ResourceVersion in record ({revision}). The object might have been modified"
            ),
            _ => return Ok(()),
        };
        Err(Failure::conflict(group, kind, record.name(), &why))
    }

    /// The preconditions of namespaces have an error of their own.
    pub(super) fn unmet_precondition(&self, record: &Record) -> Option<String> {
        let revision = record.revision().to_string();
        match (&self.uid, &self.resource_version) {
            (Some(uid), _) if uid != record.uid() => Some(format!(
                "Precondition failed: UID in precondition: {uid}, UID in object meta: {}",
                record.uid()
            )),
            (_, Some(version)) if *version != revision => Some(format!(
                "Precondition failed: ResourceVersion in precondition: {version}, \
                 ResourceVersion in object meta: {revision}"
            )),
            _ => None,
        }
    }
}
