//! A line of a source with a mark, fitted to the width of a terminal.

use std::ops::Range;

use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr};

/// Shown in place of the text that is cut off.
const CUT: &str = "...";

/// The least number of columns for notes. With fewer below their mark, they begin further left.
const ENOUGH: usize = 50;

/// The least width of a line, in columns.
pub const NARROWEST: usize = 20;

/// A line, trimmed to a width.
pub struct MarkedLine {
    /// The text.
    pub text: String,
    /// The column at which the mark begins, 0-based, and its number of columns, at least 1.
    mark: (usize, usize),
}

/// What is shown below a line.
pub struct Below {
    /// The column of the carets, 0-based.
    pub column: usize,
    /// The carets.
    pub carets: String,
    /// The column of the notes, 0-based.
    pub indent: usize,
    /// Whether the first note follows the carets on their line.
    pub is_inline: bool,
    /// The lines of the notes, each with the index of its note.
    pub notes: Vec<(usize, String)>,
}

impl MarkedLine {
    /// Trims a line to `width` columns, at least [`NARROWEST`], so that the mark, a byte range, is visible.
    pub fn new(line: &str, mark: Range<usize>, width: usize) -> Self {
        let [before, marked] = [&line[..mark.start], &line[mark.clone()]].map(UnicodeWidthStr::width);
        let total = line.width();
        if total <= width {
            return Self { text: line.to_owned(), mark: (before, marked.max(1)) };
        }
        // A third of the line before the mark, unless the mark is long or the end is near.
        let shown = marked.min(width.saturating_sub(2 * CUT.len()));
        let context = (width.saturating_sub(shown) / 2).min(width / 3);
        let from = before.saturating_sub(context).min(total.saturating_sub(width));
        let (from, start) = if from > 0 { (from + CUT.len(), CUT) } else { (0, "") };
        let room = width.saturating_sub(start.len());
        let is_cut = total - from > room;
        let room = if is_cut { room.saturating_sub(CUT.len()) } else { room };
        let (skipped, text) = columns(line, from, room);
        let end = if is_cut { CUT } else { "" };
        let column = (start.len() + before).saturating_sub(skipped).min(width.saturating_sub(1));
        let visible = (start.len() + text.width()).saturating_sub(column);
        Self { text: format!("{start}{text}{end}"), mark: (column, marked.min(visible).max(1)) }
    }

    /// Arranges the mark, and notes on it, below the line.
    pub fn below(&self, symbol: char, notes: &[String], width: usize) -> Below {
        let (column, length) = self.mark;
        let carets = symbol.to_string().repeat(length);
        let behind = column + length + 1;
        let first = notes.first().map_or(0, |note| note.width());
        let longest = notes.iter().map(|note| note.width()).max().unwrap_or_default();
        let is_inline = behind + first <= width;
        let indent = match is_inline {
            true if behind + longest <= width => behind,
            _ => column.min(width.saturating_sub(longest.max(ENOUGH))),
        };
        let wrapped = notes.iter().enumerate().flat_map(|(index, note)| {
            let lines = if index == 0 && is_inline {
                vec![note.clone()]
            } else {
                wrap(note, width - indent.min(width), "  ")
            };
            lines.into_iter().map(move |line| (index, line))
        });
        Below { column, carets, indent, is_inline, notes: wrapped.collect() }
    }
}

/// Breaks a text into lines of at most `width` columns, between words only. All but the first are indented by `indent`.
pub fn wrap(text: &str, width: usize, indent: &str) -> Vec<String> {
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .subsequent_indent(indent);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Returns up to `count` columns of a line from the column `from`, and the column at which they begin.
fn columns(line: &str, from: usize, count: usize) -> (usize, &str) {
    let (mut column, mut start, mut end) = (0, None, line.len());
    for (at, letter) in line.char_indices() {
        if start.is_none() && column >= from {
            start = Some((column, at));
        }
        column += letter.width().unwrap_or_default();
        if let Some((begin, _)) = start
            && column > begin + count
        {
            end = at;
            break;
        }
    }
    start.map_or((column, ""), |(begin, at)| (begin, &line[at..end]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::proptest_config::config;

    #[test]
    fn a_long_line_is_trimmed_around_its_mark() {
        let line = format!("{}MARK{}", "a".repeat(100), "b".repeat(100));
        let MarkedLine { text, mark } = MarkedLine::new(&line, 100..104, 40);
        assert_eq!(text, "...aaaaaaaaaaMARKbbbbbbbbbbbbbbbbbbbb...");
        assert_eq!(mark, (13, 4));
        let MarkedLine { text, mark } = MarkedLine::new(&line, 0..4, 40);
        assert_eq!(text, format!("{}...", "a".repeat(37)));
        assert_eq!(mark, (0, 4));
        let MarkedLine { text, mark } = MarkedLine::new(&line, 204..204, 40);
        assert_eq!(text, format!("...{}", "b".repeat(37)));
        assert_eq!(mark, (39, 1));
    }

    #[test]
    fn notes_are_next_to_the_mark_if_there_is_room() {
        let line = MarkedLine::new("{\"a\": 1}", 6..7, 80);
        let below = line.below('^', &["error: b".to_owned(), "help: c".to_owned()], 80);
        assert!(below.is_inline);
        assert_eq!((below.column, below.indent, &*below.carets), (6, 8, "^"));
        let long = format!("error: {}", "word ".repeat(30));
        let below = line.below('^', &[long], 80);
        assert!(!below.is_inline && below.notes.iter().all(|(_, note)| note.width() <= 80));
        assert_eq!((below.indent, below.notes.len()), (0, 3));
    }

    #[test]
    fn words_are_not_broken() {
        let url = format!("https://a.qq.com/{}", "a".repeat(80));
        assert_eq!(
            wrap(&format!("see {url} for-more"), 40, "  "),
            ["see", &format!("  {url}"), "  for-more"]
        );
    }

    proptest! {
        #![proptest_config(config(2000))]

        #[test]
        fn a_line_fits_and_its_mark_is_visible(
            line in "[a-c 音é]{0,120}",
            (one, other) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            width in NARROWEST..90,
        ) {
            let places: Vec<_> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
            let [one, other] = [one, other].map(|index| places[index.index(places.len())]);
            let marked = MarkedLine::new(&line, one.min(other)..one.max(other), width);
            let notes = ["error: a b c".to_owned(), "help: d".to_owned()];
            let below = marked.below('^', &notes, width);
            prop_assert!(marked.text.width() <= width, "{:?}", marked.text);
            prop_assert!(marked.mark.0 + marked.mark.1 <= marked.text.width() + 1);
            prop_assert_eq!(below.notes.iter().filter(|(_, note)| !note.starts_with(' ')).count(), notes.len());
        }
    }
}
