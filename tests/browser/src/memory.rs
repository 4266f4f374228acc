//! A browser's processes and the memory that they take, as Linux tells.

use std::fs;
use std::path::Path;

/// The resident bytes of the largest process of a group that shows pages.
pub(crate) fn largest_renderer(group: u32) -> Option<u64> {
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let sizes = processes.filter_map(|process| renderer(&process.path(), group));
    sizes.max()
}

/// How many processes of a group run.
pub(crate) fn processes(group: u32) -> Option<usize> {
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let running = processes.filter(|process| runs_in(&process.path(), group) == Some(true));
    Some(running.count())
}

fn runs_in(process: &Path, group: u32) -> Option<bool> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    // After the name, which may contain anything: state, parent, group.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut rest = rest.split_whitespace();
    // Dead, and nobody has asked yet how it died.
    let dead = rest.next()? == "Z";
    Some(rest.nth(1)?.parse() == Ok(group) && !dead)
}

fn renderer(process: &Path, group: u32) -> Option<u64> {
    let arguments = fs::read(process.join("cmdline")).ok()?;
    if !String::from_utf8_lossy(&arguments).contains("--type=renderer") {
        return None;
    }
    if !runs_in(process, group)? {
        return None;
    }
    let status = fs::read_to_string(process.join("status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
