//! Time that passes, and time that passed while the page slept.

use std::cell::Cell;

use outrigger_demo_model::message::ToWorker;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, PageTransitionEvent};

use super::state::State;
use super::{dom, link, painter};

/// Between two ticks, in milliseconds.
const TICK: i32 = 1_000;

/// Seconds without a tick, while the page can be seen, after which it must have slept.
const GAP: i64 = 5;

thread_local! {
    /// When the last tick was, in seconds since 1970.
    static LAST: Cell<i64> = const { Cell::new(0) };
}

/// Lets time pass on the page, and tells the worker when the page is hidden or wakes.
pub(crate) fn listen(state: State) {
    LAST.set(dom::now());
    let tick = Closure::<dyn FnMut()>::new(move || {
        check(state);
        painter::tick(state);
    });
    let tick = tick.into_js_value();
    // Fails never: the first argument is a function.
    let _ = dom::window()
        .set_interval_with_callback_and_timeout_and_arguments_0(tick.unchecked_ref(), TICK);
    let document = dom::document();
    dom::on(&document, "visibilitychange", move |_: Event| tell(state));
    dom::on(&document, "resume", move |_: Event| tell(state));
    dom::on(
        &dom::window(),
        "pageshow",
        move |event: PageTransitionEvent| {
            // Otherwise it has just been loaded.
            if event.persisted() {
                tell(state);
            }
        },
    );
    dom::on(&dom::window(), "online", move |_: Event| tell(state));
    dom::on(&dom::window(), "focus", move |_: Event| check(state));
    dom::on(&dom::window(), "resize", move |_: Event| {
        painter::schedule(state)
    });
}

/// A laptop that slept may tell of it by nothing but the time.
pub(crate) fn check(state: State) {
    let now = dom::now();
    let last = LAST.replace(now);
    if now - last > GAP && !dom::hidden() {
        painter::doubt(state, last);
        tell(state);
    }
}

/// A page that is hidden says so beforehand: nobody is shown what was, as if it still were.
fn tell(state: State) {
    let (now, hidden) = (dom::now(), dom::hidden());
    LAST.set(now);
    painter::doubt(state, now);
    link::send(&ToWorker::Visible { visible: !hidden });
    if !hidden {
        painter::check(state);
    }
}
