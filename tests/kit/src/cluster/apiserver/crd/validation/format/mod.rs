//! The formats of strings that the server knows.

mod mail;
mod net;
mod numbered;
mod time;

use std::sync::LazyLock;

use regex::Regex;

use crate::cluster::apiserver::crd::json_schema::JsonSchema;
use crate::cluster::apiserver::kinds::formats;
pub(crate) use net::is_request_uri;

/// Names without dashes, which do not count: `date-time` is `datetime`.
const KNOWN: [&str; 26] = [
    "bsonobjectid",
    "byte",
    "cidr",
    "creditcard",
    "date",
    "datetime",
    "duration",
    "email",
    "hexcolor",
    "hostname",
    "ipv4",
    "ipv6",
    "isbn",
    "isbn10",
    "isbn13",
    "k8slongname",
    "k8sshortname",
    "mac",
    "password",
    "rgbcolor",
    "ssn",
    "uri",
    "uuid",
    "uuid3",
    "uuid4",
    "uuid5",
];

fn normalized(format: &str) -> String {
    format.replace('-', "")
}

pub(super) fn is_known(format: &str) -> bool {
    KNOWN.contains(&normalized(format).as_str())
}

/// Whether a schema's format means something for its type; the server warns of others.
pub(crate) fn is_recognized(schema: &JsonSchema) -> bool {
    let type_name = if schema.int_or_string {
        ""
    } else {
        &schema.type_name
    };
    match type_name {
        "" | "string" => is_known(&schema.format),
        "integer" => matches!(schema.format.as_str(), "int32" | "int64"),
        "number" => matches!(schema.format.as_str(), "float" | "double"),
        _ => false,
    }
}

/// The format that holds: one that is not recognized is as none.
pub(super) fn of(schema: &JsonSchema) -> &str {
    if is_recognized(schema) {
        &schema.format
    } else {
        ""
    }
}

pub(super) fn is_valid(format: &str, text: &str) -> bool {
    match normalized(format).as_str() {
        "bsonobjectid" => text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "byte" => BASE64.is_match(text),
        "cidr" => net::is_cidr(text),
        "creditcard" => numbered::is_credit_card(text),
        "date" => time::is_date(text),
        "datetime" => time::is_date_time(text),
        "duration" => time::is_duration(text),
        "email" => mail::is_address(text),
        "hexcolor" => HEX_COLOR.is_match(text),
        "hostname" => is_hostname(text),
        "ipv4" => net::is_ipv4(text),
        "ipv6" => net::is_ipv6(text),
        "isbn" => numbered::is_isbn10(text) || numbered::is_isbn13(text),
        "isbn10" => numbered::is_isbn10(text),
        "isbn13" => numbered::is_isbn13(text),
        "k8slongname" => formats::dns_subdomain(text).is_empty(),
        "k8sshortname" => formats::dns_label(text).is_empty(),
        "mac" => net::is_mac(text),
        "rgbcolor" => RGB_COLOR.is_match(text),
        "ssn" => text.len() == 11 && SSN.is_match(text),
        "uri" => net::is_request_uri(text),
        "uuid" => UUID.is_match(text),
        "uuid3" => UUID3.is_match(text),
        "uuid4" => UUID4.is_match(text),
        "uuid5" => UUID5.is_match(text),
        _ => true,
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns here are constants that compile")
}

static BASE64: LazyLock<Regex> = LazyLock::new(|| {
    regex("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$")
});
static HEX_COLOR: LazyLock<Regex> = LazyLock::new(|| regex("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"));
static RGB_COLOR: LazyLock<Regex> = LazyLock::new(|| {
    let part = "(0|[1-9][0-9]?|1[0-9][0-9]?|2[0-4][0-9]|25[0-5])";
    regex(&format!(r"^rgb\(\s*{part}\s*,\s*{part}\s*,\s*{part}\s*\)$"))
});
static SSN: LazyLock<Regex> = LazyLock::new(|| regex("^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$"));
static UUID: LazyLock<Regex> = LazyLock::new(|| uuid("[0-9a-f]{4}", "[0-9a-f]{4}"));
static UUID3: LazyLock<Regex> = LazyLock::new(|| uuid("3[0-9a-f]{3}", "[0-9a-f]{4}"));
static UUID4: LazyLock<Regex> = LazyLock::new(|| uuid("4[0-9a-f]{3}", "[89ab][0-9a-f]{3}"));
static UUID5: LazyLock<Regex> = LazyLock::new(|| uuid("5[0-9a-f]{3}", "[89ab][0-9a-f]{3}"));
static HOSTNAME: LazyLock<Regex> = LazyLock::new(|| {
    let one = r"[a-zA-Z0-9\p{S}\p{L}]";
    regex(&format!(
        r"^({one}((-?{one}{{0,62}})?)|({one}(([a-zA-Z0-9\-\p{{S}}\p{{L}}]{{0,61}}{one})?)(\.)){{1,}}([a-zA-Z\p{{L}}]){{2,63}})$"
    ))
});

fn uuid(third: &str, fourth: &str) -> Regex {
    regex(&format!(
        "(?i)^[0-9a-f]{{8}}-?[0-9a-f]{{4}}-?{third}-?{fourth}-?[0-9a-f]{{12}}$"
    ))
}

fn is_hostname(text: &str) -> bool {
    HOSTNAME.is_match(text) && text.len() <= 255 && text.split('.').all(|part| part.len() <= 63)
}
