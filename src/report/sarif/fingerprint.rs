//! What tells a finding from others when the callbacks, or a callback's members, come in another order.

use std::collections::HashMap;
use std::hash::Hasher as _;

use fnv::FnvHasher;

use super::objects::PartialFingerprints;
use crate::contract::Field;
use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::redact::{redacted_pointer, redacted_value};

/// The fingerprints of the findings in one callback, each made of the task, the rule, the pointer, and how many findings
/// of this kind came before in the callback. Where there is no task, all that the fields say counts, or the bytes of
/// what is no JSON. All of it redacted, so that hiding what URLs tell changes nothing.
pub struct Fingerprints {
    /// The task's part, which is the same for all and may be long.
    task: u64,
    /// How many findings of a rule at a pointer have come.
    met: HashMap<(&'static str, String), usize>,
}

impl Fingerprints {
    /// For the findings of a callback, which come in order.
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

    /// The fingerprint of the next finding, as SARIF has it: by the name of what it is made of.
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
    // No UTF-8 text has this byte.
    hasher.write(&[0xFF]);
}
