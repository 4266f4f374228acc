use std::error::Error as StdError;
use std::fmt;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use outrigger::auth::exec::{ExecCredential, ExecPlugin};
use outrigger::kubeconfig::shown_path;
use outrigger::transport::TransportError;

/// Why an exec plugin gave no credentials. It names the command and, where the program is missing,
/// the kubeconfig's install hint; never arguments, environment or what the plugin printed.
#[derive(Clone)]
pub struct ExecError {
    command: String,
    kind: ExecErrorKind,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What kept an exec plugin from giving credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExecErrorKind {
    /// The run was ended on this side: the runtime shut down.
    Aborted,
    /// What it gave cannot be used: the certificate does not parse or does not fit its key.
    Certificate,
    /// The program's [`PluginPolicy`](crate::PluginPolicy) does not allow it.
    Denied,
    /// It ended with an exit code, or `None` when a signal ended it.
    Exit(Option<i32>),
    /// It needs standard input and cannot have it.
    Interactive,
    /// There is no such program.
    NotFound,
    /// What it printed is no `ExecCredential` that can be used.
    Output,
    /// It could not be started, or not be listened to: no permission, no more processes.
    Start,
    /// It took too long.
    Timeout,
}

impl ExecError {
    fn new(plugin: &ExecPlugin, kind: ExecErrorKind, message: impl Into<String>) -> Self {
        Self {
            command: plugin.command.clone(),
            kind,
            message: message.into(),
            source: None,
        }
    }

    fn because(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    pub(super) fn aborted(plugin: &ExecPlugin) -> Self {
        Self::new(plugin, ExecErrorKind::Aborted, "was ended")
    }

    pub(super) fn interactive(
        plugin: &ExecPlugin,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self::new(plugin, ExecErrorKind::Interactive, "cannot run").because(source)
    }

    pub(super) fn denied(plugin: &ExecPlugin) -> Self {
        let message = "may not run: this program does not allow it";
        Self::new(plugin, ExecErrorKind::Denied, message)
    }

    pub(super) fn not_found(plugin: &ExecPlugin) -> Self {
        let hint = plugin.install_hint.as_deref().map_or_else(
            || "it has to be installed, or the kubeconfig changed".to_owned(),
            |hint| format!("to install it: {hint}"),
        );
        let kind = ExecErrorKind::NotFound;
        Self::new(plugin, kind, format!("was not found; {hint}"))
    }

    pub(super) fn start(plugin: &ExecPlugin, source: std::io::Error) -> Self {
        Self::new(plugin, ExecErrorKind::Start, "cannot be run").because(source)
    }

    pub(super) fn exit(plugin: &ExecPlugin, status: ExitStatus) -> Self {
        let message = match status.code() {
            Some(code) => format!("failed with exit code {code}"),
            None => format!("was ended ({status})"),
        };
        Self::new(plugin, ExecErrorKind::Exit(status.code()), message)
    }

    pub(super) fn timeout(plugin: &ExecPlugin, limit: Duration) -> Self {
        let message = format!("took longer than {limit:?}");
        Self::new(plugin, ExecErrorKind::Timeout, message)
    }

    pub(super) fn too_long(plugin: &ExecPlugin) -> Self {
        let message = format!("printed more than {} bytes", ExecCredential::MAX_BYTES);
        Self::new(plugin, ExecErrorKind::Output, message)
    }

    pub(super) fn output(
        plugin: &ExecPlugin,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self::new(plugin, ExecErrorKind::Output, "gave nothing of use").because(source)
    }

    pub(super) fn certificate(plugin: &ExecPlugin, error: &TransportError) -> Self {
        let why = error.source().map(ToString::to_string).unwrap_or_default();
        let message = format!("gave a client certificate that cannot be used: {why}");
        Self::new(plugin, ExecErrorKind::Certificate, message)
    }

    /// The command, as the kubeconfig has it.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// What kept it from giving credentials.
    pub const fn kind(&self) -> ExecErrorKind {
        self.kind
    }
}

impl fmt::Display for ExecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let command = shown_path(&self.command);
        write!(f, "the exec plugin {command:?} {}", self.message)
    }
}

impl fmt::Debug for ExecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecError")
            .field("command", &shown_path(&self.command))
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("source", &self.source)
            .finish()
    }
}

impl StdError for ExecError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}
