//! What no page may do in any test: throw an error that nobody catches, break a Content-Security-Policy, ask
//! for something that is not there, or write an error into the console.

use serde_json::Value;

/// The fault that an event of the browser tells of, if it tells of one.
pub fn fault(method: &str, event: &Value) -> Option<String> {
    match method {
        "Runtime.exceptionThrown" => {
            let details = &event["exceptionDetails"];
            let text = details["exception"]["description"]
                .as_str()
                .or(details["exception"]["value"].as_str());
            let kind = details["text"].as_str().unwrap_or_default();
            Some(format!(
                "{kind} {} ({})",
                text.unwrap_or_default(),
                details["url"].as_str().unwrap_or_default()
            ))
        }
        "Log.entryAdded" => {
            let entry = &event["entry"];
            let is_violation = entry["source"] == "security";
            (entry["level"] == "error" || is_violation).then(|| {
                let part = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
                format!("{}: {} ({})", part("source"), part("text"), part("url"))
            })
        }
        "Runtime.consoleAPICalled" => {
            let is_error = event["type"] == "error" || event["type"] == "assert";
            is_error.then(|| format!("console.error: {}", words(&event["args"])))
        }
        _ => None,
    }
}

/// The same for an event of WebDriver BiDi.
pub fn bidi_fault(method: &str, event: &Value) -> Option<String> {
    let part = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match method {
        "log.entryAdded" => {
            (event["level"] == "error").then(|| format!("{}: {}", part(&event["type"]), part(&event["text"])))
        }
        "network.responseCompleted" => {
            let response = &event["response"];
            let status = response["status"].as_u64().unwrap_or_default();
            (status >= 400).then(|| format!("network: {status} ({})", part(&response["url"])))
        }
        _ => None,
    }
}

/// What an event of the browser adds to the console, a violation of a policy included.
pub fn said(method: &str, event: &Value) -> Option<String> {
    match method {
        "Log.entryAdded" => event["entry"]["text"].as_str().map(str::to_owned),
        "Runtime.consoleAPICalled" => Some(words(&event["args"])),
        _ => None,
    }
}

fn words(arguments: &Value) -> String {
    let argument = |argument: &Value| match &argument["value"] {
        Value::String(text) => text.clone(),
        Value::Null => argument["description"].as_str().unwrap_or_default().to_owned(),
        other => other.to_string(),
    };
    arguments
        .as_array()
        .map(|all| all.iter().map(argument).collect::<Vec<_>>().join(" "))
        .unwrap_or_default()
}
