//! How much memory a browser's processes take, as Linux tells.

use std::fs;
use std::path::Path;

/// The resident bytes of the largest process of a group that shows pages.
pub(crate) fn largest_renderer(group: u32) -> Option<u64> {
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let sizes = processes.filter_map(|process| renderer(&process.path(), group));
    sizes.max()
}

fn renderer(process: &Path, group: u32) -> Option<u64> {
    let arguments = fs::read(process.join("cmdline")).ok()?;
    if !String::from_utf8_lossy(&arguments).contains("--type=renderer") {
        return None;
    }
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    // After the name, which may contain anything: state, parent, group.
    let (_, rest) = stat.rsplit_once(')')?;
    if rest.split_whitespace().nth(2)?.parse() != Ok(group) {
        return None;
    }
    let status = fs::read_to_string(process.join("status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
