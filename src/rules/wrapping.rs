//! Recognizes bodies in which each value is wrapped in the same way, which is one mistake of the program that wrote them.

use crate::callback::Callback;
use crate::json::{self, Value};

/// What some programs wrap values in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// Arrays of one element, as query strings and forms are parsed.
    Arrays,
    /// Objects such as `{"S": "SUCCESS"}` (Amazon `DynamoDB`, Low-Level API).
    DynamoDb,
    /// Objects such as `{"stringValue": "SUCCESS"}` (Firestore REST API, Value).
    Firestore,
}

impl Wrapping {
    /// Returns what wraps all values of a body: at least two.
    #[must_use]
    pub fn of(callback: &Callback<'_>) -> Option<Self> {
        let mut values = callback.fields().map(|(_, member)| &member.value);
        let first = Self::of_value(values.next()?)?;
        let mut others = values.peekable();
        (others.peek().is_some() && others.all(|value| Self::of_value(value) == Some(first))).then_some(first)
    }

    fn of_value(value: &Value<'_>) -> Option<Self> {
        const DYNAMO_DB: [&str; 6] = ["S", "N", "BOOL", "NULL", "M", "L"];
        const FIRESTORE: [&str; 4] = ["stringValue", "integerValue", "doubleValue", "nullValue"];
        if matches!(value, Value::Array(_)) {
            return Some(Self::Arrays);
        }
        let name = only_name(value)?;
        if DYNAMO_DB.contains(&name.as_str()) {
            return Some(Self::DynamoDb);
        }
        FIRESTORE.contains(&name.as_str()).then_some(Self::Firestore)
    }

    /// Returns what the values are, for a message.
    #[must_use]
    pub const fn described(self) -> &'static str {
        match self {
            Self::Arrays => "all values are in arrays",
            Self::DynamoDb => "all values are in DynamoDB's JSON",
            Self::Firestore => "all values are in Firestore's JSON",
        }
    }

    /// Returns what to do.
    #[must_use]
    pub const fn help(self) -> &'static str {
        match self {
            Self::Arrays => "write each value without the array around it",
            Self::DynamoDb => {
                "convert the item with `unmarshall` of the AWS SDK for JavaScript, or `TypeDeserializer` of boto3"
            }
            Self::Firestore => "read the document with a Firestore client, which converts the values",
        }
    }
}

/// Returns the name in an object with one member.
fn only_name(object: &Value<'_>) -> Option<String> {
    let Value::Object(text) = object else { return None };
    let (mut name, mut count) = (None, 0);
    json::each_member(text, |member| {
        name = Some(json::decode(member.name).into_owned());
        count += 1;
        count < 2
    });
    name.filter(|_| count == 1)
}
