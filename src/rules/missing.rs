//! The rule `missing-field`: members that are missing, misspelt, or in the wrong place.

use super::errors::wanted;
use super::names::Names;
use super::suggest;
use crate::callback::meant::is_near_payload;
use crate::callback::similar::bare;
use crate::callback::{Callback, Object, Payload};
use crate::contract::{self, Field};
use crate::escape::shortened;
use crate::json::pointer::Pointer;
use crate::rules::remark::{Remark, Remarks, Target};
use crate::rules::settings::Settings;
use crate::rules::wrapping::Wrapping;

/// The name of the rule.
pub const MISSING_FIELD: &str = "missing-field";

/// Returns the remark for a document without a value at the pointer of `--at`.
pub fn nothing_at(document: &Callback<'_>, pointer: &Pointer) -> Remark {
    let nothing = format!("no value at {}", shortened(&pointer.described()));
    let (found, help) = if document.has_payload() {
        ("the document itself is a callback".to_owned(), Some("remove `--at`".to_owned()))
    } else {
        expected_or_elsewhere("expected a callback", document, None)
    };
    Remark::new(Target::Document, format!("{nothing}: {found}")).help(help)
}

/// Reports missing members. Other rules check the values of misspelt ones.
pub fn missing_field(callback: &Callback<'_>, settings: &Settings, remarks: &mut Remarks) {
    if callback.other_root.is_some() {
        return;
    }
    let names = Names::new(callback);
    remarks.extend(names.remark());
    remarks.extend(place_of_fields(callback, settings, &names));
    let object = match &callback.payload {
        Some(Payload { other: Some(_), .. }) => return,
        Some(Payload { inner: Some(_), .. }) if callback.fields().next().is_none() => return,
        Some(Payload { inner: Some(_), .. }) => Object::Inner,
        Some(_) => Object::Payload,
        None if callback.is_flat() => Object::Root,
        None => return,
    };
    if callback.fields().next().is_none() {
        let fields = "`Progress`, `MediaUrl`, `Status` and `TaskId`";
        let message = format!("`{}` contains no documented field: expected {fields}", contract::PAYLOAD);
        return remarks.push(|| Remark::new(Target::Opening(object), message));
    }
    for field in Field::ALL.into_iter().filter(|field| field.is_mandatory()) {
        let name = field.name();
        match (callback.field(field), callback.misspelt_name(field)) {
            (None, _) => remarks.push(|| {
                let message = format!("`{name}` is missing: expected {}", wanted(field));
                Remark::new(Target::Opening(object), message)
            }),
            (Some(member), Some(written)) if !names.are_one_mistake() => remarks.push(|| {
                let message = format!("`{name}` is missing: found {}", spelt(written));
                Remark::new(Target::named(member), message).help(rename(&shortened(written), name))
            }),
            _ => {}
        }
    }
}

/// Returns the remark if the fields are not in `Payload`.
fn place_of_fields(callback: &Callback<'_>, settings: &Settings, names: &Names<'_>) -> Option<Remark> {
    let payload = contract::PAYLOAD;
    match &callback.payload {
        Some(Payload { inner: Some(inner), .. }) => {
            let (message, help) = if let Some(wrapping) = Wrapping::of(callback) {
                (format!("{}: expected plain values", wrapping.described()), wrapping.help().to_owned())
            } else if inner.name == payload {
                let message =
                    format!("`{payload}` contains another `{payload}`: expected the fields in the outer one");
                (message, format!("send the value of the outer `{payload}` as the body"))
            } else {
                let name = shortened(&inner.name);
                let message = format!("the fields are in `{name}`: expected them in `{payload}` itself");
                (message, format!("move them out of `{name}`, and remove it"))
            };
            Some(Remark::new(Target::Member(Object::Payload, inner.ordinal), message).help(help))
        }
        Some(Payload { misspelt: Some(written), ordinal, .. }) if !names.include_payload() => {
            let shown = shortened(written);
            let message = format!("`{payload}` is missing: found {}", spelt(written));
            let is_alone =
                callback.unknown_members.iter().all(|unknown| unknown.member.object != Object::Root);
            let others =
                if is_alone || is_near_payload(written) { "" } else { ", and remove the members beside it" };
            let help = rename(&shown, payload) + others;
            Some(Remark::new(Target::Member(Object::Root, *ordinal), message).help(help))
        }
        Some(_) => fields_beside(callback),
        None if callback.is_flat() => {
            let first = callback.fields().map(|(_, member)| member).min_by_key(|member| member.ordinal)?;
            let message = format!("`{payload}` is missing: its fields are at the top level");
            let renamed = names.renamed().map(|renamed| format!(", and {renamed}")).unwrap_or_default();
            let help = format!("wrap the fields, as in `{{\"{payload}\": {{ ... }}}}`{renamed}");
            Some(Remark::new(Target::named(first), message).help(help))
        }
        None => {
            let (found, help) =
                expected_or_elsewhere("expected an object", callback, settings.pointer.as_ref());
            let message = format!("`{payload}` is missing: {found}");
            Some(Remark::new(Target::Opening(Object::Root), message).help(help))
        }
    }
}

/// Returns the remark if fields are beside `Payload`.
fn fields_beside(callback: &Callback<'_>) -> Option<Remark> {
    let mut beside: Vec<_> = callback.beside_payload().collect();
    beside.sort_by_key(|(_, member)| member.ordinal);
    let (_, first) = beside.first()?;
    let names: Vec<_> = beside.iter().map(|(field, _)| format!("`{}`", field.name())).collect();
    let (payload, names) = (contract::PAYLOAD, enumerated(&names));
    let verb = if beside.len() == 1 { "is" } else { "are" };
    let message = format!("{names} {verb} beside `{payload}`: expected inside it");
    Some(Remark::new(Target::named(first), message).help(format!("move {names} into `{payload}`")))
}

/// Joins names to an enumeration.
pub fn enumerated(names: &[String]) -> String {
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// Quotes a name as it is written, and says which characters in it only look like others.
fn spelt(written: &str) -> String {
    if written.is_empty() {
        return "an empty name".to_owned();
    }
    let quoted = format!("`{}`", shortened(written));
    match written.chars().find(|letter| !letter.is_ascii()) {
        Some(letter) if bare(written).chars().filter(char::is_ascii).count() > 3 => {
            format!("{quoted}, which has U+{:04X}", u32::from(letter))
        }
        _ => quoted,
    }
}

/// Returns where the callback is, and the help; `expected` if the document contains none.
fn expected_or_elsewhere(
    expected: &str,
    document: &Callback<'_>,
    at: Option<&Pointer>,
) -> (String, Option<String>) {
    match suggest::elsewhere(document, at) {
        Some((found, help)) => (found, Some(help)),
        None => (expected.to_owned(), None),
    }
}

fn rename(written: &str, name: &str) -> String {
    if written.is_empty() {
        return format!("write `{name}` as the name");
    }
    format!("rename `{written}` to `{name}`")
}
