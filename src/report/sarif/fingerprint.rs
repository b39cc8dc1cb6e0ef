//! Identifies findings even if callbacks, or members of a callback, change their order.

use std::collections::HashMap;
use std::hash::Hasher as _;

use fnv::FnvHasher;

use super::objects::PartialFingerprints;
use crate::contract::Field;
use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::redact::{redacted_pointer, redacted_value};

/// The fingerprints of the findings in one callback. Each consists of the task, the rule, the pointer, and the number
/// of earlier findings of that kind in the callback. Without a task, the values of all fields identify the callback,
/// or the bytes if it is not JSON. Everything is redacted first, so `--redact` does not change fingerprints.
pub struct Fingerprints {
    /// The part for the task. It is the same for all findings and may be long.
    task: u64,
    /// The number of findings so far, by rule and pointer.
    met: HashMap<(&'static str, String), usize>,
}

impl Fingerprints {
    /// Creates the fingerprints of a callback.
    pub fn new(inspection: &Inspection<'_>) -> Self {
        let mut hasher = FnvHasher::default();
        match inspection.text(Field::TaskId).filter(|id| !id.is_empty()) {
            _ if inspection.findings.is_empty() => {}
            Some(id) => add(&mut hasher, redacted_value(None, id).as_bytes()),
            None if inspection.callback.is_some() => {
                for field in Field::ALL {
                    let text = inspection.text(field).unwrap_or_default();
                    add(&mut hasher, redacted_value(Some(field), text).as_bytes());
                }
            }
            None => add(&mut hasher, inspection.document.bytes()),
        }
        Self { task: hasher.finish(), met: HashMap::new() }
    }

    /// Returns the fingerprint of the next finding, under a name with a version.
    pub fn next(&mut self, finding: &Finding) -> PartialFingerprints {
        let pointer = redacted_pointer(&finding.pointer);
        let before = self.met.entry((finding.rule.id, pointer.clone())).or_default();
        let mut hasher = FnvHasher::with_key(self.task);
        for part in [finding.rule.id, &pointer, &before.to_string()] {
            add(&mut hasher, part.as_bytes());
        }
        *before += 1;
        PartialFingerprints { callback_finding: format!("{:016x}", hasher.finish()) }
    }
}

fn add(hasher: &mut FnvHasher, part: &[u8]) {
    hasher.write(part);
    // This byte never occurs in UTF-8.
    hasher.write(&[0xFF]);
}
