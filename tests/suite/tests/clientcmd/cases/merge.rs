//! What several files come to.

use super::config;
use crate::case::Case;

/// Files in order of precedence.
fn files(name: &str, texts: &[&str]) -> Case {
    let mut case = Case::new(format!("merge-of-{name}"));
    let mut list = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let path = format!("k{number}");
        case = case.file(path.clone(), *text);
        list.push(path);
    }
    case.kubeconfig(list.join(":"))
}

pub(crate) fn cases() -> Vec<Case> {
    let cow = "clusters: [{name: cow-cluster, cluster: {server: 'http://cow.org:8080', tls-server-name: cow}}]\n\
               contexts: [{name: federal, context: {cluster: cow-cluster, user: red, namespace: hammer-ns}}]\n\
               users: [{name: red, user: {token: red-token}}]\ncurrent-context: federal\n";
    let pig = "clusters: [{name: pig-cluster, cluster: {server: 'http://pig.org:8080'}}]\n\
               contexts: [{name: queen-anne, context: {cluster: pig-cluster, user: black}}]\n\
               users: [{name: black, user: {token: black-token}}, {name: red, user: {username: red, password: p}}]\n\
               current-context: queen-anne\npreferences: {colors: true}\n";
    let one = &config(
        "server: 'https://one', disable-compression: true",
        "token: one",
        "",
    );
    let two = &config(
        "server: 'https://two', tls-server-name: two",
        "username: two",
        "namespace: two",
    );
    vec![
        files("cow-and-pig", &[cow, pig]),
        files("pig-and-cow", &[pig, cow]),
        files("whole-entries", &[one, two]),
        files("whole-entries-reversed", &[two, one]),
        files(
            "empty-entry-wins",
            &[
                "users: [{name: u}]\nclusters: [{name: c}]\ncontexts: [{name: x}]",
                two,
            ],
        ),
        files(
            "null-entry-wins",
            &[
                "users: [{name: u, user: null}]\nclusters: [{name: c, cluster: ~}]",
                two,
            ],
        ),
        files("empty-current-context", &["current-context: ''", two]),
        files("null-current-context", &["current-context: null", two]),
        files("no-current-context", &["users: []", two]),
        files(
            "current-context-elsewhere",
            &["current-context: x", "current-context: y", one],
        ),
        files(
            "colors",
            &[
                "preferences: {colors: false}",
                "preferences: {colors: true}",
                "preferences: {}",
            ],
        ),
        files(
            "extensions",
            &[
                "extensions: [{name: a, extension: 1}, {name: b, extension: {x: 1}}]\npreferences: {extensions: [{name: p, extension: 1}]}",
                "extensions: [{name: b, extension: {y: 2}}, {name: c, extension: [1]}]\npreferences: {extensions: [{name: p, extension: 2}, {name: q}]}",
            ],
        ),
        files(
            "null-extension-wins",
            &[
                "extensions: [{name: a}]",
                "extensions: [{name: a, extension: 1}]",
            ],
        ),
        files(
            "entry-extensions",
            &[
                "clusters: [{name: c, cluster: {extensions: [{name: a, extension: 1}]}}]",
                "clusters: [{name: c, cluster: {extensions: [{name: b, extension: 1}]}}]",
            ],
        ),
        files(
            "unnamed-entries",
            &[
                "users: [{user: {token: a}}]",
                "users: [{user: {token: b}}, {name: '', user: {}}]",
                two,
            ],
        ),
        files(
            "unnamed-all",
            &[
                "clusters: [{cluster: {server: 'https://a'}}]\nusers: [{user: {token: t}}]\ncontexts: [{context: {namespace: n}}]",
            ],
        ),
        files(
            "kinds",
            &[
                "kind: Config\napiVersion: v1",
                "apiVersion: v1",
                "kind: Config",
            ],
        ),
        files("wrong-kind-among", &["kind: Pod", two]),
        files(
            "broken-first",
            &["users: [{name: u, user: {token: 1}}]", two],
        ),
        files("broken-last", &[two, "]"]),
        files("duplicate-among", &[one, "users: [{name: v}, {name: v}]"]),
        files(
            "exec",
            &[
                "users: [{name: u, user: {exec: {command: a, env: [{name: A, value: '1'}]}}}]",
                "users: [{name: u, user: {exec: {command: b, args: [x], env: [{name: B, value: '2'}]}}}]",
            ],
        ),
        files(
            "context-of-one-cluster-of-another",
            &[
                "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]",
                "clusters: [{name: c, cluster: {server: 'https://second', certificate-authority: ca.crt}}]",
                "users: [{name: u, user: {tokenFile: token}}]",
            ],
        ),
        files(
            "five",
            &[
                "current-context: ''",
                "contexts: [{name: x, context: {cluster: c}}]",
                "clusters: [{name: d}]",
                "clusters: [{name: c, cluster: {server: 'https://c'}}]",
                "current-context: x",
            ],
        ),
    ]
}
