//! Values on their way to and from a database.

use crate::store::{Error, Result};
use uuid::Uuid;

/// A value as both engines know it. Ids are 16 bytes: half the size of their text in every row and index, and
/// sorted alike by SQLite (BLOB) and PostgreSQL (BYTEA), which text is not (it depends on a collation). The
/// migrations say `BYTEA`, which SQLite reads as a column that takes bytes as they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// BIGINT; also booleans (0, 1) and times (epoch milliseconds).
    Int(i64),
    /// TEXT.
    Text(&'a str),
    /// BYTEA.
    Bytes(&'a [u8]),
    /// BYTEA of 16.
    Id(Uuid),
}

macro_rules! value_from {
    ($($type:ty => |$value:ident| $expr:expr;)*) => {
        $(impl<'a> From<$type> for Value<'a> {
            fn from($value: $type) -> Self {
                $expr
            }
        })*
    };
}

value_from! {
    i64 => |value| Self::Int(value);
    u32 => |value| Self::Int(value.into());
    bool => |value| Self::Int(value.into());
    Uuid => |value| Self::Id(value);
    &'a str => |value| Self::Text(value);
    &'a String => |value| Self::Text(value);
    &'a [u8] => |value| Self::Bytes(value);
    &'a Vec<u8> => |value| Self::Bytes(value);
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The parameters of a statement, `$1` first.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::store::engine::Value::from($value)),*]
    };
}
pub(in crate::store) use params;

/// Something that can be read from a column.
pub trait FromValue: Sized {
    /// Reads it; `None` when the column holds something else.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Int(value) => Some(value),
            _ => None,
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).and_then(|value| value.try_into().ok())
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(|value| value != 0)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Text(value) => Some(value.to_owned()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(value) => Some(value.to_vec()),
            _ => None,
        }
    }
}

impl FromValue for Uuid {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(value) => Self::from_slice(value).ok(),
            Value::Id(value) => Some(value),
            _ => None,
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(value) => value.try_into().ok(),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// The columns of a row, however the engine holds them.
pub(super) trait Columns {
    /// The column at `index`, from 0.
    fn value(&self, index: usize) -> Result<Value<'_>>;
}

/// A row of a result.
#[derive(Clone, Copy)]
pub struct Row<'r>(pub(super) &'r dyn Columns);

impl Row<'_> {
    /// The column at `index`, from 0. Fails when there is none or it holds another type.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T> {
        self.read(index, T::from_value)
    }

    /// The column at `index` read by `read` without a copy; `None` from `read` is an error.
    pub fn read<T>(&self, index: usize, read: impl FnOnce(Value<'_>) -> Option<T>) -> Result<T> {
        let value = self.0.value(index)?;
        read(value).ok_or_else(|| {
            Error::corrupt(format_args!(
                "column {index} is not a {}",
                std::any::type_name::<T>()
            ))
        })
    }

    /// The text at `index`, read by `read` without a copy; `None` from `read` is an error.
    pub fn parse<T>(&self, index: usize, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        self.read(index, |value| match value {
            Value::Text(text) => read(text),
            _ => None,
        })
    }

    /// The JSON at `index`.
    pub fn json<T: serde::de::DeserializeOwned>(&self, index: usize) -> Result<T> {
        self.parse(index, |text| serde_json::from_str(text).ok())
    }
}
