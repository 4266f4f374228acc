//! What a piece of work costs the process that does it. The peers in Rust include this very file.

use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};

/// Work to do before the measured part, of the same kind: connections open and caches fill.
pub const WARM_UP: usize = 640;

/// How many requests are in flight at once.
pub const IN_FLIGHT: usize = 64;

/// Does `work` and prints one line that the table is made from.
///
/// Allocations are counted on the calling thread, so the work has to stay on it.
pub fn measure(units: usize, work: impl FnOnce()) {
    let (before, started) = (cpu(), Instant::now());
    let allocated = allocation_counter::measure(work);
    let (cpu, wall) = (cpu().saturating_sub(before), started.elapsed());
    println!(
        "units={units} cpu_us={} wall_us={} allocations={} bytes={} peak_kb={}",
        cpu.as_micros(),
        wall.as_micros(),
        allocated.count_total,
        allocated.bytes_total,
        usage().map_or(0, |usage| usage.max_rss()),
    );
}

/// User and system time of this process so far, zero where it cannot be told.
fn cpu() -> Duration {
    let spent = |time: nix::sys::time::TimeVal| {
        let micros = time.tv_sec() * 1_000_000 + time.tv_usec();
        Duration::from_micros(micros.try_into().unwrap_or_default())
    };
    usage().map_or(Duration::ZERO, |usage| {
        spent(usage.user_time()) + spent(usage.system_time())
    })
}

fn usage() -> Option<Usage> {
    getrusage(UsageWho::RUSAGE_SELF).ok()
}
