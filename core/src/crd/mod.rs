//! Resources of your own: CustomResourceDefinitions out of types, and typed apply.
//!
//! With the feature `derive`, [`CustomResource`] and [`ApplyConfiguration`] are derive macros as
//! well as traits; both are imported by one name. Without it, a [`Definition`] says by hand what the
//! macros would read off a type.

mod definition;
mod merge;
mod schema;

pub use self::definition::{Definition, PrinterColumn, ValidationRule};
pub use self::merge::{MergeError, merge_crds};
pub use self::schema::{SchemaError, structural_schema};
use crate::object::{Resource, Unstructured};

/// A type that knows its CustomResourceDefinition.
///
/// Derived from the type of the spec, or implemented by hand:
///
/// ```
/// # use outrigger::scope;
/// use outrigger::crd::{CustomResource, Definition};
/// use outrigger::Resource;
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct Widget {}
/// # impl Resource for Widget {
/// #     const GROUP: &'static str = "example.com";
/// #     const VERSION: &'static str = "v1";
/// #     const KIND: &'static str = "Widget";
/// #     const PLURAL: &'static str = "widgets";
/// #     type Scope = scope::Namespaced;
/// # }
/// // struct Widget { … }, impl Resource for Widget { … }
///
/// impl CustomResource for Widget {
///     fn definition() -> Definition {
///         Definition::new(Self::api_resource()).short_name("wd")
///     }
/// }
///
/// assert_eq!(Widget::crd().name(), "widgets.example.com");
/// ```
pub trait CustomResource: Resource {
    /// The parts of the definition.
    fn definition() -> Definition;

    /// The CustomResourceDefinition, to be applied to a cluster.
    ///
    /// # Panics
    /// When the type has no structural schema, which no input decides but the type; call it in a
    /// test. [`try_crd`](Self::try_crd) does not panic.
    fn crd() -> Unstructured {
        match Self::try_crd() {
            Ok(definition) => definition,
            Err(error) => panic!("{} has no structural schema: {error}", Self::KIND),
        }
    }

    /// The CustomResourceDefinition.
    ///
    /// # Errors
    /// [`SchemaError`] names the field whose type has no structural schema.
    fn try_crd() -> Result<Unstructured, SchemaError> {
        Self::definition().build()
    }
}

/// A type with a form for server-side apply, of which only what was set is sent.
///
/// A whole `WidgetSpec` sends every field, so that whoever applies it owns all of them, with
/// defaults that nobody meant. Its [`Apply`](Self::Apply) sends what was said and nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no form for apply",
    note = "add #[derive(ApplyConfiguration)] to it, or leave #[outrigger(apply)] out of the field"
)]
pub trait ApplyConfiguration {
    /// The same fields, each of which may be left out.
    type Apply: serde::Serialize + Default + Send + Sync + 'static;
}

/// What derived code names. It may change in any version.
#[doc(hidden)]
pub mod __private;
