//! Rolls a deployment out on a page.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::rollout;

#[wasm_bindgen(start)]
async fn main() -> Result<(), JsError> {
    let client = outrigger_wasm::connect("/")?; // the page's origin, or any URL that allows it (CORS)
    let body = web_sys::window().and_then(|it| it.document()?.body());
    let body = body.ok_or_else(|| JsError::new("no page"))?;
    rollout(client, "web", spawn_local, |line| {
        let _ = body.append_with_str_1(&format!("{line}\n"));
    })
    .await?;
    Ok(())
}
