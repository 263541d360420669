//! A row of a table as a line of JSON: an object of its columns. Bytes are an id (16 bytes) in its usual form, or
//! `base64:` and their Base64.

use crate::store::engine::{Kind, Row, Table, Value};
use crate::store::users::NO_PASSWORD;
use crate::store::{Error, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value as Json};
use std::io::Write;
use uuid::Uuid;

const BASE64: &str = "base64:";

/// Writes a row. Without `passwords` nobody's can be guessed from it.
pub(super) fn write(to: &mut impl Write, table: &Table, row: Row<'_>, passwords: bool) -> Result<()> {
    for (index, column) in table.columns.iter().enumerate() {
        to.write_all(if index == 0 { b"{" } else { b"," })?;
        serde_json::to_writer(&mut *to, &column.name)?;
        to.write_all(b":")?;
        if table.name == "users" && column.name == "password" && !passwords {
            serde_json::to_writer(&mut *to, NO_PASSWORD)?;
            continue;
        }
        row.read(index, |value| Some(write_value(to, value)))??;
    }
    Ok(to.write_all(b"}\n")?)
}

fn write_value(to: &mut impl Write, value: Value<'_>) -> Result<()> {
    match value {
        Value::Null => to.write_all(b"null")?,
        Value::Int(value) => write!(to, "{value}")?,
        Value::Text(text) => serde_json::to_writer(to, text)?,
        Value::Id(id) => write!(to, "\"{id}\"")?,
        Value::Bytes(bytes) => match Uuid::from_slice(bytes) {
            Ok(id) => write!(to, "\"{id}\"")?,
            Err(_) => write!(to, "\"{BASE64}{}\"", STANDARD.encode(bytes))?,
        },
    }
    Ok(())
}

/// A value that was read from a line.
pub(super) enum Owned {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Owned {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Int(value) => Value::Int(*value),
            Self::Text(text) => Value::Text(text),
            Self::Bytes(bytes) => Value::Bytes(bytes),
        }
    }
}

/// Reads a line: each column of the table and no other. [`Error::Corrupt`] when it is none.
pub(super) fn read(line: &[u8], table: &Table) -> Result<Vec<Owned>> {
    let wrong = || Error::corrupt(format_args!("not a row of {}", table.name));
    let mut found: Map<String, Json> = serde_json::from_slice(line).map_err(|_| wrong())?;
    let columns = table.columns.iter();
    let values = columns
        .map(|column| {
            let given = found.remove(&column.name).ok_or_else(wrong)?;
            value(given, column.kind).ok_or_else(wrong)
        })
        .collect::<Result<Vec<_>>>()?;
    if found.is_empty() {
        Ok(values)
    } else {
        Err(wrong())
    }
}

fn value(given: Json, kind: Kind) -> Option<Owned> {
    match (given, kind) {
        (Json::Null, _) => Some(Owned::Null),
        (Json::Number(number), Kind::Int) => number.as_i64().map(Owned::Int),
        (Json::String(text), Kind::Text) => Some(Owned::Text(text)),
        (Json::String(text), Kind::Bytes) => match text.strip_prefix(BASE64) {
            Some(coded) => STANDARD.decode(coded).ok().map(Owned::Bytes),
            None => Uuid::try_parse(&text)
                .ok()
                .map(|id| Owned::Bytes(id.as_bytes().to_vec())),
        },
        _ => None,
    }
}
