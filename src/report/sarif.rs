//! `sarif`: the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), for code scanning.
//!
//! A log is one JSON document. It is written as it comes, so that memory stays bounded: the tool and its rules first,
//! then a result a finding, then how the run went.

mod catalogue;
mod fingerprint;
mod location;

use std::collections::BTreeMap;
use std::io::{self, Write};

use fingerprint::Fingerprints;
use serde_sarif::sarif::{self, Invocation, Message, NotificationLevel, ResultLevel};

use super::base::Base;
use super::summary::Summary;
use super::{Report, json, place_without_file};
use crate::input::discover::{Source, Unreadable};
use crate::inspection::Inspection;
use crate::locate::Finding;
use crate::rules::{Level, RULES};

/// The format.
#[derive(Clone, Debug)]
pub struct Sarif {
    /// The directory that paths start from.
    pub base: Base,
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
        let related = finding.related.and_then(|(region, label)| {
            let mut related = location::physical(source, &self.base, Some(region))?;
            related.id = Some(0);
            related.message = Some(label.into());
            Some(vec![related])
        });
        let place = place_without_file(source, finding);
        let mut result = sarif::Result::builder()
            .rule_id(finding.rule.id)
            .rule_index(location::number(rule))
            .level(level)
            .message(message(&format!("{place}{}{help}", finding.message)))
            .locations(vec![location::of(source, &self.base, finding)])
            .partial_fingerprints(fingerprints)
            .build();
        result.related_locations = related;
        result
    }

    fn notification(&self, unreadable: &Unreadable) -> sarif::Notification {
        let location = location::physical(&unreadable.source, &self.base, None);
        sarif::Notification {
            locations: location.map(|location| vec![location]),
            ..notification(&format!("cannot be read: {}", unreadable.reason))
        }
    }
}

fn notification(text: &str) -> sarif::Notification {
    let level = NotificationLevel::Error.to_string();
    sarif::Notification::builder().level(level).message(message(text)).build()
}

/// The text as a message, with what stands for placeholders and links escaped (sections 3.11.5 and 3.11.6).
fn message(text: &str) -> Message {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '{' | '}' => escaped.push(letter),
            '\\' | '[' | ']' => escaped.push('\\'),
            _ => {}
        }
        escaped.push(letter);
    }
    Message::builder().text(escaped).build()
}
