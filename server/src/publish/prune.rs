//! The part of a scenario that somebody may play who does not see all that it leads to.

use kotae_shared::{
    Uuid,
    scenario::play::{Act, Play, PlayStep},
};

/// The scenario without the steps that show an entry which `hides` names, without the ways to them, and without what only
/// leads there: nothing of those steps is told. `None` when its first step is among them, or when it leads to such entries alone.
pub fn prune(play: &Play, hides: impl Fn(Uuid) -> bool) -> Option<Play> {
    let mut entries = play.steps.iter().filter_map(|step| match step.act {
        Act::Entry(entry) => Some(hides(entry)),
        _ => None,
    });
    let leads_to_hidden_alone = entries
        .next()
        .is_some_and(|first| first && entries.all(|hidden| hidden));
    if leads_to_hidden_alone {
        return None;
    }
    let mut gone: Vec<bool> = play
        .steps
        .iter()
        .map(|step| matches!(step.act, Act::Entry(entry) if hides(entry)))
        .collect();
    while let Some(at) = (0..gone.len()).find(|at| !gone[*at] && leads_nowhere(&play.steps[*at], &gone)) {
        gone[at] = true;
    }
    if *gone.first()? {
        return None;
    }
    let stays = |at: u16| !gone.get(usize::from(at)).copied().unwrap_or(true);
    // What can still be reached, in the order in which it is met; the places are counted anew.
    let mut order = vec![0_u16];
    let mut at = 0;
    while let Some(step) = order.get(at).and_then(|at| play.steps.get(usize::from(*at))) {
        for to in onward(step).filter(|to| stays(*to)) {
            if !order.contains(&to) {
                order.push(to);
            }
        }
        at += 1;
    }
    let place = |to: u16| {
        let place = order.iter().position(|at| *at == to)?;
        u16::try_from(place).ok()
    };
    let steps = order.iter().filter_map(|at| play.steps.get(usize::from(*at)));
    let steps = steps.map(|step| PlayStep {
        id: step.id.clone(),
        text: step.text.clone(),
        act: match &step.act {
            Act::Choices(choices) => {
                let choices = choices.iter();
                let choices = choices.filter_map(|(label, to)| Some((label.clone(), place(*to)?)));
                Act::Choices(choices.collect())
            }
            other => other.clone(),
        },
        next: step.next.and_then(place),
    });
    Some(Play {
        id: play.id,
        name: play.name.clone(),
        steps: steps.collect(),
    })
}

/// Whether all ways from a step that is only there to go on lead to what is gone.
fn leads_nowhere(step: &PlayStep, gone: &[bool]) -> bool {
    let is_on_the_way = matches!(step.act, Act::Text | Act::Choices(_));
    is_on_the_way
        && onward(step).next().is_some()
        && onward(step).all(|to| gone.get(usize::from(to)).copied().unwrap_or(true))
}

fn onward(step: &PlayStep) -> impl Iterator<Item = u16> + '_ {
    let choices: &[_] = match &step.act {
        Act::Choices(choices) => choices,
        _ => &[],
    };
    choices.iter().map(|(_, to)| *to).chain(step.next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Uuid = Uuid::from_u128(1);
    const SECRET: Uuid = Uuid::from_u128(2);

    fn step(id: &str, act: Act, next: Option<u16>) -> PlayStep {
        PlayStep {
            id: id.into(),
            text: Default::default(),
            act,
            next,
        }
    }

    fn choices(to: &[u16]) -> Act {
        Act::Choices(to.iter().map(|to| (<[String; 2]>::default(), *to)).collect())
    }

    fn play(steps: Vec<PlayStep>) -> Play {
        Play {
            steps,
            ..Play::default()
        }
    }

    fn ids(play: &Play) -> Vec<&str> {
        play.steps.iter().map(|step| step.id.as_str()).collect()
    }

    #[test]
    fn the_ways_to_what_is_hidden_go_and_places_follow() {
        let whole = play(vec![
            step("ask", choices(&[1, 3]), None),
            step("about pay", Act::Text, Some(2)),
            step("pay", Act::Entry(SECRET), Some(4)),
            step("vpn", Act::Entry(OPEN), Some(5)),
            step("more pay", Act::Text, Some(5)),
            step("end", Act::End, None),
        ]);
        let some = prune(&whole, |entry| entry == SECRET).unwrap();
        assert_eq!(ids(&some), ["ask", "vpn", "end"]);
        assert_eq!(some.steps[0].act, choices(&[1]));
        assert_eq!(some.steps[1].next, Some(2));
        assert_eq!(prune(&whole, |_| false).unwrap().steps.len(), 6);
    }

    #[test]
    fn one_that_only_leads_there_is_not_there_and_a_loop_ends() {
        let whole = play(vec![
            step("ask", choices(&[1, 2]), None),
            step("pay", Act::Entry(SECRET), Some(2)),
            step("end", Act::End, None),
        ]);
        assert_eq!(prune(&whole, |entry| entry == SECRET), None, "to nothing else");
        let first = play(vec![
            step("hello", Act::Text, Some(1)),
            step("pay", Act::Entry(SECRET), Some(2)),
            step("vpn", Act::Entry(OPEN), None),
        ]);
        assert_eq!(
            prune(&first, |entry| entry == SECRET),
            None,
            "the way on is behind it"
        );
        let round = play(vec![
            step("vpn", Act::Entry(OPEN), Some(1)),
            step("ask", choices(&[0, 2]), None),
            step("pay", Act::Entry(SECRET), Some(0)),
        ]);
        let some = prune(&round, |entry| entry == SECRET).unwrap();
        assert_eq!(ids(&some), ["vpn", "ask"]);
        assert_eq!(prune(&Play::default(), |_| false), None);
    }
}
