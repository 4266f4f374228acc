//! One object in full, beside the table.

use leptos::html;
use leptos::prelude::*;

use super::grid;
use super::state::State;
use super::status::clock;
use super::yaml::Lines;
use crate::place::key_text;
use crate::words::Notice;

/// The object's YAML; what changes is marked.
#[component]
pub(crate) fn Detail(state: State) -> impl IntoView {
    let name = move || {
        state
            .object_key
            .get()
            .map(|key| key_text(&key))
            .unwrap_or_default()
    };
    let kind = move || state.kind().map(|kind| kind.title).unwrap_or_default();
    let note = Memo::new(move |_| note(state));
    let close = move |_| {
        state.show(None);
        grid::focus();
    };
    view! {
        <aside id="detail" aria-label="Object">
            <header>
                <div>
                    <span class="kind">{kind}</span>
                    <h2>{name}</h2>
                </div>
                <button type="button" class="close" title="Close (Escape)" aria-label="Close" on:click=close>
                    "×"
                </button>
            </header>
            <p class="none note" role="status">{note}</p>
            <Yaml state/>
            <Managed state/>
        </aside>
    }
}

/// What is said before the YAML, or instead of it.
fn note(state: State) -> String {
    let view = Notice::of(&state.summary.read().sync, clock);
    match state.object.read().as_ref() {
        None => "Reading…".to_owned(),
        Some(object) => object.note(&view),
    }
}

#[component]
fn Yaml(state: State) -> impl IntoView {
    let element = NodeRef::<html::Pre>::new();
    Effect::new(move |before: Option<Lines>| {
        let mut lines = before.unwrap_or_default();
        if let Some(element) = element.get() {
            let object = state.object.read();
            let yaml = object.as_ref().and_then(|object| {
                let text = object.yaml.as_deref()?;
                Some((key_text(&object.key), text))
            });
            lines.show(&element, yaml);
        }
        lines
    });
    view! { <pre id="yaml" tabindex="0" aria-label="YAML" node_ref=element></pre> }
}

/// Folded: seldom looked at, and longer than the rest.
#[component]
fn Managed(state: State) -> impl IntoView {
    let text = Memo::new(move |_| {
        let object = state.object.read();
        object
            .as_ref()
            .map(|object| object.managed_fields.clone())
            .unwrap_or_default()
    });
    view! {
        <Show when=move || !text.read().is_empty()>
            <details id="managed-fields">
                <summary>"managedFields"</summary>
                <pre tabindex="0" aria-label="managedFields">{text}</pre>
            </details>
        </Show>
    }
}
