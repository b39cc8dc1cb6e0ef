//! Rules of level error: breaches of the contract.

use super::{quoted, suggest};
use crate::callback::{Callback, Object};
use crate::contract::{self, Field, FieldType, Status};
use crate::json::Value;
use crate::json::pointer::Pointer;
use crate::rules::remark::{Remark, Remarks, Target};
use crate::rules::settings::Settings;

pub fn duplicate_key(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    for duplicate in &callback.duplicates {
        remarks.push(|| {
            let target = Target::Member(duplicate.object, duplicate.ordinal);
            let object = match duplicate.object {
                Object::Root => "the root object",
                Object::Payload => "`Payload`",
            };
            let name = super::shortened(&duplicate.name);
            let message =
                format!("`{name}` appears more than once in {object}: parsers disagree on which one counts");
            Remark {
                related: Some((Target::Member(duplicate.object, duplicate.first), "first here")),
                ..Remark::new(target, message).help(format!("send `{name}` once"))
            }
        });
    }
    remarks.count(callback.more_duplicates);
}

/// The name of the rule for missing members.
pub const MISSING_FIELD: &str = "missing-field";

/// Returns the remark for a document without a value at the pointer of `--at`.
pub fn nothing_at(document: &Callback<'_>, pointer: &Pointer) -> Remark {
    let message = format!("no value at {}: expected a callback", super::shortened(&pointer.described()));
    let help = if document.has_payload() {
        Some("the document itself is a callback: remove `--at`".to_owned())
    } else {
        suggest::elsewhere(document, None)
    };
    Remark::new(Target::Document, message).help(help)
}

pub fn missing_field(callback: &Callback<'_>, settings: &Settings, remarks: &mut Remarks) {
    let Some(payload) = &callback.payload else {
        if callback.other_root.is_none() {
            let message = format!("`{}` is missing: expected an object", contract::PAYLOAD);
            let target = suggest::misspelt_payload(callback).map_or_else(
                || Target::Document,
                |unknown| Target::Member(Object::Root, unknown.member.ordinal),
            );
            let help = suggest::where_payload_is(callback, settings.pointer.as_ref());
            remarks.push(|| Remark::new(target, message).help(help));
        }
        return;
    };
    if payload.other.is_some() {
        return;
    }
    for field in Field::ALL.into_iter().filter(|field| field.is_mandatory()) {
        if callback.field(field).is_none() {
            let message = format!("`{}` is missing: expected {}", field.name(), wanted(field));
            let target = Target::Value(Object::Root, payload.ordinal);
            remarks.push(|| Remark::new(target, message).help(suggest::misspelt(callback, field)));
        }
    }
}

pub fn wrong_type(callback: &Callback<'_>, settings: &Settings, remarks: &mut Remarks) {
    if let Some(root) = &callback.other_root {
        // Only a whole document can be an element of something else.
        let (what, help) = match settings.pointer {
            None => ("document", suggest::object(root)),
            Some(_) => ("callback", suggest::encoded_twice(root)),
        };
        let message = format!("the {what} is {}: expected an object", found(root));
        remarks.push(|| Remark::new(Target::Document, message).help(help));
    }
    if let Some(payload) = &callback.payload
        && let Some(other) = &payload.other
    {
        let target = Target::Value(Object::Root, payload.ordinal);
        let message = format!("`{}` is {}: expected an object", contract::PAYLOAD, found(other));
        remarks.push(|| Remark::new(target, message).help(suggest::encoded_twice(other)));
    }
    for field in Field::ALL {
        if let Some(member) = callback.field(field)
            && !fits(field, &member.value)
        {
            let target = Target::Value(Object::Payload, member.ordinal);
            let message =
                format!("`{}` is {}: expected {}", field.name(), found(&member.value), wanted(field));
            remarks.push(|| Remark::new(target, message).help(suggest::right_type(field, &member.value)));
        }
    }
}

fn fits(field: Field, value: &Value<'_>) -> bool {
    match field.field_type() {
        FieldType::Integer => value.integer().is_some(),
        FieldType::String => value.as_str().is_some(),
    }
}

const fn wanted(field: Field) -> &'static str {
    match field.field_type() {
        FieldType::Integer => "an integer",
        FieldType::String => "a string",
    }
}

/// Describes a value, with the value itself if it is short: `a string, "100"`.
fn found(value: &Value<'_>) -> String {
    match value {
        Value::String(text) => format!("a string, {}", quoted(text)),
        Value::Integer(number) => format!("a number, {number}"),
        Value::Number(number) => format!("a number, {}", super::shortened(number)),
        other => other.described().to_owned(),
    }
}

pub fn unknown_status(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    let Some(status) = callback.text(Field::Status) else { return };
    if Status::from_name(status).is_none() {
        let message = format!("`Status` is {}: expected \"SUCCESS\" or \"FAIL\"", quoted(status));
        remarks.extend(
            Remark::on_field(callback, Field::Status, message)
                .map(|remark| remark.help(suggest::status(status))),
        );
    }
}

pub fn empty_field(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    if callback.text(Field::TaskId) == Some("") {
        let message = "`TaskId` is empty: expected the id that the production request returned";
        remarks.extend(Remark::on_field(callback, Field::TaskId, message));
    }
    if callback.status() == Some(Status::Success) && callback.text(Field::MediaUrl) == Some("") {
        let message = "`MediaUrl` is empty, but `Status` is \"SUCCESS\": expected the URL of the result";
        remarks.extend(Remark::on_field(callback, Field::MediaUrl, message));
    }
}

pub fn unexpected_status(callback: &Callback<'_>, settings: &Settings, remarks: &mut Remarks) {
    let Some(expected) = settings.expect else { return };
    if callback.status() == Some(expected) {
        return;
    }
    match callback.text(Field::Status) {
        Some(status) => {
            let message = format!("`Status` is {}: expected \"{}\"", quoted(status), expected.name());
            remarks.extend(Remark::on_field(callback, Field::Status, message));
        }
        None => {
            let message = format!("no status found: expected \"{}\"", expected.name());
            remarks.push(|| Remark::new(Target::Document, message));
        }
    }
}
