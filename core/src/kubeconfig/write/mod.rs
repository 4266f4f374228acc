//! The model as text.

mod document;
mod json;
mod tree;
#[cfg(feature = "write-yaml")]
mod yaml;

use super::model::Kubeconfig;

impl Kubeconfig {
    /// This kubeconfig as JSON, as kubectl prints it: fields in the order of client-go's types,
    /// entries sorted by name, four spaces a level, `<`, `>` and `&` escaped.
    ///
    /// Fields this crate does not know follow the others in each map, so that a file can be read,
    /// changed and written back; comments are lost. kubectl drops such fields: with [`without_unknown_fields`](Self::without_unknown_fields)
    /// before, the text is that of `kubectl config view --raw -o json`, byte for byte.
    ///
    /// The text holds the credentials; [`redacted`](Self::redacted) takes them out.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let config = Kubeconfig::parse(b"current-context: dev\ncolour: red", "/f")?;
    /// assert!(config.to_json().ends_with("    \"current-context\": \"dev\",\n    \"colour\": \"red\"\n}\n"));
    ///
    /// let text = config.without_unknown_fields().to_json();
    /// assert!(text.ends_with("    \"contexts\": null,\n    \"current-context\": \"dev\"\n}\n"));
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// Source: `Config` of client-go's `tools/clientcmd/api/v1` and `JSONPrinter` of cli-runtime.
    pub fn to_json(&self) -> String {
        json::pretty(&document::kubeconfig(self))
    }
}
