use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// What apimachinery 0.37.1 says of texts, check by check.
#[test]
fn texts_are_refused_as_apimachinery_refuses_them() {
    let answers: Value = serde_json::from_str(include_str!("answers.json")).unwrap();
    type Rule = fn(&str) -> Result;
    let rules: [(&str, Rule); 11] = [
        ("IsDNS1123Label", dns1123_label),
        ("IsDNS1123Subdomain", dns1123_subdomain),
        ("IsWildcardDNS1123Subdomain", wildcard_dns1123_subdomain),
        ("IsDNS1035Label", dns1035_label),
        ("IsQualifiedName", label_key),
        ("IsValidLabelValue", label_value),
        ("IsValidPathSegmentName", path_segment),
        ("IsValidPortName", port_name),
        ("IsConfigMapKey", config_map_key),
        ("IsValidPercent", percent),
        ("NameIsDNSSubdomain", |text| {
            generate_name_prefix(text, dns1123_subdomain)
        }),
    ];
    for (name, rule) in rules {
        let cases = answers[name].as_array().unwrap();
        for case in cases {
            let text = case[0].as_str().unwrap();
            let messages = rule(text).err().map_or(Vec::new(), |error| error.messages);
            let expected: Vec<_> = case.as_array().unwrap()[1..]
                .iter()
                .map(|index| answers["messages"][index.as_u64().unwrap() as usize].as_str())
                .collect();
            let messages: Vec<_> = messages.iter().map(|text| Some(text.as_str())).collect();
            assert_eq!(messages, expected, "{name} of {text:?}");
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[a-zA-Z0-9./%*é-]{0,70}") {
        let _ = (dns1123_label(&text), dns1035_label(&text), label_key(&text), percent(&text));
        let _ = (wildcard_dns1123_subdomain(&text), generate_name_prefix(&text, dns1123_label));
        prop_assert!(label_value(&text).is_err() || label_key(&text).is_ok() || text.is_empty());
    }
}
