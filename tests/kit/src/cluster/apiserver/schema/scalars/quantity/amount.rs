use std::fmt;

use super::{BINARY, DECIMAL, NANO, Style};

/// digits × 10^power
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub(super) negative: bool,
    /// The most significant one first, without leading zeros; none for zero.
    pub(super) digits: Vec<u8>,
    pub(super) power: i64,
    pub(super) style: Style,
}

impl Amount {
    pub(super) fn multiply(&mut self, factor: u64) {
        let mut carry = 0;
        for digit in self.digits.iter_mut().rev() {
            let product = u128::from(*digit) * u128::from(factor) + carry;
            *digit = (product % 10) as u8;
            carry = product / 10;
        }
        while carry > 0 {
            self.digits.insert(0, (carry % 10) as u8);
            carry /= 10;
        }
    }

    /// Moves the zeros at the end into the power.
    pub(super) fn trim(&mut self) {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        while self.digits.last() == Some(&0) {
            self.digits.pop();
            self.power += 1;
        }
    }

    /// Keeps no digits below a power of ten. What is not zero does not become zero.
    pub(super) fn round_up(&mut self, least: i64) {
        if self.power >= least || self.digits.is_empty() {
            return;
        }
        let dropped = usize::try_from(least - self.power).unwrap_or(usize::MAX);
        self.digits
            .truncate(self.digits.len().saturating_sub(dropped));
        self.power = least;
        let mut carries = true; // the last digit that went was not zero
        for digit in self.digits.iter_mut().rev() {
            *digit = (*digit + 1) % 10;
            carries = *digit == 0;
            if !carries {
                break;
            }
        }
        if carries {
            self.digits.insert(0, 1);
        }
        self.trim();
    }

    /// Binary amounts end at the largest int64; those below one are written in decimal.
    pub(super) fn cap(&mut self) {
        if self.style != Style::Binary || self.digits.is_empty() {
            return;
        }
        if self.digits.len() as i64 + self.power <= 0 {
            self.style = Style::Decimal;
            return;
        }
        let mut whole = self.clone();
        whole.truncate();
        let largest = i64::MAX.unsigned_abs();
        if whole
            .integer()
            .is_none_or(|value| value >= u128::from(largest))
        {
            let digits = largest.to_string();
            self.digits = digits.bytes().map(|digit| digit - b'0').collect();
            self.power = 0;
        }
    }

    /// Drops the fraction.
    fn truncate(&mut self) {
        let places = usize::try_from(-self.power).unwrap_or_default();
        self.digits
            .truncate(self.digits.len().saturating_sub(places));
        self.power = self.power.max(0);
    }

    /// The value without its sign, if it is a whole number that 38 digits can write.
    fn integer(&self) -> Option<u128> {
        let power = u32::try_from(self.power).ok()?;
        let mut value = 0_u128;
        for digit in &self.digits {
            value = value.checked_mul(10)?.checked_add(u128::from(*digit))?;
        }
        value.checked_mul(10_u128.checked_pow(power)?)
    }

    fn binary(&self) -> Option<String> {
        let mut value = self.integer().filter(|value| *value >= 1024)?;
        let mut suffix = "";
        for name in BINARY {
            if value % 1024 != 0 || value < 1024 {
                break;
            }
            value /= 1024;
            suffix = name;
        }
        Some(format!("{value}{suffix}"))
    }

    fn decimal(&self) -> String {
        let zeros = self.power.rem_euclid(3);
        let power = self.power - zeros;
        let mut text: String = self
            .digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect();
        text.extend((0..zeros).map(|_| '0'));
        match self.style {
            Style::Exponent if power != 0 => text.push_str(&format!("e{power}")),
            Style::Exponent => {}
            // Beyond E there is no suffix, and Go writes none.
            _ => text.push_str(
                usize::try_from((power - NANO) / 3)
                    .ok()
                    .and_then(|index| DECIMAL.get(index))
                    .unwrap_or(&""),
            ),
        }
        text
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return f.write_str("0");
        }
        if self.negative {
            f.write_str("-")?;
        }
        match self.style {
            Style::Binary => f.write_str(&self.binary().unwrap_or_else(|| self.decimal())),
            _ => f.write_str(&self.decimal()),
        }
    }
}
