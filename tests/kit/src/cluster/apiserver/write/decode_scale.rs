//! Reading Scales.

use serde_json::Value;

use super::decode::{complain, invalid_patch, mismatch};
use super::stated::Stated;
use super::steps;
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::json::Document;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::query::FieldValidation;
use crate::cluster::apiserver::schema::decode::decode as decode_typed;
use crate::cluster::apiserver::schema::{Schema, builtin};
use crate::cluster::apiserver::scope::Scope;

pub(super) fn scale_schema() -> &'static Schema {
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
    let stated = Stated::read(&call.body, "Scale", "autoscaling/v1").map_err(bad)?;
    let unfit = |problem: String| bad(stated.unfit(&problem));
    let root = stated.document.root();
    if !stated.is("Scale", "autoscaling/v1") {
        let (kind, api_version) = (&stated.kind, &stated.api_version);
        let formerly = ["apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"];
        if kind == "Scale" && formerly.contains(&api_version.as_str()) {
            let decoded = decode_typed(scale_schema(), root).map_err(unfit)?;
            complain(call, &decoded.strict, validation).map_err(unfit)?;
            return Err(bad(format!(
                "the API version in the data ({api_version}) does not match the expected API \
                 version (autoscaling/v1)"
            )));
        }
        let target = ("autoscaling", "Scale");
        return Err(unfit(mismatch(model, target, kind, api_version, root)));
    }
    let decoded = decode_typed(scale_schema(), root).map_err(unfit)?;
    complain(call, &decoded.strict, validation).map_err(unfit)?;
    let mut new = decoded.object;
    steps::match_namespace(scope, &mut new)?;
    steps::match_name(scope, &new)?;
    Ok(new)
}

/// Reads a Scale that an apply has made.
pub(super) fn scale_applied(merged: &Value) -> Result<Value, String> {
    Ok(decode_typed(scale_schema(), Document::of(merged).root())?.object)
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
