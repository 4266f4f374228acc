use std::pin::pin;

use futures_util::future::{Either, select};
use http::Method;

use crate::conformance::target::{Check, chunk_of, describe, request, violation};
use crate::conformance::{Target, Verdict};

/// A body dropped before its end ends the exchange, and the server sees it: both where the
/// server has more to send and where it is silent.
pub async fn dropping_the_body_aborts(target: &Target) -> Verdict {
    target
        .within(async {
            target.needs_parallel(2)?;
            for path in [
                "/hold-body?",
                "/watch?interval=5&size=10&",
                "/large?bytes=1000000000&",
            ] {
                let id = target.fresh().await?;
                let path = format!("{path}id={id}");
                let mut body = target.get(&path).await?.into_body();
                chunk_of(&path, &mut body).await?;
                target.until(&id, |seen| seen.open == 1).await?;
                drop(body);
                given_up(target, &id).await?;
            }
            Ok(())
        })
        .await
}

/// A body of which nothing was read ends the exchange just so.
pub async fn dropping_an_unread_body_aborts(target: &Target) -> Verdict {
    target
        .within(async {
            target.needs_parallel(2)?;
            for path in [
                "/hold-body?",
                "/gated?count=1&size=1&",
                "/large?bytes=1000000000&",
            ] {
                let id = target.fresh().await?;
                let response = target.get(&format!("{path}id={id}")).await?;
                target.until(&id, |seen| seen.open == 1).await?;
                drop(response);
                given_up(target, &id).await?;
            }
            Ok(())
        })
        .await
}

/// The future of `send` dropped before the head ends the exchange, and the server sees it.
pub async fn dropping_the_future_aborts(target: &Target) -> Verdict {
    target
        .within(async {
            target.needs_parallel(2)?;
            for (method, body) in [(Method::GET, ""), (Method::POST, "a body")] {
                let id = target.fresh().await?;
                let url = target.url(&format!("/hold?id={id}"));
                let head = target.http.send(request(method, &url, body)?);
                let arrival = pin!(target.until(&id, |seen| seen.open == 1));
                match select(head, arrival).await {
                    Either::Left((Ok(_), _)) => return violation("/hold was answered"),
                    Either::Left((Err(error), _)) => {
                        return violation(format!("/hold failed: {}", describe(&error)));
                    }
                    Either::Right((arrived, head)) => {
                        arrived?;
                        drop(head);
                    }
                }
                given_up(target, &id).await?;
            }
            Ok(())
        })
        .await
}

async fn given_up(target: &Target, id: &str) -> Check {
    target
        .until(id, |seen| seen.open == 0 && seen.dropped == 1)
        .await
}
