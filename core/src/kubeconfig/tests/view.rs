//! Minified, flattened, redacted, shortened.

use bytes::Bytes;

use super::{lines, parse};
use crate::kubeconfig::{Kubeconfig, PathStyle, ReadError};

const TWO: &str = "
current-context: one
colour: red
preferences: {colors: true}
extensions: [{name: e, extension: {a: 1}}]
contexts:
- {name: one, context: {cluster: c, user: u}}
- {name: two, context: {}}
- {name: broken, context: {cluster: gone, user: lost}}
clusters: [{name: c}, {name: d}, {name: ''}]
users: [{name: u}, {name: v}, {name: ''}]
";

#[test]
fn minified_keeps_what_the_context_names() {
    let config = parse(TWO).unwrap();
    let one = config.clone().minified(None).unwrap();
    assert!(one.contexts.keys().eq(["one"]));
    assert!(one.clusters.keys().eq(["c"]));
    assert!(one.users.keys().eq(["u"]));
    assert!(one.preferences.colors);
    assert_eq!((one.extensions.len(), one.other.len()), (1, 1));

    let two = config.minified(Some("two")).unwrap();
    assert_eq!(two.current_context.as_deref(), Some("two"));
    assert!(two.clusters.is_empty() && two.users.is_empty());
    // It is no longer what the file says.
    assert_eq!(two.current_context_origin, None);
}

#[test]
fn minified_says_all_that_is_missing() {
    let config = parse(TWO).unwrap();
    let errors = config.minified(Some("broken")).unwrap_err();
    assert_eq!(
        lines(&errors),
        "kubeconfig \"/f\": line 9, column 3: context \"broken\": cluster: cluster \"gone\" does not \
         exist\nkubeconfig \"/f\": line 9, column 3: context \"broken\": user: user \"lost\" does not \
         exist"
    );
    let errors = Kubeconfig::default().minified(None).unwrap_err();
    let expected = "current-context must be set in order to minify";
    assert_eq!(lines(&errors), expected);
    let errors = parse("\ncurrent-context: a")
        .unwrap()
        .minified(None)
        .unwrap_err();
    let expected = "kubeconfig \"/f\": line 2, column 18: context \"a\" does not exist";
    assert_eq!(lines(&errors), expected);
}

fn flatten(text: &str) -> Result<Kubeconfig, String> {
    let config = Kubeconfig::parse(text.as_bytes(), "/home/config").unwrap();
    let read = |path: &str| match path {
        "/home/ca" | "/home/cert" | "/key" => Ok(Bytes::from(path.to_owned())),
        "/empty" => Ok(Bytes::new()),
        "/locked" => Err(ReadError::Unreadable("no permission".to_owned())),
        _ => Err(ReadError::Missing),
    };
    let flat = config.flattened(PathStyle::Unix, read);
    flat.map_err(|errors| lines(&errors))
}

#[test]
fn flattened_holds_what_the_files_hold() {
    let flat = flatten(
        "clusters: [{name: c, cluster: {certificate-authority: ca}}]\n\
         users:\n\
         - name: u\n  user: {client-certificate: ./cert, client-key: /key, tokenFile: t}\n\
         - {name: e, user: {client-certificate: /empty}}\n",
    )
    .unwrap();
    let cluster = &flat.clusters["c"];
    assert_eq!(cluster.certificate_authority, None);
    let data = cluster.certificate_authority_data.as_ref().unwrap();
    assert_eq!(&data.bytes()[..], b"/home/ca");
    let user = &flat.users["u"];
    let data = [&user.client_certificate_data, &user.client_key_data];
    let data = data.map(|data| data.as_ref().unwrap().bytes().clone());
    assert_eq!(data, [Bytes::from("/home/cert"), Bytes::from("/key")]);
    assert_eq!((&user.client_certificate, &user.client_key), (&None, &None));
    assert_eq!(user.token_file.as_deref(), Some("t"));
    let empty = &flat.users["e"];
    assert_eq!(
        (&empty.client_certificate, &empty.client_certificate_data),
        (&None, &None)
    );
}

#[test]
fn flattened_says_all_that_it_cannot_do() {
    let errors = flatten(
        "clusters: [{name: c, cluster: {certificate-authority: x, certificate-authority-data: AA==}}]\n\
         users:\n- name: u\n  user: {client-certificate: gone, client-key: /locked}\n",
    );
    let expected = "kubeconfig \"/home/config\": line 1, column 12: cluster \"c\": \
         certificate-authority: certificate-authority-data and certificate-authority are both \
         specified\n\
         kubeconfig \"/home/config\": line 3, column 3: user \"u\": client-certificate: \
         \"/home/gone\" does not exist\n\
         kubeconfig \"/home/config\": line 3, column 3: user \"u\": client-key: \"/locked\" cannot \
         be read: no permission";
    assert_eq!(errors.unwrap_err(), expected);
}

#[test]
fn redacted_and_shortened_are_two_things() {
    let text = "users:\n- name: u\n  user: {token: t, password: p, username: me, id-token: x, \
                client-certificate-data: AAAA, client-key-data: AAAA}\n\
                clusters: [{name: c, cluster: {certificate-authority-data: AAAA}}]\n";
    let config = parse(text).unwrap();
    let user = |config: Kubeconfig| {
        config
            .to_json()
            .split_once("\"user\"")
            .unwrap()
            .1
            .to_owned()
    };
    let redacted = user(config.clone().redacted());
    for shown in ["\"REDACTED\"", "\"UkVEQUNURUQ=\"", "\"AAAA\"", "\"me\""] {
        assert!(redacted.contains(shown), "{redacted}");
    }
    assert!(!redacted.contains("\"t\"") && !redacted.contains("\"p\""));
    assert!(!redacted.contains("id-token"), "{redacted}");
    let shortened = config.shortened().to_json();
    assert_eq!(shortened.matches("\"DATA+OMITTED\"").count(), 3);
    assert!(shortened.contains("\"password\": \"p\""), "{shortened}");
    assert!(!shortened.contains("AAAA"), "{shortened}");
    // What is not there stays away.
    let nothing = parse("users: [{name: u}]").unwrap();
    assert_eq!(nothing.clone().redacted().shortened(), nothing);
}
