//! Positions and regions in a source, counted the way editors count them.

/// A position in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The byte offset, 0-based.
    pub offset: usize,
    /// The line number, 1-based.
    pub line: usize,
    /// The column in Unicode code points, 1-based; each byte that is not UTF-8 counts as one.
    pub column: usize,
}

impl Position {
    /// The start of a source.
    pub const START: Self = Self { offset: 0, line: 1, column: 1 };

    /// Returns the position after `text`, which starts at this one.
    #[must_use]
    pub fn after(self, text: &[u8]) -> Self {
        let offset = self.offset + text.len();
        match memchr::memrchr(b'\n', text) {
            Some(last) => {
                let lines = memchr::memchr_iter(b'\n', text).count();
                let line = &text[last + 1..];
                Self { offset, line: self.line + lines, column: 1 + code_points(line) }
            }
            None => Self { offset, line: self.line, column: self.column + code_points(text) },
        }
    }
}

fn code_points(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().count(),
        Err(_) => {
            let chunks = bytes.utf8_chunks();
            chunks.map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum()
        }
    }
}

/// A byte range in a source, with line and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The position of the first character.
    pub start: Position,
    /// The position after the last character.
    pub end: Position,
}

impl Region {
    /// Returns the length in bytes.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.end.offset - self.start.offset
    }
}
