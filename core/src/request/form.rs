use std::any::TypeId;

use crate::object::TableRow;

/// In which form objects are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As they are.
    Objects,
    /// As rows of Tables that the server makes.
    Tables,
}

impl Form {
    /// The form of which a `K` is read: [`Api::of`](crate::Api::of) takes rows too.
    pub(crate) fn of<K: 'static>() -> Self {
        match TypeId::of::<K>() == TypeId::of::<TableRow>() {
            true => Self::Tables,
            false => Self::Objects,
        }
    }

    /// The `Accept` header, where it is not that of every request. A server that makes no Tables
    /// falls back on its second half.
    pub(super) const fn accept(self) -> Option<&'static str> {
        match self {
            Self::Objects => None,
            Self::Tables => Some("application/json;as=Table;v=v1;g=meta.k8s.io,application/json"),
        }
    }

    /// What each row is to have of its object; empty where there are no rows.
    pub(super) const fn include_object(self) -> &'static str {
        match self {
            Self::Objects => "",
            Self::Tables => "Metadata",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Unstructured;

    #[test]
    fn only_rows_are_read_of_tables() {
        assert_eq!(Form::of::<TableRow>(), Form::Tables);
        assert_eq!(Form::of::<Unstructured>(), Form::Objects);
    }
}
