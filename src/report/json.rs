//! `json`: one JSON object a line for each callback. The fields are a promise; the README documents them.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;
use serde_json::value::RawValue;

use super::Report;
use crate::inspection::Inspection;
use crate::json::{Integer, Value};
use crate::locate::Finding;
use crate::position::Region;
use crate::spec::Field;
use crate::text;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Report for Json {
    fn callback(&self, source: &str, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut serializer = serde_json::Serializer::with_formatter(&mut *out, SafeFormatter);
        Row::of(source, inspection).serialize(&mut serializer)?;
        writeln!(out)
    }
}

#[derive(Serialize)]
struct Row<'i> {
    source: &'i str,
    line: usize,
    index: usize,
    valid: bool,
    status: Option<&'i str>,
    task_id: Option<&'i str>,
    progress: Option<Progress<'i>>,
    media_url: Option<&'i str>,
    subtitles_url: Option<&'i str>,
    fail_message: Option<&'i str>,
    findings: Findings<'i>,
}

impl<'i> Row<'i> {
    fn of(source: &'i str, inspection: &'i Inspection<'_>) -> Self {
        Self {
            source,
            line: inspection.document.start.line,
            index: inspection.document.index,
            valid: inspection.is_valid(),
            status: inspection.text(Field::Status),
            task_id: inspection.text(Field::TaskId),
            progress: Progress::of(inspection),
            media_url: inspection.text(Field::MediaUrl),
            subtitles_url: inspection.text(Field::SubtitlesUrl),
            fail_message: inspection.text(Field::FailMessage),
            findings: Findings(&inspection.findings),
        }
    }
}

/// An integer; one that does not fit stays as it is written.
#[derive(Serialize)]
#[serde(untagged)]
enum Progress<'i> {
    Exact(i64),
    AsWritten(&'i RawValue),
}

impl<'i> Progress<'i> {
    fn of(inspection: &'i Inspection<'_>) -> Option<Self> {
        let value = &inspection.callback.as_ref()?.field(Field::Progress)?.value;
        match (value.integer()?, value) {
            (Integer::Exact(number), _) => Some(Self::Exact(number)),
            (Integer::Large, Value::Number(text)) => serde_json::from_str(text).ok().map(Self::AsWritten),
            (Integer::Large, _) => None,
        }
    }
}

struct Findings<'i>(&'i [Finding]);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(FindingRow::of))
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
    fn of(finding: &'i Finding) -> Self {
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

/// Writes compact JSON in which unsafe characters are escaped, so that it loses nothing and commands no terminal.
struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if text::is_plain(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, letter)) = rest.char_indices().find(|(_, letter)| text::is_unsafe(*letter)) {
            let (before, behind) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = behind.get(letter.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}
