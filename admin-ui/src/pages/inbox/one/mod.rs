//! One submission: what was answered, by whom, and what is done about it.

mod answers;
mod entry;
mod handle;
mod letter;
mod notes;
mod sender;

use super::{query::Wanted, words};
use crate::{
    api,
    app::{App, app},
    dates, dom,
    draw::Draw,
    lang::{self, t},
    pages::entry as entry_page,
    place,
    remote::Remote,
    router,
    ui::{Confirm, Icon, PageHead, icon},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{EntryEdit, limits},
        forms::{Submission, SubmissionPage as Found, SubmissionRow},
    },
    form::{Kind, answers::Value},
};
use leptos::{ev, prelude::*, task::spawn_local};
use uuid::Uuid;

/// What the parts share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Desk {
    app: App,
    id: Uuid,
    now: RwSignal<Submission>,
    may_handle: bool,
}

impl Desk {
    /// Takes over what the server has now.
    fn take(self, found: Submission) {
        let counts = |row: &SubmissionRow| row.state;
        let other = self
            .now
            .with_untracked(|old| counts(&old.row) != counts(&found.row));
        self.now.set(found);
        if other {
            self.app.refresh();
        }
    }

    /// Loads it anew, after somebody else changed it.
    fn reload(self) {
        let id = self.id;
        spawn_local(async move {
            if let Ok(found) = api::get::<Submission>(&format!("submissions/{id}")).await
                && self.now.try_get_untracked().is_some()
            {
                self.take(found);
            }
        });
    }
}

/// The page.
#[component]
pub(crate) fn SubmissionPage(
    /// The id as it stands in the address.
    id: String,
) -> impl IntoView {
    let app = app();
    let state = untrack(|| Wanted::read(|name| app.parameter(name)));
    let back = place::href(&state.address());
    let found = Remote::<Submission>::new(move || format!("submissions/{id}"));
    let body = move |found: Submission| view! { <One found=found state=state.clone()/> }.draw();
    view! {
        <div class="page">
            <a class="back" href=back>
                {icon(Icon::Back)}
                {t("受信箱", "Inbox")}
            </a>
            {found.view(body)}
        </div>
    }
    .draw()
}

#[component]
fn One(found: Submission, state: Wanted) -> impl IntoView {
    let app = app();
    let role = app.session_now().user.role;
    let row = found.row.clone();
    let desk = Desk {
        app,
        id: row.id,
        now: RwSignal::new(found),
        may_handle: role.may(Permission::HandleSubmissions),
    };
    let dirty = [RwSignal::new(false), RwSignal::new(false), RwSignal::new(false)];
    router::guard(Signal::derive(move || dirty.iter().any(|dirty| dirty.get())));
    let title = format!("#{} {}", row.number, row.form_name.get(lang::current()));
    let make = role.may(Permission::EditKnowledge).then(|| {
        view! {
            <button type="button" class="button" on:click=move |_| make_entry(desk)>
                {icon(Icon::Plus)}
                <span>{t("これを FAQ にする", "Make an entry of this")}</span>
            </button>
        }
    });
    let delete = role.may(Permission::EditForms).then(|| {
        let list = state.address();
        view! {
            <button
                type="button"
                class="button danger"
                on:click=move |_| ask_delete(desk, list.clone())
            >
                {icon(Icon::Trash)}
                <span>{t("削除", "Delete")}</span>
            </button>
        }
    });
    let standing = move || {
        desk.now.with(|found| {
            let state = found.row.state;
            view! { <span class=words::tone(state)>{words::state(state)}</span> }
        })
    };
    view! {
        <PageHead title=title>{make} {delete}</PageHead>
        <div class="submission-line">
            {standing}
            <time class="quiet" datetime=dates::machine(row.created_at)>{dates::full(row.created_at)}</time>
            {beside(desk, &state, &row)}
        </div>
        <div class="split submission">
            <div class="submission-main">
                {answers::answers(desk)}
                {notes::list(desk)}
                {desk.may_handle.then(|| view! { <letter::Letter desk=desk dirty=dirty[0]/> })}
                {desk.may_handle.then(|| view! { <notes::NewNotePart desk=desk dirty=dirty[1]/> })}
            </div>
            <div class="submission-side">
                <handle::Handle desk=desk dirty=dirty[2]/>
                {entry::part(desk)}
                {sender::sender(desk)}
                {sender::conversation(desk, role.may(Permission::ReadQuestions))}
            </div>
        </div>
    }
    .draw()
}

/// Links to those before and behind it in the list that one comes from, and the keys for them.
fn beside(desk: Desk, state: &Wanted, row: &SubmissionRow) -> AnyView {
    let near = [RwSignal::new(None::<String>), RwSignal::new(None::<String>)];
    for (slot, back) in [(near[0], true), (near[1], false)] {
        let (path, state) = (state.beside(row, back), state.clone());
        spawn_local(async move {
            if let Ok(found) = api::get::<Found>(&path).await
                && let Some(row) = found.items.first()
            {
                slot.try_set(Some(state.one(row.id)));
            }
        });
    }
    let app = desk.app;
    let keys = window_event_listener(ev::keydown, move |event| {
        let other = event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing();
        if other || dom::is_typing() || dom::has_open_dialog() {
            return;
        }
        let to = match event.key().as_str() {
            "k" => near[0],
            "j" => near[1],
            _ => return,
        };
        if let Some(to) = to.get_untracked() {
            event.prevent_default();
            app.leave(move || app.go(&to));
        }
    });
    on_cleanup(move || keys.remove());
    let link = |slot: RwSignal<Option<String>>, text: &'static str, key: &'static str| {
        move || match slot.get() {
            Some(to) => view! { <a class="button small" href=place::href(&to) title=key>{text}</a> }.draw(),
            None => view! { <span class="button small" aria-disabled="true">{text}</span> }.draw(),
        }
    };
    view! {
        <nav class="form-actions" aria-label=t("前後の受信", "Previous and next")>
            {link(near[0], t("前へ", "Previous"), "K")} {link(near[1], t("次へ", "Next"), "J")}
        </nav>
    }
    .draw()
}

fn ask_delete(desk: Desk, list: String) {
    let (app, id) = (desk.app, desk.id);
    let number = desk.now.with_untracked(|found| found.row.number);
    app.ask(Confirm {
        title: match lang::current() {
            Lang::Ja => format!("受付番号 {number} を削除しますか？"),
            Lang::En => format!("Delete number {number}?"),
        },
        text: t(
            "回答、添付ファイル、メモも消え、元に戻せません。",
            "Its answers, files and notes go with it, for good.",
        )
        .into(),
        act: t("削除する", "Delete"),
        danger: true,
        yes: Box::new(move || {
            spawn_local(async move {
                match api::delete(&format!("submissions/{id}")).await {
                    Ok(()) => {
                        app.say(t("削除しました。", "Deleted."));
                        app.refresh();
                        app.leave(move || app.go(&list));
                    }
                    Err(failure) => app.fail(&failure),
                }
            });
        }),
    });
}

/// Opens a new entry that asks what was asked and answers what was replied.
fn make_entry(desk: Desk) {
    let edit = desk.now.with_untracked(as_entry);
    let app = desk.app;
    app.leave(move || {
        entry_page::begin_with(edit, desk.may_handle.then_some(desk.id));
        app.go("entries/new");
    });
}

/// The longest text that was written, as the question, and the last reply as the answer.
fn as_entry(found: &Submission) -> EntryEdit {
    let written = found.answers.iter().filter_map(|answer| match &answer.value {
        Value::Text(text) => {
            let kind = found.asked.field(&answer.key).map(|field| field.kind);
            matches!(kind, Some(Kind::Text | Kind::LongText)).then_some((kind, text))
        }
        _ => None,
    });
    let question = written.max_by_key(|(kind, text)| (*kind == Some(Kind::LongText), text.chars().count()));
    let question = question.map(|(_, text)| text.as_str()).unwrap_or_default();
    let line = question.lines().map(str::trim).find(|line| !line.is_empty());
    let line = line.unwrap_or(&found.row.summary);
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let reply = found.notes.iter().rev().find(|note| note.reply);
    EntryEdit {
        title: cut(line, limits::TITLE),
        answer: reply
            .map(|note| cut(&note.text, limits::ANSWER))
            .unwrap_or_default(),
        ..EntryEdit::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::form::{Field, Form, Page, answers::Answer};

    #[test]
    fn an_entry_asks_what_was_asked() {
        let text = |key: &str, text: &str| Answer {
            key: key.into(),
            value: Value::Text(text.into()),
        };
        let field = |key: &str, kind| Field {
            key: key.into(),
            kind,
            ..Field::default()
        };
        let json = r#"{"row":{"id":"00000000-0000-0000-0000-000000000001","number":1,"form":"00000000-0000-0000-0000-000000000002",
            "form_name":{"ja":"相談"},"state":"new","assignee":null,"entry":null,"sender":"","verified":false,"summary":"要約",
            "created_at":0,"updated_at":0,"version":1},"asked":{"name":{"ja":"相談"},"pages":[]},"answers":[],
            "from":{},"values":[],"reply_to":"","page":"","lang":"ja","widget":"w","conversation":null,"questions":[],"files":[],
            "notes":[],"people":[],"answered_by":null}"#;
        let mut found: Submission = serde_json::from_str(json).expect("a submission");
        assert_eq!(as_entry(&found).title, "要約");
        found.asked = Form {
            pages: vec![Page {
                fields: vec![
                    field("name", Kind::Text),
                    field("about", Kind::LongText),
                    field("mail", Kind::Email),
                ],
                ..Page::default()
            }],
            ..Form::default()
        };
        found.answers = vec![
            text("name", "とても長い名前の利用者さんです"),
            text("about", "\n印刷できない\n急ぎです"),
            text("mail", "a-very-long-address@example.co.jp"),
        ];
        assert_eq!(as_entry(&found).title, "印刷できない");
        assert_eq!(as_entry(&found).answer, "");
    }
}
