//! What the splitter knows of a text that it has not split yet, from what came before.

use std::ops::Range;

use memchr::memmem;

use crate::framing::encoding::UTF8_MARK;
use crate::framing::vain::Vain;
use crate::json::syntax_error::Malformed;
use crate::json::whitespace::is_blank;

/// A part of the text that was meant as one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// Why it is not worth reading, where that shows already; its offset counts from the start of the range.
    pub fault: Option<Malformed>,
}

/// Where between documents a text begins: all that is to be known of what came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub(super) list: List,
    /// Whether only blanks have come on this line.
    pub(super) at_line_start: bool,
    /// With how many blanks this line begins.
    pub(super) indent: usize,
    /// Whether what came before ends in `}`, within an array.
    pub(super) is_behind_brace: bool,
    /// Whether NUL bytes have been reported here, so that more of them are passed.
    pub(super) is_in_nuls: bool,
    /// How far ahead objects that stray lines opened have been followed in vain: bytes.
    pub(super) garbage_vain: usize,
    /// How far ahead broken documents have been.
    pub(super) vain: Vain,
}

impl State {
    /// The beginning of a source, or any other place where nothing before matters.
    pub const START: Self = Self {
        list: List::Outside,
        at_line_start: true,
        indent: 0,
        is_behind_brace: false,
        is_in_nuls: false,
        garbage_vain: 0,
        vain: Vain { to: 0, open: 0 },
    };

    /// Whether a line that begins with `{` would begin a segment here, though what came before is not at hand.
    #[must_use]
    pub const fn is_behind_brace(self) -> bool {
        self.is_behind_brace
    }

    /// Whether anything is to be said about the last text of a source.
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

    /// Whether no top-level array is open.
    #[must_use]
    pub fn is_outside(self) -> bool {
        self.list == List::Outside
    }
}

/// Where in a top-level array the next piece stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// In none.
    Outside,
    /// Just behind the opening bracket.
    Opened,
    /// Behind a comma.
    AfterComma,
    /// Behind an element.
    AfterElement,
    /// In what is left of a document that is too large.
    Skipped,
}
