//! Addresses of networks, and URIs.

use std::net::Ipv6Addr;

/// Leading zeros are tolerated.
fn is_dotted_quad(text: &str) -> bool {
    let is_octet = |part: &str| {
        let digits = part.trim_start_matches('0');
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (digits.is_empty() || digits.parse::<u8>().is_ok())
    };
    text.split('.').count() == 4 && text.split('.').all(is_octet)
}

fn is_colon_address(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

pub(super) fn is_ipv4(text: &str) -> bool {
    text.contains('.') && (is_dotted_quad(text) || is_colon_address(text))
}

pub(super) fn is_ipv6(text: &str) -> bool {
    is_colon_address(text)
}

pub(super) fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else {
        return false;
    };
    let limit = match address {
        address if is_dotted_quad(address) => 32,
        address if is_colon_address(address) => 128,
        _ => return false,
    };
    bits.bytes().all(|byte| byte.is_ascii_digit())
        && bits.parse::<u32>().is_ok_and(|bits| bits <= limit)
}

pub(super) fn is_mac(text: &str) -> bool {
    let is_hex = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let of = |separator: char, length: usize, counts: [usize; 3]| {
        let parts: Vec<_> = text.split(separator).collect();
        counts.contains(&parts.len()) && parts.iter().all(|part| is_hex(part, length))
    };
    let is_bare = [12, 16, 40].iter().any(|length| is_hex(text, *length));
    is_bare || of(':', 2, [6, 8, 20]) || of('-', 2, [6, 8, 20]) || of('.', 4, [3, 4, 10])
}

/// An absolute URI or an absolute path, as in an HTTP request.
pub(crate) fn is_request_uri(text: &str) -> bool {
    if text.is_empty() || text.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
        return false;
    }
    if text == "*" {
        return true;
    }
    let Some((scheme, rest)) = split_scheme(text) else {
        return false;
    };
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    if !rest.starts_with('/') {
        // Opaque, such as `mailto:a@example.com`.
        return !scheme.is_empty();
    }
    match rest
        .strip_prefix("//")
        .filter(|rest| !scheme.is_empty() || !rest.starts_with('/'))
    {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            is_authority(authority) && are_escapes_valid(path)
        }
        None => are_escapes_valid(rest),
    }
}

/// None if it starts with a colon; no scheme if what comes first cannot be one.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
    match end.filter(|end| text[*end..].starts_with(':')) {
        Some(0) => None,
        Some(end) if text.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            Some((&text[..end], &text[end + 1..]))
        }
        _ => Some(("", text)),
    }
}

fn is_authority(authority: &str) -> bool {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let is_user = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    user.chars().all(is_user) && are_escapes_valid(user) && is_host(host)
}

fn is_host(host: &str) -> bool {
    let is_port = |port: &str| {
        port.is_empty()
            || port
                .strip_prefix(':')
                .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if let Some(bracketed) = host.strip_prefix('[') {
        return bracketed
            .split_once(']')
            .is_some_and(|(address, port)| is_port(port) && is_colon_address(address));
    }
    let (name, port) = host.split_at(host.rfind(':').unwrap_or(host.len()));
    let is_name =
        |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || "-._~!$&'()*+,;=:\"<>%".contains(c);
    is_port(port) && name.chars().all(is_name) && are_escapes_valid(name)
}

fn are_escapes_valid(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let hex = after.as_bytes().get(..2);
        hex.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    })
}
