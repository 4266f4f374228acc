//! Pods as a cluster has them: about 9 KB of JSON each, two fifths of it `managedFields`, no two
//! alike, and the same in every run.

/// One pod, with `$WORDS` where pods differ.
const TEMPLATE: &str = include_str!("pod.json");

/// How many pods a workload has.
const REPLICAS: usize = 20;

/// The name and the JSON of pod number `index`.
pub fn pod(index: usize) -> (String, String) {
    let workload = index / REPLICAS;
    let (hash, suffix) = (digits(workload, 9), digits(index, 5));
    let app = format!("{}-{workload}", APPS[workload % APPS.len()]);
    let name = format!("{app}-{hash}-{suffix}");
    let address = |network| format!("10.{network}.{}.{}", index / 250 % 250, index % 250 + 1);
    let words = [
        ("$NAMESPACE", format!("team-{}", workload % 300)),
        ("$NAME", name.clone()),
        ("$VERSION", (1_000_000 + index * 7).to_string()),
        ("$CREATED", time(index)),
        ("$STARTED", time(index + 9)),
        ("$SUFFIX", digits(index + 1, 5)),
        ("$OWNER", uid(workload, 1)),
        ("$UID32", uid(index, 2).replace('-', "")),
        ("$UID", uid(index, 3)),
        ("$MINOR", (workload % 40).to_string()),
        ("$HASH", hash),
        ("$HOST", address(1)),
        ("$NODE", format!("node-{}", index % 1515)),
        ("$APP", app),
        ("$IP", address(128)),
    ];
    let mut json = without_space(TEMPLATE);
    for (word, value) in words {
        json = json.replace(word, &value);
    }
    (name, json)
}

/// The namespace of pod number `index`.
pub fn namespace(index: usize) -> String {
    format!("team-{}", index / REPLICAS % 300)
}

const APPS: [&str; 7] = [
    "cart",
    "catalogue",
    "checkout",
    "payments",
    "search",
    "shipping",
    "web",
];

/// Letters as Kubernetes makes them up.
fn digits(number: usize, length: usize) -> String {
    const SAFE: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut state = mixed(number as u64 + 1);
    let letters = std::iter::repeat_with(|| {
        state = mixed(state);
        char::from(SAFE[state as usize % SAFE.len()])
    });
    letters.take(length).collect()
}

fn uid(number: usize, salt: u64) -> String {
    let high = mixed(number as u64 ^ salt << 40);
    let low = mixed(high);
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        high & 0xffff,
        high >> 16 & 0xfff,
        low >> 48 & 0xfff,
        low & 0xffff_ffff_ffff
    )
}

fn time(number: usize) -> String {
    let (day, second) = (number % 28 + 1, number % 60);
    format!(
        "2026-0{}-{day:02}T10:{:02}:{second:02}Z",
        number % 9 + 1,
        number % 59
    )
}

/// The finaliser of SplitMix64.
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The template as a server writes it: it has no white space in its strings.
fn without_space(json: &str) -> String {
    json.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use serde_json::Value;

    use super::*;

    #[test]
    fn pods_are_as_large_as_those_of_a_cluster() {
        let sizes = (0..200).map(|index| {
            let (name, json) = pod(index);
            let value: Value = serde_json::from_str(&json).unwrap();
            assert_eq!(value["metadata"]["name"], *name);
            assert_eq!(value["metadata"]["namespace"], *namespace(index));
            assert!(!json.contains('$'), "{json}");
            let managed = value["metadata"]["managedFields"].to_string().len();
            (json.len(), managed)
        });
        let (size, managed) = sizes.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert!((8_800..9_300).contains(&(size / 200)), "{}", size / 200);
        let share = managed * 100 / size;
        assert!((37..42).contains(&share), "{share} %");
    }
}
