//! Derive macros of [`outrigger`](https://docs.rs/outrigger), which re-exports them behind its
//! feature `derive`: [`CustomResource`] makes a kind out of the type of its spec, and
//! [`ApplyConfiguration`] a form of a type of which only what was set is applied.
//!
//! Your crate depends on `outrigger` (feature `derive`), `serde` (feature `derive`) and `schemars`
//! 1. The kinds need no k8s-openapi.
//!
//! ```
//! use outrigger::crd::merge_crds;
//! use outrigger::{ApplyConfiguration, CustomResource, Resource};
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use serde_json::json;
//!
//! /// A thing to be sold.
//! #[derive(CustomResource, ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug)]
//! #[outrigger(
//!     group = "example.com",
//!     version = "v1",
//!     kind = "Widget",
//!     namespaced,
//!     status = "WidgetStatus",
//!     shortname = "wd",
//!     category = "all",
//!     printcolumn(name = "Size", type = "integer", path = ".spec.size"),
//!     scale(spec_path = ".spec.replicas", status_path = ".status.replicas"),
//!     validation(rule = "self.spec.size < 100", message = "too large")
//! )]
//! #[serde(rename_all = "camelCase")]
//! struct WidgetSpec {
//!     /// In centimetres.
//!     #[schemars(range(min = 1))]
//!     size: u32,
//!     #[serde(default)]
//!     replicas: i32,
//!     made_by: Option<String>,
//!     #[serde(default)]
//!     #[outrigger(apply)]
//!     parts: Vec<Part>,
//! }
//!
//! #[derive(ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug)]
//! struct Part {
//!     name: String,
//!     #[serde(default)]
//!     count: u8,
//! }
//!
//! #[derive(ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug, Default)]
//! struct WidgetStatus {
//!     replicas: i32,
//! }
//!
//! // The kind: a `Resource`, so `client.namespaced::<Widget>("shop")` is its `Api`.
//! let spec = WidgetSpec { size: 3, replicas: 1, made_by: None, parts: Vec::new() };
//! let widget = Widget::new("a", spec);
//! assert_eq!(Widget::api_resource().to_string(), "widgets.v1.example.com");
//! assert_eq!(serde_json::to_value(&widget)?["apiVersion"], "example.com/v1");
//!
//! // The definition, to be applied to `customresourcedefinitions`.
//! let definition = Widget::crd();
//! assert_eq!(definition.name(), "widgets.example.com");
//! let schema = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size";
//! assert_eq!(
//!     definition.path(schema),
//!     Some(&json!({
//!         "description": "In centimetres.",
//!         "type": "integer",
//!         "minimum": 1,
//!         "maximum": u32::MAX,
//!     })),
//! );
//! // With more versions: merge_crds([v1::Widget::crd(), v2::Widget::crd()], "v2")
//! assert!(merge_crds([definition], "v1").is_ok());
//!
//! // What is applied: `api.apply("a", &apply, &ApplyOptions::by("my-controller"))`.
//! let part = PartApply::new().name("leg");
//! let apply = WidgetApply::new("a").label("app", "web").spec(WidgetSpecApply::new().parts([part]));
//! assert_eq!(
//!     serde_json::to_value(&apply)?,
//!     json!({
//!         "apiVersion": "example.com/v1",
//!         "kind": "Widget",
//!         "metadata": { "name": "a", "labels": { "app": "web" } },
//!         "spec": { "parts": [{ "name": "leg" }] },
//!     }),
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```
#![forbid(unsafe_code)]

mod attributes;
mod expand;
mod meta;
mod plural;

#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, Result, parse_macro_input};

/// Makes a kind out of the type of its spec.
///
/// Of a `WidgetSpec` with `kind = "Widget"` it makes
/// - `struct Widget { metadata, spec, status }` with `Widget::new(name, spec)`, as visible as the
///   spec. It is `Clone` and `Debug`, so the spec and the status must be. `apiVersion` and `kind`
///   are written with it, and when it is read, they must be its own or absent. Without
///   `status = "…"` it has no `status`, and what the server says of one is left out.
/// - `impl Resource` and `impl HasMetadata`.
/// - `impl CustomResource`, whose `Widget::crd()` is the CustomResourceDefinition. Import the trait
///   with the macro: `use outrigger::CustomResource`. The schema is that of schemars'
///   `JsonSchema`, rewritten by `outrigger::crd::structural_schema`, which says what becomes of
///   enums, maps and free-form values. A type that has no such schema, such as one that contains
///   itself, makes `crd()` panic with the place, so call it in a test.
///
/// # Attributes
/// All stand in `#[outrigger(…)]` at the type, in one or in several.
///
/// Required:
/// - `group = "example.com"`: the API group, a domain.
/// - `version = "v1"`: the version.
/// - `kind = "Widget"`: the kind.
///
/// What it is:
/// - `namespaced`: objects belong to namespaces; without it, to the whole cluster.
/// - `no_spec`: objects have no `spec`; the fields of the type stand at their top, as `data` does in a
///   ConfigMap. The generated type has them in `content`: `Palette::new("warm", content)`. The type
///   is a struct with named fields, and there is no `scale`. With a status, it has no flattened
///   enum: kube-apiserver takes no `oneOf` there, and `crd()` panics.
/// - `status = "WidgetStatus"`: the type of the status, which becomes the subresource `/status`.
/// - `plural = "widgets"`: the name in URLs; guessed in English without it.
/// - `singular = "widget"`: the kind in lower case without it.
/// - `shortname = "wd"` or `shortname("wd", "wdg")`: names for kubectl. May be repeated, as all
///   that follow in this list.
/// - `category = "all"` or `category("all", "shop")`: what `kubectl get all` stands for.
/// - `label("key", "value")`, `annotation("key", "value")`: of the definition itself.
///
/// What the server does with it:
/// - `printcolumn(name = "Size", type = "integer", path = ".spec.size")`: a column of
///   `kubectl get`; also `description = "…"`, `format = "…"` and `priority = 1` (shown by `-o wide`
///   alone). Types are `integer`, `number`, `string`, `boolean` and `date`. May be repeated.
/// - `scale(spec_path = ".spec.replicas", status_path = ".status.replicas")`: the subresource
///   `/scale`; also `label_selector_path = ".status.selector"`.
/// - `selectable = ".spec.colour"` or `selectable(".spec.a", ".spec.b")`: fields for field
///   selectors.
/// - `validation = "self.spec.size < 100"` or
///   `validation(rule = "…", message = "…")`: a rule in CEL for the whole object; also
///   `message_expression = "…"`, `reason = "FieldValueForbidden"`, `field_path = ".spec.size"` and
///   `optional_old_self = true`. May be repeated. Rules of single fields, and of types within the
///   spec, stand in the schema:
///   `#[schemars(extend("x-kubernetes-validations" = [{ "rule": "self == oldSelf" }]))]`, as do
///   merge strategies: `"x-kubernetes-list-type" = "map"` with `"x-kubernetes-list-map-keys"`,
///   `"x-kubernetes-map-type"`.
/// - `served = false`, `storage = false`: both are true without it. `merge_crds` decides about
///   storage.
/// - `deprecated` or `deprecated = "use v2"`: requests are answered with a warning.
///
/// What is generated:
/// - `root = "MyWidget"`: the name of the type; the kind without it.
/// - `derive(PartialEq, Default)`: more derives for it.
/// - `crate = "path::to::outrigger"`, `schemars = "path::to::schemars"`: where the crates are, if
///   not at `::outrigger` and `::schemars`.
///
/// What is wrong in an attribute is said there, with what is allowed:
///
/// ```compile_fail
/// # use outrigger::CustomResource;
/// # #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema, Clone, Debug)]
/// #[derive(CustomResource)]
/// #[outrigger(group = "example.com", version = "v1", kind = "Widget", namespace)]
/// //                                  `namespace` is not known here; allowed are … ^
/// struct WidgetSpec {}
/// ```
///
/// # Examples
/// One with most attributes is in the [documentation of the crate](crate). Here is one with a status
/// whose types are those of Kubernetes' own kinds; they have a schema with outrigger's feature
/// `schemars-1`:
///
/// ```
/// use outrigger::CustomResource;
/// use outrigger::object::{Condition, Duration, Time, conditions};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug)]
/// #[outrigger(group = "example.com", version = "v1", kind = "Backup", status = "BackupStatus")]
/// struct BackupSpec {
///     every: Duration,
/// }
///
/// #[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default)]
/// #[serde(rename_all = "camelCase", default)]
/// struct BackupStatus {
///     last: Option<Time>,
///     #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
///     conditions: Vec<Condition>,
/// }
///
/// let mut status = BackupStatus::default();
/// let done = Condition::new("Done", true, "Copied", "3 files");
/// conditions::set(&mut status.conditions, done, "2026-11-21T12:04:05Z".parse()?);
///
/// let definition = Backup::crd();
/// let status = "/spec/versions/0/schema/openAPIV3Schema/properties/status/properties";
/// let at = |path: &str| definition.path(&format!("{status}{path}")).and_then(|value| value.as_str());
/// assert_eq!(at("/last/format"), Some("date-time"));
/// assert_eq!(at("/conditions/items/properties/status/enum/2"), Some("Unknown"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// And one without a spec:
///
/// ```
/// # use outrigger::CustomResource;
/// # use schemars::JsonSchema;
/// # use serde::{Deserialize, Serialize};
/// #[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug)]
/// #[outrigger(group = "example.com", version = "v1", kind = "Palette", no_spec)]
/// struct PaletteContent {
///     colours: Vec<String>,
/// }
///
/// let palette = Palette::new("warm", PaletteContent { colours: vec!["red".into()] });
/// assert_eq!(
///     serde_json::to_string(&palette)?,
///     r#"{"apiVersion":"example.com/v1","kind":"Palette","metadata":{"name":"warm"},"colours":["red"]}"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[proc_macro_derive(CustomResource, attributes(outrigger))]
pub fn custom_resource(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    finish(expand::resource::expand(&input))
}

/// Makes a form of a struct of which only what was set is written: what server-side apply wants.
///
/// Whoever applies a whole `Part` says something about every field, the ones with defaults
/// included, and so owns them all. Of `struct Part` this macro makes `PartApply`, all of whose
/// fields are optional, with a `new()` and a setter for each field:
///
/// ```
/// use outrigger::ApplyConfiguration;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(ApplyConfiguration, Serialize, Deserialize, Clone, Debug)]
/// struct Part {
///     name: String,
///     count: u8,
///     colours: Vec<String>,
///     #[outrigger(apply)]
///     maker: Option<Maker>,
/// }
///
/// #[derive(ApplyConfiguration, Serialize, Deserialize, Clone, Debug)]
/// struct Maker {
///     name: String,
///     city: String,
/// }
///
/// let part = PartApply::new().colours(["red", "blue"]).maker(MakerApply::new().city("Bath"));
/// let written = r#"{"colours":["red","blue"],"maker":{"city":"Bath"}}"#;
/// assert_eq!(serde_json::to_string(&part)?, written);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A setter takes a number as it is, of a list whatever iterates over its items, and of all else
/// whatever is `Into` the type. An `Option` is set by what would be in it.
///
/// What serde is told about names, `flatten`, `skip` and `with` holds. Field types must be `Clone`
/// and `Debug`.
///
/// # Attributes
/// - `#[outrigger(apply)]` at a field: its type, or what it is an `Option`, `Box`, list or map of,
///   derives `ApplyConfiguration` itself and is applied in parts. Without it the field is applied
///   as a whole.
/// - `#[outrigger(crate = "path::to::outrigger")]` at the type: where the crate is, if not at
///   `::outrigger`.
///
/// Beside `#[derive(CustomResource)]`, at the type of a spec, it makes the form of the whole object
/// too: `WidgetApply::new("name")` with `spec`, `status` (whose type must derive
/// `ApplyConfiguration`), `namespace`, `label`, `annotation`, `finalizer` and `owner`. It writes
/// `apiVersion` and `kind`, so that it can be handed to `Api::apply` as it is.
#[proc_macro_derive(ApplyConfiguration, attributes(outrigger))]
pub fn apply_configuration(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    finish(expand::apply::expand(&input))
}

fn finish(expanded: Result<proc_macro2::TokenStream>) -> TokenStream {
    expanded
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
