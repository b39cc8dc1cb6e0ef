//! The state of the splitter between two texts.

use memchr::memmem;

use crate::framing::encoding::UTF8_MARK;
use crate::framing::scanned::Scanned;
use crate::json::whitespace::is_blank;

/// The state of the splitter between documents. It contains everything that the next text depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub(super) list: List,
    /// Whether there are only blanks on this line so far.
    pub(super) at_line_start: bool,
    /// The indent of this line in bytes.
    pub(super) indent: usize,
    /// Whether the text before ends with `}` inside an array, markup or a code block.
    pub(super) is_behind_brace: bool,
    /// Whether NUL bytes have been reported here, so that more of them are skipped.
    pub(super) is_in_nuls: bool,
    /// Whether text that is no document has been reported here, so that more lines of it are skipped.
    pub(super) is_in_garbage: bool,
    /// Whether that text is HTML or XML, in which lines may begin with `{`.
    pub(super) is_in_markup: bool,
    /// Whether the opening line of a Markdown code block has been reported, so that its closing line is skipped.
    pub(super) is_in_code_block: bool,
    /// The extent of scans that did not find the end of an object opened by a line that is no document, in bytes from here.
    pub(super) garbage_scanned: usize,
    /// The extent of scans that did not find the end of a document.
    pub(super) scanned: Scanned,
}

impl State {
    /// The state at the start of a source or segment.
    pub const START: Self = Self {
        list: List::Outside,
        at_line_start: true,
        indent: 0,
        is_behind_brace: false,
        is_in_nuls: false,
        is_in_garbage: false,
        is_in_markup: false,
        is_in_code_block: false,
        garbage_scanned: 0,
        scanned: Scanned { to: 0, open: 0 },
    };

    /// Returns whether a line that starts with `{` begins a segment here.
    #[must_use]
    pub const fn is_behind_brace(self) -> bool {
        self.is_behind_brace
    }

    /// Returns whether the last text of a source contains anything to report.
    #[must_use]
    pub fn has_more(self, text: &[u8]) -> bool {
        let is_text =
            |chunk: &[u8]| chunk.iter().any(|byte| !is_blank(*byte) && (*byte != 0 || !self.is_in_nuls));
        let mut rest = text;
        while let Some(mark) = memmem::find(rest, UTF8_MARK) {
            if is_text(&rest[..mark]) {
                return true;
            }
            rest = &rest[mark + UTF8_MARK.len()..];
        }
        is_text(rest) || !self.is_outside()
    }

    /// Returns whether no top-level array is open.
    #[must_use]
    pub fn is_outside(self) -> bool {
        self.list == List::Outside
    }

    /// Converts offsets in a text to bytes from `at`.
    pub(super) fn relative_to(self, at: usize) -> Self {
        let garbage_scanned = self.garbage_scanned.saturating_sub(at);
        Self { garbage_scanned, scanned: self.scanned.relative_to(at), ..self }
    }
}

/// The position relative to a top-level array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// In no array.
    Outside,
    /// After the opening bracket.
    Opened,
    /// After a comma.
    AfterComma,
    /// After an element.
    AfterElement,
    /// In the rest of a document that is too large.
    Skipped,
}
