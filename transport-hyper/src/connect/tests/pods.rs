//! In a pod, and around it.

use outrigger::Secret;
use outrigger::kubeconfig::Overrides;

use super::{HOME, Machine, kubeconfig};

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
fn an_authority_that_cannot_be_used_is_told_and_the_systems_stand_in() {
    let machine = Machine::new().pod();
    assert!(machine.config().certificate_authority.is_some());
    assert_eq!(machine.config().warnings, Vec::<String>::new());
    let no_der = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (text, why) in [
        ("", "holds no certificate"),
        (no_der, "none of the trusted certificates can be parsed"),
    ] {
        let machine = Machine::new().pod().file("account/ca.crt", text);
        told(&machine, why);
    }
    std::fs::remove_file(machine.path("account/ca.crt")).unwrap();
    told(&machine, "does not exist");
    // A flag says what to trust.
    let other = machine.path("account/token").display().to_string();
    let flags = Overrides::new().certificate_authority(other);
    let machine = machine.overridden(flags);
    assert!(machine.config().certificate_authority.is_some());
    assert_eq!(machine.config().warnings, Vec::<String>::new());
}

#[track_caller]
fn told(machine: &Machine, why: &str) {
    let config = machine.config();
    assert_eq!(config.certificate_authority, None);
    let path = machine.path("account/ca.crt").display().to_string();
    let [warning] = &config.warnings[..] else {
        panic!("{:?}", config.warnings)
    };
    assert!(warning.starts_with(&path), "{warning}");
    assert!(warning.contains(why), "{warning}");
}

#[cfg(unix)]
#[test]
fn variables_that_are_no_text_are_not_passed_over() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    for name in [
        "KUBERNETES_SERVICE_HOST",
        "KUBERNETES_MASTER",
        "POD_NAMESPACE",
    ] {
        let machine = Machine::new().pod();
        let machine = machine.variable(name, OsString::from_vec(vec![b'h', 0xff]));
        machine.refused(&format!("{name} is not UTF-8"));
    }
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
