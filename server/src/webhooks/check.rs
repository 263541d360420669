//! A target as somebody enters it.

use kotae_shared::api::{
    problem::Fault,
    webhooks::{
        WebhookEdit, WebhookEvent,
        limits::{NAME, URL},
    },
};
use url::Url;

/// The target as it is stored, or what is wrong with it. `plain`: addresses without encryption are allowed somewhere.
pub fn check(mut edit: WebhookEdit, plain: bool) -> Result<WebhookEdit, Vec<(String, Fault)>> {
    let mut faults = Vec::new();
    for (field, value, most) in [("name", &mut edit.name, NAME), ("url", &mut edit.url, URL)] {
        *value = value.trim().to_owned();
        let fault = if value.is_empty() {
            Fault::Required
        } else if value.chars().count() > most {
            Fault::TooLong(most as u32)
        } else if value.chars().any(char::is_control) {
            Fault::BadCharacters
        } else {
            continue;
        };
        faults.push((field.to_owned(), fault));
    }
    if !faults.iter().any(|(field, _)| field == "url")
        && let Err(fault) = address(&edit.url, plain)
    {
        faults.push(("url".to_owned(), fault));
    }
    let chosen = &edit.events;
    if let Some(index) = chosen.iter().position(|event| *event == WebhookEvent::Ping) {
        faults.push((format!("events.{index}"), Fault::Unknown));
    }
    // In the order of the list, each once.
    edit.events = WebhookEvent::CHOICES
        .into_iter()
        .filter(|event| chosen.contains(event))
        .collect();
    if edit.events.is_empty() {
        faults.push(("events".to_owned(), Fault::Required));
    }
    if faults.is_empty() { Ok(edit) } else { Err(faults) }
}

/// An address as it can be asked: no name and password in it, which belong into no address.
fn address(text: &str, plain: bool) -> Result<Url, Fault> {
    let url = Url::parse(text).map_err(|_| Fault::NotUrl)?;
    let secure = url.scheme() == "https";
    if !(secure || url.scheme() == "http") || url.host().is_none() {
        return Err(Fault::NotUrl);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Fault::NotUrl);
    }
    if !secure && !plain {
        return Err(Fault::NotHttps);
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(url: &str) -> WebhookEdit {
        WebhookEdit {
            name: " 社内システム ".into(),
            url: url.into(),
            events: vec![
                WebhookEvent::QuotaNear,
                WebhookEvent::SubmissionCreated,
                WebhookEvent::QuotaNear,
            ],
            ..WebhookEdit::default()
        }
    }

    #[test]
    fn tidies_and_names_what_is_wrong() {
        let good = check(edit("https://hooks.example.com/a?b=c "), false).unwrap();
        assert_eq!(
            (good.name.as_str(), good.url.as_str()),
            ("社内システム", "https://hooks.example.com/a?b=c")
        );
        assert_eq!(
            good.events,
            [WebhookEvent::SubmissionCreated, WebhookEvent::QuotaNear]
        );
        for (url, fault) in [
            ("", Fault::Required),
            ("hooks.example.com", Fault::NotUrl),
            ("ftp://hooks.example.com/", Fault::NotUrl),
            ("https://u:p@hooks.example.com/", Fault::NotUrl),
            ("http://hooks.example.com/", Fault::NotHttps),
            (
                &format!("https://hooks.example.com/{}", "a".repeat(2_000)),
                Fault::TooLong(2_000),
            ),
        ] {
            assert_eq!(
                check(edit(url), false),
                Err(vec![("url".to_owned(), fault)]),
                "{url}"
            );
        }
        assert!(check(edit("http://10.0.0.1/"), true).is_ok());
        let none = WebhookEdit {
            name: "あ".repeat(81),
            events: vec![WebhookEvent::Ping],
            ..edit("https://a.example")
        };
        let fields: Vec<String> = check(none, false)
            .unwrap_err()
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(fields, ["name", "events.0", "events"]);
    }
}
