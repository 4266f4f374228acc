use crate::random::Random;

/// Names and uids as the server makes them up. The same seed gives the same ones.
#[derive(Clone, Debug)]
pub(crate) struct Names(Random);

impl Names {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// A random UUID (RFC 9562, version 4).
    pub(crate) fn uuid(&mut self) -> String {
        let bits = (u128::from(self.0.next()) << 64) | u128::from(self.0.next());
        let bits = bits & !(0xf << 76) | (0x4 << 76);
        let bits = bits & !(0x3 << 62) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        let part = |range: std::ops::Range<usize>| &hex[range];
        format!(
            "{}-{}-{}-{}-{}",
            part(0..8),
            part(8..12),
            part(12..16),
            part(16..20),
            part(20..32)
        )
    }

    /// What `generateName` appends: five characters that spell no words.
    pub(crate) fn suffix(&mut self) -> String {
        const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
        (0..5)
            .map(|_| char::from(ALPHABET[self.0.index(ALPHABET.len())]))
            .collect()
    }

    /// A name from `generateName`; a base that is too long is cut.
    pub(crate) fn name(&mut self, base: &str) -> String {
        const BASE_MAX: usize = 58;
        let mut end = base.len().min(BASE_MAX);
        while !base.is_char_boundary(end) {
            end -= 1;
        }
        format!("{}{}", &base[..end], self.suffix())
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0.below(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uids_and_names_have_their_shape_and_follow_the_seed() {
        let (mut one, mut other) = (Names::new(7), Names::new(7));
        let uuid = one.uuid();
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
        assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"), "{uuid}");
        assert_eq!(other.uuid(), uuid);
        assert_eq!(one.name("web-").len(), 9);
        assert_eq!(one.name(&"é".repeat(60)).len(), 58 + 5);
        assert_eq!(one.suffix().len(), 5);
    }
}
