//! Records how far broken documents were scanned, so that the same text is not scanned again and again.

/// The extent of scans that did not find the end of a document, in bytes from the start of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// The end of the scans. A document that begins before it gets less lenience.
    pub to: usize,
    /// The offset after the innermost open bracket at the first violation. A document that begins before it breaks at
    /// the same place, so it ends at the next line or callback that may begin a document.
    pub open: usize,
}

impl Scanned {
    /// Combines the results of two scans.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { to: self.to.max(other.to), open: self.open.max(other.open) }
    }

    /// Converts the offsets to bytes from `at`.
    #[must_use]
    pub const fn relative_to(self, at: usize) -> Self {
        Self { to: self.to.saturating_sub(at), open: self.open.saturating_sub(at) }
    }
}
