//! What holds for whatever kubeconfigs there are.

use bytes::Bytes;
use outrigger::auth::exec::{ExecCluster, ExecPlugin};
use outrigger::kubeconfig::{
    Config, Kubeconfig, KubeconfigErrors, Loader, Overrides, PathStyle, yaml,
};

use crate::document;
use crate::seed::{self, Shown};
use crate::views;

/// Files in order of precedence, and what is asked of them.
pub(crate) struct Case {
    pub(crate) style: PathStyle,
    pub(crate) files: Vec<Vec<u8>>,
    pub(crate) overrides: Overrides,
}

/// Where the files are said to be.
const PATHS: [&str; 5] = [
    "/home/u/.kube/config",
    "/etc/kubeconfig",
    r"C:\Users\u\config",
    "relative/config",
    "bare",
];

/// How many errors of one file are told.
const MAX_ERRORS: usize = 100;

/// How many contexts of a case are resolved.
const CONTEXTS: usize = 4;

impl Case {
    /// Does all that the library can do with these files; panics when something does not hold:
    ///
    /// - an error is told in a bounded number of parts, and says something;
    /// - merging is associative, and merging with nothing or with itself changes nothing;
    /// - what is resolved can be used: see [`usable`];
    /// - what is written can be read, and views are what they say: see [`views::check`];
    /// - no secret is in what is shown of all this.
    ///
    /// Answers how much the files say, aliases expanded.
    pub(crate) fn check(&self) -> usize {
        let mut shown = Shown::new();
        shown.debug(&self.overrides);
        let files = self.parsed(&mut shown);
        merges(&files);
        let merged = self.loaded(&mut shown);
        self.resolved(&merged, &mut shown);
        for config in files.iter().chain([&merged]) {
            views::check(config, self.style, &mut shown);
        }
        let (public, size) = self.public();
        if seed::found(&public).is_none() {
            shown.check();
        }
        size
    }

    fn named(&self) -> impl Iterator<Item = (&'static str, &Vec<u8>)> {
        PATHS.into_iter().zip(&self.files)
    }

    fn parsed(&self, shown: &mut Shown) -> Vec<Kubeconfig> {
        let mut files = Vec::new();
        for (path, bytes) in self.named() {
            match Kubeconfig::parse(bytes, path) {
                Ok(file) => {
                    shown.debug(&file);
                    files.push(file);
                }
                Err(errors) => told(&errors, shown),
            }
        }
        files
    }

    fn loaded(&self, shown: &mut Shown) -> Kubeconfig {
        let mut loader = Loader::new(self.style).warn_if_all_missing(true);
        for (path, bytes) in self.named() {
            loader = loader.file(path, Ok(Bytes::copy_from_slice(bytes)));
        }
        shown.debug(&loader);
        let loaded = loader.load();
        shown.debug(&loaded);
        loaded.config
    }

    fn resolved(&self, merged: &Kubeconfig, shown: &mut Shown) {
        let contexts = merged.contexts.keys().take(CONTEXTS);
        let contexts = contexts.map(|name| self.overrides.clone().context(name));
        for overrides in [Overrides::new(), self.overrides.clone()]
            .into_iter()
            .chain(contexts)
        {
            match merged.resolve(&overrides) {
                Ok(config) => {
                    usable(&config);
                    plugin(&config, shown);
                    shown.debug(&config);
                    shown.display(&config.server);
                    shown.debug(&config.warnings);
                }
                Err(errors) => told(&errors, shown),
            }
        }
    }

    /// All that these files say where it may be shown, and how much they say.
    fn public(&self) -> (String, usize) {
        let mut all = (String::new(), 0);
        for file in &self.files {
            if let Ok(document) = yaml::from_slice(file) {
                all.0.push_str(&document::public(&document));
                all.1 += document::weight(&document);
            }
        }
        all
    }
}

pub(crate) fn told(errors: &KubeconfigErrors, shown: &mut Shown) {
    shown.error(errors);
    assert!(!errors.is_empty(), "an error that says nothing");
    // Resolving looks at one cluster, one user and one context.
    assert!(errors.len() <= MAX_ERRORS, "{} errors", errors.len());
    for error in errors {
        shown.error(error);
        assert!(!error.message().is_empty(), "{error:?}");
    }
}

fn merges(files: &[Kubeconfig]) {
    let Some(first) = files.first() else {
        return;
    };
    let nothing = Kubeconfig::default;
    for same in [
        vec![first.clone()],
        vec![first.clone(), nothing()],
        vec![nothing(), first.clone()],
        vec![first.clone(), first.clone()],
    ] {
        assert_eq!(&Kubeconfig::merge(same), first);
    }
    let all = Kubeconfig::merge(files.to_vec());
    for (before, after) in (1..files.len()).map(|at| files.split_at(at)) {
        let parts = [before, after].map(|part| Kubeconfig::merge(part.to_vec()));
        assert_eq!(Kubeconfig::merge(parts), all);
    }
}

/// Shows what would be run for credentials, and what it would be told.
fn plugin(config: &Config, shown: &mut Shown) {
    let Some(exec) = &config.exec else {
        return;
    };
    match ExecPlugin::new(exec) {
        Ok(plugin) => {
            let cluster = ExecCluster::new(config, None);
            shown.debug(&plugin);
            shown.debug(&cluster);
            let info = plugin.info(false, &cluster);
            shown.debug(&info);
            assert!(serde_json::from_str::<serde_json::Value>(info.expose()).is_ok());
        }
        Err(error) => shown.error(&error),
    }
}

/// Panics when a client could not be made of it, or would send a credential in plain text.
pub(crate) fn usable(config: &Config) {
    let server = &config.server;
    assert!(server.scheme().is_some(), "{server}");
    let authority = server.authority().expect("a server has a host");
    assert!(!authority.as_str().contains('@'), "a user in the server");
    assert!(server.query().is_none(), "{server}");
    assert!(!config.namespace.is_empty(), "no namespace");
    if let Some(token) = &config.token {
        let header = http::HeaderValue::try_from(format!("Bearer {}", token.expose()));
        assert!(header.is_ok(), "the token is no header");
    }
    assert!(
        !(config.insecure_skip_tls_verify && config.certificate_authority.is_some()),
        "an authority that nobody asks"
    );
    // Not name and password, which are sent where the URL of the server says them.
    let credentials = config.token.is_some()
        || config.token_file.is_some()
        || config.exec.is_some()
        || config.auth_provider.is_some()
        || config.client_certificate.is_some();
    let secure = server.scheme_str() == Some("https");
    assert!(secure || !credentials, "a credential in plain text");
}
