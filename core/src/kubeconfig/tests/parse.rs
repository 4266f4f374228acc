use super::{parse, parse_errors};
use crate::kubeconfig::{Kubeconfig, Overrides};

#[test]
fn empty_files_are_empty_configurations() {
    for text in [
        "",
        "\n",
        "# only a comment",
        "---\n",
        "{}",
        "clusters: null",
    ] {
        assert_eq!(
            parse(text).unwrap(),
            super::Kubeconfig::default(),
            "{text:?}"
        );
    }
}

#[test]
fn types_are_strict() {
    let token =
        |value: &str| parse_errors(&format!("users: [{{name: a, user: {{token: {value}}}}}]"));
    let prefix = "kubeconfig \"/f\": line 1, column 33: user \"a\": token: must be text, not";
    assert_eq!(
        token("12345"),
        format!("{prefix} a number; put it in quotes")
    );
    assert_eq!(
        token("yes"),
        format!("{prefix} a boolean; put it in quotes")
    );
    assert_eq!(token("[x]"), format!("{prefix} a list"));
    assert!(
        parse("users: [{name: a, user: {token: null}}]")
            .unwrap()
            .users["a"]
            .token
            .is_none()
    );
}

#[test]
fn wrong_types_name_the_field() {
    for (text, expected) in [
        ("[]", "line 1, column 1: must be a map, not a list"),
        ("kubeconfig", "line 1, column 1: must be a map, not text"),
        (
            "clusters: {}",
            "line 1, column 11: clusters: must be a list, not a map",
        ),
        ("kind: Pod", "line 1, column 7: kind: must be \"Config\""),
        (
            "apiVersion: v2",
            "line 1, column 13: apiVersion: must be \"v1\"",
        ),
        (
            "contexts: [{name: a, context: {namespace: 0123}}]",
            "line 1, column 43: context \"a\": namespace: must be text, not a number; put it in \
             quotes",
        ),
        (
            "clusters: [{name: c, cluster: {insecure-skip-tls-verify: 'true'}}]",
            "line 1, column 58: cluster \"c\": insecure-skip-tls-verify: must be true or false, \
             not text",
        ),
        (
            "users: [{name: a, user: {exec: {env: [{name: A, value: 1}]}}}]",
            "line 1, column 56: user \"a\": exec.env[0].value: must be text, not a number; put it \
             in quotes",
        ),
        (
            "users: [{name: 1}]",
            "line 1, column 16: users[0].name: must be text, not a number; put it in quotes",
        ),
    ] {
        assert_eq!(parse_errors(text), format!("kubeconfig \"/f\": {expected}"));
    }
}

#[test]
fn base64_is_gos() {
    let key = |text: &str| {
        let text = format!("users: [{{name: a, user: {{client-key-data: {text}}}}}]");
        let config = parse(&text).ok()?;
        let data = config.users["a"].client_key_data.as_ref()?.bytes();
        Some(String::from_utf8_lossy(data).into_owned())
    };
    assert_eq!(key("YQ==").as_deref(), Some("a"));
    assert_eq!(key("YR==").as_deref(), Some("a"));
    assert_eq!(key("\"YQ=\\n=\"").as_deref(), Some("a"));
    assert_eq!(key("''"), None);
    for wrong in ["YQ", "'YQ ='", "'!!'"] {
        let text = format!("users: [{{name: a, user: {{client-key-data: {wrong}}}}}]");
        let errors = parse_errors(&text);
        assert!(
            errors.ends_with("user \"a\": client-key-data: is not valid base64"),
            "{errors}"
        );
    }
}

#[test]
fn duplicate_names_are_errors() {
    let text = "users:\n- name: a\n- name: b\n- name: a\n";
    let expected =
        "kubeconfig \"/f\": line 4, column 3: user \"a\": duplicate name, also on line 2";
    assert_eq!(parse_errors(text), expected);
    let text = "extensions: [{name: a, extension: 1}, {name: a}]";
    let expected = "kubeconfig \"/f\": line 1, column 39: extensions[1]: duplicate name";
    assert_eq!(parse_errors(text), expected);
    // client-go sees no extension where there is null, and so no second one.
    parse("extensions: [{name: a}, {name: a, extension: 1}]").unwrap();
    // The same name may be used for a user and a cluster.
    parse("users: [{name: a}]\nclusters: [{name: a}]").unwrap();
}

#[test]
fn everything_wrong_comes_at_once() {
    let text = "
kind: Pod
clusters:
- name: c
  cluster: {server: 1, certificate-authority-data: '*'}
users:
- name: u
  user: {token: 2, as-groups: x}
";
    assert_eq!(parse_errors(text).lines().count(), 5);
    let many = "- {name: [], user: []}\n".repeat(1000);
    assert_eq!(
        parse_errors(&format!("users:\n{many}")).lines().count(),
        100
    );
}

#[test]
fn broken_yaml_names_the_place() {
    let expected = "loading kubeconfig \"/f\": line 1, column 5: mapping values are not allowed in \
                    this context";
    assert_eq!(parse_errors("a: b: c"), expected);
}

#[test]
fn unknown_fields_are_kept() {
    let text = "
later: 1
preferences: {colors: true, shape: round}
clusters: [{name: c, cluster: {color: red}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, more: 1}}}]
extensions: [{name: e, extension: {a: [1]}}, {name: empty}]
";
    let config = parse(text).unwrap();
    assert_eq!(*config.other["later"].expose(), 1);
    assert!(config.preferences.colors);
    assert_eq!(*config.preferences.other["shape"].expose(), "round");
    assert_eq!(*config.clusters["c"].other["color"].expose(), "red");
    assert_eq!(config.extensions["e"].expose()["a"][0], 1);
    assert!(config.extensions["empty"].expose().is_null());
    let exec = config.users["u"].exec.clone().unwrap();
    assert_eq!(*exec.other["more"].expose(), 1);
    assert_eq!(exec.interactive_mode.as_deref(), Some("IfAvailable"));
}

#[test]
fn origins_name_the_file_and_the_line() {
    let config = parse("current-context: x\nclusters:\n- name: c\n").unwrap();
    let origin = config.clusters["c"].origin.clone().unwrap();
    assert_eq!((&*origin.file, origin.line, origin.column), ("/f", 3, 3));
    assert_eq!(config.current_context_origin.unwrap().line, 1);
}

#[test]
fn incomplete_entries_are_no_errors() {
    let config =
        parse("contexts: [{name: a, context: {user: u}}, null]\nusers: [{name: u}]").unwrap();
    assert!(config.contexts["a"].cluster.is_none());
    assert!(config.contexts.contains_key(""));
    let impersonate = &parse("users: [{name: u, user: {as: x, as-user-extra: {a: [b], c: null}}}]")
        .unwrap()
        .users["u"]
        .impersonate;
    assert_eq!(impersonate.extra["a"], ["b"]);
    assert!(impersonate.extra["c"].is_empty());
}

/// Go's JSON decoder takes a list of numbers where bytes are wanted, so kubectl does.
#[test]
fn data_may_be_a_list_of_bytes() {
    let cluster = |data: &str| {
        parse(&format!(
            "clusters: [{{name: c, cluster: {{certificate-authority-data: {data}}}}}]"
        ))
    };
    let data = |text: &str| {
        let config = cluster(text).unwrap();
        let data = config.clusters["c"].certificate_authority_data.clone();
        data.map(|data| data.bytes().to_vec())
    };
    assert_eq!(data("[65, 66]"), Some(b"AB".to_vec()));
    assert_eq!(data("[65, null]"), Some(b"A\0".to_vec()));
    assert_eq!(data("[]"), None);
    for wrong in ["[256]", "[-1]", "['A']", "[1.5]", "{}", "65"] {
        assert!(cluster(wrong).is_err(), "{wrong}");
    }
}

/// client-go says `no kind "Pod" is registered`, and takes every other field by its exact name.
#[test]
fn kind_and_version_are_found_in_any_case() {
    assert!(parse("KIND: Pod").is_err());
    assert!(parse("apiversion: v7").is_err());
    assert!(parse("KIND: Pod\nkind: Config").is_ok());
    assert!(parse("Kind: Config\nApiVersion: v1").is_ok());
    assert!(parse("Kind: null\nkind: ''").is_ok());
    assert!(parse("Kind: 1").is_err());
    assert!(parse("USERS: [{name: a}]").unwrap().users.is_empty());
}

/// A hundred errors about a name of megabytes are no hundred times that.
#[test]
fn errors_show_as_much_of_a_name_as_people_read() {
    let name = "n".repeat(1 << 20);
    let wrong = "1,".repeat(200);
    let text = format!(
        "users: [{{name: {name}, user: {{exec: {{env: [{wrong}]}}, as-user-extra: {{{name}: 1}}}}}}]"
    );
    let errors = Kubeconfig::parse(text.as_bytes(), "/f").unwrap_err();
    assert_eq!(errors.len(), 100);
    assert!(errors.to_string().len() < 100_000);
    assert!(format!("{errors:?}").len() < 100_000);
    let entry = errors
        .iter()
        .next()
        .and_then(|error| error.entry())
        .unwrap();
    assert_eq!(entry.name.len(), 203);
    assert!(entry.name.contains("nnn...nnn"));

    let text = format!("current-context: {name}");
    let config = Kubeconfig::parse(text.as_bytes(), "/f").unwrap();
    let errors = config.resolve(&Overrides::new()).unwrap_err();
    assert!(errors.to_string().len() < 3_000);
}
