//! Keys that work wherever the keyboard is.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent};

use super::state::State;
use super::{dom, grid};

/// `/` leads to the filter, Escape closes the object.
pub(crate) fn listen(state: State) {
    dom::on(&dom::document(), "keydown", move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
            return;
        }
        match event.key().as_str() {
            "/" if !is_typed_into(&event) => {
                event.prevent_default();
                focus_filter();
            }
            "Escape" => {
                state.show(None);
                grid::focus();
            }
            _ => {}
        }
    });
    grid::focus();
}

fn is_typed_into(event: &KeyboardEvent) -> bool {
    event.target().is_some_and(|target| {
        target.has_type::<HtmlInputElement>() || target.has_type::<HtmlSelectElement>()
    })
}

fn focus_filter() {
    let filter = dom::by_id("filter").and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    if let Some(filter) = filter {
        // Fails for elements that are not in the page, and this one is.
        let _ = filter.unchecked_ref::<HtmlElement>().focus();
        filter.select();
    }
}
