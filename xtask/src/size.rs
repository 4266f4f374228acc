//! `cargo xtask size`: what a browser has to download before it shows a cluster.

use std::path::Path;

use crate::dist;
use crate::process::output;

/// Bytes, compressed: 400 KB. A quarter of what one large dashboard needs before its first page.
const LIMIT: u64 = 400_000;

/// What is loaded to show a cluster; the simulated one is loaded besides, where there is none.
const FILES: [&str; 9] = [
    "index.html",
    "style.css",
    "icon.svg",
    "app-start.js",
    "app.js",
    "app_bg.wasm",
    "worker-start.js",
    "worker.js",
    "worker_bg.wasm",
];

/// Builds the page, prints what it weighs, and fails when that is too much.
pub(crate) fn run() -> Result<(), String> {
    // Not where others may build theirs, quickly and large, at the same time.
    let folder = dist::folder().with_file_name("dist-size");
    dist::build(&folder)?;
    check_folder(&folder)
}

/// Prints what a page that is built weighs, and fails when that is too much.
pub(crate) fn check_folder(folder: &Path) -> Result<(), String> {
    let sizes = measure(folder)?;
    let mut sum = Size::default();
    println!("{:>10} {:>10}", "brotli", "bytes");
    for (name, size) in FILES.iter().zip(&sizes) {
        println!("{:>10} {:>10} {name}", size.compressed, size.raw);
        sum.compressed += size.compressed;
        sum.raw += size.raw;
    }
    println!("{:>10} {:>10} in all", sum.compressed, sum.raw);
    check(sum.compressed)
}

fn measure(folder: &Path) -> Result<Vec<Size>, String> {
    let mut command = dist::bindgen("size");
    command.args(FILES.map(|name| folder.join(name)));
    let printed = output(&mut command)?;
    let sizes: Option<Vec<Size>> = printed.lines().map(Size::read).collect();
    sizes
        .filter(|sizes| sizes.len() == FILES.len())
        .ok_or_else(|| format!("sizes that cannot be read: {printed}"))
}

fn check(compressed: u64) -> Result<(), String> {
    if compressed <= LIMIT {
        return Ok(());
    }
    Err(format!(
        "the page weighs {compressed} bytes, and may weigh {LIMIT}"
    ))
}

/// Bytes of a file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Size {
    compressed: u64,
    raw: u64,
}

impl Size {
    /// Reads a line of `outrigger-bindgen size`.
    fn read(line: &str) -> Option<Self> {
        let (compressed, raw) = line.split_once(' ')?;
        Some(Self {
            compressed: compressed.parse().ok()?,
            raw: raw.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::process::root;

    #[test]
    fn lines_of_the_tool() {
        let cases = [
            ("12 34", Some((12, 34))),
            ("12", None),
            ("", None),
            ("a 34", None),
        ];
        for (line, expected) in cases {
            let expected = expected.map(|(compressed, raw)| Size { compressed, raw });
            assert_eq!(Size::read(line), expected, "{line}");
        }
    }

    /// What is added to the page is loaded with it.
    #[test]
    fn whatever_is_served_as_it_is_written_counts() {
        let files = root().join("web-demo/app/static");
        for entry in fs::read_dir(files).expect("a folder") {
            let name = entry.expect("a file").file_name();
            let counts = FILES.iter().any(|file| name == *file);
            assert!(counts, "{}", name.display());
        }
    }

    #[test]
    fn the_limit() {
        assert_eq!(check(LIMIT), Ok(()));
        assert!(check(LIMIT + 1).is_err());
    }
}
