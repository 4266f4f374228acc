//! What narrows the table down.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::grid;
use super::state::State;
use crate::words::{count, state_of};

/// Namespace, filter, columns, and how many objects that leaves.
#[component]
pub(crate) fn Toolbar(state: State) -> impl IntoView {
    let filter = Memo::new(move |_| state.arrangement.read().filter.clone());
    let wide = Memo::new(move |_| state.arrangement.read().wide);
    let set_filter = move |text: String| state.change(|place| place.arrangement.filter = text);
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if !filter.read_untracked().is_empty() => {
            event.stop_propagation();
            set_filter(String::new());
        }
        "Escape" | "Enter" | "ArrowDown" => {
            event.prevent_default();
            event.stop_propagation();
            grid::focus();
        }
        _ => {}
    };
    let toggle = move |event| {
        let wide = event_target_checked(&event);
        state.change(|place| place.arrangement.wide = wide);
    };
    view! {
        <div id="toolbar" role="search">
            <Namespaces state/>
            <input
                id="filter"
                type="search"
                placeholder="Filter   /"
                aria-label="Filter rows"
                autocomplete="off"
                spellcheck="false"
                prop:value=filter
                on:input=move |event| set_filter(event_target_value(&event))
                on:keydown=key
            />
            <label class="wide">
                <input id="wide" type="checkbox" prop:checked=wide on:change=toggle/>
                "Wide"
            </label>
            <output id="count">{move || counted(state)}</output>
        </div>
    }
}

/// Empty until something is known.
fn counted(state: State) -> String {
    let summary = state.summary.read();
    match state_of(&summary.sync) {
        "starting" => String::new(),
        _ => count(summary.matching, summary.total),
    }
}

#[component]
fn Namespaces(state: State) -> impl IntoView {
    let chosen = Memo::new(move |_| state.place.read().namespace.clone().unwrap_or_default());
    // What a link chose is offered, even if there is no such namespace (any more).
    let names = Memo::new(move |_| {
        let mut names = state.namespaces.get();
        let chosen = chosen.get();
        if !chosen.is_empty() && !names.contains(&chosen) {
            names.insert(0, chosen);
        }
        names
    });
    let is_of_the_cluster = move || state.kind().is_some_and(|kind| !kind.namespaced);
    let choose = move |event| {
        let name = event_target_value(&event);
        let name = Some(name).filter(|name| !name.is_empty());
        state.change(|place| {
            place.namespace = name;
            place.object = None;
        });
    };
    let option = move |name: String| {
        let value = name.clone();
        view! { <option value=value.clone() prop:selected=move || chosen.get() == value>{name}</option> }
    };
    view! {
        <select
            id="namespace"
            aria-label="Namespace"
            disabled=is_of_the_cluster
            on:change=choose
        >
            <option value="" prop:selected=move || chosen.read().is_empty()>"All namespaces"</option>
            <For each=move || names.get() key=Clone::clone children=option/>
        </select>
    }
}
