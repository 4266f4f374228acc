//! Which files are read, and what is told of them.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use outrigger::rt::BoxFuture;

use super::{HOME, Machine, kubeconfig};
use crate::ConnectOptions;
use crate::connect::config::with_warnings;

#[test]
fn files_that_the_environment_lists() {
    let machine = Machine::new().file("a", &kubeconfig("https://a", ""));
    let machine = machine.file("b", &kubeconfig("https://b", ""));
    let machine = machine.file(HOME, &kubeconfig("https://home", ""));
    let list = |names: &[&str]| {
        let paths = names.iter().map(|name| match *name {
            "" => PathBuf::new(),
            name => machine.path(name),
        });
        std::env::join_paths(paths).unwrap()
    };
    let (both, gone, empty) = (list(&["gone", "", "b", "a"]), list(&["gone"]), list(&[]));
    let machine = machine.variable("KUBECONFIG", both);
    assert_eq!(machine.config().server, "https://b/");
    assert_eq!(machine.settle().1, Vec::<String>::new());
    let machine = machine.variable("KUBECONFIG", gone);
    machine.refused("no configuration has been provided");
    let warning = format!("Config not found: {}", machine.path("gone").display());
    assert_eq!(machine.settle().1, [warning]);
    let mut machine = machine.variable("KUBECONFIG", empty);
    assert_eq!(machine.config().server, "https://home/");
    machine.explicit = Some(machine.path("a"));
    assert_eq!(machine.config().server, "https://a/");
    machine.explicit = Some(PathBuf::new());
    assert_eq!(machine.config().server, "https://home/");
}

#[test]
fn the_default_server_comes_last() {
    let machine = Machine::new().variable("KUBERNETES_MASTER", "https://master");
    assert_eq!(machine.config().server, "https://master/");
    // It fills what a kubeconfig leaves open.
    let open = "current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {insecure-skip-tls-verify: true}}]
users: [{name: u, user: {token: hunter2}}]
";
    let machine = machine.file(HOME, open);
    assert_eq!(machine.config().server, "https://master/");
    assert!(machine.config().token.is_some());
    let machine = machine.pod();
    assert_eq!(machine.config().server, "https://master/");
    // What says no more than the default is none.
    for text in ["", &kubeconfig("https://master", "")] {
        let machine = Machine::new().file(HOME, text).pod();
        let machine = machine.variable("KUBERNETES_MASTER", "https://master");
        assert_eq!(machine.config().server, "https://10.96.0.1:443/");
    }
}

#[test]
fn an_old_kubeconfig_is_migrated_before_any_is_read() {
    let machine = Machine::new().file("home/.kube/.kubeconfig", &kubeconfig("https://old", ""));
    assert_eq!(machine.config().server, "https://old/");
    assert!(machine.path(HOME).exists());
    let machine = Machine::new().file("b", &kubeconfig("https://b", ""));
    std::fs::create_dir(machine.path("home/.kube/.kubeconfig")).unwrap();
    let list = machine.path("b").into_os_string();
    let machine = machine.variable("KUBECONFIG", list);
    machine.refused("cannot migrate it to ");
}

#[test]
fn all_files_that_cannot_be_opened_are_told_at_once() {
    let text = "current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: 'https://h', certificate-authority: ca}}]
users: [{name: u, user: {client-certificate: cert, client-key: key, tokenFile: token}}]
";
    let machine = Machine::new().file(HOME, text);
    let error = machine.settle().0.unwrap_err().chain().to_string();
    for (entry, field, file) in [
        ("cluster \"c\"", "certificate-authority", "ca"),
        ("user \"u\"", "client-certificate", "cert"),
        ("user \"u\"", "client-key", "key"),
        ("user \"u\"", "tokenFile", "token"),
    ] {
        let file = machine.path("home/.kube").join(file);
        let told = error.split("; ").any(|problem| {
            let place = format!("{entry}: {field}: ");
            problem.contains(&place) && problem.contains(file.to_str().unwrap())
        });
        assert!(told, "{field} in {error}");
    }
}

#[test]
fn a_warning_that_explains_an_error_is_told() {
    let machine = Machine::new();
    let list = machine.path("gone").into_os_string();
    let machine = machine.variable("KUBECONFIG", list);
    let outcome = |options: &ConnectOptions| {
        let (config, warnings) = machine.settle();
        let error = with_warnings(config, warnings, options.on_warning.as_ref()).unwrap_err();
        error.chain().to_string()
    };
    let warning = format!("Config not found: {}", machine.path("gone").display());
    let error = outcome(&ConnectOptions::new());
    assert!(error.contains(&warning), "{error}");
    assert!(error.contains("no configuration has been"), "{error}");

    // Whoever listens is told once.
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = heard.clone();
    let hear = move |text: &str| hears.lock().unwrap().push(text.to_owned());
    let error = outcome(&ConnectOptions::new().on_warning(hear));
    assert!(!error.contains(&warning), "{error}");
    assert_eq!(*heard.lock().unwrap(), [warning]);
}

/// The paths in such a file would be looked for beside another one.
#[cfg(target_os = "linux")]
#[test]
fn a_path_that_is_no_text_is_refused() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    let mut machine = Machine::new();
    let path = machine.path("").join(OsString::from_vec(vec![b'c', 0xff]));
    machine.explicit = Some(path.clone());
    machine.refused("does not exist");
    std::fs::write(&path, kubeconfig("https://h", "")).unwrap();
    machine.refused("its path is not UTF-8");
}

#[test]
fn outside_of_a_runtime_each_door_says_so() {
    let config = crate::config_from_bytes(kubeconfig("https://h", "")).unwrap();
    let options = ConnectOptions::new();
    let doors: [BoxFuture<'_, Option<outrigger::Error>>; 7] = [
        Box::pin(async { crate::connect().await.err() }),
        Box::pin(async { crate::connect_to(config).await.err() }),
        Box::pin(async { crate::config_with(&options).await.err() }),
        Box::pin(async { crate::config_for_context("c").await.err() }),
        Box::pin(async { crate::config_from_flags("https://h", "").await.err() }),
        Box::pin(async { crate::resolve_cluster(&options).await.err() }),
        Box::pin(async { crate::connect_with(ConnectOptions::new()).await.err() }),
    ];
    for door in doors {
        let error = futures_executor::block_on(door).expect("an error");
        assert_eq!(error.kind(), outrigger::ErrorKind::Config);
        let text = error.chain().to_string();
        assert!(text.contains("no tokio runtime is running here"), "{text}");
    }
}
