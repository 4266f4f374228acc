//! Answers in the form that the client asked for.

use serde_json::{Value, json};

use super::call::Call;
use super::endpoints::{self, Served, World};
use super::failure::Failure;
use super::model::Model;
use super::negotiate::encoding::Encoding;
use super::negotiate::presenter::{Presenter, Subject};
use super::negotiate::router::{Route, routed};
use super::negotiate::{Accepted, Wishes, accepted, of_failure};
use super::read::Listed;
use super::reply::Reply;
use super::scope::{Scope, Subresource};
use super::store::Record;
use super::write::Written;

/// What was agreed upon with the client about the form of its answer.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) accepted: Accepted,
    subject: Subject,
    query: String,
}

impl Form {
    /// # Errors
    /// When the client takes nothing that there is.
    pub(crate) fn agree(scope: &Scope, call: &Call) -> Result<Self, Failure> {
        let route = route(scope, call);
        let patch = (call.method == http::Method::PATCH).then_some(call.content_type.as_str());
        routed(route, patch, &call.accept)?;
        Ok(Self {
            accepted: accepted(wishes(call), route)?,
            subject: match scope.subresource {
                Subresource::Scale => Subject::of_scale(&scope.resource),
                _ => Subject::of(&scope.resource),
            },
            query: call.raw_query.clone(),
        })
    }

    pub(crate) fn presenter(&self) -> Result<Presenter, Failure> {
        Presenter::new(self.subject.clone(), self.accepted.transform, &self.query)
    }

    /// Whether objects go out as they are stored.
    fn is_plain(&self) -> bool {
        self.accepted.transform.is_none() && self.accepted.encoding == Encoding::Json
    }
}

/// What the path leads to, as far as the form of its answers goes.
pub(crate) fn route(scope: &Scope, call: &Call) -> Route {
    if scope.subresource == Subresource::Log {
        Route::Log
    } else if !scope.resource.is_built_in() {
        Route::Custom
    } else if call.method == http::Method::GET && scope.name.is_empty() {
        Route::Collection
    } else {
        Route::BuiltIn
    }
}

pub(crate) fn wishes(call: &Call) -> Wishes<'_> {
    Wishes {
        accept: &call.accept,
        user_agent: &call.user_agent,
        query: &call.raw_query,
    }
}

/// A refusal.
pub(crate) fn failure(call: &Call, failure: &Failure) -> Reply {
    let encoding = of_failure(wishes(call));
    let reply = encoded(failure.code, encoding, &failure.to_status());
    match &failure.details {
        Some(details) if details.retry_after_seconds > 0 => {
            reply.header("retry-after", &details.retry_after_seconds.to_string())
        }
        _ => reply,
    }
}

fn encoded(code: u16, encoding: Encoding, value: &Value) -> Reply {
    Reply::new(code, encoding.content_type(), encoding.write(value))
}

/// Where clients outside of the cluster are told to find it.
const ADDRESS: &str = "127.0.0.1:6443";

/// `/version`, `/apis` and all that is about no object; `None` when the path is not one of them.
pub(crate) fn non_resource(model: &Model, call: &Call) -> Option<Reply> {
    let served: Vec<Served<'_>> = model
        .types()
        .map(|resource| Served {
            resource,
            storage_version: model.storage_version(resource),
            terminating: model.is_terminating(resource),
        })
        .collect();
    let world = World {
        served: &served,
        address: ADDRESS,
    };
    endpoints::answer(&call.head(), &world).map(Reply::from_response)
}

/// The answer to a path behind which there is nothing.
pub(crate) fn unserved(call: &Call) -> Reply {
    Reply::from_response(endpoints::unserved(&call.head()))
}

/// Any object, such as a Status or a Scale.
pub(crate) fn value(form: &Form, call: &Call, code: u16, value: &Value) -> Result<Reply, Failure> {
    let presented = form.presenter()?.object(value, call.now)?;
    Ok(encoded(code, form.accepted.encoding, &presented))
}

/// An object from the store.
pub(crate) fn object(
    scope: &Scope,
    form: &Form,
    call: &Call,
    code: u16,
    record: &Record,
) -> Result<Reply, Failure> {
    if !form.is_plain() {
        return value(form, call, code, &typed(scope, record));
    }
    let mut body = Vec::with_capacity(record.text().len() + 64);
    let resource = &scope.resource;
    record.write_typed(&resource.api_version(), &resource.kind, &mut body);
    body.push(b'\n');
    Ok(Reply::new(code, "application/json", body))
}

fn typed(scope: &Scope, record: &Record) -> Value {
    let mut object = record.to_value();
    object["kind"] = scope.resource.kind.as_str().into();
    object["apiVersion"] = scope.resource.api_version().into();
    object
}

/// What was written. A dry run has stored nothing, so what is new has no version yet.
pub(crate) fn written(
    scope: &Scope,
    form: &Form,
    call: &Call,
    written: &Written,
) -> Result<Reply, Failure> {
    let code = if written.created { 201 } else { 200 };
    if written.created && written.dry_run {
        let mut object = typed(scope, &written.record);
        let metadata = super::object::metadata_mut(&mut object);
        match &written.given_version {
            Some(version) => metadata.insert("resourceVersion".into(), version.clone()),
            None => metadata.remove("resourceVersion"),
        };
        value(form, call, code, &object)
    } else {
        object(scope, form, call, code, &written.record)
    }
}

pub(crate) fn list(
    scope: &Scope,
    form: &Form,
    call: &Call,
    listed: &Listed,
) -> Result<Reply, Failure> {
    if form.is_plain() {
        return Ok(plain_list(scope, listed));
    }
    let metadata = metadata(listed);
    let items: Vec<Value> = listed.records.iter().map(|it| typed(scope, it)).collect();
    let presented = form.presenter()?.list(&items, &metadata, call.now)?;
    let value = match presented {
        Some(value) => value,
        None => serde_json::from_slice(&plain_list(scope, listed).body)
            .map_err(|error| Failure::new(500, "InternalError", error.to_string()))?,
    };
    Ok(encoded(200, form.accepted.encoding, &value))
}

fn metadata(listed: &Listed) -> Value {
    let mut metadata = json!({ "resourceVersion": listed.revision.to_string() });
    if !listed.continue_token.is_empty() {
        metadata["continue"] = listed.continue_token.as_str().into();
    }
    if let Some(remaining) = listed.remaining {
        metadata["remainingItemCount"] = remaining.into();
    }
    metadata
}

/// Objects are copied as they are stored. Those of built-in kinds go without their type.
fn plain_list(scope: &Scope, listed: &Listed) -> Reply {
    let resource = &scope.resource;
    let mut metadata = metadata(listed);
    if !resource.is_built_in() {
        // Lists of custom objects have the field always.
        metadata["continue"] = listed.continue_token.as_str().into();
    }
    let head = json!({ "kind": resource.list_kind, "apiVersion": resource.api_version(),
        "metadata": metadata });
    let mut body = head.to_string().into_bytes();
    body.pop();
    body.extend_from_slice(b",\"items\":[");
    for (index, record) in listed.records.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        if resource.is_built_in() {
            body.extend_from_slice(record.text());
        } else {
            record.write_typed(&resource.api_version(), &resource.kind, &mut body);
        }
    }
    body.extend_from_slice(b"]}\n");
    Reply::new(200, "application/json", body)
}
