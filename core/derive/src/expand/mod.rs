pub(crate) mod apply;
pub(crate) mod resource;

mod argument;
mod definition;
mod field;
mod root_apply;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, DeriveInput, Error, Expr, ExprLit, Ident, Lit, Meta, Path, Result};

use crate::attributes::Attributes;

fn refuse_generics(input: &DeriveInput) -> Result<()> {
    if input.generics.params.is_empty() {
        return Ok(());
    }
    let problem = "a type with generic parameters is of no one kind; use one without";
    Err(Error::new_spanned(&input.generics, problem))
}

/// The doc comments.
fn docs(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
}

/// The doc comments as one text.
fn doc_text(attributes: &[Attribute]) -> String {
    let lines = docs(attributes).filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(doc) => match &doc.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(line),
                ..
            }) => Some(line.value()),
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
    lines.join("\n").trim().to_owned()
}

/// The status of `self` as it is written.
fn written_status(attributes: &Attributes) -> TokenStream {
    match attributes.status {
        Some(_) => quote!(self.status.as_ref()),
        None => quote!(::core::option::Option::None::<&()>),
    }
}

/// The function that writes an object.
fn writer(attributes: &Attributes) -> Ident {
    format_ident!("write{}", attributes.suffix())
}

/// Says where the metadata of a type is.
fn has_metadata(outrigger: &Path, of: &Ident) -> TokenStream {
    quote! {
        impl #outrigger::HasMetadata for #of {
            type Metadata = #outrigger::object::ObjectMeta;

            fn metadata(&self) -> &#outrigger::object::ObjectMeta {
                &self.metadata
            }

            fn metadata_mut(&mut self) -> &mut #outrigger::object::ObjectMeta {
                &mut self.metadata
            }
        }
    }
}
