use futures_util::future::try_join_all;
use http::{Method, Response};
use outrigger::transport::TransportErrorKind::Refused;
use outrigger::transport::{Body, LongLived};

use crate::conformance::target::{
    Check, chunk_of, ensure, ensure_kind, not_applicable, request, text_of, violation,
};
use crate::conformance::{Target, Verdict};

/// Requests at the same time each get their own answer.
pub async fn concurrent_requests(target: &Target) -> Verdict {
    target
        .within(async {
            let requests = (0..50).map(|n| async move {
                let url = target.url(&format!("/echo?n={n}"));
                let sent = format!("body {n}");
                let response = target
                    .send(request(Method::POST, &url, sent.clone())?)
                    .await?;
                let text = text_of(&url, response.into_body()).await?;
                ensure(text == sent, || format!("{sent:?} was answered {text:?}"))
            });
            try_join_all(requests).await.map(drop)
        })
        .await
}

/// A `GET` is answered while a hundred watches are open.
pub async fn a_hundred_open_watches_do_not_block_a_get(target: &Target) -> Verdict {
    target
        .within(async {
            target.needs_parallel(101)?;
            watches_and_a_get(target, 100).await
        })
        .await
}

/// A transport that declares how many exchanges can be open at once allows that many.
pub async fn declared_parallel_streams_are_real(target: &Target) -> Verdict {
    target
        .within(async {
            match target.capabilities.parallel_streams {
                None => not_applicable("the transport declares no limit"),
                Some(limit) => watches_and_a_get(target, limit.saturating_sub(1)).await,
            }
        })
        .await
}

async fn watches_and_a_get(target: &Target, count: usize) -> Check {
    let opened = (0..count).map(|n| async move {
        let path = format!("/watch?interval=1000&n={n}");
        let mut body = watch(target, &path).await?.into_body();
        chunk_of(&path, &mut body).await?;
        Ok(body)
    });
    let mut open = try_join_all(opened).await?;
    target.text("/status/200").await?;
    // They are open still, and go on.
    let next = open.iter_mut().map(|body| chunk_of("/watch", body));
    try_join_all(next).await.map(drop)
}

/// Responses of some MiB that nobody reads leave others untouched.
pub async fn unread_bodies_do_not_starve_others(target: &Target) -> Verdict {
    target
        .within(async {
            target.needs_parallel(3)?;
            let opened = (0..unread(target)).map(|_| target.get("/large?bytes=4194304"));
            let open = try_join_all(opened).await?;
            others_go_on(target).await?;
            drop(open);
            Ok(())
        })
        .await
}

/// Watches that nobody reads, with ever more to send, leave others untouched, among them other
/// watches.
pub async fn unread_watches_do_not_starve_others(target: &Target) -> Verdict {
    target
        .within(async {
            target.needs_parallel(3)?;
            let path = "/watch?interval=0&size=65536";
            let opened = (0..unread(target)).map(|_| watch(target, path));
            let open = try_join_all(opened).await?;
            others_go_on(target).await?;
            let mut other = watch(target, "/watch?interval=10").await?.into_body();
            for _ in 0..5 {
                chunk_of("/watch", &mut other).await?;
            }
            drop(open);
            Ok(())
        })
        .await
}

/// How many bodies to leave unread: sixteen, or what the transport allows beside one other.
fn unread(target: &Target) -> usize {
    let limit = target.capabilities.parallel_streams;
    limit.map_or(16, |limit| limit.saturating_sub(2).min(16))
}

async fn others_go_on(target: &Target) -> Check {
    for _ in 0..20 {
        target.text("/status/200").await?;
    }
    let path = "/large?bytes=2097152";
    let text = target.text(path).await?;
    ensure(text.len() == 2 << 20, || {
        format!("{path} has {} bytes", text.len())
    })
}

async fn watch(target: &Target, path: &str) -> Check<Response<Body>> {
    let mut sent = request(Method::GET, &target.url(path), "")?;
    sent.extensions_mut().insert(LongLived);
    target.send(sent).await
}

/// An address where nothing listens is an error of kind
/// [`Refused`].
pub async fn refused_is_refused(target: &Target) -> Verdict {
    target
        .within(async {
            let url = format!("{}/status/200", target.refused);
            match target.http.send(request(Method::GET, &url, "")?).await {
                Ok(response) => violation(format!("{url} was answered {}", response.status())),
                Err(error) => ensure_kind(&url, &error, &[Refused]),
            }
        })
        .await
}
