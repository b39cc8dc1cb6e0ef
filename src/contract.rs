//! The contract as data: the fields of a callback, their types, the two statuses, and what its neighbour,
//! the progress query, adds. The rules and the JSON Schema are both built from it.
//!
//! Source: Tencent Cloud AI Digital Human, Video Generation Service API, "Appendix II: Callback Request
//! Body Format", page last updated 2024-07-18.

use serde_json::{Map, Value, json};

/// The one member of a callback's root object.
pub const PAYLOAD: &str = "Payload";

/// The member that the answer to a progress query has beside `Payload`.
pub const QUERY_HEADER: &str = "Header";

/// The fields that only the answer to a progress query has in its `Payload`.
pub const QUERY_FIELDS: [&str; 4] = ["ArrayCount", "FailCode", "Duration", "TextTimestampResult"];

/// The statuses that only the answer to a progress query has: queued, and in production.
pub const QUERY_STATUSES: [&str; 2] = ["COMMIT", "MAKING"];

/// The host that the service itself keeps results on, where a customer has no storage of their own.
pub const RESULT_HOST: &str = "videomaker-resources.ivh.qq.com";

/// `Progress` of a production that failed.
pub const PROGRESS_FAILED: i64 = -1;

/// `Progress` of a production that succeeded.
pub const PROGRESS_SUCCEEDED: i64 = 100;

/// A field of `Payload`, in the order in which the contract lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// -1 when production failed, 100 when it succeeded; reserved.
    Progress,
    /// Address of the audio or video result.
    MediaUrl,
    /// Address of the SRT subtitles that belong to a produced video.
    SubtitlesUrl,
    /// How production ended.
    Status,
    /// Why production failed, for troubleshooting.
    FailMessage,
    /// The id that the production request returned.
    TaskId,
}

/// The JSON type that the contract gives a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A number without a fractional part, however it is written (`100`, `100.0`, `1e2`).
    Integer,
    /// A string.
    String,
}

impl Field {
    /// All fields, in the contract's order; a field's place here is `field as usize`.
    pub const ALL: [Self; 6] =
        [Self::Progress, Self::MediaUrl, Self::SubtitlesUrl, Self::Status, Self::FailMessage, Self::TaskId];

    /// The fields that hold the address of a result.
    pub const URLS: [Self; 2] = [Self::MediaUrl, Self::SubtitlesUrl];

    /// The member name, which is case-sensitive.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Progress => "Progress",
            Self::MediaUrl => "MediaUrl",
            Self::SubtitlesUrl => "SubtitlesUrl",
            Self::Status => "Status",
            Self::FailMessage => "FailMessage",
            Self::TaskId => "TaskId",
        }
    }

    /// The field of this name, or `None` where the contract has none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        // Asked for every member of every body: constants are compared faster than a search can be.
        Some(match name {
            "Progress" => Self::Progress,
            "MediaUrl" => Self::MediaUrl,
            "SubtitlesUrl" => Self::SubtitlesUrl,
            "Status" => Self::Status,
            "FailMessage" => Self::FailMessage,
            "TaskId" => Self::TaskId,
            _ => return None,
        })
    }

    /// The JSON type of the value.
    #[must_use]
    pub const fn field_type(self) -> FieldType {
        match self {
            Self::Progress => FieldType::Integer,
            _ => FieldType::String,
        }
    }

    /// Whether every callback must have it.
    #[must_use]
    pub const fn is_mandatory(self) -> bool {
        !matches!(self, Self::SubtitlesUrl | Self::FailMessage)
    }

    const fn description(self) -> &'static str {
        match self {
            Self::Progress => {
                "-1 when production failed, 100 when it succeeded; reserved, not to be relied on"
            }
            Self::MediaUrl => "Address of the audio or video result",
            Self::SubtitlesUrl => "Address of the SRT subtitles that belong to a produced video",
            Self::Status => "How production ended",
            Self::FailMessage => "Why production failed, for troubleshooting",
            Self::TaskId => "The id that the production request returned",
        }
    }
}

impl FieldType {
    /// The type's name in JSON Schema.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::String => "string",
        }
    }
}

/// How a production ended: the two statuses of a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// `SUCCESS`
    Success,
    /// `FAIL`
    Fail,
}

impl Status {
    /// Both statuses.
    pub const ALL: [Self; 2] = [Self::Success, Self::Fail];

    /// The value of the `Status` field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Fail => "FAIL",
        }
    }

    /// The status of this name, or `None` where the contract has none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "SUCCESS" => Some(Self::Success),
            "FAIL" => Some(Self::Fail),
            _ => None,
        }
    }
}

/// The contract as JSON Schema 2020-12.
///
/// It rejects exactly the bodies in which the error rules find something, `invalid-json` and `duplicate-key`
/// aside: a schema sees neither.
#[must_use]
pub fn schema() -> Value {
    let mandatory = Field::ALL.into_iter().filter(|field| field.is_mandatory());
    let properties = Field::ALL.into_iter().map(|field| (field.name().to_owned(), property(field)));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tencent Cloud AI Digital Human callback",
        "description": "The body of the HTTP POST that is sent when an audio or video production has ended",
        "type": "object",
        "required": [PAYLOAD],
        "properties": {
            PAYLOAD: {
                "type": "object",
                "required": mandatory.map(Field::name).collect::<Vec<_>>(),
                "properties": properties.collect::<Map<_, _>>(),
                "if": {
                    "required": [Field::Status.name()],
                    "properties": { Field::Status.name(): { "const": Status::Success.name() } },
                },
                "then": {
                    "properties": { Field::MediaUrl.name(): { "minLength": 1 } },
                },
            },
        },
    })
}

fn property(field: Field) -> Value {
    let mut property = json!({
        "description": field.description(),
        "type": field.field_type().name(),
    });
    match field {
        Field::Status => property["enum"] = json!(Status::ALL.map(Status::name)),
        Field::TaskId => property["minLength"] = json!(1),
        _ => {}
    }
    property
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_what_they_name() {
        for (place, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(Field::from_name(field.name()), Some(field));
            assert_eq!(field as usize, place);
        }
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
    }
}
