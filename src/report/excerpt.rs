//! A finding as an excerpt of the source with a caret, like the errors of compilers.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Kind, Snippet};
use memchr::{memchr, memrchr};
use owo_colors::Style;

use crate::escape::escape;
use crate::framing::document::Document;
use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::position::Region;
use crate::redact::{HIDDEN, secrets_of_document};
use crate::report::terminal::Terminal;
use crate::rules::Level;
use crate::source::walk::Source;

/// The number of bytes shown on each side of the caret. It is more than a terminal is wide, because the renderer
/// trims lines to the terminal. It is much less than a line may be long, because a line may have hundreds of
/// findings.
const REACH: usize = 500;

/// The columns that the renderer adds to an excerpt, without the line number.
const MARGIN: usize = 16;

/// Renders a finding with message, position, excerpt and help. Does not end with a line break.
#[must_use]
pub fn render(terminal: Terminal, source: &Source, inspection: &Inspection<'_>, finding: &Finding) -> String {
    let mut excerpt = Excerpt::new(inspection, finding);
    let (kind, color) = match finding.level {
        Level::Error => (Kind::ERROR, Style::new().bright_red().bold()),
        Level::Warning | Level::Allow => (Kind::WARNING, Style::new().yellow().bold()),
    };
    let start = finding.region.start;
    let gutter = " ".repeat(start.line.to_string().len());
    excerpt.clip(terminal.width.saturating_sub(gutter.len() + MARGIN));
    let title = terminal.paint(format_args!("{}[{}]", finding.level.name(), finding.rule.id), color);
    let message = terminal.paint(format_args!(": {}", escape(&finding.message)), Style::new().bold());
    let arrow = terminal.paint(format_args!("{gutter}-->"), Style::new().bright_blue().bold());
    let head =
        format!("{title}{message}\n{arrow} {}:{}:{}", escape(source.bytes()), start.line, start.column);

    let help = finding.help.as_deref().map(|help| Kind::HELP.message(escape(help)));
    let group = Group::with_level(kind).element(excerpt.into_snippet()).elements(help);
    format!("{head}\n{}", terminal.renderer().render(&[group]))
}

/// Some lines of a source, escaped, with marks.
struct Excerpt {
    text: String,
    first_line: usize,
    primary: Range<usize>,
    related: Option<(Range<usize>, &'static str)>,
}

impl Excerpt {
    fn new(inspection: &Inspection<'_>, finding: &Finding) -> Self {
        let document = &inspection.document;
        let bytes = document.around;
        // The offset of the block in the source.
        let base = document.start.offset.saturating_sub(document.range.start);
        let local = |region: Region| {
            let start = region.start.offset.saturating_sub(base).min(bytes.len());
            // A region of several lines is marked on its first line.
            let end = region.end.offset.saturating_sub(base).min(end_of_line(bytes, start)).max(start);
            start..end
        };
        let primary = local(finding.region);
        let related = finding.related.map(|(region, label)| (local(region), label));
        let related = related.filter(|(range, _)| range.start.abs_diff(primary.start) < REACH);

        let first = related.as_ref().map_or(primary.start, |(range, _)| range.start.min(primary.start));
        let last = related.as_ref().map_or(primary.start, |(range, _)| range.start.max(primary.start));
        let window = begin_of_line(bytes, first)..end_of_line(bytes, last);
        let is_alone = inspection.is_found && inspection.secrets.is_some();
        let window = clipped(window, bytes, &document.range, &(first..last), is_alone);
        let before = &bytes[window.start..primary.start];
        let first_line = finding.region.start.line - memchr::memchr_iter(b'\n', before).count();

        let secrets = secrets_in(inspection, &window);
        let mut writer = SafeText::new(bytes, window, secrets);
        let primary = primary.start..primary.end.min(writer.window.end);
        let mut marks = vec![primary.start, primary.end];
        marks.extend(related.iter().flat_map(|(range, _)| [range.start, range.end]));
        marks.sort_unstable();
        for mark in marks {
            writer.write_to(mark);
        }
        writer.write_to(writer.window.end);
        let related = related.map(|(range, label)| (writer.shown(range), label));
        Self { primary: writer.shown(primary), related, first_line, text: writer.text }
    }

    /// Shortens a mark to a number of columns: the renderer does not trim within a mark.
    fn clip(&mut self, columns: usize) {
        let marked = &self.text[self.primary.clone()];
        let mut left = columns;
        let end = marked.char_indices().find(|(_, letter)| {
            // Characters other than ASCII may take two columns.
            let fits = left.checked_sub(if letter.is_ascii() { 1 } else { 2 });
            left = fits.unwrap_or(0);
            fits.is_none()
        });
        if let Some((end, _)) = end {
            self.primary.end = self.primary.start + end;
        }
    }

    fn into_snippet(self) -> Snippet<'static, Annotation<'static>> {
        let related = self.related.map(|(range, label)| AnnotationKind::Context.span(range).label(label));
        Snippet::source(self.text)
            .line_start(self.first_line)
            .annotation(AnnotationKind::Primary.span(self.primary))
            .annotations(related)
    }
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
