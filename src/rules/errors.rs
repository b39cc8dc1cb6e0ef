//! Rules of level error: breaches of the contract.

use super::warnings::opposite_status;
use super::{quoted, suggest};
use crate::callback::{Callback, Object};
use crate::contract::{self, Field, FieldType, Status};
use crate::json::{self, Value};
use crate::rules::remark::{Remark, Remarks, Target};
use crate::rules::settings::Settings;
use crate::rules::wrapping::Wrapping;

pub fn duplicate_key(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    for duplicate in &callback.duplicates {
        remarks.push(|| {
            let target = Target::Member(duplicate.object, duplicate.ordinal);
            let object = duplicate.object.described();
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
        remarks.push(|| Remark::new(target, message).help(suggest::payload(other)));
    }
    if let Some(wrapping) = Wrapping::of(callback) {
        let is_said = callback.payload.as_ref().is_some_and(|payload| payload.inner.is_some());
        let message = format!("{}: expected plain values", wrapping.described());
        let first = callback.fields().map(|(_, member)| member).min_by_key(|member| member.ordinal);
        let first = first.filter(|_| !is_said);
        remarks.extend(
            first.map(|first| Remark::new(Target::value(first), message).help(wrapping.help().to_owned())),
        );
        return;
    }
    // The contract allows any value under a name that it does not document.
    let is_rejected = !callback.has_payload()
        || callback.misspelt.iter().any(|misspelt| misspelt.field.is_mandatory())
        || callback.beside_payload().next().is_some();
    for field in Field::ALL {
        if let Some(member) = callback.field(field)
            && !fits(field, &member.value)
            && (is_rejected || callback.misspelt_name(field).is_none() || field.is_mandatory())
        {
            let message =
                format!("`{}` is {}: expected {}", field.name(), found(&member.value), wanted(field));
            let help = suggest::right_type(field, &member.value);
            remarks.push(|| Remark::new(Target::value(member), message).help(help));
        }
    }
}

fn fits(field: Field, value: &Value<'_>) -> bool {
    match field.field_type() {
        FieldType::Integer => value.integer().is_some(),
        FieldType::String => value.as_str().is_some(),
    }
}

/// Returns the type of a field, with an article.
pub const fn wanted(field: Field) -> &'static str {
    field.field_type().with_article()
}

/// Returns the type that MongoDB's Extended JSON wraps a value in, such as `$numberInt`; `None` for any other value.
pub fn extended_type(value: &Value<'_>) -> Option<String> {
    let Value::Object(text) = value else { return None };
    let mut first = None;
    json::each_member(text, |member| {
        first = Some(json::decode(member.name).into_owned());
        false
    });
    first.filter(|name| name.starts_with('$'))
}

/// Returns whether a field is written in MongoDB's Extended JSON.
pub fn is_extended_json(callback: &Callback<'_>) -> bool {
    callback.fields().any(|(_, member)| extended_type(&member.value).is_some())
}

/// Describes a value, with the value itself if it is short: `a string, "100"`.
fn found(value: &Value<'_>) -> String {
    match value {
        Value::String(text) => format!("a string, {}", quoted(text)),
        Value::Integer(number) => format!("a number, {number}"),
        Value::Number(number) => format!("a number, {}", super::shortened(number)),
        Value::Array(text) if is_empty(text) => "an empty array".to_owned(),
        other => match extended_type(other) {
            Some(name) => format!("MongoDB's Extended JSON, `{{\"{}\"`", super::shortened(&name)),
            None => other.described().to_owned(),
        },
    }
}

/// Returns whether an array has no elements.
pub fn is_empty(array: &str) -> bool {
    let mut is_empty = true;
    json::each_element(array, |_| {
        is_empty = false;
        false
    });
    is_empty
}

pub fn unknown_status(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    let Some(status) = callback.text(Field::Status) else { return };
    if Status::from_name(status).is_none() {
        remarks.push_on(callback, Field::Status, || {
            let message = format!("`Status` is {}: expected \"SUCCESS\" or \"FAIL\"", quoted(status));
            (message, Some(suggest::status(status)))
        });
    }
}

pub fn empty_field(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    if callback.text(Field::TaskId) == Some("") {
        let message = "`TaskId` is empty: expected the id that the production request returned";
        remarks.extend(Remark::on_field(callback, Field::TaskId, message));
    }
    if callback.status() == Some(Status::Success) && callback.text(Field::MediaUrl) == Some("") {
        let message = "`MediaUrl` is empty, but `Status` is \"SUCCESS\": expected the URL of the result";
        let meant = opposite_status(callback);
        let help = meant
            .map(|meant| format!("write \"{}\" as the status: the other fields belong to it", meant.name()));
        remarks.extend(Remark::on_field(callback, Field::MediaUrl, message).map(|remark| remark.help(help)));
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
