//! How long it takes, and how much memory, at the size of a large cluster. To be run in release:
//! `cargo test --release -p outrigger-test --lib workload -- --ignored --nocapture`.

use super::{Workload, lived, pass};

/// What the store holds, by resource: how many objects, and bytes of text.
fn sizes(cluster: &crate::Cluster) -> Vec<(String, usize, usize)> {
    let state = cluster.server().api.shared.lock();
    let mut sizes: Vec<(String, usize, usize)> = Vec::new();
    for (storage, record) in state.model.store.all() {
        match sizes.last_mut() {
            Some(last) if *last.0 == **storage => {
                last.1 += 1;
                last.2 += record.text().len();
            }
            _ => sizes.push((storage.to_string(), 1, record.text().len())),
        }
    }
    sizes
}

/// The process's resident memory, where the system tells it.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|it| it.parse().ok()).unwrap_or_default()
}

#[test]
#[ignore = "measures; run it in release"]
fn fifty_thousand_pods() {
    #[allow(clippy::disallowed_methods)] // it measures real time
    let start = std::time::Instant::now();
    let before = resident();
    let cluster = lived(7, Workload::new(7).pods(50_000), 0);
    let populated = start.elapsed();
    let after = resident();
    println!("populated in {populated:?}; resident: {before} KiB, then {after} KiB");
    for (storage, count, bytes) in sizes(&cluster) {
        println!("{storage}: {count} objects, {} bytes each", bytes / count);
    }
    let pods = cluster.server().objects(|it| it.count("pods"));
    println!(
        "{} bytes of memory for each pod",
        (after - before) * 1024 / pods
    );
    let written = cluster.server().writes();
    pass(&cluster, 10);
    println!(
        "ten minutes took {:?}, {} writes besides those of leases",
        start.elapsed() - populated,
        cluster.server().writes() - written
    );
    assert_eq!(pods, 50_000);
}
