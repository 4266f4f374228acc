//! How JSON is read, and documents of which nothing is required.

mod reader;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::Error as _;
use serde_json::value::RawValue;

pub(crate) use self::reader::read_members;

/// Reads a text that has to be UTF-8. All JSON is read from a `str`: serde_json's reader of bytes
/// would be a second copy of all that is read.
pub(crate) fn from_slice<'a, T: Deserialize<'a>>(json: &'a [u8]) -> serde_json::Result<T> {
    match std::str::from_utf8(json) {
        Ok(json) => serde_json::from_str(json),
        Err(error) => Err(serde_json::Error::custom(error)),
    }
}

/// A struct that is read from an object alone, a member that is absent or `null` as its default: of
/// two members of one name the last one counts. Made by [`members!`].
///
/// serde compiles a reader for each type, and for each list of one. Here there is one for all of
/// them, which is told by a [`Source`] and a struct what to read into what.
pub(crate) trait Members<'de> {
    /// What errors call it.
    fn expected(&self) -> &'static str;

    /// Reads the value of one member.
    fn member(&mut self, key: Cow<'de, str>, value: &mut dyn Source<'de>) -> Read<()>;
}

/// Implements `Deserialize` by [`Members`]: `Type { "key" => field, … }`. Behind a field may stand a
/// function, which makes it of what is read; behind `..` the map of all other members.
macro_rules! members {
    ($type:ident $(<$life:lifetime>)? {
        $($key:literal => $field:ident $(($made_by:path))?,)+
        $(.. => $other:ident,)?
    }) => {
        impl<'de $(: $life, $life)?> $crate::json::Members<'de> for $type $(<$life>)? {
            fn expected(&self) -> &'static str {
                concat!("struct ", stringify!($type))
            }

            fn member(
                &mut self,
                key: ::std::borrow::Cow<'de, str>,
                value: &mut dyn $crate::json::Source<'de>,
            ) -> $crate::json::Read<()> {
                match &*key {
                    $($key => $crate::json::read!(self.$field, value $(, $made_by)?),)+
                    $(_ => {
                        self.$other.extend([(key.into_owned(), value.any()?)]);
                        Ok(())
                    })?
                    #[allow(unreachable_patterns, reason = "others may be kept")]
                    _ => value.skip(),
                }
            }
        }

        impl<'de $(: $life, $life)?> $crate::json::Field<'de> for $type $(<$life>)? {
            fn read(&mut self, value: &mut dyn $crate::json::Source<'de>) -> $crate::json::Read<()> {
                *self = Self::default();
                value.object(self).map(drop)
            }
        }

        impl<'de $(: $life, $life)?> ::serde::Deserialize<'de> for $type $(<$life>)? {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let mut read = Self::default();
                $crate::json::read_members(&mut read, from)?;
                Ok(read)
            }
        }
    };
}
pub(crate) use members;

/// Reads a field of [`members!`].
macro_rules! read {
    ($field:expr, $value:ident) => {
        $crate::json::Field::read(&mut $field, $value)
    };
    ($field:expr, $value:ident, $made_by:path) => {{
        let mut read = Default::default();
        $crate::json::Field::read(&mut read, $value)?;
        $field = $made_by(read);
        Ok(())
    }};
}
pub(crate) use read;

/// Something could not be read. Why, the [`Source`] keeps.
pub(crate) struct Unread;

pub(crate) type Read<T> = Result<T, Unread>;

/// The value of a member, to be read in one of these ways once. A `null` is `None`, or false where
/// something is to be read into; `raw` and `any` read it as it is.
pub(crate) trait Source<'de> {
    fn text(&mut self) -> Read<Option<String>>;
    fn borrowed_text(&mut self) -> Read<Option<Key<'de>>>;
    fn texts(&mut self) -> Read<Option<Vec<String>>>;
    fn bool(&mut self) -> Read<Option<bool>>;
    fn i32(&mut self) -> Read<Option<i32>>;
    fn i64(&mut self) -> Read<Option<i64>>;
    fn u16(&mut self) -> Read<Option<u16>>;
    fn u64(&mut self) -> Read<Option<u64>>;
    fn raw(&mut self) -> Read<&'de RawValue>;
    fn any(&mut self) -> Read<serde_json::Value>;
    fn skip(&mut self) -> Read<()>;
    fn object(&mut self, into: &mut dyn Members<'de>) -> Read<bool>;
    fn list(&mut self, into: &mut dyn List<'de>) -> Read<bool>;
}

/// A list of structs.
pub(crate) trait List<'de> {
    /// Adds one, to be read into.
    fn add(&mut self) -> &mut dyn Members<'de>;
}

impl<'de, T: Members<'de> + Default> List<'de> for Vec<T> {
    fn add(&mut self) -> &mut dyn Members<'de> {
        let at = self.len();
        self.push(T::default());
        &mut self[at]
    }
}

/// What a member may be.
pub(crate) trait Field<'de> {
    /// Reads a value in the place of what was read before.
    fn read(&mut self, value: &mut dyn Source<'de>) -> Read<()>;
}

macro_rules! fields {
    ($($type:ty: $read:ident,)+) => {$(
        impl<'de: 'a, 'a> Field<'de> for $type {
            fn read(&mut self, value: &mut dyn Source<'de>) -> Read<()> {
                *self = value.$read()?.unwrap_or_default();
                Ok(())
            }
        }
    )+};
}

fields! {
    String: text,
    Key<'a>: borrowed_text,
    Vec<String>: texts,
    bool: bool,
    i32: i32,
    i64: i64,
    u16: u16,
}

impl<'de> Field<'de> for Option<bool> {
    fn read(&mut self, value: &mut dyn Source<'de>) -> Read<()> {
        *self = value.bool()?;
        Ok(())
    }
}

impl<'de> Field<'de> for Option<u64> {
    fn read(&mut self, value: &mut dyn Source<'de>) -> Read<()> {
        *self = value.u64()?;
        Ok(())
    }
}

impl<'de: 'a, 'a> Field<'de> for Option<&'a RawValue> {
    fn read(&mut self, value: &mut dyn Source<'de>) -> Read<()> {
        *self = Some(value.raw()?).filter(|raw| raw.get() != "null");
        Ok(())
    }
}

impl<'de, T: Members<'de> + Default> Field<'de> for Option<T> {
    fn read(&mut self, value: &mut dyn Source<'de>) -> Read<()> {
        if !value.object(self.insert(T::default()))? {
            *self = None;
        }
        Ok(())
    }
}

impl<'de, T: Members<'de> + Default> Field<'de> for Vec<T> {
    fn read(&mut self, value: &mut dyn Source<'de>) -> Read<()> {
        self.clear();
        value.list(self).map(drop)
    }
}

/// A key or another text, borrowed where it has no escapes.
#[derive(Default, Deserialize)]
pub(crate) struct Key<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);
