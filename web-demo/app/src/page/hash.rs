//! The URL says what is looked at, and back and forward lead to what was.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::dom;
use super::state::State;
use crate::place::Place;

/// What the URL says.
pub(crate) fn read() -> Place {
    Place::parse(&dom::window().location().hash().unwrap_or_default())
}

/// Keeps the URL and the state the same.
pub(crate) fn follow(state: State) {
    let window = dom::window();
    dom::on(&window, "popstate", move |_: web_sys::Event| {
        let place = read();
        if *state.place.read_untracked() != place {
            state.tabs.update(|tabs| tabs.navigate(place));
        }
    });
    Effect::new(move |before: Option<Place>| {
        let place = state.place.get();
        if read() != place {
            write(
                &place,
                before.is_some_and(|before| is_a_step(&before, &place)),
            );
        }
        place
    });
}

/// Whether `Back` should lead from `place` to `before`; it should not undo letters of a filter.
fn is_a_step(before: &Place, place: &Place) -> bool {
    let object = (before.object.is_some(), place.object.is_some());
    before.resource != place.resource
        || before.namespace != place.namespace
        || object == (false, true)
}

fn write(place: &Place, step: bool) {
    let Ok(history) = dom::window().history() else {
        return;
    };
    let hash = place.hash();
    // Browsers refuse too many changes a second; the next one brings the URL up to date.
    let _ = if step {
        history.push_state_with_url(&JsValue::NULL, "", Some(&hash))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&hash))
    };
}
