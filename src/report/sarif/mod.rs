//! The format `sarif`: the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), for code scanning.
//!
//! A log is one JSON document. It is written as a stream, so memory is bounded: first the tool and its rules, then
//! one result per finding, then the invocation.

mod catalogue;
mod fingerprint;
mod location;
mod objects;

use std::io::{self, Write};

use fingerprint::Fingerprints;
use objects::{Invocation, Location, Message, Notification, PartialFingerprints};

use super::base::Base;
use super::summary::Summary;
use super::text::Text;
use super::{Report, json, place_without_file};
use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::rules::{Level, RULES};
use crate::source::unreadable::Unreadable;
use crate::source::walk::Source;

/// The format.
#[derive(Clone, Debug)]
pub struct Sarif {
    /// The directory that paths are relative to.
    pub base: Base,
}

impl Report for Sarif {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, r#"{{"$schema":"{}","version":"2.1.0","runs":[{{"tool":"#, objects::SCHEMA)?;
        json::serialize(out, &catalogue::tool())?;
        out.write_all(b",\"columnKind\":\"unicodeCodePoints\",\"results\":[\n")
    }

    fn callback(&self, source: &Source, inspection: &Inspection<'_>, text: &mut Text) -> io::Result<()> {
        let out = &mut text.bytes;
        let mut fingerprints = Fingerprints::new(inspection);
        for (index, finding) in inspection.findings.iter().enumerate() {
            if index > 0 {
                out.write_all(self.separator().as_bytes())?;
            }
            json::serialize(out, &self.result(source, finding, fingerprints.next(finding)))?;
        }
        Ok(())
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn finish(&self, summary: &Summary, unreadable: &[Unreadable], out: &mut dyn Write) -> io::Result<()> {
        let mut notifications: Vec<_> =
            unreadable.iter().map(|unreadable| self.notification(unreadable)).collect();
        if summary.callbacks == 0 {
            notifications.push(notification("no callbacks found"));
        }
        let invocation = Invocation {
            execution_successful: notifications.is_empty(),
            tool_execution_notifications: notifications,
        };
        out.write_all(b"\n],\"invocations\":[")?;
        json::serialize(out, &invocation)?;
        out.write_all(b"]}]}\n")
    }
}

impl Sarif {
    fn result<'f>(
        &self,
        source: &Source,
        finding: &'f Finding,
        partial_fingerprints: PartialFingerprints,
    ) -> objects::Result<'f> {
        let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let place = place_without_file(source, finding);
        let related = finding.related.and_then(|(region, label)| {
            let physical_location = Some(location::physical(source, &self.base, Some(region))?);
            let message = Some(Message::new(label));
            Some([Location { id: Some(0), message, physical_location, ..Location::default() }])
        });
        objects::Result {
            rule_id: finding.rule.id,
            rule_index: RULES.iter().position(|rule| rule == finding.rule).unwrap_or_default(),
            level: level(finding.level),
            message: message(&format!("{place}{}{help}", finding.message)),
            locations: [location::new(source, &self.base, finding)],
            related_locations: related,
            partial_fingerprints,
        }
    }

    fn notification(&self, unreadable: &Unreadable) -> Notification<'static> {
        let physical_location = location::physical(&unreadable.source, &self.base, None);
        let location = physical_location
            .map(|physical| [Location { physical_location: Some(physical), ..Location::default() }]);
        Notification {
            locations: location,
            ..notification(&format!("cannot be read: {}", unreadable.reason))
        }
    }
}

fn notification(text: &str) -> Notification<'static> {
    Notification { level: "error", message: message(text), locations: None }
}

/// Converts a level. SARIF has none for a rule that is off.
fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning | Level::Allow => "warning",
    }
}

/// Returns a text as a message. Escapes what would be a placeholder or a link (sections 3.11.5 and 3.11.6).
fn message(text: &str) -> Message<'static> {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '{' | '}' => escaped.push(letter),
            '\\' | '[' | ']' => escaped.push('\\'),
            _ => {}
        }
        escaped.push(letter);
    }
    Message::new(escaped)
}
