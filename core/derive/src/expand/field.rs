//! One field of an apply configuration.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Error, Expr, ExprLit, Field, Ident, Lit, LitStr, Meta, Path, Result, Token, Type,
    Visibility,
};

use super::argument::{Argument, argument, argument_of, nested};
use super::docs;
use crate::meta::unknown;

pub(super) struct ApplyField {
    vis: Visibility,
    ident: Ident,
    docs: Vec<Attribute>,
    /// `rename` and `flatten`.
    serde: Vec<Meta>,
    /// The function that writes the value, where serde was given one.
    writer: Option<Path>,
    /// The type of the value, without `Option`.
    value: Type,
    outrigger: Path,
    is_nested: bool,
}

impl ApplyField {
    /// `None` for a field that is never written.
    pub(super) fn parse(field: &Field, outrigger: &Path) -> Result<Option<Self>> {
        let Some(ident) = field.ident.clone() else {
            return Ok(None);
        };
        let mut out = Self {
            vis: field.vis.clone(),
            ident,
            docs: docs(&field.attrs).cloned().collect(),
            serde: Vec::new(),
            writer: None,
            value: argument_of(&field.ty, &["Option"])
                .unwrap_or(&field.ty)
                .clone(),
            outrigger: outrigger.clone(),
            is_nested: false,
        };
        out.read_own(field)?;
        let is_written = out.read_serdes(field)?;
        if out.writer.is_some() {
            // It takes the field as it is.
            out.value = field.ty.clone();
        }
        Ok(is_written.then_some(out))
    }

    fn read_own(&mut self, field: &Field) -> Result<()> {
        let attributes = field.attrs.iter();
        for attribute in attributes.filter(|a| a.path().is_ident("outrigger")) {
            attribute.parse_nested_meta(|meta| {
                if !meta.path.is_ident("apply") {
                    return Err(unknown(&meta.path, &["apply"]));
                }
                self.is_nested = true;
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Reads what serde is told; says whether the field is written at all.
    fn read_serdes(&mut self, field: &Field) -> Result<bool> {
        for attribute in field.attrs.iter().filter(|a| a.path().is_ident("serde")) {
            let metas = Punctuated::<Meta, Token![,]>::parse_terminated;
            for meta in attribute.parse_args_with(metas)? {
                if meta.path().is_ident("skip") || meta.path().is_ident("skip_serializing") {
                    return Ok(false);
                }
                self.read_serde(meta)?;
            }
        }
        Ok(true)
    }

    fn read_serde(&mut self, meta: Meta) -> Result<()> {
        if meta.path().is_ident("rename") || meta.path().is_ident("flatten") {
            self.serde.push(meta);
        } else if meta.path().is_ident("serialize_with") {
            self.writer = Some(path_in(&meta)?);
        } else if meta.path().is_ident("with") {
            let module = path_in(&meta)?;
            self.writer = Some(syn::parse_quote!(#module::serialize));
        }
        Ok(())
    }

    fn applied(&self) -> TokenStream {
        if self.is_nested {
            nested(&self.value, &self.outrigger)
        } else {
            self.value.to_token_stream()
        }
    }

    pub(super) fn declaration(&self, apply: &Ident) -> TokenStream {
        let Self {
            vis,
            ident,
            docs,
            serde,
            ..
        } = self;
        let applied = self.applied();
        let writer = self.writer.as_ref().map(|_| {
            let name = format!("{apply}::{}", self.writer_name());
            quote!(#[serde(serialize_with = #name)])
        });
        quote! {
            #(#docs)*
            #[serde(skip_serializing_if = "::core::option::Option::is_none")]
            #(#[serde(#serde)])*
            #writer
            #vis #ident: ::core::option::Option<#applied>,
        }
    }

    pub(super) fn setter(&self) -> TokenStream {
        let Self {
            vis, ident, docs, ..
        } = self;
        let Argument { takes, gives } = argument(&self.value, self.is_nested, &self.outrigger);
        let about = (docs.is_empty()).then(|| {
            let text = format!("Sets `{ident}`.");
            quote!(#[doc = #text])
        });
        quote! {
            #(#docs)*
            #about
            #[must_use]
            #vis fn #ident(mut self, value: #takes) -> Self {
                self.#ident = ::core::option::Option::Some(#gives);
                self
            }
        }
    }

    fn writer_name(&self) -> Ident {
        format_ident!(
            "__apply_{}",
            self.ident.to_string().trim_start_matches("r#")
        )
    }

    /// The function that hands a value, which is there, to the one that serde was given.
    pub(super) fn writer(&self, serde: &TokenStream) -> Option<TokenStream> {
        let writer = self.writer.as_ref()?;
        let (name, applied) = (self.writer_name(), self.applied());
        Some(quote! {
            fn #name<S: #serde::Serializer>(
                value: &::core::option::Option<#applied>,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match value {
                    ::core::option::Option::Some(value) => #writer(value, serializer),
                    ::core::option::Option::None => serializer.serialize_none(),
                }
            }
        })
    }
}

fn path_in(meta: &Meta) -> Result<Path> {
    let value = &meta.require_name_value()?.value;
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(path),
            ..
        }) => LitStr::parse_with(path, Path::parse_mod_style),
        other => Err(Error::new_spanned(other, "expected a path in quotes")),
    }
}
