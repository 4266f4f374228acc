//! One run of a plugin.

use std::future::pending;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use futures_util::future::{Either, select};
use outrigger::auth::exec::{ExecCluster, ExecCredential, ExecPlugin};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::{Instant, timeout, timeout_at};

use super::error::ExecError;
use super::group::Plugin;
use super::options::{ExecOptions, OnStderr};
use super::search;
use crate::tls;

/// How long the ends of the pipes are waited for when the plugin has ended: what it started may
/// hold them open for ever.
const DRAIN: Duration = Duration::from_secs(1);
/// How long a killed plugin is waited for.
const REAP: Duration = Duration::from_secs(5);
/// A century.
const FOREVER: Duration = Duration::from_secs(100 * 365 * 86_400);
/// Bytes of a line on standard error.
const LINE_MAX: usize = 8 * 1024;

/// What to run, and how.
pub(super) struct Job {
    pub(super) plugin: ExecPlugin,
    pub(super) cluster: ExecCluster,
    pub(super) options: ExecOptions,
}

impl Job {
    /// Runs the plugin to its end. Dropping the future kills it.
    pub(super) async fn run(&self) -> Result<ExecCredential, ExecError> {
        let plugin = &self.plugin;
        let limit = self.options.time_limit;
        let late = |_| ExecError::timeout(plugin, limit);
        // A limit beyond what clocks can say is none.
        let deadline = Instant::now().checked_add(limit);
        let deadline = deadline.unwrap_or_else(|| Instant::now() + FOREVER);
        let mut process = timeout_at(deadline, self.start()).await.map_err(late)??;
        let listening = timeout_at(deadline, self.listen(&mut process.child));
        let output = listening.await.map_err(late).flatten();
        if output.is_err() {
            // It may have ended by itself; then there is nothing to kill.
            let _ = timeout(REAP, process.kill()).await;
        }
        let credential = ExecCredential::parse(&output?, plugin.version)
            .map_err(|error| ExecError::output(plugin, error))?;
        if let Some(identity) = &credential.identity {
            tls::check_identity(identity, &self.options.provider.resolve())
                .map_err(|error| ExecError::certificate(plugin, &error))?;
        }
        Ok(credential)
    }

    async fn start(&self) -> Result<Plugin, ExecError> {
        let plugin = &self.plugin;
        let unavailable = self.options.stdin_unavailable.as_deref();
        let interactive = plugin
            .interactive(io::stdin().is_terminal(), unavailable)
            .map_err(|error| ExecError::interactive(plugin, error))?;
        let program = self.program().await?;
        let info = plugin.info(interactive, &self.cluster);
        let variables = plugin.env.iter();
        let mut command = Command::new(program);
        command
            .args(plugin.args.iter().map(|arg| arg.expose()))
            .envs(variables.map(|variable| (&variable.name, variable.value.expose())))
            .env(ExecPlugin::INFO_VARIABLE, info.expose())
            .stdin(either(interactive, Stdio::inherit, Stdio::null))
            .stdout(Stdio::piped())
            .stderr(either(
                self.options.on_stderr.is_some(),
                Stdio::piped,
                Stdio::inherit,
            ));
        Plugin::spawn(&mut command, !interactive).map_err(|error| self.unstartable(error))
    }

    /// The program to run, if it may run.
    async fn program(&self) -> Result<PathBuf, ExecError> {
        let plugin = &self.plugin;
        let (name, policy) = (plugin.command.clone(), self.options.policy.clone());
        if policy.denies_all() {
            return Err(ExecError::denied(plugin));
        }
        let finding = tokio::task::spawn_blocking(move || {
            let program = search::find(&name)?;
            let allowed = policy.allows(&name, &program);
            Ok((program, allowed))
        });
        let found = finding.await.map_err(|_| ExecError::aborted(plugin))?;
        match found.map_err(|error| self.unstartable(error))? {
            (program, true) => Ok(program),
            (_, false) => Err(ExecError::denied(plugin)),
        }
    }

    fn unstartable(&self, error: io::Error) -> ExecError {
        match error.kind() {
            io::ErrorKind::NotFound => ExecError::not_found(&self.plugin),
            _ => ExecError::start(&self.plugin, error),
        }
    }

    /// What a plugin prints, if it ends well.
    async fn listen(&self, child: &mut Child) -> Result<Vec<u8>, ExecError> {
        let stderr = child.stderr.take();
        let ended = pin!(self.output(child));
        let (Some(stderr), Some(show)) = (stderr, &self.options.on_stderr) else {
            return ended.await;
        };
        match select(ended, pin!(forward(stderr, show))).await {
            Either::Left((output, forwarding)) => {
                let _ = timeout(DRAIN, forwarding).await;
                output
            }
            Either::Right(((), ended)) => ended.await,
        }
    }

    async fn output(&self, child: &mut Child) -> Result<Vec<u8>, ExecError> {
        let plugin = &self.plugin;
        let stdout = child.stdout.take();
        let mut output = Vec::new();
        let status = {
            let reading = pin!(async {
                match stdout {
                    Some(stdout) => read(stdout, &mut output).await,
                    None => pending().await,
                }
            });
            match select(reading, pin!(child.wait())).await {
                Either::Left((Ok(()), ending)) => ending.await,
                Either::Left((Err(error), _)) => Err(error),
                Either::Right((status, reading)) => match timeout(DRAIN, reading).await {
                    Ok(Err(error)) => Err(error),
                    Ok(Ok(())) | Err(_) => status,
                },
            }
        };
        if output.len() > ExecCredential::MAX_BYTES {
            return Err(ExecError::too_long(plugin));
        }
        match status {
            Ok(status) if status.success() => Ok(output),
            Ok(status) => Err(ExecError::exit(plugin, status)),
            Err(error) => Err(ExecError::start(plugin, error)),
        }
    }
}

fn either<T>(condition: bool, yes: fn() -> T, no: fn() -> T) -> T {
    if condition { yes() } else { no() }
}

/// Reads to the end, or one byte beyond what may be printed, which is an error.
async fn read(from: impl AsyncRead + Unpin, into: &mut Vec<u8>) -> io::Result<()> {
    let max = ExecCredential::MAX_BYTES;
    from.take(max as u64 + 1).read_to_end(into).await?;
    match into.len() > max {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(()),
    }
}

/// Shows lines until there are no more.
async fn forward(mut from: ChildStderr, show: &OnStderr) {
    let mut text = Vec::new();
    let mut chunk = [0; 1024];
    while let Ok(count @ 1..) = from.read(&mut chunk).await {
        text.extend_from_slice(&chunk[..count]);
        while let Some(end) = end_of_line(&text) {
            let line: Vec<u8> = text.drain(..end).collect();
            show(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
        }
    }
    if !text.is_empty() {
        show(&String::from_utf8_lossy(&text));
    }
}

/// Where the first line ends, if it does.
fn end_of_line(text: &[u8]) -> Option<usize> {
    let found = text.iter().position(|&byte| byte == b'\n');
    match found {
        Some(at) => Some((at + 1).min(LINE_MAX)),
        None => (text.len() >= LINE_MAX).then_some(LINE_MAX),
    }
}
