//! Whole cases.

use outrigger_suite::random::Random;

use super::document::{cluster, kubeconfig};
use super::fields::{Mood, wrong};
use super::node::Node;
use super::pools::FILES;
use super::user::{exec, user};
use super::write::{PLAIN, Style, document};
use super::{corners, encode, flags};
use crate::case::Case;

fn with_files(mut case: Case) -> Case {
    for (path, content) in FILES {
        case = case.file(*path, *content);
    }
    case
}

/// Several files, found in one way or another.
pub(crate) fn merge(random: &mut Random, case: Case) -> Case {
    let mut case = if random.once_in(3) {
        with_files(case)
    } else {
        case
    };
    let count = 1 + random.below(5);
    let wrong = random.once_in(3);
    let mut list: Vec<String> = Vec::new();
    for number in 0..count {
        let mood = match random.below(6) {
            0 if wrong => Mood::Wrong,
            1 | 2 => Mood::Odd,
            _ => Mood::Sane,
        };
        let names = 1 + random.below(2);
        let node = kubeconfig(random, mood, names);
        let path = random.pick(&["k", "sub/k", "/CASE/k", "./k"]).to_owned() + &number.to_string();
        case = case.file(path.clone(), document(random, PLAIN, &node));
        list.push(path);
    }
    find(random, case, list)
}

/// Names the files in `KUBECONFIG`, in the home folder or in a flag.
fn find(random: &mut Random, mut case: Case, mut list: Vec<String>) -> Case {
    for _ in 0..random.below(3) {
        let at = random.below(list.len() + 1);
        let other = match random.below(5) {
            0 => String::new(),
            1 => "missing".into(),
            2 => "/CASE/missing".into(),
            3 => random.pick(&list),
            _ => "./missing/x".into(),
        };
        list.insert(at, other);
    }
    if random.once_in(12) {
        case = case
            .home("/CASE")
            .file(".kube/config", "current-context: home\n");
    }
    match random.below(12) {
        0 => case.explicit(list[0].clone()).kubeconfig(list.join(":")),
        1 => case.explicit("missing").kubeconfig(list.join(":")),
        2 => case.kubeconfig("missing:other"),
        3 => {
            let content = case.files.get(&list[0]).cloned().unwrap_or_default();
            case.home("/CASE/home").file("home/.kube/config", content)
        }
        4 => case
            .file("folder/", "")
            .kubeconfig(format!("{}:folder", list.join(":"))),
        _ => case.kubeconfig(list.join(":")),
    }
}

/// A cluster and a user that are used.
fn used(random: &mut Random, mood: Mood) -> Node {
    let named = |name: &str, field: &str, node: Node| {
        Node::List(vec![Node::Map(vec![
            ("name".into(), Node::text(name)),
            (field.into(), node),
        ])])
    };
    let context = Node::Map(vec![
        ("cluster".into(), Node::text("c1")),
        ("user".into(), Node::text("u1")),
    ]);
    let user = match random.below(4) {
        0 => Node::Map(vec![("exec".into(), exec(random, mood))]),
        _ => user(random, mood),
    };
    Node::Map(vec![
        ("current-context".into(), Node::text("x1")),
        (
            "clusters".into(),
            named("c1", "cluster", cluster(random, mood)),
        ),
        ("users".into(), named("u1", "user", user)),
        ("contexts".into(), named("x1", "context", context)),
    ])
}

/// One file whose every field matters.
pub(crate) fn resolve(random: &mut Random, case: Case) -> Case {
    let mood = random.pick(&[
        Mood::Sane,
        Mood::Sane,
        Mood::Sane,
        Mood::Odd,
        Mood::Odd,
        Mood::Wrong,
    ]);
    let node = used(random, mood);
    let text = document(random, PLAIN, &node);
    with_files(case).file("a", text).kubeconfig("a")
}

/// One file, and flags.
pub(crate) fn overridden(random: &mut Random, case: Case) -> Case {
    let mood = random.pick(&[Mood::Sane, Mood::Sane, Mood::Sane, Mood::Odd]);
    let node = match random.below(3) {
        0 => kubeconfig(random, mood, 2),
        _ => used(random, mood),
    };
    let text = document(random, PLAIN, &node);
    let flags = flags::overrides(random);
    let case = with_files(case).overrides(flags);
    match random.below(12) {
        0 => case,
        _ => case.file("a", text).kubeconfig("a"),
    }
}

fn style(random: &mut Random) -> Style {
    Style {
        plain: false,
        json: random.once_in(8),
        odd: random.pick(&[0, 6, 12, 30]),
    }
}

/// One file in some style and encoding.
pub(crate) fn styled(random: &mut Random, case: Case) -> Case {
    let mood = random.pick(&[Mood::Sane, Mood::Sane, Mood::Odd]);
    let node = match random.below(3) {
        0 => kubeconfig(random, mood, 2),
        _ => used(random, mood),
    };
    let style = style(random);
    let mut text = document(random, style, &node);
    if random.once_in(3) {
        text = corners::around(random, &text);
    }
    let bytes = encode::bytes(random, &text);
    case.file("a", bytes).kubeconfig("a")
}

/// A strange value where a strange value is seen: in an extension, or as a text.
pub(crate) fn corner(random: &mut Random, case: Case) -> Case {
    let key = match random.below(6) {
        0 => random.pick(&[
            "yes",
            "1",
            "1.5",
            "null",
            "~",
            "'x'",
            "0x1F",
            "? k",
            "[a]",
            "{a: b}",
            "\"a\\n\"",
            "<<",
            "1e30",
            "on",
            "2001-01-01",
            "!!str 1",
            "&k k",
            "a b",
            "é",
            "",
            "017",
            "-1",
            ".inf",
            "1_0",
        ]),
        _ => "k",
    };
    let value = match random.below(8) {
        0 => wrong(random),
        1 => corners::text(random),
        _ => corners::scalar(random),
    };
    let style = Style {
        json: random.once_in(10),
        ..style(random)
    };
    let extension = Node::Map(vec![(
        "extensions".into(),
        Node::List(vec![Node::Map(vec![
            ("name".into(), Node::text("e")),
            (
                "extension".into(),
                Node::Map(vec![(key.into(), value), ("z".into(), Node::raw("1"))]),
            ),
        ])]),
    )]);
    let node = match random.below(3) {
        0 => Node::Map(vec![(
            "users".into(),
            Node::List(vec![Node::Map(vec![
                ("name".into(), Node::text("u")),
                (
                    "user".into(),
                    Node::Map(vec![
                        ("token".into(), corners::scalar(random)),
                        ("as".into(), corners::text(random)),
                    ]),
                ),
            ])]),
        )]),
        _ => extension,
    };
    case.file("a", document(random, style, &node))
        .kubeconfig("a")
}

/// A file that somebody's editor has damaged.
pub(crate) fn mutated(random: &mut Random, case: Case) -> Case {
    let node = used(random, Mood::Sane);
    let style = style(random);
    let text = document(random, style, &node);
    case.file("a", encode::damage(random, &text))
        .kubeconfig("a")
}
