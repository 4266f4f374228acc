//! Which files are read.

use super::config;
use crate::case::Case;

fn context(name: &str) -> String {
    format!("current-context: {name}\ncontexts: [{{name: {name}, context: {{}}}}]\n")
}

/// Files `a`, `b`, `sub/c` and one in the home folder.
fn files(name: &str) -> Case {
    Case::new(format!("load-{name}"))
        .file("a", context("a"))
        .file("b", context("b"))
        .file("sub/c", context("c"))
        .file("home/.kube/config", context("home"))
        .home("/CASE/home")
}

/// Values of `KUBECONFIG`.
const LISTS: &[&str] = &[
    "",
    "a",
    "a:b",
    "b:a",
    "a:a:b",
    "a:./a:/CASE/a",
    ":a",
    "a:",
    "::a::b::",
    ":",
    "missing",
    "missing:a",
    "a:missing",
    "missing:other",
    "missing:missing",
    "sub/c",
    "./sub/../a",
    "/CASE/sub/c:/CASE/b",
    "sub",
    "sub:a",
    "broken",
    "a:broken",
    "broken:missing",
    "missing:broken",
    "broken:other-broken:a",
    "a;b",
    " a",
    "a ",
    "\"a\"",
    "~/a",
    "$HOME/a",
    "home/.kube/config",
    "/dev/null",
    "empty",
    "empty:a",
];

/// Values of `--kubeconfig`.
const EXPLICIT: &[&str] = &[
    "a",
    "./b",
    "/CASE/sub/c",
    "missing",
    "sub",
    "broken",
    "empty",
    "a:b",
    "/dev/null",
];

pub(crate) fn cases() -> Vec<Case> {
    let broken = |case: Case| {
        case.file("broken", "users: [")
            .file("other-broken", "users: {}")
            .file("empty", "")
    };
    let mut cases = Vec::new();
    for (number, list) in LISTS.iter().enumerate() {
        cases.push(broken(files(&format!("list-{number:02}"))).kubeconfig(*list));
    }
    for (number, path) in EXPLICIT.iter().enumerate() {
        let case = broken(files(&format!("explicit-{number}")));
        cases.push(case.explicit(*path).kubeconfig("b"));
    }
    cases.extend([
        files("no-home").home(""),
        files("home-in-the-folder")
            .file(".kube/config", context("here"))
            .home(""),
        files("home-missing").home("/CASE/nowhere"),
        files("home-relative").home("home"),
        files("home-with-slash").home("/CASE/home/"),
        old("migration", ""),
        old("migration-with-list", "/CASE/old/.kube/config:a"),
        old("migration-explicit", "").explicit("a"),
        old("migration-not-needed", "").file("old/.kube/config", context("new")),
        Case::new("load-nothing"),
        paths("a"),
        paths("sub/a"),
        paths("./a"),
        paths("/CASE/sub/deep/a"),
    ]);
    cases
}

/// A home with a kubeconfig where programs of old had it.
fn old(name: &str, list: &str) -> Case {
    let mut case = files(name).file("old/.kube/.kubeconfig", context("old"));
    case = case.home("/CASE/old");
    case.kubeconfig(list)
}

/// Paths within a file, seen from the file's folder.
fn paths(file: &str) -> Case {
    let user = "client-certificate: ./x/../cert.pem, client-key: /CASE/key.pem, tokenFile: t, \
                exec: {command: bin/plugin}";
    let text = config(
        "server: 'https://a', certificate-authority: ca.crt",
        user,
        "",
    );
    let second = text
        .replace("bin/plugin", "plugin")
        .replace("name: u,", "name: v,");
    Case::new(format!("load-paths-{}", file.replace('/', "-")))
        .file("sub/x/y", "")
        .file(file, text)
        .file("second", second)
        .kubeconfig(format!("{file}:second"))
}
