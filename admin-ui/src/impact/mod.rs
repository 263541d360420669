//! What a change that is being written would do to the questions that were asked last.

mod run;

use crate::draw::Draw;
use crate::{
    api::{self, Failure, Query},
    app::app,
    dom,
    lang::{self, number, t},
    ui::note,
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::impact::{ImpactChange, ImpactEntry, ImpactSynonyms, Logged, limits},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use run::{Candidate, First, Impact, Knowledge, Moved, compare};
use std::{rc::Rc, time::Duration};

/// How long typing must rest before the questions are asked again.
const REST: Duration = Duration::from_millis(700);
/// Examples of a list.
const SHOWN: usize = 20;

/// What does not change while somebody writes.
struct Before {
    limit: u32,
    questions: Vec<Logged>,
    firsts: Vec<First>,
    knowledge: Knowledge,
}

/// What the panel's parts share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Panel {
    change: Signal<ImpactChange>,
    limit: RwSignal<u32>,
    /// Counts what was begun: what an earlier one finds is of no use.
    number: StoredValue<u32>,
    busy: RwSignal<bool>,
    shown: RwSignal<Option<Result<Impact, Failure>>>,
    before: StoredValue<Option<Rc<Before>>, LocalStorage>,
    /// The knowledge without the group that is written, by its revision: what the group's terms mean by themselves.
    apart: StoredValue<Option<Rc<Knowledge>>, LocalStorage>,
}

impl Panel {
    fn run(self) {
        let number = self.number.get_value() + 1;
        self.number.set_value(number);
        self.busy.set(true);
        let change = self.change.get_untracked();
        spawn_local(async move {
            let impact = self.impact(change).await;
            // Another one began, or the page is gone.
            if self.number.try_get_value() == Some(number) {
                self.busy.set(false);
                self.shown.set(Some(impact));
            }
        });
    }

    async fn impact(self, change: ImpactChange) -> Result<Impact, Failure> {
        match change {
            ImpactChange {
                entry: Some(entry),
                synonyms: None,
            } => self.of_entry(&entry).await,
            change => self.of_words(change).await,
        }
    }

    /// An entry is put into the knowledge that is here already.
    async fn of_entry(self, entry: &ImpactEntry) -> Result<Impact, Failure> {
        let mut begin = dom::now_ms();
        let candidate = Candidate::load(entry).await?;
        let before = if let Some(kept) = self.kept(candidate.revision) {
            kept
        } else {
            let made = self.begin().await?;
            // What is timed is what somebody waits for who goes on writing.
            begin = dom::now_ms();
            made
        };
        let firsts = before.knowledge.ask_all_with(&before.questions, &candidate).await;
        Ok(Impact {
            ms: dom::now_ms() - begin,
            ..compare(&before.questions, &before.firsts, &firsts)
        })
    }

    /// Other synonyms may concern every entry: the knowledge is made anew with them.
    async fn of_words(self, change: ImpactChange) -> Result<Impact, Failure> {
        let begin = dom::now_ms();
        let after = Knowledge::load(&change).await?;
        let before = match self.kept(after.revision) {
            Some(kept) => kept,
            None => self.begin().await?,
        };
        let firsts = after.ask_all(&before.questions).await;
        let ms = dom::now_ms() - begin;
        Ok(Impact {
            topics: match change.synonyms {
                Some(synonyms) => self.topics(synonyms, &before).await?,
                None => Vec::new(),
            },
            ms,
            ..compare(&before.questions, &before.firsts, &firsts)
        })
    }

    /// Terms of a group that mean different things. A group that is saved already would make them mean the same, so it is left out.
    async fn topics(self, group: ImpactSynonyms, before: &Before) -> Result<Vec<(String, String)>, Failure> {
        let Some(edit) = group.edit else {
            return Ok(Vec::new());
        };
        let terms = [edit.terms, edit.finds].concat();
        if group.id.is_none() {
            return Ok(before.knowledge.topics(&terms));
        }
        let kept = self.apart.try_get_value().flatten();
        let apart = if let Some(kept) = kept.filter(|kept| kept.revision == before.knowledge.revision) {
            kept
        } else {
            let without = ImpactChange {
                entry: None,
                synonyms: Some(ImpactSynonyms { edit: None, ..group }),
            };
            let made = Rc::new(Knowledge::load(&without).await?);
            self.apart.try_set_value(Some(Rc::clone(&made)));
            made
        };
        Ok(apart.topics(&terms))
    }

    /// What was made before, if it is still of this revision.
    fn kept(self, revision: i64) -> Option<Rc<Before>> {
        let limit = self.limit.get_untracked();
        let kept = self.before.try_get_value().flatten();
        kept.filter(|kept| kept.limit == limit && kept.knowledge.revision == revision)
    }

    async fn begin(self) -> Result<Rc<Before>, Failure> {
        let made = Rc::new(Self::before(self.limit.get_untracked()).await?);
        self.before.try_set_value(Some(Rc::clone(&made)));
        Ok(made)
    }

    async fn before(limit: u32) -> Result<Before, Failure> {
        let path = Query::default().with("limit", limit).on("impact/questions");
        let questions: Vec<Logged> = api::get(&path).await?;
        let knowledge = Knowledge::load(&ImpactChange::default()).await?;
        let firsts = knowledge.ask_all(&questions).await;
        Ok(Before {
            limit,
            questions,
            firsts,
            knowledge,
        })
    }
}

/// The panel; nothing for who may not read the log. Once asked, it follows what is written.
#[component]
pub(crate) fn ImpactPanel(#[prop(into)] change: Signal<ImpactChange>) -> impl IntoView {
    let app = app();
    let panel = Panel {
        change,
        limit: RwSignal::new(limits::USUAL),
        number: StoredValue::new(0),
        busy: RwSignal::new(false),
        shown: RwSignal::new(None),
        before: StoredValue::new_local(None),
        apart: StoredValue::new_local(None),
    };
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |_| {
        panel.change.track();
        stop();
        if panel.number.get_value() > 0 {
            waiting.set_value(set_timeout_with_handle(move || panel.run(), REST).ok());
        }
    });
    on_cleanup(stop);
    let choice = move |limit: u32| {
        view! {
            <option value=limit.to_string() selected=move || panel.limit.get() == limit>
                {number(limit)}
            </option>
        }
    };
    let choose = move |event| {
        panel
            .limit
            .set(event_target_value(&event).parse().unwrap_or(limits::USUAL));
    };
    let shown = move || {
        panel.shown.get().map(|shown| match shown {
            Ok(impact) => view(impact),
            Err(failure) => note("bad", failure.message()).draw(),
        })
    };
    app.may(Permission::ReadQuestions).then(|| {
        view! {
            <section class="card impact" aria-busy=move || panel.busy.get().then_some("true")>
                <h2>{t("影響を確かめる", "See what it changes")}</h2>
                <p class="quiet small">
                    {t(
                        "保存する前に、実際にあった質問で結果がどう変わるかを見られます。",
                        "Before you save: how the questions that people asked would come out.",
                    )}
                </p>
                <div class="form-actions">
                    <label>
                        <span class="quiet small">{t("最近の質問 ", "Last questions ")}</span>
                        <select class="select" on:change=choose>
                            {[limits::USUAL, limits::QUESTIONS].map(choice).collect_view()}
                        </select>
                    </label>
                    <button type="button" class="button" disabled=panel.busy on:click=move |_| panel.run()>
                        {t("質問ログで試す", "Try it on the log")}
                    </button>
                </div>
                <div role="status">{shown}</div>
            </section>
        }
    })
    .draw()
}

fn view(impact: Impact) -> AnyView {
    let ms = format!("{:.0}", impact.ms);
    let same = impact.same;
    let moved = impact.gained.len() + impact.lost.len() + impact.changed.len();
    let all = moved as u32 + same;
    if all == 0 {
        return view! { <p>{t("質問の記録がまだありません。", "Nobody has asked anything yet.")}</p> }.draw();
    }
    let kept = match lang::current() {
        Lang::Ja => format!(
            "質問 {} 件のうち {} 件は変わりません。",
            number(all),
            number(same)
        ),
        Lang::En => format!("{} of {} questions stay as they are.", number(same), number(all)),
    };
    let topics = (!impact.topics.is_empty()).then(|| {
        let item = |(term, title): (String, String)| view! { <li>{format!("「{term}」→「{title}」")}</li> };
        note(
            "warn",
            view! {
                <p>
                    {t(
                        "別の話題の言葉が混ざっているかもしれません。",
                        "These words may be about different topics.",
                    )}
                </p>
                <ul>{impact.topics.into_iter().map(item).collect_view()}</ul>
            },
        )
    });
    view! {
        {topics}
        <p data-ms=ms>{kept}</p>
        {list("chip good", t("見つかるようになる", "Found now"), impact.gained)}
        {list("chip bad", t("見つからなくなる", "Not found any more"), impact.lost)}
        {list("chip warn", t("別の FAQ が先になる", "Another entry comes first"), impact.changed)}
    }
    .draw()
}

fn list(tone: &'static str, name: &'static str, list: Vec<Moved>) -> AnyView {
    if list.is_empty() {
        return ().draw();
    }
    let more = list.len().saturating_sub(SHOWN) as u32;
    let more = (more > 0).then(|| match lang::current() {
        Lang::Ja => format!("ほか {} 件", number(more)),
        Lang::En => format!("and {} more", number(more)),
    });
    let count = number(list.len() as u32);
    let row = |moved: Moved| {
        let title = |first: First| match first {
            Some((_, title)) => title,
            None => t("見つからない", "Nothing").to_owned(),
        };
        let times = (moved.count > 1).then(|| format!(" ×{}", number(moved.count)));
        view! {
            <li>
                <b>{moved.text}</b>
                <span class="quiet small">{times}</span>
                <br/>
                <span class="small">{title(moved.before)} " → " {title(moved.after)}</span>
            </li>
        }
    };
    view! {
        <details open>
            <summary>
                <span class=tone>{name}</span>
                " "
                <b>{count}</b>
            </summary>
            <ul>{list.into_iter().take(SHOWN).map(row).collect_view()}</ul>
            <p class="quiet small">{more}</p>
        </details>
    }
    .draw()
}
