//! The results of a form: what came in, added up in one pass over the answers, so that memory does not grow with them.

mod table;
mod tally;
#[cfg(test)]
mod tests;

pub use table::export;

use super::period::{Period, Steps};
use crate::store::{
    Error, Result,
    engine::Read,
    forms, jobs,
    submissions::{self, Span},
    widgets,
};
use jiff::tz::TimeZone;
use kotae_shared::{
    Lang, Uuid,
    api::{
        problem::Fault,
        results::{Results, ResultsQuery, TextPage, TextsQuery, limits},
    },
    form::Form,
};
use tally::Tally;

/// The results of a form. [`Error::NotFound`] when there is none; `from`, `until`: what is no day, or ends before it begins.
pub fn results(read: &Read<'_>, form: Uuid, query: &ResultsQuery) -> Result<Results> {
    let record = forms::get(read, form, Lang::Ja)?;
    let zone = zone(read)?;
    let period = Period::of(&query.from, &query.until, &zone)?;
    let asked = forms::definitions(read, form)?;
    let mut tally = Tally::of(&record.form, &asked);
    let mut steps = Steps::new(&zone);
    let span = span(form, &period, &query.widget);
    submissions::each_answered(read, &span, |at, answers| {
        steps.count(at)?;
        tally.count(&answers);
        Ok(())
    })?;
    let (by, times) = steps.divided(query.by, &period);
    let widgets = widgets::list(read)?.into_iter();
    Ok(Results {
        name: record.form.name,
        total: tally.total(),
        widgets: widgets
            .map(|widget| (widget.key, widget.settings.texts.name))
            .collect(),
        by,
        times,
        questions: tally.questions(),
    })
}

/// What was written in a field. [`Error::NotFound`] when the form never had it.
pub fn texts(read: &Read<'_>, form: Uuid, query: &TextsQuery) -> Result<TextPage> {
    let asked = forms::definitions(read, form)?;
    if asked.is_empty() {
        return Err(Error::NotFound);
    }
    if query.field.is_empty() {
        return Err(Error::field("field", Fault::Required));
    }
    let period = Period::of(&query.from, &query.until, &zone(read)?)?;
    let fields: Vec<_> = asked
        .iter()
        .flat_map(Form::fields)
        .filter(|field| field.key == query.field)
        .collect();
    if fields.is_empty() {
        return Err(Error::NotFound);
    }
    let choices = fields.iter().flat_map(|field| &field.choices);
    let known: Vec<String> = choices.map(|choice| choice.value.clone()).collect();
    let limit = match query.limit {
        0 => limits::TEXTS,
        some => some.min(limits::PAGE),
    };
    let span = span(form, &period, &query.widget);
    let before = query.before.as_deref();
    let (items, next) = submissions::texts(read, &span, (&query.field, &known), before, limit)?;
    Ok(TextPage { items, next })
}

fn zone(read: &Read<'_>) -> Result<TimeZone> {
    Ok(TimeZone::get(&jobs::time_zone(read)?).unwrap_or(TimeZone::UTC))
}

fn span(form: Uuid, period: &Period, widget: &str) -> Span {
    Span {
        form,
        times: period.times.clone(),
        widget: widget.to_owned(),
    }
}
