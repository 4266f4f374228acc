//! The Go toolchain, if there is one.

mod once;

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) use self::once::{build_once, cache, content_key};
use crate::control_plane;
use crate::process::output;

/// What the control plane's module needs.
const VERSION_MIN: (u32, u32) = (1, 26);

const PROGRESS_INTERVAL: Duration = Duration::from_secs(5);

/// Go's version and the platform it builds for, or how to get it.
pub(crate) fn toolchain() -> Result<String, String> {
    let (major, minor) = VERSION_MIN;
    let how = format!("install Go {major}.{minor} or newer from https://go.dev/dl");
    let mut go = Command::new("go");
    go.args(["env", "GOVERSION", "GOOS", "GOARCH"]);
    // In the module's folder Go reads there which version it needs, and gets it if it may.
    go.current_dir(control_plane::module());
    let found = output(&mut go).map_err(|problem| format!("Go is missing: {how} ({problem})"))?;
    let found = found.replace('\n', " ");
    match parse_version(&found) {
        Some(version) if version >= VERSION_MIN => Ok(found),
        _ => Err(format!("Go is too old ({found}): {how}")),
    }
}

/// Reads the first two numbers of a text such as `go1.26.8 linux amd64`.
fn parse_version(found: &str) -> Option<(u32, u32)> {
    let mut numbers = found
        .strip_prefix("go")?
        .split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Runs `go build -v` and shows how far it is.
///
/// `packages` are those that may have to be compiled; Go names each as it does.
pub(crate) fn build(
    command: &mut Command,
    what: &str,
    packages: &HashSet<String>,
) -> Result<(), String> {
    let mut child = command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("go could not be started: {error}"))?;
    let mut compiled = 0;
    let mut shown = Instant::now();
    let lines = child.stderr.take().map(BufReader::new);
    for line in lines
        .into_iter()
        .flat_map(BufRead::lines)
        .map_while(Result::ok)
    {
        if !packages.contains(&line) {
            eprintln!("{line}");
            continue;
        }
        compiled += 1;
        if shown.elapsed() >= PROGRESS_INTERVAL {
            shown = Instant::now();
            eprintln!("building {what}: {compiled} of {} packages", packages.len());
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() {
        return Ok(());
    }
    Err(format!("building {what} failed ({status})"))
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn versions() {
        let cases = [
            ("go1.26.8 linux amd64", Some((1, 26))),
            ("go1.27rc1 darwin arm64", Some((1, 27))),
            ("go1.9 linux amd64", Some((1, 9))),
            ("devel", None),
            ("", None),
        ];
        for (found, expected) in cases {
            assert_eq!(parse_version(found), expected, "{found:?}");
        }
    }
}
