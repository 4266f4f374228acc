//! `#[derive(ApplyConfiguration)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Data, DeriveInput, Error, Fields, FieldsNamed, Ident, Meta, Result, Token};

use super::field::ApplyField;
use super::{refuse_generics, root_apply};
use crate::attributes::Attributes;

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    refuse_generics(input)?;
    let attributes = Attributes::parse(&input.attrs)?;
    let outrigger = &attributes.outrigger;
    let fields = named_fields(input)?.named.iter();
    let fields: Vec<ApplyField> = fields
        .filter_map(|field| ApplyField::parse(field, outrigger).transpose())
        .collect::<Result<_>>()?;
    let (vis, ident) = (&input.vis, &input.ident);
    let apply = format_ident!("{ident}Apply");
    let serde = quote!(#outrigger::crd::__private::serde);
    let declaration = declaration(input, &fields, &apply, &serde)?;
    let setters = fields.iter().map(ApplyField::setter);
    let writers = fields.iter().filter_map(|field| field.writer(&serde));
    let is_root = attributes.kind.is_some();
    let root = is_root.then(|| root_apply::expand(input, &attributes));
    let root = root.transpose()?;
    Ok(quote! {
        #declaration

        impl #apply {
            /// Nothing yet.
            #[must_use]
            #vis fn new() -> Self {
                ::core::default::Default::default()
            }

            #(#setters)*

            #(#writers)*
        }

        impl #outrigger::ApplyConfiguration for #ident {
            type Apply = #apply;
        }

        #root
    })
}

fn declaration(
    input: &DeriveInput,
    fields: &[ApplyField],
    apply: &Ident,
    serde: &TokenStream,
) -> Result<TokenStream> {
    let rename_all = rename_all(&input.attrs)?;
    let (vis, serde_path) = (&input.vis, serde.to_string());
    let fields = fields.iter().map(|field| field.declaration(apply));
    let about = format!(
        "A [`{}`] of which any field may be left out, to be applied.",
        input.ident
    );
    Ok(quote! {
        #[doc = #about]
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            ::core::default::Default,
            #serde::Serialize,
        )]
        #[serde(crate = #serde_path)]
        #rename_all
        #vis struct #apply {
            #(#fields)*
        }
    })
}

fn named_fields(input: &DeriveInput) -> Result<&FieldsNamed> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Ok(fields),
            other => Err(other.to_token_stream()),
        },
        Data::Enum(data) => Err(data.enum_token.to_token_stream()),
        Data::Union(data) => Err(data.union_token.to_token_stream()),
    }
    .map_err(|at: TokenStream| {
        let problem = "only a struct with named fields can be applied in parts; a field of any other type is \
                       applied as a whole, without #[outrigger(apply)]";
        let at = if at.is_empty() { input.ident.to_token_stream() } else { at };
        Error::new_spanned(at, problem)
    })
}

/// The `rename_all` of the type; what else serde is told of it changes what the fields mean.
fn rename_all(attributes: &[Attribute]) -> Result<Option<TokenStream>> {
    const FINE: [&str; 8] = [
        "bound",
        "crate",
        "default",
        "deny_unknown_fields",
        "expecting",
        "rename",
        "rename_all",
        "rename_all_fields",
    ];
    let mut found = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("serde")) {
        let metas = attribute
            .parse_args_with(syn::punctuated::Punctuated::<Meta, Token![,]>::parse_terminated)?;
        for meta in metas {
            if meta.path().is_ident("rename_all") {
                found = Some(quote!(#[serde(#meta)]));
            } else if !FINE.iter().any(|fine| meta.path().is_ident(fine)) {
                let problem = "a type that serde writes in this way cannot be applied in parts";
                return Err(Error::new_spanned(meta, problem));
            }
        }
    }
    Ok(found)
}
