//! What holds for any input at all is in `tests/fuzz`.

use proptest::prelude::proptest;

use crate::kubeconfig::{Kubeconfig, Overrides};

proptest! {
    #[test]
    fn durations_are_read_as_go_writes_them(seconds in 0..100_000_u64, millis in 0..1000_u64) {
        let (minutes, rest) = (seconds / 60, seconds % 60);
        let text = format!("{minutes}m{rest}.{millis:03}s");
        let resolved = Kubeconfig::default()
            .resolve(&Overrides::new().server("h").timeout(text))
            .expect("a configuration");
        let limit = resolved.timeout.unwrap_or_default();
        assert_eq!(limit.as_millis(), u128::from(seconds * 1000 + millis));
    }
}
