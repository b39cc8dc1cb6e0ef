//! Reads bodies of the documented shape in one pass that borrows their text.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer as _, Error as _, IgnoredAny, MapAccess, Visitor};

use super::{Callback, Member, Object, Payload};
use crate::contract::{self, Field};
use crate::json::{self, Value};

/// Reads a text that is exactly one body of the documented shape; `None` for any other.
pub fn read(text: &str) -> Option<Callback<'_>> {
    let mut callback = Callback::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.deserialize_map(DocumentedRoot(&mut callback)).ok()?;
    deserializer.end().ok()?;
    Some(callback)
}

/// Reads a body of the documented shape at the start of some bytes. Returns it with its length in bytes.
pub fn read_beginning(bytes: &[u8]) -> Option<(Callback<'_>, usize)> {
    let mut stream = serde_json::Deserializer::from_slice(bytes).into_iter::<Documented<'_>>();
    let Documented(callback) = stream.next()?.ok()?;
    Some((callback, stream.byte_offset()))
}

/// A body of the documented shape.
struct Documented<'a>(Callback<'a>);

impl<'a> Deserialize<'a> for Documented<'a> {
    fn deserialize<D: serde::Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        let mut callback = Callback::default();
        deserializer.deserialize_map(DocumentedRoot(&mut callback))?;
        Ok(Self(callback))
    }
}

/// Reads a root object whose only member is an object `Payload`. Fails on any other.
struct DocumentedRoot<'c, 'a>(&'c mut Callback<'a>);

impl<'a> Visitor<'a> for DocumentedRoot<'_, 'a> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with one member, `Payload`")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        if map.next_key::<Name<'a>>()?.is_none_or(|name| name.0 != contract::PAYLOAD) {
            return Err(A::Error::custom("another shape"));
        }
        map.next_value_seed(DocumentedPayload(self.0))?;
        self.0.payload = Some(Payload::documented(0));
        match map.next_key::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::custom("another shape")),
        }
    }
}

/// Reads a `Payload` with documented fields only, each at most once, and only strings and integers.
struct DocumentedPayload<'c, 'a>(&'c mut Callback<'a>);

impl<'a> DeserializeSeed<'a> for DocumentedPayload<'_, 'a> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for DocumentedPayload<'_, 'a> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with the contract's fields")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let mut ordinal = 0;
        while let Some(name) = map.next_key::<Name<'a>>()? {
            let slot = Field::from_name(&name.0).map(|field| &mut self.0.fields[field as usize]);
            let Some(slot @ None) = slot else {
                return Err(A::Error::custom("another shape"));
            };
            let value = map.next_value_seed(Scalar)?;
            *slot = Some(Member { object: Object::Payload, ordinal, value });
            ordinal += 1;
        }
        Ok(())
    }
}

/// A member name, borrowed if it has no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Reads a string or a 64-bit integer.
struct Scalar;

impl<'a> DeserializeSeed<'a> for Scalar {
    type Value = Value<'a>;

    fn deserialize<D: serde::Deserializer<'a>>(self, deserializer: D) -> Result<Value<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Scalar {
    type Value = Value<'a>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string or an integer")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Value<'a>, E> {
        Ok(Value::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'a>, E> {
        Ok(Value::String(Cow::Owned(json::surrogate::escaped(text.into()))))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'a>, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value<'a>, E> {
        i64::try_from(number).map(Value::Integer).map_err(E::custom)
    }
}
