//! Positions and regions of a source, as editors and other tools count them.

/// A place in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// In bytes, 0-based.
    pub offset: usize,
    /// 1-based.
    pub line: usize,
    /// In Unicode code points, 1-based; each byte that is not UTF-8 counts as one.
    pub column: usize,
}

impl Position {
    /// The beginning of a source.
    pub const START: Self = Self { offset: 0, line: 1, column: 1 };

    /// The position behind `passed`, which begins here.
    #[must_use]
    pub fn after(self, passed: &[u8]) -> Self {
        if passed.is_empty() {
            return self;
        }
        let offset = self.offset + passed.len();
        match memchr::memrchr(b'\n', passed) {
            Some(last) => {
                let lines = memchr::memchr_iter(b'\n', passed).count();
                let line = &passed[last + 1..];
                Self { offset, line: self.line + lines, column: 1 + code_points(line) }
            }
            None => Self { offset, line: self.line, column: self.column + code_points(passed) },
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

/// A block of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Where it begins.
    pub start: Position,
    /// Where it has ended: just behind its last character.
    pub end: Position,
}

impl Region {
    /// Its length in bytes.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.end.offset - self.start.offset
    }
}
