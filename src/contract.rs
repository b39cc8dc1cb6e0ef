//! The contract as data: the fields of a callback, their types and the two statuses, and the members that the
//! answer to the progress query adds. The rules and the JSON Schema are built from it.
//!
//! Source: Tencent Cloud AI Digital Human, Video Generation Service API, "Appendix II: Callback Request
//! Body Format", page last updated 2024-07-18.

use serde_json::{Map, Value, json};

/// The only member of the root object.
pub const PAYLOAD: &str = "Payload";

/// The member next to `Payload` in the answer to a progress query.
pub const QUERY_HEADER: &str = "Header";

/// The member of the root object in answers of the general API of Tencent Cloud (API 3.0).
pub const API_RESPONSE: &str = "Response";

/// Members of its value, of which an answer has at least one.
pub const API_RESPONSE_MEMBERS: [&str; 2] = ["Error", "RequestId"];

/// Fields of `Payload` that appear only in the answer to a progress query.
pub const QUERY_FIELDS: [&str; 4] = ["ArrayCount", "FailCode", "Duration", "TextTimestampResult"];

/// Statuses that appear only in the answer to a progress query: queued, and in production.
pub const QUERY_STATUSES: [&str; 2] = ["COMMIT", "MAKING"];

/// Returns whether a status appears only in the answer to a progress query, in upper or lower case.
#[must_use]
pub fn is_query_status(status: &str) -> bool {
    QUERY_STATUSES.iter().any(|known| known.eq_ignore_ascii_case(status))
}

/// Fields of `Payload` that appear only in the answer to a customization query, about avatars and voices.
pub const CUSTOMIZATION_FIELDS: [&str; 4] = ["StageV2", "StatusV2", "StageInfo", "AssetList"];

/// Returns whether a field of `Payload` appears only in the answer to one of the two queries.
#[must_use]
pub fn is_query_field(name: &str) -> bool {
    QUERY_FIELDS.contains(&name) || CUSTOMIZATION_FIELDS.contains(&name)
}

/// Fields of `Payload` that appear only in a production request.
pub const REQUEST_FIELDS: [&str; 3] = ["CallbackUrl", "VirtualmanKey", "InputSsml"];

/// Names that clients of the service use for its fields, each with the field.
pub const SYNONYMS: [(&str, Field); 12] = [
    ("VideoUrl", Field::MediaUrl),
    ("AudioUrl", Field::MediaUrl),
    ("ResultUrl", Field::MediaUrl),
    ("SrtUrl", Field::SubtitlesUrl),
    ("JobId", Field::TaskId),
    ("FailReason", Field::FailMessage),
    ("FailMsg", Field::FailMessage),
    ("ErrorMessage", Field::FailMessage),
    ("ErrorMsg", Field::FailMessage),
    ("ErrMsg", Field::FailMessage),
    ("State", Field::Status),
    ("JobStatus", Field::Status),
];

/// General names that mean a field only among its other fields.
pub const GENERAL_NAMES: [(&str, Field); 8] = [
    ("Url", Field::MediaUrl),
    ("ResultVideo", Field::MediaUrl),
    ("Id", Field::TaskId),
    ("Percent", Field::Progress),
    ("Percentage", Field::Progress),
    ("Message", Field::FailMessage),
    ("Reason", Field::FailMessage),
    ("Result", Field::Status),
];

/// The host of results if the customer has no storage.
pub const RESULT_HOST: &str = "videomaker-resources.ivh.qq.com";

/// `Progress` after a failure.
pub const PROGRESS_FAILED: i64 = -1;

/// `Progress` after a success.
pub const PROGRESS_SUCCEEDED: i64 = 100;

/// A field of `Payload`, in the order in which the contract lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// -1 after a failure, 100 after a success; reserved.
    Progress,
    /// URL of the audio or video.
    MediaUrl,
    /// URL of the SRT subtitles of a video.
    SubtitlesUrl,
    /// The outcome of the production.
    Status,
    /// The reason of a failure, for troubleshooting.
    FailMessage,
    /// The id that the production request returned.
    TaskId,
}

/// The JSON type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A number without a fractional part, however it is written (`100`, `100.0`, `1e2`).
    Integer,
    /// A string.
    String,
}

impl Field {
    /// All fields in the order of the contract; `field as usize` is the index.
    pub const ALL: [Self; 6] =
        [Self::Progress, Self::MediaUrl, Self::SubtitlesUrl, Self::Status, Self::FailMessage, Self::TaskId];

    /// The fields that contain the URL of a result.
    pub const URLS: [Self; 2] = [Self::MediaUrl, Self::SubtitlesUrl];

    /// Returns the member name. Names are case-sensitive.
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

    /// Returns the field of this name; `None` if the contract has none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        // Called for every member of every body: comparing constants is faster than a search.
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

    /// Returns the JSON type of the value.
    #[must_use]
    pub const fn field_type(self) -> FieldType {
        match self {
            Self::Progress => FieldType::Integer,
            _ => FieldType::String,
        }
    }

    /// Returns whether the field is mandatory.
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
    /// Returns the name of the type with an article, for a message.
    #[must_use]
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Integer => "an integer",
            Self::String => "a string",
        }
    }

    /// Returns the name of the type in JSON Schema.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::String => "string",
        }
    }
}

/// The outcome of a production: the two statuses of a callback.
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

    /// Returns the value of `Status`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Fail => "FAIL",
        }
    }

    /// Returns the status of this name; `None` if the contract has none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "SUCCESS" => Some(Self::Success),
            "FAIL" => Some(Self::Fail),
            _ => None,
        }
    }
}

/// Returns the contract as JSON Schema 2020-12.
///
/// It rejects exactly the bodies for which a rule of level error reports something, except `invalid-json`,
/// `duplicate-key` and `unexpected-status`, which a schema cannot express.
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
    fn names_identify_fields_and_statuses() {
        for (index, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(Field::from_name(field.name()), Some(field));
            assert_eq!(field as usize, index);
        }
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
    }
}
