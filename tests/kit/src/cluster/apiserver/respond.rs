use serde_json::json;

use super::call::Call;
use super::failure::Failure;
use super::model::{Model, Scope};
use super::read::Listed;
use super::reply::Reply;
use super::store::Record;
use super::write::Written;

/// `/version`, `/apis` and all that is no resource.
pub(crate) fn non_resource(model: &Model, call: &Call) -> Reply {
    let _ = (model, call);
    Reply::plain_not_found()
}

pub(crate) fn object(
    scope: &Scope,
    call: &Call,
    code: u16,
    record: &Record,
) -> Result<Reply, Failure> {
    let _ = call;
    let mut body = Vec::with_capacity(record.text().len() + 64);
    record.write_typed(
        &scope.resource.api_version(),
        &scope.resource.kind,
        &mut body,
    );
    body.push(b'\n');
    Ok(Reply::new(code, "application/json", body))
}

pub(crate) fn written(
    scope: &Scope,
    call: &Call,
    code: u16,
    written: &Written,
) -> Result<Reply, Failure> {
    object(scope, call, code, &written.record)
}

pub(crate) fn list(scope: &Scope, call: &Call, listed: &Listed) -> Result<Reply, Failure> {
    let _ = call;
    let resource = &scope.resource;
    let mut metadata = json!({ "resourceVersion": listed.revision.to_string() });
    if !listed.continue_token.is_empty() {
        metadata["continue"] = listed.continue_token.as_str().into();
    }
    if let Some(remaining) = listed.remaining {
        metadata["remainingItemCount"] = remaining.into();
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
    Ok(Reply::new(200, "application/json", body))
}
