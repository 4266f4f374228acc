//! The page itself: a shell of signals around a table that is written by hand.

mod detail;
mod dom;
mod failure;
mod grid;
mod hash;
mod keys;
mod link;
mod painter;
mod rows;
mod sidebar;
mod state;
mod status;
mod tab_bar;
mod table;
mod titles;
mod toolbar;
mod wake;
mod yaml;

use leptos::mount::mount_to_body;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use state::State;

/// Runs when the browser has loaded the module.
#[wasm_bindgen(start)]
pub fn start() {
    failure::catch();
    // Signals live for as long as their owner, and these for as long as the page.
    let owner = Owner::new();
    let state = owner.with(State::new);
    link::start(state);
    mount_to_body(move || {
        hash::follow(state);
        painter::follow(state);
        view! { <Shell state/> }
    });
    std::mem::forget(owner);
    keys::listen(state);
    wake::listen(state);
    if let Some(boot) = dom::by_id("boot") {
        boot.remove();
    }
}

/// Everything that can be seen.
#[component]
fn Shell(state: State) -> impl IntoView {
    let is_open = Memo::new(move |_| state.object_key.read().is_some());
    view! {
        <div id="shell" class:with-detail=is_open>
            <sidebar::Sidebar state/>
            <main>
                <tab_bar::TabBar state/>
                <toolbar::Toolbar state/>
                <status::Problem state/>
                <grid::Grid state/>
                <status::Status state/>
            </main>
            <Show when=move || is_open.get()>
                <detail::Detail state/>
            </Show>
        </div>
    }
}
