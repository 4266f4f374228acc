//! What drives serde for all structs that have [`Members`].

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::{Key, List, Members, Read, Source, Unread};

pub(crate) fn read_members<'de, D: Deserializer<'de>>(
    into: &mut dyn Members<'de>,
    from: D,
) -> Result<(), D::Error> {
    Object(into).deserialize(from)
}

/// The value that is next in a map of serde's.
struct Next<A, E> {
    map: A,
    error: Option<E>,
}

impl<'de, A: MapAccess<'de>> Next<A, A::Error> {
    fn seeded<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Read<S::Value> {
        self.map.next_value_seed(seed).map_err(|error| {
            self.error = Some(error);
            Unread
        })
    }

    fn value<T: Deserialize<'de>>(&mut self) -> Read<T> {
        self.seeded(PhantomData)
    }
}

impl<'de, A: MapAccess<'de>> Source<'de> for Next<A, A::Error> {
    fn text(&mut self) -> Read<Option<String>> {
        self.value()
    }

    fn borrowed_text(&mut self) -> Read<Option<Key<'de>>> {
        self.value()
    }

    fn texts(&mut self) -> Read<Option<Vec<String>>> {
        self.value()
    }

    fn bool(&mut self) -> Read<Option<bool>> {
        self.value()
    }

    fn i32(&mut self) -> Read<Option<i32>> {
        self.value()
    }

    fn i64(&mut self) -> Read<Option<i64>> {
        self.value()
    }

    fn u16(&mut self) -> Read<Option<u16>> {
        self.value()
    }

    fn u64(&mut self) -> Read<Option<u64>> {
        self.value()
    }

    fn raw(&mut self) -> Read<&'de RawValue> {
        self.value()
    }

    fn any(&mut self) -> Read<serde_json::Value> {
        self.value()
    }

    fn skip(&mut self) -> Read<()> {
        self.value::<IgnoredAny>().map(drop)
    }

    fn object(&mut self, into: &mut dyn Members<'de>) -> Read<bool> {
        self.seeded(Nullable(Object(into)))
    }

    fn list(&mut self, into: &mut dyn List<'de>) -> Read<bool> {
        self.seeded(Nullable(Items(into)))
    }
}

/// Reads one struct.
struct Object<'a, 'de>(&'a mut dyn Members<'de>);

impl<'de> DeserializeSeed<'de> for Object<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.expected())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let mut next = Next { map, error: None };
        while let Some(Key(key)) = next.map.next_key()? {
            if let Err(Unread) = self.0.member(key, &mut next) {
                let unsaid = || A::Error::custom("a member cannot be read");
                return Err(next.error.unwrap_or_else(unsaid));
            }
        }
        Ok(())
    }
}

/// Reads structs until the end of a list.
struct Items<'a, 'de>(&'a mut dyn List<'de>);

impl<'de> DeserializeSeed<'de> for Items<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Item(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

/// Adds a struct to a list if there is one to read, and reads it.
struct Item<'a, 'de>(&'a mut dyn List<'de>);

impl<'de> DeserializeSeed<'de> for Item<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        Object(self.0.add()).deserialize(from)
    }
}

/// Whether something is not `null`, and then it is read.
struct Nullable<S>(S);

impl<'de, S: DeserializeSeed<'de, Value = ()>> DeserializeSeed<'de> for Nullable<S> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_option(self)
    }
}

impl<'de, S: DeserializeSeed<'de, Value = ()>> Visitor<'de> for Nullable<S> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("option")
    }

    fn visit_none<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        self.0.deserialize(from).map(|()| true)
    }
}
