use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use http::Method;

use crate::conformance::target::{Check, chunk_of, describe, ensure, request, text_of, violation};
use crate::conformance::{Target, Verdict};

/// `send` is ready when the head has arrived, before any byte of the body is sent.
pub async fn head_before_body(target: &Target) -> Verdict {
    target
        .within(async {
            target.needs_parallel(2)?;
            let id = target.fresh().await?;
            let path = format!("/gated?id={id}&count=1&size=3");
            // The server sends no byte of the body before it is told to.
            let response = target.get(&path).await?;
            target.release(&id).await?;
            let text = text_of(&path, response.into_body()).await?;
            ensure(text == "000", || format!("the body is {text:?}"))
        })
        .await
}

/// Each chunk can be read before the server sends the next one.
pub async fn chunks_are_not_buffered(target: &Target) -> Verdict {
    target.within(chunk_by_chunk(target, 8, 700)).await
}

/// Chunks of a single byte can be read while the body stays open.
pub async fn small_chunks_arrive_while_the_body_is_open(target: &Target) -> Verdict {
    target.within(chunk_by_chunk(target, 20, 1)).await
}

async fn chunk_by_chunk(target: &Target, count: usize, size: usize) -> Check {
    target.needs_parallel(2)?;
    let id = target.fresh().await?;
    let path = format!("/gated?id={id}&count={count}&size={size}");
    let mut body = target.get(&path).await?.into_body();
    for n in 0..count {
        target.release(&id).await?;
        let mut arrived = Vec::new();
        while arrived.len() < size {
            arrived.extend_from_slice(&chunk_of(&path, &mut body).await?);
        }
        let digit = b'0' + (n % 10) as u8;
        ensure(arrived == vec![digit; size], || {
            format!("chunk {n} of {path} arrived as {arrived:?}")
        })?;
    }
    match body.next().await {
        None => Ok(()),
        Some(Ok(chunk)) => violation(format!("after the last chunk came {chunk:?}")),
        Some(Err(error)) => violation(format!("the end is an error: {}", describe(&error))),
    }
}

/// A head that takes its time is waited for.
pub async fn slow_head_is_awaited(target: &Target) -> Verdict {
    target
        .within(async {
            target.needs_parallel(2)?;
            let id = target.fresh().await?;
            let path = format!("/gated-head?id={id}");
            let head = target
                .http
                .send(request(Method::GET, &target.url(&path), "")?);
            let pause = pin!(async {
                target.until(&id, |seen| seen.open == 1).await?;
                target.timer.sleep(Duration::from_millis(500)).await;
                Ok(())
            });
            let head = match select(head, pause).await {
                Either::Left((Ok(_), _)) => return violation("a head came before it was sent"),
                Either::Left((Err(error), _)) => {
                    return violation(format!("it did not wait: {}", describe(&error)));
                }
                Either::Right((waited, head)) => {
                    waited?;
                    head
                }
            };
            target.release(&id).await?;
            match head.await {
                Ok(response) => {
                    let text = text_of(&path, response.into_body()).await?;
                    ensure(text == "released", || format!("the body is {text:?}"))
                }
                Err(error) => violation(format!("it did not wait: {}", describe(&error))),
            }
        })
        .await
}
