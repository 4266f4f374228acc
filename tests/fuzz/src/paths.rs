use bytes::Bytes;
use outrigger::kubeconfig::{
    Loader, PathFacts, PathStyle, ReadError, search_environment, search_paths,
};
use serde_json::json;

/// The styles of paths.
pub(crate) const STYLES: [PathStyle; 2] = [PathStyle::Unix, PathStyle::Windows];

/// Any text as `KUBECONFIG`, as a home, as a file's path and as a path in it.
///
/// # Panics
/// When a file is named twice or without a name, or a path that was made absolute is not.
pub fn paths(data: &[u8]) -> usize {
    let text = String::from_utf8_lossy(data);
    let middle = text.len() / 2;
    let middle = (middle..=text.len()).find(|at| text.is_char_boundary(*at));
    let (first, second) = text.split_at(middle.unwrap_or_default());
    for style in STYLES {
        let named = search_paths(Some(&text), Some(first), style);
        for (index, path) in named.paths.iter().enumerate() {
            assert!(!path.is_empty(), "a file without a name");
            assert!(!named.paths[..index].contains(path), "{path:?} twice");
        }
        search_paths(None, Some(&text), style);
        environment(style, &text, first);
        resolve(style, first, second);
        resolve(style, second, first);
        resolve(style, "/home/u/config", &text);
        resolve(style, r"C:\u\config", &text);
    }
    data.len()
}

/// Looks for files in an environment whose variables all say something of these texts.
fn environment(style: PathStyle, text: &str, other: &str) {
    let variable = |name: &str| match name {
        "KUBECONFIG" => None,
        "HOMEDRIVE" | "HOME" => Some(other.to_owned()),
        _ => Some(text.to_owned()),
    };
    let facts = |path: &str| PathFacts {
        exists: path.len().is_multiple_of(2),
        writable_folder: path.len().is_multiple_of(3),
    };
    let found = search_environment(style, variable, facts);
    assert!(found.paths.len() <= 1, "{found:?}");
    if let Some(migration) = found.migration {
        assert_ne!(migration.from, migration.to);
        assert_eq!([migration.to], found.paths[..]);
    }
}

/// Reads a file at `file` that names `path`; reading it again where that came out changes nothing.
fn resolve(style: PathStyle, file: &str, path: &str) {
    let once = authority(style, file, path);
    assert_eq!(once.is_empty(), path.is_empty(), "{file:?} {path:?}");
    let rooted = match style {
        PathStyle::Windows => file.starts_with(r"C:\"),
        _ => file.starts_with('/'),
    };
    if rooted {
        let twice = authority(style, file, &once);
        assert_eq!(once, twice, "{file:?} {path:?}");
    }
}

/// The path of a certificate authority as it is after loading.
fn authority(style: PathStyle, file: &str, path: &str) -> String {
    let cluster = json!({ "certificate-authority": path });
    let text = json!({ "clusters": [{ "name": "c", "cluster": cluster }] });
    let loaded = Loader::new(style)
        .file(file, Ok(Bytes::from(text.to_string())))
        .file(path, Err(ReadError::Missing))
        .load();
    let cluster = loaded.config.clusters.get("c");
    // Control characters in a path are refused.
    cluster.map_or_else(
        || path.to_owned(),
        |cluster| cluster.certificate_authority.clone().unwrap_or_default(),
    )
}
