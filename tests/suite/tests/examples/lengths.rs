//! Ten examples of kube-rs, under their names there, and none longer than there.

use std::fs;
use std::path::Path;

/// Lines of each in kube-rs at `ac95b199` (July 2026).
const LINES: [(&str, usize); 10] = [
    ("crd_api", 246),
    ("crd_apply", 81),
    ("dynamic_api", 40),
    ("dynamic_watcher", 40),
    ("job_api", 47),
    ("log_stream", 60),
    ("pod_api", 83),
    ("pod_evict", 63),
    ("pod_paged", 47),
    ("pod_watcher", 54),
];

#[test]
fn no_example_is_longer_than_the_one_of_kube_rs() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../transport-hyper/examples/kube_rs");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected: Vec<String> = LINES.iter().map(|(name, _)| format!("{name}.rs")).collect();
    assert_eq!(names, expected);
    for (name, most) in LINES {
        let lines = fs::read_to_string(folder.join(format!("{name}.rs"))).unwrap();
        let lines = lines.lines().count();
        assert!(lines <= most, "{name} has {lines} lines of {most}");
    }
}
