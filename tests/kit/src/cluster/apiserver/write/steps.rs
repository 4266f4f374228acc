//! The steps of a write, in the order in which the server takes them.

use serde_json::Value;

use super::Author;
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::kinds::{self, ServiceNetwork, warnings};
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::{self, metadata_mut};
use crate::cluster::apiserver::ownership::Update;
use crate::cluster::apiserver::schema::encode;
use crate::cluster::apiserver::scope::Scope;
use crate::cluster::apiserver::store::Record;

/// The object as the path's version shows it.
pub(super) fn present(scope: &Scope, record: &Record) -> Value {
    let mut object = record.to_value();
    object["kind"] = scope.resource.kind.as_str().into();
    object["apiVersion"] = scope.resource.api_version().into();
    object
}

/// An object goes where the path says.
pub(super) fn match_namespace(scope: &Scope, new: &mut Value) -> Result<(), Failure> {
    let given = object::text(new, "namespace");
    let expected = scope.namespace.as_str();
    if given == expected {
        return Ok(());
    }
    if !given.is_empty() && !expected.is_empty() {
        return Err(Failure::bad_request(
            "the namespace of the provided object does not match the namespace sent on the request",
        ));
    }
    let metadata = metadata_mut(new);
    match expected {
        "" => metadata.remove("namespace"),
        namespace => metadata.insert("namespace".into(), namespace.into()),
    };
    Ok(())
}

pub(super) fn match_name(scope: &Scope, new: &Value) -> Result<(), Failure> {
    let (given, expected) = (object::text(new, "name"), scope.name.as_str());
    if given.is_empty() {
        return Err(Failure::bad_request(format!(
            "the name of the object ({expected} based on URL) was undeterminable: name must be provided"
        )));
    }
    if given != expected {
        return Err(Failure::bad_request(format!(
            "the name of the object ({given}) does not match the name on the URL ({expected})"
        )));
    }
    Ok(())
}

/// The same owner twice is once; says so, and that nobody looked before admission did if it is a
/// patch.
pub(super) fn dedup_owners(call: &Call, new: &mut Value) {
    let Some(owners) = new["metadata"]["ownerReferences"].as_array() else {
        return;
    };
    let (mut kept, mut twice) = (Vec::new(), Vec::new());
    for owner in owners {
        if kept.contains(owner) {
            twice.push(owner["uid"].as_str().unwrap_or_default().to_owned());
        } else {
            kept.push(owner.clone());
        }
    }
    if twice.is_empty() {
        return;
    }
    metadata_mut(new).insert("ownerReferences".into(), kept.into());
    let when = match call.method {
        http::Method::PATCH => " after mutating admission happens",
        _ => "",
    };
    call.warn(format!(
        ".metadata.ownerReferences contains duplicate entries{when}; API server dedups owner references \
         in 1.20+, and may reject such requests as early as 1.24; please fix your requests; \
         duplicate UID(s) observed: {}",
        twice.join(", ")
    ));
}

/// Notes who wrote which field.
pub(super) fn own(
    scope: &Scope,
    before: Option<&Value>,
    new: &mut Value,
    author: &Author,
    call: &Call,
) {
    let time = call.now.to_string();
    let subresource = scope.subresource.name();
    Update::of(&scope.resource, subresource, &author.manager, &time).track(before, new);
}

/// What admission has against it: the namespace must be there, and stay.
pub(super) fn admit(model: &Model, scope: &Scope, new: &Value) -> Result<(), Failure> {
    if !scope.resource.namespaced {
        return Ok(());
    }
    let namespace = &scope.namespace;
    let Some(found) = model.store.get("namespaces", namespace) else {
        return Err(Failure::not_found("", "namespaces", namespace));
    };
    let found = found.to_value();
    if found["status"]["phase"] == "Terminating" {
        let (group, plural) = (&scope.resource.group, &scope.resource.plural);
        let name = object::text(new, "name");
        let why = format!(
            "unable to create new content in namespace {namespace} because it is being terminated"
        );
        let mut failure = Failure::forbidden(group, plural, name, &why);
        if let Some(details) = &mut failure.details {
            details.causes = vec![crate::cluster::apiserver::failure::Cause {
                reason: "NamespaceTerminating",
                message: format!("namespace {namespace} is being terminated"),
                field: "metadata.namespace".into(),
            }];
        }
        return Err(failure);
    }
    Ok(())
}

/// What the kind does to a new object, and whether it may be.
pub(super) fn prepare_create(
    model: &mut Model,
    scope: &Scope,
    new: &mut Value,
    call: &Call,
) -> Result<(), Failure> {
    let mut network = network(model, scope, "");
    let invalid = |new: &Value, errors: &[FieldError]| invalid(scope, new, errors);
    kinds::prepare_create(&scope.resource, new, &mut network)
        .map_err(|errors| invalid(new, &errors))?;
    let errors = kinds::validate_create(&scope.resource, new);
    if !errors.is_empty() {
        return Err(invalid(new, &errors));
    }
    warnings::of_new(&scope.resource, new)
        .iter()
        .for_each(|text| call.warn(text));
    kinds::finish(&scope.resource, new);
    normalize(scope, new);
    Ok(())
}

/// What the kind does to a changed object, and whether it may be.
pub(super) fn prepare_update(
    model: &mut Model,
    scope: &Scope,
    new: &mut Value,
    before: &Value,
    call: &Call,
) -> Result<(), Failure> {
    let mut network = network(model, scope, &scope.name);
    let subresource = scope.subresource.name();
    kinds::prepare_update(&scope.resource, subresource, new, before, &mut network)
        .map_err(|errors| invalid(scope, new, &errors))?;
    let errors = kinds::validate_update(&scope.resource, subresource, new, before);
    if !errors.is_empty() {
        return Err(invalid(scope, new, &errors));
    }
    super::resized::admit(model, scope, new, before)?;
    if subresource.is_empty() {
        warn(call, warnings::of_changed(&scope.resource, new, before));
    }
    kinds::finish(&scope.resource, new);
    normalize(scope, new);
    Ok(())
}

fn warn(call: &Call, texts: Vec<String>) {
    texts.into_iter().for_each(|text| call.warn(text));
}

fn invalid(scope: &Scope, new: &Value, errors: &[FieldError]) -> Failure {
    let (resource, name) = (&scope.resource, object::text(new, "name"));
    if resource.is_built_in() {
        return Failure::invalid(&resource.group, &resource.kind, name, errors);
    }
    // A custom object is called what it calls itself.
    let text = |field: &str| new[field].as_str().unwrap_or_default();
    let (group, _) = text("apiVersion").split_once('/').unwrap_or_default();
    Failure::invalid(group, text("kind"), name, errors)
}

/// The form in which the server writes it.
fn normalize(scope: &Scope, new: &mut Value) {
    if scope.resource.is_built_in() {
        encode::normalize(&scope.resource.schema, new);
    }
}

/// The addresses and ports that services have; those of one of them do not count.
fn network(model: &Model, scope: &Scope, but: &str) -> ServiceNetwork {
    if !scope.is_core("Service") {
        return ServiceNetwork::default();
    }
    let but = Record::key_of(&scope.namespace, but);
    let others = model
        .store
        .range("services", "")
        .filter(|record| record.key() != but);
    let services: Vec<Value> = others.map(|record| record.to_value()).collect();
    ServiceNetwork::taken_by(&services)
}
