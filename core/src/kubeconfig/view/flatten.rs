//! Files turned into data.

use bytes::Bytes;

use crate::kubeconfig::error::{EntryKind, KubeconfigError, KubeconfigErrorKind, KubeconfigErrors};
use crate::kubeconfig::model::{Kubeconfig, Pem};
use crate::kubeconfig::shown::shown_path;
use crate::kubeconfig::validate::Place;
use crate::kubeconfig::{PathStyle, ReadError};

impl Kubeconfig {
    /// Puts the certificates and keys that are files into the kubeconfig itself, so that it is of
    /// use elsewhere: the clusters' authorities, and the users' certificates and keys. Token files
    /// and the programs of `exec` stay where they are.
    ///
    /// `read` gets each path as seen from the file its entry was written in, and hands out what
    /// is there. A file may hold nothing; the field is gone then.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use outrigger::kubeconfig::{Kubeconfig, PathStyle, ReadError};
    ///
    /// let text = "clusters: [{name: c, cluster: {certificate-authority: ca.crt}}]";
    /// let config = Kubeconfig::parse(text.as_bytes(), "/home/u/config")?;
    ///
    /// let flat = config.clone().flattened(PathStyle::Unix, |path| match path {
    ///     "/home/u/ca.crt" => Ok(Bytes::from("PEM")),
    ///     _ => Err(ReadError::Missing),
    /// })?;
    /// assert!(flat.to_json().contains("\"certificate-authority-data\": \"UEVN\""));
    ///
    /// let errors = config.flattened(PathStyle::Unix, |_| Err(ReadError::Missing)).unwrap_err();
    /// assert_eq!(
    ///     errors.to_string(),
    ///     "kubeconfig \"/home/u/config\": line 1, column 12: cluster \"c\": \
    ///      certificate-authority: \"/home/u/ca.crt\" does not exist",
    /// );
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// # Errors
    /// Every file that cannot be read, and every field that is there as a file and as data.
    ///
    /// Source: `FlattenConfig` of client-go.
    pub fn flattened(
        mut self,
        style: PathStyle,
        read: impl FnMut(&str) -> Result<Bytes, ReadError>,
    ) -> Result<Self, KubeconfigErrors> {
        let mut flatten = Flatten {
            style,
            read,
            errors: Vec::new(),
        };
        for (name, cluster) in &mut self.clusters {
            let place = Place {
                kind: EntryKind::Cluster,
                name,
                origin: cluster.origin.as_ref(),
            };
            let (path, data) = (
                &mut cluster.certificate_authority,
                &mut cluster.certificate_authority_data,
            );
            flatten.field(&place, "certificate-authority", path, data);
        }
        for (name, user) in &mut self.users {
            let place = Place {
                kind: EntryKind::User,
                name,
                origin: user.origin.as_ref(),
            };
            let (path, data) = (
                &mut user.client_certificate,
                &mut user.client_certificate_data,
            );
            flatten.field(&place, "client-certificate", path, data);
            let (path, data) = (&mut user.client_key, &mut user.client_key_data);
            flatten.field(&place, "client-key", path, data);
        }
        match flatten.errors {
            errors if errors.is_empty() => Ok(self),
            errors => Err(KubeconfigErrors(errors)),
        }
    }
}

struct Flatten<R> {
    style: PathStyle,
    read: R,
    errors: Vec<KubeconfigError>,
}

impl<R: FnMut(&str) -> Result<Bytes, ReadError>> Flatten<R> {
    fn field(
        &mut self,
        place: &Place<'_>,
        field: &str,
        path: &mut Option<String>,
        data: &mut Option<Pem>,
    ) {
        let Some(file) = path.as_deref().filter(|path| !path.is_empty()) else {
            return;
        };
        if data.as_ref().is_some_and(|data| !data.bytes().is_empty()) {
            let message = format!("{field}-data and {field} are both specified");
            self.errors
                .push(place.error(field, KubeconfigErrorKind::Conflict, message));
            return;
        }
        let file = match place.origin {
            Some(origin) => self.style.resolve(&origin.file, file),
            None => file.to_owned(),
        };
        let problem = match (self.read)(&file) {
            Ok(content) => {
                *path = None;
                *data = Some(Pem::new(content)).filter(|data| !data.bytes().is_empty());
                return;
            }
            Err(ReadError::Missing) => format!("{:?} does not exist", shown_path(&file)),
            Err(ReadError::Unreadable(reason)) => {
                format!("{:?} cannot be read: {reason}", shown_path(&file))
            }
        };
        self.errors
            .push(place.error(field, KubeconfigErrorKind::Invalid, problem));
    }
}
