//! What the server has: entries, questions, categories and so on. Another source is a line in [`SOURCES`].

use super::{Act, Found, Words};
use crate::{
    api::{self, Query},
    lang::{self, t},
    pages::categories::Tree,
    place,
    ui::Icon,
};
use kotae_shared::{
    access::Permission,
    api::{
        admin::{Category, EntryPage, QuestionPage, UserRow},
        forms::{FormRow, SubmissionPage, SubmissionRow},
        improve::{Ask, Asked},
        pinned::PinnedPage,
        scenarios::ScenarioRow,
        visitor_fields::VisitorFieldRecord,
        words::SynonymPage,
    },
};
use serde::de::DeserializeOwned;
use std::{cell::RefCell, collections::HashMap, pin::Pin};

/// How many of a kind are offered.
pub(super) const FOUND: usize = 6;

type Finds = Pin<Box<dyn Future<Output = Vec<Found>>>>;

/// Something that things are found in.
pub(super) struct Source {
    /// Who may read it.
    pub(super) needs: Permission,
    /// Asks for what fits.
    pub(super) find: fn(Words) -> Finds,
}

/// All of them, in the order in which they are shown.
pub(super) const SOURCES: &[Source] = &[
    Source {
        needs: Permission::ReadKnowledge,
        find: |words| Box::pin(entries(words)),
    },
    Source {
        needs: Permission::ReadKnowledge,
        find: |words| Box::pin(categories(words)),
    },
    Source {
        needs: Permission::ReadKnowledge,
        find: |words| Box::pin(scenarios(words)),
    },
    Source {
        needs: Permission::ReadKnowledge,
        find: |words| Box::pin(synonyms(words)),
    },
    Source {
        needs: Permission::ReadKnowledge,
        find: |words| Box::pin(pinned(words)),
    },
    Source {
        needs: Permission::ReadQuestions,
        find: |words| Box::pin(questions(words)),
    },
    Source {
        needs: Permission::ReadForms,
        find: |words| Box::pin(forms(words)),
    },
    Source {
        needs: Permission::ReadForms,
        find: |words| Box::pin(visitor_fields(words)),
    },
    Source {
        needs: Permission::ReadSubmissions,
        find: |words| Box::pin(submissions(words)),
    },
    Source {
        needs: Permission::ManageUsers,
        find: |words| Box::pin(people(words)),
    },
];

thread_local! {
    /// Lists that come whole, by their paths, for as long as the dialog is open.
    static KEPT: RefCell<HashMap<&'static str, String>> = RefCell::default();
}

/// Forgets what was loaded.
pub(super) fn forget() {
    KEPT.with_borrow_mut(HashMap::clear);
}

/// A list that comes whole.
pub(super) async fn whole<T: DeserializeOwned>(path: &'static str) -> Vec<T> {
    let kept = KEPT.with_borrow(|kept| kept.get(path).cloned());
    let text = if let Some(text) = kept {
        text
    } else {
        let text = api::text(path).await.unwrap_or_default();
        KEPT.with_borrow_mut(|kept| kept.insert(path, text.clone()));
        text
    };
    api::read(&text).unwrap_or_default()
}

/// A search of the server: as it was typed, and in kana when that is something else.
async fn searched<T: DeserializeOwned + Default>(path: &str, words: &Words) -> Vec<T> {
    let mut pages = Vec::new();
    for text in [Some(words.text.clone()), words.in_kana()].into_iter().flatten() {
        let query = Query::default().with("q", text).with("limit", FOUND);
        pages.push(api::get::<T>(&query.on(path)).await.unwrap_or_default());
    }
    pages
}

fn found(mark: Icon, kind: &'static str, name: String, path: &str) -> Found {
    Found {
        mark,
        kind,
        name,
        act: Act::Open(place::href(path)),
    }
}

/// Those with the words in them, then those that the matcher finds: it knows readings and synonyms.
async fn entries(words: Words) -> Vec<Found> {
    let pages: Vec<EntryPage> = searched("entries", &words).await;
    let mut all: Vec<_> = pages
        .into_iter()
        .flat_map(|page| page.items)
        .map(|row| (row.id, row.title))
        .collect();
    if let Ok(asked) = api::post::<Asked>("improve/ask", &Ask { text: words.text }).await {
        let best = asked.best.into_iter().filter(|best| best.found);
        all.extend(best.map(|best| (best.entry.id, best.entry.title)));
    }
    let mut seen = Vec::new();
    all.retain(|(id, _)| {
        !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    all.into_iter()
        .take(FOUND)
        .map(|(id, title)| found(Icon::Book, "FAQ", title, &format!("entries/{id}")))
        .collect()
}

/// The best of a list that is here whole, by names and further words.
fn best<T>(
    list: Vec<T>,
    words: &Words,
    of: impl Fn(&T) -> (String, String),
    make: impl Fn(T, String) -> Found,
) -> Vec<Found> {
    let mut fitting: Vec<(u8, String, T)> = list
        .into_iter()
        .filter_map(|one| {
            let (name, more) = of(&one);
            Some((words.fit(&name, &more)?, name, one))
        })
        .collect();
    fitting.sort_by_key(|(fit, ..)| *fit);
    fitting
        .into_iter()
        .take(FOUND)
        .map(|(_, name, one)| make(one, name))
        .collect()
}

async fn categories(words: Words) -> Vec<Found> {
    let tree = Tree::from(whole::<Category>("categories").await);
    let list = tree.all().to_vec();
    best(
        list,
        &words,
        |category| (category.name.clone(), tree.path(category.id)),
        |category, _| {
            let path = Query::default().with("q", &category.name).on("categories");
            found(
                Icon::Folder,
                t("カテゴリー", "Category"),
                tree.path(category.id),
                &path,
            )
        },
    )
}

async fn scenarios(words: Words) -> Vec<Found> {
    best(
        whole::<ScenarioRow>("scenarios").await,
        &words,
        |row| {
            let name = row.name.get(lang::current()).to_owned();
            (name, [row.name.ja.as_str(), " ", &row.name.en].concat())
        },
        |row, name| {
            found(
                Icon::Swap,
                t("シナリオ", "Scenario"),
                name,
                &format!("scenarios/{}", row.id),
            )
        },
    )
}

async fn synonyms(words: Words) -> Vec<Found> {
    let pages: Vec<SynonymPage> = searched("synonyms", &words).await;
    let groups = pages.into_iter().flat_map(|page| page.items);
    let mut all: Vec<Found> = groups
        .map(|group| {
            let path = Query::default().with("edit", group.id).on("synonyms");
            found(
                Icon::Copy,
                t("同義語", "Synonyms"),
                group.terms.join(" / "),
                &path,
            )
        })
        .collect();
    all.truncate(FOUND);
    all
}

async fn pinned(words: Words) -> Vec<Found> {
    let pages: Vec<PinnedPage> = searched("pinned", &words).await;
    let mut all: Vec<Found> = pages
        .into_iter()
        .flat_map(|page| page.items)
        .map(|one| {
            let path = Query::default().with("edit", one.id).on("pinned");
            found(
                Icon::Check,
                t("固定した質問", "Pinned question"),
                one.question,
                &path,
            )
        })
        .collect();
    all.truncate(FOUND);
    all
}

async fn questions(words: Words) -> Vec<Found> {
    let pages: Vec<QuestionPage> = searched("questions", &words).await;
    let mut texts: Vec<String> = pages
        .into_iter()
        .flat_map(|page| page.items)
        .map(|row| row.text)
        .collect();
    let mut seen = Vec::new();
    texts.retain(|text| {
        !seen.contains(text) && {
            seen.push(text.clone());
            true
        }
    });
    texts
        .into_iter()
        .take(FOUND)
        .map(|text| {
            let path = Query::default().with("q", &text).on("questions");
            found(Icon::Chat, t("質問", "Question"), text, &path)
        })
        .collect()
}

async fn forms(words: Words) -> Vec<Found> {
    best(
        whole::<FormRow>("forms").await,
        &words,
        |row| {
            let name = row.name.get(lang::current()).to_owned();
            (name, [row.name.ja.as_str(), " ", &row.name.en].concat())
        },
        |row, name| {
            found(
                Icon::Edit,
                t("フォーム", "Form"),
                name,
                &format!("forms/{}", row.id),
            )
        },
    )
}

/// By number, sender and answers; what they say stays in the inbox, but for how it begins.
async fn submissions(words: Words) -> Vec<Found> {
    let pages: Vec<SubmissionPage> = searched("submissions", &words).await;
    let mut rows: Vec<SubmissionRow> = pages.into_iter().flat_map(|page| page.items).collect();
    let mut seen = Vec::new();
    rows.retain(|row| {
        !seen.contains(&row.id) && {
            seen.push(row.id);
            true
        }
    });
    rows.into_iter()
        .take(FOUND)
        .map(|row| {
            let name = format!("#{} {}", row.number, row.summary);
            let path = format!("submissions/{}", row.id);
            found(Icon::Mail, t("受信", "Submission"), name, &path)
        })
        .collect()
}

async fn people(words: Words) -> Vec<Found> {
    best(
        whole::<UserRow>("users").await,
        &words,
        |row| (row.user.name.clone(), row.user.email.clone()),
        |row, name| {
            let name = format!("{name} {}", row.user.email);
            found(
                Icon::User,
                t("ユーザー", "User"),
                name,
                &format!("users/{}", row.user.id),
            )
        },
    )
}

async fn visitor_fields(words: Words) -> Vec<Found> {
    best(
        whole::<VisitorFieldRecord>("visitor-fields").await,
        &words,
        |record| {
            let name = &record.field.name;
            let more = [name.ja.as_str(), " ", &name.en, " ", &record.field.key].concat();
            (name.get(lang::current()).to_owned(), more)
        },
        |record, name| {
            found(
                Icon::User,
                t("訪問者情報", "Visitor field"),
                name,
                &format!("visitor-fields?edit={}", record.id),
            )
        },
    )
}
