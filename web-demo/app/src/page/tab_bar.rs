//! The open views, one of which is seen; the others stay up to date behind it.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::grid;
use super::state::State;
use crate::tabs::TABS_MAX;
use crate::words::grouped;

/// The row of tabs.
#[component]
pub(crate) fn TabBar(state: State) -> impl IntoView {
    let ids = Memo::new(move |_| -> Vec<u32> {
        let tabs = state.tabs.read();
        tabs.list().iter().map(|tab| tab.id).collect()
    });
    let is_full = move || ids.read().len() >= TABS_MAX;
    let duplicate = move |_| state.tabs.update(crate::tabs::Tabs::duplicate);
    view! {
        <div id="tabs">
            <div role="tablist" aria-label="Open views">
                <For each=move || ids.get() key=|id| *id let:id>
                    <Tab state id/>
                </For>
            </div>
            <button
                type="button"
                id="duplicate"
                title="Another tab of this kind"
                aria-label="Another tab of this kind"
                disabled=is_full
                on:click=duplicate
            >
                "+"
            </button>
        </div>
    }
}

#[component]
fn Tab(state: State, id: u32) -> impl IntoView {
    let is_current = Memo::new(move |_| state.tabs.read().current() == id);
    let is_only = Memo::new(move |_| state.tabs.read().list().len() == 1);
    let title = Memo::new(move |_| title(state, id));
    let mark = Memo::new(move |_| {
        let marks = state.marks.read();
        let mark = marks.iter().find(|mark| mark.tab == id);
        mark.map_or(("starting", 0), |mark| (mark.state, mark.total))
    });
    let look = move |_| {
        state.tabs.update(|tabs| tabs.look_at(id));
        grid::focus();
    };
    let close = move || state.tabs.update(|tabs| tabs.close(id));
    let delete = move |event: KeyboardEvent| {
        if event.key() == "Delete" {
            close();
        }
    };
    view! {
        <div class="tab" class:current=is_current data-tab=id data-state=move || mark.get().0>
            <button
                type="button"
                class="look"
                role="tab"
                aria-selected=move || is_current.get().to_string()
                aria-controls="table"
                on:click=look
                on:keydown=delete
            >
                <span class="dot" aria-hidden="true"></span>
                {title}
                <span class="tab-count">{move || total(mark.get())}</span>
            </button>
            <button
                type="button"
                class="close"
                title="Close"
                aria-label=move || format!("Close {}", title.get())
                hidden=is_only
                on:click=move |_| close()
            >
                "×"
            </button>
        </div>
    }
}

/// The kind, and the namespace where it says something.
fn title(state: State, id: u32) -> String {
    let tabs = state.tabs.read();
    let Some(tab) = tabs.list().iter().find(|tab| tab.id == id) else {
        return String::new();
    };
    let kind = state.kind_of(&tab.place.resource);
    let namespaced = kind.as_ref().is_none_or(|kind| kind.namespaced);
    let title = kind.map_or_else(|| tab.place.resource.clone(), |kind| kind.title);
    match tab.place.namespace.as_ref().filter(|_| namespaced) {
        Some(namespace) => format!("{title} · {namespace}"),
        None => title,
    }
}

fn total((state, total): (&str, usize)) -> String {
    if state == "starting" {
        String::new()
    } else {
        grouped(total as u64)
    }
}
