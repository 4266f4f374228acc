//! Field selectors: `metadata.name=web,status.phase!=Running`.

use outrigger::selector;
use serde_json::Value;

use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::kinds::fields;

/// What fields must be. An empty one matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSelector(selector::FieldSelector);

impl FieldSelector {
    /// Reads a request's parameter for a resource; fails with the message of a 400 if the
    /// syntax is wrong, or the resource has no such field.
    pub(crate) fn parse(resource: &ResourceType, selector: &str) -> Result<Self, String> {
        let mut supported = selector::FieldSelector::default();
        for term in terms(selector)?.terms() {
            let field = fields::supported(resource, &term.field)?;
            supported = match term.equal {
                true => supported.equal(field, &term.value),
                false => supported.not_equal(field, &term.value),
            };
        }
        Ok(Self(supported))
    }

    /// Fails as `parse` does if the syntax is wrong, whatever the resource.
    pub(crate) fn check_syntax(selector: &str) -> Result<(), String> {
        terms(selector).map(drop)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn matches(&self, resource: &ResourceType, object: &Value) -> bool {
        self.0
            .matches_by(|field| fields::value(resource, object, field).into())
    }

    /// The value that the field must have, if the selector says so.
    pub(crate) fn required(&self, field: &str) -> Option<&str> {
        self.0.exact_value(field)
    }
}

fn terms(selector: &str) -> Result<selector::FieldSelector, String> {
    let parsed = selector.parse();
    parsed.map_err(|error: selector::InvalidSelector| error.to_string())
}
