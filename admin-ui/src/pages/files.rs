//! Every uploaded file: to look at, and to delete when nothing shows it.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::app,
    dates, dom,
    lang::{self, t},
    remote::Remote,
    sizes,
    ui::{self, Confirm, Icon, PageHead, file_address, icon},
};
use kotae_shared::{Lang, access::Permission, api::uploads::Upload};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub(crate) fn Files() -> impl IntoView {
    let app = app();
    let list = Remote::<Vec<Upload>>::new(|| "uploads".into());
    let may_delete = app.session_now().user.role.may(Permission::EditKnowledge);
    let delete = move |upload: &Upload| {
        let path = format!("uploads/{}", upload.id);
        app.ask(Confirm {
            title: t("ファイルを削除しますか？", "Delete this file?").into(),
            text: match lang::current() {
                Lang::Ja => format!("「{}」を削除します。元には戻せません。", upload.name),
                Lang::En => format!("“{}” will be gone for good.", upload.name),
            },
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&path).await {
                        Ok(()) => {
                            list.reload();
                            app.say(t("削除しました。", "Deleted."));
                            dom::focus_soon("h1");
                        }
                        Err(mut failure) => {
                            // The sentence about the field says why: it is still in use.
                            let why = failure.fields().first().map(|field| field.message.clone());
                            if let (Failure::Problem(problem), Some(why)) = (&mut failure, why) {
                                problem.message = why;
                            }
                            app.fail(&failure);
                        }
                    }
                });
            }),
        });
    };
    let row = move |upload: Upload| {
        let address = file_address(&upload.file);
        let look = if upload.is_image() {
            view! { <img class="image-shown" src=address.clone() alt="" loading="lazy"/> }.draw()
        } else {
            view! { <span class="image-none">{icon(Icon::Download)}</span> }.draw()
        };
        let size = match (upload.width, upload.height) {
            (Some(width), Some(height)) => {
                format!("{} · {width} × {height}", sizes::bytes(f64::from(upload.bytes)))
            }
            _ => sizes::bytes(f64::from(upload.bytes)),
        };
        let who = format!("{} · {}", dates::full(upload.created_at), upload.created_by);
        let name = upload.name.clone();
        let tools = may_delete.then(|| {
            view! {
                <button
                    type="button"
                    class="button small danger"
                    aria-label=format!("{}: {}", t("削除", "Delete"), upload.name)
                    on:click=move |_| delete(&upload)
                >
                    {t("削除", "Delete")}
                </button>
            }
        });
        view! {
            <li class="card file-row">
                {look}
                <span class="file-text">
                    <a href=address target="_blank" rel="noopener">
                        {name}
                    </a>
                    <span class="quiet small">{size}</span>
                    <span class="quiet small">{who}</span>
                </span>
                {tools}
            </li>
        }
    };
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
        view! { <ul class="notices">{uploads.into_iter().map(row).collect_view()}</ul> }.draw()
    };
    view! {
        <div class="page narrow">
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
