//! Changes, undo and drawing of scenarios.

use super::{
    History, Shape,
    edit::{self, BadId, Way},
    layout::{HEAD, ROW, WIDTH, layout},
};
use kotae_shared::{
    Lang, Localised, Uuid,
    scenario::{
        Choice, Kind, Scenario, Step,
        check::{Known, check, faults},
        limits,
    },
};

type Plan = Scenario<Uuid>;

/// `a?b,c` asks, `a>b` goes on to `b`, `a.` ends. The first one begins.
fn plan(text: &str) -> Plan {
    let steps = text.split(' ').map(|step| {
        let at = step.find(['?', '>', '.']).unwrap();
        let (id, rest) = (&step[..at], &step[at + 1..]);
        let mut made = Step::<Uuid> {
            id: id.into(),
            text: Localised::new(id, ""),
            ..Step::default()
        };
        match &step[at..=at] {
            "?" => {
                made.kind = Kind::Choices;
                let choices = rest.split(',').map(|target| Choice {
                    label: Localised::new(format!("to {target}"), ""),
                    target: target.into(),
                });
                made.choices = choices.collect();
            }
            ">" => made.next = rest.into(),
            _ => made.kind = Kind::End,
        }
        made
    });
    let steps: Vec<_> = steps.collect();
    Scenario {
        name: Localised::new("試し", ""),
        start: steps[0].id.clone(),
        steps,
    }
}

fn text(plan: &Plan) -> String {
    let steps = plan.steps.iter().map(|step| match step.kind {
        Kind::End => format!("{}.", step.id),
        Kind::Choices => {
            let targets: Vec<&str> = step.choices.iter().map(|choice| choice.target.as_str()).collect();
            format!("{}?{}", step.id, targets.join(","))
        }
        _ => format!("{}>{}", step.id, step.next),
    });
    steps.collect::<Vec<_>>().join(" ")
}

#[test]
fn connects_and_cuts() {
    let mut it = plan("a?b,c b>c c.");
    edit::connect(&mut it, "a", Way::Choice(1), "b");
    edit::connect(&mut it, "b", Way::Next, "");
    assert_eq!(text(&it), "a?b,b b> c.");
    // Nowhere to, and no such way.
    edit::connect(&mut it, "b", Way::Next, "nobody");
    edit::connect(&mut it, "c", Way::Next, "a");
    edit::connect(&mut it, "a", Way::Choice(7), "c");
    assert_eq!(text(&it), "a?b,b b> c.");
}

#[test]
fn inserts_on_a_way() {
    let mut it = plan("a?b,c b>c c.");
    assert!(edit::insert(&mut it, "a", Way::Choice(0), "n", Kind::Text));
    assert_eq!(text(&it), "a?n,c n>b b>c c.");
    assert!(edit::insert(&mut it, "b", Way::Next, "m", Kind::Choices));
    assert_eq!(text(&it), "a?n,c n>b b>m m?c c.");
    assert!(
        !edit::insert(&mut it, "b", Way::Next, "m", Kind::Text),
        "the id is taken"
    );
    assert!(
        !edit::insert(&mut it, "c", Way::Next, "o", Kind::Text),
        "nothing follows an end"
    );
    assert!(edit::add(&mut it, "o", Kind::End));
    assert_eq!(text(&it), "a?n,c n>b b>m m?c c. o.");
}

#[test]
fn a_full_scenario_takes_no_more() {
    let mut it = plan("a>a");
    loop {
        let id = edit::free_id(&it, "s");
        if !edit::add(&mut it, &id, Kind::End) {
            break;
        }
    }
    assert_eq!(it.steps.len(), limits::STEPS);
    assert!(!edit::insert(&mut it, "a", Way::Next, "one more", Kind::End));
    assert!(edit::duplicate(&mut it, &["a".into()], "s").is_empty());
    for _ in 0..30 {
        edit::set_kind(&mut it, "a", Kind::Choices);
        edit::add_choice(&mut it, "a");
    }
    assert_eq!(it.steps[0].choices.len(), limits::CHOICES);
}

#[test]
fn deleting_a_link_of_a_chain_closes_it() {
    let mut it = plan("a?b,c b>c c.");
    assert_eq!(
        edit::pointing(&it, "c"),
        [("a".into(), Way::Choice(1)), ("b".into(), Way::Next)]
    );
    assert_eq!(edit::heir(&it, "b"), "c");
    assert!(edit::remove(&mut it, "b"));
    assert_eq!(text(&it), "a?c,c c.");
    // What led to an end or to a choice leads nowhere.
    assert!(edit::remove(&mut it, "c"));
    assert_eq!(text(&it), "a?,");
    assert!(!edit::remove(&mut it, "a"), "one step stays");
}

#[test]
fn deleting_the_start_lets_the_next_begin() {
    let mut it = plan("a>b b>a c.");
    edit::remove(&mut it, "a");
    assert_eq!((it.start.as_str(), text(&it)), ("b", "b>b c.".into()));
    let mut own = plan("a>a b.");
    assert_eq!(edit::heir(&own, "a"), "", "not to itself");
    edit::remove(&mut own, "a");
    assert_eq!(own.start, "b");
}

#[test]
fn copies_a_part_with_what_only_it_leads_to() {
    let mut it = plan("a?b,e b?c,d,a c>e d>b e.");
    assert_eq!(edit::below(&it, "b"), ["b", "c", "d"]);
    let below = edit::below(&it, "b");
    let copies = edit::duplicate(&mut it, &below, "n");
    assert_eq!(copies, ["n1", "n2", "n3"]);
    // Ways within lead to the copies, ways out to where they led.
    assert_eq!(text(&it), "a?b,e b?c,d,a c>e d>b e. n1?n2,n3,a n2>e n3>n1");
    let one = edit::duplicate(&mut it, &["b".into()], "n");
    assert_eq!(one, ["n4"]);
    assert!(text(&it).ends_with(" n4?c,d,a"));
}

#[test]
fn a_new_name_is_used_everywhere() {
    let mut it = plan("a?b,a b>a");
    assert_eq!(edit::rename(&mut it, "a", " 始め "), Ok(()));
    assert_eq!(
        (it.start.as_str(), text(&it)),
        ("始め", "始め?b,始め b>始め".into())
    );
    assert_eq!(edit::rename(&mut it, "b", "始め"), Err(BadId::Taken));
    assert_eq!(edit::rename(&mut it, "b", "  "), Err(BadId::Empty));
    assert_eq!(edit::rename(&mut it, "b", &"長".repeat(41)), Err(BadId::TooLong));
    assert_eq!(edit::rename(&mut it, "b", "b"), Ok(()));
}

#[test]
fn another_kind_keeps_the_way() {
    let mut it = plan("a?b,c b. c.");
    edit::set_kind(&mut it, "a", Kind::Text);
    assert_eq!(text(&it), "a>b b. c.");
    edit::set_kind(&mut it, "a", Kind::Choices);
    assert_eq!(text(&it), "a?b b. c.");
    it.steps[1].kind = Kind::Link;
    it.steps[1].url = "https://example.com".into();
    edit::set_kind(&mut it, "b", Kind::End);
    assert!(it.steps[1].url.is_empty());
    // Nothing is left that the kind has not.
    for kind in Kind::ALL {
        edit::set_kind(&mut it, "a", kind);
        let found = check(&it, Lang::Ja, |_| Known::Published, |_| true);
        let wrong = faults(&found)
            .into_iter()
            .any(|(_, fault)| fault == kotae_shared::api::problem::Fault::NotHere);
        assert!(!wrong, "{kind:?}");
    }
}

#[test]
fn choices_are_put_in_order() {
    let mut it = plan("a?b,c,d b. c. d.");
    assert!(edit::move_choice(&mut it, "a", 2, 0));
    assert_eq!(text(&it), "a?d,b,c b. c. d.");
    assert!(!edit::move_choice(&mut it, "a", 0, 3) && !edit::move_choice(&mut it, "b", 0, 1));
    edit::remove_choice(&mut it, "a", 1);
    assert_eq!(text(&it), "a?d,c b. c. d.");
}

#[test]
fn undoes_and_does_again() {
    let mut history = History::default();
    let mut now = 0;
    for (next, key) in [(1, "a"), (2, "a"), (3, "b"), (4, "")] {
        history.record(now, key);
        now = next;
    }
    // The letters of one field are one change.
    let back: Vec<i32> = std::iter::from_fn(|| history.undo(now).inspect(|state| now = *state)).collect();
    assert_eq!(back, [3, 2, 0]);
    assert!(!history.can_undo() && history.can_redo());
    let again: Vec<i32> = std::iter::from_fn(|| history.redo(now).inspect(|state| now = *state)).collect();
    assert_eq!(again, [2, 3, 4]);
    history.undo(now);
    history.record(3, "b");
    assert!(!history.can_redo(), "another change ends what was undone");
    history.part();
    history.record(5, "b");
    assert_eq!(
        history.undo(6),
        Some(5),
        "left and come back to: a change of its own"
    );
}

/// Boxes of a column do not overlap, and every line of the shape is drawn from the port to the box.
fn is_sound(it: &Plan) -> super::Layout {
    let shape = Shape::of(it);
    let drawn = layout(&shape);
    assert_eq!(drawn.places.len(), it.steps.len());
    for column in &drawn.columns {
        for pair in column.windows(2) {
            let (upper, lower) = (drawn.places[pair[0]], drawn.places[pair[1]]);
            assert!(upper.y + upper.height <= lower.y + 0.5, "{pair:?} overlap");
        }
    }
    for place in &drawn.places {
        assert!(place.x >= 0.0 && place.y >= 0.0);
        assert!(place.x + WIDTH <= drawn.width && place.y + place.height <= drawn.height);
    }
    let wanted: usize = shape.ways.iter().flatten().flatten().count();
    assert_eq!(drawn.lines.len(), wanted);
    for line in &drawn.lines {
        let (from, to) = (drawn.places[line.from], drawn.places[line.to]);
        let start = format!(
            "M{:.0} {:.0}",
            from.x + WIDTH,
            from.y + HEAD + ROW * (line.way as f64 + 0.5)
        );
        assert!(line.path.starts_with(&start), "{} {start}", line.path);
        assert_eq!(line.back, to.layer <= from.layer);
        let end = format!(" {:.0} {:.0}M", to.x - 2.0, to.y + 18.0);
        assert!(line.path.contains(&end), "{} {end}", line.path);
    }
    drawn
}

#[test]
fn a_tree_is_drawn_in_columns() {
    let it = plan("a?b,c b?d,e c?f,g d. e. f. g.");
    let drawn = is_sound(&it);
    let layers: Vec<usize> = drawn.places.iter().map(|place| place.layer).collect();
    assert_eq!(layers, [0, 1, 1, 2, 2, 2, 2]);
    // The first choice leads above the second: no line crosses another.
    assert_eq!(drawn.columns, [vec![0], vec![1, 2], vec![3, 4, 5, 6]]);
}

#[test]
fn what_is_joined_comes_behind_the_longest_way() {
    let drawn = is_sound(&plan("a?b,e b>c c>d d>e e."));
    let layers: Vec<usize> = drawn.places.iter().map(|place| place.layer).collect();
    assert_eq!(layers, [0, 1, 2, 3, 4]);
    // The short cut bends round the boxes between: it passes each column on a level without a box.
    let line = drawn
        .lines
        .iter()
        .find(|line| line.from == 0 && line.to == 4)
        .unwrap();
    assert_eq!(line.path.matches('C').count(), 4);
}

#[test]
fn loops_lead_back() {
    let drawn = is_sound(&plan("a?b,c b>c c?a,c,d d."));
    let back: Vec<(usize, usize)> = drawn
        .lines
        .iter()
        .filter(|line| line.back)
        .map(|line| (line.from, line.to))
        .collect();
    assert_eq!(back, [(2, 0), (2, 2)]);
    is_sound(&plan("a>a"));
    is_sound(&plan("a>b b>a c>d d>c"));
}

#[test]
fn what_nothing_leads_to_is_drawn_too() {
    let mut it = plan("a>b b. lost>b island>island");
    is_sound(&it);
    it.start = "gone".into();
    is_sound(&it);
    assert_eq!(layout(&Shape::default()).lines.len(), 0);
}

/// Many steps, each with four ways: to its two children, to the start and to the one end.
fn large(count: usize) -> Plan {
    let steps = (0..count).map(|at| {
        let child = |nth: usize| {
            let child = at * 2 + nth;
            if child < count {
                format!("s{child}")
            } else {
                "end".into()
            }
        };
        format!("s{at}?{},{},s0,end", child(1), child(2))
    });
    plan(&(steps.collect::<Vec<_>>().join(" ") + " end."))
}

#[test]
fn many_lines_to_one_step_share_their_bends() {
    let drawn = is_sound(&large(200));
    // Two bundles of lines take two lanes a column, not hundreds.
    assert!(drawn.height < 130.0 * 260.0, "{}", drawn.height);
}

#[test]
fn an_outline_names_each_step_once() {
    let it = plan("a?b,c b>d c?d,a d. lost>d");
    let shape = Shape::of(&it);
    let lines: Vec<(&str, usize)> = shape
        .outline()
        .into_iter()
        .map(|(at, depth)| (shape.ids[at].as_str(), depth))
        .collect();
    assert_eq!(lines, [("a", 0), ("b", 1), ("d", 1), ("c", 1), ("lost", 0)]);
    assert_eq!(shape.before(3), [(1, 0), (2, 0), (4, 0)]);
}
