//! The definition as a whole, and the object as it is written and read.

use outrigger::{CustomResource, Resource, Scope};
use serde_json::{Value, json};

use crate::widget::{Widget, WidgetSpec, WidgetStatus};

#[test]
fn a_definition_says_what_its_type_says() {
    let found = serde_json::to_value(Widget::crd()).unwrap();
    let expected: Value = serde_json::from_str(include_str!("widget.json")).unwrap();
    assert_eq!(found, expected, "\n{found:#}");
}

#[test]
fn the_resource_has_its_names_and_scope() {
    let resource = Widget::api_resource();
    assert_eq!(resource.to_string(), "widgets.v1.shop.example.com");
    assert_eq!(resource.scope, Scope::Namespaced);
}

#[test]
fn an_object_says_what_it_is_and_leaves_out_what_it_has_not() {
    let mut widget = Widget::new("a", WidgetSpec::of_size(3));
    let mut written = json!({
        "apiVersion": "shop.example.com/v1",
        "kind": "Widget",
        "metadata": { "name": "a" },
        "spec": { "size": 3, "material": "Wood" },
    });
    assert_eq!(serde_json::to_value(&widget).unwrap(), written);
    widget.status = Some(WidgetStatus::default());
    written["status"] = json!({ "replicas": 0 });
    assert_eq!(serde_json::to_value(&widget).unwrap(), written);
    assert_eq!(serde_json::from_value::<Widget>(written).unwrap(), widget);
}

#[test]
fn what_is_read_is_of_the_kind_or_says_nothing_of_it() {
    let item = json!({ "metadata": { "name": "a" }, "spec": { "size": 3 } });
    assert_eq!(
        serde_json::from_value::<Widget>(item).unwrap(),
        Widget::new("a", WidgetSpec::of_size(3)),
    );
    for (field, value, complaint) in [
        ("kind", "Gadget", "kind is not Widget"),
        (
            "apiVersion",
            "shop.example.com/v2",
            "apiVersion is not shop.example.com/v1",
        ),
    ] {
        let mut other = json!({ "spec": { "size": 3 } });
        other[field] = value.into();
        let error = serde_json::from_value::<Widget>(other).unwrap_err();
        assert_eq!(error.to_string(), complaint);
    }
}
