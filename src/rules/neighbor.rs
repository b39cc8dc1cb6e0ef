//! Recognizes the other messages of the API, which people mistake for callbacks: one finding says what they are.
//!
//! Source: Tencent Cloud AI Digital Human, Server API Integration: the answers to the production request, the progress query
//! and the customization query.

use crate::callback::{Callback, Object, UnknownMember};
use crate::contract::{self, Field};
use crate::rules::remark::{Remark, Target};

/// The rules that may report such a message, the first that is not allowed.
pub const RULES: [&str; 2] = [super::missing::MISSING_FIELD, "query-response"];

/// Returns the remark for a document that is clearly another message; `None` if it may be a callback.
pub fn remark(callback: &Callback<'_>) -> Option<Remark> {
    let header = callback.unknown_member(Object::Root, contract::QUERY_HEADER).map(|unknown| &unknown.member);
    let has = |field| callback.field(field).is_some();
    let of_names = |names: &[&str]| {
        let is_named = |unknown: &&UnknownMember<'_>| {
            unknown.member.object == Object::Payload && names.contains(&unknown.name.as_ref())
        };
        callback.unknown_members.iter().find(is_named).map(|unknown| &unknown.member)
    };
    let id = callback.field(Field::TaskId).filter(|_| callback.fields().count() == 1);
    let has_id = callback.text(Field::TaskId).is_some_and(|id| !id.is_empty());
    let is_nothing_else = has_id && callback.unknown_members.is_empty() && callback.duplicates.is_empty();
    let running = || {
        let status = callback.text(Field::Status)?;
        callback.field(Field::Status).filter(|_| contract::QUERY_STATUSES.contains(&status))
    };
    let is_complete = Field::ALL.into_iter().filter(|field| field.is_mandatory()).all(has);
    let (sign, message, help) = if is_complete || callback.is_flat() {
        return None;
    } else if let Some(sign) = of_names(&contract::CUSTOMIZATION_FIELDS) {
        (
            sign,
            "this is the answer to the customization query, not a callback",
            "save the body that the service sends to the `CallbackUrl` of a production request",
        )
    } else if let Some(id) = id.filter(|_| header.is_some() || is_nothing_else) {
        (
            header.unwrap_or(id),
            "this is the answer to the production request, not a callback",
            "wait for the callback: the service sends it to the `CallbackUrl` of the request when the production has ended",
        )
    } else if has(Field::Status) && !has(Field::TaskId) {
        (
            header.or_else(|| of_names(&contract::QUERY_FIELDS)).or_else(running)?,
            "this is the answer to the progress query, not a callback",
            "save the body that the service sends to the `CallbackUrl` of the production request",
        )
    } else if callback.fields().next().is_none() {
        (
            header?,
            "this is the answer to a request, not a callback",
            "save the body that the service sends to the `CallbackUrl` of the production request",
        )
    } else {
        return None;
    };
    Some(Remark::new(Target::named(sign), message).help(help.to_owned()))
}
