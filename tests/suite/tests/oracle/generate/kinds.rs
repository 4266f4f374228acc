//! Texts that name groups, versions, kinds and resources.

use outrigger_suite::random::Random;
use serde_json::{Value, json};

const FORMS: [&str; 4] = ["groupVersion", "kind", "kindArg", "resourceArg"];
const PARTS: [&str; 12] = [
    "v1",
    "apps",
    "",
    "Deployment",
    "deployments",
    "example.com",
    "v1beta1",
    "a",
    "é",
    " ",
    "networking.k8s.io",
    "V1",
];

pub(crate) fn text(random: &mut Random) -> Value {
    let count = random.weighted(&[(3, 1), (4, 2), (4, 3), (2, 4)]);
    let mut text = String::new();
    for number in 0..count {
        if number > 0 {
            text.push_str(random.weighted(&[(4, "."), (4, "/"), (1, ":"), (1, " "), (1, "..")]));
        }
        text.push_str(random.pick(&PARTS));
    }
    json!({ "form": random.pick(&FORMS), "text": text, "second": random.pick(&PARTS) })
}

pub(crate) fn fixed() -> Vec<Value> {
    let texts = [
        "",
        "/",
        "v1",
        "/v1",
        "v1/",
        "apps/v1",
        "apps/v1/",
        "/apps/v1",
        "apps//v1",
        "a/b/c",
        " ",
        "apps/ v1",
        "Deployment.v1.apps",
        "deployments.v1.apps",
        "deployments.apps",
        "deployments",
        "deployments.v1.",
        ".v1.apps",
        "deployments..apps",
        "deployments.v1beta1.extensions.k8s.io",
        "Kind.v1.a.b.c",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "pods.v1",
        "pods.v1.",
        "é.ü.ö",
        "/apps/v1, Kind=Deployment",
        "__internal",
        "apps/__internal",
    ];
    let mut cases = Vec::new();
    for form in FORMS {
        for text in texts {
            cases.push(json!({ "form": form, "text": text, "second": "Deployment" }));
        }
    }
    cases
}
