//! The apply configuration of a whole object.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{DeriveInput, Ident, Path, Result, Visibility};

use super::{has_metadata, writer, written_status};
use crate::attributes::{Attributes, Names};

/// What the tokens of the type are made of.
struct Parts<'a> {
    attributes: &'a Attributes,
    vis: &'a Visibility,
    kind: String,
    root: Ident,
    apply: Ident,
    spec: TokenStream,
    status: Option<TokenStream>,
}

pub(super) fn expand(input: &DeriveInput, attributes: &Attributes) -> Result<TokenStream> {
    let Names { root, kind, .. } = attributes.names(input)?;
    let outrigger = &attributes.outrigger;
    let form = |of: TokenStream| quote!(<#of as #outrigger::ApplyConfiguration>::Apply);
    let parts = Parts {
        attributes,
        vis: &input.vis,
        kind,
        apply: format_ident!("{root}Apply"),
        spec: form(input.ident.to_token_stream()),
        status: attributes
            .status
            .as_ref()
            .map(|status| form(quote!(#status))),
        root,
    };
    let (declaration, setters, serialize) =
        (parts.declaration(), parts.setters(), parts.serialize());
    let has_metadata = has_metadata(outrigger, &parts.apply);
    let Parts { root, apply, .. } = parts;
    Ok(quote! {
        #declaration
        #setters
        #serialize
        #has_metadata

        impl #outrigger::ApplyConfiguration for #root {
            type Apply = #apply;
        }
    })
}

impl Parts<'_> {
    fn declaration(&self) -> TokenStream {
        let Parts {
            vis,
            root,
            apply,
            spec,
            ..
        } = self;
        let outrigger = &self.attributes.outrigger;
        let status = self.status.iter();
        let (body, about_body) = (self.attributes.body(), self.attributes.about_body());
        let about = format!("A [`{root}`] of which any field may be left out, to be applied.");
        quote! {
            #[doc = #about]
            #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::default::Default)]
            #vis struct #apply {
                /// Its name, labels, and what else every object has.
                #vis metadata: #outrigger::object::ObjectMeta,
                #[doc = #about_body]
                #vis #body: ::core::option::Option<#spec>,
                #(
                    /// What was observed of it; the server takes it at `/status` alone.
                    #vis status: ::core::option::Option<#status>,
                )*
            }
        }
    }

    fn setters(&self) -> TokenStream {
        let Parts {
            vis, apply, spec, ..
        } = self;
        let outrigger = &self.attributes.outrigger;
        let status = self.status.iter();
        let metadata = metadata_setters(outrigger, vis);
        let body = self.attributes.body();
        let about = match self.attributes.no_spec {
            true => "Sets what stands at the top of the object.",
            false => "Sets what is wanted.",
        };
        let constructor = self.constructor();
        quote! {
            impl #apply {
                #constructor

                #metadata

                #[doc = #about]
                #[must_use]
                #vis fn #body(mut self, #body: impl ::core::convert::Into<#spec>) -> Self {
                    self.#body = ::core::option::Option::Some(#body.into());
                    self
                }

                #(
                    /// Sets what was observed of it.
                    #[must_use]
                    #vis fn status(mut self, status: impl ::core::convert::Into<#status>) -> Self {
                        self.status = ::core::option::Option::Some(status.into());
                        self
                    }
                )*
            }
        }
    }

    fn constructor(&self) -> TokenStream {
        let (vis, outrigger) = (self.vis, &self.attributes.outrigger);
        let about = format!("A {} of that name and nothing else.", self.kind);
        quote! {
            #[doc = #about]
            #[must_use]
            #vis fn new(name: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self {
                    metadata: #outrigger::object::ObjectMeta::named(name.into()),
                    ..::core::default::Default::default()
                }
            }
        }
    }

    fn serialize(&self) -> TokenStream {
        let Parts { root, apply, .. } = self;
        let outrigger = &self.attributes.outrigger;
        let private = quote!(#outrigger::crd::__private);
        let (body, write) = (self.attributes.body(), writer(self.attributes));
        let status = written_status(self.attributes);
        quote! {
            impl #private::serde::Serialize for #apply {
                fn serialize<S: #private::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    #private::#write::<#root, _>(&self.metadata, self.#body.as_ref(), #status, serializer)
                }
            }
        }
    }
}

fn metadata_setters(outrigger: &Path, vis: &Visibility) -> TokenStream {
    let text = quote!(impl ::core::convert::Into<::std::string::String>);
    let set = quote!(#outrigger::HasMetadata);
    quote! {
        /// Sets the namespace; that of the `Api` holds without it.
        #[must_use]
        #vis fn namespace(mut self, namespace: #text) -> Self {
            self.metadata.namespace = namespace.into();
            self
        }

        /// Sets a label.
        #[must_use]
        #vis fn label(mut self, key: &str, value: #text) -> Self {
            #set::set_label(&mut self.metadata, key, value);
            self
        }

        /// Sets an annotation.
        #[must_use]
        #vis fn annotation(mut self, key: &str, value: #text) -> Self {
            #set::set_annotation(&mut self.metadata, key, value);
            self
        }

        /// Adds a finalizer.
        #[must_use]
        #vis fn finalizer(mut self, finalizer: &str) -> Self {
            #set::add_finalizer(&mut self.metadata, finalizer);
            self
        }

        /// Adds an object that this one belongs to.
        #[must_use]
        #vis fn owner(mut self, owner: #outrigger::object::OwnerReference) -> Self {
            #set::add_owner_reference(&mut self.metadata, owner);
            self
        }
    }
}
