//! Checks callbacks of Tencent Cloud AI Digital Human: the JSON bodies that the service sends by HTTP POST when a video
//! production has ended.
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
//! The API is unstable: any version may change it. What is documented here is meant for other programs. The modules are
//! public for the tests, benchmarks and fuzz targets of this crate only.
//!
//! # Inside
//!
//! Bytes pass through the modules in this order, and a module imports only those before it:
//!
//! - `source` turns paths into bytes.
//! - `framing` splits bytes into documents.
//! - `find` extracts a callback from a document that contains it, or searches any text for callbacks.
//! - `callback` reads a document as a callback; `json` explains text that is not JSON.
//! - `rules` check the callback against the `contract`.
//! - `inspection` combines everything about a document, with the place of each finding.
//! - `redact` hides the secrets in URLs.
//! - `report` prints it, through `escape`.
//! - `run` does this on all cores, and `cli` is the command line.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

#[doc(hidden)]
pub mod callback;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod contract;
#[doc(hidden)]
pub mod escape;
#[doc(hidden)]
pub mod find;
#[doc(hidden)]
pub mod framing;
#[doc(hidden)]
pub mod inspection;
#[doc(hidden)]
pub mod json;
#[doc(hidden)]
pub mod position;
#[doc(hidden)]
pub mod redact;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod run;
#[doc(hidden)]
pub mod source;

#[cfg(test)]
#[path = "../tests/support/proptest_config.rs"]
mod proptest_config;

pub use contract::{Field, Status};
pub use escape::escape;
pub use inspection::Inspection;
pub use inspection::locate::Finding;
pub use position::{Position, Region};
pub use rules::settings::Settings;
pub use rules::{Level, RULES, Rule};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Inspects one body with the default settings and the system's clock.
///
/// A problem in the body is a finding, never an error. The inspection borrows the body. [`Inspection::new`] takes other
/// [`Settings`].
#[must_use]
pub fn inspect(body: &[u8]) -> Inspection<'_> {
    Inspection::new(body, &Settings::new(std::time::SystemTime::now()))
}
