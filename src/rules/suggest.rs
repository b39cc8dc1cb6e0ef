//! Help: what was probably meant, and where it is.

use std::borrow::Cow;

use super::errors;
use crate::callback::similar::nearest;
use crate::callback::{Callback, Object, UnknownMember};
use crate::contract::{self, Field, Status};
use crate::escape::{escape, first_unsafe, is_unsafe, shortened};
use crate::find::at;
use crate::json::pointer::Pointer;
use crate::json::{self, Value};
use crate::rules::result_url;

/// Schemes of storage and file transfer, under which other programs know a result.
const OTHER_SCHEMES: [&str; 9] = ["cos", "s3", "oss", "gs", "file", "ftp", "sftp", "rtmp", "blob"];

/// The maximum depth at which a document is searched for a callback.
const SEARCH_DEPTH: usize = 8;

/// The maximum number of array elements that are searched for a callback.
const SEARCHED_ELEMENTS: usize = 100;

/// Suggests the documented name for an unknown member.
pub fn documented_name(callback: &Callback<'_>, object: Object, name: &str) -> Option<String> {
    if object == Object::Root {
        return Field::from_name(name).map(|_| format!("move it into `{}`", contract::PAYLOAD));
    }
    if let Some(field) = Field::ALL.into_iter().find(|field| field.name().eq_ignore_ascii_case(name)) {
        return Some(format!("remove it: the field is `{}`", field.name()));
    }
    let absent = Field::ALL.into_iter().filter(|field| callback.field(*field).is_none());
    let near = nearest(name, absent.map(Field::name).chain(contract::QUERY_FIELDS))?;
    Some(format!("rename it to `{near}`"))
}

/// Suggests a status for an unknown one, or the query that it belongs to.
pub fn status(found: &str) -> String {
    if contract::is_query_status(found) {
        return format!("save the callback instead: {found} is a status of the progress query");
    }
    match nearest(found, Status::ALL.map(Status::name)) {
        Some(status) if visible(found) == status => remove_invisible(found),
        Some(status) if found.eq_ignore_ascii_case(status) => {
            format!("write \"{status}\": values are case-sensitive")
        }
        Some(status) => format!("write \"{status}\""),
        None => "write \"SUCCESS\" or \"FAIL\"".to_owned(),
    }
}

/// Returns a text without blanks around it and without invisible characters.
pub fn visible(text: &str) -> String {
    let visible: String = text.chars().filter(|letter| !is_unsafe(*letter)).collect();
    visible.trim().to_owned()
}

/// Suggests to remove a character.
pub fn removing(letter: char) -> String {
    format!("remove U+{:04X}", u32::from(letter))
}

/// Suggests to remove what [`visible`] does.
fn remove_invisible(text: &str) -> String {
    match first_unsafe(text) {
        Some(letter) => removing(letter),
        None => "remove the blanks around it".to_owned(),
    }
}

/// Returns what makes a URL malformed, and how to fix it; `None` if it is not known.
pub fn malformed_url(url: &str) -> Option<(&'static str, String)> {
    let is_url = |text: &str| {
        result_url::parse(text).is_some_and(|url| url.host_str().is_some_and(|host| host.contains('.')))
    };
    let trimmed = url.trim();
    if trimmed.is_empty() {
        return Some(("is blank", "send \"\" if there is no result".to_owned()));
    }
    let bare = trimmed.trim_matches(['<', '>', '"', '\'']);
    if bare != trimmed && result_url::parse(bare).is_some() {
        return Some(("has quotes or brackets around it", "remove them".to_owned()));
    }
    let scheme = trimmed.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if scheme.starts_with("http%3a") || scheme.starts_with("https%3a") {
        return Some(("is percent-encoded", "decode it once".to_owned()));
    }
    if trimmed != url && result_url::parse(trimmed).is_some() {
        return Some(("has blanks around it", remove_invisible(url)));
    }
    if trimmed.contains('\\') {
        let unescaped = trimmed.replace("\\/", "/").replace("\\u0026", "&");
        return Some(if result_url::parse(&unescaped).is_some() {
            (
                "contains backslashes: JSON escapes were escaped again",
                r"write each `\\` as one `\`".to_owned(),
            )
        } else {
            ("contains backslashes", "send the URL of the result, with `/`".to_owned())
        });
    }
    let inner = ["https://", "http://"].iter().find_map(|scheme| trimmed.find(scheme));
    if inner.is_some_and(|at| at > 0) {
        return Some(("has text around it", "send only the URL".to_owned()));
    }
    if inner.is_some() && trimmed.contains(char::is_whitespace) {
        return Some(("contains a blank", "write each blank as `%20`, or remove it".to_owned()));
    }
    if let Some(behind) = ["https:///", "http:///"].iter().find_map(|scheme| trimmed.strip_prefix(scheme))
        && !behind.contains('/')
    {
        return Some(("has no host", "add the host before the path".to_owned()));
    }
    if let Some((scheme, _)) = trimmed.split_once("://").filter(|(scheme, _)| OTHER_SCHEMES.contains(scheme))
    {
        return Some((
            "has another scheme",
            format!("send the https URL of the file instead of its `{scheme}` URL"),
        ));
    }
    let port =
        trimmed.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()?.rsplit_once(':'));
    if port.is_some_and(|(_, port)| port.parse::<u64>().is_ok_and(|port| port > u64::from(u16::MAX))) {
        return Some(("has a port above 65535", "correct the port, or remove it".to_owned()));
    }
    let (what, scheme) =
        if url.starts_with("//") { ("has no scheme", "https:") } else { ("has no scheme", "https://") };
    if let Some(slash) = url.find([':', '/']) {
        let (scheme, rest) = (&url[..slash], url[slash..].trim_start_matches([':', '/']));
        let meant = nearest(scheme, ["http", "https"]).filter(|_| is_url(&format!("https://{rest}")));
        if let Some(meant) = meant {
            return Some(("has a misspelt scheme", format!("write `{meant}://` before the host")));
        }
    }
    (!url.contains("://") && is_url(&format!("{scheme}{url}")))
        .then(|| (what, format!("add `{scheme}` before it")))
}

/// Suggests a value of the right type.
pub fn right_type(field: Field, value: &Value<'_>) -> Option<String> {
    let text = match (field, value) {
        (Field::Progress, Value::String(text)) if text.parse::<i64>().is_ok() => {
            return Some(format!("write {text} without quotes"));
        }
        (Field::Progress, value) if errors::extended_type(value).is_some() => {
            "export it with `mongoexport --jsonFormat=relaxed`"
        }
        (Field::Progress, _) => "write 100 after a success, -1 after a failure",
        (_, Value::Null) if !field.is_mandatory() => "omit the field, or send \"\"",
        (Field::MediaUrl, Value::Null) => "send \"\" if there is no result",
        (Field::TaskId | Field::FailMessage, Value::Integer(number)) => {
            return Some(format!("write \"{number}\""));
        }
        (Field::Status, _) => "write \"SUCCESS\" or \"FAIL\"",
        (Field::TaskId, _) => "write the id that the production request returned",
        (Field::MediaUrl | Field::SubtitlesUrl, _) => "write the URL as a string",
        (Field::FailMessage, _) => "write the reason as a string",
    };
    Some(text.to_owned())
}

/// Suggests how to fix a document that is not an object.
pub fn object(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Array(text) if errors::is_empty(text) => {
            Some("put callbacks into it, or remove it".to_owned())
        }
        Value::Integer(_) | Value::Number(_) => {
            Some("if a log has a number before each callback, find the callbacks with `--find`".to_owned())
        }
        value => encoded_twice(value),
    }
}

/// Suggests how to fix a `Payload` that is not an object.
pub fn payload(value: &Value<'_>) -> Option<String> {
    let Value::Array(text) = value else {
        return value.as_str().and_then(printed).or_else(|| encoded_twice(value));
    };
    let mut elements = Vec::new();
    json::each_element(text, |element| {
        elements.push(Value::new(element));
        elements.len() < 2
    });
    let has_callback = |value: &Value<'_>| callback_within(value, false, 0).is_some();
    match elements.as_slice() {
        [element, ..] if has_callback(element) => {
            Some(format!("send each element as a body of its own: it has a `{}` itself", contract::PAYLOAD))
        }
        [Value::Object(_)] => Some("write the object without the array around it".to_owned()),
        _ => None,
    }
}

/// Suggests how to fix a string that a program printed instead of the object.
fn printed(text: &str) -> Option<String> {
    let how = match text.get(..2)? {
        "@{" => "`ConvertTo-Json -Depth 5`",
        "[o" if text == "[object Object]" => "`JSON.stringify(value)`",
        "{'" => "`json.dumps(value)`",
        _ => return None,
    };
    Some(format!("write the object with {how}"))
}

/// Suggests how to fix a string that contains the expected object, perhaps in further strings.
pub fn encoded_twice(value: &Value<'_>) -> Option<String> {
    let mut text = Cow::Borrowed(value.as_str()?);
    let mut times = "twice";
    for _ in 0..SEARCH_DEPTH {
        if text.trim_start().starts_with('{') {
            let is_json = json::check(&text).is_ok();
            return is_json.then(|| format!("send the object itself: the body was encoded {times}"));
        }
        text = Cow::Owned(serde_json::from_str::<String>(&text).ok()?);
        times = "more than twice";
    }
    None
}

/// Says where a document contains a callback, and how to read it. `at` is the pointer to the document if it is itself inside
/// another.
pub fn elsewhere(document: &Callback<'_>, at: Option<&Pointer>) -> Option<(String, String)> {
    let inner = callback_elsewhere(document)?;
    let pointer = format!("{}{inner}", at.map(Pointer::to_string).unwrap_or_default());
    let how = match for_shell(&pointer) {
        Some(quoted) => format!("`--at {quoted}`"),
        None => "`--at` with this pointer".to_owned(),
    };
    let find = if at.is_none() { "`--find`, or " } else { "" };
    Some((format!("found a callback at {}", shortened(&pointer)), format!("use {find}{how}")))
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

/// Returns the JSON Pointer of the first callback in a root object without `Payload`.
pub fn callback_elsewhere(callback: &Callback<'_>) -> Option<String> {
    callback_below(callback, SEARCH_DEPTH)
}

fn callback_below(callback: &Callback<'_>, depth: usize) -> Option<String> {
    let mut root = callback.unknown_members.iter().filter(|unknown| unknown.member.object == Object::Root);
    let says_base64 = |unknown: &UnknownMember<'_>| {
        unknown.name == at::IS_BASE64 && unknown.member.value == Value::Boolean(true)
    };
    let is_base64 = root.clone().any(says_base64);
    root.find_map(|unknown| {
        let pointer = callback_within(&unknown.member.value, is_base64, depth)?;
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
            let callback = if may_be_object { Callback::read(&text).ok()? } else { return None };
            if callback.has_payload() {
                return Some(String::new());
            }
            callback_below(&callback, depth.checked_sub(1)?)
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
