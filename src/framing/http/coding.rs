//! Decompresses a body if it is gzip, and reports bodies that cannot be JSON.

use std::io::{self, Read};

use super::body::Body;
use super::head::{Head, MAX_LEN};
use super::media;
use crate::escape::shortened;
use crate::framing::encoding;
use crate::json::syntax_error::form::Context;
use crate::json::syntax_error::{HeadProblem, Malformed, larger_than};
use crate::json::whitespace::first_significant;
use crate::position::Region;
use crate::source::gzip::{Gunzip, MAGIC};

/// A decoded body.
#[derive(Debug)]
pub struct Content {
    /// The decoded bytes.
    pub text: Vec<u8>,
    /// Whether the text may contain documents.
    pub may_have_documents: bool,
    /// The fault that makes the whole body unreadable.
    pub fault: Option<Malformed>,
}

impl Content {
    const fn without_documents(text: Vec<u8>) -> Self {
        Self { text, may_have_documents: false, fault: None }
    }
}

/// Decodes a body of at most `limit` bytes. Adds its problems to `body.head_problems`.
#[must_use]
pub fn decode(head: &Head, body: &mut Body, limit: usize) -> Content {
    let bytes = std::mem::take(&mut body.bytes);
    if body.is_too_large {
        return too_large(bytes, limit);
    }
    let text = if bytes.starts_with(&MAGIC) {
        let (text, decoded) = gunzip(&bytes, limit);
        if text.len() > limit {
            return too_large(text, limit);
        }
        if let Err(error) = decoded {
            body.head_problems.push(damaged(head, body, &error));
            if first_significant(&text).is_none() {
                return Content::without_documents(Vec::new());
            }
        }
        text
    } else {
        if let Some(problem) = not_encoded(head, &bytes) {
            body.head_problems.push(problem);
            if !begins_as_json(&bytes) {
                return Content::without_documents(bytes);
            }
        }
        bytes
    };
    if first_significant(&text).is_none() {
        if body.head_problems.is_empty() && head.head_problems.is_empty() && !head.needs_no_body {
            body.head_problems.push(no_body(head));
        }
        return Content::without_documents(text);
    }
    if !head.method.is_empty() && !head.is_closed {
        let message = "expected a blank line between the head of the request and the body".to_owned();
        let help = "add a blank line after the head, or capture the request again";
        body.head_problems.push(HeadProblem::new(
            Region { start: body.start, end: body.start },
            message,
            help,
        ));
    }
    if let Some(fault) = form(head, &text) {
        return Content { text, may_have_documents: true, fault: Some(fault) };
    }
    if !head.is_response {
        body.head_problems.extend(head.content_type.as_ref().and_then(media::problem));
    }
    let fault = encoding::refuse(&text);
    Content { text, may_have_documents: true, fault }
}

/// Returns whether a body, decompressed if it is gzip, is JSON.
#[must_use]
pub fn is_json(body: &[u8], limit: usize) -> bool {
    let decoded = body.starts_with(&MAGIC).then(|| gunzip(body, limit).0);
    let text = decoded.as_deref().unwrap_or(body);
    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
}

fn too_large(mut text: Vec<u8>, limit: usize) -> Content {
    text.truncate(encoding::SAMPLE.min(limit));
    Content { text, may_have_documents: true, fault: Some(larger_than("the body", limit)) }
}

/// Decompresses up to `limit` + 1 bytes. Returns them even if the rest is invalid.
fn gunzip(bytes: &[u8], limit: usize) -> (Vec<u8>, io::Result<()>) {
    let mut text = Vec::new();
    let decoded = Gunzip::new(bytes).take(limit.saturating_add(1) as u64).read_to_end(&mut text);
    (text, decoded.map(|_| ()))
}

fn damaged(head: &Head, body: &Body, error: &io::Error) -> HeadProblem {
    let region = head
        .content_encoding
        .as_ref()
        .map_or(Region { start: body.start, end: body.start }, |field| field.region);
    let fault = if error.kind() == io::ErrorKind::UnexpectedEof { "truncated" } else { "invalid" };
    let message = format!("the gzip data of the body is {fault}: expected complete gzip data");
    HeadProblem::new(region, message, "capture the request as raw bytes: text tools corrupt compressed data")
}

/// Reports a `Content-Encoding` that the body does not have, or that is not supported.
fn not_encoded(head: &Head, bytes: &[u8]) -> Option<HeadProblem> {
    // A saved response is decoded.
    let field = head.content_encoding.as_ref().filter(|_| !head.is_response || !begins_as_json(bytes))?;
    let is_named = |names: &[&str]| names.iter().any(|name| field.value.eq_ignore_ascii_case(name));
    if is_named(&["", "identity"]) || first_significant(bytes).is_none() {
        return None;
    }
    let value = shortened(&field.value);
    if begins_as_json(bytes) || is_named(&["gzip", "x-gzip"]) {
        let found = String::from_utf8_lossy(bytes.get(..MAX_LEN).unwrap_or(bytes)).into_owned();
        let message = format!(
            "`Content-Encoding` is {value}, but the body is not: found `{}`",
            shortened(found.trim())
        );
        return Some(field.problem(message, "remove the header if the body was saved decoded"));
    }
    let message = format!("`Content-Encoding` is \"{value}\": expected gzip or no encoding");
    Some(field.problem(message, "decode the body and remove the header"))
}

fn no_body(head: &Head) -> HeadProblem {
    if head.is_response {
        let message = "the response has no body: expected a callback";
        return HeadProblem::new(head.region, message.to_owned(), "save the response again, with its body");
    }
    let method = shortened(&head.method);
    let message = format!("the {method} request has no body: expected a callback");
    let help = match &*head.method {
        "POST" if head.is_closed => "capture the request again, with its body",
        "POST" => "capture the request again, with a blank line and the body after its head",
        _ => "capture a POST request: a callback is its body",
    };
    HeadProblem::new(head.region, message, help)
}

/// Returns whether a text starts with an object, array or string.
pub fn begins_as_json(text: &[u8]) -> bool {
    let mark = encoding::mark_len(text);
    matches!(first_significant(&text[mark..]), Some(b'{' | b'[' | b'"'))
}

/// Reports a form-encoded body, by its head or its text.
fn form(head: &Head, text: &[u8]) -> Option<Malformed> {
    let is_declared = head.content_type.as_ref().is_some_and(media::is_form);
    let context = if is_declared { Context::Declared } else { Context::Body };
    if begins_as_json(text) { None } else { Malformed::form(text, context) }
}
