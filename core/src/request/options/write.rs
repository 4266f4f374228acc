use crate::request::query::Query;

/// What the server does with fields that it does not know, or that are there twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldValidation {
    /// Drops them.
    Ignore,
    /// Drops them and says so in a `Warning` header; the server's default.
    Warn,
    /// Refuses the request.
    Strict,
}

impl FieldValidation {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ignore => "Ignore",
            Self::Warn => "Warn",
            Self::Strict => "Strict",
        }
    }
}

/// Options that create, replace and patch share, each under its own name, and made of another.
macro_rules! write_options {
    ($(#[$doc:meta])* $name:ident $(from $other:ident)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            /// The server goes through admission, defaults and validation, answers with the
            /// object as it would be, and stores nothing.
            pub dry_run: bool,
            /// Who manages the fields that this request sets, up to 128 characters; empty leaves it
            /// to the server, which takes the user agent up to its first `/`.
            pub field_manager: String,
            /// What the server does with fields that it does not know; `None` for its default,
            /// [`Warn`](FieldValidation::Warn).
            pub field_validation: Option<FieldValidation>,
        }

        impl $name {
            /// The server's defaults.
            pub fn new() -> Self {
                Self::default()
            }

            /// Checks everything and stores nothing.
            #[must_use]
            pub const fn dry_run(mut self) -> Self {
                self.dry_run = true;
                self
            }

            /// Sets the field manager.
            #[must_use]
            pub fn field_manager(mut self, name: impl Into<String>) -> Self {
                self.field_manager = name.into();
                self
            }

            /// Sets what the server does with fields it does not know.
            #[must_use]
            pub const fn field_validation(mut self, validation: FieldValidation) -> Self {
                self.field_validation = Some(validation);
                self
            }

            pub(in crate::request) fn query(&self) -> Query {
                write_query(self.dry_run, &self.field_manager, self.field_validation)
            }
        }

        $(
            impl $name {
                /// The same options.
                pub(crate) fn like(options: &$other) -> Self {
                    let $other { dry_run, field_manager, field_validation } = options.clone();
                    Self { dry_run, field_manager, field_validation }
                }
            }
        )?
    };
}

fn write_query(dry_run: bool, manager: &str, validation: Option<FieldValidation>) -> Query {
    Query::default()
        .text("dryRun", if dry_run { "All" } else { "" })
        .text("fieldManager", manager)
        .text(
            "fieldValidation",
            validation.map_or("", FieldValidation::as_str),
        )
}

write_options! {
    /// Options of a create.
    CreateOptions from ReplaceOptions
}
write_options! {
    /// Options of a replace.
    ReplaceOptions from CreateOptions
}
write_options! {
    /// Options of a patch.
    PatchOptions
}

/// Options of a server-side apply.
///
/// ```
/// use outrigger::ApplyOptions;
///
/// let options = ApplyOptions::by("my-controller").force();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApplyOptions {
    /// Who manages the fields, up to 128 characters; an apply must say. What this manager applied
    /// before and does not any more is taken out, unless somebody else manages it too.
    pub field_manager: String,
    /// Take over fields that others manage and that would change, instead of a
    /// [conflict](crate::Error::is_conflict). Controllers do; people rarely should.
    pub force: bool,
    /// The server goes through everything, answers with the object as it would be, and stores
    /// nothing.
    pub dry_run: bool,
    /// What the server does with fields that it does not know; `None` for its default,
    /// [`Warn`](FieldValidation::Warn).
    pub field_validation: Option<FieldValidation>,
}

impl ApplyOptions {
    /// Applies as `field_manager`.
    pub fn by(field_manager: impl Into<String>) -> Self {
        Self {
            field_manager: field_manager.into(),
            force: false,
            dry_run: false,
            field_validation: None,
        }
    }

    /// Takes over fields that others manage.
    #[must_use]
    pub const fn force(mut self) -> Self {
        self.force = true;
        self
    }

    /// Checks everything and stores nothing.
    #[must_use]
    pub const fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    /// Sets what the server does with fields it does not know.
    #[must_use]
    pub const fn field_validation(mut self, validation: FieldValidation) -> Self {
        self.field_validation = Some(validation);
        self
    }

    /// client-go sends `force` whether or not it is set.
    pub(in crate::request) fn query(&self) -> Query {
        write_query(self.dry_run, &self.field_manager, self.field_validation)
            .text("force", if self.force { "true" } else { "false" })
    }
}
