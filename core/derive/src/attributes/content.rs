//! What `no_spec` asks of a type, whose fields stand at the top of the object.

use syn::ext::IdentExt as _;
use syn::{Data, DataStruct, DeriveInput, Error, Fields, Result};

use super::Attributes;

impl Attributes {
    /// Refuses what cannot stand there. What serde renames, the definition refuses.
    pub(crate) fn check_content(&self, input: &DeriveInput) -> Result<()> {
        if !self.no_spec {
            return Ok(());
        }
        let Data::Struct(DataStruct {
            fields: Fields::Named(fields),
            ..
        }) = &input.data
        else {
            let problem = "with `no_spec`, the type must be a struct with named fields";
            return Err(Error::new_spanned(&input.ident, problem));
        };
        for name in fields.named.iter().filter_map(|field| field.ident.as_ref()) {
            let problem = match name.unraw().to_string().as_str() {
                "metadata" | "kind" | "api_version" => "every object has one of its own",
                "status" => "a status has a type of its own: `status = \"…\"`",
                _ => continue,
            };
            return Err(Error::new_spanned(name, problem));
        }
        match &self.scale {
            Some(scale) => {
                let problem =
                    "kube-apiserver wants it below `.spec`, which there is not with `no_spec`";
                Err(Error::new_spanned(&scale.spec_path, problem))
            }
            None => Ok(()),
        }
    }
}
