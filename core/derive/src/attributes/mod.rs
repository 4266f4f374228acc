//! `#[outrigger(…)]` on a type.

mod check;
mod content;
mod parts;

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::{
    Attribute, DeriveInput, Error, Ident, LitBool, LitStr, Path, Result, Token, parse_quote,
};

pub(crate) use self::parts::{Column, Rule, Scale};
use crate::meta::{set, string, strings, unknown};

const ALLOWED: [&str; 23] = [
    "group",
    "version",
    "kind",
    "namespaced",
    "no_spec",
    "status",
    "plural",
    "singular",
    "shortname",
    "category",
    "printcolumn",
    "scale",
    "selectable",
    "validation",
    "served",
    "storage",
    "deprecated",
    "label",
    "annotation",
    "root",
    "derive",
    "crate",
    "schemars",
];

/// What stands in the attributes of a type, checked as far as one attribute tells.
pub(crate) struct Attributes {
    pub(crate) group: Option<LitStr>,
    pub(crate) version: Option<LitStr>,
    pub(crate) kind: Option<LitStr>,
    pub(crate) namespaced: bool,
    pub(crate) no_spec: bool,
    pub(crate) status: Option<Path>,
    pub(crate) plural: Option<LitStr>,
    pub(crate) singular: Option<LitStr>,
    pub(crate) short_names: Vec<LitStr>,
    pub(crate) categories: Vec<LitStr>,
    pub(crate) columns: Vec<Column>,
    pub(crate) scale: Option<Scale>,
    pub(crate) selectable: Vec<LitStr>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) served: Option<LitBool>,
    pub(crate) storage: Option<LitBool>,
    pub(crate) deprecated: Option<Option<LitStr>>,
    pub(crate) labels: Vec<(LitStr, LitStr)>,
    pub(crate) annotations: Vec<(LitStr, LitStr)>,
    pub(crate) root: Option<LitStr>,
    pub(crate) derives: Vec<Path>,
    pub(crate) outrigger: Path,
    pub(crate) schemars: Path,
}

/// What every custom resource must say.
pub(crate) struct Names {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) kind: String,
    pub(crate) plural: String,
    /// The type that is generated.
    pub(crate) root: Ident,
}

impl Attributes {
    pub(crate) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut out = Self::new();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("outrigger")) {
            attribute.parse_nested_meta(|meta| out.read(&meta))?;
        }
        Ok(out)
    }

    fn new() -> Self {
        Self {
            group: None,
            version: None,
            kind: None,
            namespaced: false,
            no_spec: false,
            status: None,
            plural: None,
            singular: None,
            short_names: Vec::new(),
            categories: Vec::new(),
            columns: Vec::new(),
            scale: None,
            selectable: Vec::new(),
            rules: Vec::new(),
            served: None,
            storage: None,
            deprecated: None,
            labels: Vec::new(),
            annotations: Vec::new(),
            root: None,
            derives: Vec::new(),
            outrigger: parse_quote!(::outrigger),
            schemars: parse_quote!(::schemars),
        }
    }

    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let key = meta
            .path
            .get_ident()
            .map(Ident::to_string)
            .unwrap_or_default();
        match key.as_str() {
            "group" => set(&mut self.group, meta, check::group(string(meta)?)?),
            "version" => set(&mut self.version, meta, check::version(string(meta)?)?),
            "kind" => set(&mut self.kind, meta, check::kind(string(meta)?)?),
            "plural" => set(&mut self.plural, meta, check::label(string(meta)?)?),
            "singular" => set(&mut self.singular, meta, check::label(string(meta)?)?),
            "root" => set(&mut self.root, meta, string(meta)?),
            "status" => set(&mut self.status, meta, path(meta)?),
            "served" => set(&mut self.served, meta, meta.value()?.parse()?),
            "storage" => set(&mut self.storage, meta, meta.value()?.parse()?),
            "scale" => set(&mut self.scale, meta, Scale::parse(meta)?),
            "deprecated" => {
                let warning = meta
                    .input
                    .peek(Token![=])
                    .then(|| string(meta))
                    .transpose()?;
                set(&mut self.deprecated, meta, warning)
            }
            _ => self.read_more(&key, meta),
        }
    }

    /// What may be there more than once, or has a default.
    fn read_more(&mut self, key: &str, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match key {
            "namespaced" => self.namespaced = true,
            "no_spec" => self.no_spec = true,
            "shortname" => {
                for name in strings(meta)? {
                    self.short_names.push(check::label(name)?);
                }
            }
            "category" => {
                for name in strings(meta)? {
                    self.categories.push(check::label(name)?);
                }
            }
            "selectable" => {
                for field in strings(meta)? {
                    self.selectable.push(check::json_path(field, ".")?);
                }
            }
            "printcolumn" => self.columns.push(Column::parse(meta)?),
            "validation" => self.rules.push(Rule::parse(meta)?),
            "label" => self.labels.push(pair(meta)?),
            "annotation" => self.annotations.push(pair(meta)?),
            "derive" => self.derives.extend(paths(meta)?),
            "crate" => self.outrigger = path(meta)?,
            "schemars" => self.schemars = path(meta)?,
            _ => return Err(unknown(&meta.path, &ALLOWED)),
        }
        Ok(())
    }

    /// The field of the generated type that holds what the macro stands at.
    pub(crate) fn body(&self) -> Ident {
        let name = if self.no_spec { "content" } else { "spec" };
        Ident::new(name, Span::call_site())
    }

    /// What the helpers of objects with that field end with.
    pub(crate) const fn suffix(&self) -> &'static str {
        if self.no_spec { "_content" } else { "" }
    }

    /// What that field is, for its documentation.
    pub(crate) const fn about_body(&self) -> &'static str {
        match self.no_spec {
            true => "What stands at the top of the object, beside its metadata.",
            false => "What is wanted.",
        }
    }

    /// The names of the resource, all of which must be there.
    pub(crate) fn names(&self, input: &DeriveInput) -> Result<Names> {
        let required = [
            ("group", &self.group),
            ("version", &self.version),
            ("kind", &self.kind),
        ];
        let missing: Vec<String> = required
            .iter()
            .filter(|(_, value)| value.is_none())
            .map(|(key, _)| format!("{key} = \"…\""))
            .collect();
        let (Some(group), Some(version), Some(kind)) = (&self.group, &self.version, &self.kind)
        else {
            let problem = format!("missing in #[outrigger(…)]: {}", missing.join(", "));
            return Err(Error::new_spanned(&input.ident, problem));
        };
        let root = match &self.root {
            Some(name) => name.parse::<Ident>()?,
            None => kind.parse::<Ident>()?,
        };
        if root == input.ident {
            let problem =
                format!("a type `{root}` is generated from this one; name one of them otherwise");
            return Err(Error::new_spanned(&input.ident, problem));
        }
        let plural = self.plural.as_ref().map(LitStr::value);
        Ok(Names {
            group: group.value(),
            version: version.value(),
            plural: plural.unwrap_or_else(|| crate::plural::plural(&kind.value().to_lowercase())),
            kind: kind.value(),
            root,
        })
    }
}

/// `= "a::path"` or `= a::path`.
fn path(meta: &ParseNestedMeta<'_>) -> Result<Path> {
    let value = meta.value()?;
    if value.peek(LitStr) {
        value.parse::<LitStr>()?.parse_with(Path::parse_mod_style)
    } else {
        Path::parse_mod_style(value)
    }
}

/// `(A, b::C)`.
fn paths(meta: &ParseNestedMeta<'_>) -> Result<Vec<Path>> {
    let mut out = Vec::new();
    meta.parse_nested_meta(|nested| {
        out.push(nested.path);
        Ok(())
    })?;
    Ok(out)
}

/// `("key", "value")`.
fn pair(meta: &ParseNestedMeta<'_>) -> Result<(LitStr, LitStr)> {
    match <[LitStr; 2]>::try_from(strings(meta)?) {
        Ok([key, value]) => Ok((key, value)),
        Err(_) => Err(Error::new_spanned(
            &meta.path,
            "expected (\"key\", \"value\")",
        )),
    }
}
