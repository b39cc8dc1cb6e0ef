//! Judges the callbacks of Tencent Cloud AI Digital Human: the JSON body that the service sends by HTTP POST when
//! a video production has ended.
//!
//! ```
//! use cbinspect::{Field, Status};
//!
//! let body = br#"{"Payload":{"Progress":-1,"MediaUrl":"","Status":"FAIL","FailMessage":"no such voice"}}"#;
//! let inspection = cbinspect::inspect(body);
//!
//! assert_eq!(inspection.status(), Some(Status::Fail));
//! assert_eq!(inspection.text(Field::FailMessage), Some("no such voice"));
//!
//! // The body lacks a field that every callback has.
//! assert!(!inspection.is_valid());
//! let finding = &inspection.findings[0];
//! assert_eq!(finding.rule.id, "missing-field");
//! assert_eq!(finding.message, "`TaskId` is missing: expected a string");
//! assert_eq!((finding.region.start.line, finding.region.start.column), (1, 12));
//! ```
//!
//! Bytes walk one way through the modules:
//!
//! - [`source`] turns paths into bytes;
//! - [`framing`] finds the documents in them;
//! - [`find`] takes a callback out of a document that holds it;
//! - [`callback`] reads it, and [`json`] says what is wrong with text that is not JSON;
//! - [`rules`] judge it by the [`contract`];
//! - [`inspection`] holds all that is known of one document, with the place of each finding;
//! - [`redact`] hides the secrets of URLs in it;
//! - [`report`] shows it, through [`mod@escape`];
//! - [`run`] does this on all cores, and [`cli`] is the command line.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod callback;
pub mod cli;
pub mod contract;
pub mod escape;
pub mod find;
pub mod framing;
pub mod inspection;
pub mod json;
pub mod position;
pub mod redact;
pub mod report;
pub mod rules;
pub mod run;
pub mod source;

#[cfg(test)]
#[path = "../tests/support/proptest_config.rs"]
mod proptest_config;

pub use contract::{Field, Status};
pub use inspection::Inspection;
pub use inspection::locate::Finding;
pub use position::{Position, Region};
pub use rules::settings::Settings;
pub use rules::{Level, Rule};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Inspects one body, by the rules' own levels and the system's clock.
///
/// What is wrong with the body is a finding; there is no error to return. A body that is read once and found
/// clean is borrowed, not copied. [`Inspection::new`] takes [`Settings`] of your own.
#[must_use]
pub fn inspect(body: &[u8]) -> Inspection<'_> {
    Inspection::new(body, &Settings::new(std::time::SystemTime::now()))
}
