//! The demo as a person starts it: a page, and the server beside a simulated cluster.

use std::env;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;
use tokio::process::Command;

use crate::process::Process;
use crate::{Result, paths, process};

/// What the simulated cluster is to do.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// How many pods there are.
    pub pods: u32,
    /// Changes of objects a second; 0 is silence.
    pub rate: f64,
}

/// The cluster behind the server.
#[derive(Debug)]
enum Behind {
    Simulated(Load),
    /// That of a kubeconfig.
    Real(PathBuf),
}

/// A demo server, which can be killed and started again at the same address.
#[derive(Debug)]
pub struct Demo {
    process: Option<Process>,
    cluster: Behind,
    page: PathBuf,
    port: u16,
    url: String,
    /// Has the file with the token.
    folder: TempDir,
}

impl Demo {
    /// Starts the server on a free port.
    pub async fn start(load: Load) -> Result<Self> {
        Self::with_page(load, page()?).await
    }

    /// Starts the server on a free port, with another page than the usual one.
    pub async fn with_page(load: Load, page: &Path) -> Result<Self> {
        Self::of(Behind::Simulated(load), page).await
    }

    /// Starts the server on a free port, with a page and the cluster that a kubeconfig names.
    pub async fn with_cluster(kubeconfig: &Path, page: &Path) -> Result<Self> {
        Self::of(Behind::Real(kubeconfig.to_owned()), page).await
    }

    async fn of(cluster: Behind, page: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut demo = Self {
            process: None,
            cluster,
            page: page.to_owned(),
            port,
            url: String::new(),
            folder: TempDir::new()?,
        };
        demo.restart().await?;
        Ok(demo)
    }

    /// What the server prints for a person to open.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The page's origin, without a slash at its end.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Lets the server say nothing more, with all its connections open, as behind a network that
    /// drops every packet.
    pub fn pause(&self) -> Result {
        process::signal(self.group()?, "STOP")
    }

    /// Lets the server go on.
    pub fn resume(&self) -> Result {
        process::signal(self.group()?, "CONT")
    }

    fn group(&self) -> Result<u32> {
        let process = self.process.as_ref().and_then(Process::group);
        process.ok_or_else(|| "the server has ended".into())
    }

    /// Ends the server and the cluster in it, as a crash would.
    pub async fn kill(&mut self) -> Result {
        match self.process.take() {
            Some(process) => process.kill().await,
            None => Ok(()),
        }
    }

    /// Starts the server again, with what it knew besides the cluster: its port and its token.
    pub async fn restart(&mut self) -> Result {
        self.kill().await?;
        let mut command = Command::new(server()?);
        command.arg("--page").arg(&self.page);
        command.args(["--port", &self.port.to_string()]);
        command
            .arg("--token-file")
            .arg(self.folder.path().join("token"));
        match &self.cluster {
            Behind::Simulated(load) => {
                command.args(["--pods", &load.pods.to_string()]);
                command.args(["--rate", &load.rate.to_string()]);
            }
            Behind::Real(kubeconfig) => {
                command.arg("--kubeconfig").arg(kubeconfig);
            }
        }
        let mut process = Process::start(&mut command)?;
        self.url = process.line(url).await?;
        self.process = Some(process);
        Ok(())
    }
}

/// Finds the address in a line of the server's.
fn url(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let url = words.find(|word| word.starts_with("http://"))?;
    Some(url.to_owned())
}

/// The folder of the built page: `$OUTRIGGER_DEMO_PAGE`, or it is built once.
pub fn page() -> Result<&'static Path> {
    static PAGE: OnceLock<std::result::Result<PathBuf, String>> = OnceLock::new();
    let page = PAGE.get_or_init(|| match env::var_os("OUTRIGGER_DEMO_PAGE") {
        Some(folder) => Ok(folder.into()),
        None => cargo(&["xtask", "dist"]).map(|()| paths::target().join("dist")),
    });
    page.as_deref().map_err(|problem| problem.as_str().into())
}

/// A folder that `cargo xtask test` built and named.
pub fn built(variable: &str) -> Result<PathBuf> {
    let folder = env::var_os(variable).map(PathBuf::from);
    folder.ok_or_else(|| format!("{variable} is unset; run this by `cargo xtask test`").into())
}

/// The server's program: `$OUTRIGGER_DEMO_SERVER`, or it is built once.
fn server() -> Result<&'static Path> {
    static SERVER: OnceLock<std::result::Result<PathBuf, String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| match env::var_os("OUTRIGGER_DEMO_SERVER") {
        Some(program) => Ok(program.into()),
        None => {
            cargo(&["build", "--release", "--package", "outrigger-demo-server"])?;
            let name = format!("outrigger-demo-server{}", env::consts::EXE_SUFFIX);
            Ok(paths::target().join("release").join(name))
        }
    });
    server.as_deref().map_err(|problem| problem.as_str().into())
}

fn cargo(arguments: &[&str]) -> std::result::Result<(), String> {
    let mut cargo = std::process::Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    let status = cargo
        .args(arguments)
        .current_dir(paths::workspace())
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("cargo {} failed ({status})", arguments.join(" "))),
        Err(error) => Err(format!("cargo could not be started: {error}")),
    }
}
