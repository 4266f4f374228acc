//! `#[derive(CustomResource)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Result};

use super::{definition, docs, has_metadata, refuse_generics, writer, written_status};
use crate::attributes::{Attributes, Names};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    if let Data::Union(data) = &input.data {
        let problem = "the type of a spec must be a struct or an enum";
        return Err(Error::new_spanned(data.union_token, problem));
    }
    refuse_generics(input)?;
    let attributes = Attributes::parse(&input.attrs)?;
    attributes.check_content(input)?;
    let names = attributes.names(input)?;
    let root = root(input, &attributes, &names);
    let serialize = serialize(&attributes, &names);
    let deserialize = deserialize(input, &attributes, &names);
    let resource = resource(&attributes, &names);
    let definition = definition::expand(input, &attributes, &names);
    Ok(quote! { #root #serialize #deserialize #resource #definition })
}

fn root(input: &DeriveInput, attributes: &Attributes, names: &Names) -> TokenStream {
    let root = &names.root;
    let Attributes {
        outrigger,
        status,
        derives,
        ..
    } = attributes;
    let (vis, spec, docs) = (&input.vis, &input.ident, docs(&input.attrs));
    let status = status.iter();
    let (body, about_body) = (attributes.body(), attributes.about_body());
    let new = new(input, attributes, names);
    quote! {
        #(#docs)*
        #[derive(::core::clone::Clone, ::core::fmt::Debug, #(#derives),*)]
        #vis struct #root {
            /// Its name, labels, and what else every object has.
            #vis metadata: #outrigger::object::ObjectMeta,
            #[doc = #about_body]
            #vis #body: #spec,
            #(
                /// What was observed of it; `None` until somebody wrote it.
                #vis status: ::core::option::Option<#status>,
            )*
        }

        #new
    }
}

fn new(input: &DeriveInput, attributes: &Attributes, names: &Names) -> TokenStream {
    let Names { root, kind, .. } = names;
    let outrigger = &attributes.outrigger;
    let (vis, spec, body) = (&input.vis, &input.ident, attributes.body());
    let no_status = attributes.status.as_ref();
    let no_status = no_status.map(|_| quote!(status: ::core::option::Option::None,));
    let about = format!("A {kind} of that name and nothing else.");
    quote! {
        impl #root {
            #[doc = #about]
            #vis fn new(name: impl ::core::convert::Into<::std::string::String>, #body: #spec) -> Self {
                Self {
                    metadata: #outrigger::object::ObjectMeta::named(name.into()),
                    #body,
                    #no_status
                }
            }
        }
    }
}

fn serialize(attributes: &Attributes, names: &Names) -> TokenStream {
    let root = &names.root;
    let outrigger = &attributes.outrigger;
    let private = quote!(#outrigger::crd::__private);
    let (body, write) = (attributes.body(), writer(attributes));
    let body = quote!(::core::option::Option::Some(&self.#body));
    let status = written_status(attributes);
    quote! {
        impl #private::serde::Serialize for #root {
            fn serialize<S: #private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                #private::#write::<Self, _>(&self.metadata, #body, #status, serializer)
            }
        }
    }
}

fn deserialize(input: &DeriveInput, attributes: &Attributes, names: &Names) -> TokenStream {
    let root = &names.root;
    let Attributes {
        outrigger, status, ..
    } = attributes;
    let (spec, body) = (&input.ident, attributes.body());
    let read_object = format_ident!("read{}", attributes.suffix());
    let private = quote!(#outrigger::crd::__private);
    let (status, read) = match status {
        Some(status) => (quote!(#status), Some(quote!(status: stored.status,))),
        None => (quote!(#private::serde::de::IgnoredAny), None),
    };
    quote! {
        impl<'de> #private::serde::Deserialize<'de> for #root {
            fn deserialize<D: #private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let stored = #private::#read_object::<Self, #spec, #status, D>(deserializer)?;
                ::core::result::Result::Ok(Self {
                    metadata: stored.metadata,
                    #body: stored.#body,
                    #read
                })
            }
        }
    }
}

fn resource(attributes: &Attributes, names: &Names) -> TokenStream {
    let outrigger = &attributes.outrigger;
    let Names {
        group,
        version,
        kind,
        plural,
        root,
    } = names;
    let scope = if attributes.namespaced {
        "Namespaced"
    } else {
        "Cluster"
    };
    let scope = format_ident!("{scope}");
    let has_metadata = has_metadata(outrigger, root);
    quote! {
        impl #outrigger::Resource for #root {
            const GROUP: &'static str = #group;
            const VERSION: &'static str = #version;
            const KIND: &'static str = #kind;
            const PLURAL: &'static str = #plural;
            type Scope = #outrigger::scope::#scope;
        }

        #has_metadata
    }
}
