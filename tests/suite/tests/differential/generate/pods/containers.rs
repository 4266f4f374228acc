//! Containers that join a pod, and resources that change.

use http::Method;
use serde_json::{Value, json};

use super::{patch_type, pod, subject};
use crate::generate::queries::target;
use crate::generate::{Generator, Subject};
use crate::operation::Operation;

type Edit = (&'static str, Option<Value>);

/// Asks a subresource of a pod for a change of `field`, by one verb or another.
fn change(
    generator: &mut Generator,
    what: &'static str,
    subject: &Subject,
    path: &str,
    (field, value): (&'static str, Value),
) -> Operation {
    let mut query = generator.write_query();
    // What the subresource leaves out changes nothing but when somebody wrote, which is a change
    // or none as the seconds pass: so nothing of it is kept.
    let choice = generator.random.below(5);
    let numbered = field.split('/').any(|step| step.parse::<usize>().is_ok());
    let own = ["ephemeral", "/resources", "Policy"];
    let own = own.iter().any(|part| field.contains(part));
    if choice > 3 || (choice == 3 && numbered) || !own {
        query.retain(|(name, _)| *name != "dryRun");
        query.push(("dryRun", "All".into()));
    }
    let path = target(path, &query);
    let operation = match choice {
        0 => return Operation::get(what, path),
        1 | 2 => {
            let body = json!([{ "op": "add", "path": field, "value": value }]);
            Operation::new(what, Method::PATCH, path).text(patch_type(true), body.to_string())
        }
        3 => {
            let mut body = json!({});
            if numbered {
                body = json!({ "metadata": { "labels": { "example.com/x": "y" } } });
            } else {
                crate::generate::set(&mut body, field, Some(value));
            }
            Operation::new(what, Method::PATCH, path).text(patch_type(false), body.to_string())
        }
        _ => {
            let otherwise = pod(generator, subject.name);
            let mut edits: Vec<Edit> = vec![("/metadata/annotations/x", Some(json!("y")))];
            if !numbered {
                edits.push((field, Some(value)));
            }
            match generator.random.below(6) {
                0 => edits.push(("/metadata/resourceVersion", None)),
                1 => edits.push(("/spec/activeDeadlineSeconds", Some(json!(5)))),
                2 => edits.push(("/status/phase", Some(json!("Failed")))),
                _ => {}
            }
            Operation::new(what, Method::PUT, path).edited(&subject.key(), otherwise, edits)
        }
    };
    operation.about(subject.key())
}

pub(in crate::generate) fn ephemeral(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let path = format!("{}/ephemeralcontainers", subject.path());
    let debug = json!({ "name": "debug", "image": "debug" });
    let containers = generator.random.pick(&[
        json!([debug]),
        json!([debug, { "name": "more", "image": "more:1", "targetContainerName": "main",
            "stdin": true, "tty": true, "command": ["sh"] }]),
        json!([debug, { "name": "more", "image": "more:1", "targetContainerName": "main",
            "stdin": true, "tty": true, "command": ["sh"] }]),
        json!([{ "name": "more", "image": "more" }, debug]),
        json!([]),
        json!([debug, debug]),
        json!([debug, { "name": "main", "image": "x" }]),
        json!([debug, { "name": "Bad Name" }]),
        json!([debug, { "name": "x", "image": "x", "targetContainerName": "bogus" }]),
        json!([debug, { "name": "x", "image": "x", "ports": [{ "containerPort": 80 }],
            "resources": { "limits": { "cpu": "1" } },
            "livenessProbe": { "tcpSocket": { "port": 80 } } }]),
        json!([debug, { "name": "x", "image": "x", "restartPolicy": "Always",
            "volumeMounts": [{ "name": "nothing", "mountPath": "/x", "subPath": "y" }] }]),
        json!([debug, { "name": "x", "image": " x", "unknown": 1 }]),
    ]);
    let field = ("/spec/ephemeralContainers", containers);
    change(generator, "ephemeral containers", &subject, &path, field)
}

pub(in crate::generate) fn resize(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let path = format!("{}/resize", subject.path());
    let field = generator.random.pick(&[
        ("/spec/containers/0/resources/requests/cpu", json!("200m")),
        (
            "/spec/containers/0/resources/requests/memory",
            json!("128Mi"),
        ),
        ("/spec/containers/0/resources/limits/cpu", json!("2")),
        ("/spec/containers/0/resources/limits/memory", json!("2Gi")),
        (
            "/spec/containers/0/resources/requests",
            json!({ "cpu": "300m" }),
        ),
        (
            "/spec/containers/0/resources",
            json!({ "requests": { "cpu": "150m", "memory": "64Mi" } }),
        ),
        (
            "/spec/containers/0/resources",
            json!({ "requests": { "cpu": "100m", "memory": "64Mi" }, "limits": { "cpu": "4" } }),
        ),
        (
            "/spec/containers/0/resources",
            json!({ "limits": { "cpu": "2", "memory": "2Gi" },
                "requests": { "cpu": "2", "memory": "2Gi" } }),
        ),
        ("/spec/containers/0/resources", json!({})),
        (
            "/spec/containers/0/resources/requests",
            json!({ "cpu": "100m", "memory": "64Mi", "ephemeral-storage": "1Gi" }),
        ),
        (
            "/spec/containers/0/resizePolicy",
            json!([{ "resourceName": "cpu", "restartPolicy": "RestartContainer" }]),
        ),
        ("/spec/containers/0/image", json!("other")),
        ("/spec/containers/0/name", json!("other")),
        (
            "/spec/containers/-",
            json!({ "name": "new", "image": "new" }),
        ),
        ("/spec/activeDeadlineSeconds", json!(10)),
        ("/spec/tolerations", json!([])),
    ]);
    change(generator, "resize", &subject, &path, field)
}
