//! The format `json`: one JSON object per callback, one a line. docs/formats.md describes the fields, which never
//! change.

use std::io::{self, Write};

use memchr::memchr3;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

use super::text::{Text, append_decimal};
use super::{Renderer, Report};
use crate::contract::Field;
use crate::escape;
use crate::find::layers::Layers;
use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::json::Integer;
use crate::position::Region;
use crate::source::walk::Source;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Report for Json {
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, text: &mut Text) -> io::Result<()> {
        self.renderer(source)(inspection, text)
    }

    fn renderer<'r>(&'r self, source: &'r Source) -> Renderer<'r> {
        let beginning = beginning(source);
        Box::new(move |inspection, text| {
            text.bytes.extend_from_slice(&beginning);
            row(inspection, text)
        })
    }
}

/// Returns the beginning of each row of a source.
fn beginning(source: &Source) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing to memory cannot fail.
    let _ = string(&mut out, br#"{"source":""#, Some(&source.name()), false);
    out.extend_from_slice(br#","line":"#);
    out
}

/// Writes a row without its beginning.
fn row(inspection: &Inspection<'_>, text: &mut Text) -> io::Result<()> {
    let document = &inspection.document;
    let is_ordinary = inspection.is_ordinary;
    append_decimal(&mut text.bytes, document.start.line);
    text.bytes.extend_from_slice(br#","index":"#);
    text.push_number(document.index);
    let out = &mut text.bytes;
    out.extend_from_slice(br#","layers":["#);
    layers(out, inspection.layers());
    out.extend_from_slice(if inspection.is_valid() { br#"],"valid":true"# } else { br#"],"valid":false"# });
    string(out, br#","status":""#, inspection.text(Field::Status), is_ordinary)?;
    string(out, br#","task_id":""#, inspection.text(Field::TaskId), is_ordinary)?;
    out.extend_from_slice(br#","progress":"#);
    progress(out, inspection);
    string(out, br#","media_url":""#, inspection.text(Field::MediaUrl), is_ordinary)?;
    string(out, br#","subtitles_url":""#, inspection.text(Field::SubtitlesUrl), is_ordinary)?;
    string(out, br#","fail_message":""#, inspection.text(Field::FailMessage), false)?;
    match inspection.findings.as_slice() {
        [] => out.extend_from_slice(b",\"findings\":[]}\n"),
        findings => {
            out.extend_from_slice(br#","findings":"#);
            serialize(out, &Findings(findings))?;
            out.extend_from_slice(b"}\n");
        }
    }
    Ok(())
}

/// Returns whether a string needs no escapes. A number sign may begin a command to a CI runner.
fn can_be_copied(text: &str) -> bool {
    text.is_empty()
        || (memchr3(b'"', b'\\', b'#', text.as_bytes()).is_none() && escape::first_unsafe(text).is_none())
}

/// Writes a string, or null, after a text that ends with the opening quote. A string of an
/// [ordinary](crate::rules::is_ordinary) callback is copied without a test, unless it is the failure reason.
fn string<const LENGTH: usize>(
    out: &mut Vec<u8>,
    before: &[u8; LENGTH],
    value: Option<&str>,
    is_ordinary: bool,
) -> io::Result<()> {
    match value {
        Some(value) if is_ordinary || can_be_copied(value) => {
            out.extend_from_slice(before);
            out.extend_from_slice(value.as_bytes());
            out.push(b'"');
            Ok(())
        }
        value => {
            out.extend_from_slice(before.strip_suffix(b"\"").unwrap_or(before));
            serialize(out, &value)
        }
    }
}

/// Writes the names of layers, which need no escapes.
fn layers(out: &mut Vec<u8>, layers: Layers) {
    for (index, layer) in layers.iter().enumerate() {
        out.extend_from_slice(if index > 0 { b",\"" } else { b"\"" });
        out.extend_from_slice(layer.name().as_bytes());
        out.push(b'"');
    }
}

/// Writes `Progress`, or null if it is not a 64-bit integer: many parsers reject `1e999`.
fn progress(out: &mut Vec<u8>, inspection: &Inspection<'_>) {
    let member = inspection.callback.as_ref().and_then(|callback| callback.field(Field::Progress));
    match member.and_then(|member| member.value.integer()) {
        Some(Integer::Exact(number)) => append_decimal(out, number),
        Some(Integer::Large) | None => out.extend_from_slice(b"null"),
    }
}

/// Writes a value as compact JSON with unsafe characters escaped.
pub(crate) fn serialize(out: &mut dyn Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, SafeFormatter))?;
    Ok(())
}

struct Findings<'i>(&'i [Finding]);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(FindingRow::new))
    }
}

#[derive(Serialize)]
struct FindingRow<'i> {
    rule: &'i str,
    level: &'i str,
    message: &'i str,
    help: Option<&'i str>,
    pointer: &'i str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    offset: usize,
    length: usize,
}

impl<'i> FindingRow<'i> {
    fn new(finding: &'i Finding) -> Self {
        let Region { start, end } = finding.region;
        Self {
            rule: finding.rule.id,
            level: finding.level.name(),
            message: &finding.message,
            help: finding.help.as_deref(),
            pointer: &finding.pointer,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            offset: start.offset,
            length: finding.region.length(),
        }
    }
}

/// Writes compact JSON with unsafe characters escaped: nothing is lost, and no terminal is controlled.
struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        // No string begins a line here, so colons are harmless.
        for (at, letter) in escape::escapes(fragment).filter(|(_, letter)| *letter != ':') {
            writer.write_all(&fragment.as_bytes()[written..at])?;
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + letter.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}
