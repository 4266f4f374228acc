//! What a person sees when the page itself is broken: a message, never an empty page.

use std::panic;

use super::dom;

/// Shows panics on the page, besides on the console.
pub(crate) fn catch() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show(&info.to_string());
    }));
}

/// Shows why the page has stopped. The first reason stays: the others follow from it.
pub(crate) fn show(reason: &str) {
    let (Some(failure), Some(text)) = (dom::by_id("failure"), dom::by_id("failure-text")) else {
        return;
    };
    if failure.has_attribute("hidden") {
        text.set_text_content(Some(reason));
        // Fails only for names that are none.
        let _ = failure.remove_attribute("hidden");
    }
}
