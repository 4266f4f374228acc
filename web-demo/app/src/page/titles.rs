//! The titles of the columns; a click sorts.

use leptos::prelude::*;
use outrigger_demo_model::message::Column;

use super::state::State;

/// The table's first row.
#[component]
pub(crate) fn Titles(state: State) -> impl IntoView {
    let titles = move || {
        let columns = state.columns.get();
        let titles = columns.into_iter().map(|column| title(state, column));
        titles.collect_view()
    };
    view! {
        <div class="titles" role="row" aria-rowindex="1">{titles}</div>
    }
}

fn title(state: State, column: Column) -> impl IntoView {
    let name = column.name.clone();
    let order = Memo::new(move |_| {
        let arrangement = state.arrangement.read();
        match (
            arrangement.sort.as_deref() == Some(&name),
            arrangement.descending,
        ) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    });
    let arrow = move || match order.get() {
        "ascending" => "▲",
        "descending" => "▼",
        _ => "",
    };
    let name = column.name.clone();
    let sort = move |_| state.change(|place| place.sort_by(&name));
    view! {
        <div class="title" class:numeric=column.numeric role="columnheader" aria-sort=order>
            <button type="button" title=column.description on:click=sort>
                {column.name}<span class="arrow" aria-hidden="true">{arrow}</span>
            </button>
        </div>
    }
}
