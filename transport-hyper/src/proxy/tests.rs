//! The environment's rules, with the answers of Go 1.26.8 and client-go 0.37.1.

use std::collections::BTreeMap;
use std::ffi::OsString;

use http::Uri;
use outrigger::Secret;
use outrigger::transport::ConnectionSettings;

use super::{Proxy, from_environment};

type Environment = BTreeMap<String, String>;

/// What the environment makes of settings without a proxy: `direct`, `error`, or the proxy.
fn answer(environment: &Environment, server: &str) -> (String, Vec<String>) {
    let mut settings = ConnectionSettings::default();
    let server: Uri = server.parse().unwrap();
    let lookup = |name: &str| environment.get(name).map(OsString::from);
    let warnings = match from_environment(&mut settings, &server, lookup) {
        Ok(warnings) => warnings,
        Err(error) => {
            let text = error.to_string();
            let mut values = environment.values();
            assert!(
                !values.any(|value| text.contains(value) && value.len() > 3),
                "{text}"
            );
            assert!(!text.contains("ss@") && !text.contains("zz"), "{text}");
            return ("error".to_owned(), Vec::new());
        }
    };
    let Some(url) = settings.proxy else {
        return ("direct".to_owned(), warnings);
    };
    let scheme = url.expose().split(':').next().unwrap().to_lowercase();
    let proxy = Proxy::new(&url).unwrap();
    let mut text = format!("{scheme} {} {}", proxy.address.host, proxy.address.port);
    if let Some(user) = &proxy.user {
        let [name, password] = [&user.name, &user.password].map(|part| str::from_utf8(part));
        text = format!("{text} {:?} {:?}", name.unwrap(), password.unwrap());
    }
    (text, warnings)
}

fn both(no_proxy: &str) -> Environment {
    let pairs = [
        ("HTTPS_PROXY", "http://proxy:3128"),
        ("HTTP_PROXY", "http://proxy:3129"),
        ("NO_PROXY", no_proxy),
    ];
    let owned = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    owned.into()
}

/// What Go takes for a proxy and cannot connect to; refused here before anything is sent.
const UNREACHABLE: [&str; 6] = [
    // The scheme, taken for a host since the rest is no URL.
    "http http 80",
    "http direct 80",
    "http 1http 80",
    "socks5 a:1 2",
    // Needs IDNA.
    "http pr\u{f6}xy 1",
    "http pro\u{e4}xy 1",
];

#[test]
fn variables_are_read_as_go_reads_them() {
    for line in include_str!("tests/values.jsonl").lines() {
        let (environment, server, go): (Environment, String, String) =
            serde_json::from_str(line).unwrap();
        let expected = match go.as_str() {
            go if UNREACHABLE.contains(&go) => "error",
            // No host is this machine.
            "http  3128" => "http localhost 3128",
            go => go,
        };
        let (found, warnings) = answer(&environment, &server);
        assert_eq!(found, expected, "{line}");
        let applies = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
        let passed_over = match server.starts_with("https:") {
            true => applies("HTTPS_PROXY") && !applies("NO_PROXY") && !applies("no_proxy"),
            false => applies("HTTP_PROXY") && !applies("NO_PROXY"),
        };
        let local = server.contains("localhost");
        let warned = found == "direct" && passed_over && !local;
        assert_eq!(!warnings.is_empty(), warned, "{line}: {warnings:?}");
    }
}

#[test]
fn no_proxy_is_read_as_go_and_client_go_read_it() {
    let mut lines = include_str!("tests/no_proxy.jsonl").lines();
    let servers: Vec<String> = serde_json::from_str(lines.next().unwrap()).unwrap();
    for line in lines {
        let (no_proxy, go): (String, String) = serde_json::from_str(line).unwrap();
        let environment = both(&no_proxy);
        let ours: String = servers
            .iter()
            .map(|server| match answer(&environment, server).0.as_str() {
                "direct" => 'd',
                "http proxy 3128" if server.starts_with("https:") => 'p',
                "http proxy 3129" if server.starts_with("http:") => 'p',
                _ => '?',
            })
            .collect();
        assert_eq!(ours, go, "NO_PROXY={no_proxy:?} for {servers:?}");
    }
}

#[test]
fn an_explicit_proxy_is_used_whatever_the_environment_says() {
    let server = "https://api.example.com".parse().unwrap();
    for no_proxy in ["*", "api.example.com", ""] {
        let mut settings = ConnectionSettings::default();
        settings.proxy = Some(Secret::new("socks5://own:1"));
        let environment = both(no_proxy);
        let lookup = |name: &str| environment.get(name).map(OsString::from);
        assert!(
            from_environment(&mut settings, &server, lookup)
                .unwrap()
                .is_empty()
        );
        assert_eq!(settings.proxy, Some(Secret::new("socks5://own:1")));
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStringExt;

    let server = "https://api.example.com".parse().unwrap();
    let lookup = |name: &str| (name == "HTTPS_PROXY").then(|| OsString::from_vec(vec![0xff]));
    let error = from_environment(&mut ConnectionSettings::default(), &server, lookup).unwrap_err();
    assert_eq!(
        error.to_string(),
        "HTTPS_PROXY cannot be used: it is not UTF-8"
    );
}

#[test]
fn nothing_shows_a_password() {
    for url in ["http://user:s3cr3t@proxy:1", "socks5://user:s3cr3t@proxy:1"] {
        let proxy = Proxy::new(&Secret::new(url)).unwrap();
        let text = format!("{proxy} {proxy:?}");
        assert!(text.starts_with("proxy proxy:1 "), "{text}");
        assert!(!text.contains("s3cr3t") && !text.contains("user"), "{text}");
        assert!(!format!("{:?}", proxy.authorization).contains("Basic"));
    }
    for url in [
        "ftp://user:s3cr3t@proxy",
        "http://user:s3cr3t@",
        "http://user:s3cr3t@proxy:x",
        "s3cr3t",
    ] {
        let error = Proxy::new(&Secret::new(url)).unwrap_err();
        let reason = std::error::Error::source(&error).unwrap();
        assert!(!format!("{reason} {error:?}").contains("s3cr3t"));
    }
}
