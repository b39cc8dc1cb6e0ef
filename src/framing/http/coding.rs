//! A body as its sender had it: gzip is taken off, by content, and what is no JSON is told from what may be.

use std::io::{self, Read};

use super::body::Body;
use super::head::{Head, MAX_LEN};
use super::media;
use crate::escape::shortened;
use crate::framing::encoding;
use crate::json::syntax_error::HeadProblem;
use crate::json::syntax_error::Malformed;
use crate::json::syntax_error::form::Context;
use crate::json::syntax_error::larger_than;
use crate::json::whitespace::first_significant;
use crate::position::Region;
use crate::source::gzip::{Gunzip, MAGIC};

/// What a body holds.
#[derive(Debug)]
pub struct Content {
    /// Its text.
    pub text: Vec<u8>,
    /// Whether documents are to be looked for in it.
    pub is_worthwhile: bool,
    /// Why it is no text at all, where that shows.
    pub fault: Option<Malformed>,
}

impl Content {
    const fn worthless(text: Vec<u8>) -> Self {
        Self { text, is_worthwhile: false, fault: None }
    }
}

/// What a body holds; none may hold more than `limit` bytes. What is wrong with it is added to the head_problems.
#[must_use]
pub fn content(head: &Head, body: &mut Body, limit: usize) -> Content {
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
                return Content::worthless(Vec::new());
            }
        }
        text
    } else {
        if let Some(head_problem) = not_encoded(head, &bytes) {
            let is_json = begins_as_json(&bytes);
            body.head_problems.push(head_problem);
            if !is_json {
                return Content::worthless(bytes);
            }
        }
        bytes
    };
    if first_significant(&text).is_none() {
        if body.head_problems.is_empty() && head.head_problems.is_empty() {
            body.head_problems.push(no_body(head));
        }
        return Content::worthless(text);
    }
    if !head.method.is_empty() && !head.is_closed {
        body.head_problems.push(HeadProblem {
            region: Region { start: body.start, end: body.start },
            message: "expected a blank line between the head of the request and the body".to_owned(),
            help: None,
            is_advice: false,
        });
    }
    if let Some(fault) = form(head, &text) {
        return Content { text, is_worthwhile: true, fault: Some(fault) };
    }
    body.head_problems.extend(head.content_type.as_ref().and_then(media::head_problem));
    let fault = encoding::refuse(&text);
    Content { text, is_worthwhile: true, fault }
}

/// Whether a body is JSON as it stands.
#[must_use]
pub fn is_json(body: &[u8], limit: usize) -> bool {
    let decoded = body.starts_with(&MAGIC).then(|| gunzip(body, limit).0);
    let text = decoded.as_deref().unwrap_or(body);
    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
}

fn too_large(mut text: Vec<u8>, limit: usize) -> Content {
    text.truncate(encoding::SAMPLE.min(limit));
    Content { text, is_worthwhile: true, fault: Some(larger_than("the body", limit)) }
}

/// The text of gzip members one behind the other, up to a byte more than `limit`; and whether that is all.
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
    let how = if error.kind() == io::ErrorKind::UnexpectedEof { "cut short" } else { "damaged" };
    HeadProblem {
        region,
        message: format!("the gzip data of the body is {how}: expected it whole"),
        help: Some("save the request as it comes, as bytes: text tools change what is compressed".to_owned()),
        is_advice: false,
    }
}

/// An head_problem to a coding that the body does not have, or that cannot be taken off.
fn not_encoded(head: &Head, bytes: &[u8]) -> Option<HeadProblem> {
    let field = head.content_encoding.as_ref()?;
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
        return Some(field.head_problem(message, "remove the line, if the body was saved decoded"));
    }
    let message = format!("`Content-Encoding` is \"{value}\": expected gzip, or none");
    Some(field.head_problem(message, "save the body decoded, and remove the line"))
}

fn no_body(head: &Head) -> HeadProblem {
    let method = shortened(&head.method);
    let message = format!("the {method} request has no body: expected a callback");
    let help = match &*head.method {
        "POST" if head.is_closed => "save the request with its body; it ends behind the head",
        "POST" => "save the request with a blank line and the body behind its head",
        _ => "a callback comes by POST, as the body of the request",
    };
    head.head_problem(message, help)
}

fn begins_as_json(text: &[u8]) -> bool {
    let mark = encoding::mark_len(text);
    matches!(first_significant(&text[mark..]), Some(b'{' | b'[' | b'"'))
}

/// What is wrong with a body that is a form, as the head or the text says.
fn form(head: &Head, text: &[u8]) -> Option<Malformed> {
    let is_said = head.content_type.as_ref().is_some_and(media::is_form);
    let context = if is_said { Context::Said } else { Context::Body };
    if begins_as_json(text) { None } else { Malformed::form(text, context) }
}
