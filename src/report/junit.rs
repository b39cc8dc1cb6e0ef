//! `junit`: a suite a source and a case a callback, as GitLab, Jenkins and others read test results.
//!
//! The counts of all cases stand before the first, so that this format is written when all is done.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use quick_junit::{NonSuccessKind, Report as Results, TestCase, TestCaseStatus, TestSuite};

use super::summary::Summary;
use super::{Report, excerpt};
use crate::input::discover::{Source, Unreadable};
use crate::inspection::Inspection;
use crate::locate::Finding;
use crate::rules::Level;
use crate::spec::Field;
use crate::terminal::Terminal;
use crate::text::printable;

/// The format.
#[derive(Debug, Default)]
pub struct Junit {
    cases: Mutex<Vec<Case>>,
}

/// A case, and what puts it in input order: which source it belongs to, and which callback of that it is.
#[derive(Debug)]
struct Case {
    place: (usize, usize),
    case: TestCase,
}

impl Report for Junit {
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, _: &mut dyn Write) -> io::Result<()> {
        let place = (source.number, inspection.document.index);
        let case = Case { place, case: case(source, inspection) };
        self.cases.lock().unwrap_or_else(PoisonError::into_inner).push(case);
        Ok(())
    }

    fn finish(&self, summary: &Summary, unreadable: &[Unreadable], out: &mut dyn Write) -> io::Result<()> {
        let mut cases = std::mem::take(&mut *self.cases.lock().unwrap_or_else(PoisonError::into_inner));
        cases.extend(unreadable.iter().map(Case::unreadable));
        cases.sort_by_key(|case| case.place);
        let mut suites = BTreeMap::new();
        for Case { place: (number, _), case } in cases {
            let name = case.classname.as_ref().map_or("", |name| name.as_str());
            let suite = suites.entry(number).or_insert_with(|| TestSuite::new(name));
            suite.add_test_case(case);
        }
        let mut results = Results::new(env!("CARGO_PKG_NAME"));
        results.add_test_suites(suites.into_values());
        if summary.callbacks == 0 && unreadable.is_empty() {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message("no callbacks found");
            let mut suite = TestSuite::new(env!("CARGO_PKG_NAME"));
            suite.add_test_case(TestCase::new("finds callbacks", status));
            results.add_test_suite(suite);
        }
        results.serialize(out).map_err(io::Error::other)
    }
}

impl Case {
    /// Stands behind all callbacks of the source, since reading has ended there.
    fn unreadable(unreadable: &Unreadable) -> Self {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(printable(&unreadable.to_string()));
        let mut case = TestCase::new("can be read", status);
        case.set_classname(printable(unreadable.source.bytes()));
        Self { place: (unreadable.source.number, usize::MAX), case }
    }
}

fn case(source: &Source, inspection: &Inspection<'_>) -> TestCase {
    let (errors, warnings): (Vec<_>, Vec<_>) =
        inspection.findings.iter().partition(|finding| finding.level == Level::Error);
    let mut case = TestCase::new(name(inspection), status(source, inspection, &errors));
    case.set_classname(printable(source.bytes()));
    if !warnings.is_empty() {
        case.set_system_out(excerpts(source, inspection, &warnings));
    }
    case
}

fn name(inspection: &Inspection<'_>) -> String {
    let document = &inspection.document;
    match inspection.text(Field::TaskId).filter(|id| !id.is_empty()) {
        Some(id) => format!("{} (line {})", printable(id), document.start.line),
        None => format!("callback {} (line {})", document.index, document.start.line),
    }
}

fn status(source: &Source, inspection: &Inspection<'_>, errors: &[&Finding]) -> TestCaseStatus {
    let Some(first) = errors.first() else { return TestCaseStatus::success() };
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let more = match errors.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    status.set_type(first.rule.id);
    status.set_message(format!("{}{more}", printable(&first.message)));
    status.set_description(excerpts(source, inspection, errors));
    status
}

fn excerpts(source: &Source, inspection: &Inspection<'_>, findings: &[&Finding]) -> String {
    let mut text = String::from("\n");
    for finding in findings {
        let excerpt = excerpt::render(Terminal::PLAIN, source, inspection, finding);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{excerpt}\n");
    }
    text
}
