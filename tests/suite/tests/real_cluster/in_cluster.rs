//! The example that runs in a pod, by its own manifest and instructions.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use outrigger_suite::cargo::{example, workspace};
use outrigger_suite::control_plane::{self, ControlPlane};
use outrigger_suite::pod::Pod;
use outrigger_suite::server::address_of_kubeconfig;

const NAMESPACE: &str = "outrigger-example";

/// What a program printed, and what it complained about.
fn printed(output: Output) -> (String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

fn manifest() -> String {
    let path = workspace().join("transport-hyper/examples/in_cluster.yaml");
    path.to_str().unwrap().to_owned()
}

/// RBAC hears of changes by a watch.
fn until(mut holds: impl FnMut() -> Result<(), String>) {
    for attempt in 0.. {
        match holds() {
            Ok(()) => return,
            Err(found) => assert!(attempt < 50, "{found}"),
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn it_may_do_what_its_manifest_says() {
    let cluster = ControlPlane::start();
    let kubectl = |arguments: &[&str]| {
        let namespace = ["--namespace", NAMESPACE];
        cluster.kubectl(&[arguments, &namespace].concat(), "")
    };
    kubectl(&["apply", "--filename", &manifest()]);
    let spec = r#"{"spec":{"serviceAccountName":"in-cluster"}}"#;
    for name in ["web-0", "web-1"] {
        kubectl(&["run", name, "--image=nginx", "--overrides", spec]);
    }
    let token = kubectl(&["create", "token", "in-cluster"]);
    let pod = Pod::beside(cluster.kubeconfig(), NAMESPACE, &token);
    let program = example("in_cluster");
    let run = || printed(pod.run(&program));
    let expected = "There are 2 pods in outrigger-example\n- web-0\n- web-1\n";
    until(|| {
        let found = run();
        let right = found == (expected.to_owned(), String::new());
        right.then_some(()).ok_or(format!("{found:?}"))
    });
    // It is the binding that lets it.
    kubectl(&["delete", "rolebinding", "in-cluster-reads-pods"]);
    let refused = "pods is forbidden: User \"system:serviceaccount:outrigger-example:in-cluster\" \
                   cannot list resource \"pods\"";
    until(|| {
        let errors = run().1;
        errors.contains(refused).then_some(()).ok_or(errors)
    });
    fs::write(pod.account().join("token"), "expired").unwrap();
    let errors = run().1;
    assert!(errors.contains("Unauthorized"), "{errors}");
}

/// The commands that the example's comment gives.
fn instructions() -> String {
    let text = fs::read_to_string(workspace().join("transport-hyper/examples/in_cluster.rs"));
    let text = text.unwrap();
    let lines = text.lines().skip_while(|line| *line != "//! ```console");
    let lines = lines.skip(1).take_while(|line| *line != "//! ```");
    lines.fold(String::new(), |commands, line| {
        commands + line.strip_prefix("//!").unwrap().trim_start() + "\n"
    })
}

/// They for a cluster that listens elsewhere.
fn instructions_for(cluster: &ControlPlane) -> String {
    let (url, _) = address_of_kubeconfig(cluster.kubeconfig());
    let url: http::Uri = url.parse().unwrap();
    let mut commands = instructions();
    for (example, real) in [
        ("_HOST=10.0.0.1", format!("_HOST={}", url.host().unwrap())),
        ("_PORT=6443", format!("_PORT={}", url.port_u16().unwrap())),
    ] {
        assert!(commands.contains(example), "{commands}");
        commands = commands.replace(example, &real);
    }
    commands
}

/// A program of this name that runs `command` on its arguments.
fn program(folder: &Path, name: &str, command: &str) {
    let file = folder.join(name);
    fs::write(&file, format!("#!/bin/sh\n{command}\n")).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn it_runs_as_its_instructions_say() {
    let cluster = ControlPlane::start();
    let folder = tempfile::tempdir().unwrap();
    let (programs, work) = (folder.path().join("programs"), folder.path().join("work"));
    for folder in [&programs, &work] {
        fs::create_dir(folder).unwrap();
    }
    symlink(
        workspace().join("transport-hyper"),
        work.join("transport-hyper"),
    )
    .unwrap();
    let kubectl = control_plane::program().display().to_string();
    let kubeconfig = cluster.kubeconfig().display();
    let command = format!("exec '{kubectl}' kubectl --kubeconfig '{kubeconfig}' \"$@\"");
    program(&programs, "kubectl", &command);
    // Built already, by a cargo of which this one must not wait.
    let built = example("in_cluster").display().to_string();
    let expects = r#"[ "$1 $2 $3 $4" = "run --example in_cluster --" ] && shift 4"#;
    program(
        &programs,
        "cargo",
        &format!("{expects} && exec '{built}' \"$@\""),
    );

    let commands = instructions_for(&cluster);
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", programs.display());
    until(|| {
        let _ = fs::remove_dir_all(work.join("account"));
        let mut shell = Command::new("sh");
        let shell = shell.args(["-e", "-c", &commands]).current_dir(&work);
        let (out, errors) = printed(shell.env("PATH", &path).output().unwrap());
        let right = out.ends_with("There are 0 pods in outrigger-example\n") && errors.is_empty();
        right.then_some(()).ok_or(format!("{out}{errors}"))
    });
}
