//! Limits of numbers, with the server's way of mixing integers and floats.

use serde_json::Value;

use super::outcome::Outcome;
use super::violation::Violation;
use crate::cluster::apiserver::crd::json_schema::JsonSchema;
use crate::cluster::apiserver::go_text;

/// A number as the server holds it: an integer if it is written as one and fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Held {
    Integer(i64),
    Float(f64),
}

impl Held {
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value.as_i64() {
            Some(integer) => Some(Self::Integer(integer)),
            None => value.as_f64().map(Self::Float),
        }
    }

    const fn as_float(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Float(float) => float,
        }
    }

    fn shown(self) -> String {
        match self {
            Self::Integer(integer) => integer.to_string(),
            Self::Float(float) => go_text::float(float),
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Integer(integer) => integer.into(),
            Self::Float(float) => float.into(),
        }
    }

    /// Both sides in the kind that they are compared in: the value's, where the limit is one of
    /// the schema's type.
    fn beside(self, limit: f64, limit_fits: bool) -> (Self, Self) {
        match self {
            Self::Integer(_) if limit_fits => (self, Self::Integer(limit as i64)),
            _ => (Self::Float(self.as_float()), Self::Float(limit)),
        }
    }

    fn is_below(self, other: Self, exclusive: bool) -> bool {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a < b || (exclusive && a == b),
            (a, b) => a.as_float() < b.as_float() || (exclusive && a.as_float() == b.as_float()),
        }
    }
}

/// The numeric type that a schema settles on.
struct Numeric<'a> {
    type_name: &'a str,
    format: &'a str,
}

impl Numeric<'_> {
    fn of(schema: &JsonSchema) -> Numeric<'_> {
        let ambiguous =
            schema.int_or_string || !matches!(schema.type_name.as_str(), "integer" | "number");
        let formats: &[&str] = match schema.type_name.as_str() {
            "integer" => &["int32", "int64"],
            _ => &["float", "double"],
        };
        Numeric {
            type_name: if ambiguous { "" } else { &schema.type_name },
            format: if !ambiguous && formats.contains(&schema.format.as_str()) {
                &schema.format
            } else {
                ""
            },
        }
    }

    fn holds(&self, number: Held) -> bool {
        match (self.type_name, self.format, number) {
            ("integer", "int32", Held::Integer(integer)) => i32::try_from(integer).is_ok(),
            ("integer", "int32", Held::Float(float)) => {
                is_whole(float, i32::MIN.into(), i32::MAX.into())
            }
            ("integer", _, Held::Float(float)) => {
                is_whole(float, -TWO_TO_63, TWO_TO_63) && float < TWO_TO_63
            }
            ("number", "float", number) => (number.as_float() as f32).is_finite(),
            _ => true,
        }
    }

    fn misfit(&self, what: &str, path: &str) -> Violation {
        let format = match self.format {
            "" => "(default format)".to_owned(),
            format => format!("with format {format}"),
        };
        let type_name = self.type_name;
        Violation::overall(format!(
            "{what} value must be of type {type_name} {format} in {path}"
        ))
    }

    /// Whether a limit fits the type; that it does not is itself reported.
    fn check_limit(&self, limit: f64, what: &str, path: &str, outcome: &mut Outcome) -> bool {
        let fits = self.holds(Held::Float(limit));
        if !fits {
            outcome.add(self.misfit(what, path));
        }
        fits
    }
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

fn is_whole(float: f64, low: f64, high: f64) -> bool {
    float.fract() == 0.0 && (low..=high).contains(&float)
}

pub(super) fn check(schema: &JsonSchema, path: &str, number: Held) -> Outcome {
    let numeric = Numeric::of(schema);
    let mut outcome = Outcome::default();
    if !numeric.holds(number) {
        outcome.add(numeric.misfit("Checked", path));
    }
    if let Some(factor) = schema.multiple_of {
        let fits = numeric.check_limit(factor, "MultipleOf", path, &mut outcome);
        let (number, factor) = number.beside(factor, fits);
        if let Some(violation) = check_factor(path, number, factor) {
            outcome.add(violation);
        }
    }
    if let Some(minimum) = schema.minimum {
        let exclusive = schema.exclusive_minimum;
        let fits = numeric.check_limit(minimum, "Minimum boundary", path, &mut outcome);
        let (number, minimum) = number.beside(minimum, fits);
        if number.is_below(minimum, exclusive) {
            outcome.add(beyond(path, number, "greater", exclusive, minimum));
        }
    }
    if let Some(maximum) = schema.maximum {
        let exclusive = schema.exclusive_maximum;
        let fits = numeric.check_limit(maximum, "Maximum boundary", path, &mut outcome);
        let (number, maximum) = number.beside(maximum, fits);
        if maximum.is_below(number, exclusive) {
            outcome.add(beyond(path, number, "less", exclusive, maximum));
        }
    }
    outcome.counted()
}

fn beyond(path: &str, number: Held, should_be: &str, exclusive: bool, limit: Held) -> Violation {
    let than = if exclusive {
        "than"
    } else {
        "than or equal to"
    };
    let what = format!("should be {should_be} {than} {}", limit.shown());
    Violation::invalid(path, number.value(), &what)
}

fn check_factor(path: &str, number: Held, factor: Held) -> Option<Violation> {
    if factor.as_float() <= 0.0 {
        let message = format!(
            "factor MultipleOf declared for {path} must be positive: {}",
            factor.shown()
        );
        return Some(Violation::bad_factor(path, factor.value(), message));
    }
    let is_multiple = match (number, factor) {
        (Held::Integer(number), Held::Integer(factor)) => number % factor == 0,
        (number, factor) => {
            let (number, factor) = (number.as_float(), factor.as_float());
            is_json_integer(if factor < 1.0 {
                1.0 / factor * number
            } else {
                number / factor
            })
        }
    };
    let what = format!("should be a multiple of {}", factor.shown());
    (!is_multiple).then(|| Violation::invalid(path, number.value(), &what))
}

/// Whether a float counts as an integer: nearly whole, and within what a float holds exactly.
pub(super) fn is_json_integer(float: f64) -> bool {
    const MAX_EXACT: f64 = 9_007_199_254_740_991.0;
    const EPSILON: f64 = 1e-9;
    if !(-MAX_EXACT..=MAX_EXACT).contains(&float) {
        return false;
    }
    let whole = float.trunc();
    if float == whole {
        return true;
    }
    // Below zero the server's own comparison wraps around and never comes close.
    float > 0.0 && whole != 0.0 && (float - whole).abs() / (float + whole) < EPSILON
}
