//! Recognizes bodies whose names are all written in another style, which is one mistake.

use crate::callback::Callback;
use crate::callback::similar::bare;
use crate::contract::{self, Field};
use crate::escape::shortened;
use crate::rules::missing::enumerated;
use crate::rules::remark::{Remark, Target};

/// The misspelt names of a body.
pub struct Names<'c> {
    /// Each misspelt name, with the documented one, in the order of the text. `Payload` comes first.
    misspelt: Vec<(&'c str, &'static str)>,
    /// The first misspelt member.
    first: Option<Target>,
    /// The style of all names, if it is not the documented one.
    style: Option<Style>,
    is_flat: bool,
}

impl<'c> Names<'c> {
    /// Compares the names of a body with the contract.
    pub fn new(callback: &'c Callback<'_>) -> Self {
        let mut misspelt: Vec<_> = callback
            .misspelt
            .iter()
            .map(|misspelt| (misspelt.name.as_ref(), misspelt.field.name()))
            .collect();
        let are_all = misspelt.len() > 1 && misspelt.len() == callback.fields().count();
        let is_breach = callback.misspelt.iter().any(|misspelt| misspelt.field.is_mandatory());
        let is_flat = callback.is_flat();
        let style = if are_all && is_breach && !is_flat { Style::of(&misspelt) } else { None };
        let first = callback.misspelt.first().and_then(|misspelt| callback.field(misspelt.field));
        let mut first = first.map(Target::named);
        if let Some(payload) = &callback.payload
            && let (Some(written), Some(Style(_, is_of_style))) = (payload.misspelt.as_deref(), style)
            && is_of_style(written)
        {
            misspelt.insert(0, (written, contract::PAYLOAD));
            first = Some(Target::Member(crate::callback::Object::Root, payload.ordinal));
        }
        Self { misspelt, first, style, is_flat }
    }

    /// Returns whether one finding reports all misspelt names.
    pub const fn are_one_mistake(&self) -> bool {
        self.style.is_some() || self.is_flat
    }

    /// Returns whether that finding includes `Payload`.
    pub fn include_payload(&self) -> bool {
        self.misspelt.first().is_some_and(|(_, name)| *name == contract::PAYLOAD)
    }

    /// Returns the remark for names in another style.
    pub fn remark(&self) -> Option<Remark> {
        let Style(style, _) = self.style?;
        let names = if self.include_payload() { "all names" } else { "the names in `Payload`" };
        let message = format!("{names} {style}: expected names like `MediaUrl` and `TaskId`");
        Some(Remark::new(self.first?, message).help(self.renamed()))
    }

    /// Returns the help that renames all misspelt members; `None` if there are none.
    pub fn renamed(&self) -> Option<String> {
        let renamed =
            self.misspelt.iter().map(|(written, name)| format!("`{}` to `{name}`", shortened(written)));
        let renamed: Vec<_> = renamed.collect();
        (!renamed.is_empty()).then(|| format!("rename {}", enumerated(&renamed)))
    }
}

/// A style of names, and whether a name has it.
#[derive(Clone, Copy)]
struct Style(&'static str, fn(&str) -> bool);

const STYLES: [Style; 6] = [
    Style("are in lower case", |name| name.chars().all(char::is_lowercase)),
    Style("are in upper case", |name| name.chars().all(|letter| letter == '_' || letter.is_uppercase())),
    Style("are in snake_case", |name| name.chars().all(|letter| letter == '_' || letter.is_lowercase())),
    Style("are in kebab-case", |name| name.chars().all(|letter| letter == '-' || letter.is_lowercase())),
    Style("are in camelCase", |name| {
        name.starts_with(char::is_lowercase) && name.chars().all(char::is_alphanumeric)
    }),
    Style("begin with a mark", |name| name.starts_with(|first: char| first.is_ascii_punctuation())),
];

impl Style {
    /// Returns the style of all names; `None` if they have none, or differ in more than style.
    fn of(misspelt: &[(&str, &str)]) -> Option<Self> {
        let are_known = misspelt.iter().all(|(written, name)| is_known_as(written, name));
        let is_style = |style: &Self| misspelt.iter().all(|(written, _)| style.1(written));
        STYLES.into_iter().filter(|_| are_known).find(is_style)
    }
}

/// Returns whether a name differs from the documented one, or from a name that clients use for it, only in style.
fn is_known_as(written: &str, name: &str) -> bool {
    let written = bare(written);
    let is_synonym = |(synonym, field): &(&str, Field)| field.name() == name && bare(synonym) == written;
    bare(name) == written || contract::SYNONYMS.iter().any(is_synonym)
}
