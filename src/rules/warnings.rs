//! Rules of level warning: advice about callbacks that the contract allows.

use super::names::Names;
use super::{errors, odd_url, quoted, suggest};
use crate::callback::meant::is_near_payload;
use crate::callback::{Callback, Duplicate, Object, UnknownMember};
use crate::contract::{self, Field, PROGRESS_FAILED, PROGRESS_SUCCEEDED, Status};
use crate::escape;
use crate::json::{self, Integer, Value};
use crate::rules::remark::{Remark, Remarks, Target};
use crate::rules::settings::Settings;
use crate::rules::{ordinary_url, result_url};

/// Returns the status, unless the body has two: that is another mistake, and only one of them need fit the rest.
fn only_status(callback: &Callback<'_>) -> Option<Status> {
    let is_of_status = |duplicate: &Duplicate<'_>| duplicate.name == Field::Status.name();
    callback.status().filter(|_| !callback.duplicates.iter().any(is_of_status))
}

pub fn status_progress_mismatch(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    let (Some(status), Some(progress)) = (only_status(callback), progress(callback)) else { return };
    let (expected, opposite) = match status {
        Status::Success => (PROGRESS_SUCCEEDED, PROGRESS_FAILED),
        Status::Fail => (PROGRESS_FAILED, PROGRESS_SUCCEEDED),
    };
    if let Some(meant) = opposite_status(callback) {
        if status == Status::Fail {
            let message = "`Status` is \"FAIL\", but the other fields are those of a success";
            let help = format!("write \"{}\", or correct the other fields", meant.name());
            remarks
                .extend(Remark::on_field(callback, Field::Status, message).map(|remark| remark.help(help)));
        }
        // The empty `MediaUrl` of a success is an error, which another rule reports.
        return;
    }
    if progress == Integer::Exact(opposite) {
        let message =
            format!("`Progress` is {opposite}, but `Status` is \"{}\": expected {expected}", status.name());
        let help = "rely on `Status`: `Progress` is reserved".to_owned();
        remarks.extend(Remark::on_field(callback, Field::Progress, message).map(|remark| remark.help(help)));
    }
}

/// Returns the other status if all other fields belong to it: then `Status` alone is wrong.
pub fn opposite_status(callback: &Callback<'_>) -> Option<Status> {
    let has = |field| callback.non_empty_text(field).is_some();
    let (has_result, has_reason) = (has(Field::MediaUrl), has(Field::FailMessage));
    match (only_status(callback)?, progress(callback)?) {
        (Status::Success, Integer::Exact(PROGRESS_FAILED)) => {
            (!has_result && has_reason).then_some(Status::Fail)
        }
        (Status::Fail, Integer::Exact(PROGRESS_SUCCEEDED)) => {
            (has_result && !has_reason).then_some(Status::Success)
        }
        _ => None,
    }
}

pub fn undocumented_progress(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    if callback.text(Field::Status).is_some_and(contract::is_query_status) {
        // Another rule reports that the status is that of a query.
        return;
    }
    let known = [PROGRESS_FAILED, PROGRESS_SUCCEEDED].map(Integer::Exact);
    let Some(progress) = progress(callback).filter(|progress| !known.contains(progress)) else { return };
    let found = match progress {
        Integer::Exact(number) => number.to_string(),
        Integer::Large => "an integer of more than 64 bits".to_owned(),
    };
    let message = format!("`Progress` is {found}: expected -1 or 100 in a callback");
    remarks.extend(Remark::on_field(callback, Field::Progress, message));
}

pub fn integer_as_float(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    let Some(Value::Number(written)) = callback.field(Field::Progress).map(|member| &member.value) else {
        return;
    };
    let is_known = matches!(progress(callback), Some(Integer::Exact(PROGRESS_FAILED | PROGRESS_SUCCEEDED)));
    if is_known && written.contains(['.', 'e', 'E']) {
        let message = format!(
            "`Progress` is written as {}: strictly typed receivers reject it",
            super::shortened(written)
        );
        let help = match progress(callback) {
            Some(Integer::Exact(number)) => Some(format!("write {number}")),
            _ => None,
        };
        remarks.extend(Remark::on_field(callback, Field::Progress, message).map(|remark| remark.help(help)));
    }
}

fn progress(callback: &Callback<'_>) -> Option<Integer> {
    callback.field(Field::Progress)?.value.integer()
}

pub fn missing_fail_message(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    if only_status(callback) != Some(Status::Fail) || opposite_status(callback).is_some() {
        return;
    }
    let help = "query the progress of the task: the answer may have a `FailCode`".to_owned();
    let remark = match callback.field(Field::FailMessage) {
        None => {
            let message = "`FailMessage` is missing, but `Status` is \"FAIL\": expected a reason";
            Remark::on_field(callback, Field::Status, message)
        }
        Some(member) if member.value.as_str() == Some("") => {
            let message = "`FailMessage` is empty, but `Status` is \"FAIL\": expected a reason";
            Remark::on_field(callback, Field::FailMessage, message)
        }
        Some(_) => None,
    };
    remarks.extend(remark.map(|remark| remark.help(help)));
}

pub fn fail_message_on_success(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    if let Some(reason) = callback.non_empty_text(Field::FailMessage)
        && only_status(callback) == Some(Status::Success)
        && opposite_status(callback).is_none()
    {
        let message = format!(
            "`FailMessage` is {}, but `Status` is \"SUCCESS\": expected an empty string",
            quoted(reason)
        );
        remarks.extend(Remark::on_field(callback, Field::FailMessage, message));
    }
}

pub fn result_on_fail(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    if let Some(url) = callback.non_empty_text(Field::MediaUrl)
        && only_status(callback) == Some(Status::Fail)
        && opposite_status(callback).is_none()
    {
        let message =
            format!("`MediaUrl` is {}, but `Status` is \"FAIL\": expected an empty string", quoted(url));
        remarks.extend(Remark::on_field(callback, Field::MediaUrl, message));
    }
}

pub fn placeholder_value(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    let texts = [Field::FailMessage, Field::TaskId]
        .into_iter()
        .filter_map(|field| Some((field, callback.non_empty_text(field)?)));
    for (field, value) in ordinary_url::suspect(callback).chain(texts) {
        let may_be_unfilled = Field::URLS.contains(&field) && odd_url::may_be_odd(value);
        let unfilled = if may_be_unfilled { odd_url::unfilled(value) } else { None };
        let found = if is_placeholder(value) {
            format!("`{}` is {}", field.name(), quoted(value))
        } else if let Some(unfilled) = unfilled {
            format!("`{}` contains `{}`", field.name(), super::shortened(unfilled))
        } else {
            continue;
        };
        let message = format!("{found}: expected a real value, found a placeholder");
        let help = "replace it with a real value".to_owned();
        remarks.extend(Remark::on_field(callback, field, message).map(|remark| remark.help(help)));
    }
}

/// Returns whether a value is a placeholder from documentation.
pub fn is_placeholder(value: &str) -> bool {
    is_placeholder_word(value.trim())
        || (ordinary_url::may_be_reserved(value)
            && result_url::parse(value).is_some_and(|url| result_url::is_reserved(&url)))
}

fn is_placeholder_word(value: &str) -> bool {
    /// The length in bytes of the longest word.
    const LONGEST: usize = "[object Object]".len();
    const WORDS: [&str; 12] = [
        "todo",
        "tbd",
        "fixme",
        "string",
        "placeholder",
        "changeme",
        "...",
        "undefined",
        "null",
        "none",
        "nil",
        "[object Object]",
    ];
    let is_bracketed = |open: &str, close: &str| {
        let inner = value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner| {
            !inner.is_empty() && !inner.contains(['<', '>', '{', '}']) && !inner.contains("://")
        })
    };
    // `XXX`, and masks like `xxxxxxxx-xxxx`.
    let is_crosses = value.len() >= 3
        && value.starts_with(['x', 'X'])
        && value.bytes().all(|byte| matches!(byte, b'x' | b'X' | b'-' | b'_'));
    is_crosses
        || (value.len() <= LONGEST && WORDS.iter().any(|word| word.eq_ignore_ascii_case(value)))
        || is_bracketed("<", ">")
        || is_bracketed("${", "}")
        || is_bracketed("{{", "}}")
}

pub fn unknown_field(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    if callback.fields().next().is_none() {
        // Another rule reports that this is something else.
        return;
    }
    if !Names::new(callback).are_one_mistake() {
        // A mandatory field with another name is missing instead.
        for misspelt in callback.misspelt.iter().filter(|misspelt| !misspelt.field.is_mandatory()) {
            let Some(member) = callback.field(misspelt.field) else { continue };
            let (written, name) = (super::shortened(&misspelt.name), misspelt.field.name());
            let message = format!("`{written}` is not a documented field: expected `{name}`");
            let help = format!("rename `{written}` to `{name}`");
            remarks.push(|| Remark::new(Target::named(member), message).help(help));
        }
    }
    let is_extended = errors::is_extended_json(callback);
    // Members beside a payload with quite another name belong to what wraps it.
    let payload = callback.payload.as_ref().and_then(|payload| payload.misspelt.as_deref());
    let is_wrapped = payload.is_some_and(|name| !is_near_payload(name));
    for unknown in callback.unknown_members.iter().filter(|unknown| !is_of_query(unknown)) {
        let UnknownMember { name, member } = unknown;
        let is_quiet = (is_extended && errors::extended_type(&member.value).is_some())
            || (is_wrapped && member.object == Object::Root);
        if is_quiet {
            continue;
        }
        remarks.push(|| {
            let object = member.object.described();
            let message = format!("`{}` is not a documented field of {object}", super::shortened(name));
            let help = suggest::documented_name(callback, member.object, name);
            Remark::new(Target::named(member), message).help(help)
        });
    }
    remarks.count(callback.more_unknown_members);
}

/// Returns whether the progress query or the customization query documents the member.
fn is_of_query(unknown: &UnknownMember<'_>) -> bool {
    let name = unknown.name.as_ref();
    match unknown.member.object {
        Object::Root => name == contract::QUERY_HEADER,
        _ => contract::is_query_field(name),
    }
}

pub fn query_response(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    if let Some(unknown) = callback.unknown_members.iter().find(|unknown| is_of_query(unknown)) {
        let message = format!(
            "`{}` belongs to the answer to a query: this is probably such an answer, not a callback",
            unknown.name
        );
        remarks.push(|| Remark::new(Target::named(&unknown.member), message));
    }
}

pub fn control_characters(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    for field in Field::ALL {
        let Some(value) = callback.text(field) else { continue };
        let found = escape::first_unsafe(value);
        let found =
            if field == Field::FailMessage { found.and_then(|_| unsafe_in_reason(value)) } else { found };
        let is_status = || Status::from_name(&suggest::visible(value)).is_some();
        if field == Field::Status && found.is_some() && is_status() {
            // Another rule says which character to remove.
            continue;
        }
        if let Some(found) = found {
            let message = format!("`{}` has {}", field.name(), escape::described(found));
            let remark = Remark::on_field(callback, field, message);
            remarks.extend(remark.map(|remark| remark.help(suggest::removing(found))));
        } else if field == Field::TaskId && value.trim() != value {
            let message = format!("`{}` has blanks around it: found {}", field.name(), quoted(value));
            let is_blank = value.trim().is_empty();
            let help = if is_blank {
                "write the id that the production request returned"
            } else {
                "remove the blanks around it"
            };
            let remark = Remark::on_field(callback, field, message);
            remarks.extend(remark.map(|remark| remark.help(help.to_owned())));
        }
    }
    if callback.fields().next().is_none() {
        return;
    }
    for unknown in &callback.unknown_members {
        let name = || super::shortened(&unknown.name);
        if let Some(found) = escape::first_unsafe(&unknown.name) {
            let target = Target::named(&unknown.member);
            remarks.push(|| {
                Remark::new(target, format!("the name `{}` has {}", name(), escape::described(found)))
            });
        }
        if let Some(found) = unsafe_within(&unknown.member.value) {
            let target = Target::value(&unknown.member);
            remarks.push(|| Remark::new(target, format!("`{}` has {}", name(), escape::described(found))));
        }
    }
}

/// Returns the first unsafe character in a reason, which may have several lines and emoji.
fn unsafe_in_reason(reason: &str) -> Option<char> {
    let before = std::iter::once('\0').chain(reason.chars());
    let mut letters = before.zip(reason.chars()).filter(|(_, letter)| escape::is_unsafe(*letter));
    letters
        .find(|&(before, letter)| !is_layout(letter) && !escape::joins(before, letter))
        .map(|(_, letter)| letter)
}

/// Returns whether a character is normal in text of several lines.
const fn is_layout(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\t')
}

/// Returns the first unsafe character in the strings of a value, at any depth.
fn unsafe_within(value: &Value<'_>) -> Option<char> {
    match value {
        Value::String(text) => escape::first_unsafe(text),
        Value::Array(raw) | Value::Object(raw) => {
            json::strings(raw).find_map(|token| escape::first_unsafe(&json::decode(token)))
        }
        _ => None,
    }
}
