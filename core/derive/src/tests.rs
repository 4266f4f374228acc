//! What is refused, with words that help, at the place that is meant.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::{DeriveInput, Result};

use crate::expand;
use crate::plural::plural;

const NAMES: &str = r#"group = "example.com", version = "v1", kind = "Widget""#;

type Expand = fn(&DeriveInput) -> Result<TokenStream>;

/// What an expansion complains of, and the text that it points at.
#[track_caller]
fn complaint(expand: Expand, source: &str) -> (String, String) {
    let input = <DeriveInput as syn::parse::Parse>::parse;
    let input = Parser::parse_str(input, source).unwrap();
    let error = expand(&input).map(|tokens| tokens.to_string()).unwrap_err();
    (
        error.to_string(),
        error.span().source_text().unwrap_or_default(),
    )
}

#[track_caller]
fn assert_attribute(attribute: &str, points_at: &str, says: &str) {
    let source = format!("#[outrigger({NAMES}, {attribute})] struct WidgetSpec {{}}");
    let (text, at) = complaint(expand::resource::expand, &source);
    assert_eq!(
        (text.as_str(), at.as_str()),
        (says, points_at),
        "{attribute}"
    );
}

#[test]
fn unknown_keys_are_answered_with_what_is_known() {
    let printcolumn = r#"printcolumn(name = "a", jsonpath = ".spec.a")"#;
    let known = "`name`, `type`, `path`, `description`, `format`, `priority`";
    let text = format!("`jsonpath` is not known here; allowed are {known}");
    assert_attribute(printcolumn, "jsonpath", &text);
    let known = "`spec_path`, `status_path`, `label_selector_path`";
    let text = format!("`path` is not known here; allowed are {known}");
    assert_attribute(r#"scale(path = "x")"#, "path", &text);
    let known =
        "`rule`, `message`, `message_expression`, `reason`, `field_path`, `optional_old_self`";
    let text = format!("`cel` is not known here; allowed are {known}");
    assert_attribute(r#"validation(cel = "x")"#, "cel", &text);
    let source = format!("#[outrigger({NAMES}, namespace)] struct WidgetSpec {{}}");
    let (text, at) = complaint(expand::resource::expand, &source);
    assert_eq!(at, "namespace");
    assert!(
        text.starts_with("`namespace` is not known here; allowed are `group`, "),
        "{text}"
    );
    assert!(text.contains("`namespaced`"), "{text}");
}

#[test]
fn values_that_the_server_would_refuse_are_pointed_at() {
    let lower = "expected a lower-case name of letters, digits and `-`";
    for (attribute, points_at, says) in [
        (r#"kind = "Gadget""#, "kind", "`kind` is already given"),
        (r#"plural = "Widgets""#, r#""Widgets""#, lower),
        (r#"shortname("wd", "w_d")"#, r#""w_d""#, lower),
        (r#"category = """#, r#""""#, lower),
        (
            r#"selectable = "spec.a""#,
            r#""spec.a""#,
            "expected a JSONPath that begins with `.`, such as `.spec.replicas`",
        ),
        (
            r#"scale(spec_path = ".status.a", status_path = ".status.b")"#,
            r#"".status.a""#,
            "expected a JSONPath that begins with `.spec.`, such as `.spec.replicas`",
        ),
        (
            r#"printcolumn(name = "a", type = "int", path = ".spec.a")"#,
            r#""int""#,
            "expected one of integer, number, string, boolean, date",
        ),
        (
            r#"printcolumn(name = "a", type = "date")"#,
            "printcolumn",
            "`path` is missing here",
        ),
        (
            r#"validation(message = "a")"#,
            "validation",
            "`rule` is missing here",
        ),
        (
            r#"validation(rule = "a", reason = "Bad")"#,
            r#""Bad""#,
            "expected one of FieldValueInvalid, FieldValueForbidden, FieldValueRequired, FieldValueDuplicate",
        ),
        (r#"label("a")"#, "label", r#"expected ("key", "value")"#),
        (
            r#"root = "WidgetSpec""#,
            "WidgetSpec",
            "a type `WidgetSpec` is generated from this one; name one of them otherwise",
        ),
    ] {
        assert_attribute(attribute, points_at, says);
    }
}

#[test]
fn names_must_be_there_and_right() {
    for (names, points_at, says) in [
        (
            "",
            "WidgetSpec",
            r#"missing in #[outrigger(…)]: group = "…", version = "…", kind = "…""#,
        ),
        (
            r#"group = "example.com", kind = "Widget""#,
            "WidgetSpec",
            r#"missing in #[outrigger(…)]: version = "…""#,
        ),
        (
            r#"group = "example""#,
            r#""example""#,
            "a group is a domain of two labels or more, such as `example.com`",
        ),
        (
            r#"version = "1""#,
            r#""1""#,
            "a version is a label such as `v1` or `v1alpha1`",
        ),
        (
            r#"kind = "widget""#,
            r#""widget""#,
            "a kind is a name such as `Widget`",
        ),
    ] {
        let source = format!("#[outrigger({names})] struct WidgetSpec {{}}");
        let found = complaint(expand::resource::expand, &source);
        assert_eq!(found, (says.to_owned(), points_at.to_owned()));
    }
}

#[test]
fn types_that_cannot_be_are_pointed_at() {
    let resource: Expand = expand::resource::expand;
    let apply: Expand = expand::apply::expand;
    let parts = "only a struct with named fields can be applied in parts; a field of any other type is \
                 applied as a whole, without #[outrigger(apply)]";
    let serde = "a type that serde writes in this way cannot be applied in parts";
    let generic = "a type with generic parameters is of no one kind; use one without";
    for (expand, source, points_at, says) in [
        (
            resource,
            "union WidgetSpec { a: u8 }",
            "union",
            "the type of a spec must be a struct or an enum",
        ),
        (resource, "struct WidgetSpec<T>(T);", "<T>", generic),
        (apply, "struct WidgetSpec<T>(T);", "<T>", generic),
        (
            resource,
            "#[outrigger(no_spec)] enum Palette { A }",
            "Palette",
            "with `no_spec`, the type must be a struct with named fields",
        ),
        (
            resource,
            "#[outrigger(no_spec)] struct Palette { a: u8, r#metadata: u8 }",
            "r#metadata",
            "every object has one of its own",
        ),
        (
            resource,
            "#[outrigger(no_spec)] struct Palette { status: u8 }",
            "status",
            "a status has a type of its own: `status = \"…\"`",
        ),
        (
            resource,
            "#[outrigger(no_spec, scale(spec_path = \".spec.a\", status_path = \".status.a\"))]
             struct Palette { a: u8 }",
            "\".spec.a\"",
            "kube-apiserver wants it below `.spec`, which there is not with `no_spec`",
        ),
        (apply, "struct Part(u8);", "(u8)", parts),
        (apply, "struct Part;", "Part", parts),
        (apply, "enum Part { A }", "enum", parts),
        (
            apply,
            "#[serde(transparent)] struct Part { a: u8 }",
            "transparent",
            serde,
        ),
        (
            apply,
            "struct Part { #[outrigger(nested)] a: u8 }",
            "nested",
            "`nested` is not known here; allowed are `apply`",
        ),
    ] {
        let found = complaint(expand, source);
        assert_eq!(found, (says.to_owned(), points_at.to_owned()), "{source}");
    }
}

#[test]
fn plurals_are_guessed() {
    for (word, guess) in [
        ("widget", "widgets"),
        ("policy", "policies"),
        ("gateway", "gateways"),
        ("ingress", "ingresses"),
        ("mailbox", "mailboxes"),
        ("batch", "batches"),
    ] {
        assert_eq!(plural(word), guess);
    }
}
