//! The format `junit`, for GitLab, Jenkins and others: one test suite per source, one test case per callback.
//!
//! It is written as a stream, so memory is bounded. The counts of a suite would have to be written before its cases,
//! so they are left out; readers count the cases.

use std::io::{self, Write};

use memchr::memmem;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::writer::{ElementWriter, Writer};

use super::summary::Summary;
use super::text::Text;
use super::{Report, excerpt};
use crate::contract::Field;
use crate::escape::escape;
use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::report::terminal::Terminal;
use crate::rules::Level;
use crate::source::unreadable::Unreadable;
use crate::source::walk::Source;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Junit;

impl Report for Junit {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut xml = lines(out);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        start(&mut xml, "testsuites", env!("CARGO_PKG_NAME"))
    }

    fn begin_source(&self, source: &Source, out: &mut dyn Write) -> io::Result<()> {
        start(&mut lines(out), "testsuite", &escape(source.bytes()))
    }

    fn callback(&self, source: &Source, inspection: &Inspection<'_>, text: &mut Text) -> io::Result<()> {
        let start = text.bytes.len();
        case(source, inspection, &mut text.bytes)?;
        if id(inspection).is_none()
            && let Some(name) = memmem::find(&text.bytes[start..], WITHOUT_ID.as_bytes())
        {
            text.insert_number(start + name + WITHOUT_ID.len(), inspection.document.index);
        }
        Ok(())
    }

    fn unreadable(&self, unreadable: &Unreadable, out: &mut dyn Write) -> io::Result<()> {
        let class = escape(unreadable.source.bytes());
        error(out, "can be read", &class, &escape(&unreadable.to_string()))
    }

    fn end_source(&self, out: &mut dyn Write) -> io::Result<()> {
        end(out, "testsuite")
    }

    fn finish(&self, summary: &Summary, unreadable: &[Unreadable], out: &mut dyn Write) -> io::Result<()> {
        if summary.callbacks == 0 && unreadable.is_empty() {
            let name = env!("CARGO_PKG_NAME");
            start(&mut lines(out), "testsuite", name)?;
            error(out, "finds callbacks", name, "no callbacks found")?;
            end(out, "testsuite")?;
        }
        end(out, "testsuites")
    }
}

type Xml<'o> = Writer<&'o mut dyn Write>;

/// Writes elements, each on its own line.
fn lines(out: &mut dyn Write) -> Xml<'_> {
    Writer::new_with_indent(out, b' ', 0)
}

fn start(xml: &mut Xml<'_>, element: &str, name: &str) -> io::Result<()> {
    xml.write_event(Event::Start(BytesStart::new(element).with_attributes([("name", name)])))?;
    xml.write_indent()
}

fn end(out: &mut dyn Write, element: &str) -> io::Result<()> {
    let mut xml = lines(out);
    xml.write_event(Event::End(BytesEnd::new(element)))?;
    xml.write_indent()
}

fn testcase<'x, 'o>(xml: &'x mut Xml<'o>, name: &str, class: &str) -> ElementWriter<'x, &'o mut dyn Write> {
    xml.create_element("testcase").with_attributes([("name", name), ("classname", class)])
}

/// Writes a case that could not be checked.
fn error(out: &mut dyn Write, name: &str, class: &str, message: &str) -> io::Result<()> {
    let mut xml = lines(out);
    let case = testcase(&mut xml, name, class).write_inner_content(|xml| {
        xml.create_element("error").with_attribute(("message", message)).write_empty()?;
        Ok(())
    });
    case?.write_indent()
}

/// Writes a callback without its number.
fn case(source: &Source, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (errors, warnings): (Vec<_>, Vec<_>) =
        inspection.findings.iter().partition(|finding| finding.level == Level::Error);
    let (name, class) = (name(inspection), escape(source.bytes()));
    let mut xml = lines(out);
    let case = testcase(&mut xml, &name, &class);
    if inspection.findings.is_empty() {
        return case.write_empty()?.write_indent();
    }
    let case = case.write_inner_content(|xml| {
        if let Some(first) = errors.first() {
            let message = message(first, errors.len() - 1);
            let failure = [("message", message.as_str()), ("type", first.rule.id)];
            let failure = xml.create_element("failure").with_attributes(failure);
            failure.write_inner_content(|xml| excerpts(xml, source, inspection, &errors))?;
        }
        if !warnings.is_empty() {
            let output = xml.create_element("system-out");
            output.write_inner_content(|xml| excerpts(xml, source, inspection, &warnings))?;
        }
        Ok(())
    });
    case?.write_indent()
}

/// The beginning of the name of a callback without an id. Its number follows.
const WITHOUT_ID: &str = "callback ";

fn name(inspection: &Inspection<'_>) -> String {
    let line = inspection.document.start.line;
    match id(inspection) {
        Some(id) => format!("{} (line {line})", escape(id)),
        None => format!("{WITHOUT_ID} (line {line})"),
    }
}

fn id<'i>(inspection: &'i Inspection<'_>) -> Option<&'i str> {
    inspection.text(Field::TaskId).filter(|id| !id.is_empty())
}

/// Returns the message of the first error, and the number of others.
fn message(first: &Finding, more: usize) -> String {
    let more = if more == 0 { String::new() } else { format!(" (and {more} more)") };
    format!("{}{more}", escape(&first.message))
}

fn excerpts(
    xml: &mut Xml<'_>,
    source: &Source,
    inspection: &Inspection<'_>,
    findings: &[&Finding],
) -> io::Result<()> {
    let excerpts = excerpt::render(Terminal::PLAIN, source, inspection, findings);
    xml.write_event(Event::Text(BytesText::new(&format!("\n{excerpts}"))))
}
