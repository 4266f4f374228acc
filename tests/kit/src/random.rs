//! Pseudo-random numbers that are the same on every platform and in every version.

/// SplitMix64 (Steele et al. 2014): small, and a seed found in a failed run stays good.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator of its own for the `n`-th of something, whatever was drawn from others.
    pub(crate) fn nth(seed: u64, n: u64) -> Self {
        let mut of_n = Self::new(n ^ GOLDEN.rotate_left(32));
        Self::new(seed ^ of_n.next())
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; zero when `end` is zero.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // The high half of the product: no bias worth speaking of, and no division.
        let product = u128::from(self.next()) * u128::from(end);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// An index below `len`; zero when `len` is zero.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or_default()
    }

    /// Whether something of this probability happens.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        // 53 bits are what an f64 holds exactly.
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        unit < probability
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_paper() {
        let mut random = Random::new(1_234_567);
        let numbers = [(); 3].map(|()| random.next());
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn draws_keep_their_bounds_and_their_frequency() {
        let mut random = Random::new(7);
        assert_eq!((random.below(0), random.index(0)), (0, 0));
        let mut counts = [0; 5];
        for _ in 0..5000 {
            counts[random.index(5)] += 1;
        }
        assert!(
            counts.iter().all(|count| (800..1200).contains(count)),
            "{counts:?}"
        );
        let happened = (0..10_000).filter(|_| random.happens(0.25)).count();
        assert!((2300..2700).contains(&happened), "{happened}");
        assert!((0..1000).all(|_| random.happens(1.0) && !random.happens(0.0)));
    }

    #[test]
    fn the_nth_generators_differ() {
        let mut firsts: Vec<_> = (0..100).map(|n| Random::nth(7, n).next()).collect();
        firsts.push(Random::nth(8, 0).next());
        firsts.sort_unstable();
        firsts.dedup();
        assert_eq!(firsts.len(), 101);
    }
}
