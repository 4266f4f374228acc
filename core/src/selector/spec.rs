use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{InvalidSelector, LabelSelector, Operator, Requirement};
use crate::go_text::quote;
use crate::object::{null_is_default, null_texts};

/// A label selector as it stands in an object, such as in `spec.selector` of a Deployment: the
/// LabelSelector of `meta/v1`.
///
/// An empty one selects all objects. What a missing one selects, its field says; mostly nothing.
///
/// ```
/// use outrigger::selector::{LabelSelector, LabelSelectorSpec};
///
/// let json = r#"{ "matchLabels": { "app": "web" },
///     "matchExpressions": [{ "key": "tier", "operator": "NotIn", "values": ["test"] }] }"#;
/// let spec: LabelSelectorSpec = serde_json::from_str(json)?;
/// let selector = LabelSelector::try_from(&spec)?;
/// assert_eq!(selector.to_string(), "app=web,tier notin (test)");
/// assert_eq!(LabelSelectorSpec::try_from(&selector)?, spec);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LabelSelectorSpec {
    /// Labels and the values that they must have.
    #[serde(
        deserialize_with = "null_texts",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub match_labels: BTreeMap<String, String>,
    /// What labels must be besides.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub match_expressions: Vec<LabelSelectorRequirement>,
}

/// What one label must be, in a [`LabelSelectorSpec`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LabelSelectorRequirement {
    /// The label's key.
    #[serde(deserialize_with = "null_is_default")]
    pub key: String,
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    #[serde(deserialize_with = "null_is_default")]
    pub operator: String,
    /// The values that it is compared with; none with `Exists` and `DoesNotExist`.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub values: Vec<String>,
}

/// Source: `LabelSelectorAsSelector` of apimachinery's `meta/v1`.
impl TryFrom<&LabelSelectorSpec> for LabelSelector {
    type Error = InvalidSelector;

    fn try_from(spec: &LabelSelectorSpec) -> Result<Self, InvalidSelector> {
        let labels = spec
            .match_labels
            .iter()
            .map(|(key, value)| Requirement::new(key, Operator::Equals, [value]));
        let expressions = spec.match_expressions.iter().map(|expression| {
            let operator = match expression.operator.as_str() {
                "In" => Operator::In,
                "NotIn" => Operator::NotIn,
                "Exists" => Operator::Exists,
                "DoesNotExist" => Operator::DoesNotExist,
                other => {
                    return Err(InvalidSelector(format!(
                        "{} is not a valid label selector operator",
                        quote(other)
                    )));
                }
            };
            Requirement::new(&expression.key, operator, &expression.values)
        });
        labels.chain(expressions).collect()
    }
}

/// Fails with `>`, `<` and `!=`, which this form does not have, and with two values for one label,
/// of which it would keep one.
impl TryFrom<&LabelSelector> for LabelSelectorSpec {
    type Error = InvalidSelector;

    fn try_from(selector: &LabelSelector) -> Result<Self, InvalidSelector> {
        let mut spec = Self::default();
        for requirement in selector.requirements() {
            let key = requirement.key().to_owned();
            let values = requirement.values();
            let operator = match requirement.operator() {
                Operator::Equals | Operator::DoubleEquals => {
                    let value = values.first().cloned().unwrap_or_default();
                    let before = spec.match_labels.insert(key, value.clone());
                    if before.is_some_and(|before| before != value) {
                        let message = format!("{requirement} contradicts what stands before it");
                        return Err(InvalidSelector(message));
                    }
                    continue;
                }
                Operator::In => "In",
                Operator::NotIn => "NotIn",
                Operator::Exists => "Exists",
                Operator::DoesNotExist => "DoesNotExist",
                Operator::NotEquals => {
                    return Err(InvalidSelector(
                        "\"!=\" is not a valid label selector operator".to_owned(),
                    ));
                }
                Operator::GreaterThan => return Err(unsupported("gt")),
                Operator::LessThan => return Err(unsupported("lt")),
            };
            let mut values = values.to_vec();
            values.sort();
            values.dedup();
            spec.match_expressions.push(LabelSelectorRequirement {
                key,
                operator: operator.to_owned(),
                values,
            });
        }
        Ok(spec)
    }
}

fn unsupported(operator: &str) -> InvalidSelector {
    InvalidSelector(format!(
        "{} isn't supported in label selectors",
        quote(operator)
    ))
}
