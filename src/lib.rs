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
//! A body walks one way through the modules: [`input`] finds documents in bytes, [`embedded`] takes a callback out of
//! one where it lies inside, [`callback`] reads it, [`rules`] judge it by the contract in [`spec`], [`locate`] finds the
//! place of each finding, and [`report`] shows the [`Inspection`].

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod address;
pub mod callback;
pub mod cli;
pub mod deliveries;
#[cfg(test)]
#[path = "../tests/drawn/mod.rs"]
mod drawn;
pub mod embedded;
mod foreign;
pub mod input;
pub mod inspection;
pub mod json;
pub mod locate;
pub mod malformed;
pub mod pipeline;
pub mod place;
pub mod pointer;
pub mod position;
pub mod progress;
pub mod redact;
pub mod report;
pub mod rules;
pub mod settings;
pub mod spec;
pub mod terminal;
pub mod text;

pub use inspection::Inspection;
pub use locate::Finding;
pub use position::{Position, Region};
pub use rules::{Level, Rule};
pub use settings::Settings;
pub use spec::{Field, Status};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Inspects one body, by the rules' own levels and the system's clock.
///
/// What is wrong with the body is a finding; there is no error to return. A body that is read once and found
/// clean is borrowed, not copied. [`Inspection::of_body`] takes [`Settings`] of your own.
#[must_use]
pub fn inspect(body: &[u8]) -> Inspection<'_> {
    Inspection::of_body(body, &Settings::at(jiff::Timestamp::now()))
}
