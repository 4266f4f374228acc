//! A kind whose objects have no spec.

use std::collections::BTreeMap;

use outrigger::rt::Timer;
use outrigger::{
    Api, ApplyConfiguration, Client, CreateOptions, CustomResource, ListOptions, ReplaceOptions,
    Unstructured,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::life::establish;

/// The colours of a shop.
#[derive(
    CustomResource, ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq,
)]
#[outrigger(
    group = "shop.example.com",
    version = "v1",
    kind = "Palette",
    namespaced,
    no_spec,
    status = "PaletteStatus",
    selectable = ".mainColour",
    printcolumn(name = "Main", type = "string", path = ".mainColour"),
    validation = "self.mainColour in self.colours",
    derive(PartialEq)
)]
#[serde(rename_all = "camelCase")]
struct PaletteContent {
    main_colour: String,
    /// By their names.
    #[serde(default)]
    colours: BTreeMap<String, u32>,
    #[serde(flatten)]
    paint: Paint,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq)]
struct Paint {
    glossy: Option<bool>,
}

#[derive(
    ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq,
)]
struct PaletteStatus {
    shops: u8,
}

fn content() -> PaletteContent {
    PaletteContent {
        main_colour: "red".into(),
        colours: [("red".to_owned(), 0xff_00_00)].into(),
        paint: Paint { glossy: Some(true) },
    }
}

#[test]
fn its_fields_stand_at_the_top() {
    let mut palette = Palette::new("warm", content());
    let mut written = json!({
        "apiVersion": "shop.example.com/v1", "kind": "Palette", "metadata": { "name": "warm" },
        "mainColour": "red", "colours": { "red": 0xff_00_00 }, "glossy": true,
    });
    assert_eq!(json!(palette), written);
    palette.status = Some(PaletteStatus { shops: 3 });
    written["status"] = json!({ "shops": 3 });
    assert_eq!(json!(palette), written);
    assert_eq!(
        serde_json::from_value::<Palette>(written.clone()).unwrap(),
        palette
    );
    written["kind"] = json!("Widget");
    let error = serde_json::from_value::<Palette>(written).unwrap_err();
    assert_eq!(error.to_string(), "kind is not Palette");

    let apply = PaletteApply::new("warm").content(PaletteContentApply::new().main_colour("blue"));
    let expected = json!({
        "apiVersion": "shop.example.com/v1", "kind": "Palette", "metadata": { "name": "warm" },
        "mainColour": "blue",
    });
    assert_eq!(json!(apply), expected);
}

#[test]
fn its_schema_is_that_of_the_fields() {
    let definition = Palette::crd();
    let schema = definition
        .path("/spec/versions/0/schema/openAPIV3Schema")
        .unwrap();
    let expected = json!({
        "type": "object",
        "description": "The colours of a shop.",
        "required": ["mainColour"],
        "properties": {
            "mainColour": { "type": "string" },
            "colours": {
                "type": "object",
                "description": "By their names.",
                "default": {},
                "additionalProperties": { "type": "integer", "minimum": 0, "maximum": u32::MAX },
            },
            "glossy": { "type": "boolean", "nullable": true },
            "status": {
                "type": "object",
                "required": ["shops"],
                "properties": { "shops": { "type": "integer", "minimum": 0, "maximum": 255 } },
            },
        },
        "x-kubernetes-validations": [{ "rule": "self.mainColour in self.colours" }],
    });
    assert_eq!(schema, &expected, "{schema:#}");
}

#[test]
fn what_serde_renames_to_what_every_object_has_is_refused() {
    #[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug)]
    #[outrigger(group = "shop.example.com", version = "v1", kind = "Odd", no_spec)]
    struct OddContent {
        #[serde(rename = "metadata")]
        about: String,
    }

    let error = Odd::try_crd().unwrap_err();
    assert_eq!(
        error.to_string(),
        "metadata: every object has one of its own"
    );
}

#[test]
fn what_stands_at_the_top_is_an_object() {
    #[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug)]
    #[outrigger(group = "shop.example.com", version = "v1", kind = "Free", no_spec)]
    #[serde(transparent)]
    struct FreeContent {
        value: serde_json::Value,
    }

    let error = Free::try_crd().unwrap_err();
    assert_eq!(error.to_string(), "the whole must be an object");
}

/// Which kind of paint it is, its fields say.
#[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
#[outrigger(group = "shop.example.com", version = "v1", kind = "Tin", no_spec)]
struct TinContent {
    litres: u8,
    #[serde(flatten)]
    paint: AnyPaint,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
enum AnyPaint {
    Oil { glossy: bool },
    Chalk { hard: bool },
}

#[test]
fn a_flattened_enum_is_refused_where_there_is_a_status() {
    #[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug)]
    #[outrigger(
        group = "shop.example.com",
        version = "v1",
        kind = "Can",
        no_spec,
        status = "PaletteStatus"
    )]
    struct CanContent {
        #[serde(flatten)]
        paint: AnyPaint,
    }

    Tin::try_crd().unwrap();
    let error = Can::try_crd().unwrap_err();
    assert_eq!(
        error.to_string(),
        "kube-apiserver takes no `oneOf` at the top of objects that have a status"
    );
}

/// What serde's own buffer, which `flatten` reads from, cannot read.
#[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
#[outrigger(
    group = "shop.example.com",
    version = "v1",
    kind = "Shade",
    no_spec,
    status = "PaletteStatus",
    derive(PartialEq)
)]
#[serde(deny_unknown_fields)]
struct ShadeContent {
    by_number: BTreeMap<u32, String>,
}

#[test]
fn its_fields_are_read_as_those_of_a_spec() {
    let by_number = [(7, "red".to_owned())].into();
    let mut shade = Shade::new("warm", ShadeContent { by_number });
    shade.status = Some(PaletteStatus { shops: 3 });
    let written = json!(shade);
    let text = written.to_string();
    assert_eq!(serde_json::from_str::<Shade>(&text).unwrap(), shade);
    assert_eq!(serde_json::from_value::<Shade>(written).unwrap(), shade);
    let shade = |field: &str, value: serde_json::Value| {
        let mut object = json!({ "metadata": { "name": "n" }, "by_number": {} });
        object[field] = value;
        serde_json::from_value::<Shade>(object)
    };
    shade("status", json!(null)).unwrap();
    for (field, value, complaint) in [
        (
            "spec",
            json!({}),
            "unknown field `spec`, expected `by_number`",
        ),
        (
            "by_number",
            json!({ "7": true }),
            "invalid type: boolean `true`, expected a string in `by_number.7`",
        ),
        (
            "metadata",
            json!({ "name": 3 }),
            "invalid type: integer `3`, expected a string in `metadata.name`",
        ),
        (
            "status",
            json!({ "shops": 300 }),
            "invalid value: integer `300`, expected u8 in `status.shops`",
        ),
    ] {
        let error = shade(field, value).unwrap_err().to_string();
        assert!(error.starts_with(complaint), "{error}");
    }
    let object = json!({ "metadata": { "labels": "secret" }, "by_number": {} });
    let object = Unstructured::try_from(object).unwrap();
    let error = object.to_typed::<Shade>().unwrap_err().to_string();
    assert_eq!(
        error,
        ".: invalid type: string, expected a map in `metadata.labels`"
    );
}

/// All that is there.
#[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[outrigger(group = "shop.example.com", version = "v1", kind = "Note", no_spec)]
struct NoteContent {
    #[serde(flatten)]
    lines: BTreeMap<String, String>,
}

pub(crate) async fn live(client: &Client, timer: &dyn Timer) {
    establish(client, timer, &Palette::crd()).await;
    let api: Api<Palette> = client.namespaced("default");
    let palette = Palette::new("warm", content());
    let created = api.create(&palette, &CreateOptions::new()).await.unwrap();
    assert_eq!(created.content, content());
    let mut read = api.get("warm").await.unwrap();
    assert_eq!(read, created);
    read.content.paint.glossy = None;
    read.status = Some(PaletteStatus { shops: 3 });
    let options = ReplaceOptions::new();
    let updated = api.replace("warm", &read, &options).await.unwrap();
    assert_eq!((&updated.content, &updated.status), (&read.content, &None));
    read.metadata = updated.metadata;
    let updated = api.replace_status("warm", &read, &options).await.unwrap();
    assert_eq!(updated.status, read.status);
    let red = ListOptions::new().fields("mainColour=red");
    assert_eq!(api.list(&red).await.unwrap().items, [updated]);
    let object = json!({ "kind": "Palette", "metadata": { "name": "wrong" }, "colours": 3 });
    let untyped = client.resource("palettes").await.unwrap().within("default");
    let object = object.try_into().unwrap();
    let refused = untyped.create(&object, &CreateOptions::new()).await;
    assert!(refused.unwrap_err().is_invalid());

    establish(client, timer, &Note::crd()).await;
    let lines = [("a".to_owned(), "1".to_owned())].into();
    let note = Note::new("n", NoteContent { lines });
    let notes: Api<Note> = client.cluster();
    let created = notes.create(&note, &CreateOptions::new()).await.unwrap();
    assert_eq!(created.content.lines, note.content.lines);

    establish(client, timer, &Tin::crd()).await;
    let tins: Api<Tin> = client.cluster();
    let paint = AnyPaint::Chalk { hard: true };
    let tin = Tin::new("t", TinContent { litres: 5, paint });
    let created = tins.create(&tin, &CreateOptions::new()).await.unwrap();
    assert_eq!(created.content, tin.content);
    let object = json!({
        "kind": "Tin", "metadata": { "name": "both" }, "litres": 5,
        "oil": { "glossy": true }, "chalk": { "hard": true },
    });
    let untyped = client.resource("tins").await.unwrap();
    let refused = untyped
        .create(&object.try_into().unwrap(), &CreateOptions::new())
        .await;
    assert!(refused.unwrap_err().is_invalid());
}
