//! Rules that compare callbacks.

use super::{Remark, quoted};
use crate::callback::Callback;
use crate::contract::{Field, Status};

/// Returns the remark for a task that ended differently in an earlier callback, at the position `place`.
pub fn conflicting_delivery(callback: &Callback<'_>, before: Status, place: &str) -> Option<Remark> {
    let (id, now) = (callback.text(Field::TaskId)?, callback.status()?);
    let message = format!(
        "`TaskId` is {}: its `Status` is \"{}\" here, but was \"{}\" at {place}",
        quoted(id),
        now.name(),
        before.name(),
    );
    let help = "ask the progress query how the task ended: the contract does not say which callback counts";
    Some(Remark::on_field(callback, Field::TaskId, message)?.help(help.to_owned()))
}
