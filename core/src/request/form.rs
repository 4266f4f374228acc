use std::any::TypeId;

use crate::object::{PartialObjectMetadata, TableRow};

/// In which form objects are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) shape: Shape,
    /// Without `metadata.managedFields`, which rows never have.
    pub(crate) unmanaged: bool,
}

/// How much of each object there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Objects,
    /// The metadata alone.
    Metadata,
    /// Rows of Tables that the server makes.
    Tables,
}

impl Form {
    pub(crate) const OBJECTS: Self = Self::new(Shape::Objects);
    pub(crate) const METADATA: Self = Self::new(Shape::Metadata);
    pub(crate) const TABLES: Self = Self::new(Shape::Tables);

    const fn new(shape: Shape) -> Self {
        Self {
            shape,
            unmanaged: false,
        }
    }

    /// The form of which a `K` is read: [`Api::of`](crate::Api::of) takes rows and metadata too.
    pub(crate) fn of<K: 'static>() -> Self {
        let this = TypeId::of::<K>();
        match this {
            _ if this == TypeId::of::<TableRow>() => Self::TABLES,
            _ if this == TypeId::of::<PartialObjectMetadata>() => Self::METADATA,
            _ => Self::OBJECTS,
        }
    }

    pub(crate) const fn is_table(self) -> bool {
        matches!(self.shape, Shape::Tables)
    }

    /// The `Accept` header, where it is not that of every request. A server that has no such form
    /// falls back on its second half; one that does not know `drop` (KEP-5958) passes over it.
    pub(super) fn accept(self, is_list: bool) -> Option<String> {
        let made = match (self.shape, is_list) {
            (Shape::Objects, _) if !self.unmanaged => return None,
            (Shape::Objects, _) => "",
            (Shape::Metadata, true) => ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
            (Shape::Metadata, false) => ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
            (Shape::Tables, _) => ";as=Table;v=v1;g=meta.k8s.io",
        };
        let dropped = match self.unmanaged && !self.is_table() {
            true => ";drop=metadata.managedFields",
            false => "",
        };
        Some(format!("application/json{made}{dropped},application/json"))
    }

    /// The form of what is answered to a write that is not asked for in another: the whole object.
    pub(super) const fn of_writes(self) -> Self {
        Self {
            shape: Shape::Objects,
            ..self
        }
    }

    /// What each row is to have of its object; empty where there are no rows.
    pub(super) const fn include_object(self) -> &'static str {
        match self.shape {
            Shape::Tables => "Metadata",
            Shape::Objects | Shape::Metadata => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Unstructured;

    #[test]
    fn the_type_says_in_which_form_objects_are_read() {
        assert_eq!(Form::of::<TableRow>(), Form::TABLES);
        assert_eq!(Form::of::<PartialObjectMetadata>(), Form::METADATA);
        assert_eq!(Form::of::<Unstructured>(), Form::OBJECTS);
    }

    #[test]
    fn what_is_accepted_ends_with_what_every_server_has() {
        let unmanaged = |form| Form {
            unmanaged: true,
            ..form
        };
        for (form, is_list, expected) in [
            (Form::OBJECTS, true, None),
            (
                unmanaged(Form::OBJECTS),
                true,
                Some("application/json;drop=metadata.managedFields,application/json"),
            ),
            (
                Form::METADATA,
                false,
                Some(
                    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
                ),
            ),
            (
                unmanaged(Form::METADATA),
                true,
                Some(
                    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1;\
                     drop=metadata.managedFields,application/json",
                ),
            ),
            (
                unmanaged(Form::TABLES),
                true,
                Some("application/json;as=Table;v=v1;g=meta.k8s.io,application/json"),
            ),
        ] {
            assert_eq!(form.accept(is_list).as_deref(), expected, "{form:?}");
        }
    }
}
