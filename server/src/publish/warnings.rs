//! What a careful editor would mend before a publication.

use super::markdown::{self, Converted};
use crate::{store::publications::Draft, uploads};
use kotae_shared::{
    Lang, Uuid,
    api::admin::{PublishWarning, limits},
    text::fold,
};
use std::collections::{HashMap, HashSet, hash_map};

/// A title of so many characters is too little to be found by when there is nothing else.
const SHORT_TITLE: usize = 3;
/// Addresses are shown up to here.
const SHOWN: usize = 80;

/// Collects warnings, entry by entry in the order of their codes. Only entries that the publication adds or changes are
/// warned of, so that what somebody decided to live with is not shown for ever.
pub(super) struct Warnings {
    lang: Lang,
    found: Vec<PublishWarning>,
    /// The hashes of the uploads that there are.
    uploads: HashSet<String>,
    /// The folded titles so far: the first entry that has each, and whether the publication changes that one.
    titles: HashMap<String, First>,
    /// The codes so far.
    codes: HashSet<String>,
    /// Each entry that leads to others, and to which.
    leads: Vec<(Uuid, String, Vec<String>)>,
}

struct First {
    id: Uuid,
    code: String,
    warns: bool,
}

impl Warnings {
    pub(super) fn new(lang: Lang, uploads: HashSet<String>) -> Self {
        Self {
            lang,
            uploads,
            found: Vec::new(),
            titles: HashMap::new(),
            codes: HashSet::new(),
            leads: Vec::new(),
        }
    }

    /// Looks at an entry; `converted` is its answer when the publication adds or changes it.
    pub(super) fn look(&mut self, draft: &Draft, converted: Option<&Converted>) {
        self.look_at_title(draft, converted.is_some());
        self.codes.insert(draft.code.clone());
        if !draft.related.is_empty() {
            self.leads
                .push((draft.id, draft.code.clone(), draft.related.clone()));
        }
        let Some(converted) = converted else { return };
        if markdown::is_empty(&converted.doc) {
            self.warn(
                draft.id,
                &draft.code,
                "回答が空です。".into(),
                "The answer is empty.".into(),
            );
        }
        for address in &converted.refused {
            let shown: String = address.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
            self.warn(
                draft.id,
                &draft.code,
                format!("リンク「{shown}」は使えない形式なので、文字だけになります。"),
                format!("The link “{shown}” is of a kind that is not allowed; only its text is shown."),
            );
        }
        self.look_at_uploads(draft, converted);
        if converted.too_large {
            self.warn(
                draft.id,
                &draft.code,
                "回答が長すぎるか複雑すぎるので、書式なしで表示されます。".into(),
                "The answer is too long or too complex; it is shown without formatting.".into(),
            );
        }
        let found_by_title_alone = draft.keywords.is_empty() && draft.phrasings.is_empty();
        if found_by_title_alone && draft.title.chars().count() <= SHORT_TITLE {
            self.warn(
                draft.id,
                &draft.code,
                "質問が短く、言い換えもキーワードもないので、見つかりにくくなります。".into(),
                "The title is very short and there are no phrasings or keywords: this will be hard to find."
                    .into(),
            );
        }
    }

    /// The warnings, at most as many as a preview lists changes.
    pub(super) fn finish(mut self) -> Vec<PublishWarning> {
        for (id, code, related) in std::mem::take(&mut self.leads) {
            for other in related
                .iter()
                .filter(|other| !self.codes.contains(*other))
                .collect::<Vec<_>>()
            {
                self.warn(
                    id,
                    &code,
                    format!("関連する質問 {other} は公開されていないか、ありません。表示されません。"),
                    format!("The related entry {other} is not published or does not exist; it is not shown."),
                );
            }
        }
        self.found.truncate(limits::PUBLISH_CHANGES);
        self.found
    }

    /// A text that came from another workspace may name files that are not here.
    fn look_at_uploads(&mut self, draft: &Draft, converted: &Converted) {
        let mut missing = Vec::new();
        uploads::address::each(&converted.doc, &mut |file| {
            let hash = file.split('.').next().unwrap_or_default();
            if !self.uploads.contains(hash) {
                missing.push(file.chars().take(SHOWN).collect::<String>());
            }
        });
        for file in missing {
            self.warn(
                draft.id,
                &draft.code,
                format!("添付ファイル「{file}」がこのワークスペースにありません。追加し直してください。"),
                format!("The attached file “{file}” is not in this workspace. Please add it again."),
            );
        }
    }

    fn look_at_title(&mut self, draft: &Draft, changes: bool) {
        match self.titles.entry(fold(&draft.title)) {
            hash_map::Entry::Vacant(free) => {
                free.insert(First {
                    id: draft.id,
                    code: draft.code.clone(),
                    warns: changes,
                });
            }
            hash_map::Entry::Occupied(mut first) => {
                let First { id, code, warns } = first.get_mut();
                let (id, code) = (*id, code.clone());
                // The first one is warned of once, and only when it is the one that changes.
                let warns_first = std::mem::take(warns) && !changes;
                if changes {
                    self.same_title(draft.id, &draft.code, &code);
                } else if warns_first {
                    self.same_title(id, &code, &draft.code);
                }
            }
        }
    }

    fn same_title(&mut self, id: Uuid, code: &str, other: &str) {
        self.warn(
            id,
            code,
            format!("{other} と同じ質問です。"),
            format!("The title is the same as that of {other}."),
        );
    }

    fn warn(&mut self, id: Uuid, code: &str, ja: String, en: String) {
        if self.found.len() <= limits::PUBLISH_CHANGES {
            self.found.push(PublishWarning {
                id,
                code: code.to_owned(),
                message: match self.lang {
                    Lang::Ja => ja,
                    Lang::En => en,
                },
            });
        }
    }
}
