//! What is applied is what was set.

use outrigger::ApplyConfiguration;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use crate::widget::{
    MakerApply, Material, PartApply, Shelf, WidgetApply, WidgetSpecApply, WidgetStatusApply,
};

#[test]
fn only_what_was_set_is_written() {
    let kind = json!({ "apiVersion": "shop.example.com/v1", "kind": "Widget" });
    let with = |rest: Value| {
        let mut object = kind.clone();
        object
            .as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        object
    };
    let new = || WidgetApply::new("a");
    let spec = WidgetSpecApply::new;
    for (apply, written) in [
        (new(), json!({ "metadata": { "name": "a" } })),
        (
            new().spec(spec()),
            json!({ "metadata": { "name": "a" }, "spec": {} }),
        ),
        (
            new().spec(spec().size(3).replicas(0).material(Material::Steel)),
            json!({
                "metadata": { "name": "a" },
                "spec": { "size": 3, "replicas": 0, "material": "Steel" },
            }),
        ),
        (
            new().spec(
                spec()
                    .colour("red")
                    .maker(MakerApply::new().city("Bath"))
                    .parts([
                        PartApply::new().name("leg").count(4),
                        PartApply::new().name("top"),
                    ])
                    .price_in([("eur", 12_u64)])
                    .shelf(Shelf::Number(7)),
            ),
            json!({
                "metadata": { "name": "a" },
                "spec": {
                    "colour": "red",
                    "madeBy": { "city": "Bath" },
                    "parts": [{ "name": "leg", "count": 4 }, { "name": "top" }],
                    "priceIn": { "eur": 12 },
                    "shelf": { "number": 7 },
                },
            }),
        ),
        (
            new()
                .namespace("shop")
                .label("app", "web")
                .annotation("note", "x")
                .finalizer("example.com/f"),
            json!({ "metadata": {
                "name": "a",
                "namespace": "shop",
                "labels": { "app": "web" },
                "annotations": { "note": "x" },
                "finalizers": ["example.com/f"],
            } }),
        ),
        (
            new().status(WidgetStatusApply::new().phase("Sold")),
            json!({ "metadata": { "name": "a" }, "status": { "phase": "Sold" } }),
        ),
    ] {
        assert_eq!(serde_json::to_value(apply).unwrap(), with(written));
    }
}

/// What serde is told of fields holds of their partial forms too.
#[derive(ApplyConfiguration, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case", default)]
struct Odd {
    two_words: bool,
    r#type: String,
    #[serde(serialize_with = "doubled")]
    doubled: u8,
    #[serde(with = "in_hex")]
    in_hex: Option<u8>,
    #[serde(skip)]
    never: u8,
    #[serde(flatten)]
    #[outrigger(apply)]
    inner: Inner,
    #[outrigger(apply)]
    boxed: Option<Box<Inner>>,
}

#[derive(ApplyConfiguration, Serialize, Deserialize, Default)]
struct Inner {
    a: u8,
    b: Option<u8>,
}

fn doubled<S: Serializer>(value: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(value * 2)
}

mod in_hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &Option<u8>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{:x}", value.unwrap_or_default()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
        let text = String::deserialize(from)?;
        Ok(u8::from_str_radix(&text, 16).ok())
    }
}

#[test]
fn fields_are_written_as_serde_was_told() {
    assert_eq!(serde_json::to_value(OddApply::new()).unwrap(), json!({}));
    let odd = OddApply::new()
        .two_words(true)
        .r#type("x")
        .doubled(4)
        .in_hex(Some(255))
        .inner(InnerApply::new().a(1))
        .boxed(InnerApply::new().b(2));
    assert_eq!(
        serde_json::to_value(odd).unwrap(),
        json!({
            "two-words": true,
            "type": "x",
            "doubled": 8,
            "in-hex": "ff",
            "a": 1,
            "boxed": { "b": 2 },
        })
    );
    let _ = Odd::default().never;
}
