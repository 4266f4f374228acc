//! The parts of the CustomResourceDefinition.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, LitStr};

use super::doc_text;
use crate::attributes::{Attributes, Column, Names, Rule, Scale};

pub(super) fn expand(input: &DeriveInput, attributes: &Attributes, names: &Names) -> TokenStream {
    let Attributes {
        outrigger,
        schemars,
        status,
        ..
    } = attributes;
    let (root, spec) = (&names.root, &input.ident);
    let crd = quote!(#outrigger::crd);
    let (status, body) = (status.iter(), attributes.body());
    let description = Some(doc_text(&input.attrs)).filter(|text| !text.is_empty());
    let description = description.iter();
    let named = named(attributes);
    let version = version(attributes, &crd);
    quote! {
        impl #outrigger::CustomResource for #root {
            fn definition() -> #crd::Definition {
                #crd::Definition::new(<Self as #outrigger::Resource>::api_resource())
                    #(.description(#description))*
                    .#body(#schemars::schema_for!(#spec).to_value())
                    #(.status(#schemars::schema_for!(#status).to_value()))*
                    #named
                    #version
            }
        }
    }
}

/// What stands in `names` and `metadata`.
fn named(attributes: &Attributes) -> TokenStream {
    let Attributes {
        short_names,
        categories,
        ..
    } = attributes;
    let singular = attributes.singular.iter();
    let pairs = |method: &str, pairs: &[(LitStr, LitStr)]| -> TokenStream {
        let method = quote::format_ident!("{method}");
        pairs
            .iter()
            .map(|(key, value)| quote!(.#method(#key, #value)))
            .collect()
    };
    let labels = pairs("label", &attributes.labels);
    let annotations = pairs("annotation", &attributes.annotations);
    quote! {
        #(.singular(#singular))*
        #(.short_name(#short_names))*
        #(.category(#categories))*
        #labels
        #annotations
    }
}

/// What stands in the version.
fn version(attributes: &Attributes, crd: &TokenStream) -> TokenStream {
    let columns = attributes
        .columns
        .iter()
        .map(|column| expand_column(column, crd));
    let rules = attributes.rules.iter().map(|rule| expand_rule(rule, crd));
    let selectable = &attributes.selectable;
    let scale = attributes.scale.iter().map(expand_scale);
    let served = attributes.served.iter();
    let storage = attributes.storage.iter();
    let deprecated = attributes.deprecated.iter().map(|warning| match warning {
        Some(warning) => quote!(::core::option::Option::Some(#warning)),
        None => quote!(::core::option::Option::None),
    });
    quote! {
        #(.printer_column(#columns))*
        #(.selectable(#selectable))*
        #(#scale)*
        #(.rule(#rules))*
        #(.served(#served))*
        #(.storage(#storage))*
        #(.deprecated(#deprecated))*
    }
}

fn expand_column(column: &Column, crd: &TokenStream) -> TokenStream {
    let Column {
        name,
        column_type,
        path,
        ..
    } = column;
    let description = column.description.iter();
    let format = column.format.iter();
    let priority = column.priority.iter();
    quote! {
        #crd::PrinterColumn::new(#name, #column_type, #path)
            #(.description(#description))*
            #(.format(#format))*
            #(.priority(#priority))*
    }
}

fn expand_scale(scale: &Scale) -> TokenStream {
    let Scale {
        spec_path,
        status_path,
        selector_path,
    } = scale;
    let selector_path = match selector_path {
        Some(path) => quote!(::core::option::Option::Some(#path)),
        None => quote!(::core::option::Option::None),
    };
    quote!(.scale(#spec_path, #status_path, #selector_path))
}

fn expand_rule(rule: &Rule, crd: &TokenStream) -> TokenStream {
    let message = rule.message.iter();
    let message_expression = rule.message_expression.iter();
    let reason = rule.reason.iter();
    let field_path = rule.field_path.iter();
    let optional_old_self = rule.optional_old_self.iter();
    let rule = &rule.rule;
    quote! {
        #crd::ValidationRule::new(#rule)
            #(.message(#message))*
            #(.message_expression(#message_expression))*
            #(.reason(#reason))*
            #(.field_path(#field_path))*
            #(.optional_old_self(#optional_old_self))*
    }
}
