//! What the page tells of the visitor: `data-visitor-*`, `update` and `setVisitor`. Unsigned, so it only goes into the
//! log, as claimed.

use crate::chat::Chat;
use js_sys::{Array, Object};
use kotae_shared::api::widget::{claim_value, is_claim_name, limits};
use wasm_bindgen::{JsCast, JsValue};

impl Chat {
    /// Takes over what `setVisitor` gave, beside what it gave before; an empty value takes a name away.
    #[inline(never)]
    pub(in crate::chat) fn claim(self, values: &JsValue) {
        let new = pairs(values, |name| Some(name.to_owned()));
        self.change(|inner| put(&mut inner.claims, new));
        self.note();
    }

    /// All claims as they are now, for what is sent next.
    pub(super) fn current_claims(self) -> Vec<(String, String)> {
        let attributes = self.look(|inner| inner.host.attributes());
        let mut all = pairs(&attributes, |name| Some(dashed(name.strip_prefix("visitor")?)));
        self.look(|inner| put(&mut all, inner.claims.clone()));
        all.retain(|(_, value)| !value.is_empty());
        all.truncate(limits::CLAIMS);
        all
    }
}

fn put(all: &mut Vec<(String, String)>, new: Vec<(String, String)>) {
    for (name, value) in new {
        all.retain(|(other, _)| *other != name);
        all.push((name, value));
    }
}

/// The names and values of an object that can be claims.
fn pairs(object: &JsValue, rename: impl Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let Some(object) = object.dyn_ref::<Object>() else {
        return Vec::new();
    };
    let entries = Object::entries(object);
    let read = |pair: JsValue| {
        let pair: Array = pair.unchecked_into();
        let name = rename(&pair.get(0).as_string()?)?;
        let value = pair.get(1);
        if value.is_object() || value.is_function() || value.is_symbol() {
            return None;
        }
        let value = match value.as_string() {
            Some(text) => text,
            None if value.is_null() || value.is_undefined() => String::new(),
            None => js_sys::JSON::stringify(&value).ok()?.as_string()?,
        };
        is_claim_name(&name).then(|| (name, claim_value(&value)))
    };
    entries.iter().filter_map(read).collect()
}

/// `EmployeeId`, as `dataset` has it, is `employee-id`.
fn dashed(name: &str) -> String {
    let mut dashed = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !dashed.is_empty() {
            dashed.push('-');
        }
        dashed.push(c.to_ascii_lowercase());
    }
    dashed
}
