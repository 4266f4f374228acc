//! Requests that are no good below the level of objects: bodies, headers, methods, paths.

use http::Method;
use serde_json::{Value, json};

use super::queries::target;
use super::{Generator, Subject};
use crate::operation::{JSON, Operation};

/// Bodies that are not one valid object, as texts around a valid one.
fn texts(object: &Value) -> Vec<String> {
    let text = object.to_string();
    let twice = text.replacen("\"metadata\":{", "\"metadata\":{\"name\":\"first\",", 1);
    vec![
        String::new(),
        " ".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "\"x\"".to_owned(),
        "5".to_owned(),
        "{}".to_owned(),
        "{".to_owned(),
        "not JSON".to_owned(),
        "---\nkind: x".to_owned(),
        text[..text.len() - 1].to_owned(),
        format!("{text} "),
        format!("{text}{text}"),
        format!("{text}x"),
        format!("\u{feff}{text}"),
        format!("[{text}]"),
        text.replace("\"apiVersion\"", "\"APIVersion\""),
        text.replacen("\"kind\"", "'kind'", 1),
        text.replacen('{', "{\"extra\":1e999,", 1),
        text.replacen('{', "{\"extra\":\"\\ud800\",", 1),
        text.replacen('{', "{/* comment */", 1),
        text.replacen(
            '{',
            &format!("{{\"extra\":{}{},", "[".repeat(12_000), "]".repeat(12_000)),
            1,
        ),
        twice,
    ]
}

pub(super) fn body(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let object = generator.valid(&subject);
    match generator.random.below(12) {
        0 => wrong_type(generator, &subject, &object),
        1 if generator.random.once_in(2) => large(generator, &subject, object),
        2 => {
            let list = json!({ "apiVersion": "v1", "kind": "List", "items": [object] });
            Operation::new("create a list", Method::POST, subject.collection()).json(&list)
        }
        3 => odd_header(generator, &subject),
        _ => {
            let text = generator.random.pick(&texts(&object));
            let query = generator.write_query();
            let (what, method, path) = generator.random.pick(&[
                ("create from a bad body", Method::POST, subject.collection()),
                ("create from a bad body", Method::POST, subject.collection()),
                ("replace by a bad body", Method::PUT, subject.path()),
            ]);
            Operation::new(what, method, target(&path, &query))
                .text(JSON, text)
                .about(subject.key())
        }
    }
}

fn wrong_type(generator: &mut Generator, subject: &Subject, object: &Value) -> Operation {
    let (method, path) = generator.random.pick(&[
        (Method::POST, subject.collection()),
        (Method::PUT, subject.path()),
        (Method::PATCH, subject.path()),
    ]);
    let mut types = vec![
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "garbage",
        "application/xml",
        "application/merge-patch+json",
    ];
    if subject.kind.kind == "Gadget" {
        types.push("application/strategic-merge-patch+json");
    }
    if method != Method::PATCH {
        // A body without a type is taken for JSON; a patch needs one.
        types.push("");
    }
    let content_type = generator.random.pick(&types);
    Operation::new("write with another content type", method, path)
        .text(content_type, object.to_string())
        .about(subject.key())
}

fn large(generator: &mut Generator, subject: &Subject, mut object: Value) -> Operation {
    let megabytes = generator.random.pick(&[1, 2, 4]);
    let filling = "x".repeat(megabytes << 20);
    let pointer = match subject.kind.kind {
        "ConfigMap" => "/data/large",
        "Deployment" => "/spec/template/metadata/annotations/large",
        _ => "/spec/open/large",
    };
    super::set(&mut object, pointer, Some(filling.into()));
    Operation::new("create a large object", Method::POST, subject.collection())
        .json(&object)
        .about(subject.key())
}

fn odd_header(generator: &mut Generator, subject: &Subject) -> Operation {
    let (name, value) = generator.random.pick(&[
        ("x-large", "x".repeat(16 << 10)),
        ("accept-encoding", "identity".to_owned()),
        ("if-none-match", "*".to_owned()),
        ("x-http-method-override", "DELETE".to_owned()),
        (
            "user-agent",
            "kubectl/v1.37.1 (linux/amd64) kubernetes/abc".to_owned(),
        ),
        ("user-agent", "ümlaut/1".to_owned()),
        ("user-agent", "x".repeat(300)),
        ("authorization", "Bearer wrong".to_owned()),
        ("authorization", "Basic eDp5".to_owned()),
        ("impersonate-user", "nobody".to_owned()),
        ("origin", "https://elsewhere.example".to_owned()),
    ]);
    let object = generator.valid(subject);
    Operation::new(
        "create with an odd header",
        Method::POST,
        subject.collection(),
    )
    .json(&object)
    .header(name, value)
    .about(subject.key())
}

pub(super) fn path(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    match generator.random.below(3) {
        0 => method(generator, &subject),
        1 => subresource(generator, &subject),
        _ => Operation::get("get an odd path", odd_path(generator, &subject)),
    }
}

fn method(generator: &mut Generator, subject: &Subject) -> Operation {
    let brew = Method::from_bytes(b"BREW").unwrap_or_default();
    let (method, path) = generator.random.pick(&[
        (Method::PUT, subject.collection()),
        (Method::PATCH, subject.collection()),
        (Method::POST, subject.path()),
        (Method::POST, subject.kind.everywhere()),
        (Method::PUT, subject.kind.everywhere()),
        (Method::HEAD, subject.path()),
        (Method::OPTIONS, subject.path()),
        (Method::TRACE, subject.path()),
        (brew.clone(), subject.path()),
        (brew, subject.collection()),
        (Method::POST, format!("{}/status", subject.path())),
        (Method::DELETE, format!("{}/status", subject.path())),
        (Method::DELETE, format!("{}/scale", subject.path())),
        (Method::POST, "/version".to_owned()),
        (Method::DELETE, "/api/v1".to_owned()),
    ]);
    let object = generator.valid(subject);
    Operation::new("use an unsupported method", method, path)
        .json(&object)
        .about(subject.key())
}

fn subresource(generator: &mut Generator, subject: &Subject) -> Operation {
    let name = generator.random.pick(&[
        "foo", "log", "exec", "binding", "eviction", "Status", "status/x", "scale/",
    ]);
    let path = format!("{}/{name}", subject.path());
    let method = generator
        .random
        .pick(&[Method::GET, Method::PUT, Method::POST]);
    let object = generator.valid(subject);
    let operation = Operation::new("use an unknown subresource", method.clone(), path);
    match method == Method::GET {
        true => operation,
        false => operation.json(&object),
    }
}

fn odd_path(generator: &mut Generator, subject: &Subject) -> String {
    let plural = subject.kind.plural;
    let all: Vec<_> = include_str!("odd_paths.txt").lines().collect();
    generator
        .random
        .pick(&all)
        .replace("{collection}", &subject.collection())
        .replace("{path}", &subject.path())
        .replace("{root}", subject.kind.root)
        .replace("{plural}", plural)
        .replace("{PLURAL}", &plural.to_uppercase())
        .replace("{singular}", plural.trim_end_matches('s'))
        .replace("{name}", subject.name)
        .replace("{300}", &"x".repeat(300))
        .replace("{8000}", &"x".repeat(8_000))
}
