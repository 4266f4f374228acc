use syn::meta::ParseNestedMeta;
use syn::{Error, Ident, LitBool, LitInt, LitStr, Result, Token};

use super::check;
use crate::meta::{set, string, unknown};

/// `printcolumn(name = "Size", type = "integer", path = ".spec.size", …)`.
pub(crate) struct Column {
    pub(crate) name: LitStr,
    pub(crate) column_type: LitStr,
    pub(crate) path: LitStr,
    pub(crate) description: Option<LitStr>,
    pub(crate) format: Option<LitStr>,
    pub(crate) priority: Option<LitInt>,
}

const TYPES: [&str; 5] = ["integer", "number", "string", "boolean", "date"];

impl Column {
    pub(super) fn parse(meta: &ParseNestedMeta<'_>) -> Result<Self> {
        let (mut name, mut column_type, mut path) = (None, None, None);
        let (mut description, mut format, mut priority) = (None, None, None);
        meta.parse_nested_meta(|meta| match key(&meta).as_str() {
            "name" => set(&mut name, &meta, string(&meta)?),
            "type" => set(
                &mut column_type,
                &meta,
                check::one_of(string(&meta)?, &TYPES)?,
            ),
            "path" => set(&mut path, &meta, check::json_path(string(&meta)?, ".")?),
            "description" => set(&mut description, &meta, string(&meta)?),
            "format" => set(&mut format, &meta, string(&meta)?),
            "priority" => set(&mut priority, &meta, meta.value()?.parse()?),
            _ => {
                let allowed = ["name", "type", "path", "description", "format", "priority"];
                Err(unknown(&meta.path, &allowed))
            }
        })?;
        Ok(Self {
            name: required(meta, "name", name)?,
            column_type: required(meta, "type", column_type)?,
            path: required(meta, "path", path)?,
            description,
            format,
            priority,
        })
    }
}

/// `scale(spec_path = ".spec.replicas", status_path = ".status.replicas", …)`.
pub(crate) struct Scale {
    pub(crate) spec_path: LitStr,
    pub(crate) status_path: LitStr,
    pub(crate) selector_path: Option<LitStr>,
}

impl Scale {
    pub(super) fn parse(meta: &ParseNestedMeta<'_>) -> Result<Self> {
        let (mut spec_path, mut status_path, mut selector_path) = (None, None, None);
        meta.parse_nested_meta(|meta| match key(&meta).as_str() {
            "spec_path" => set(
                &mut spec_path,
                &meta,
                check::json_path(string(&meta)?, ".spec.")?,
            ),
            "status_path" => set(
                &mut status_path,
                &meta,
                check::json_path(string(&meta)?, ".status.")?,
            ),
            "label_selector_path" => set(
                &mut selector_path,
                &meta,
                check::json_path(string(&meta)?, ".")?,
            ),
            _ => {
                let allowed = ["spec_path", "status_path", "label_selector_path"];
                Err(unknown(&meta.path, &allowed))
            }
        })?;
        Ok(Self {
            spec_path: required(meta, "spec_path", spec_path)?,
            status_path: required(meta, "status_path", status_path)?,
            selector_path,
        })
    }
}

/// `validation = "rule"` or `validation(rule = "…", message = "…", …)`.
pub(crate) struct Rule {
    pub(crate) rule: LitStr,
    pub(crate) message: Option<LitStr>,
    pub(crate) message_expression: Option<LitStr>,
    pub(crate) reason: Option<LitStr>,
    pub(crate) field_path: Option<LitStr>,
    pub(crate) optional_old_self: Option<LitBool>,
}

const REASONS: [&str; 4] = [
    "FieldValueInvalid",
    "FieldValueForbidden",
    "FieldValueRequired",
    "FieldValueDuplicate",
];

impl Rule {
    pub(super) fn parse(meta: &ParseNestedMeta<'_>) -> Result<Self> {
        let (mut rule, mut message, mut message_expression) = (None, None, None);
        let (mut reason, mut field_path, mut optional_old_self) = (None, None, None);
        if meta.input.peek(Token![=]) {
            rule = Some(string(meta)?);
        } else {
            meta.parse_nested_meta(|meta| match key(&meta).as_str() {
                "rule" => set(&mut rule, &meta, string(&meta)?),
                "message" => set(&mut message, &meta, string(&meta)?),
                "message_expression" => set(&mut message_expression, &meta, string(&meta)?),
                "reason" => set(&mut reason, &meta, check::one_of(string(&meta)?, &REASONS)?),
                "field_path" => set(
                    &mut field_path,
                    &meta,
                    check::json_path(string(&meta)?, ".")?,
                ),
                "optional_old_self" => set(&mut optional_old_self, &meta, meta.value()?.parse()?),
                _ => Err(unknown(
                    &meta.path,
                    &[
                        "rule",
                        "message",
                        "message_expression",
                        "reason",
                        "field_path",
                        "optional_old_self",
                    ],
                )),
            })?;
        }
        Ok(Self {
            rule: required(meta, "rule", rule)?,
            message,
            message_expression,
            reason,
            field_path,
            optional_old_self,
        })
    }
}

fn key(meta: &ParseNestedMeta<'_>) -> String {
    meta.path
        .get_ident()
        .map(Ident::to_string)
        .unwrap_or_default()
}

fn required<T>(meta: &ParseNestedMeta<'_>, key: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::new_spanned(&meta.path, format!("`{key}` is missing here")))
}
