//! Types that JSON schemas say in ways that apiextensions does not take: each must be taken, with
//! what it reads and without what it does not.

mod enums;
mod shared;
mod values;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use outrigger::{CustomResource, Unstructured};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A definition, and specs that it takes and refuses.
pub(crate) struct Case {
    pub(crate) definition: Unstructured,
    pub(crate) good: Vec<Value>,
    pub(crate) bad: Vec<Value>,
}

impl Case {
    fn of<K: CustomResource>(good: Vec<Value>, bad: Vec<Value>) -> Self {
        Self {
            definition: K::crd(),
            good,
            bad,
        }
    }

    /// An object of the kind.
    pub(crate) fn object(&self, name: &str, spec: &Value) -> Unstructured {
        let text = |path: &str| {
            self.definition
                .path(path)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned()
        };
        let api_version = format!("{}/{}", text("/spec/group"), text("/spec/versions/0/name"));
        let object = json!({
            "apiVersion": api_version,
            "kind": text("/spec/names/kind"),
            "metadata": { "name": name },
            "spec": spec,
        });
        object.try_into().unwrap()
    }
}

macro_rules! specs {
    ($($spec:ident as $kind:literal { $($field:ident : $type:ty,)+ })+) => {$(
        #[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug)]
        #[outrigger(group = "awkward.example.com", version = "v1", kind = $kind)]
        struct $spec { $($field: $type,)+ }
    )+};
}

specs! {
    ExternalSpec as "ExternalKind" { shape: Shape, maybe: Option<Shape>, all: Vec<Shape>, by_name: BTreeMap<String, Shape>, }
    InternalSpec as "InternalKind" { one: Internal, }
    AdjacentSpec as "AdjacentKind" { one: Adjacent, }
    UntaggedSpec as "UntaggedKind" { one: Untagged, port: Port, ports: Vec<Port>, maybe: Option<Port>, }
    MixedSpec as "MixedKind" { one: Mixed, maybe: Option<Mixed>, }
    PlainSpec as "PlainKind" { plain: Plain, maybe: Option<Plain>, documented: Documented, maybe_documented: Option<Documented>, }
    FreeSpec as "FreeKind" { any: Value, maybe: Option<Value>, map: BTreeMap<String, Value>, list: Vec<Value>, }
    MapsSpec as "MapsKind" { by_number: HashMap<u32, String>, by_plain: BTreeMap<Plain, bool>, of_maps: BTreeMap<String, BTreeMap<String, Option<i64>>>, }
    NumbersSpec as "NumbersKind" { a: u8, b: i8, c: u16, d: u32, e: i64, f: u64, g: i128, h: usize, i: f32, j: f64, k: char, l: bool, }
    ListsSpec as "ListsKind" { set: BTreeSet<String>, pair: (i32, String), alike: (u8, u8, u8), array: [bool; 2], nested: Vec<Option<Vec<u8>>>, }
    OddSpec as "OddKind" { unit: (), newtype: Newtype, nothing: Empty, result: Result<u8, String>, time: std::time::Duration, address: std::net::IpAddr, }
    FlatSpec as "FlatKind" { one: Flat, two: FlatEnums, open: Open, }
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[serde(rename_all = "camelCase")]
enum Shape {
    /// Of one radius.
    Circle(f64),
    Rectangle {
        width: u8,
        #[serde(default)]
        height: u8,
    },
    Line(u8, u8),
    Other(Option<Box<Leaf>>),
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
struct Leaf {
    leaf: Vec<Plain>,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[serde(tag = "type")]
enum Internal {
    Http {
        port: u16,
        target: String,
    },
    Exec {
        command: Vec<String>,
        target: u8,
        #[serde(default)]
        retries: u8,
    },
    Leaf(Leaf),
    Named {
        #[schemars(extend("not" = { "const": "none" }))]
        mode: String,
    },
    Switched {
        mode: bool,
    },
    None,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[serde(tag = "kind", content = "value")]
enum Adjacent {
    Number(u8),
    Text(String),
    Fields { a: u8 },
    None,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[serde(untagged)]
enum Untagged {
    Text(String),
    List(Vec<u8>),
    ByName { name: String },
    BySize { size: u8, name: Option<bool> },
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[serde(untagged)]
enum Port {
    Number(u16),
    Name(String),
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[serde(rename_all = "snake_case")]
enum Mixed {
    /// Everything.
    All,
    None,
    Named(Vec<String>),
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Plain {
    A,
    B,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
enum Documented {
    /// The first.
    A,
    /// The second.
    B,
    C,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
struct Newtype(u8);

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
struct Empty {}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
struct Flat {
    a: u8,
    #[serde(flatten)]
    leaf: Leaf,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
struct FlatEnums {
    #[serde(flatten)]
    shape: Option<Shape>,
    #[serde(flatten)]
    adjacent: Adjacent,
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
struct Open {
    a: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        enums::external(),
        enums::internal(),
        enums::adjacent(),
        enums::untagged(),
        enums::mixed(),
        enums::plain(),
        values::free(),
        values::maps(),
        values::numbers(),
        values::lists(),
        values::odd(),
        values::flat(),
        shared::case(),
    ]
}

fn reads<K: CustomResource>(object: &Unstructured) -> bool {
    serde_json::from_value::<K>(object.clone().into()).is_ok()
}

#[test]
fn what_is_accepted_here_is_what_the_types_read() {
    let readers = [
        reads::<ExternalKind>,
        reads::<InternalKind>,
        reads::<AdjacentKind>,
        reads::<UntaggedKind>,
        reads::<MixedKind>,
        reads::<PlainKind>,
        reads::<FreeKind>,
        reads::<MapsKind>,
        reads::<NumbersKind>,
        reads::<ListsKind>,
        reads::<OddKind>,
        reads::<FlatKind>,
        reads::<shared::SharedKind>,
    ];
    for (case, reads) in cases().iter().zip(readers) {
        let name = case.definition.name();
        for spec in &case.good {
            let object = case.object("x", spec);
            assert!(reads(&object), "{name} does not read {spec}");
        }
    }
}
