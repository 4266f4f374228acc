//! What windows and workers have in common, found without asking which of them this is.

use js_sys::{Function, Promise, Reflect};
use outrigger::transport::TransportError;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, Performance, PerformanceResourceTiming, Request, Url};

use crate::error::{invalid, of_js, text_of, unsupported};

/// Whether there is JavaScript around. Elsewhere each call into it would panic.
pub(crate) fn require_browser() -> Result<(), TransportError> {
    if cfg!(all(target_family = "wasm", target_os = "unknown")) {
        Ok(())
    } else {
        Err(unsupported(
            "the browser backend runs in WebAssembly, beside JavaScript",
        ))
    }
}

/// The property `name` of the global object, of a type that is not checked: what workers have
/// there goes by other names than what windows have.
fn global<T: JsCast>(name: &str) -> Result<T, TransportError> {
    require_browser()?;
    let value = property(&js_sys::global(), name);
    if value.is_undefined() || value.is_null() {
        return Err(unsupported(format!("there is no global `{name}` here")));
    }
    Ok(value.unchecked_into())
}

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or_default()
}

/// Sends a request. What comes of it is looked at by the caller: a page may have put a function of
/// its own in the place of the browser's.
pub(crate) fn fetch(request: &Request) -> Result<JsFuture, TransportError> {
    let fetch = global::<JsValue>("fetch")?.dyn_into::<Function>();
    let fetch = fetch.map_err(|_| unsupported("the global `fetch` is no function"))?;
    let response = fetch.call1(&js_sys::global(), request);
    let response = response.map_err(|error| of_js(&error))?;
    Ok(JsFuture::from(Promise::resolve(&response)))
}

pub(crate) fn performance() -> Result<Performance, TransportError> {
    global("performance")
}

/// Eight random bytes.
pub(crate) fn seed() -> Result<u64, TransportError> {
    let mut bytes = [0; 8];
    global::<Crypto>("crypto")?
        .get_random_values_with_u8_array(&mut bytes)
        .map_err(|error| unsupported(text_of(&error)))?;
    Ok(u64::from_le_bytes(bytes))
}

/// `url`, which may be relative to where the page or the worker came from, made absolute.
pub(crate) fn resolve(url: &str) -> Result<Url, TransportError> {
    require_browser()?;
    let resolved = match here() {
        Some(here) => Url::new_with_base(url, &here),
        None => Url::new(url),
    };
    // What the browser says of it may repeat it, and there may be a password in it.
    let resolved = resolved.map_err(|_| invalid("the base is no URL"))?;
    resolved.set_hash("");
    Ok(resolved)
}

/// The URL that relative ones are relative to.
fn here() -> Option<String> {
    let location: JsValue = global("location").ok()?;
    let href = property(&location, "href").as_string()?;
    if href.starts_with("http") {
        return Some(href);
    }
    // A worker made of a blob has no place of its own, but the origin of who made it.
    origin()
}

/// The origin of this page or worker.
pub(crate) fn origin() -> Option<String> {
    global::<JsValue>("origin").ok()?.as_string()
}

/// Whether anything that came from `origin` so far came over HTTP/2 or HTTP/3. Other origins tell
/// only if they send `Timing-Allow-Origin`.
pub(crate) fn multiplexes(origin: &str) -> bool {
    let Ok(performance) = performance() else {
        return false;
    };
    let prefix = format!("{origin}/");
    ["navigation", "resource"].into_iter().any(|kind| {
        performance
            .get_entries_by_type(kind)
            .iter()
            .map(JsCast::unchecked_into::<PerformanceResourceTiming>)
            .filter(|entry| entry.name().starts_with(&prefix))
            .any(|entry| matches!(entry.next_hop_protocol().as_str(), "h2" | "h3"))
    })
}
