use std::fmt;

use base64::Engine as _;
use serde::Serialize;
use serde_json::Value;

use super::{ExecCluster, ExecVersion};
use crate::error::{Error, Result};
use crate::kubeconfig::{ExecConfig, ExecEnvVar, Opaque, Pem, shown_path};
use crate::secret::Secret;

/// A plugin as a kubeconfig describes it, checked.
///
/// `Debug` shows neither arguments nor the values of environment variables.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ExecPlugin {
    /// The program: a path, or a name to look up in `$PATH`.
    pub command: String,
    /// Its arguments.
    pub args: Vec<Secret>,
    /// What to add to its environment, in order.
    pub env: Vec<ExecEnvVar>,
    /// The version it speaks.
    pub version: ExecVersion,
    /// Whether it uses standard input.
    pub interactive_mode: InteractiveMode,
    /// Whether to tell it of the cluster.
    pub provide_cluster_info: bool,
    /// What to tell the user when the program does not exist.
    pub install_hint: Option<String>,
}

/// Whether a plugin uses standard input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InteractiveMode {
    /// Never.
    Never,
    /// If it is a terminal.
    IfAvailable,
    /// It cannot do without.
    Always,
}

impl InteractiveMode {
    /// The mode that goes by this name in a kubeconfig.
    pub fn parse(mode: &str) -> Option<Self> {
        [Self::Never, Self::IfAvailable, Self::Always]
            .into_iter()
            .find(|known| known.as_str() == mode)
    }

    /// Its name in a kubeconfig.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "Never",
            Self::IfAvailable => "IfAvailable",
            Self::Always => "Always",
        }
    }
}

impl ExecPlugin {
    /// The name of the environment variable that holds what a plugin is told.
    pub const INFO_VARIABLE: &str = "KUBERNETES_EXEC_INFO";

    /// Checks `config`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the command, a version that is known
    /// or the interactive mode is missing. `v1beta1` does without the last: it is `IfAvailable`.
    pub fn new(config: &ExecConfig) -> Result<Self> {
        let wrong = |what: &str| Error::config(format!("exec plugin: {what}"), None);
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let command = filled(&config.command).ok_or_else(|| wrong("no command is given"))?;
        let version = filled(&config.api_version).ok_or_else(|| wrong("no apiVersion is given"))?;
        let version = ExecVersion::parse(&version).ok_or_else(|| wrong("invalid apiVersion"))?;
        let interactive_mode = match (filled(&config.interactive_mode), version) {
            (Some(mode), _) => {
                InteractiveMode::parse(&mode).ok_or_else(|| wrong("unknown interactiveMode"))?
            }
            (None, ExecVersion::V1Beta1) => InteractiveMode::IfAvailable,
            (None, _) => return Err(wrong("no interactiveMode is given")),
        };
        Ok(Self {
            command,
            args: config.args.clone(),
            env: config.env.clone(),
            version,
            interactive_mode,
            provide_cluster_info: config.provide_cluster_info,
            install_hint: filled(&config.install_hint),
        })
    }

    /// Whether to let the plugin have standard input. `terminal` says whether that is one;
    /// `unavailable` why it is not to be used, if so, which may be an empty text.
    ///
    /// # Errors
    /// Why a plugin that cannot do without has to.
    pub fn interactive(
        &self,
        terminal: bool,
        unavailable: Option<&str>,
    ) -> Result<bool, InteractiveError> {
        match (self.interactive_mode, terminal, unavailable) {
            (InteractiveMode::Never, ..) => Ok(false),
            (InteractiveMode::IfAvailable, terminal, unavailable) => {
                Ok(terminal && unavailable.is_none())
            }
            (InteractiveMode::Always, true, None) => Ok(true),
            (InteractiveMode::Always, false, _) => Err(InteractiveError::NoTerminal),
            (InteractiveMode::Always, true, Some(why)) => {
                Err(InteractiveError::Unavailable(why.to_owned()))
            }
        }
    }

    /// What to tell the plugin in [`INFO_VARIABLE`](Self::INFO_VARIABLE): an `ExecCredential` in
    /// JSON. It may hold the password of a proxy.
    pub fn info(&self, interactive: bool, cluster: &ExecCluster) -> Secret {
        let document = Document {
            kind: "ExecCredential",
            api_version: self.version.as_str(),
            spec: Spec {
                cluster: self.provide_cluster_info.then(|| ClusterInfo::of(cluster)),
                interactive,
            },
        };
        // Strings, booleans and a value that is JSON already: nothing that could fail.
        Secret::new(serde_json::to_string(&document).unwrap_or_default())
    }
}

impl fmt::Debug for ExecPlugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecPlugin")
            .field("command", &shown_path(&self.command))
            .field("args", &self.args)
            .field("env", &self.env)
            .field("version", &self.version)
            .field("interactive_mode", &self.interactive_mode)
            .field("provide_cluster_info", &self.provide_cluster_info)
            .field("install_hint", &self.install_hint)
            .finish()
    }
}

/// Why a plugin that needs standard input cannot have it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InteractiveError {
    /// Standard input is no terminal.
    #[error("it needs standard input, which is not a terminal")]
    NoTerminal,
    /// The program uses standard input itself, for the reason given.
    #[error("it needs standard input, which is unavailable{}{}", if .0.is_empty() { "" } else { ": " }, .0)]
    Unavailable(String),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    kind: &'a str,
    api_version: &'a str,
    spec: Spec<'a>,
}

#[derive(Serialize)]
struct Spec<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<ClusterInfo<'a>>,
    interactive: bool,
}

/// The order and the presence of fields are Go's.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ClusterInfo<'a> {
    server: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_server_name: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    insecure_skip_tls_verify: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_authority_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy_url: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    disable_compression: bool,
    config: Option<&'a Value>,
}

impl<'a> ClusterInfo<'a> {
    fn of(cluster: &'a ExecCluster) -> Self {
        let authority = cluster.certificate_authority_data.as_ref();
        let encode = |pem: &Pem| base64::engine::general_purpose::STANDARD.encode(pem.bytes());
        Self {
            server: &cluster.server,
            tls_server_name: cluster.tls_server_name.as_deref(),
            insecure_skip_tls_verify: cluster.insecure_skip_tls_verify,
            certificate_authority_data: authority.map(encode),
            proxy_url: cluster.proxy_url.as_ref().map(Secret::expose),
            disable_compression: cluster.disable_compression,
            config: cluster.config.as_ref().map(Opaque::expose),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn config(version: &str, mode: Option<&str>) -> ExecConfig {
        let mut config = ExecConfig::default();
        config.command = Some("login".into());
        config.api_version = Some(format!("client.authentication.k8s.io/{version}"));
        config.interactive_mode = mode.map(str::to_owned);
        config
    }

    fn plugin(version: &str, mode: &str) -> ExecPlugin {
        ExecPlugin::new(&config(version, Some(mode))).unwrap()
    }

    #[test]
    fn what_is_missing_or_unknown_is_an_error() {
        let beta = ExecPlugin::new(&config("v1beta1", None)).unwrap();
        assert_eq!(beta.interactive_mode, InteractiveMode::IfAvailable);
        let mut nameless = config("v1", Some("Never"));
        nameless.command = Some(String::new());
        for (config, message) in [
            (
                config("v1", None),
                "exec plugin: no interactiveMode is given",
            ),
            (
                config("v1", Some("never")),
                "exec plugin: unknown interactiveMode",
            ),
            (
                config("v1alpha1", Some("Never")),
                "exec plugin: invalid apiVersion",
            ),
            (nameless, "exec plugin: no command is given"),
        ] {
            assert_eq!(ExecPlugin::new(&config).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn standard_input_is_for_terminals() {
        for (mode, terminal, unavailable, expected) in [
            ("Never", true, None, Ok(false)),
            ("IfAvailable", true, None, Ok(true)),
            ("IfAvailable", false, None, Ok(false)),
            ("IfAvailable", true, Some("busy"), Ok(false)),
            ("Always", true, None, Ok(true)),
            (
                "Always",
                false,
                None,
                Err("it needs standard input, which is not a terminal"),
            ),
            (
                "Always",
                true,
                Some("reads a manifest from it"),
                Err("it needs standard input, which is unavailable: reads a manifest from it"),
            ),
            (
                "Always",
                true,
                Some(""),
                Err("it needs standard input, which is unavailable"),
            ),
        ] {
            let decided = plugin("v1", mode).interactive(terminal, unavailable);
            let decided = decided.map_err(|error| error.to_string());
            assert_eq!(decided, expected.map_err(str::to_owned));
        }
    }

    /// The expected texts are those of client-go 0.37, but for the line break at their end and
    /// `\u003c` for `<`.
    #[test]
    fn plugins_are_told_what_client_go_tells_them() {
        let mut cluster = ExecCluster {
            server: "https://x".into(),
            certificate_authority_data: Some(Pem::new("abc")),
            ..ExecCluster::default()
        };
        let mut plugin = plugin("v1", "Never");
        assert_eq!(
            plugin.info(false, &cluster).expose(),
            r#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}"#
        );
        plugin.provide_cluster_info = true;
        assert_eq!(
            plugin.info(true, &cluster).expose(),
            r#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"cluster":{"server":"https://x","certificate-authority-data":"YWJj","config":null},"interactive":true}}"#
        );
        plugin.version = ExecVersion::V1Beta1;
        cluster.server = "https://<x>&".into();
        cluster.tls_server_name = Some("n".into());
        cluster.insecure_skip_tls_verify = true;
        cluster.proxy_url = Some(Secret::new("http://p"));
        cluster.disable_compression = true;
        cluster.config = Some(Opaque::new(json!({"audience": "a"})));
        assert_eq!(
            plugin.info(false, &cluster).expose(),
            r#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","spec":{"cluster":{"server":"https://<x>&","tls-server-name":"n","insecure-skip-tls-verify":true,"certificate-authority-data":"YWJj","proxy-url":"http://p","disable-compression":true,"config":{"audience":"a"}},"interactive":false}}"#
        );
    }
}
