//! By which names this server may be asked for.

use std::net::{IpAddr, SocketAddr};

/// The values of `Host` that mean this server.
///
/// A page elsewhere can make its own name lead here (DNS rebinding), and then reads what it wants
/// within its own origin; but its requests still carry that name.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    hosts: Vec<String>,
    /// Listening on all addresses, any of them may be named: no rebinding makes an address.
    any_address: bool,
    port: u16,
}

impl Names {
    pub(crate) fn of(address: SocketAddr) -> Self {
        let (ip, port) = (address.ip(), address.port());
        let mut hosts = vec![address.to_string()];
        if ip.is_loopback() || ip.is_unspecified() {
            hosts.push(format!("localhost:{port}"));
        }
        if port == 80 {
            let bare = hosts.iter().filter_map(|host| host.strip_suffix(":80"));
            let bare: Vec<String> = bare.map(str::to_owned).collect();
            hosts.extend(bare);
        }
        Self {
            hosts,
            any_address: ip.is_unspecified(),
            port,
        }
    }

    /// Whether a `Host` header names this server.
    pub(crate) fn is_own_host(&self, host: &str) -> bool {
        let own = self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host));
        own || self.any_address && self.is_some_address(host)
    }

    /// Whether an `Origin` header is the origin of the pages that `host` serves, which is a name
    /// of this server.
    pub(crate) fn is_own_origin(origin: &str, host: &str) -> bool {
        let served = origin.strip_prefix("http://");
        served.is_some_and(|served| served.eq_ignore_ascii_case(host))
    }

    fn is_some_address(&self, host: &str) -> bool {
        match host.parse::<SocketAddr>() {
            Ok(address) => address.port() == self.port,
            Err(_) => self.port == 80 && host.parse::<IpAddr>().is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_server() {
        let cases: [(&str, &[&str], &[&str]); 5] = [
            (
                "127.0.0.1:8080",
                &["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080"],
                &[
                    "",
                    "127.0.0.1",
                    "localhost",
                    "127.0.0.1:80",
                    "127.0.0.1:8080.evil.example",
                    "evil.example:8080",
                    "localhost.evil.example:8080",
                    "evil.example",
                    "user@localhost:8080",
                    "10.0.0.1:8080",
                    "localhost.:8080",
                ],
            ),
            (
                "[::1]:9",
                &["[::1]:9", "localhost:9"],
                &["::1:9", "[::2]:9"],
            ),
            (
                "10.0.0.1:9",
                &["10.0.0.1:9"],
                &["localhost:9", "10.0.0.2:9"],
            ),
            (
                "0.0.0.0:9",
                &["10.0.0.1:9", "[fe80::1]:9", "localhost:9"],
                &["evil.example:9", "10.0.0.1:10", "10.0.0.1"],
            ),
            (
                "127.0.0.1:80",
                &["127.0.0.1", "localhost:80", "localhost"],
                &["evil.example", "10.0.0.1"],
            ),
        ];
        for (address, own, others) in cases {
            let names = Names::of(address.parse().unwrap());
            for host in own {
                assert!(names.is_own_host(host), "{address}: {host}");
            }
            for host in others {
                assert!(!names.is_own_host(host), "{address}: {host}");
            }
        }
    }

    #[test]
    fn origins() {
        let host = "127.0.0.1:8080";
        for (origin, own) in [
            ("http://127.0.0.1:8080", true),
            ("http://127.0.0.1:8081", false),
            ("http://localhost:8080", false),
            ("https://127.0.0.1:8080", false),
            ("http://127.0.0.1:8080/", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(Names::is_own_origin(origin, host), own, "{origin}");
        }
    }
}
