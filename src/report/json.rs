//! The format `json`: one JSON object per callback, one a line. docs/formats.md describes the fields, which never
//! change.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

use super::Report;
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
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
        let document = &inspection.document;
        string(out, r#"{"source":"#, Some(&source.name()))?;
        write!(out, r#","line":{},"index":{},"layers":"#, document.start.line, document.index)?;
        layers(out, inspection.layers())?;
        out.write_all(br#","valid":"#)?;
        out.write_all(if inspection.is_valid() { b"true" } else { b"false" })?;
        string(out, r#","status":"#, inspection.text(Field::Status))?;
        string(out, r#","task_id":"#, inspection.text(Field::TaskId))?;
        out.write_all(br#","progress":"#)?;
        progress(out, inspection)?;
        string(out, r#","media_url":"#, inspection.text(Field::MediaUrl))?;
        string(out, r#","subtitles_url":"#, inspection.text(Field::SubtitlesUrl))?;
        string(out, r#","fail_message":"#, inspection.text(Field::FailMessage))?;
        out.write_all(br#","findings":"#)?;
        match inspection.findings.as_slice() {
            [] => out.write_all(b"[]")?,
            findings => serialize(out, &Findings(findings))?,
        }
        out.write_all(b"}\n")
    }
}

/// Writes the name of a member, and its value. Almost all strings need no escapes and are written at once.
fn string(out: &mut dyn Write, name: &str, value: Option<&str>) -> io::Result<()> {
    out.write_all(name.as_bytes())?;
    let Some(value) = value else { return out.write_all(b"null") };
    let is_plain = |byte| matches!(byte, b' '..=b'~') & (byte != b'"') & (byte != b'\\') & (byte != b'#');
    if escape::all(value.as_bytes(), is_plain) {
        out.write_all(b"\"")?;
        out.write_all(value.as_bytes())?;
        return out.write_all(b"\"");
    }
    serialize(out, value)
}

/// Writes the names of layers, which need no escapes.
fn layers(out: &mut dyn Write, layers: Layers) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, layer) in layers.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        write!(out, "{comma}\"{}\"", layer.name())?;
    }
    out.write_all(b"]")
}

/// Writes `Progress`, or null if it is not a 64-bit integer: many parsers reject `1e999`.
fn progress(out: &mut dyn Write, inspection: &Inspection<'_>) -> io::Result<()> {
    let member = inspection.callback.as_ref().and_then(|callback| callback.field(Field::Progress));
    match member.and_then(|member| member.value.integer()) {
        Some(Integer::Exact(number)) => write!(out, "{number}"),
        Some(Integer::Large) | None => out.write_all(b"null"),
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
