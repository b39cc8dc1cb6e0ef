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
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let document = &inspection.document;
        out.extend_from_slice(br#"{"source":"#);
        string(out, Some(&source.name()))?;
        out.extend_from_slice(br#","line":"#);
        unsigned(out, document.start.line as u64);
        out.extend_from_slice(br#","index":"#);
        unsigned(out, document.index as u64);
        out.extend_from_slice(br#","layers":"#);
        layers(out, inspection.layers());
        out.extend_from_slice(br#","valid":"#);
        out.extend_from_slice(if inspection.is_valid() { b"true" } else { b"false" });
        out.extend_from_slice(br#","status":"#);
        string(out, inspection.text(Field::Status))?;
        out.extend_from_slice(br#","task_id":"#);
        string(out, inspection.text(Field::TaskId))?;
        out.extend_from_slice(br#","progress":"#);
        progress(out, inspection);
        out.extend_from_slice(br#","media_url":"#);
        string(out, inspection.text(Field::MediaUrl))?;
        out.extend_from_slice(br#","subtitles_url":"#);
        string(out, inspection.text(Field::SubtitlesUrl))?;
        out.extend_from_slice(br#","fail_message":"#);
        string(out, inspection.text(Field::FailMessage))?;
        out.extend_from_slice(br#","findings":"#);
        match inspection.findings.as_slice() {
            [] => out.extend_from_slice(b"[]"),
            findings => serialize(out, &Findings(findings))?,
        }
        out.extend_from_slice(b"}\n");
        Ok(())
    }
}

/// Writes a string, or null. Almost all strings need no escapes and are copied.
fn string(out: &mut Vec<u8>, value: Option<&str>) -> io::Result<()> {
    let Some(value) = value else {
        out.extend_from_slice(b"null");
        return Ok(());
    };
    let is_plain = |byte| matches!(byte, b' '..=b'~') & (byte != b'"') & (byte != b'\\') & (byte != b'#');
    if !escape::all(value.as_bytes(), is_plain) {
        return serialize(out, value);
    }
    out.push(b'"');
    out.extend_from_slice(value.as_bytes());
    out.push(b'"');
    Ok(())
}

/// Writes an integer in decimal. The formatting of the standard library takes several times as long.
fn unsigned(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return out.extend_from_slice(&digits[start..]);
        }
    }
}

/// Writes the names of layers, which need no escapes.
fn layers(out: &mut Vec<u8>, layers: Layers) {
    out.push(b'[');
    for (index, layer) in layers.iter().enumerate() {
        out.extend_from_slice(if index > 0 { b",\"" } else { b"\"" });
        out.extend_from_slice(layer.name().as_bytes());
        out.push(b'"');
    }
    out.push(b']');
}

/// Writes `Progress`, or null if it is not a 64-bit integer: many parsers reject `1e999`.
fn progress(out: &mut Vec<u8>, inspection: &Inspection<'_>) {
    let member = inspection.callback.as_ref().and_then(|callback| callback.field(Field::Progress));
    match member.and_then(|member| member.value.integer()) {
        Some(Integer::Exact(number)) => {
            if number < 0 {
                out.push(b'-');
            }
            unsigned(out, number.unsigned_abs());
        }
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
