//! What clients do in a browser: the scenarios that come out the same everywhere, and what only
//! browsers are tempted by.

mod compressed;
mod server;

use outrigger_scenarios::{SCENARIOS, Scenario};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use self::server::InBrowser;

macro_rules! scenarios {
    ($($name:ident)*) => {
        $(#[wasm_bindgen_test]
        async fn $name() {
            run(&scenario(stringify!($name))).await;
        })*

        #[wasm_bindgen_test]
        fn every_scenario_is_run() {
            let run = [$(scenario(stringify!($name))),*];
            let all: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
            assert_eq!(run[..], all);
        }
    };
}

scenarios!(verbs finalizers refusals pages watches expiry informers rows tables columns status
    scale delete_collection metadata managed_fields all_pages races waits apply warnings log);

/// The scenario that a test is named after.
fn scenario(test: &str) -> String {
    test.replace('_', "-")
}

async fn run(name: &str) {
    let scenario = Scenario::named(name).expect("a scenario");
    for server in InBrowser::all().await {
        console_log!("{name} with {}", server.name);
        scenario.run(&server, &server::namespace(name)).await;
    }
}
