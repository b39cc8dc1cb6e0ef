//! Memory that a thread keeps from task to task: new memory costs time.

/// The size in bytes of a file that is read at once.
const SMALL_FILE: usize = 1 << 14;

/// The largest capacity of a block that is kept, in bytes.
const MAX_BLOCK: usize = 1 << 18;

/// The memory of a thread.
pub struct Memory {
    /// For the beginning of a source.
    pub head: Vec<u8>,
    /// That of the last block.
    block: Vec<u8>,
}

impl Memory {
    /// Allocates the memory.
    pub fn new() -> Self {
        Self { head: vec![0; SMALL_FILE], block: Vec::new() }
    }

    /// Keeps the memory of a block, unless it is large: the thread may wait for long.
    pub fn keep(&mut self, block: Vec<u8>) {
        if block.capacity() <= MAX_BLOCK {
            self.block = block;
        }
    }

    /// Takes the memory of the last block.
    pub fn take_block(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.block)
    }
}
