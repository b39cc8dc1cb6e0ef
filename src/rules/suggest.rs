//! Help: what was probably meant, and where it is.

use std::borrow::Cow;

use crate::callback::{Callback, Object, UnknownMember};
use crate::contract::{self, Field, Status};
use crate::escape::escape;
use crate::find::at;
use crate::json::pointer::Pointer;
use crate::json::{self, Value};

/// The maximum depth at which a document is searched for a callback.
const SEARCH_DEPTH: usize = 4;

/// The maximum number of array elements that are searched for a callback.
const SEARCHED_ELEMENTS: usize = 100;

/// The minimum Jaro-Winkler similarity of two names for a suggestion; 1 means equal.
const LIKENESS: f64 = 0.8;

/// Returns the most similar name, if one is similar. Ignores case, `_` and `-`.
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let bare = bare(name);
    names
        .into_iter()
        .map(|candidate| (likeness(&bare, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

/// Returns the similarity of a normalized name to a name of the contract; 0 if they are not similar.
fn likeness(bare: &str, name: &str) -> f64 {
    // This test is cheap, and rejects most names in a large body.
    if may_be_near(bare, name) { strsim::jaro_winkler(bare, &self::bare(name)) } else { 0.0 }
}

/// Returns whether two names share enough letters, in any order, to be similar. If `m` of `a` and `b` letters match,
/// Jaro similarity is at most `(m/a + m/b + 1)/3`, and with the prefix bonus of Winkler it reaches [`LIKENESS`] only
/// from two thirds.
fn may_be_near(bare: &str, name: &str) -> bool {
    let bit = |letter: char| 1_u64 << (u32::from(letter.to_ascii_lowercase()) % u64::BITS);
    let [in_bare, in_name] = [bare, name].map(|text| text.chars().fold(0, |set, letter| set | bit(letter)));
    let common = |text: &str, set: u64| text.chars().filter(|letter| bit(*letter) & set != 0).count();
    let matching = common(bare, in_name).min(common(name, in_bare));
    let (one, other) = (bare.chars().count(), name.chars().count());
    matching * (one + other) >= one * other
}

fn bare(name: &str) -> String {
    // Longer names are not similar to any of the contract.
    let letters = name.chars().take(64).filter(|letter| !matches!(letter, '_' | '-'));
    letters.flat_map(char::to_lowercase).collect()
}

/// Suggests the documented name for an unknown member.
pub fn documented_name(callback: &Callback<'_>, object: Object, name: &str) -> Option<String> {
    let near = match object {
        Object::Root => nearest(name, [contract::PAYLOAD, contract::QUERY_HEADER]),
        Object::Payload => {
            let absent = Field::ALL.into_iter().filter(|field| callback.field(*field).is_none());
            nearest(name, absent.map(Field::name).chain(contract::QUERY_FIELDS))
        }
    };
    match near {
        Some(near) if is_other_case(name, near) => {
            Some(format!("did you mean `{near}`? names are case-sensitive"))
        }
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if object == Object::Root && Field::from_name(name).is_some() => {
            Some(format!("move it into `{}`", contract::PAYLOAD))
        }
        None => None,
    }
}

/// Suggests the member that was probably meant as a missing field.
pub fn misspelt(callback: &Callback<'_>, field: Field) -> Option<String> {
    let unknown_members = callback.unknown_members.iter().filter(|unknown| unknown.object == Object::Payload);
    let unknown = unknown_members
        .map(|unknown| unknown.name.as_ref())
        .filter(|name| !contract::QUERY_FIELDS.contains(name));
    let is_near = |name: &str| {
        // The first test is cheaper, and there may be a thousand names.
        likeness(&bare(name), field.name()) >= LIKENESS
            && nearest(name, Field::ALL.map(Field::name)) == Some(field.name())
    };
    let mut near = unknown.filter(|name| is_near(name));
    Some(format!("rename `{}` to `{}`", super::shortened(near.next()?), field.name()))
}

/// Suggests a status for an unknown one, or the query that it belongs to.
pub fn status(found: &str) -> Option<String> {
    if contract::QUERY_STATUSES.iter().any(|status| status.eq_ignore_ascii_case(found)) {
        return Some(format!(
            "check whether this is the answer to the progress query: {found} is one of its statuses"
        ));
    }
    nearest(found, Status::ALL.map(Status::name)).map(|near| format!("did you mean `{near}`?"))
}

/// Suggests a value of the right type.
pub fn right_type(field: Field, value: &Value<'_>) -> Option<String> {
    match (field, value) {
        (Field::Progress, Value::String(text)) if text.parse::<i64>().is_ok() => {
            Some(format!("write {text} without quotes"))
        }
        (Field::Progress, _) => None,
        (_, Value::Null) if !field.is_mandatory() => Some("omit the field, or send \"\"".to_owned()),
        (Field::MediaUrl, Value::Null) => Some("send \"\" if there is no result".to_owned()),
        (Field::TaskId | Field::FailMessage, Value::Integer(number)) => Some(format!("write \"{number}\"")),
        _ => None,
    }
}

/// Suggests how to fix a document that is not an object.
pub fn object(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Integer(_) | Value::Number(_) => {
            Some("if a log has a number before each callback, find the callbacks with `--find`".to_owned())
        }
        value => encoded_twice(value),
    }
}

/// Suggests how to fix a string that contains the expected object.
pub fn encoded_twice(value: &Value<'_>) -> Option<String> {
    let text = value.as_str()?;
    let is_object = text.trim_start().starts_with('{') && json::check(text).is_ok();
    is_object.then(|| "send the object itself: the body was encoded twice".to_owned())
}

/// Suggests where the fields are if the root object has no `Payload`.
pub fn where_payload_is(callback: &Callback<'_>, at: Option<&Pointer>) -> Option<String> {
    if let Some(unknown) = misspelt_payload(callback) {
        let why =
            if is_other_case(&unknown.name, contract::PAYLOAD) { ": names are case-sensitive" } else { "" };
        return Some(format!("rename `{}` to `{}`{why}", super::shortened(&unknown.name), contract::PAYLOAD));
    }
    let at_root = |field: &Field| callback.unknown_member(Object::Root, field.name()).is_some();
    if Field::ALL.iter().any(at_root) {
        return Some(format!("wrap the fields at the top level in \"{}\"", contract::PAYLOAD));
    }
    elsewhere(callback, at)
}

/// Returns the member of the root object that was probably meant as `Payload`.
pub fn misspelt_payload<'c, 'a>(callback: &'c Callback<'a>) -> Option<&'c UnknownMember<'a>> {
    let may_have_fields = |value: &Value<'_>| matches!(value, Value::Object(_) | Value::String(_));
    let is_near = |unknown: &&UnknownMember<'_>| {
        may_have_fields(&unknown.member.value) && nearest(&unknown.name, [contract::PAYLOAD]).is_some()
    };
    callback.unknown_members.iter().find(is_near).filter(|_| callback.payload.is_none())
}

fn is_other_case(one: &str, other: &str) -> bool {
    one != other && one.eq_ignore_ascii_case(other)
}

/// Suggests where a document contains a callback. `at` is the pointer to the document if it is itself inside another.
pub fn elsewhere(document: &Callback<'_>, at: Option<&Pointer>) -> Option<String> {
    let inner = callback_elsewhere(document)?;
    let pointer = format!("{}{inner}", at.map(Pointer::to_string).unwrap_or_default());
    let all = every_element(&inner).filter(|_| at.is_none());
    let all = all.map(|command| format!(", or extract all of them with `{command}`")).unwrap_or_default();
    Some(match for_shell(&pointer) {
        Some(quoted) => format!("a callback was found at {pointer}: use `--at {quoted}`{all}"),
        None => format!("a callback was found at {pointer}: use `--at` with this pointer"),
    })
}

/// Quotes a pointer as one word for a shell; `None` if it contains characters that cannot be shown.
fn for_shell(pointer: &str) -> Option<String> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/_.~-".contains(letter);
    if pointer.chars().all(is_plain) {
        return Some(pointer.to_owned());
    }
    let is_shown = !pointer.contains('`') && matches!(escape(pointer), Cow::Borrowed(_));
    is_shown.then(|| format!("'{}'", pointer.replace('\'', r"'\''")))
}

/// Returns the command that extracts the callbacks from all elements of an array; `pointer` points into one of them.
fn every_element(pointer: &str) -> Option<String> {
    let mut has_array = false;
    let steps = pointer.split('/').skip(1).map(|token| {
        let is_name = |token: &str| token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if token.bytes().all(|byte| byte.is_ascii_digit()) {
            has_array = true;
            return Some("[]".to_owned());
        }
        (is_name(token) && token.starts_with(|letter: char| !letter.is_ascii_digit()))
            .then(|| format!(".{token}"))
    });
    let path = steps.collect::<Option<String>>()?;
    has_array.then(|| format!("jq -r '{path}'"))
}

/// Returns the JSON Pointer of the first callback in a root object without `Payload`.
pub fn callback_elsewhere(callback: &Callback<'_>) -> Option<String> {
    let mut root = callback.unknown_members.iter().filter(|unknown| unknown.object == Object::Root);
    let says_base64 = |unknown: &UnknownMember<'_>| {
        unknown.name == at::IS_BASE64 && unknown.member.value == Value::Boolean(true)
    };
    let is_base64 = root.clone().any(says_base64);
    root.find_map(|unknown| {
        let pointer = callback_within(&unknown.member.value, is_base64, SEARCH_DEPTH)?;
        Some(format!("/{}{pointer}", json::pointer_token(&unknown.name)))
    })
}

/// Returns the JSON Pointer, relative to a value, of the first callback in it: an object, or a string that contains
/// one.
fn callback_within(value: &Value<'_>, is_base64: bool, depth: usize) -> Option<String> {
    match value {
        Value::String(text) => {
            let decoded = if is_base64 { at::from_base64(text) } else { None };
            let text = decoded.map_or_else(|| json::surrogate::as_json(text), Cow::Owned);
            let may_be_object = text.trim_start().starts_with('{');
            (may_be_object && Callback::read(&text).ok()?.has_payload()).then(String::new)
        }
        Value::Object(text) => {
            let mut is_callback = false;
            json::each_member(text, |member| {
                is_callback = json::decode(member.name) == contract::PAYLOAD;
                !is_callback
            });
            if is_callback {
                return Some(String::new());
            }
            let depth = depth.checked_sub(1)?;
            let is_base64 = at::is_marked_base64(text);
            let mut found = None;
            json::each_member(text, |member| {
                let pointer = callback_within(&Value::new(member.value), is_base64, depth);
                found =
                    pointer.map(|rest| format!("/{}{rest}", json::pointer_token(&json::decode(member.name))));
                found.is_none()
            });
            found
        }
        Value::Array(text) => {
            let depth = depth.checked_sub(1)?;
            let (mut found, mut index) = (None, 0);
            // Elements usually have the same shape, so searching the first ones is enough.
            json::each_element(text, |element| {
                let pointer = callback_within(&Value::new(element), false, depth);
                found = pointer.map(|rest| format!("/{index}{rest}"));
                index += 1;
                found.is_none() && index < SEARCHED_ELEMENTS
            });
            found
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::proptest_config::config;

    proptest! {
        #![proptest_config(config(5000))]

        #[test]
        fn the_cheap_test_accepts_all_similar_names(
            field in select(Field::ALL.map(Field::name).to_vec()),
            letters in prop::collection::vec(prop_oneof![4 => "[a-zA-Z_]", 1 => "\\PC"], 0..12),
            kept in 0..12_usize,
        ) {
            let kept: String = field.chars().take(kept).collect();
            let name = bare(&(kept + &letters.concat()));
            if strsim::jaro_winkler(&name, &bare(field)) >= LIKENESS {
                prop_assert!(may_be_near(&name, field), "{}", name);
            }
        }
    }
}
