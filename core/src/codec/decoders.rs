use std::collections::BTreeMap;
use std::fmt;

use super::read_objects;
use crate::error::{Error, ErrorKind, Result};
use crate::object::{GroupVersionKind, Resource, Unstructured};

type Decoder<T> = Box<dyn Fn(&Unstructured) -> Result<T> + Send + Sync>;

/// Which type the objects of a kind are read as, for input of several kinds: client-go's `Scheme`.
///
/// What comes out is an enum of yours, with a place for kinds that nobody has named.
///
/// ```
/// # use outrigger::{Resource, scope};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Serialize, Deserialize)]
/// # struct Widget { size: u32 }
/// # impl Resource for Widget {
/// #     const GROUP: &'static str = "example.com";
/// #     const VERSION: &'static str = "v1";
/// #     const KIND: &'static str = "Widget";
/// #     const PLURAL: &'static str = "widgets";
/// #     type Scope = scope::Namespaced;
/// # }
/// use outrigger::Unstructured;
/// use outrigger::codec::Decoders;
///
/// enum Thing {
///     Widget(Widget), // of example.com/v1
///     Other(Unstructured),
/// }
///
/// let decoders = Decoders::new(Thing::Other).with(Thing::Widget);
/// let manifest = "
/// { apiVersion: example.com/v1, kind: Widget, size: 3 }
/// ---
/// { apiVersion: v1, kind: Secret, metadata: { name: a } }
/// ";
/// for thing in decoders.read(manifest.as_bytes())? {
///     match thing {
///         Thing::Widget(widget) => assert_eq!(widget.size, 3),
///         Thing::Other(object) => assert_eq!(object.name(), "a"),
///     }
/// }
/// # Ok::<(), outrigger::Error>(())
/// ```
pub struct Decoders<T> {
    decoders: BTreeMap<GroupVersionKind, Decoder<T>>,
    other: Box<dyn Fn(Unstructured) -> T + Send + Sync>,
}

impl<T: 'static> Decoders<T> {
    /// No kinds yet: all objects become what `other` makes of them.
    pub fn new(other: impl Fn(Unstructured) -> T + Send + Sync + 'static) -> Self {
        Self {
            decoders: BTreeMap::new(),
            other: Box::new(other),
        }
    }

    /// Objects of `K`'s group, version and kind are read as a `K`, and become what `wrap` makes of
    /// it.
    #[must_use]
    pub fn with<K: Resource>(mut self, wrap: impl Fn(K) -> T + Send + Sync + 'static) -> Self {
        let kind =
            GroupVersionKind::from_type(&K::api_resource().api_version(), K::KIND.to_owned());
        let decoder = move |object: &Unstructured| {
            object.to_typed().map(&wrap).map_err(|source| {
                let message = format!("cannot read {} {:?}", object.kind(), object.name());
                Error::new(ErrorKind::Decode, message).with_source(source)
            })
        };
        self.decoders.insert(kind, Box::new(decoder));
        self
    }

    /// An object as what its kind is read as.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] with kind and name when it does not have the shape of its type.
    pub fn decode(&self, object: Unstructured) -> Result<T> {
        let kind = GroupVersionKind::from_type(object.api_version(), object.kind().to_owned());
        match self.decoders.get(&kind) {
            Some(decoder) => decoder(&object),
            None => Ok((self.other)(object)),
        }
    }

    /// The objects of a manifest, as [`read_objects`] reads it.
    ///
    /// # Errors
    /// As [`read_objects`] and [`decode`](Self::decode).
    pub fn read(&self, text: &[u8]) -> Result<Vec<T>> {
        let objects = read_objects(text)?.into_iter();
        objects.map(|object| self.decode(object)).collect()
    }
}

impl<T> fmt::Debug for Decoders<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.decoders.keys()).finish()
    }
}
