//! The open views, one of which is seen; the others stay up to date behind it.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::grid;
use super::state::{Mark, State};
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
            <nav aria-label="Open views">
                <For each=move || ids.get() key=|id| *id let:id>
                    <Tab state id/>
                </For>
            </nav>
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
    let title = Memo::new(move |_| title(state, id));
    let mark = Memo::new(move |_| mark(state, id));
    let look = move |_| {
        state.tabs.update(|tabs| tabs.look_at(id));
        grid::focus();
    };
    let words_id = format!("tab-words-{id}");
    let words = move || mark.read().words.clone();
    let delete = move |event: KeyboardEvent| {
        if event.key() == "Delete" {
            close(state, id);
        }
    };
    view! {
        <div class="tab" class:current=is_current data-tab=id data-state=move || mark.read().state>
            <button
                type="button"
                class="look"
                aria-current=move || is_current.get().then_some("true")
                aria-describedby=words_id.clone()
                title=words
                on:click=look
                on:keydown=delete
            >
                <span class="dot" aria-hidden="true"></span>
                {title}
                <span class="tab-count">{move || total(&mark.read())}</span>
            </button>
            <span class="unseen" id=words_id>{words}</span>
            <Close state id title/>
        </div>
    }
}

#[component]
fn Close(state: State, id: u32, title: Memo<String>) -> impl IntoView {
    let is_only = Memo::new(move |_| state.tabs.read().list().len() == 1);
    view! {
        <button
            type="button"
            class="close"
            title="Close"
            aria-label=move || format!("Close {}", title.get())
            hidden=is_only
            on:click=move |_| close(state, id)
        >
            "×"
        </button>
    }
}

fn close(state: State, id: u32) {
    state.tabs.update(|tabs| tabs.close(id));
}

/// What the tab says about its view.
fn mark(state: State, id: u32) -> Mark {
    let marks = state.marks.read();
    let mark = marks.iter().find(|mark| mark.tab == id);
    mark.cloned().unwrap_or(Mark {
        tab: id,
        state: "starting",
        words: String::new(),
        total: 0,
    })
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

fn total(mark: &Mark) -> String {
    if mark.state == "starting" {
        String::new()
    } else {
        grouped(mark.total as u64)
    }
}
