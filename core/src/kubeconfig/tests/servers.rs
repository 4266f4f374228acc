use super::{lines, resolve};

/// Servers, and what becomes of them.
const GOOD: &[(&str, &str)] = &[
    ("https://h", "https://h/"),
    ("HTTPS://h:6443/", "https://h:6443/"),
    ("https://h/a/b/", "https://h/a/b"),
    ("https://h/a?q=1#f", "https://h/a"),
    ("https://h?q=1", "https://h/"),
    ("https://h#f", "https://h/"),
    ("https://h#f/a?b", "https://h/"),
    ("https://h/a#f", "https://h/a%23f"),
    ("https://h/#f?q", "https://h/%23f"),
    ("https://[::1]:6443", "https://[::1]:6443/"),
    ("h:6443", "http://h:6443/"),
    ("10.0.0.1:6443/", "http://10.0.0.1:6443/"),
    ("localhost", "http://localhost/"),
    ("https://h:", "https://h/"),
    ("https://h/a b", "https://h/a%20b"),
    ("https://h/%2fa", "https://h/%2fa"),
    ("https://h/\u{e4}%2f!", "https://h/%C3%A4/%21"),
];

/// Servers, and what is wrong with them.
const BAD: &[(&str, &str)] = &[
    ("ftp://h", "unsupported scheme, must be http or https"),
    ("h:6443/a", "must be a URL or a host:port pair"),
    ("//h", "must be a URL or a host:port pair"),
    ("https://", "must be a URL or a host:port pair"),
    ("https:/h", "must be a URL or a host:port pair"),
    ("https://h h", "the host is not valid"),
    ("https://h:99999", "the port is not valid"),
    ("https://h:x", "the port is not valid"),
    ("https://h/%zz", "is not a valid URL"),
    ("https://h/a%4", "is not a valid URL"),
    ("https://[:1]:6443", "the host is not valid"),
    ("https://[1.2.3.4]", "the host is not valid"),
    ("https://h[]", "the host is not valid"),
    ("https://[::1]x", "the port is not valid"),
    ("https://[::1", "the host is not valid"),
    ("https://a:b:1", "the port is not valid"),
    ("https://h#%z", "is not a valid URL"),
    ("https://a%41b", "the host is not valid"),
    ("https://m%zz@h", "the user in it is not valid"),
    ("https://m e@h", "the user in it is not valid"),
];

#[test]
fn servers() {
    for (server, expected) in GOOD {
        let resolved = resolve(&format!("server: '{server}'"), "").unwrap();
        assert_eq!(resolved.server.to_string(), *expected, "{server}");
    }
}

#[test]
fn what_is_no_server() {
    let at = "kubeconfig \"/f\": line 4, column 3: cluster \"c\": server";
    for (server, expected) in BAD {
        let errors = resolve(&format!("server: '{server}'"), "").unwrap_err();
        assert_eq!(lines(&errors), format!("{at}: {expected}"), "{server}");
    }
    let errors = resolve("", "").unwrap_err();
    assert_eq!(
        lines(&errors),
        format!("{at}: no server found for cluster \"c\"")
    );
}
