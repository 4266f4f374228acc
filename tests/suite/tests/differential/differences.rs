//! The differences between servers that are allowed, and why.

use serde_json::Value;

use crate::operation::Operation;

/// Something in which answers may differ.
pub(crate) struct Difference {
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
    /// Takes it out of an answer.
    pub(crate) hide: fn(&Operation, &mut Value),
}

pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
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
    Difference {
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
    Difference {
        what: "whether a page of all config maps is the last",
        why: "the real server has some of its own, in kube-system",
        hide: |operation, answer| {
            let all = |target: &String| target.starts_with("/api/v1/configmaps?");
            if operation.targets.iter().any(all)
                && let Some(Value::Object(metadata)) = answer.pointer_mut("/body/metadata")
            {
                metadata.remove("continue");
                metadata.remove("remainingItemCount");
            }
        },
    },
    Difference {
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
    Difference {
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
    Difference {
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
