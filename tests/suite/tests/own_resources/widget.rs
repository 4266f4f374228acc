//! A kind that uses every attribute.

use std::collections::BTreeMap;

use outrigger::{ApplyConfiguration, CustomResource};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A thing to be sold.
///
/// It has a size.
#[derive(
    CustomResource, ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq,
)]
#[outrigger(
    group = "shop.example.com",
    version = "v1",
    kind = "Widget",
    namespaced,
    status = "WidgetStatus",
    plural = "widgets",
    singular = "widget",
    shortname("wd", "wdg"),
    category = "shop",
    selectable = ".spec.colour",
    label("team", "shop"),
    annotation("example.com/docs", "https://example.com/widgets"),
    derive(PartialEq)
)]
#[outrigger(
    printcolumn(
        name = "Size",
        type = "integer",
        path = ".spec.size",
        description = "How large it is."
    ),
    printcolumn(name = "Phase", type = "string", path = ".status.phase", priority = 1),
    scale(
        spec_path = ".spec.replicas",
        status_path = ".status.replicas",
        label_selector_path = ".status.selector"
    ),
    validation(
        rule = "self.spec.size <= 100 || self.metadata.name.startsWith('big-')",
        message = "only a big one may be that large",
        reason = "FieldValueForbidden",
        field_path = ".spec.size"
    ),
    validation = "!has(self.spec.colour) || self.spec.colour != 'invisible'"
)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WidgetSpec {
    /// In centimetres.
    #[schemars(range(min = 1))]
    pub(crate) size: u32,
    /// How many there should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) replicas: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) colour: Option<String>,
    #[serde(default)]
    pub(crate) material: Material,
    /// Who made it.
    #[serde(default, rename = "madeBy", skip_serializing_if = "Option::is_none")]
    #[outrigger(apply)]
    pub(crate) maker: Option<Maker>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[outrigger(apply)]
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"]))]
    pub(crate) parts: Vec<Part>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) price_in: BTreeMap<String, u64>,
    #[schemars(extend("x-kubernetes-validations" = [{"rule": "self == oldSelf", "message": "it stays where it is"}]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shelf: Option<Shelf>,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Material {
    /// The usual.
    #[default]
    Wood,
    Steel,
}

#[derive(
    ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq,
)]
pub(crate) struct Maker {
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) city: Option<String>,
}

#[derive(
    ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq,
)]
pub(crate) struct Part {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) count: u8,
}

/// Where it is.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Shelf {
    /// By its number.
    Number(u16),
    Place {
        row: String,
        column: u8,
    },
}

#[derive(
    ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq,
)]
pub(crate) struct WidgetStatus {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) phase: Option<String>,
    #[serde(default)]
    pub(crate) replicas: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) selector: Option<String>,
}

impl WidgetSpec {
    pub(crate) fn of_size(size: u32) -> Self {
        Self {
            size,
            replicas: None,
            colour: None,
            material: Material::Wood,
            maker: None,
            parts: Vec::new(),
            price_in: BTreeMap::new(),
            shelf: None,
        }
    }
}
