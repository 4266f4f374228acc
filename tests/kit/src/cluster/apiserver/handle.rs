use super::call::Call;
use super::delete::{self, DeleteOptions};
use super::failure::Failure;
use super::model::{Model, Scope, Subresource, method_not_allowed, not_simulated};
use super::path::{ResourceTarget, Target};
use super::query::ListQuery;
use super::read::{self, Outcome, Selection, WatchPlan};
use super::reply::Reply;
use super::respond;
use super::write::{self, Written};

/// What a request comes to.
#[derive(Debug)]
pub(crate) enum Answer {
    Whole(Reply),
    Watch(Box<WatchPlan>),
}

pub(crate) fn handle(model: &mut Model, call: &Call) -> Outcome<Answer> {
    let target = match Target::of(&call.path) {
        Target::NonResource => return Ok(Answer::Whole(respond::non_resource(model, call))),
        Target::Resource(target) => target,
    };
    if !model.serves_group(&target.group, &target.version) {
        return Ok(Answer::Whole(match target.group.as_str() {
            "" => super::model::unknown_path().into(),
            _ => Reply::plain_not_found(),
        }));
    }
    let scope = model.scope(&target)?;
    if let Some(answer) = scaled(model, &scope, call)? {
        return Ok(Answer::Whole(answer));
    }
    match call.method.as_str() {
        "GET" | "HEAD" => read_it(model, &scope, &target, call),
        "POST" if scope.subresource == Subresource::Binding => {
            Err(not_simulated("the subresource pods/binding").into())
        }
        "POST" => written(&scope, call, write::create(model, &scope, call)?),
        "PUT" => written(&scope, call, write::replace(model, &scope, call)?),
        "PATCH" => written(&scope, call, write::patch(model, &scope, call)?),
        "DELETE" => delete_it(model, &scope, call),
        _ => Err(method_not_allowed().into()),
    }
}

fn read_it(
    model: &mut Model,
    scope: &Scope,
    target: &ResourceTarget,
    call: &Call,
) -> Outcome<Answer> {
    if !scope.name.is_empty() && !target.watch {
        let record = read::get(model, scope, call)?;
        return Ok(Answer::Whole(respond::object(scope, call, 200, &record)?));
    }
    if scope.subresource != Subresource::None {
        return Err(method_not_allowed().into());
    }
    let query = ListQuery::decode(&call.query, target.watch)?;
    let selection = Selection::parse(scope, &query)?;
    if query.watch {
        let plan = read::plan(model, scope, &query, selection)?;
        return Ok(Answer::Watch(Box::new(plan)));
    }
    let listed = read::list(model, scope, &query, &selection)?;
    Ok(Answer::Whole(respond::list(scope, call, &listed)?))
}

fn written(scope: &Scope, call: &Call, written: Written) -> Outcome<Answer> {
    let code = if written.created { 201 } else { 200 };
    let mut reply = respond::written(scope, call, code, &written)?;
    for warning in &written.warnings {
        reply = reply.warning(warning);
    }
    Ok(Answer::Whole(reply))
}

fn delete_it(model: &mut Model, scope: &Scope, call: &Call) -> Outcome<Answer> {
    if scope.subresource != Subresource::None {
        return Err(method_not_allowed().into());
    }
    if scope.name.is_empty() {
        if scope.resource.namespaced && scope.namespace.is_empty() || scope.is_core("Namespace") {
            return Err(method_not_allowed().into());
        }
        let query = ListQuery::decode(&call.query, false)?;
        let options = DeleteOptions::decode(call)?;
        let listed = delete::delete_collection(model, scope, &query, &options, call)?;
        return Ok(Answer::Whole(respond::list(scope, call, &listed)?));
    }
    let options = DeleteOptions::decode(call)?;
    let deleted = delete::delete(model, scope, &options, call)?;
    let whole = matches!(deleted, delete::Deleted::Pending(_)) || delete::returns_object(scope);
    let code = match deleted {
        delete::Deleted::Pending(_) if options.orphan_dependents == Some(false) => 202,
        _ => 200,
    };
    Ok(Answer::Whole(if whole {
        respond::object(scope, call, code, deleted.record())?
    } else {
        Reply::json(200, &delete::success(scope, deleted.record()))
    }))
}

/// `/scale` is an object of its own kind.
fn scaled(model: &mut Model, scope: &Scope, call: &Call) -> Result<Option<Reply>, Failure> {
    let _ = (model, call);
    match scope.subresource {
        Subresource::Scale => Err(not_simulated("the scale subresource")),
        _ => Ok(None),
    }
}
