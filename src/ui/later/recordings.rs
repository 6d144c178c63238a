//! Recordings that a person opens: read with the browser's own JSON reader.

use crate::sim::Scenario;
use crate::sim::recording::{Json, Recording};
use wasm_bindgen::prelude::*;

/// The scenario in the text of a recording, or of a scenario that was saved.
///
/// # Errors
/// One sentence, where there is none.
pub fn scenario_in(text: &str) -> Result<Scenario, String> {
    Recording::scenario_from_json(&json(text)?).map_err(|reason| reason.to_string())
}

/// No recording is nested more deeply, or has more values.
const MOST_LEVELS: u32 = 20;
const MOST_VALUES: u32 = 200_000;

/// Reads JSON with the browser's own reader.
///
/// # Errors
/// One sentence, where it is no JSON, nested too deeply or too large.
fn json(text: &str) -> Result<Json, String> {
    let value = js_sys::JSON::parse(text).map_err(|error| {
        let words = error.unchecked_into::<js_sys::Error>().message();
        format!("it is not JSON: {}", JsValue::from(words).as_string().unwrap_or_default())
    })?;
    tree(&value, MOST_LEVELS, &mut { MOST_VALUES })
}

/// What JSON.parse made of it; so many levels and values may still come.
fn tree(value: &JsValue, levels: u32, values: &mut u32) -> Result<Json, String> {
    let (Some(deeper), Some(fewer)) = (levels.checked_sub(1), values.checked_sub(1)) else {
        return Err("it is nested too deeply or too large".to_owned());
    };
    *values = fewer;
    if let Some(bool) = value.as_bool() {
        return Ok(Json::Bool(bool));
    }
    if let Some(number) = value.as_f64() {
        return Ok(Json::Number(number));
    }
    if let Some(text) = value.as_string() {
        return Ok(Json::Text(text));
    }
    if js_sys::Array::is_array(value) {
        let list: &js_sys::Array = value.unchecked_ref();
        let list = (0..list.length()).map(|index| tree(&list.get(index), deeper, values));
        return Ok(Json::List(list.collect::<Result<_, _>>()?));
    }
    if value.is_null() {
        return Ok(Json::Null);
    }
    let entries = js_sys::Object::entries(value.unchecked_ref());
    let entries = (0..entries.length()).map(|index| {
        let entry: js_sys::Array = entries.get(index).unchecked_into();
        let key = entry.get(0).as_string().unwrap_or_default();
        Ok((key, tree(&entry.get(1), deeper, values)?))
    });
    Ok(Json::Map(entries.collect::<Result<_, String>>()?))
}
