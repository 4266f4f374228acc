//! How far what is shown can be trusted: always to be seen, and told when it changes.

use leptos::prelude::*;

use super::state::{Source, State};
use crate::words::{Notice, rate};

/// The line below the table.
#[component]
pub(crate) fn Status(state: State) -> impl IntoView {
    let sync = Memo::new(move |_| state.summary.read().sync.clone());
    let notice = Memo::new(move |_| Notice::of(&sync.read(), clock));
    let rate = Memo::new(move |_| rate(state.summary.read().changes_per_second));
    // Numbers change with every page of a list: too often to be read out.
    let announced = Memo::new(move |_| {
        let notice = notice.get();
        match notice.state {
            "stale" => format!("{}: {}", notice.title, notice.detail),
            _ => notice.title,
        }
    });
    let source = move || match state.source.get() {
        Source::Unknown => "",
        Source::Server => "cluster/",
        Source::Simulated => "simulated cluster in this page",
    };
    view! {
        <footer>
            <div id="status" data-state=move || notice.get().state>
                <span class="dot" aria-hidden="true"></span>
                <strong>{move || notice.get().title}</strong>
                <span class="why">{move || said(notice.get())}</span>
                <Show when=move || notice.read().state == "live">
                    <span id="rate" title="Changes of this view's objects, in the last second">
                        " "{rate}" changes/s"
                    </span>
                </Show>
            </div>
            <span id="source">{source}</span>
            <div class="unseen" role="status" aria-live="polite">{announced}</div>
        </footer>
    }
}

fn said(notice: Notice) -> String {
    match (notice.state, notice.detail) {
        ("stale" | "waiting", detail) => format!(" — {detail}"),
        (_, detail) if detail.is_empty() => detail,
        (_, detail) => format!(" {detail}"),
    }
}

/// A moment as a time of day, where the reader is.
pub(crate) fn clock(seconds: u64) -> String {
    let moment = js_sys::Date::new(&(seconds as f64 * 1000.0).into());
    let (hours, minutes) = (moment.get_hours(), moment.get_minutes());
    format!("{hours:02}:{minutes:02}:{:02}", moment.get_seconds())
}

/// What went wrong and belongs to no view; it stays until it is closed.
#[component]
pub(crate) fn Problem(state: State) -> impl IntoView {
    let texts = move || {
        let problems = state.problems.get().into_iter();
        problems.map(|text| view! { <p>{text}</p> }).collect_view()
    };
    let is_there = move || !state.problems.read().is_empty();
    view! {
        <Show when=is_there>
            <div id="problem" role="alert">
                <div>{texts}</div>
                <button
                    type="button"
                    class="close"
                    aria-label="Close these messages"
                    on:click=move |_| state.problems.set(Vec::new())
                >
                    "×"
                </button>
            </div>
        </Show>
    }
}
