//! What setters take.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericArgument, Path, PathArguments, Type};

/// What a setter takes, and the value that it makes of it.
pub(super) struct Argument {
    pub(super) takes: TokenStream,
    pub(super) gives: TokenStream,
}

const SEQUENCES: [&str; 4] = ["Vec", "VecDeque", "BTreeSet", "HashSet"];
const MAPS: [&str; 3] = ["BTreeMap", "HashMap", "IndexMap"];
const SCALARS: [&str; 16] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
    "u64", "u128", "usize",
];

/// The generic arguments of a type by one of some names.
fn arguments<'a>(of: &'a Type, names: &[&str]) -> Option<Vec<&'a Type>> {
    let Type::Path(path) = of else {
        return None;
    };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let is_named = names.iter().any(|name| last.ident == name);
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(of) => Some(of),
        _ => None,
    });
    is_named.then(|| types.collect())
}

/// The first of them.
pub(super) fn argument_of<'a>(of: &'a Type, names: &[&str]) -> Option<&'a Type> {
    arguments(of, names)?.first().copied()
}

/// The type in which a value is applied in parts.
pub(super) fn nested(of: &Type, outrigger: &Path) -> TokenStream {
    if let Some(inner) = argument_of(of, &SEQUENCES) {
        let inner = nested(inner, outrigger);
        return quote!(::std::vec::Vec<#inner>);
    }
    if let Some([key, value]) = arguments(of, &MAPS).as_deref() {
        let value = nested(value, outrigger);
        return quote!(::std::collections::BTreeMap<#key, #value>);
    }
    if let Some(inner) = argument_of(of, &["Option"]) {
        let inner = nested(inner, outrigger);
        return quote!(::core::option::Option<#inner>);
    }
    if let Some(inner) = argument_of(of, &["Box"]) {
        return nested(inner, outrigger);
    }
    quote!(<#of as #outrigger::ApplyConfiguration>::Apply)
}

/// What the setter of a value takes, and how the value is made of it.
pub(super) fn argument(of: &Type, is_nested: bool, outrigger: &Path) -> Argument {
    let item = |of: &Type| {
        let whole = match is_nested {
            true => nested(of, outrigger),
            false => of.to_token_stream(),
        };
        into(of, whole)
    };
    if let Some(each) = argument_of(of, &SEQUENCES) {
        let takes = item(each);
        return Argument {
            takes: quote!(impl ::core::iter::IntoIterator<Item = #takes>),
            gives: quote!(value.into_iter().map(::core::convert::Into::into).collect()),
        };
    }
    if let Some([key, each]) = arguments(of, &MAPS).as_deref() {
        let (key, each) = (into(key, key.to_token_stream()), item(each));
        let entries = quote!(
            value
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
        );
        return Argument {
            takes: quote!(impl ::core::iter::IntoIterator<Item = (#key, #each)>),
            gives: quote!(#entries.collect()),
        };
    }
    Argument {
        takes: item(of),
        gives: quote!(value.into()),
    }
}

/// Whatever is `Into` the type, unless that would leave the type of a literal open.
fn into(of: &Type, whole: TokenStream) -> TokenStream {
    let is_named = |path: &Path| SCALARS.iter().any(|name| path.is_ident(name));
    match of {
        Type::Path(path) if is_named(&path.path) => whole,
        _ => quote!(impl ::core::convert::Into<#whole>),
    }
}
