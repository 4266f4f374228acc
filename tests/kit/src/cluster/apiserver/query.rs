//! Query parameters, decoded as apimachinery's parameter codec does it.

use super::failure::Failure;
use super::field_error::{FieldError, FieldErrorKind};
use super::ownership::manager_errors::manager_errors;
use super::selectors::{FieldSelector, LabelSelector};

/// The pairs of a query, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Go drops pairs with a semicolon in them.
    pub(crate) fn parse(query: &str) -> Self {
        let kept = query.split('&').filter(|pair| !pair.contains(';'));
        Self(
            kept.flat_map(|pair| form_urlencoded::parse(pair.as_bytes()))
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The first value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(key, _)| key == name)?;
        Some(&pair.1)
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// Anything but `false` and `0` is true.
    pub(super) fn boolean(&self, name: &str) -> Option<bool> {
        let value = self.get(name)?;
        Some(!(value.eq_ignore_ascii_case("false") || value == "0"))
    }

    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, Failure> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        parse_integer(text).map(Some)
    }
}

/// Go's `strconv.ParseInt`, its error included.
fn parse_integer(text: &str) -> Result<i64, Failure> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let well_formed = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().map_err(|_| {
        let why = if well_formed {
            "value out of range"
        } else {
            "invalid syntax"
        };
        Failure::bad_request(format!("strconv.ParseInt: parsing {text:?}: {why}"))
    })
}

/// `ListOptions`, of lists, watches and deletions of collections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListQuery {
    pub(crate) label_selector: String,
    pub(crate) field_selector: String,
    pub(crate) watch: bool,
    pub(crate) allow_bookmarks: bool,
    pub(crate) resource_version: String,
    pub(crate) resource_version_match: String,
    pub(crate) timeout_seconds: Option<i64>,
    pub(crate) limit: i64,
    pub(crate) continue_token: String,
    pub(crate) send_initial_events: Option<bool>,
}

impl ListQuery {
    /// `watch`: the path says so already.
    pub(crate) fn decode(query: &Query, watch: bool) -> Result<Self, Failure> {
        let mut decoded = Self {
            label_selector: query.text("labelSelector"),
            field_selector: query.text("fieldSelector"),
            watch: watch || query.boolean("watch").unwrap_or_default(),
            allow_bookmarks: query.boolean("allowWatchBookmarks").unwrap_or_default(),
            resource_version: query.text("resourceVersion"),
            resource_version_match: query.text("resourceVersionMatch"),
            timeout_seconds: query.integer("timeoutSeconds")?,
            limit: query.integer("limit")?.unwrap_or_default(),
            continue_token: query.text("continue"),
            send_initial_events: query.boolean("sendInitialEvents"),
        };
        // Whether the syntax is right, before anything is asked of the options together.
        LabelSelector::parse(&decoded.label_selector).map_err(Failure::bad_request)?;
        FieldSelector::check_syntax(&decoded.field_selector).map_err(Failure::bad_request)?;
        decoded.set_defaults();
        decoded.validate()?;
        Ok(decoded)
    }

    /// A watch from nowhere is a watch-list.
    fn set_defaults(&mut self) {
        let legacy = matches!(self.resource_version.as_str(), "" | "0");
        if self.watch
            && legacy
            && self.send_initial_events.is_none()
            && self.resource_version_match.is_empty()
        {
            self.send_initial_events = Some(true);
            self.resource_version_match = "NotOlderThan".into();
        }
    }

    fn validate(&self) -> Result<(), Failure> {
        let errors = if self.watch {
            self.watch_errors()
        } else {
            self.list_errors()
        };
        invalid_options("ListOptions", &errors)
    }

    fn list_errors(&self) -> Vec<FieldError> {
        const FIELD: &str = "resourceVersionMatch";
        let mut errors = Vec::new();
        let matching = self.resource_version_match.as_str();
        if !matching.is_empty() {
            let mut forbid = |text: &str| errors.push(FieldError::forbidden(FIELD, text));
            if self.resource_version.is_empty() {
                forbid("resourceVersionMatch is forbidden unless resourceVersion is provided");
            }
            if !self.continue_token.is_empty() {
                forbid("resourceVersionMatch is forbidden when continue is provided");
            }
            if !matches!(matching, "Exact" | "NotOlderThan") {
                let supported = ["Exact", "NotOlderThan", ""];
                errors.push(unsupported(FIELD, matching, &supported));
            }
            if matching == "Exact" && self.resource_version == "0" {
                let text = "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"";
                errors.push(FieldError::forbidden(FIELD, text));
            }
        }
        if self.send_initial_events.is_some() {
            let text = "sendInitialEvents is forbidden for list";
            errors.push(FieldError::forbidden("sendInitialEvents", text));
        }
        errors
    }

    fn watch_errors(&self) -> Vec<FieldError> {
        const FIELD: &str = "resourceVersionMatch";
        let mut errors = Vec::new();
        let matching = self.resource_version_match.as_str();
        let mut forbid = |text: &str| errors.push(FieldError::forbidden(FIELD, text));
        if self.send_initial_events.is_some() && matching != "NotOlderThan" {
            forbid("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if !matching.is_empty() {
            if self.send_initial_events.is_none() {
                forbid(
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
                );
            }
            if matching != "NotOlderThan" {
                errors.push(unsupported(FIELD, matching, &["NotOlderThan"]));
            }
            if !self.continue_token.is_empty() {
                let text = "resourceVersionMatch is forbidden when continue is provided";
                errors.push(FieldError::forbidden(FIELD, text));
            }
        }
        errors
    }
}

/// The options of a write: `CreateOptions`, `UpdateOptions`, `PatchOptions`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WriteQuery {
    pub(crate) dry_run: bool,
    pub(crate) field_manager: String,
    pub(crate) field_validation: FieldValidation,
    /// An apply takes what others own.
    pub(crate) force: bool,
}

/// What becomes of fields that nobody knows, or that stand twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FieldValidation {
    Ignore,
    #[default]
    Warn,
    Strict,
}

impl WriteQuery {
    /// `kind` is the options' kind, such as `CreateOptions`.
    pub(crate) fn decode(query: &Query, kind: &str) -> Result<Self, Failure> {
        let mut errors = Vec::new();
        if kind == "PatchOptions" && query.boolean("force").is_some() {
            errors.push(FieldError::forbidden(
                "force",
                "may not be specified for non-apply patch",
            ));
        }
        Self::decode_rest(query, kind, errors)
    }

    /// The `PatchOptions` of a server-side apply.
    pub(crate) fn decode_apply(query: &Query) -> Result<Self, Failure> {
        let mut errors = Vec::new();
        if query.text("fieldManager").is_empty() {
            let detail = "is required for apply patch";
            errors.push(FieldError::required("fieldManager", detail));
        }
        Self::decode_rest(query, "PatchOptions", errors)
    }

    fn decode_rest(
        query: &Query,
        kind: &str,
        mut errors: Vec<FieldError>,
    ) -> Result<Self, Failure> {
        let field_manager = query.text("fieldManager");
        let validation = query.text("fieldValidation");
        let dry_run: Vec<&str> = query.all("dryRun").collect();
        errors.extend(manager_errors("fieldManager", &field_manager));
        errors.extend(dry_run_errors(&dry_run));
        let field_validation = match validation.as_str() {
            "" | "Warn" => FieldValidation::Warn,
            "Ignore" => FieldValidation::Ignore,
            "Strict" => FieldValidation::Strict,
            other => {
                let supported = ["", "Ignore", "Strict", "Warn"];
                errors.push(unsupported("fieldValidation", other, &supported));
                FieldValidation::Warn
            }
        };
        invalid_options(kind, &errors)?;
        Ok(Self {
            dry_run: !dry_run.is_empty(),
            field_manager,
            field_validation,
            force: query.boolean("force").unwrap_or_default(),
        })
    }
}

pub(super) fn dry_run_errors(values: &[&str]) -> Option<FieldError> {
    if values.iter().all(|value| *value == "All") {
        return None;
    }
    let detail = "supported values: \"All\"";
    Some(FieldError::new(
        FieldErrorKind::NotSupported,
        "dryRun",
        values.to_vec(),
        detail,
    ))
}

pub(super) fn unsupported(field: &str, value: &str, supported: &[&str]) -> FieldError {
    let quoted: Vec<String> = supported.iter().map(|text| format!("{text:?}")).collect();
    let detail = format!("supported values: {}", quoted.join(", "));
    FieldError::new(FieldErrorKind::NotSupported, field, value, detail)
}

pub(super) fn invalid_options(kind: &str, errors: &[FieldError]) -> Result<(), Failure> {
    if errors.is_empty() {
        return Ok(());
    }
    Err(Failure::invalid("meta.k8s.io", kind, "", errors))
}
