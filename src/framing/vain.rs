//! How far broken documents have been followed without an end to be found, so that none is followed over the same text as far
//! again.

/// Where broken documents have been followed in vain: offsets, or bytes from where a text begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vain {
    /// How far they have been. One that begins before is followed only as far again as it came without a mistake.
    pub to: usize,
    /// Behind the innermost bracket that was open where one broke: before the first thing in it that is not JSON, or
    /// where it could not go on. A document that begins before breaks there too, so it ends where another may begin.
    pub open: usize,
}

impl Vain {
    /// All that is known of from two looks.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { to: self.to.max(other.to), open: self.open.max(other.open) }
    }

    /// The same, as bytes from an offset.
    #[must_use]
    pub const fn from(self, at: usize) -> Self {
        Self { to: self.to.saturating_sub(at), open: self.open.saturating_sub(at) }
    }
}
