//! One run of a plugin.

use std::future::pending;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::pin::pin;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use outrigger::auth::exec::{ExecCluster, ExecCredential, ExecPlugin};
use tokio::select;
use tokio::time::{Instant, timeout, timeout_at};

use super::error::ExecError;
use super::group::Plugin;
use super::options::{ExecOptions, OnStderr};
use super::pipe::Pipe;
use super::search;
use crate::{runtime, tls};

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
        let listening = timeout_at(deadline, self.listen(&mut process));
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
        let finding = runtime::blocking(move || {
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
    async fn listen(&self, process: &mut Plugin) -> Result<Vec<u8>, ExecError> {
        let stderr = process.stderr.take();
        let mut ended = pin!(self.output(process));
        let (Some(stderr), Some(show)) = (stderr, &self.options.on_stderr) else {
            return ended.await;
        };
        let mut forwarding = pin!(forward(stderr, show));
        select! {
            biased;
            output = &mut ended => {
                let _ = timeout(DRAIN, forwarding).await;
                output
            }
            () = &mut forwarding => ended.await,
        }
    }

    async fn output(&self, process: &mut Plugin) -> Result<Vec<u8>, ExecError> {
        let plugin = &self.plugin;
        let mut output = Vec::new();
        let status = status(process, &mut output).await;
        if output.len() > ExecCredential::MAX_BYTES {
            return Err(ExecError::too_long(plugin));
        }
        match status {
            Ok(Some(status)) if !status.success() => Err(ExecError::exit(plugin, status)),
            // Where nobody can say how it ended, what it printed has to do.
            Ok(_) => Ok(output),
            Err(error) => Err(ExecError::start(plugin, error)),
        }
    }
}

/// How a process ended, and what it printed until then.
async fn status(process: &mut Plugin, output: &mut Vec<u8>) -> io::Result<Option<ExitStatus>> {
    let stdout = process.stdout.take();
    let mut reading = pin!(async {
        match stdout {
            Some(mut stdout) => stdout.read_all(output, ExecCredential::MAX_BYTES).await,
            None => pending().await,
        }
    });
    select! {
        biased;
        read = &mut reading => match read {
            // Who prints no more is about to end, so look at once.
            Ok(()) => process.ended().await,
            Err(error) => Err(error),
        },
        status = process.ended() => match timeout(DRAIN, reading).await {
            Ok(Err(error)) => Err(error),
            Ok(Ok(())) | Err(_) => status,
        },
    }
}

fn either<T>(condition: bool, yes: fn() -> T, no: fn() -> T) -> T {
    if condition { yes() } else { no() }
}

/// Shows lines until there are no more.
async fn forward(mut from: Pipe, show: &OnStderr) {
    let mut text = Vec::new();
    while let Ok(chunk) = from.chunk().await
        && !chunk.is_empty()
    {
        text.extend_from_slice(&chunk);
        let mut shown = 0;
        while let Some(end) = end_of_line(&text[shown..]) {
            let line = &text[shown..shown + end];
            show(String::from_utf8_lossy(line).trim_end_matches(['\r', '\n']));
            shown += end;
        }
        text.drain(..shown);
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
