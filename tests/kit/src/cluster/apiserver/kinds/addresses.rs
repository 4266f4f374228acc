//! IP addresses and ranges in the fields of the API.

use std::net::{IpAddr, Ipv6Addr};

use super::Errors;
use super::path::Path;
use crate::cluster::apiserver::field_error::FieldError;

/// As the server does, with leading zeros in IPv4 and without zones.
pub(crate) fn parse_ip(text: &str) -> Option<IpAddr> {
    if text.contains(':') {
        return text.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    let mut parts = text.split('.').map(parse_octet);
    let octets = [
        parts.next()??,
        parts.next()??,
        parts.next()??,
        parts.next()??,
    ];
    parts.next().is_none().then(|| IpAddr::from(octets))
}

fn parse_octet(text: &str) -> Option<u8> {
    let digits = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let trimmed = text.trim_start_matches('0');
    match (digits, trimmed) {
        (false, _) => None,
        (true, "") => Some(0),
        (true, trimmed) => trimmed.parse().ok(),
    }
}

pub(crate) fn validate_ip(text: &str, path: &Path, errors: &mut Errors) {
    if parse_ip(text).is_none() {
        let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        errors.push(FieldError::invalid(path, text, detail));
    }
}

pub(crate) fn validate_range(text: &str, path: &Path, errors: &mut Errors) {
    if !is_range(text) {
        let detail = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
        errors.push(FieldError::invalid(path, text, detail));
    }
}

pub(crate) fn is_range(text: &str) -> bool {
    let parts = text.split_once('/');
    parts.is_some_and(|(address, length)| {
        let longest = match parse_ip(address) {
            Some(IpAddr::V4(_)) => 32,
            Some(IpAddr::V6(_)) => 128,
            None => return false,
        };
        let digits = !length.is_empty() && length.bytes().all(|c| c.is_ascii_digit());
        digits && length.parse::<u32>().is_ok_and(|length| length <= longest)
    })
}

/// An address that traffic can be sent to.
pub(crate) fn validate_endpoint(text: &str, path: &Path, errors: &mut Errors) {
    let Some(address) = parse_ip(text) else {
        validate_ip(text, path, errors);
        return;
    };
    let (link_local, link_local_multicast) = match address {
        IpAddr::V4(address) => {
            let octets = address.octets();
            (address.is_link_local(), octets[..3] == [224, 0, 0])
        }
        IpAddr::V6(address) => {
            let first = address.segments()[0];
            (first & 0xffc0 == 0xfe80, first & 0xff0f == 0xff02)
        }
    };
    let unspecified = format!("may not be unspecified ({text})");
    for (wrong, detail) in [
        (address.is_unspecified(), unspecified.as_str()),
        (
            address.is_loopback(),
            "may not be in the loopback range (127.0.0.0/8, ::1/128)",
        ),
        (
            link_local,
            "may not be in the link-local range (169.254.0.0/16, fe80::/10)",
        ),
        (
            link_local_multicast,
            "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
        ),
    ] {
        if wrong {
            errors.push(FieldError::invalid(path, text, detail));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_the_server_does() {
        for (text, valid) in [
            ("10.0.0.1", true),
            ("010.000.0.01", true),
            ("1.2.3", false),
            ("1.2.3.4.5", false),
            ("256.0.0.1", false),
            ("+1.0.0.1", false),
            ("::1", true),
            ("fe80::1%eth0", false),
            ("", false),
        ] {
            assert_eq!(parse_ip(text).is_some(), valid, "{text}");
        }
        for (text, valid) in [
            ("10.0.0.0/24", true),
            ("10.0.0.0/33", false),
            ("10.0.0.0", false),
            ("::/0", true),
            ("10.0.0.0/+1", false),
        ] {
            assert_eq!(is_range(text), valid, "{text}");
        }
    }
}
