//! Laying one value over another: the one rule behind the merging of files and of overrides.

use super::model::{
    AuthInfo, AuthProvider, Cluster, Context, ExecConfig, Impersonate, Kubeconfig, Opaque, Origin,
    Pem, Preferences,
};
use crate::Secret;
use crate::by_name::ByName;

/// Lays `src` over `self`. What `src` does not set never takes anything away:
///
/// - a struct is merged field by field;
/// - in a map the entries of `src` win, each whole; entries it does not have stay;
/// - a list replaces the other one unless it is empty;
/// - what is optional and there replaces the other one whole, whatever is in it;
/// - a text, a flag or a number replaces the other one unless it is empty, false or zero.
///
/// Source: `merge` in client-go's `tools/clientcmd/merge.go`.
pub(super) trait Merge {
    /// Merges `src` into `self`.
    fn merge_from(&mut self, src: Self);

    /// Whether an `Option` that holds this counts as `None`: the model has no other form for
    /// texts that may be absent.
    fn is_unset(&self) -> bool {
        false
    }
}

/// Structs, whose fields are merged one by one.
macro_rules! merge_fields {
    ($($struct:ty { $($field:ident),+ $(,)? })+) => {
        $(impl $crate::kubeconfig::merge::Merge for $struct {
            fn merge_from(&mut self, src: Self) {
                $($crate::kubeconfig::merge::Merge::merge_from(&mut self.$field, src.$field);)+
            }
        })+
    };
}
#[cfg(test)]
pub(super) use merge_fields;

/// What has one value that says nothing, and replaces as a whole.
macro_rules! merge_whole {
    ($($type:ty),+) => {
        $(impl Merge for $type {
            fn merge_from(&mut self, src: Self) {
                if !src.is_unset() {
                    *self = src;
                }
            }

            fn is_unset(&self) -> bool {
                *self == Self::default()
            }
        })+
    };
}

merge_whole!(String, Secret, Pem, bool);

/// What is never unset once it is there: pointers in client-go.
macro_rules! merge_pointee {
    ($($type:ty),+) => {
        $(impl Merge for $type {
            fn merge_from(&mut self, src: Self) {
                *self = src;
            }
        })+
    };
}

merge_pointee!(ExecConfig, AuthProvider, Origin, Opaque);

impl<T: Merge> Merge for Option<T> {
    fn merge_from(&mut self, src: Self) {
        if src.as_ref().is_some_and(|value| !value.is_unset()) {
            *self = src;
        }
    }
}

impl<T> Merge for Vec<T> {
    fn merge_from(&mut self, src: Self) {
        if !src.is_empty() {
            *self = src;
        }
    }
}

impl<V> Merge for ByName<V> {
    fn merge_from(&mut self, mut src: Self) {
        self.append(&mut src);
    }
}

merge_fields! {
    Cluster {
        server, tls_server_name, insecure_skip_tls_verify, certificate_authority,
        certificate_authority_data, proxy_url, disable_compression, extensions, other, entry_other,
        origin,
    }
    AuthInfo {
        client_certificate, client_certificate_data, client_key, client_key_data, token,
        token_file, username, password, impersonate, auth_provider, exec, extensions, other,
        entry_other, origin,
    }
    Impersonate { user, uid, groups, extra }
    Context { cluster, user, namespace, extensions, other, entry_other, origin }
    Preferences { colors, extensions, other }
}

impl Merge for Kubeconfig {
    fn merge_from(&mut self, src: Self) {
        self.clusters.merge_from(src.clusters);
        self.users.merge_from(src.users);
        self.contexts.merge_from(src.contexts);
        if src
            .current_context
            .as_ref()
            .is_some_and(|name| !name.is_empty())
        {
            // Where it was written goes with it.
            self.current_context = src.current_context;
            self.current_context_origin = src.current_context_origin;
        }
        self.preferences.merge_from(src.preferences);
        self.extensions.merge_from(src.extensions);
        self.other.merge_from(src.other);
    }
}

impl Kubeconfig {
    /// Merges several files, the first having precedence.
    ///
    /// - Clusters, users, contexts and extensions come whole from the first file that has one of
    ///   the name; nothing of a later file's entry of that name is used.
    /// - `current-context` is the first one that is not empty.
    /// - `preferences.colors` is true if it is in any file.
    ///
    /// Behind this is one rule, that overrides follow as well (see
    /// [`Overrides`](super::Overrides)). To lay one value over another is: for a struct, field by
    /// field; for a map, entry by entry, each replaced whole; for a list, to replace it by one
    /// that is not empty; for something optional, to replace it whole by what is there; for a
    /// text, a flag or a number, to replace it by one that is not empty, false or zero. Files are
    /// laid over each other from the last to the first.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let first = Kubeconfig::parse(b"current-context: ''\nusers: [{name: a, user: {}}]", "1")?;
    /// let second = Kubeconfig::parse(
    ///     b"current-context: dev\nusers: [{name: a, user: {token: t}}, {name: b}]", "2")?;
    ///
    /// let merged = Kubeconfig::merge([first, second]);
    /// assert_eq!(merged.current_context.as_deref(), Some("dev"));
    /// assert!(merged.users["a"].token.is_none());
    /// assert!(merged.users.contains_key("b"));
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// Source: `ClientConfigLoadingRules.Load` and `merge` of client-go. It merges once in each
    /// direction and the two results into each other, which comes to the same.
    #[must_use]
    pub fn merge(files: impl IntoIterator<Item = Self>) -> Self {
        let files: Vec<Self> = files.into_iter().collect();
        let mut merged = Self::default();
        for file in files.into_iter().rev() {
            Merge::merge_from(&mut merged, file);
        }
        merged
    }
}
