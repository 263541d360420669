//! Which part of a long list is shown.

use crate::draw::Draw;
use crate::lang::{self, number, t};
use kotae_shared::Lang;
use leptos::prelude::*;

/// The range that is shown, and links to the parts before and after.
#[component]
pub(crate) fn Pager(
    total: u32,
    offset: u32,
    /// How many a page has.
    limit: u32,
    /// The address of the part that starts at an offset.
    href: Box<dyn Fn(u32) -> String>,
) -> impl IntoView {
    let last = (offset + limit).min(total);
    let link = |to: Option<u32>, text: &'static str| match to {
        Some(to) => view! { <a class="button small" href=href(to)>{text}</a> }.draw(),
        None => view! { <span class="button small" aria-disabled="true">{text}</span> }.draw(),
    };
    let before = (offset > 0).then(|| offset.saturating_sub(limit));
    let after = (last < total).then_some(offset + limit);
    view! {
        <div class="pager">
            <span>{range(offset + 1, last, total, lang::current())}</span>
            <nav aria-label=t("ページ送り", "Pages")>
                {link(before, t("前へ", "Previous"))} {link(after, t("次へ", "Next"))}
            </nav>
        </div>
    }
    .draw()
}

fn range(first: u32, last: u32, total: u32, lang: Lang) -> String {
    let (first, last, total) = (number(first.min(last)), number(last), number(total));
    match lang {
        Lang::Ja => format!("全 {total} 件中 {first}–{last} 件"),
        Lang::En => format!("{first}–{last} of {total}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_range() {
        assert_eq!(range(51, 100, 10_000, Lang::Ja), "全 10,000 件中 51–100 件");
        assert_eq!(range(51, 60, 60, Lang::En), "51–60 of 60");
        assert_eq!(range(1, 0, 0, Lang::En), "0–0 of 0");
    }
}
