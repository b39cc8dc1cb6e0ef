//! Renders the report on a source in memory, as a run writes it.

use cbinspect::Inspection;
use cbinspect::framing::block::BlockRef;
use cbinspect::inspection::Inspections;
use cbinspect::report::Report;
use cbinspect::report::base::Base;
use cbinspect::report::compact::Compact;
use cbinspect::report::github::Github;
use cbinspect::report::json::Json;
use cbinspect::report::junit::Junit;
use cbinspect::report::pretty::Pretty;
use cbinspect::report::sarif::Sarif;
use cbinspect::report::summary::Summary;
use cbinspect::report::terminal::Terminal;
use cbinspect::report::text::Text;
use cbinspect::report::urls::Urls;
use cbinspect::source::walk::Source;

use super::settings;

/// A terminal with all capabilities.
pub const COLOURFUL: Terminal =
    Terminal { color: true, hyperlinks: true, unicode: true, width: 80, is_terminal: true };

/// Every format with its name, and `pretty` with all capabilities.
pub fn formats() -> Vec<(&'static str, Box<dyn Report>)> {
    vec![
        ("pretty", Box::new(Pretty { terminal: Terminal::PLAIN })),
        ("colourful", Box::new(Pretty { terminal: COLOURFUL })),
        ("compact", Box::new(Compact { terminal: Terminal::PLAIN })),
        ("json", Box::new(Json)),
        ("urls", Box::new(Urls::default())),
        ("github", Box::new(Github::default())),
        ("junit", Box::new(Junit)),
        ("sarif", Box::new(Sarif { base: Base::default() })),
    ]
}

/// Returns the report on a callback.
pub fn rendered(report: &dyn Report, source: &Source, inspection: &Inspection<'_>) -> String {
    let mut text = Text::default();
    report.callback(source, inspection, &mut text).unwrap();
    String::from_utf8(text.filled(0)).unwrap()
}

/// Returns the report on a source, and its summary as text and as Markdown.
pub fn report(report: &dyn Report, source: &Source, input: &[u8], redacts: bool) -> (String, [String; 2]) {
    let settings = settings();
    let mut inspections: Vec<Inspection<'_>> =
        Inspections::new(BlockRef::whole(input), 0, &settings).collect();
    if redacts {
        inspections.iter_mut().for_each(Inspection::redact);
    }
    let (mut out, mut summary) = (Vec::new(), Summary::default());
    report.begin(&mut out).unwrap();
    let mut parts = Vec::new();
    for inspection in &inspections {
        summary.count(inspection);
        let part = rendered(report, source, inspection);
        if !part.is_empty() {
            parts.push(part);
        }
    }
    if !parts.is_empty() {
        report.begin_source(source, &mut out).unwrap();
        out.extend(parts.join(report.separator()).bytes());
        report.end_source(&mut out).unwrap();
    }
    report.finish(&summary, &[], &mut out).unwrap();
    let (mut plain, mut markdown) = (Vec::new(), Vec::new());
    summary.write(COLOURFUL, &settings, &mut plain).unwrap();
    summary.write_markdown(&settings, &mut markdown).unwrap();
    (String::from_utf8(out).unwrap(), [plain, markdown].map(|text| String::from_utf8(text).unwrap()))
}
