//! `sarif`: the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), for code scanning.
//!
//! A log is one JSON document. It is written as it comes, so that memory stays bounded: the tool and its rules first,
//! then a result a finding, then how the run went.

mod catalogue;
mod fingerprint;
mod location;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use fingerprint::Fingerprints;
use serde_sarif::sarif::{self, Invocation, Message, NotificationLevel, ResultLevel};

use super::summary::Summary;
use super::{Report, json};
use crate::input::discover::{Source, Unreadable};
use crate::inspection::Inspection;
use crate::locate::Finding;
use crate::rules::{Level, RULES};

/// The format.
#[derive(Clone, Debug)]
pub struct Sarif {
    /// The folder that paths are told from.
    pub folder: PathBuf,
}

impl Report for Sarif {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, r#"{{"$schema":"{}","version":"2.1.0","runs":[{{"tool":"#, sarif::SCHEMA_URL)?;
        json::serialize(out, &catalogue::tool())?;
        out.write_all(b",\"columnKind\":\"unicodeCodePoints\",\"results\":[\n")
    }

    fn callback(&self, source: &Source, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut fingerprints = Fingerprints::of(inspection);
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
        let invocation = Invocation::builder()
            .execution_successful(notifications.is_empty())
            .tool_execution_notifications(notifications)
            .build();
        out.write_all(b"\n],\"invocations\":[")?;
        json::serialize(out, &invocation)?;
        out.write_all(b"]}]}\n")
    }
}

impl Sarif {
    fn result(
        &self,
        source: &Source,
        finding: &Finding,
        fingerprints: BTreeMap<String, String>,
    ) -> sarif::Result {
        let level = match finding.level {
            Level::Error => ResultLevel::Error,
            Level::Warning | Level::Allow => ResultLevel::Warning,
        };
        let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let rule = RULES.iter().position(|rule| rule == finding.rule).unwrap_or_default();
        let related = finding.related.map(|(region, label)| {
            let mut related = location::physical(source, &self.folder, Some(region));
            related.id = Some(0);
            related.message = Some(label.into());
            vec![related]
        });
        let mut result = sarif::Result::builder()
            .rule_id(finding.rule.id)
            .rule_index(location::number(rule))
            .level(level)
            .message(message(&format!("{}{help}", finding.message)))
            .locations(vec![location::of(source, &self.folder, finding)])
            .partial_fingerprints(fingerprints)
            .build();
        result.related_locations = related;
        result
    }

    fn notification(&self, unreadable: &Unreadable) -> sarif::Notification {
        let locations = vec![location::physical(&unreadable.source, &self.folder, None)];
        sarif::Notification {
            locations: Some(locations),
            ..notification(&format!("cannot be read: {}", unreadable.reason))
        }
    }
}

fn notification(text: &str) -> sarif::Notification {
    let level = NotificationLevel::Error.to_string();
    sarif::Notification::builder().level(level).message(message(text)).build()
}

/// A text as a message. What would be taken for a link in it is none (section 3.11.6).
fn message(text: &str) -> Message {
    let text = if text.contains("](") { text.replace('[', "\\[") } else { text.to_owned() };
    Message::builder().text(text).build()
}
