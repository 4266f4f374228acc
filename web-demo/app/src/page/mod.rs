//! The page itself: a shell of signals around a table that is written by hand.

mod detail;
mod dom;
mod failure;
mod hash;
mod keys;
mod link;
mod painter;
mod rows;
mod sidebar;
mod state;
mod status;
mod table;
mod titles;
mod toolbar;
mod yaml;

use leptos::mount::mount_to_body;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use state::State;

/// Runs when the browser has loaded the module.
#[wasm_bindgen(start)]
pub fn start() {
    failure::catch();
    let state = State::new();
    link::start(state);
    hash::follow(state);
    mount_to_body(move || view! { <Shell state/> });
    keys::listen(state);
    painter::listen(state);
    if let Some(boot) = dom::by_id("boot") {
        boot.remove();
    }
}

/// Everything that can be seen.
#[component]
fn Shell(state: State) -> impl IntoView {
    let is_open = move || state.object_key.read().is_some();
    view! {
        <div id="shell" class:with-detail=is_open>
            <sidebar::Sidebar state/>
            <main>
                <toolbar::Toolbar state/>
                <status::Problem state/>
                <table::Grid state/>
                <status::Status state/>
            </main>
            <Show when=is_open>
                <detail::Detail state/>
            </Show>
        </div>
    }
}
