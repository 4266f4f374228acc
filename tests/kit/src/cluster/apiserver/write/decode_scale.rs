//! Reading Scales.

use serde_json::Value;

use super::decode::{complain, invalid_patch, mismatch, or, split};
use super::steps;
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::json::Document;
use crate::cluster::apiserver::json::type_meta::{type_meta, unrecognized};
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::query::FieldValidation;
use crate::cluster::apiserver::schema::decode::{decode as decode_typed, unfit};
use crate::cluster::apiserver::schema::{Schema, builtin};
use crate::cluster::apiserver::scope::Scope;

fn scale_schema() -> &'static Schema {
    builtin::schema("autoscaling/v1.Scale").expect("a Scale is described")
}

/// Reads a Scale.
pub(super) fn scale(
    model: &Model,
    scope: &Scope,
    call: &Call,
    validation: FieldValidation,
) -> Result<Value, Failure> {
    let custom = !scope.resource.is_built_in();
    // The machinery of custom resources does not know the type that it is to name.
    let unnamed = || {
        let text = "no kind is registered for the type v1.Scale in scheme \
                    \"pkg/runtime/scheme.go:111\"";
        Failure::bad_request(text)
    };
    let bad = |text: String| match custom {
        true => unnamed(),
        false => Failure::bad_request(text),
    };
    let unreadable = |problem: String| bad(unrecognized("Scale", &problem, &call.body));
    let document = Document::parse(&call.body).map_err(|problem| {
        unreadable(format!(
            "couldn't get version/kind; json parse error: {problem}"
        ))
    })?;
    let given = type_meta(document.root()).map_err(unreadable)?;
    let (kind, api_version) = (
        or(&given.kind, "Scale"),
        or(&given.api_version, "autoscaling/v1"),
    );
    let (_, version) = split(&api_version);
    let unfit = |problem: String| bad(unfit(&kind, version, "Scale", &problem));
    if kind != "Scale" || api_version != "autoscaling/v1" {
        let formerly = ["apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"];
        if kind == "Scale" && formerly.contains(&api_version.as_str()) {
            return Err(bad(format!(
                "the API version in the data ({api_version}) does not match the expected API \
                 version (autoscaling/v1)"
            )));
        }
        let target = ("autoscaling", "Scale");
        let problem = mismatch(model, target, &kind, &api_version, document.root());
        return Err(unfit(problem));
    }
    let decoded = decode_typed(scale_schema(), document.root()).map_err(unfit)?;
    complain(call, &decoded.strict, validation).map_err(unfit)?;
    let mut new = decoded.object;
    steps::match_namespace(scope, &mut new)?;
    steps::match_name(scope, &new)?;
    Ok(new)
}

/// Reads a Scale that a patch has made.
pub(super) fn scale_patched(
    call: &Call,
    patched: &Value,
    mut strict: Vec<String>,
    validation: FieldValidation,
) -> Result<Value, Failure> {
    let invalid = |why| invalid_patch(patched, why);
    let decoded = decode_typed(scale_schema(), Document::of(patched).root()).map_err(invalid)?;
    strict.extend(decoded.strict);
    complain(call, &strict, validation).map_err(invalid)?;
    Ok(decoded.object)
}
