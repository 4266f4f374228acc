use outrigger::Secret;
use outrigger::kubeconfig::{Kubeconfig, Overrides};

use crate::case::usable;

/// Any text as a server, as a proxy and as a time limit, and behind the beginnings of URLs.
///
/// # Panics
/// When something comes of it that cannot be used.
pub fn urls(data: &[u8]) -> usize {
    let text = String::from_utf8_lossy(data);
    for before in [
        "",
        "https://",
        "http://u:p@",
        "https://h:",
        "https://[",
        "https://h/%",
    ] {
        let url = format!("{before}{text}");
        let proxied = Overrides::new()
            .server("https://h")
            .proxy_url(Secret::new(url.clone()));
        let limited = Overrides::new().server("https://h").timeout(text.clone());
        for overrides in [Overrides::new().server(url), proxied, limited] {
            if let Ok(config) = Kubeconfig::default().resolve(&overrides) {
                usable(&config);
            }
        }
    }
    data.len()
}
