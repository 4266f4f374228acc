//! What apimachinery 0.37.1 makes of selectors, and what must hold for any.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn answers(table: &str) -> Vec<Value> {
    let answers: Value = serde_json::from_str(include_str!("answers.json")).unwrap();
    answers[table].as_array().unwrap().clone()
}

type Set = BTreeMap<String, String>;

fn sets(table: &str) -> Vec<Set> {
    let sets = answers(table).into_iter();
    sets.map(|set| serde_json::from_value(set).unwrap())
        .collect()
}

fn matched(sets: &[Set], matches: impl Fn(&Set) -> bool) -> Value {
    (0..sets.len())
        .filter(|index| matches(&sets[*index]))
        .collect()
}

#[test]
fn label_selectors_mean_what_they_mean_to_apimachinery() {
    let sets = sets("sets");
    for case in answers("labels") {
        let text = case[0].as_str().unwrap();
        match text.parse::<LabelSelector>() {
            Ok(selector) => {
                assert_eq!(
                    Some(selector.to_string().as_str()),
                    case[1].as_str(),
                    "{text:?}"
                );
                let met = matched(&sets, |set| selector.matches(set));
                assert_eq!(met, case[2], "{text:?}");
            }
            Err(error) => assert_eq!(error.to_string(), case[2], "{text:?}"),
        }
    }
}

#[test]
fn field_selectors_mean_what_they_mean_to_apimachinery() {
    let sets = sets("field_sets");
    for case in answers("fields") {
        let text = case[0].as_str().unwrap();
        match text.parse::<FieldSelector>() {
            Ok(selector) => {
                assert_eq!(
                    Some(selector.to_string().as_str()),
                    case[1].as_str(),
                    "{text:?}"
                );
                let met = matched(&sets, |set| {
                    let field = |field: &str| set.get(field).cloned().unwrap_or_default();
                    selector.matches_by(|name| field(name).into())
                });
                assert_eq!(met, case[2], "{text:?}");
            }
            Err(error) => assert_eq!(error.to_string(), case[2], "{text:?}"),
        }
    }
}

#[test]
fn requirements_are_refused_as_apimachinery_refuses_them() {
    for case in answers("requirements") {
        let operator = match case[1].as_str().unwrap() {
            "in" => Operator::In,
            "notin" => Operator::NotIn,
            "=" => Operator::Equals,
            "==" => Operator::DoubleEquals,
            "!=" => Operator::NotEquals,
            "gt" => Operator::GreaterThan,
            "lt" => Operator::LessThan,
            "exists" => Operator::Exists,
            _ => Operator::DoesNotExist,
        };
        let values: Vec<String> = serde_json::from_value(case[2].clone()).unwrap();
        match Requirement::new(case[0].as_str().unwrap(), operator, values) {
            Ok(requirement) => assert_eq!(requirement.to_string(), case[3], "{case}"),
            Err(error) => assert_eq!(error.to_string(), case[4], "{case}"),
        }
    }
}

#[test]
fn selectors_of_objects_mean_what_they_mean_to_apimachinery() {
    for case in answers("specs") {
        let spec: LabelSelectorSpec = serde_json::from_value(case[0].clone()).unwrap();
        match LabelSelector::try_from(&spec) {
            Ok(selector) => assert_eq!(selector.to_string(), case[1], "{case}"),
            Err(error) => assert_eq!(error.to_string(), case[2], "{case}"),
        }
    }
    for case in answers("to_specs") {
        let selector: LabelSelector = case[0].as_str().unwrap().parse().unwrap();
        match LabelSelectorSpec::try_from(&selector) {
            Ok(spec) => assert_eq!(serde_json::to_value(spec).unwrap(), case[1], "{case}"),
            Err(error) => assert_eq!(error.to_string(), case[2], "{case}"),
        }
    }
    let twice: LabelSelector = "a=1,a=2".parse().unwrap();
    assert!(LabelSelectorSpec::try_from(&twice).is_err());
}

#[test]
fn exact_values_are_found() {
    let labels: LabelSelector = "a=1,b in (x),c in (x,y),d!=1".parse().unwrap();
    let found = ["a", "b", "c", "d", "e"].map(|key| labels.exact_value(key));
    assert_eq!(found, [Some("1"), Some("x"), None, None, None]);
    let fields: FieldSelector = "a=1,b!=2".parse().unwrap();
    assert_eq!(
        ["a", "b"].map(|field| fields.exact_value(field)),
        [Some("1"), None]
    );
}

#[test]
fn long_texts_are_refused() {
    let text = "a".repeat(MAX_SELECTOR + 1);
    let error = text.parse::<LabelSelector>().unwrap_err();
    assert!(error.to_string().len() < 100, "{error}");
    assert!(text.parse::<FieldSelector>().is_err());
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "b.c/d", "in", "notin", " ", "=", "==", "!", "!=", "(", ")", ",", "<", ">", "\\", "é",
        "\0", "1", "-",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn requirement() -> impl Strategy<Value = Requirement> {
    use Operator::*;
    let operator = prop::sample::select(vec![
        Equals,
        DoubleEquals,
        NotEquals,
        In,
        NotIn,
        Exists,
        DoesNotExist,
        GreaterThan,
        LessThan,
    ]);
    let key = "([a-z]{1,3}\\.[a-z]/)?(in|notin|[A-Za-z0-9]{1,4})";
    let values = prop::collection::btree_set("(in|notin|[A-Z][a-z0-9_]{0,4}[0-9])?", 1..4);
    (key, operator, values, 0..100_u8).prop_map(|(key, operator, values, number)| {
        let one = values.first().cloned();
        let values: Vec<_> = match operator {
            In | NotIn => values.into_iter().collect(),
            Exists | DoesNotExist => Vec::new(),
            GreaterThan | LessThan => vec![number.to_string()],
            _ => one.into_iter().collect(),
        };
        Requirement::new(key, operator, values).unwrap()
    })
}

proptest! {
    #[test]
    fn what_is_built_is_printed_and_read(
        requirements in prop::collection::vec(requirement(), 0..6),
    ) {
        let selector: LabelSelector = requirements.into_iter().collect();
        prop_assert_eq!(selector.to_string().parse(), Ok(selector));
    }

    #[test]
    fn fields_are_printed_and_read(
        terms in prop::collection::vec(("[a-z.]{1,5}", any::<bool>(), ".{0,6}"), 0..6),
    ) {
        let selector = terms.into_iter().fold(FieldSelector::default(), |selector, term| {
            match term.1 {
                true => selector.equal(term.0, term.2),
                false => selector.not_equal(term.0, term.2),
            }
        });
        let read: FieldSelector = selector.to_string().parse().unwrap();
        let sorted = |selector: &FieldSelector| {
            let mut terms = selector.terms().to_vec();
            terms.sort();
            terms
        };
        prop_assert_eq!(sorted(&read), sorted(&selector));
    }

    #[test]
    fn no_text_panics_and_what_is_read_is_printed_so(text in pieces()) {
        if let Ok(selector) = text.parse::<LabelSelector>() {
            prop_assert_eq!(selector.to_string().parse(), Ok(selector));
        }
        let _ = text.parse::<FieldSelector>();
    }
}
