//! The differences between servers that are allowed, and why.

use http::Method;
use serde_json::Value;

use crate::operation::{Content, Operation};

/// Something in which answers may differ.
pub(crate) struct Allowed {
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
    /// Takes it out of an answer.
    pub(crate) hide: fn(&Operation, &mut Value),
}

pub(crate) const DIFFERENCES: &[Allowed] = &[
    Allowed {
        what: "a patched object, quoted",
        why: "the simulated server writes the members of an object in another order",
        hide: |_, answer| {
            let quoted = answer
                .pointer("/body/details/causes/0/field")
                .is_some_and(|field| field == "patch");
            for path in ["/body/message", "/body/details/causes/0/message"] {
                if let Some(Value::String(text)) = answer.pointer_mut(path)
                    && quoted
                {
                    unquote(text);
                }
            }
        },
    },
    Allowed {
        what: "how a body begins, quoted",
        why: "bodies made from an answer have the order of that answer's members",
        hide: |_, answer| {
            if let Some(Value::String(text)) = answer.pointer_mut("/body/message")
                && text.ends_with(" ...)")
                && let Some(from) = text.rfind("({")
            {
                text.truncate(from);
            }
        },
    },
    Allowed {
        what: "all config maps, and whether a page of them is the last",
        why: "the real server has some of its own, in kube-system",
        hide: |operation, answer| {
            let all = |target: &String| target.starts_with("/api/v1/configmaps?");
            if !operation.targets.iter().any(all) {
                return;
            }
            if let Some(Value::Object(metadata)) = answer.pointer_mut("/body/metadata") {
                metadata.remove("continue");
                metadata.remove("remainingItemCount");
            }
            if let Some(Value::Array(items)) = answer.pointer_mut("/body/items") {
                items.retain(|item| item["metadata"]["namespace"] != "kube-system");
            }
        },
    },
    Allowed {
        what: "an empty map, quoted",
        why: "the simulated server does not tell an empty map from none",
        hide: |_, answer| {
            for path in ["/body/message", "/body/details/causes/0/message"] {
                if let Some(Value::String(text)) = answer.pointer_mut(path) {
                    *text = text.replace("Invalid value: {}", "Invalid value: null");
                }
            }
        },
    },
    Allowed {
        what: "the size of a message to etcd",
        why: "the simulated server counts JSON text, where the real one counts what it sends",
        hide: |_, answer| {
            if let Some(Value::String(text)) = answer.pointer_mut("/body/message")
                && let Some(from) = text.find("larger than max (")
            {
                text.truncate(from);
            }
        },
    },
    Allowed {
        what: "a dry run of taking the last finalizer away by a deletion",
        why: "the real server answers with an object that has nothing in it",
        hide: |operation, answer| {
            let is_dry =
                matches!(&operation.content, Content::Text(text) if text.contains("dryRun"));
            if operation.method == Method::DELETE
                && is_dry
                && answer.pointer("/body/metadata/name").is_none()
                && answer.pointer("/body/code").is_none()
            {
                answer["body"].take();
            }
        },
    },
    Allowed {
        what: "what is wrong with a text in YAML",
        why: "the parsers are different ones",
        hide: |_, answer| {
            if let Some(Value::String(text)) = answer.pointer_mut("/body/message")
                && (text.starts_with("error encoding patch: ")
                    || text.starts_with("error decoding"))
                && let Some(from) = text.find("yaml: ")
            {
                text.truncate(from);
            }
        },
    },
    Allowed {
        what: "how an ephemeral container would change",
        why: "the real server shows that in the form of its own Go types",
        hide: |_, answer| {
            const SAID: &str = "may not be changed\n";
            let causes = answer.pointer("/body/details/causes");
            let causes = causes.and_then(Value::as_array).map_or(0, Vec::len);
            let paths = (0..causes).map(|at| format!("/body/details/causes/{at}/message"));
            for path in paths.chain(["/body/message".to_owned()]) {
                if let Some(Value::String(text)) = answer.pointer_mut(&path)
                    && let Some(from) = text.find(SAID)
                {
                    text.truncate(from + SAID.len());
                }
            }
        },
    },
    Allowed {
        what: "the log of a pod on a node without a kubelet",
        why: "the real server does not know how to reach one; the simulated one is its own",
        hide: |operation, answer| {
            let message = answer.pointer("/body/message").and_then(Value::as_str);
            let unreachable = message.is_some_and(|text| {
                text.contains("no preferred addresses found") || text.contains("is not available")
            });
            let empty = answer.pointer("/body/text").is_some_and(|text| text == "")
                && answer["status"] == 200;
            if operation.what == "log" && (unreachable || empty) {
                answer.take();
            }
        },
    },
    Allowed {
        what: "the server's address in /api",
        why: "each server listens at an address of its own",
        hide: |_, answer| {
            if let Some(addresses) = answer.pointer_mut("/body/serverAddressByClientCIDRs") {
                addresses.take();
            }
        },
    },
];

/// Takes out what stands between the first quote of a value and its last.
fn unquote(text: &mut String) {
    const BEFORE: &str = "Invalid value: \"";
    if let (Some(from), Some(to)) = (text.find(BEFORE), text.rfind("\": ")) {
        let from = from + BEFORE.len();
        if from < to {
            text.replace_range(from..to, "…");
        }
    }
}
