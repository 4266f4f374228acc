//! The model as text.

mod document;
mod json;

use self::document::Document;
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
        json::pretty(&Document::new(self))
    }

    /// This kubeconfig as YAML: the same values as [`to_json`](Self::to_json), for files.
    ///
    /// Texts that a reader of YAML 1.1, such as kubectl, would take for something else are in
    /// quotes. [`Kubeconfig::parse`] makes the same model of the result.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let config = Kubeconfig::parse(b"users: [{name: a, user: {token: 'yes'}}]", "/f")?;
    /// assert_eq!(
    ///     config.to_yaml(),
    ///     r#"kind: Config
    /// apiVersion: v1
    /// clusters: null
    /// users:
    /// - name: a
    ///   user:
    ///     token: "yes"
    /// contexts: null
    /// current-context: ""
    /// "#,
    /// );
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// Source: `WriteToFile` of client-go, which writes the same values in another order.
    pub fn to_yaml(&self) -> String {
        // JSON is YAML, should the writer refuse something.
        serde_saphyr::to_string(&Document::new(self)).unwrap_or_else(|_| self.to_json())
    }
}
