//! The table's place in the page, and what the mouse and the keyboard do there.

use leptos::html;
use leptos::prelude::*;
use outrigger_demo_model::message::Sync;
use wasm_bindgen::JsCast as _;
use web_sys::{AnimationEvent, Element, HtmlButtonElement, HtmlElement, KeyboardEvent, MouseEvent};

use super::state::State;
use super::table::{Step, Table};
use super::titles::Titles;
use super::{dom, painter};

/// The table's place in the page; what is inside is not the framework's.
#[component]
pub(crate) fn Grid(state: State) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let body = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let (Some(scroller), Some(body)) = (scroller.get(), body.get()) else {
            return;
        };
        painter::mount(
            state,
            Table::new(scroller.unchecked_into(), body.unchecked_into()),
        );
    });
    let label = move || state.place.read().resource.clone();
    let count = move || state.summary.read().matching + 1;
    let width = move || state.columns.read().len();
    let is_empty = move || state.summary.read().matching == 0;
    view! {
        <div
            id="table"
            role="grid"
            tabindex="0"
            aria-label=label
            aria-rowcount=count
            aria-colcount=width
            node_ref=scroller
            on:scroll=move |_| painter::schedule(state)
            on:keydown=move |event| key(state, &event)
        >
            <Titles state/>
            <div
                class="rows"
                role="rowgroup"
                node_ref=body
                on:click=move |event| click(state, &event)
                on:animationend=|event| flashed(&event)
            ></div>
            <Show when=is_empty>
                <p class="empty">{move || nothing(state)}</p>
            </Show>
        </div>
    }
}

/// Why the table is empty.
fn nothing(state: State) -> String {
    let summary = state.summary.read();
    if summary.total > 0 {
        return "Nothing matches the filter".to_owned();
    }
    match summary.sync {
        Sync::Live => "There is nothing here".to_owned(),
        _ => String::new(),
    }
}

fn click(state: State, event: &MouseEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let row = target.and_then(|target| target.closest("[data-key]").ok().flatten());
    let Some(name) = row.and_then(|row| row.get_attribute("data-key")) else {
        return;
    };
    let key = painter::with_table(|table| table.put_cursor(&name)).flatten();
    if key.is_some() {
        state.show(key);
    }
}

/// A row has flashed; its class says only what it does.
fn flashed(event: &AnimationEvent) {
    let row = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(row) = row {
        // Fails only for texts that are no names.
        let _ = row.class_list().remove_2("flash-a", "flash-b");
    }
}

fn key(state: State, event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let step = match event.key().as_str() {
        "ArrowDown" => Step::By(1),
        "ArrowUp" => Step::By(-1),
        "PageDown" => Step::Pages(1),
        "PageUp" => Step::Pages(-1),
        "Home" => Step::First,
        "End" => Step::Last,
        // On a title, it sorts.
        "Enter" if !is_on_a_button(event) => {
            if let Some(key) = painter::with_table(|table| table.cursor().cloned()).flatten() {
                state.show(Some(key));
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    let at = painter::with_table(|table| table.step(step)).flatten();
    // With an object open, the keyboard leafs through them.
    if at.is_some() && state.object_key.get_untracked().is_some() {
        state.show(at);
    }
    painter::schedule(state);
}

fn is_on_a_button(event: &KeyboardEvent) -> bool {
    let target = event.target();
    target.is_some_and(|target| target.has_type::<HtmlButtonElement>())
}

/// Brings the keyboard to the table.
pub(crate) fn focus() {
    let table = dom::by_id("table").and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(table) = table {
        // Fails for elements that are not in the page, and this one is.
        let _ = table.focus();
    }
}
