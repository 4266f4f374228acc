//! How fast a rolling update goes.

use serde_json::Value;

/// How many pods a rolling update may have too many, and too few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) surge: i64,
    pub(super) unavailable: i64,
}

impl Bounds {
    /// Of a deployment's spec; shares of the replicas are rounded in favor of availability.
    pub(super) fn of(spec: &Value) -> Self {
        let replicas = spec["replicas"].as_i64().unwrap_or(1);
        if spec["strategy"]["type"] == "Recreate" {
            return Self {
                surge: 0,
                unavailable: replicas,
            };
        }
        let rolling = &spec["strategy"]["rollingUpdate"];
        let surge = resolve(&rolling["maxSurge"], replicas, 99);
        let unavailable = resolve(&rolling["maxUnavailable"], replicas, 0).min(replicas);
        // Nothing would move.
        let unavailable = unavailable.max(i64::from(surge == 0));
        Self { surge, unavailable }
    }
}

/// A number, or a share of `replicas`, rounded up if `round` is 99 and down if it is 0.
fn resolve(value: &Value, replicas: i64, round: i64) -> i64 {
    let share = value.as_str().and_then(|text| text.strip_suffix('%'));
    match share.and_then(|share| share.parse::<i64>().ok()) {
        Some(share) => (share.saturating_mul(replicas).saturating_add(round)) / 100,
        None => value.as_i64().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shares_are_rounded_as_the_controller_rounds_them() {
        for (replicas, surge, unavailable, expected) in [
            (1, json!("25%"), json!("25%"), (1, 0)),
            (4, json!("25%"), json!("25%"), (1, 1)),
            (10, json!("25%"), json!("25%"), (3, 2)),
            (10, json!(0), json!(0), (0, 1)),
            (3, json!(2), json!(5), (2, 3)),
        ] {
            let rolling = json!({ "maxSurge": surge, "maxUnavailable": unavailable });
            let strategy = json!({ "type": "RollingUpdate", "rollingUpdate": rolling });
            let bounds = Bounds::of(&json!({ "replicas": replicas, "strategy": strategy }));
            assert_eq!((bounds.surge, bounds.unavailable), expected);
        }
    }
}
