//! Files of a form: each with its progress, and a way to stop it, to take it away or to try it again.

use super::ask::Place;
use crate::{
    browser::{get, set},
    chat::{
        Chat,
        afterwards::forms::{Filling, Upload, Uploaded},
    },
    dom::{El, button, div, el, icon},
    view::icon::CLOSE,
};
use kotae_shared::form::{Field, words::Said};
use std::rc::Rc;

/// The button that chooses files, and the files.
pub(super) fn files(chat: Chat, filling: &Rc<Filling>, field: &Field<String>) -> Place {
    let list = el("ul");
    for upload in filling
        .uploads
        .borrow()
        .iter()
        .filter(|upload| upload.key == field.key)
    {
        let _ = list.clone().child(row(chat, filling, upload));
    }
    let input = el("input").attr("type", "file").class("k-sr");
    let input = if field.most == Some(1) {
        input
    } else {
        input.attr("multiple", "")
    };
    let (chosen, key) = (input.clone(), field.key.clone());
    let (adding, rows) = (Rc::clone(filling), list.clone());
    let input = input.on("change", move |_| {
        let all = get(chosen.element(), "files");
        let count = get(&all, "length").as_f64().unwrap_or_default() as u32;
        for at in 0..count {
            let blob = get(&all, &at.to_string());
            let upload = chat.attach(&adding, &key, blob);
            let _ = rows.clone().child(row(chat, &adding, &upload));
        }
        // The same file can be chosen again.
        set(chosen.element(), "value", &"".into());
    });
    let most = filling.page().map_or(0, |page| page.file_bytes) >> 20;
    let label = el("label")
        .class("k-chip k-choose")
        .child(input.clone())
        .child(el("span").text(&filling.says(Said::Files)));
    let rule = el("span")
        .class("k-help")
        .text(&filling.fills(Said::FileRule, &[most.to_string()]));
    Place {
        shown: div("k-files").child(list).child(label).child(rule),
        inputs: vec![input],
        read: Box::new(|| None),
    }
}

fn row(chat: Chat, filling: &Rc<Filling>, upload: &Rc<Upload>) -> El {
    let row = el("li");
    let (state, form, file) = (upload.state.clone(), Rc::clone(filling), Rc::clone(upload));
    let whole = row.clone();
    let content = move || {
        let (state, name) = (state.get(), [file.name()]);
        let bar = el("progress").attr("max", "100");
        let (said, bar, leave) = match &state {
            Uploaded::Going(percent) => {
                let said = form.fills(Said::Uploading, &name);
                let bar = bar.attr("value", &percent.to_string()).attr("aria-label", &said);
                (None, Some(bar), Said::Cancel)
            }
            Uploaded::Here => (Some(form.fills(Said::Uploaded, &name)), None, Said::Remove),
            Uploaded::Failed(why, _) => (Some(why.clone()), None, Said::Remove),
        };
        let mut parts = vec![el("span").class("k-file").text(&name[0])];
        parts.extend(bar);
        let failed = matches!(state, Uploaded::Failed(..));
        parts.extend(said.map(|said| {
            el("span")
                .class(if failed { "k-fault" } else { "k-sr" })
                .attr("role", "status")
                .text(&said)
        }));
        if matches!(state, Uploaded::Failed(_, true)) {
            let (trying, file) = (Rc::clone(&form), Rc::clone(&file));
            let again = button("k-chip", move || chat.upload(&trying, &file));
            parts.push(again.text(&form.says(Said::Retry)));
        }
        let (leaving, file, row) = (Rc::clone(&form), Rc::clone(&file), whole.clone());
        let close = button("k-tool", move || {
            row.element().remove();
            chat.detach(&leaving, &file);
        });
        parts.push(
            close
                .attr("aria-label", &form.fills(leave, &name))
                .child(icon(CLOSE)),
        );
        parts
    };
    row.live(content)
}
