//! Recognizes the other messages of the API, which people mistake for callbacks: one finding says what they are.
//!
//! Source: Tencent Cloud AI Digital Human, Server API Integration: the production request and its answer, and the answers to
//! the progress query and the customization query.

use crate::callback::{Callback, Member, Object, UnknownMember};
use crate::contract::{self, Field};
use crate::json::{self, Value};
use crate::rules::remark::{Remark, Target};

/// The rules that may report such a message, the first that is not allowed.
pub const RULES: [&str; 2] = [super::missing::MISSING_FIELD, "query-response"];

/// Another message: its name, and what to do.
struct Message(&'static str, &'static str);

const SAVE_CALLBACK: &str =
    "save the body that the service sends to the `CallbackUrl` of the production request";

const PRODUCTION_REQUEST: Message = Message("the production request", SAVE_CALLBACK);

const PRODUCTION_ANSWER: Message = Message(
    "the answer to the production request",
    "wait for the callback: the service sends it to the `CallbackUrl` of the request when the production has ended",
);

const PROGRESS_ANSWER: Message = Message("the answer to the progress query", SAVE_CALLBACK);

const CUSTOMIZATION_ANSWER: Message = Message("the answer to the customization query", SAVE_CALLBACK);

const OTHER_ANSWER: Message = Message("the answer to a request", SAVE_CALLBACK);

const BUFFER: Message = Message("a Node.js buffer", "write its text with `buffer.toString()`");

const SCHEMA: Message = Message("a JSON Schema", "pass a body that the service sends: a schema describes it");

/// Returns the remark for a document that is clearly another message; `None` if it may be a callback.
pub fn remark(callback: &Callback<'_>) -> Option<Remark> {
    let (sign, Message(name, help)) = recognized(callback)?;
    let message = format!("this is {name}, not a callback");
    Some(Remark::new(Target::named(sign), message).help(help.to_owned()))
}

/// Returns whether a document is clearly another message.
pub fn is_recognized(callback: &Callback<'_>) -> bool {
    recognized(callback).is_some()
}

/// Returns the other message that a document is, and the member that shows it.
fn recognized<'c, 'a>(callback: &'c Callback<'a>) -> Option<(&'c Member<'a>, Message)> {
    let has = |field| callback.field(field).is_some();
    if callback.is_flat() && has(Field::Status) && !has(Field::TaskId) {
        let is_sign = |unknown: &&UnknownMember<'_>| contract::QUERY_FIELDS.contains(&unknown.name.as_ref());
        return Some((&callback.unknown_members.iter().find(is_sign)?.member, PROGRESS_ANSWER));
    }
    if callback.is_flat() || Field::ALL.into_iter().filter(|field| field.is_mandatory()).all(has) {
        return None;
    }
    if callback.payload.is_none()
        && let Some(found) = without_payload(callback)
    {
        return Some(found);
    }
    let header = callback.unknown_member(Object::Root, contract::QUERY_HEADER).map(|unknown| &unknown.member);
    let of_names = |names: &[&str]| {
        let is_named = |unknown: &&UnknownMember<'_>| {
            unknown.member.object == Object::Payload && names.contains(&unknown.name.as_ref())
        };
        callback.unknown_members.iter().find(is_named).map(|unknown| &unknown.member)
    };
    if let Some(sign) = of_names(&contract::CUSTOMIZATION_FIELDS) {
        return Some((sign, CUSTOMIZATION_ANSWER));
    }
    if let Some(sign) = of_names(&contract::REQUEST_FIELDS) {
        return Some((sign, PRODUCTION_REQUEST));
    }
    if let Some(id) = only_id(callback)
        && (header.is_some() || is_nothing_else(callback))
    {
        return Some((header.unwrap_or(id), PRODUCTION_ANSWER));
    }
    if has(Field::Status) && !has(Field::TaskId) {
        let sign =
            header.or_else(|| of_names(&contract::QUERY_FIELDS)).or_else(|| status_of_query(callback))?;
        return Some((sign, PROGRESS_ANSWER));
    }
    let is_answer = callback.fields().next().is_none();
    Some((header.filter(|_| is_answer)?, OTHER_ANSWER))
}

/// Returns the message that a document without `Payload` is, and the member that shows it.
fn without_payload<'c, 'a>(callback: &'c Callback<'a>) -> Option<(&'c Member<'a>, Message)> {
    let root = |name| callback.unknown_member(Object::Root, name).map(|unknown| &unknown.member);
    let is_object = |member: &&Member<'_>| matches!(member.value, Value::Object(_));
    if let (Some(sign), Some(_)) =
        (root("$schema").or_else(|| root("type")), root("properties").filter(is_object))
    {
        return Some((sign, SCHEMA));
    }
    if let Some(sign) = root("type").filter(|member| member.value.as_str() == Some("Buffer"))
        && root("data").is_some()
    {
        return Some((sign, BUFFER));
    }
    let response = root(contract::API_RESPONSE).filter(is_object)?;
    let Value::Object(text) = &response.value else { return None };
    let mut is_answer = false;
    json::each_member(text, |member| {
        let name = json::decode(member.name);
        is_answer |= contract::API_RESPONSE_MEMBERS.contains(&name.as_ref());
        name != contract::PAYLOAD
    });
    is_answer.then_some((response, OTHER_ANSWER))
}

/// Returns `TaskId` if the payload has no other field.
fn only_id<'c, 'a>(callback: &'c Callback<'a>) -> Option<&'c Member<'a>> {
    callback.field(Field::TaskId).filter(|_| callback.fields().count() == 1)
}

/// Returns whether the document has nothing but documented members, and an id that is not empty.
fn is_nothing_else(callback: &Callback<'_>) -> bool {
    callback.unknown_members.is_empty()
        && callback.duplicates.is_empty()
        && callback.text(Field::TaskId).is_some_and(|id| !id.is_empty())
}

/// Returns `Status` if only the progress query has its value.
fn status_of_query<'c, 'a>(callback: &'c Callback<'a>) -> Option<&'c Member<'a>> {
    let status = callback.text(Field::Status)?;
    callback.field(Field::Status).filter(|_| contract::QUERY_STATUSES.contains(&status))
}
