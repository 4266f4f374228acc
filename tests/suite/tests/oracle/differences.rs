//! Where Outrigger is not to make of something what client-go makes of it.

use outrigger_suite::difference::Difference;
use serde_json::Value;

use super::statuses::{
    client_go_reads, code, completed, is_failure, media_type, said, stand_in, status, told,
};

/// The deliberate differences; each is needed by a case.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "all of 2xx is a success",
        reason: "client-go takes 207 and above for failures, which no API server answers.",
        count: 33,
        explains: |case, this| {
            let (code, status, place) = (code(case), status(case), this.place.as_str());
            let (said, one) = (said(case), is_failure(&status));
            let failed = if said { &status } else { &stand_in(case) };
            let theirs = match place {
                "outcome" => this.theirs["code"] == code && this.theirs["error"].is_null(),
                "read" => this.theirs.is_null(),
                "message" if !said => this.theirs.as_str().is_some_and(|it| it.contains("code 2")),
                _ => this.theirs == client_go_reads(failed, place),
            };
            let ours = match place {
                "outcome" => this.ours["error"].is_string(),
                _ if one => this.ours == told(case, &status, place),
                "read" => this.ours == status["kind"].as_str().unwrap_or_default(),
                _ => this.ours.is_null(),
            };
            (207..300).contains(&code) && !(said && one) && theirs && ours
        },
    },
    Difference {
        name: "a Status of a failure is one, whatever the code",
        reason: "client-go's typed clients say so too; its dynamic one hands the Status out.",
        count: 193,
        explains: |case, this| {
            let status = status(case);
            let handed_out = match this.place.as_str() {
                "read" => this.is(&"Status".into(), &Value::Null),
                "code" => this.is(&code(case).into(), &told(case, &status, "code")),
                place => this.is(&Value::Null, &told(case, &status, place)),
            };
            code(case) < 207 && is_failure(&status) && handed_out
        },
    },
    Difference {
        name: "an object needs no kind",
        reason: "Who asked for it knows what it is.",
        count: 9,
        explains: |case, this| {
            let theirs = this.theirs["error"].as_str().unwrap_or_default();
            let missing = this.place == "outcome" && theirs.contains("Kind' is missing");
            missing && code(case) < 300 && this.ours["read"] == ""
        },
    },
    Difference {
        name: "what a Status does not say, the answer does",
        reason: "Its code stands in for one that is absent, and for the reason and the message; \
                 predicates go by these.",
        count: 195,
        explains: |case, this| {
            let (status, place) = (status(case), this.place.as_str());
            let absent = |name: &str| zero(&status[name]);
            let filled = match place {
                "code" | "reason" | "message" => absent(place),
                "is" => absent("code") || absent("reason"),
                _ => false,
            };
            let told = || match place {
                "message" => this.ours.is_string(),
                _ => this.ours == told(case, &completed(case), place),
            };
            let theirs = this.theirs == client_go_reads(&status, place);
            said(case) && filled && theirs && told()
        },
    },
    Difference {
        name: "an answer that is no Status is told in our words",
        reason: "They name what was answered: a redirect, a page of a proxy, nothing.",
        count: 418,
        explains: |case, this| {
            let told = this.theirs.is_string() && this.ours.is_string();
            this.place == "message" && !said(case) && told
        },
    },
    Difference {
        name: "details that are absent say nothing",
        reason: "Ours are not an Option; apimachinery's are a pointer.",
        count: 224,
        explains: |case, this| {
            let absent = status(case)["details"].is_null() && said(case);
            let place = this.is_at(&["retryAfterSeconds", "causes"]);
            absent && place && this.theirs.is_null() && zero(&this.ours)
        },
    },
    Difference {
        name: "a wait is not negative",
        reason: "There is no time before now.",
        count: 40,
        explains: |_, this| {
            let negative = this.theirs.as_i64().is_some_and(|seconds| seconds < 0);
            this.is_at(&["retryAfterSeconds", "delay"]) && negative && zero(&this.ours)
        },
    },
    Difference {
        name: "Retry-After goes first",
        reason: "client-go reads the details of a Status alone when it is asked how long to wait, \
                 and takes no wait for none.",
        count: 124,
        explains: |case, this| {
            let header = &case["reply"]["headers"]["Retry-After"][0];
            let seconds = header.as_str().and_then(|text| text.parse::<i64>().ok());
            let delay = this.place == "delay" && seconds.is_some();
            delay && this.ours == seconds.unwrap_or_default().max(0)
        },
    },
    Difference {
        name: "a timeout suggests to ask again",
        reason: "client-go wants details for that, with or without a wait in them.",
        count: 2,
        explains: |case, this| {
            let timeout = status(case)["reason"] == "ServerTimeout";
            this.place == "delay" && timeout && this.theirs.is_null() && zero(&this.ours)
        },
    },
    Difference {
        name: "a Status is of v1",
        reason: "There is no other version; client-go takes any.",
        count: 16,
        explains: |case, this| {
            let (status, place) = (status(case), this.place.as_str());
            let words = this.ours.as_str().unwrap_or_default();
            let stands_in = match place {
                "message" => words.starts_with("the server"),
                _ => this.ours == told(case, &stand_in(case), place),
            };
            let read = this.theirs == client_go_reads(&status, place);
            status["apiVersion"] == "v2" && stands_in && read
        },
    },
    Difference {
        name: "an answer of 2xx need not be called application/json",
        reason: "Ours read as JSON what is of type `+json` or `text/`, which proxies and old \
                 servers send, and find the Status of a failure whatever its type; client-go has \
                 no serializer for them.",
        count: 12,
        explains: |case, this| {
            let media_type = media_type(case).unwrap_or_default();
            let error = format!("serializer for {media_type} doesn't exist");
            let json = media_type.starts_with("text/") || media_type.ends_with("+json");
            let read = this.theirs["error"] == error && this.ours["error"].is_null();
            let reads = json || is_failure(&status(case));
            this.place == "outcome" && code(case) < 300 && read && reads
        },
    },
    Difference {
        name: "an integer is a number",
        reason: "There is one accessor of numbers, `NestedNumberAsFloat64`; `NestedFloat64` \
                 refuses what JSON writes without a fraction.",
        count: 3,
        explains: |case, this| {
            case["as"] == "float64" && this.place == "outcome" && this.ours["found"].is_number()
        },
    },
];

fn zero(value: &Value) -> bool {
    value.is_null() || *value == "" || *value == 0
}
