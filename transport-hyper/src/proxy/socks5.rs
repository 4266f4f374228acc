//! SOCKS 5 (RFC 1928), with user name and password (RFC 1929).
//!
//! Names are resolved by the proxy, as in Go.

use std::net::IpAddr;

use outrigger::transport::TransportErrorKind;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::Refusal;
use super::url::User;
use crate::request::Origin;

const VERSION: u8 = 5;
const AUTHENTICATION_VERSION: u8 = 1;
const NO_AUTHENTICATION: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;
const NO_METHOD: u8 = 0xff;
const CONNECT: u8 = 1;
const IPV4: u8 = 1;
const NAME: u8 = 3;
const IPV6: u8 = 4;
/// Bytes of a name, a user or a password.
const TEXT_MAX: usize = 255;

/// Has the proxy at the other end of `stream` connect it to `origin`.
pub(super) async fn connect<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    origin: &Origin,
    user: Option<&User>,
) -> Result<(), Refusal> {
    let methods: &[u8] = match user {
        None => &[NO_AUTHENTICATION],
        Some(_) => &[NO_AUTHENTICATION, USER_AND_PASSWORD],
    };
    send(stream, &[&[VERSION, methods.len() as u8], methods]).await?;
    let [version, method] = receive(stream).await?;
    check_version(version)?;
    match (method, user) {
        (NO_AUTHENTICATION, _) => {}
        (USER_AND_PASSWORD, Some(user)) => authenticate(stream, user).await?,
        (NO_METHOD, None) => {
            let why = "wants authentication, and its URL has no user and password";
            return Err(Refusal::refused(why));
        }
        (NO_METHOD, Some(_)) => {
            let why = "wants another authentication than user name and password";
            return Err(Refusal::refused(why));
        }
        _ => {
            let why = "chose an authentication that was not offered";
            return Err(Refusal::protocol(why));
        }
    }
    let port = origin.port.to_be_bytes();
    send(stream, &[&[VERSION, CONNECT, 0], &address(origin)?, &port]).await?;
    read_reply(stream).await
}

async fn authenticate<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    user: &User,
) -> Result<(), Refusal> {
    let (name, password) = (&user.name[..], &user.password[..]);
    if name.is_empty() || name.len() > TEXT_MAX || password.len() > TEXT_MAX {
        let why = format!(
            "the user name in its URL must have 1 to {TEXT_MAX} bytes, the password no more"
        );
        return Err(Refusal::Said(TransportErrorKind::InvalidRequest, why));
    }
    let version = [AUTHENTICATION_VERSION, name.len() as u8];
    send(stream, &[&version, name, &[password.len() as u8], password]).await?;
    match receive(stream).await? {
        [AUTHENTICATION_VERSION, 0] => Ok(()),
        [AUTHENTICATION_VERSION, _] => {
            let why = "does not accept the user and password in its URL";
            Err(Refusal::refused(why))
        }
        _ => Err(not_socks5()),
    }
}

/// The origin's address as SOCKS writes it: by kind, then its bytes.
fn address(origin: &Origin) -> Result<Vec<u8>, Refusal> {
    let ip = origin.host.parse::<IpAddr>().map(|ip| ip.to_canonical());
    Ok(match ip {
        Ok(IpAddr::V4(ip)) => [&[IPV4][..], &ip.octets()].concat(),
        Ok(IpAddr::V6(ip)) => [&[IPV6][..], &ip.octets()].concat(),
        Err(_name) => {
            let name = origin.host.as_bytes();
            let length = u8::try_from(name.len()).map_err(|_| {
                let why = format!("SOCKS has no names longer than {TEXT_MAX} bytes");
                Refusal::Said(TransportErrorKind::InvalidRequest, why)
            })?;
            [&[NAME, length][..], name].concat()
        }
    })
}

/// Reads the answer to CONNECT, with the address that the proxy connects from, to its end.
async fn read_reply<S: AsyncRead + Unpin>(stream: &mut S) -> Result<(), Refusal> {
    let [version, reply, reserved, kind] = receive(stream).await?;
    check_version(version)?;
    if reserved != 0 {
        return Err(not_socks5());
    }
    if reply != 0 {
        return Err(Refusal::refused(reason(reply)));
    }
    let length = match kind {
        IPV4 => 4,
        IPV6 => 16,
        NAME => usize::from(stream.read_u8().await?),
        _ => return Err(not_socks5()),
    };
    let mut rest = [0; TEXT_MAX + 2];
    stream.read_exact(&mut rest[..length + 2]).await?;
    Ok(())
}

fn reason(reply: u8) -> String {
    let known = match reply {
        1 => "general SOCKS server failure",
        2 => "connection not allowed by ruleset",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "TTL expired",
        7 => "command not supported",
        8 => "address type not supported",
        _ => return format!("answered with the unknown code {reply}"),
    };
    format!("answered: {known}")
}

fn check_version(version: u8) -> Result<(), Refusal> {
    match version {
        VERSION => Ok(()),
        _ => Err(not_socks5()),
    }
}

fn not_socks5() -> Refusal {
    Refusal::protocol("its answer is not SOCKS 5")
}

async fn send<S: AsyncWrite + Unpin>(stream: &mut S, parts: &[&[u8]]) -> Result<(), Refusal> {
    stream.write_all(&parts.concat()).await?;
    Ok(stream.flush().await?)
}

async fn receive<const N: usize, S: AsyncRead + Unpin>(stream: &mut S) -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}
