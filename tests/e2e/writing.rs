//! Writing an entry with the keyboard: chips, the toolbar, and what survives a closed tab.

use crate::admin;
use anyhow::{Result, ensure};
use kotae_tests::{AdminApi, Browser, Kotae, Options, Page, Start, faq, root, run};
use thirtyfour::{Key, WebElement};

async fn opened(browser: &Browser, kotae: &Kotae) -> Result<()> {
    AdminApi::set_up(kotae).await?;
    let file = root().join(faq::DEMO);
    kotae.cli(&["import", &file.to_string_lossy()]).await?;
    admin::sign_in(browser, kotae).await
}

/// The chips of a field, in order.
async fn chips(browser: &Browser, name: &str) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll(arguments[0])].map(chip => chip.textContent);";
    let found = browser
        .execute(script, vec![format!("#field-{name}-chips .chips-word").into()])
        .await?;
    Ok(found.convert()?)
}

async fn has_chips(browser: &Browser, name: &str, wanted: &[&str]) -> Result<()> {
    let found = chips(browser, name).await?;
    ensure!(found == wanted, "{found:?} instead of {wanted:?}");
    Ok(())
}

#[test]
fn keywords_are_chips_that_the_keyboard_makes_and_takes() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        Browser::run("chips", &Options::default(), async |browser| {
            opened(browser, &kotae).await?;
            admin::open(browser, &kotae, "entries/new").await?;
            let input = browser.visible("[name=keywords]").await?;
            input
                .send_keys(format!("VPN{}接続、社外,", Key::Enter.value()))
                .await?;
            has_chips(browser, "keywords", &["VPN", "接続", "社外"]).await?;
            // Enter adds and does not send the form; what is there already is not added.
            input.send_keys(format!("VPN{}", Key::Enter.value())).await?;
            has_chips(browser, "keywords", &["VPN", "接続", "社外"]).await?;
            input.send_keys(Key::Backspace + "").await?;
            has_chips(browser, "keywords", &["VPN", "接続"]).await?;
            // To the first chip: Enter takes it back into the input, where it is changed in its place.
            let active = || async { Ok::<WebElement, anyhow::Error>(browser.active_element().await?) };
            input.send_keys(Key::Left + "").await?;
            active().await?.send_keys(Key::Left + "").await?;
            active().await?.send_keys(Key::Enter + "").await?;
            active()
                .await?
                .send_keys(format!("{}2{}", Key::End.value(), Key::Enter.value()))
                .await?;
            has_chips(browser, "keywords", &["VPN2", "接続"]).await?;
            input.send_keys(Key::Left + "").await?;
            active().await?.send_keys(Key::Delete + "").await?;
            has_chips(browser, "keywords", &["VPN2"]).await?;
            browser.press("外す: VPN2").await?;
            has_chips(browser, "keywords", &[]).await?;
            paste(browser, "keywords", "一\n二\t三、四").await?;
            has_chips(browser, "keywords", &["一", "二", "三", "四"]).await?;
            // A sentence keeps its commas; a list of sentences is split by its lines.
            paste(browser, "phrasings", "家で、つながらない\n出張先, 使えない").await?;
            has_chips(browser, "phrasings", &["家で、つながらない", "出張先, 使えない"]).await?;
            // The key that ends a conversion adds nothing.
            compose(browser, "かいしゃ").await?;
            has_chips(browser, "keywords", &["一", "二", "三", "四"]).await?;
            // What still stands in the input is saved with the form.
            admin::fill(browser, "title", "チップの題").await?;
            let input = browser.visible("[name=keywords]").await?;
            input.send_keys("残り").await?;
            input.send_keys(Key::Control + "s").await?;
            browser.shows("FAQ を追加しました").await?;
            browser.shows("保存済み").await?;
            let saved = chips(browser, "keywords").await?;
            ensure!(saved.iter().any(|word| word == "残り"), "{saved:?}");
            Ok(())
        })
        .await
    })
}

/// Pastes a text, as the clipboard would.
async fn paste(browser: &Browser, name: &str, text: &str) -> Result<()> {
    let script = "const data = new DataTransfer(); data.setData('text/plain', arguments[1]);
        const field = document.querySelector(arguments[0]); field.focus();
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    browser
        .execute(script, vec![format!("[name={name}]").into(), text.into()])
        .await?;
    Ok(())
}

/// What a browser says while Japanese is being converted: a comma and the Enter key among it.
async fn compose(browser: &Browser, text: &str) -> Result<()> {
    let script = "const field = document.querySelector('[name=keywords]'); field.focus();
        field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
        field.value = arguments[0];
        field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
        field.value = '';
        field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
        field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));";
    browser.execute(script, vec![text.into()]).await?;
    Ok(())
}

#[test]
fn the_toolbar_formats_the_answer_and_undo_takes_it_back() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        Browser::run("toolbar", &Options::default(), async |browser| {
            opened(browser, &kotae).await?;
            admin::open(browser, &kotae, "entries/new").await?;
            let area = browser.visible("[name=answer]").await?;
            area.send_keys("再起動").await?;
            area.send_keys(Key::Control + "a").await?;
            area.send_keys(Key::Control + "b").await?;
            is(browser, "**再起動**").await?;
            browser.visible(".preview strong").await?;
            area.send_keys(Key::Control + "z").await?;
            is(browser, "再起動").await?;
            area.send_keys(Key::Control + "a").await?;
            browser.press("箇条書き").await?;
            is(browser, "- 再起動").await?;
            // The focus is in the text again, and the arrows go along the bar.
            let script = "return document.activeElement.name;";
            let focus: String = browser.execute(script, vec![]).await?.convert()?;
            ensure!(focus == "answer", "{focus}");
            let first = browser.visible("[role=toolbar] [tabindex='0']").await?;
            first.focus().await?;
            first.send_keys(Key::Home + "").await?;
            browser.active_element().await?.send_keys(Key::Right + "").await?;
            let script = "return document.activeElement.getAttribute('aria-label');";
            let focus: String = browser.execute(script, vec![]).await?.convert()?;
            ensure!(focus == "強調", "{focus}");
            let stops = "return document.querySelectorAll('[role=toolbar] [tabindex=\"0\"]').length;";
            let stops: u32 = browser.execute(stops, vec![]).await?.convert()?;
            ensure!(stops == 1, "{stops} stops of the Tab key");
            let area = browser.visible("[name=answer]").await?;
            area.send_keys(Key::Control + Key::End.value().to_string())
                .await?;
            browser
                .visible("[role=toolbar] [aria-label='表']")
                .await?
                .click()
                .await?;
            browser.visible(".preview table").await?;
            Ok(())
        })
        .await
    })
}

async fn is(browser: &Browser, wanted: &str) -> Result<()> {
    let found = browser.visible("[name=answer]").await?.value().await?;
    ensure!(found.as_deref() == Some(wanted), "{found:?} instead of {wanted}");
    Ok(())
}

#[test]
fn what_was_typed_survives_a_closed_tab() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        Browser::run("autosave", &Options::default(), async |browser| {
            opened(browser, &kotae).await?;
            // A new entry, and one that is there.
            for (path, title) in [
                ("entries/new", "書きかけの題"),
                ("entries?q=IT-003", "直しかけの題"),
            ] {
                lose(browser, &kotae, path, title).await?;
                open(browser, &kotae, path).await?;
                browser.press("続きから編集する").await?;
                let found = browser.visible("[name=title]").await?.value().await?;
                ensure!(found.as_deref() == Some(title), "{found:?}");
                browser.shows("未保存の変更があります").await?;
                // Saved, it is offered no more.
                browser
                    .visible(".editor-head [type=submit]:enabled")
                    .await?
                    .click()
                    .await?;
                browser.shows("保存済み").await?;
                open(browser, &kotae, path).await?;
                browser.visible("[name=title]").await?;
                nothing_is_offered(browser).await?;
            }
            // Thrown away, neither.
            lose(browser, &kotae, "entries?q=IT-003", "捨てる題").await?;
            open(browser, &kotae, "entries?q=IT-003").await?;
            browser.press("破棄する").await?;
            open(browser, &kotae, "entries?q=IT-003").await?;
            let found = browser.visible("[name=title]").await?.value().await?;
            ensure!(found.as_deref() == Some("直しかけの題"), "{found:?}");
            nothing_is_offered(browser).await
        })
        .await
    })
}

async fn open(browser: &Browser, kotae: &Kotae, path: &str) -> Result<()> {
    admin::open(browser, kotae, path).await?;
    if path.contains('?') {
        browser.visible("tbody a.row-link").await?.click().await?;
    }
    browser.visible("[name=title]").await?;
    Ok(())
}

/// Types in a tab of its own until it is kept, and closes the tab.
async fn lose(browser: &Browser, kotae: &Kotae, path: &str, title: &str) -> Result<()> {
    let first = browser.window().await?;
    let tab = browser.new_tab().await?;
    browser.switch_to_window(tab).await?;
    open(browser, kotae, path).await?;
    admin::fill(browser, "title", title).await?;
    browser.shows("自動保存しました").await?;
    browser.close_window().await?;
    browser.switch_to_window(first).await?;
    Ok(())
}

/// Drafts are asked for when the form appears; what was asked after that has been answered when they have.
async fn nothing_is_offered(browser: &Browser) -> Result<()> {
    let script = "const done = arguments[0];
        const wait = () => performance.getEntriesByType('resource').some(one => one.name.includes('/drafts')
            && one.responseEnd > 0) ? requestAnimationFrame(() => requestAnimationFrame(() => done(
            document.body.textContent.includes('続きから編集する')))) : setTimeout(wait, 20);
        wait();";
    let offered: bool = browser.execute_async(script, vec![]).await?.convert()?;
    ensure!(!offered, "a draft is offered that was saved or thrown away");
    Ok(())
}
