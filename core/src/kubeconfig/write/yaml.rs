use serde::{Serialize, Serializer};

use super::document;
use super::tree::{Fields, Tree};
use crate::kubeconfig::Kubeconfig;

impl Kubeconfig {
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
    /// It needs the feature `write-yaml`.
    ///
    /// Source: `WriteToFile` of client-go, which writes the same values in another order.
    pub fn to_yaml(&self) -> String {
        // JSON is YAML, should the writer refuse something.
        serde_saphyr::to_string(&document::kubeconfig(self)).unwrap_or_else(|_| self.to_json())
    }
}

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(bool) => serializer.serialize_bool(*bool),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(Fields(fields)) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}
