//! The findings of a document as excerpts of its lines, each with a caret, a message and help, like the errors of compilers.

use std::ops::Range;

use memchr::{memchr, memrchr};
use owo_colors::Style;

use crate::escape::escape;
use crate::framing::document::Document;
use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::position::Region;
use crate::redact::{HIDDEN, secrets_of_document};
use crate::report::marked_line::{MarkedLine, NARROWEST};
use crate::report::terminal::Terminal;
use crate::source::walk::Source;

/// The number of bytes shown on each side of the caret, more than a terminal is wide. It is much less than a line may be
/// long, because a line may have hundreds of findings.
const REACH: usize = 500;

/// The color of line numbers and of marks that explain others.
const CONTEXT: Style = Style::new().bright_blue().bold();

/// Renders findings of a document, in the order of the text: each line of the source once, with its findings below. A line that
/// is wider than the terminal is trimmed around each finding. Ends with a line break.
#[must_use]
pub fn render(
    terminal: Terminal,
    source: &Source,
    inspection: &Inspection<'_>,
    findings: &[&Finding],
) -> String {
    let Some(first) = findings.first() else { return String::new() };
    let mut marks: Vec<_> = findings.iter().flat_map(|finding| Mark::of(finding)).collect();
    marks.sort_by_key(|mark| mark.region.start.offset);
    let digits = marks.iter().map(|mark| mark.region.start.line.to_string().len()).max().unwrap_or_default();
    let width = terminal.width.saturating_sub(digits + " | ".len()).max(NARROWEST);
    let gutter = |number: &str| terminal.paint(format_args!("{number:>digits$} |"), CONTEXT);

    let start = first.region.start;
    let arrow = terminal.paint(format_args!("{:digits$}-->", ""), CONTEXT);
    let path = format!("{}:{}:{}", escape(source.bytes()), start.line, start.column);
    let mut lines = vec![format!("{arrow} {path}"), gutter("")];
    let mut shown = None;
    for Mark { region, style, notes, symbol } in marks {
        let (text, marked) = line_of(inspection, region);
        let line = MarkedLine::new(&text, marked, width);
        let is_shown = shown.as_ref() == Some(&(region.start.line, line.text.clone()));
        if !is_shown {
            lines.push(format!("{} {}", gutter(&region.start.line.to_string()), line.text));
        }
        let below = line.below(symbol, &notes, width);
        let carets = terminal.paint(below.carets, style);
        let mut texts = below.notes.iter().map(|(note, text)| match note {
            0 => terminal.paint(text, style),
            _ => text.clone(),
        });
        let inline = if below.is_inline { texts.next() } else { None };
        let inline = inline.map(|text| format!(" {text}")).unwrap_or_default();
        lines.push(format!("{} {}{carets}{inline}", gutter(""), " ".repeat(below.column)));
        lines.extend(texts.map(|text| format!("{} {}{text}", gutter(""), " ".repeat(below.indent))));
        shown = Some((region.start.line, line.text));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A marked part of the source, with what to say about it.
struct Mark {
    region: Region,
    style: Style,
    symbol: char,
    /// The message, and the help.
    notes: Vec<String>,
}

impl Mark {
    /// Returns the marks of a finding.
    fn of(finding: &Finding) -> Vec<Self> {
        let style = Terminal::style(finding.level);
        let message = format!("{}[{}]: {}", finding.level.name(), finding.rule.id, escape(&finding.message));
        let help = finding.help.iter().map(|help| format!("help: {}", escape(help)));
        let notes = std::iter::once(message).chain(help).collect();
        let primary = Self { region: finding.region, style, symbol: '^', notes };
        let related = finding.related.map(|(region, label)| Self {
            region,
            style: CONTEXT,
            symbol: '-',
            notes: vec![label.to_owned()],
        });
        related.into_iter().chain([primary]).collect()
    }
}

/// Returns the line on which a region starts, escaped, and the byte range of the region on it. Of a long line, returns only what is
/// near the region.
fn line_of(inspection: &Inspection<'_>, region: Region) -> (String, Range<usize>) {
    let document = &inspection.document;
    let bytes = document.around;
    // The offset of the block in the source.
    let base = document.start.offset.saturating_sub(document.range.start);
    let start = region.start.offset.saturating_sub(base).min(bytes.len());
    // A region of several lines is marked on its first line.
    let end = region.end.offset.saturating_sub(base).min(end_of_line(bytes, start)).max(start);
    let window = begin_of_line(bytes, start)..end_of_line(bytes, start);
    let is_alone = inspection.is_found && inspection.secrets.is_some();
    let window = clipped(window, bytes, &document.range, &(start..start), is_alone);
    let secrets = secrets_in(inspection, &window);
    let mut writer = SafeText::new(bytes, window, secrets);
    let marked = start..end.min(writer.window.end);
    for mark in [marked.start, marked.end, writer.window.end] {
        writer.write_to(mark);
    }
    (writer.text.clone(), writer.shown(marked))
}

/// Escapes the bytes of a source, and maps offsets in the source to offsets in the text.
struct SafeText<'a> {
    bytes: &'a [u8],
    window: Range<usize>,
    text: String,
    /// The ranges to hide, in order.
    secrets: Vec<Range<usize>>,
    /// The offset in the source up to which bytes are escaped.
    written: usize,
    /// Offsets in the source, each with its offset in the text.
    marks: Vec<(usize, usize)>,
}

impl<'a> SafeText<'a> {
    fn new(bytes: &'a [u8], window: Range<usize>, secrets: Vec<Range<usize>>) -> Self {
        Self { bytes, secrets, written: window.start, window, text: String::new(), marks: Vec::new() }
    }

    fn write_to(&mut self, offset: usize) {
        let offset = offset.clamp(self.written, self.window.end);
        for secret in std::mem::take(&mut self.secrets) {
            if self.written < secret.end && secret.start < offset {
                self.write_plain(secret.start.max(self.written));
                if secret.start >= self.written || self.text.is_empty() {
                    self.text.push_str(HIDDEN);
                }
                self.written = secret.end.min(offset);
            }
            if secret.end > offset {
                self.secrets.push(secret);
            }
        }
        self.write_plain(offset);
        self.marks.push((offset, self.text.len()));
    }

    fn write_plain(&mut self, offset: usize) {
        let part = &self.bytes[self.written..offset];
        for (index, line) in part.split(|byte| *byte == b'\n').enumerate() {
            if index > 0 {
                self.text.push('\n');
            }
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            for (index, run) in line.split(|byte| *byte == b'\t').enumerate() {
                if index > 0 {
                    self.text.push_str("    ");
                }
                self.push(run);
            }
        }
        self.written = self.written.max(offset);
    }

    fn push(&mut self, mut run: &[u8]) {
        if let Some(rest) = run.strip_prefix(b"#").filter(|_| self.text.ends_with('#')) {
            // The text is safe alone, but not after what was written before a mark.
            self.text.extend('#'.escape_unicode());
            run = rest;
        }
        self.text.push_str(&escape(run));
    }

    /// Returns the range in the text for a range of the source. Both ends must have been written.
    fn shown(&self, range: Range<usize>) -> Range<usize> {
        let shown = |offset: usize| {
            let mark = self.marks.iter().find(|(source, _)| *source >= offset).or(self.marks.last());
            mark.map_or(0, |(_, text)| *text)
        };
        shown(range.start)..shown(range.end)
    }
}

/// Returns the ranges to hide in a window, in order. A window may include other documents. URLs do not cross lines,
/// so whole lines are scanned.
fn secrets_in(inspection: &Inspection<'_>, window: &Range<usize>) -> Vec<Range<usize>> {
    let Some(known) = &inspection.secrets else { return Vec::new() };
    let Document { around, range, .. } = &inspection.document;
    let secrets_of = |part: Range<usize>| {
        let text = &around[part.clone()];
        let secrets = secrets_of_document(text).into_iter();
        secrets.map(move |secret| part.start + secret.start..part.start + secret.end)
    };
    let before = (window.start < range.start).then(|| {
        let start = memrchr(b'\n', &around[..window.start]).map_or(0, |newline| newline + 1);
        secrets_of(start..range.start)
    });
    let behind = (range.end < window.end).then(|| {
        let end = memchr(b'\n', &around[window.end..]).map_or(around.len(), |newline| window.end + newline);
        secrets_of(range.end..end)
    });
    let first = known.partition_point(|secret| secret.end <= window.start);
    let known = known.iter().skip(first).take_while(|secret| secret.start < window.end).cloned();
    before.into_iter().flatten().chain(known).chain(behind.into_iter().flatten()).collect()
}

/// Clips a window to its document at an end within a line, unless the mark is outside. Redacting a part of another
/// document requires a scan of the whole line, which is quadratic if many documents share it. If the document `is_alone`,
/// no other text is shown: its secrets may be escaped in any way.
fn clipped(
    window: Range<usize>,
    bytes: &[u8],
    document: &Range<usize>,
    marked: &Range<usize>,
    is_alone: bool,
) -> Range<usize> {
    let begins_line = window.start.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b'\n'));
    let ends_line = bytes.get(window.end).is_none_or(|byte| *byte == b'\n');
    let start = if (begins_line && !is_alone) || marked.start < document.start { 0 } else { document.start };
    let end = if (ends_line && !is_alone) || document.end < marked.end { bytes.len() } else { document.end };
    window.start.max(start)..window.end.min(end)
}

/// Returns the start of the line of `at`, or an offset on it that is close enough.
fn begin_of_line(bytes: &[u8], at: usize) -> usize {
    let reach = at.checked_sub(REACH).map_or(0, |reach| char_boundary(bytes, reach));
    memrchr(b'\n', &bytes[reach..at]).map_or(reach, |newline| reach + newline + 1)
}

/// Returns the end of the line of `at`, or an offset on it that is close enough.
fn end_of_line(bytes: &[u8], at: usize) -> usize {
    let reach = char_boundary(bytes, (at + REACH).min(bytes.len()));
    memchr(b'\n', &bytes[at..reach]).map_or(reach, |newline| at + newline)
}

/// Returns the next offset between UTF-8 characters.
fn char_boundary(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    at + rest.iter().take(3).take_while(|byte| matches!(byte, 0x80..=0xBF)).count()
}
