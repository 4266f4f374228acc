//! What server-side apply does to an object and to the ownership of its fields.

use serde_json::Value;

use super::atom::Unownable;
use super::compare::{Comparison, compare};
use super::conflicts::{Conflict, refusal};
use super::fields_of::fields_of;
use super::json_value::equal;
use super::managed_fields::{Manager, Managers, Operation, Owned, decode, encode};
use super::merge::merge;
use super::update::{Update, stripped};
use super::validate::{Duplicates, validate};
use crate::cluster::apiserver::failure::Failure;

/// Who owns what nobody owned before the first apply.
const BEFORE_FIRST_APPLY: &str = "before-first-apply";

/// What came of an apply.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Applied {
    /// The new object, not yet decoded and defaulted; none if it is as it was.
    pub(crate) object: Option<Value>,
    /// The new `managedFields`; null where there are none.
    pub(crate) entries: Value,
}

/// Why nothing came of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Refused {
    Conflicts(Vec<Conflict>),
    /// Anything else, which is a 500 there.
    Failed(String),
}

impl From<Unownable> for Refused {
    fn from(why: Unownable) -> Self {
        Self::Failed(why.0)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Conflicts(conflicts) => refusal(&conflicts),
            Refused::Failed(why) => Self::new(500, "", why),
        }
    }
}

impl Update<'_> {
    /// Applies a configuration, which is of this kind and version, as [`super::manager_name`]
    /// names the manager.
    ///
    /// `live` is the object as it is stored, or else what is there before there is an object.
    pub(crate) fn apply(
        &self,
        live: &Value,
        applied: &Value,
        force: bool,
    ) -> Result<Applied, Failure> {
        let entries = &live["metadata"]["managedFields"];
        let mut managers = decode(entries).map_err(|why| {
            Failure::new(500, "", format!("failed to decode managed fields: {why}"))
        })?;
        let mut live = live.clone();
        if let Some(Value::Object(metadata)) = live.get_mut("metadata") {
            metadata.remove("managedFields");
        }
        if managers.is_empty() {
            managers = self.before_first_apply(&live)?;
        }
        let outcome = self.merge_in(&live, applied, &managers, force);
        match outcome {
            Err(Refused::Conflicts(conflicts)) if self.manager == super::last_applied::KUBECTL => {
                let left = self.without_last_applied(&live, conflicts);
                if !left.is_empty() {
                    return Err(Refused::Conflicts(left).into());
                }
                Ok(self.merge_in(&live, applied, &managers, true)?)
            }
            outcome => Ok(outcome?),
        }
    }

    /// The owner of all there is.
    fn before_first_apply(&self, live: &Value) -> Result<Managers, Failure> {
        let first = Update {
            manager: BEFORE_FIRST_APPLY,
            ..self.clone()
        };
        let managers = first.managers_after(Managers::new(), &self.blank, live);
        managers.map_err(|Unownable(why)| {
            let message = format!("failed to create manager for existing fields: {why}");
            Failure::new(500, "", message)
        })
    }

    fn merge_in(
        &self,
        live: &Value,
        applied: &Value,
        managers: &Managers,
        force: bool,
    ) -> Result<Applied, Refused> {
        self.check(applied, live)?;
        let mut managers = self.reconcile_all(managers.clone(), live)?;
        let me = self.as_applier();
        let mut owned = Owned {
            fields: fields_of(self.schema, applied).recursive_difference(&self.reset),
            api_version: self.api_version.clone(),
            time: None,
        };
        let last = managers.insert(me.clone(), owned.clone());
        let mut new = merge(self.schema, live, applied);
        if let Some(last) = &last {
            new = self.prune(new, &managers, last).map_err(|Unownable(why)| {
                Refused::Failed(format!("failed to prune fields: {why}"))
            })?;
        }
        managers.remove(&me);
        self.take_over(&mut managers, live, &new, force)?;
        let changed = !equal(live, &new);
        owned.fields = owned.fields.difference(&stripped());
        owned.time = match changed {
            true => Some(self.time.to_owned()),
            false => last.and_then(|last| last.time),
        };
        if !owned.fields.is_empty() {
            managers.insert(me, owned);
        }
        Ok(Applied {
            object: changed.then_some(new),
            entries: encode(&managers),
        })
    }

    /// Takes what changed from the others, if they do not mind or do not matter.
    fn take_over(
        &self,
        others: &mut Managers,
        live: &Value,
        new: &Value,
        force: bool,
    ) -> Result<(), Refused> {
        let here = compare(self.schema, live, new).without(&self.reset);
        let conflicts = self.conflicts(others, &here, live, new)?;
        if !force && !conflicts.is_empty() {
            return Err(Refused::Conflicts(conflicts));
        }
        Ok(self.take_from_others(others, &here, live, new)?)
    }

    fn as_applier(&self) -> Manager {
        Manager {
            operation: Operation::Apply,
            name: self.manager.to_owned(),
            api_version: String::new(),
            subresource: self.subresource.to_owned(),
        }
    }

    /// Whether both can be merged.
    fn check(&self, applied: &Value, live: &Value) -> Result<(), Refused> {
        let failed = |what: &str, object: &Value| {
            let what = format!(
                "failed to create typed {what} object ({})",
                object_text(object)
            );
            move |Unownable(why)| Refused::Failed(format!("{what}: {why}"))
        };
        validate(self.schema, applied, Duplicates::Refused).map_err(failed("patch", applied))?;
        validate(self.schema, live, Duplicates::Allowed).map_err(failed("live", live))
    }

    /// The fields changed that others own, whichever way they came to own them.
    fn conflicts(
        &self,
        managers: &Managers,
        here: &Comparison,
        live: &Value,
        new: &Value,
    ) -> Result<Vec<Conflict>, Unownable> {
        let mut conflicts = Vec::new();
        for (manager, owned) in managers {
            let elsewhere;
            let comparison = if owned.api_version == self.api_version {
                here
            } else {
                elsewhere = self.compare_in(&owned.api_version, live, new)?;
                &elsewhere
            };
            let changed = comparison.modified.union(&comparison.added);
            let paths = owned.fields.intersection(&changed).paths();
            conflicts.extend(paths.into_iter().map(|path| Conflict {
                manager: manager.clone(),
                path,
            }));
        }
        Ok(conflicts)
    }
}

/// How messages name an object: its namespace, name and kind.
pub(crate) fn object_text(object: &Value) -> String {
    let metadata = |field: &str| object["metadata"][field].as_str().unwrap_or_default();
    format!(
        "{}/{}; {}",
        metadata("namespace"),
        metadata("name"),
        kind_text(object)
    )
}

/// What an object says it is, as messages print it: `apps/v1, Kind=Deployment`.
pub(crate) fn kind_text(object: &Value) -> String {
    let text = |field: &str| object[field].as_str().unwrap_or_default();
    let api_version = text("apiVersion");
    match api_version.matches('/').count() {
        0 => format!("/{api_version}, Kind={}", text("kind")),
        1 => format!("{api_version}, Kind={}", text("kind")),
        // What has no such version is nothing at all.
        _ => "/, Kind=".to_owned(),
    }
}
