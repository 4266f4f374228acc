//! Reading of single attributes.

use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::{Error, LitStr, Path, Result, Token, parenthesized};

/// `= "text"`.
pub(crate) fn string(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    meta.value()?.parse()
}

/// `= "text"` or `("text", …)`.
pub(crate) fn strings(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
    if meta.input.peek(Token![=]) {
        return Ok(vec![string(meta)?]);
    }
    let content;
    parenthesized!(content in meta.input);
    let texts = content.parse_terminated(<LitStr as syn::parse::Parse>::parse, Token![,])?;
    Ok(texts.into_iter().collect())
}

/// Sets what may be said once.
pub(crate) fn set<T>(to: &mut Option<T>, meta: &ParseNestedMeta<'_>, value: T) -> Result<()> {
    if to.is_some() {
        let problem = format!("`{}` is already given", name(&meta.path));
        return Err(Error::new_spanned(&meta.path, problem));
    }
    *to = Some(value);
    Ok(())
}

/// The error of a key that is not known.
pub(crate) fn unknown(path: &Path, allowed: &[&str]) -> Error {
    let allowed: Vec<String> = allowed.iter().map(|key| format!("`{key}`")).collect();
    let problem = format!(
        "`{}` is not known here; allowed are {}",
        name(path),
        allowed.join(", ")
    );
    Error::new_spanned(path, problem)
}

fn name(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
