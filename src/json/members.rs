//! Visits the members of objects and the elements of arrays.

use std::fmt;

use serde::de::{self, Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

/// A member of an object, as written.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The name, with quotes.
    pub name: &'a str,
    /// The value.
    pub value: &'a str,
}

/// Visits the members of an object, in order, until `visit` returns `false`; none if the text is not a valid object.
pub fn each_member<'a>(object: &'a str, visit: impl FnMut(Member<'a>) -> bool) {
    // Ending the visit early is an error to `serde_json` only.
    let _ = Deserializer::from_str(object).deserialize_map(Members(visit));
}

/// Visits the elements of an array, in order, until `visit` returns `false`; none if the text is not a valid array.
pub fn each_element<'a>(array: &'a str, visit: impl FnMut(&'a str) -> bool) {
    let _ = Deserializer::from_str(array).deserialize_seq(Elements(visit));
}

struct Members<F>(F);

impl<'de, F: FnMut(Member<'de>) -> bool> Visitor<'de> for Members<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((name, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            if !(self.0)(Member { name: name.get(), value: value.get() }) {
                return Err(de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

struct Elements<F>(F);

impl<'de, F: FnMut(&'de str) -> bool> Visitor<'de> for Elements<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut sequence: A) -> Result<(), A::Error> {
        while let Some(element) = sequence.next_element::<&RawValue>()? {
            if !(self.0)(element.get()) {
                return Err(de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
