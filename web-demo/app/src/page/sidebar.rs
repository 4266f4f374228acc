//! The kinds that the cluster serves.

use leptos::prelude::*;
use outrigger_demo_model::kinds::search;
use outrigger_demo_model::message::KindEntry;
use web_sys::{KeyboardEvent, MouseEvent};

use super::grid;
use super::state::{Source, State};
use crate::place::Place;

/// What most people look at, in this order; everything is below.
const COMMON: [&str; 14] = [
    "pods",
    "deployments.apps",
    "statefulsets.apps",
    "daemonsets.apps",
    "replicasets.apps",
    "jobs.batch",
    "cronjobs.batch",
    "services",
    "ingresses.networking.k8s.io",
    "configmaps",
    "secrets",
    "nodes",
    "namespaces",
    "events",
];

/// The list of kinds, with a search.
#[component]
pub(crate) fn Sidebar(state: State) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let found = Memo::new(move |_| -> Vec<KindEntry> {
        let kinds = state.kinds.read();
        let found = search(&kinds, &text.read());
        found.into_iter().cloned().collect()
    });
    let common = Memo::new(move |_| -> Vec<KindEntry> {
        if !text.read().trim().is_empty() {
            return Vec::new();
        }
        let kinds = COMMON.iter().filter_map(|key| state.kind_of(key));
        kinds.collect()
    });
    view! {
        <nav id="sidebar" aria-label="Kinds">
            <h1><img src="icon.svg" alt="" width="22" height="22"/>"Outrigger"</h1>
            <Simulated state/>
            <Search state text found/>
            <div class="kinds">
                <Kinds state kinds=common/>
                <Show when=move || !common.read().is_empty()>
                    <h2>"All kinds"</h2>
                </Show>
                <Kinds state kinds=found/>
                <Show when=move || found.read().is_empty()>
                    <p class="none">{move || none(state)}</p>
                </Show>
            </div>
        </nav>
    }
}

/// What narrows the list down; Enter looks at the first.
#[component]
fn Search(state: State, text: RwSignal<String>, found: Memo<Vec<KindEntry>>) -> impl IntoView {
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            let first = found.read_untracked().first().map(KindEntry::key);
            if let Some(first) = first {
                text.set(String::new());
                open(state, &first);
            }
        }
        "Escape" if !text.read_untracked().is_empty() => {
            // The next one closes the object.
            event.stop_propagation();
            text.set(String::new());
        }
        _ => {}
    };
    view! {
        <input
            id="kind-search"
            type="search"
            placeholder="Find a kind"
            aria-label="Find a kind"
            autocomplete="off"
            spellcheck="false"
            prop:value=text
            on:input=move |event| text.set(event_target_value(&event))
            on:keydown=key
        />
    }
}

/// Says that the cluster is none of anybody's.
#[component]
fn Simulated(state: State) -> impl IntoView {
    let is_simulated = move || state.source.get() == Source::Simulated;
    view! {
        <Show when=is_simulated>
            <p id="simulated" title="No API server is behind this page: everything it shows is made up">
                "Simulated cluster in this page"
            </p>
        </Show>
    }
}

#[component]
fn Kinds(state: State, kinds: Memo<Vec<KindEntry>>) -> impl IntoView {
    view! {
        <ul>
            <For each=move || kinds.get() key=KindEntry::key let:kind>
                <Kind state kind/>
            </For>
        </ul>
    }
}

#[component]
fn Kind(state: State, kind: KindEntry) -> impl IntoView {
    let key = kind.key();
    let link = Place {
        resource: key.clone(),
        ..Place::default()
    };
    let current = {
        let key = key.clone();
        Memo::new(move |_| state.place.read().resource == key)
    };
    let names = kind.short_names.join(", ");
    let hint = format!("{} {} {names}", kind.key(), kind.version);
    let click = {
        let key = key.clone();
        move |event: MouseEvent| {
            // Otherwise the browser opens the link in a tab of its own.
            if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                event.prevent_default();
                open(state, &key);
            }
        }
    };
    let is_current = move || current.get().then_some("page");
    view! {
        <li>
            <a
                href=link.hash()
                data-kind=key
                title=hint.trim_end().to_owned()
                aria-current=is_current
                on:click=click
            >
                {kind.title}
                <span class="group">{kind.group}</span>
            </a>
        </li>
    }
}

fn open(state: State, resource: &str) {
    state.tabs.update(|tabs| tabs.open(resource));
    grid::focus();
}

fn none(state: State) -> &'static str {
    if state.kinds.read().is_empty() {
        "The cluster has not said what it serves"
    } else {
        "No kind is called so"
    }
}
