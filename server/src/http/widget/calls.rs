//! Which forms a widget offers, and where.

use crate::store::{Result, engine::Read, forms};
use kotae_shared::{
    Uuid,
    look::{CALLS, Call, Look, Moment},
    settings::WidgetSettings,
};
use std::collections::HashMap;

/// The forms that visitors have, and those that the widget offers.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// What the open forms are called, in Japanese and in English.
    pub(super) names: HashMap<Uuid, [String; 2]>,
    /// Where which form is offered, to what share of the visitors, and not again for how many days.
    offered: Vec<(Moment, Uuid, u8, u16)>,
}

/// What the widget of these settings offers now.
pub(super) fn of(read: &Read<'_>, settings: &WidgetSettings) -> Result<Calls> {
    let open = forms::offered(read)?;
    let beside = [
        (Moment::NotFound, settings.forms.not_found),
        (Moment::NotSolved, settings.forms.not_solved),
    ];
    let mut offered = Vec::new();
    offered.extend(
        beside
            .into_iter()
            .filter_map(|(moment, form)| Some((moment, form?, 100, 0))),
    );
    for form in &open {
        let Some(rule) = form.survey else { continue };
        let moments = [
            (Moment::Answered, rule.after_answer),
            (Moment::Unsolved, rule.after_not_solved),
            (Moment::Over, rule.after_conversation),
        ];
        let moments = moments.into_iter().filter(|(_, on)| *on);
        offered.extend(moments.map(|(moment, _)| (moment, form.id, rule.percent, rule.every_days)));
    }
    Ok(Calls {
        names: open.into_iter().map(|form| (form.id, form.name)).collect(),
        offered,
    })
}

impl Calls {
    /// Tells it to the widget, where it looks for it.
    pub(super) fn tell(&self, look: &mut Look) {
        for (at, words) in look.words.iter_mut().enumerate() {
            let lines = self.offered.iter().filter_map(|(moment, form, percent, days)| {
                let call = Call {
                    moment: *moment,
                    form: *form,
                    percent: *percent,
                    days: *days,
                    name: self.names.get(form)?[at].clone(),
                };
                Some(call.line())
            });
            let lines: Vec<String> = lines.collect();
            if !lines.is_empty() {
                words.push((CALLS, lines.join("\n")));
            }
        }
    }
}
