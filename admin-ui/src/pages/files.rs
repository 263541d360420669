//! Every uploaded file: to look at, and to delete when nothing shows it.

use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    dates,
    lang::{self, number, t},
    remote::Remote,
    sizes,
    ui::{
        self, Cell, Column, Confirm, Filter, Icon, ListRow, LocalList, PageHead, Selection, file_address,
        icon, one_by_one,
    },
};
use kotae_shared::{Lang, access::Permission, api::uploads::Upload};
use leptos::prelude::*;
use std::rc::Rc;

/// The page.
#[component]
pub(crate) fn Files() -> impl IntoView {
    let app = app();
    let list = Remote::<Vec<Upload>>::new(|| "uploads".into());
    let may_delete = app.session_now().user.role.may(Permission::EditKnowledge);
    let body = move |uploads: Vec<Upload>| {
        if uploads.is_empty() {
            return ui::empty(
                Icon::Upload,
                t("ファイルはまだありません", "There are no files yet"),
                t(
                    "FAQ の編集画面やウィジェットの設定で画像やファイルを入れると、ここに並びます。",
                    "Files that you put into an answer or a widget's design are listed here.",
                ),
                (),
            )
            .draw();
        }
        table(app, list, may_delete)
    };
    view! {
        <div class="page">
            <PageHead title=t("画像・ファイル", "Images and files")/>
            <p class="page-lead">
                {t(
                    "答えやウィジェットに入れた画像とファイルです。使われていないものは削除できます。",
                    "The images and files of answers and widgets. What nothing shows can be deleted.",
                )}
            </p>
            {list.view(body)}
        </div>
    }
    .draw()
}

fn table(app: App, list: Remote<Vec<Upload>>, may_delete: bool) -> AnyView {
    let columns = [
        ("name", t("名前", "Name"), "cell-title"),
        ("kind", t("種類", "Kind"), "wide-only"),
        ("size", t("サイズ", "Size"), "nowrap"),
        ("at", t("追加", "Added"), "nowrap wide-only"),
        ("by", t("追加した人", "Added by"), "wide-only"),
    ];
    let filters = vec![Filter {
        key: "kind",
        name: t("種類", "Kind"),
        all: t("すべての種類", "Any kind"),
        choices: vec![
            ("image".into(), t("画像", "Images").into()),
            ("file".into(), t("そのほかのファイル", "Other files").into()),
        ],
    }];
    let rows = Rc::new(move || {
        let uploads = list.get().unwrap_or_default();
        uploads
            .into_iter()
            .map(|upload| row(upload, may_delete))
            .collect()
    });
    let bulk = may_delete.then(|| {
        Rc::new(move |selection: Selection| {
            view! {
                <button type="button" class="button small danger" on:click=move |_| delete(app, list, selection)>
                    {t("削除", "Delete")}
                </button>
            }
            .draw()
        }) as Rc<dyn Fn(Selection) -> AnyView>
    });
    view! {
        <LocalList
            path="files"
            label=t("ファイルを探す", "Search the files")
            columns=columns.map(|(key, name, class)| Column { key, name, class }).into()
            filters=filters
            rows=rows
            bulk=bulk
        />
    }
    .draw()
}

fn row(upload: Upload, selectable: bool) -> ListRow {
    let size = match (upload.width, upload.height) {
        (Some(width), Some(height)) => {
            format!("{} · {width} × {height}", sizes::bytes(f64::from(upload.bytes)))
        }
        _ => sizes::bytes(f64::from(upload.bytes)),
    };
    let address = file_address(&upload.file);
    let (name, is_image) = (upload.name.clone(), upload.is_image());
    let named = {
        let name = name.clone();
        move || {
            let look = if is_image {
                view! { <img class="image-shown small" src=address.clone() alt="" loading="lazy"/> }.draw()
            } else {
                view! { <span class="image-none small">{icon(Icon::Download)}</span> }.draw()
            };
            view! {
                <span class="file-cell">
                    {look}
                    <a class="row-link" href=address.clone() target="_blank" rel="noopener">
                        {name.clone()}
                    </a>
                </span>
            }
            .draw()
        }
    };
    ListRow {
        id: upload.id,
        cells: vec![
            Cell::text(name.clone()).drawn(named),
            Cell::text(upload.kind.clone()),
            Cell::number(upload.bytes, size),
            Cell::number(upload.created_at, dates::full(upload.created_at)),
            Cell::text(upload.created_by),
        ],
        name,
        tags: vec![if is_image { "kind=image" } else { "kind=file" }.to_owned()],
        selectable,
    }
}

fn delete(app: App, list: Remote<Vec<Upload>>, selection: Selection) {
    let ids = selection.ids();
    let count = number(ids.len() as u32);
    app.ask(Confirm {
        title: t("ファイルを削除しますか？", "Delete these files?").into(),
        text: match lang::current() {
            Lang::Ja => format!("{count} 件を削除します。元には戻せません。使われているものは残ります。"),
            Lang::En => format!("{count} will be gone for good. What is in use stays."),
        },
        act: t("削除する", "Delete"),
        danger: true,
        yes: Box::new(move || {
            one_by_one(
                app,
                ids,
                t("削除しました。", "Deleted."),
                |id| async move { api::delete(&format!("uploads/{id}")).await },
                move || {
                    selection.clear();
                    list.reload();
                },
            );
        }),
    });
}
