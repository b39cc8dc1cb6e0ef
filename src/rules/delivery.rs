//! What is wrong between callbacks: each of them may be flawless.

use super::{Remark, quoted};
use crate::callback::Callback;
use crate::contract::{Field, Status};

/// A callback whose task had ended another way before, in the callback at `place`.
pub fn conflicting_delivery(callback: &Callback<'_>, before: Status, place: &str) -> Option<Remark> {
    let (id, now) = (callback.text(Field::TaskId)?, callback.status()?);
    let message = format!(
        "`TaskId` is {}: its `Status` is \"{}\" here, but was \"{}\" at {place}",
        quoted(id),
        now.name(),
        before.name(),
    );
    let help = "the contract does not say which of them counts: ask the progress query how this task ended";
    Some(Remark::on_field(callback, Field::TaskId, message)?.help(help.to_owned()))
}
