//! The resources that a CRD defines.

use serde_json::Value;

use super::json_schema::{JsonSchema, to_schema};
use super::lifecycle;
use crate::cluster::apiserver::catalog::{Origin, PrinterColumn, ResourceType, Scale};

/// One for each version that is served, in the CRD's order; none before it is established.
pub(crate) fn resource_types(crd: &Value) -> Vec<ResourceType> {
    if !lifecycle::is_true(crd, "Established") {
        return Vec::new();
    }
    versions(crd)
        .filter(|version| version["served"] == true)
        .map(|version| resource_type(crd, version))
        .collect()
}

fn versions(crd: &Value) -> impl Iterator<Item = &Value> {
    crd["spec"]["versions"].as_array().into_iter().flatten()
}

fn resource_type(crd: &Value, version: &Value) -> ResourceType {
    let spec = &crd["spec"];
    let names = &crd["status"]["acceptedNames"];
    let schema = JsonSchema::parse(&version["schema"]["openAPIV3Schema"]);
    ResourceType {
        group: text(&spec["group"]),
        version: text(&version["name"]),
        kind: text(&names["kind"]),
        list_kind: text(&names["listKind"]),
        plural: text(&names["plural"]),
        singular: text(&names["singular"]),
        short_names: texts(&names["shortNames"]),
        categories: texts(&names["categories"]),
        namespaced: spec["scope"] == "Namespaced",
        status: version["subresources"]["status"].is_object(),
        scale: scale(&version["subresources"]["scale"]),
        selectable_fields: selectable_fields(version),
        origin: Origin::Defined {
            printer_columns: printer_columns(&version["additionalPrinterColumns"]),
        },
        schema: to_schema(&schema).into(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}

fn scale(scale: &Value) -> Option<Scale> {
    scale.is_object().then(|| Scale {
        spec_replicas: text(&scale["specReplicasPath"]),
        status_replicas: text(&scale["statusReplicasPath"]),
        label_selector: text(&scale["labelSelectorPath"]),
    })
}

/// Without columns of its own a resource shows its age.
fn printer_columns(columns: &Value) -> Vec<PrinterColumn> {
    let column = |column: &Value| PrinterColumn {
        name: text(&column["name"]),
        column_type: text(&column["type"]),
        format: text(&column["format"]),
        description: text(&column["description"]),
        priority: column["priority"]
            .as_i64()
            .and_then(|priority| priority.try_into().ok())
            .unwrap_or_default(),
        json_path: text(&column["jsonPath"]),
    };
    match columns.as_array().map(Vec::as_slice) {
        None | Some([]) => vec![age()],
        Some(columns) => columns.iter().map(column).collect(),
    }
}

fn age() -> PrinterColumn {
    PrinterColumn {
        name: "Age".to_owned(),
        column_type: "date".to_owned(),
        format: String::new(),
        description: "CreationTimestamp is a timestamp representing the server time when this object was created. It \
                      is not guaranteed to be set in happens-before order across separate operations. Clients may not \
                      set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. \
                      Read-only. Null for lists. More info: \
                      https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"
            .to_owned(),
        priority: 0,
        json_path: ".metadata.creationTimestamp".to_owned(),
    }
}

/// `.spec.colour` is asked for as `spec.colour`.
fn selectable_fields(version: &Value) -> Vec<String> {
    let fields = version["selectableFields"].as_array().into_iter().flatten();
    fields
        .map(|field| text(&field["jsonPath"]).trim_start_matches('.').to_owned())
        .collect()
}
