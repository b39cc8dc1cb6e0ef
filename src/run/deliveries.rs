//! Tracks the tasks of a run, to count repeat deliveries and to find tasks with both statuses.
//!
//! The contract does not promise that a callback is sent only once, and senders repeat what is not acknowledged in
//! time. So a repeat delivery is counted, and is no finding. A task that both failed and succeeded is a finding if
//! the rule [`CONFLICTING_DELIVERY`] is enabled.

use std::hash::{BuildHasher as _, RandomState};

use fnv::FnvHashMap;

use crate::contract::{Field, Status};
use crate::escape::escape;
use crate::inspection::Inspection;
use crate::rules;
use crate::rules::settings::Settings;
use crate::rules::{CONFLICTING_DELIVERY, Level};
use crate::source::walk::Source;

/// The tasks of a run.
///
/// A task is identified by a 64-bit hash of its id, so long ids take no more memory. The key of the hash is random in
/// each run, so nobody can send ids that collide. Among ten million tasks, the probability of a collision is 1 in
/// 370,000.
#[derive(Debug)]
pub struct Deliveries {
    /// `None` if tasks are not tracked, or no longer.
    tasks: Option<FnvHashMap<u64, Task>>,
    /// The maximum number of tasks.
    limit: usize,
    hasher: RandomState,
    /// The level of the rule.
    level: Level,
    /// The names of the sources of the tracked callbacks.
    sources: Vec<Box<[u8]>>,
    again: usize,
}

/// The state of a task.
#[derive(Clone, Copy, Debug)]
enum Task {
    /// Seen. Nothing else is known or needed.
    Met,
    /// The first status.
    Ended(Ending),
    /// Both statuses were seen, and reported.
    Conflicting,
}

/// A status and its location. Kept small, because there are many.
#[derive(Clone, Copy, Debug)]
struct Ending {
    status: Status,
    /// The index of the source.
    source: u32,
    /// The line on which the callback begins: 1-based.
    line: usize,
}

impl Deliveries {
    /// Tracks at most `limit` tasks. Beyond that it stops counting, so a count is exact or absent. If the rule is
    /// enabled, it tracks all tasks.
    #[must_use]
    pub fn new(settings: &Settings, limit: usize) -> Self {
        let level = settings.level(&CONFLICTING_DELIVERY);
        let limit = if level == Level::Allow { limit } else { usize::MAX };
        let tasks = (limit > 0).then(FnvHashMap::default);
        Self { tasks, limit, hasher: RandomState::new(), level, sources: Vec::new(), again: 0 }
    }

    /// Returns whether the rule is enabled, so that the order of callbacks matters.
    #[must_use]
    pub fn are_judged(&self) -> bool {
        self.level != Level::Allow
    }

    /// Returns whether tasks are tracked.
    #[must_use]
    pub const fn are_kept(&self) -> bool {
        self.tasks.is_some()
    }

    /// Returns the number of repeat deliveries; `None` if tasks are not tracked.
    #[must_use]
    pub fn again(&self) -> Option<usize> {
        self.tasks.as_ref().map(|_| self.again)
    }

    /// Adds a callback of a source. If it is the first that contradicts the status of its task, adds a finding.
    pub fn enter(&mut self, source: &Source, inspection: &mut Inspection<'_>) {
        let Some(id) = inspection.text(Field::TaskId).filter(|id| !id.is_empty() && self.are_kept()) else {
            return;
        };
        let key = self.hasher.hash_one(id);
        let ending = self.ending(source, inspection);
        if let Some(before) = self.note(key, ending) {
            let place = format!("{}:{}", escape(self.name(before)), before.line);
            let remark = |callback: &_| rules::conflicting_delivery(callback, before.status, &place);
            inspection.add(&CONFLICTING_DELIVERY, self.level, remark);
        }
    }

    /// Adds a callback of a task. Returns the status that it contradicts.
    fn note(&mut self, key: u64, ending: Option<Ending>) -> Option<Ending> {
        let tasks = self.tasks.as_mut()?;
        if let Some(task) = tasks.get_mut(&key) {
            self.again += 1;
            task.contradicted_by(ending?)
        } else if tasks.len() < self.limit {
            tasks.insert(key, ending.map_or(Task::Met, Task::Ended));
            None
        } else {
            self.tasks = None;
            None
        }
    }

    /// Returns the status of a callback; `None` if it has none, or the rule is off.
    fn ending(&mut self, source: &Source, inspection: &Inspection<'_>) -> Option<Ending> {
        let status = inspection.status().filter(|_| self.are_judged())?;
        Some(Ending { status, source: self.remembered(source), line: inspection.document.start.line })
    }

    /// Returns the index of a source. Sources arrive one after another.
    fn remembered(&mut self, source: &Source) -> u32 {
        let name = source.bytes();
        if self.sources.last().is_none_or(|last| **last != *name) {
            self.sources.push(name.into());
        }
        // Memory is exhausted long before the index.
        u32::try_from(self.sources.len() - 1).unwrap_or(u32::MAX)
    }

    fn name(&self, ending: Ending) -> &[u8] {
        self.sources.get(ending.source as usize).map_or(b"", |name| name)
    }
}

impl Task {
    /// Adds a status. Returns the first one if they differ for the first time.
    fn contradicted_by(&mut self, ending: Ending) -> Option<Ending> {
        match *self {
            Self::Met => *self = Self::Ended(ending),
            Self::Ended(before) if before.status != ending.status => {
                *self = Self::Conflicting;
                return Some(before);
            }
            Self::Ended(_) | Self::Conflicting => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::block::BlockRef;
    use crate::inspection::Inspections;

    fn settings(level: Level) -> Settings {
        let mut settings = Settings::new(std::time::SystemTime::UNIX_EPOCH);
        settings.set_level(&CONFLICTING_DELIVERY, level);
        settings
    }

    /// One callback a word: its task and status. `-` is a value that is not a string.
    fn log(words: &str) -> String {
        let lines = words.split_whitespace().map(|word| {
            let (task, status) = word.split_once('=').unwrap_or((word, "SUCCESS"));
            let [task, status] = [task, status].map(|text| match text {
                "-" => "null".to_owned(),
                text => format!("\"{}\"", text.trim_matches('\'')),
            });
            format!("{{\"Payload\":{{\"Status\":{status},\"TaskId\":{task}}}}}\n")
        });
        lines.collect()
    }

    /// Returns the lines of contradicting callbacks, each with the location of the earlier one, and the count.
    fn entered(files: &[(&str, &str)], level: Level, limit: usize) -> (Vec<String>, Option<usize>) {
        let settings = settings(level);
        let mut deliveries = Deliveries::new(&settings, limit);
        let mut found = Vec::new();
        for (path, words) in files {
            let (source, log) = (Source::file(path), log(words));
            for mut inspection in Inspections::new(BlockRef::whole(log.as_bytes()), 0, &settings) {
                deliveries.enter(&source, &mut inspection);
                let conflicts =
                    inspection.findings.iter().filter(|finding| *finding.rule == CONFLICTING_DELIVERY);
                found.extend(conflicts.map(|finding| {
                    assert_eq!((finding.pointer.as_str(), finding.level), ("/Payload/TaskId", level));
                    let (_, before) = finding.message.rsplit_once(' ').unwrap();
                    format!("{path}:{} {before}", finding.region.start.line)
                }));
            }
        }
        (found, deliveries.again())
    }

    #[test]
    fn tasks_and_their_endings() {
        type Files = &'static [(&'static str, &'static str)];
        let table: &[(Files, &[&str], usize)] = &[
            (&[("a", "t u v")], &[], 0),
            (&[("a", "t t t")], &[], 2),
            (&[("a", "t=SUCCESS t=FAIL")], &["a:2 a:1"], 1),
            (&[("a", "t=FAIL u t=FAIL t=SUCCESS")], &["a:4 a:1"], 2),
            (&[("a", "t"), ("b", "u"), ("c", "t=FAIL")], &["c:1 a:1"], 1),
            // A task conflicts at most once.
            (&[("a", "t=FAIL t=SUCCESS t=FAIL"), ("b", "t=SUCCESS")], &["a:2 a:1"], 3),
            // A callback without a known status does not conflict, but counts as a delivery.
            (&[("a", "t=DONE t=FAIL t=- t=SUCCESS")], &["a:4 a:2"], 3),
            (&[("a", "t=fail t=SUCCESS")], &[], 1),
            // A callback without an id belongs to no task.
            (&[("a", "''=FAIL ''=SUCCESS -=FAIL -=SUCCESS")], &[], 0),
            (&[("a", "t=FAIL T=SUCCESS")], &[], 0),
        ];
        for (files, found, again) in table {
            for level in [Level::Warning, Level::Error] {
                let (conflicts, count) = entered(files, level, 0);
                assert_eq!(
                    (conflicts, count),
                    (found.iter().map(|found| (*found).to_owned()).collect(), Some(*again)),
                    "{files:?}"
                );
            }
            // The count is the same without the rule.
            assert_eq!(entered(files, Level::Allow, usize::MAX), (vec![], Some(*again)), "{files:?}");
        }
    }

    #[test]
    fn a_count_is_exact_or_absent() {
        let counted = |words, limit| entered(&[("a", words)], Level::Allow, limit).1;
        assert_eq!(counted("t u t u", 2), Some(2));
        assert_eq!(counted("t u t u v", 2), None);
        assert_eq!(counted("t u v t t t", 2), None);
        assert_eq!(counted("t", 0), None);
        // The rule needs all tasks.
        assert_eq!(entered(&[("a", "t u v w t=FAIL")], Level::Warning, 2).1, Some(1));
    }

    #[test]
    fn a_task_takes_little_memory() {
        assert_eq!(size_of::<(u64, Task)>(), 24);
    }
}
