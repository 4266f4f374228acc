//! Where Outrigger is not to ask as often as client-go.

use outrigger_suite::difference::Difference;
use serde_json::Value;

/// The deliberate differences; each is needed by a case.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "what was given back is sent again, at once",
        reason: "A server that closes a connection in peace says which requests it has not begun \
                 with. client-go waits, and does so for reads alone.",
        count: 25,
        explains: |case, this| {
            let places = ["succeeds", "attempts", "waits"];
            let fails = first_failure(case) == "goaway" && this.is_at(&places);
            // How a watch ends is another difference.
            fails && !(case["end"] == "watch" && this.place == "succeeds")
        },
    },
    Difference {
        name: "a stream is a read",
        reason: "Nothing of it has been handed out when a connection breaks before the head of the \
                 answer; client-go asks again for everything but streams.",
        count: 15,
        explains: |case, this| {
            let places = ["succeeds", "attempts", "waits"];
            let broke = ["reset", "eof", "lost"].contains(&first_failure(case));
            case["end"] == "stream" && broke && this.is_at(&places)
        },
    },
    Difference {
        name: "a watch that was never opened is an error",
        reason: "client-go hands out one that is empty and has ended.",
        count: 8,
        explains: |case, this| {
            let ended = this.place == "succeeds" && this.theirs == true;
            let empty = this.place == "events" && this.theirs == serde_json::json!([]);
            case["end"] == "watch" && (ended || empty) && this.ours != true
        },
    },
    Difference {
        name: "a lost connection is one that was reset",
        reason: "Go has another error for a connection whose pings are not answered, which its \
                 watches do not know.",
        count: 2,
        explains: |case, this| {
            let places = ["attempts", "waits"];
            let watch = case["end"] == "watch" && first_failure(case) == "lost";
            watch && this.is_at(&places)
        },
    },
];

/// How the first request fails, "" if it does not.
fn first_failure(case: &Value) -> &str {
    case["replies"][0]["fails"].as_str().unwrap_or_default()
}
