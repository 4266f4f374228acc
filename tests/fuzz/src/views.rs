//! What holds for a kubeconfig that is written, and for parts and forms of it.

use bytes::Bytes;
use outrigger::kubeconfig::{Kubeconfig, Overrides, PathStyle, ReadError};

use crate::case::told;
use crate::seed::Shown;
use crate::values;

/// Panics unless
///
/// - what is written, as JSON and as YAML, is read as it was;
/// - flattening, redacting and shortening once is enough;
/// - what is redacted has no token, password and key;
/// - a context resolves among its own entries as it does among all.
pub(crate) fn check(config: &Kubeconfig, style: PathStyle, shown: &mut Shown) {
    if let Err(errors) = config.validate() {
        told(&errors, shown);
    }
    reads_again(config);
    redacts(config);
    flattens(config, style, shown);
    for name in config
        .contexts
        .keys()
        .filter(|name| !name.is_empty())
        .take(4)
    {
        match config.clone().minified(Some(name)) {
            Ok(part) => resolves_alike(config, &part, name),
            Err(errors) => told(&errors, shown),
        }
        if let Err(errors) = config.confirm_usable(name, |_| Err(ReadError::Missing)) {
            told(&errors, shown);
        }
    }
}

fn reads_again(config: &Kubeconfig) {
    let expected = without_origins(config.clone());
    let json = config.to_json();
    // JSON may hold what YAML has only as an escape, and kubectl writes it as it is.
    let json = Some(json).filter(|text| text.chars().all(values::is_yaml));
    for text in json.into_iter().chain([config.to_yaml()]) {
        match Kubeconfig::parse(text.as_bytes(), "/again") {
            Ok(again) if without_origins(again.clone()) == expected => {}
            Ok(again) => panic!("{expected:?}\nis read as\n{again:?}\nfrom\n{text}"),
            Err(errors) => panic!("{errors}\nof\n{text}"),
        }
    }
}

/// Where something was written is another place in another text.
fn without_origins(mut config: Kubeconfig) -> Kubeconfig {
    config.current_context_origin = None;
    let clusters = config.clusters.values_mut();
    clusters.for_each(|cluster| cluster.origin = None);
    config
        .users
        .values_mut()
        .for_each(|user| user.origin = None);
    let contexts = config.contexts.values_mut();
    contexts.for_each(|context| context.origin = None);
    config
}

fn redacts(config: &Kubeconfig) {
    let redacted = config.clone().redacted();
    for user in redacted.users.values() {
        for secret in [&user.token, &user.password] {
            let shown = secret.as_ref().map_or("", |secret| secret.expose());
            assert!(matches!(shown, "" | "REDACTED"), "a credential is left");
        }
    }
    assert_eq!(redacted.clone().redacted(), redacted);
    let short = redacted.shortened();
    assert_eq!(short.clone().shortened(), short);
}

fn flattens(config: &Kubeconfig, style: PathStyle, shown: &mut Shown) {
    let missing = config.clone().flattened(style, |_| Err(ReadError::Missing));
    if let Err(errors) = missing {
        told(&errors, shown);
    }
    if let Ok(flat) = config.clone().flattened(style, |_| Ok(Bytes::from("PEM"))) {
        let again = flat
            .clone()
            .flattened(style, |path| panic!("{path:?} is left"));
        assert_eq!(again.as_ref(), Ok(&flat));
    }
}

fn resolves_alike(all: &Kubeconfig, part: &Kubeconfig, name: &str) {
    let context = &part.contexts[name];
    if context.cluster.is_none() || context.user.is_none() {
        // Entries without a name serve it among all, and are not kept for it; as in client-go.
        return;
    }
    let among_all = all.resolve(&Overrides::new().context(name));
    let alone = part.resolve(&Overrides::new());
    assert_eq!(among_all.is_ok(), alone.is_ok(), "{among_all:?} {alone:?}");
    if let (Ok(among_all), Ok(alone)) = (among_all, alone) {
        assert_eq!(format!("{among_all:?}"), format!("{alone:?}"));
    }
}
