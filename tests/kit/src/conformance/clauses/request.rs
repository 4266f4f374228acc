use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use outrigger::transport::TransportErrorKind::{InvalidRequest, Unsupported};
use serde_json::Value;

use crate::conformance::target::{Check, describe, ensure, request, text_of, violation};
use crate::conformance::{Target, Verdict};

/// Path and query are sent as they are: escapes, case of escapes, order, repeated keys.
pub async fn request_line_is_sent_verbatim(target: &Target) -> Verdict {
    target
        .within(async {
            for line in [
                "/request",
                "/request?",
                "/request?labelSelector=app%3Dweb%2Ctier%20in%20%28a%2Cb%29",
                "/request?command=ls&command=-l&command=%2Ftmp",
                "/request?a=%2f&b=%2F&c=+&d=%20&e=&f",
                "/request?z=1&a=2&z=3",
                "/request?fieldSelector=spec.nodeName!%3Dn1,metadata.name%3Dx",
                "/request?emoji=%F0%9F%9B%B6&plain=()*~",
            ] {
                let seen = description(target, &target.url(line)).await?;
                ensure(seen["target"] == line, || {
                    format!("sent {line}, the server saw {}", seen["target"])
                })?;
            }
            Ok(())
        })
        .await
}

/// Nothing is added to the query, whatever the method.
pub async fn no_query_parameters_added(target: &Target) -> Verdict {
    target
        .within(async {
            for method in [
                Method::GET,
                Method::POST,
                Method::PUT,
                Method::PATCH,
                Method::DELETE,
            ] {
                let sent = request(method.clone(), &target.url("/request?watch=1"), "")?;
                let response = target.send(sent).await?;
                let seen = parse(&text_of("/request", response.into_body()).await?)?;
                ensure(seen["target"] == "/request?watch=1", || {
                    format!("{method} /request?watch=1 arrived as {}", seen["target"])
                })?;
            }
            Ok(())
        })
        .await
}

/// The method is the request's.
pub async fn methods_arrive_as_sent(target: &Target) -> Verdict {
    target
        .within(async {
            for method in [
                Method::GET,
                Method::POST,
                Method::PUT,
                Method::PATCH,
                Method::DELETE,
            ] {
                let sent = request(method.clone(), &target.url("/request"), "")?;
                let response = target.send(sent).await?;
                let seen = parse(&text_of("/request", response.into_body()).await?)?;
                ensure(seen["method"] == method.as_str(), || {
                    format!("{method} arrived as {}", seen["method"])
                })?;
            }
            Ok(())
        })
        .await
}

/// Headers arrive with their values, repeated ones with each (or joined by commas).
pub async fn headers_arrive_as_sent(target: &Target) -> Verdict {
    let table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    let mut sent = vec![
        (ACCEPT.as_str(), table),
        (AUTHORIZATION.as_str(), "Bearer not-a-secret"),
        (CONTENT_TYPE.as_str(), "application/merge-patch+json"),
        ("impersonate-user", "system:serviceaccount:shop:web"),
        ("x-spaces", "a b; c=\"d, e\""),
        ("x-repeated", "1"),
        ("x-repeated", "2"),
        ("x-long", LONG),
    ];
    if target.capabilities.set_accept_encoding {
        sent.push((ACCEPT_ENCODING.as_str(), "identity"));
    }
    target
        .within(async {
            let mut out = request(Method::PATCH, &target.url("/request"), "{}")?;
            for (name, value) in &sent {
                out.headers_mut()
                    .append(*name, HeaderValue::from_static(value));
            }
            let response = target.send(out).await?;
            let seen = parse(&text_of("/request", response.into_body()).await?)?;
            for (name, _) in &sent {
                let values: Vec<_> = sent.iter().filter(|(n, _)| n == name).collect();
                let values: Vec<_> = values.iter().map(|(_, value)| *value).collect();
                let (values, arrived) = (values.join(", "), header(&seen, name));
                ensure(arrived == values, || {
                    format!("{name}: {values} arrived as {arrived:?}")
                })?;
            }
            Ok(())
        })
        .await
}

/// A kilobyte, about as long as a service account's token.
const LONG: &str = match std::str::from_utf8(&[b'l'; 1024]) {
    Ok(text) => text,
    Err(_) => "",
};

/// A request body arrives whole, of no bytes, of one, and of 1 MiB; with `DELETE` too.
pub async fn request_body_arrives_whole(target: &Target) -> Verdict {
    target
        .within(async {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                for size in [0, 1, 70_000, 1 << 20] {
                    let body: Bytes = (0..size).map(|n: usize| (n % 251) as u8).collect();
                    let sent = request(method.clone(), &target.url("/echo"), body.clone())?;
                    let back = target.send(sent).await?.into_body().collect(2 << 20).await;
                    match back {
                        Ok(back) => ensure(back == body, || {
                            format!("{method} of {size} bytes arrived as {} bytes", back.len())
                        })?,
                        Err(error) => {
                            return violation(format!("/echo broke: {}", describe(&error)));
                        }
                    }
                }
            }
            Ok(())
        })
        .await
}

/// A URI without scheme and authority, or with a scheme that is not HTTP's, is an error of kind
/// [`InvalidRequest`] (or, for the scheme, [`Unsupported`]).
pub async fn an_unsupported_or_relative_uri_is_invalid_request(target: &Target) -> Verdict {
    target
        .within(async {
            for uri in ["/status/200", "*", "ftp://127.0.0.1/status/200"] {
                match target.http.send(request(Method::GET, uri, "")?).await {
                    Ok(response) => {
                        return violation(format!("{uri} was answered {}", response.status()));
                    }
                    // Network is not enough here: nothing went to the network.
                    Err(error) => {
                        let scheme = uri.starts_with("ftp") && error.kind() == Unsupported;
                        ensure(scheme || error.kind() == InvalidRequest, || {
                            format!("{uri}: expected InvalidRequest, got {}", describe(&error))
                        })?;
                    }
                }
            }
            Ok(())
        })
        .await
}

/// One request goes out as one request, whatever the status.
pub async fn no_retry(target: &Target) -> Verdict {
    target
        .within(async {
            for method in [Method::GET, Method::POST] {
                for status in [401, 408, 425, 429, 500, 502, 503, 504] {
                    let id = target.fresh().await?;
                    let url = target.url(&format!("/status/{status}?id={id}"));
                    let response = target.send(request(method.clone(), &url, "")?).await?;
                    text_of(&url, response.into_body()).await?;
                    let requests = target.seen(&id).await?.requests;
                    ensure(requests == 1, || {
                        format!("{method} answered {status} became {requests} requests")
                    })?;
                }
            }
            Ok(())
        })
        .await
}

async fn description(target: &Target, url: &str) -> Check<Value> {
    let response = target.send(request(Method::GET, url, "")?).await?;
    parse(&text_of(url, response.into_body()).await?)
}

fn parse(text: &str) -> Check<Value> {
    serde_json::from_str(text).or_else(|_| violation(format!("/request answered {text:?}")))
}

/// All values of a header in the server's description of the request, as one.
fn header(seen: &Value, name: &str) -> String {
    let headers = seen["headers"].as_array().map_or(&[][..], Vec::as_slice);
    let values = headers.iter().filter(|pair| pair[0] == name);
    let values: Vec<_> = values.filter_map(|pair| pair[1].as_str()).collect();
    values.join(", ")
}
