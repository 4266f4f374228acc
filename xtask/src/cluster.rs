//! A control plane that outlives the command that starts it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use crate::control_plane::{self, Release};
use crate::process::output;

/// Where a control plane keeps its data, and which program it runs.
struct Cluster {
    folder: PathBuf,
}

impl Cluster {
    fn find(version: Option<&str>) -> Result<Self, String> {
        let version = Release::find(version)?.version;
        Ok(Self {
            folder: control_plane::cache()?.join("clusters").join(version),
        })
    }

    fn kubeconfig(&self) -> PathBuf {
        self.folder.join("kubeconfig")
    }

    /// Names the program that runs, which is not what a build would give if the
    /// sources changed since.
    fn program_file(&self) -> PathBuf {
        self.folder.join("program")
    }

    /// The program of the running control plane.
    fn running(&self) -> Option<PathBuf> {
        let program = PathBuf::from(fs::read_to_string(self.program_file()).ok()?);
        self.send(&program, "revision").ok().map(|_| program)
    }

    fn send(&self, program: &Path, command: &str) -> Result<String, String> {
        output(
            Command::new(program)
                .arg("send")
                .arg("--dir")
                .arg(&self.folder)
                .arg(command),
        )
    }

    fn start(&self, program: &Path) -> Result<(), String> {
        let io = |error: std::io::Error| format!("{}: {error}", self.folder.display());
        fs::create_dir_all(&self.folder).map_err(io)?;
        fs::write(self.program_file(), program.as_os_str().as_encoded_bytes()).map_err(io)?;
        let log = self.folder.join("serve.log");
        let mut command = Command::new(program);
        command
            .args(["serve", "--detached", "--dir"])
            .arg(&self.folder);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).map_err(io)?);
        leave_terminal(&mut command);
        let child = command.spawn().map_err(io)?;
        if first_line(child).starts_with("ready ") {
            return Ok(());
        }
        let reason = fs::read_to_string(&log).unwrap_or_default();
        Err(format!(
            "the control plane did not start: {}",
            reason.trim()
        ))
    }
}

/// Keeps a Ctrl-C in the terminal that started it from stopping the control plane.
fn leave_terminal(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// The first line of output, or nothing if the process ends without one.
fn first_line(mut child: Child) -> String {
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        // An error leaves the line empty, which says the same.
        let _ = BufReader::new(stdout).read_line(&mut line);
    }
    line
}

/// Starts a control plane, unless it is running.
pub(crate) fn up(version: Option<&str>) -> Result<ExitCode, String> {
    let cluster = Cluster::find(version)?;
    if cluster.running().is_some() {
        println!("the control plane is already running");
    } else {
        cluster.start(&control_plane::build(version)?)?;
        println!("the control plane is running");
    }
    println!("\n  export KUBECONFIG={}\n", cluster.kubeconfig().display());
    println!("  cargo xtask control-plane kubectl -- get namespaces");
    println!("  cargo xtask control-plane down");
    Ok(ExitCode::SUCCESS)
}

/// Stops the control plane, if it is running.
pub(crate) fn down(version: Option<&str>) -> Result<ExitCode, String> {
    let cluster = Cluster::find(version)?;
    match cluster.running() {
        Some(program) => {
            cluster.send(&program, "quit")?;
            println!("the control plane is stopped");
        }
        None => println!("no control plane is running"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs the bundled kubectl, and ends as it ends.
pub(crate) fn kubectl(version: Option<&str>, arguments: &[String]) -> Result<ExitCode, String> {
    let cluster = Cluster::find(version)?;
    let program = cluster
        .running()
        .ok_or("no control plane is running; `cargo xtask control-plane up` starts one")?;
    let status = Command::new(program)
        .arg("kubectl")
        .args(arguments)
        .env("KUBECONFIG", cluster.kubeconfig())
        .status()
        .map_err(|error| format!("kubectl could not be started: {error}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
