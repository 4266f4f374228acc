//! Which servers are reached without the environment's proxy: `NO_PROXY`.
//!
//! Sources: `httpproxy` of Go's `golang.org/x/net` and, for networks, `NewProxierWithNoProxyCIDR`
//! of client-go.

use std::net::IpAddr;

use super::url::parse_ip;

/// The entries of `NO_PROXY`. What is no entry is passed over, as in Go.
#[derive(Debug, Default)]
pub(super) struct NoProxy {
    everything: bool,
    networks: Vec<Network>,
    /// Networks as client-go reads them: zeros may lead in an IPv4 address, of the server too.
    padded_networks: Vec<Network>,
    addresses: Vec<(IpAddr, String)>,
    domains: Vec<Domain>,
}

/// An address and how many of its bits count.
#[derive(Debug)]
struct Network {
    base: IpAddr,
    bits: u32,
}

#[derive(Debug)]
struct Domain {
    /// Begins with a dot.
    suffix: String,
    /// The domain itself, not only what is below it.
    itself: bool,
    /// Empty for any.
    port: String,
}

impl NoProxy {
    pub(super) fn parse(text: &str) -> Self {
        let mut list = Self::default();
        for entry in text.split(',') {
            list.padded_networks
                .extend(without_padding(entry).and_then(|entry| Network::parse(&entry)));
            list.add(&entry.trim().to_lowercase());
        }
        list
    }

    fn add(&mut self, entry: &str) {
        if entry == "*" {
            self.everything = true;
            return;
        }
        if let Some(network) = Network::parse(entry) {
            self.networks.push(network);
            return;
        }
        let (host, port) = split_host_port(entry).unwrap_or((entry, ""));
        if let Ok(address) = host.parse::<IpAddr>() {
            self.addresses
                .push((address.to_canonical(), port.to_owned()));
            return;
        }
        let host = match host.strip_prefix('*') {
            Some(below) if below.starts_with('.') => below,
            _ => host,
        };
        if host.is_empty() {
            return;
        }
        let itself = !host.starts_with('.');
        let dot = if itself { "." } else { "" };
        self.domains.push(Domain {
            suffix: format!("{dot}{host}"),
            itself,
            port: port.to_owned(),
        });
    }

    /// Whether client-go's networks cover this server. `host` has no brackets.
    pub(super) fn covers_by_network(&self, host: &str) -> bool {
        let ip = without_padding(host).and_then(|host| host.parse::<IpAddr>().ok());
        ip.is_some_and(|ip| contain(&self.padded_networks, ip))
    }

    /// Whether Go's rules cover this server. `host` has no brackets.
    pub(super) fn covers(&self, host: &str, port: &str) -> bool {
        if host == "localhost" {
            return true;
        }
        let ip = parse_ip(host).map(|ip| ip.to_canonical());
        if self.everything || ip.is_some_and(|ip| ip.is_loopback()) {
            return true;
        }
        let fits = |wanted: &str| wanted.is_empty() || wanted == port;
        match ip {
            Some(ip) => {
                let mut addresses = self.addresses.iter();
                contain(&self.networks, ip)
                    || addresses.any(|(address, port)| *address == ip && fits(port))
            }
            None => {
                let host = host.trim().to_lowercase();
                let mut domains = self.domains.iter();
                domains.any(|domain| domain.covers(&host) && fits(&domain.port))
            }
        }
    }
}

impl Domain {
    fn covers(&self, host: &str) -> bool {
        host.ends_with(&self.suffix) || self.itself && self.suffix.get(1..) == Some(host)
    }
}

impl Network {
    /// Source: `ParseCIDR` of Go's `net`.
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let address = address.parse::<IpAddr>().ok()?;
        let digits = !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits = bits.parse::<u32>().ok().filter(|_| digits)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        if bits > width {
            return None;
        }
        let base = mask(address, bits);
        let bits = match (address, base.to_canonical()) {
            // An IPv4 network written as IPv6.
            (IpAddr::V6(_), IpAddr::V4(_)) => bits.saturating_sub(96),
            _ => bits,
        };
        Some(Self {
            base: base.to_canonical(),
            bits,
        })
    }
}

fn contain(networks: &[Network], ip: IpAddr) -> bool {
    let ip = ip.to_canonical();
    let mut networks = networks.iter();
    networks.any(|network| {
        network.base.is_ipv4() == ip.is_ipv4() && mask(ip, network.bits) == network.base
    })
}

/// The first `bits` bits, the others 0.
fn mask(ip: IpAddr, bits: u32) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => {
            let mask = u32::MAX.checked_shl(32 - bits.min(32)).unwrap_or(0);
            IpAddr::V4((ip.to_bits() & mask).into())
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shl(128 - bits.min(128)).unwrap_or(0);
            IpAddr::V6((ip.to_bits() & mask).into())
        }
    }
}

/// The text without zeros that lead in the numbers of an IPv4 address at its end or before a `/`.
fn without_padding(text: &str) -> Option<String> {
    let (address, bits) = text.split_at(text.find('/').unwrap_or(text.len()));
    let (before, dotted) = address.split_at(address.rfind(':').map_or(0, |colon| colon + 1));
    if !dotted.as_bytes().contains(&b'.') {
        return Some(text.to_owned());
    }
    let mut unpadded = before.to_owned();
    for (index, number) in dotted.split('.').enumerate() {
        // So that no longer text can be made a number.
        number.parse::<u8>().ok()?;
        let stripped = number.trim_start_matches('0');
        unpadded.push_str(if index > 0 { "." } else { "" });
        unpadded.push_str(if stripped.is_empty() { "0" } else { stripped });
    }
    Some(unpadded + bits)
}

/// Source: `SplitHostPort` of Go's `net`.
fn split_host_port(text: &str) -> Option<(&str, &str)> {
    let (before, port) = text.rsplit_once(':')?;
    let host = match before.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']')?,
        None if before.as_bytes().contains(&b':') => return None,
        None => before,
    };
    let bracket = |text: &str| text.contains(['[', ']']);
    (!bracket(host) && !bracket(port)).then_some((host, port))
}
