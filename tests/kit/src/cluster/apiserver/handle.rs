use super::call::Call;
use super::definitions;
use super::delete::{self, DeleteOptions, Deleted};
use super::failure::Failure;
use super::logs::{self, LogAnswer, LogPlan};
use super::model::Model;
use super::negotiate::body::patch_type;
use super::negotiate::presenter::Presenter;
use super::negotiate::router::routed;
use super::path::{ResourceTarget, Target};
use super::query::ListQuery;
use super::read::{self, Outcome, Selection, WatchPlan};
use super::reply::Reply;
use super::respond::{self, Form};
use super::scope::{Scope, Subresource, method_not_supported};
use super::write;

/// What a request comes to.
#[derive(Debug)]
pub(crate) enum Answer {
    Whole(Reply),
    Watch(Box<WatchPlan>, Box<Presenter>),
    Log(Box<LogPlan>),
}

pub(crate) fn handle(model: &mut Model, call: &Call) -> Outcome<Answer> {
    if let Some(reply) = respond::non_resource(model, call) {
        return Ok(Answer::Whole(reply));
    }
    let target = match Target::of(&call.path) {
        Target::Resource(target) if model.serves_group(&target.group, &target.version) => target,
        _ => return Ok(Answer::Whole(respond::unserved(call))),
    };
    let Some(scope) = model.scope(&target, &call.method)? else {
        return Ok(Answer::Whole(respond::unserved(call)));
    };
    authorize(&scope, call)?;
    if !scope.subresource.takes(&call.method) {
        return Err(method_not_supported(&scope, "").into());
    }
    check_name(&scope)?;
    let answer = match call.method.as_str() {
        "HEAD" if scope.resource.is_built_in() => {
            return Err(method_not_supported(&scope, "").into());
        }
        "GET" | "HEAD" => return read_it(model, &scope, &target, call),
        "POST" | "PUT" | "PATCH" => write_it(model, &scope, call)?,
        "DELETE" => delete_it(model, &scope, call)?,
        _ => return Err(method_not_supported(&scope, "").into()),
    };
    if scope.resource.group == "apiextensions.k8s.io" {
        definitions::settle(model, call.now);
    }
    Ok(Answer::Whole(answer))
}

/// Everyone may do everything, except in the name of somebody who is no administrator: nobody has
/// been given any rights here.
fn authorize(scope: &Scope, call: &Call) -> Result<(), Failure> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let Some(user) = call.headers.get("impersonate-user").map(text) else {
        return Ok(());
    };
    let groups = call.headers.get_all("impersonate-group");
    if groups.iter().any(|group| group == "system:masters") {
        return Ok(());
    }
    let (group, plural) = (&scope.resource.group, &scope.resource.plural);
    let resource = match scope.subresource.name() {
        "" => plural.clone(),
        subresource => format!("{plural}/{subresource}"),
    };
    let place = match scope.namespace.as_str() {
        "" => "at the cluster scope".to_owned(),
        namespace => format!("in the namespace {namespace:?}"),
    };
    let why = format!(
        "User {user:?} cannot {} resource {resource:?} in API group {group:?} {place}",
        verb(scope, call)
    );
    Err(Failure::forbidden(group, plural, &scope.name, &why))
}

/// The verb as authorization calls it.
fn verb(scope: &Scope, call: &Call) -> &'static str {
    let named = !scope.name.is_empty();
    match call.method.as_str() {
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" if named => "delete",
        "DELETE" => "deletecollection",
        _ if named => "get",
        _ if call.query.get("watch").is_some() => "watch",
        _ => "list",
    }
}

/// A name must be one part of a path.
fn check_name(scope: &Scope) -> Result<(), Failure> {
    let name = scope.name.as_str();
    let why = match name {
        "." | ".." => format!("may not be '{name}'"),
        name if name.contains('%') => "may not contain '%'".to_owned(),
        _ => return Ok(()),
    };
    let message = format!("Name parameter invalid: {name:?}: {why}");
    Err(Failure::bad_request(message))
}

fn read_it(
    model: &mut Model,
    scope: &Scope,
    target: &ResourceTarget,
    call: &Call,
) -> Outcome<Answer> {
    let form = Form::agree(scope, call)?;
    if scope.subresource == Subresource::Log {
        return Ok(match logs::answer(model, scope, call)? {
            LogAnswer::Stream(plan) => Answer::Log(plan),
            LogAnswer::Nothing => Answer::Whole(Reply::nothing()),
        });
    }
    if !scope.name.is_empty() && !target.watch {
        let record = read::get(model, scope, call)?;
        if scope.subresource == Subresource::Scale {
            let scale = write::scale_of(scope, &record)?;
            return Ok(Answer::Whole(respond::value(&form, call, 200, &scale)?));
        }
        return Ok(Answer::Whole(respond::object(
            scope, &form, call, 200, &record,
        )?));
    }
    let query = ListQuery::decode(&call.query, target.watch)?;
    let selection = Selection::parse(scope, &query)?;
    if query.watch {
        form.accepted.stream()?;
        let plan = read::plan(model, scope, &query, selection)?;
        let presenter = form.presenter()?;
        return Ok(Answer::Watch(Box::new(plan), Box::new(presenter)));
    }
    let listed = read::list(model, scope, &query, &selection)?;
    Ok(Answer::Whole(respond::list(scope, &form, call, &listed)?))
}

fn write_it(model: &mut Model, scope: &Scope, call: &Call) -> Result<Reply, Failure> {
    if !scope.subresource.is_posted() {
        write::check_method(scope, call)?;
    }
    let form = match call.method {
        http::Method::PATCH => {
            routed(
                respond::route(scope, call),
                Some(call.content_type.as_str()),
                &call.accept,
            )?;
            patch_type(call.content_type.as_str(), respond::route(scope, call))?;
            Form::agree(scope, call)?
        }
        _ => Form::agree(scope, call)?,
    };
    if scope.subresource == Subresource::Scale {
        let scale = write::scale(model, scope, call)?;
        return respond::value(&form, call, 200, &scale);
    }
    if scope.subresource.is_posted() {
        let answer = write::post(model, scope, call)?;
        // A Status knows its own code.
        let code = answer["code"]
            .as_u64()
            .and_then(|code| u16::try_from(code).ok());
        return respond::value(&form, call, code.unwrap_or(201), &answer);
    }
    let written = match call.method.as_str() {
        "POST" => write::create(model, scope, call)?,
        "PUT" => write::replace(model, scope, call)?,
        _ => write::patch(model, scope, call)?,
    };
    respond::written(scope, &form, call, &written)
}

fn delete_it(model: &mut Model, scope: &Scope, call: &Call) -> Outcome<Reply> {
    if scope.subresource != Subresource::None {
        return Err(method_not_supported(scope, "delete").into());
    }
    if scope.name.is_empty() {
        return delete_them(model, scope, call);
    }
    let form = Form::agree(scope, call)?;
    let options = DeleteOptions::decode(call)?;
    let deleted = delete::delete(model, scope, &options, call)?;
    let pending = matches!(deleted, Deleted::Pending(_));
    let code = if pending && options.orphan_dependents == Some(false) {
        202
    } else {
        200
    };
    Ok(if pending || delete::returns_object(scope) {
        respond::object(scope, &form, call, code, deleted.record())?
    } else {
        let status = delete::success(scope, deleted.record());
        respond::value(&form, call, 200, &status)?
    })
}

fn delete_them(model: &mut Model, scope: &Scope, call: &Call) -> Outcome<Reply> {
    if scope.resource.namespaced && scope.namespace.is_empty() || scope.is_core("Namespace") {
        return Err(method_not_supported(scope, "deletecollection").into());
    }
    let form = Form::agree(scope, call)?;
    let query = ListQuery::decode(&call.query, false)?;
    let options = DeleteOptions::decode(call)?;
    let listed = delete::delete_collection(model, scope, &query, &options, call)?;
    Ok(respond::list(scope, &form, call, &listed)?)
}
