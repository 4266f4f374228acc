use bytes::Bytes;

use super::parse;
use crate::kubeconfig::{Kubeconfig, Loader, PathStyle, ReadError};

#[test]
fn entries_come_whole_from_the_first_file() {
    let first = parse("users: [{name: a, user: {username: one}}]\npreferences: {}").unwrap();
    let second = parse(
        "users: [{name: a, user: {token: two}}, {name: b}]\npreferences: {colors: true}\nx: 1",
    );
    let merged = Kubeconfig::merge([first, second.unwrap(), parse("x: 2\nz: 3").unwrap()]);
    assert_eq!(merged.users["a"].username.as_deref(), Some("one"));
    assert!(merged.users["a"].token.is_none());
    assert!(merged.users.contains_key("b"));
    assert!(merged.preferences.colors);
    assert_eq!(*merged.other["x"].expose(), 1);
    assert_eq!(*merged.other["z"].expose(), 3);
}

#[test]
fn an_empty_current_context_is_not_set() {
    let files = [
        "current-context: ''",
        "current-context: b",
        "current-context: c",
    ];
    let merged = Kubeconfig::merge(files.map(|text| parse(text).unwrap()));
    assert_eq!(merged.current_context.as_deref(), Some("b"));
}

#[test]
fn missing_files_are_skipped_and_broken_ones_reported() {
    let good = |name: &str| Ok(Bytes::from(format!("users: [{{name: {name}}}]")));
    let loaded = Loader::new(PathStyle::Unix)
        .warn_if_all_missing(true)
        .file("/missing", Err(ReadError::Missing))
        .file("/a", good("a"))
        .file(
            "/directory",
            Err(ReadError::Unreadable("is a directory".into())),
        )
        .file("/wrong", Ok("kind: Pod\nusers: [{name: w}]".into()))
        .file("/b", good("b"))
        .load();
    assert_eq!(loaded.config.users.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert!(loaded.warnings.is_empty());
    assert_eq!(
        super::lines(&loaded.errors),
        "loading kubeconfig \"/directory\": is a directory\n\
         kubeconfig \"/wrong\": line 1, column 7: kind: must be \"Config\""
    );
    assert!(loaded.into_result().is_err());
}

#[test]
fn all_missing_is_a_warning_and_an_explicit_one_an_error() {
    let loader = Loader::new(PathStyle::Unix)
        .file("/a", Err(ReadError::Missing))
        .file("/b", Err(ReadError::Missing));
    assert!(loader.clone().load().warnings.is_empty());
    let loaded = loader.warn_if_all_missing(true).load();
    assert_eq!(loaded.warnings, ["Config not found: /a, /b"]);
    assert_eq!(loaded.into_result().unwrap(), Kubeconfig::default());

    let loaded = Loader::new(PathStyle::Unix)
        .explicit("/a", Err(ReadError::Missing))
        .load();
    let text = "loading kubeconfig \"/a\": the file does not exist";
    assert_eq!(loaded.into_result().unwrap_err().to_string(), text);
}

#[test]
fn paths_are_relative_to_their_own_file() {
    let text = "
clusters: [{name: NAME, cluster: {certificate-authority: ca.crt}}]
users:
- name: NAME
  user: {client-certificate: c/cert, client-key: /abs/key, tokenFile: ../token,
    exec: {command: bin/plugin}}
- {name: NAME2, user: {exec: {command: plugin}}}
";
    let file = |name: &str| Ok(Bytes::from(text.replace("NAME", name)));
    let config = Loader::new(PathStyle::Unix)
        .file("/one/config", file("a"))
        .file("/two/config", file("b"))
        .load()
        .into_result()
        .unwrap();
    for (name, folder) in [("a", "/one"), ("b", "/two")] {
        let user = &config.users[name];
        let path = |path: &str| Some(format!("{folder}/{path}"));
        assert_eq!(config.clusters[name].certificate_authority, path("ca.crt"));
        assert_eq!(user.client_certificate, path("c/cert"));
        assert_eq!(user.client_key.as_deref(), Some("/abs/key"));
        assert_eq!(user.token_file.as_deref(), Some("/token"));
        assert_eq!(user.exec.as_ref().unwrap().command, path("bin/plugin"));
        let other = &config.users[&format!("{name}2")];
        assert_eq!(
            other.exec.as_ref().unwrap().command.as_deref(),
            Some("plugin")
        );
    }
}

#[test]
fn io_errors_are_classified() {
    use std::io::{Error, ErrorKind};
    assert_eq!(
        ReadError::from(Error::from(ErrorKind::NotFound)),
        ReadError::Missing
    );
    let expected = ReadError::Unreadable("is a directory".to_owned());
    assert_eq!(
        ReadError::from(Error::from(ErrorKind::IsADirectory)),
        expected
    );
}
