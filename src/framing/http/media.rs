//! Checks whether receivers of JSON accept a `Content-Type`.

use super::head::Field;
use crate::escape::shortened;
use crate::json::syntax_error::HeadProblem;

/// The media type of HTML forms (URL Standard, section 5).
const FORM: &str = "application/x-www-form-urlencoded";

/// Reports a type that receivers of JSON reject: a form, plain text, multipart, or JSON that is not UTF-8. Types that
/// some receivers accept are not reported.
pub fn problem(field: &Field) -> Option<HeadProblem> {
    let found = shortened(&field.value);
    let message = if is_rejected(media_type(&field.value)) {
        format!("`Content-Type` is \"{found}\": expected application/json")
    } else if charset(&field.value).is_some_and(is_not_utf8) {
        format!("`Content-Type` is \"{found}\": expected JSON in UTF-8")
    } else {
        return None;
    };
    let help = "send `Content-Type: application/json`; receivers answer other types with 415 (Unsupported Media Type)";
    Some(HeadProblem { is_advice: true, ..field.problem(message, help) })
}

/// Returns whether a `Content-Type` is that of a form.
pub fn is_form(field: &Field) -> bool {
    media_type(&field.value).eq_ignore_ascii_case(FORM)
}

fn is_rejected(media_type: &str) -> bool {
    let (kind, _) = media_type.split_once('/').unwrap_or_default();
    media_type.eq_ignore_ascii_case(FORM)
        || media_type.eq_ignore_ascii_case("text/plain")
        || kind.eq_ignore_ascii_case("multipart")
}

fn is_not_utf8(charset: &str) -> bool {
    !charset.eq_ignore_ascii_case("utf-8") && !charset.eq_ignore_ascii_case("utf8")
}

/// Returns the type without its parameters (RFC 9110, section 8.3.1).
fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim()
}

/// Returns the `charset` parameter without quotes.
fn charset(value: &str) -> Option<&str> {
    let mut parameters = value.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, charset) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(charset.trim().trim_matches(['"', '\'']))
}
