//! Which cluster it is, in environments that are no process's own.

use std::ffi::OsString;
use std::path::PathBuf;

use outrigger::kubeconfig::{Config, Overrides};
use outrigger::rt::BoxFuture;
use outrigger::{Result, Secret};
use tempfile::TempDir;

use super::config::{Files, Wanted, settle};

/// A machine: a home, a service account's folder, and variables.
struct Machine {
    folder: TempDir,
    variables: Vec<(&'static str, OsString)>,
    overrides: Overrides,
    explicit: Option<PathBuf>,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "home/.kube", "account"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let home = folder.path().join("home").into_os_string();
        Self {
            folder,
            variables: vec![("HOME", home)],
            overrides: Overrides::new(),
            explicit: None,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.path(name), text).unwrap();
        self
    }

    fn variable(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    fn overridden(mut self, overrides: Overrides) -> Self {
        self.overrides = overrides;
        self
    }

    /// With what Kubernetes gives to a pod.
    fn pod(self) -> Self {
        self.variable("KUBERNETES_SERVICE_HOST", "10.96.0.1")
            .variable("KUBERNETES_SERVICE_PORT", "443")
            .file("account/token", "pod's\n")
            .file("account/namespace", "shop\n")
            .file("account/ca.crt", "")
    }

    fn settle(&self) -> (Result<Config>, Vec<String>) {
        let wanted = Wanted {
            files: Files::Kubectls(self.explicit.clone()),
            service_account: Some(self.path("account")),
            overrides: self.overrides.clone(),
        };
        let lookup = |name: &str| {
            let found = self
                .variables
                .iter()
                .rev()
                .find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        settle(&wanted, lookup)
    }

    fn config(&self) -> Config {
        let (config, _) = self.settle();
        config.unwrap_or_else(|error| panic!("{}", error.chain()))
    }

    #[track_caller]
    fn refused(&self, part: &str) {
        let error = self.settle().0.unwrap_err().chain().to_string();
        assert!(error.contains(part), "{part:?} is not in {error:?}");
    }
}

const HOME: &str = "home/.kube/config";

fn kubeconfig(server: &str, context: &str) -> String {
    format!(
        "current-context: c
contexts: [{{name: c, context: {{cluster: c, {context}}}}}]
clusters: [{{name: c, cluster: {{server: '{server}'}}}}]
"
    )
}

#[test]
fn a_kubeconfig_comes_before_the_pod() {
    let machine = Machine::new().file(HOME, &kubeconfig("https://home", ""));
    assert_eq!(machine.config().server, "https://home/");
    assert_eq!(machine.config().namespace, "default");
    let machine = machine.pod();
    assert_eq!(machine.config().server, "https://home/");
    // Whoever names no namespace means the pod's.
    assert_eq!(machine.config().namespace, "shop");
    let machine = machine.variable("POD_NAMESPACE", "told");
    assert_eq!(machine.config().namespace, "told");
    let explicit = kubeconfig("https://home", "namespace: default");
    let machine = machine.file(HOME, &explicit);
    assert_eq!(machine.config().namespace, "default");
    let machine = machine.overridden(Overrides::new().namespace("mine"));
    assert_eq!(machine.config().namespace, "mine");
}

#[test]
fn without_a_kubeconfig_it_is_the_pod() {
    let machine = Machine::new();
    machine.refused("no configuration has been provided");
    let machine = machine.pod();
    let config = machine.config();
    assert_eq!(config.server, "https://10.96.0.1:443/");
    assert_eq!(config.namespace, "shop");
    let token = machine.path("account/token").display().to_string();
    assert_eq!(config.token_file, Some(token));
    assert!(config.certificate_authority.is_some());
    // A file that says nothing is none; a context without a cluster is no configuration either.
    for text in [
        "",
        "apiVersion: v1\nkind: Config\n",
        "users: [{name: u, user: {}}]",
    ] {
        let machine = Machine::new().pod().file(HOME, text);
        assert_eq!(machine.config().server, "https://10.96.0.1:443/", "{text}");
    }
}

#[test]
fn a_kubeconfig_that_is_wrong_is_not_passed_over() {
    let machine = Machine::new().pod();
    let machine = machine.file(HOME, "current-context: gone");
    machine.refused("context was not found for specified context: gone");
    machine
        .file(HOME, "clusters: [")
        .refused("cannot load the kubeconfig: ");
    let machine = Machine::new().pod();
    let machine = machine.overridden(Overrides::new().context("gone"));
    machine.refused("context \"gone\" does not exist");
    let machine = Machine::new()
        .pod()
        .overridden(Overrides::new().user("gone"));
    machine.refused("\"gone\" does not exist");
    let mut machine = Machine::new().pod();
    machine.explicit = Some(machine.path("gone"));
    machine.refused("does not exist");
}

#[test]
fn a_pod_without_a_token_is_none() {
    let machine = Machine::new().pod();
    std::fs::remove_file(machine.path("account/token")).unwrap();
    machine.refused("no configuration has been provided");
    std::fs::create_dir(machine.path("account/token")).unwrap();
    machine.refused("no configuration has been provided");
}

#[test]
fn flags_count_in_a_pod() {
    let machine = Machine::new().pod();
    let authority = machine.path("account/ca.crt").display().to_string();
    let flags = Overrides::new()
        .token(Secret::new("mine"))
        .certificate_authority(&authority)
        .impersonate("jane")
        .impersonate_groups(["developers"])
        .namespace("other");
    let machine = machine.overridden(flags);
    let config = machine.config();
    assert_eq!(config.server, "https://10.96.0.1:443/");
    assert_eq!(config.token.unwrap().expose(), "mine");
    assert_eq!(config.token_file, None);
    assert_eq!(
        format!("{:?}", config.certificate_authority),
        format!("Some(File({authority:?}))")
    );
    assert_eq!(config.impersonate.unwrap().groups, ["developers"]);
    assert_eq!(config.namespace, "other");
}

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
fn flags_that_a_pod_has_no_use_for_are_told() {
    let flags = Overrides::new()
        .password(Secret::new("hunter2"))
        .impersonate("jane");
    let machine = Machine::new().pod().overridden(flags);
    let config = machine.config();
    let warning = "in a cluster, what is said of password is not used";
    assert_eq!(config.warnings, [warning]);
    let machine = Machine::new().pod();
    let machine = machine.overridden(Overrides::new().impersonate_groups(["admins"]));
    machine.refused("without impersonating a user");
}

#[test]
fn outside_of_a_runtime_each_door_says_so() {
    let config = crate::config_from_bytes(kubeconfig("https://h", "")).unwrap();
    let options = crate::ConnectOptions::new();
    let doors: [BoxFuture<'_, Option<outrigger::Error>>; 7] = [
        Box::pin(async { crate::connect().await.err() }),
        Box::pin(async { crate::connect_to(config).await.err() }),
        Box::pin(async { crate::config_with(&options).await.err() }),
        Box::pin(async { crate::config_for_context("c").await.err() }),
        Box::pin(async { crate::config_from_flags("https://h", "").await.err() }),
        Box::pin(async { crate::resolve_with(&options).await.err() }),
        Box::pin(async {
            crate::connect_with(crate::ConnectOptions::new())
                .await
                .err()
        }),
    ];
    for door in doors {
        let error = futures_executor::block_on(door).expect("an error");
        assert_eq!(error.kind(), outrigger::ErrorKind::Config);
        let text = error.chain().to_string();
        assert!(text.contains("no tokio runtime is running here"), "{text}");
    }
}
