//! Scenarios as a table: a row is a step, or (kind `choice`) a choice of the step before it.

use super::{Found, Places};
use crate::tables::{CellFault, Sheet, SheetRow, cells, find_column};
use kotae_shared::{
    Uuid,
    api::{admin::ImportReport, problem::Fault, scenarios::FileScenario},
    scenario::{Choice, Kind, Step, limits},
};
use std::io;
use unicode_normalization::UnicodeNormalization;

/// The header of an export, in order.
pub(super) const HEADER: [&str; 13] = [
    "id",
    "scenario",
    "scenario_en",
    "step",
    "kind",
    "text",
    "text_en",
    "label",
    "label_en",
    "next",
    "entry",
    "form",
    "url",
];

/// Each column's names, in the order of [`HEADER`], as the finder of columns folds them.
const NAMES: [&[&str]; 13] = [
    &["id", "シナリオid"],
    &["scenario", "シナリオ", "シナリオ名"],
    &["scenarioen", "シナリオ英語", "シナリオ名英語", "シナリオ(英語)"],
    &["step", "ステップ", "ステップid"],
    &["kind", "type", "種類", "種別"],
    &["text", "本文", "メッセージ", "文章"],
    &["texten", "本文英語", "メッセージ英語", "本文(英語)"],
    &["label", "ラベル", "表示", "ボタン"],
    &["labelen", "ラベル英語", "表示英語", "ラベル(英語)"],
    &["next", "次", "次のステップ", "進み先", "移動先"],
    &["entry", "faq", "回答", "faqid"],
    &["form", "フォーム"],
    &["url", "アドレス", "リンク先"],
];

const ID: usize = 0;
const NAME: usize = 1;
const NAME_EN: usize = 2;
const STEP: usize = 3;
const KIND: usize = 4;
const TEXT: usize = 5;
const TEXT_EN: usize = 6;
const LABEL: usize = 7;
const LABEL_EN: usize = 8;
const NEXT: usize = 9;
const ENTRY: usize = 10;
const FORM: usize = 11;
const URL: usize = 12;

/// A table with so many faults is not read on.
const FAULTS: usize = 1_000;

/// What a row is, by its kind.
enum What {
    Step(Kind),
    Choice,
}

/// The names of kinds beside their tags.
const KINDS: [(Kind, &[&str]); 7] = [
    (Kind::Text, &["メッセージ", "文章", "テキスト"]),
    (Kind::Choices, &["選択", "分岐"]),
    (Kind::Question, &["質問", "自由質問"]),
    (Kind::Entry, &["faq", "回答"]),
    (Kind::Form, &["フォーム"]),
    (Kind::Link, &["リンク"]),
    (Kind::End, &["終了", "終わり"]),
];

/// Where the parts of a scenario stand in its table.
pub(super) struct Rows {
    /// The first row, which names it.
    first: u32,
    /// The row of each step, and those of its choices.
    steps: Vec<(u32, Vec<u32>)>,
    header: [String; 13],
}

impl Rows {
    /// The row and the column's header of a field such as `steps.3.choices.1.target`.
    pub(super) fn place(&self, field: &str) -> (u32, String) {
        let parts: Vec<&str> = field.split('.').collect();
        let column = |name: &str| {
            let at = HEADER.iter().position(|known| *known == name);
            at.map_or(name, |at| self.header[at].as_str()).to_owned()
        };
        let localised = |name: &str, lang: Option<&&str>| {
            let english = lang == Some(&"en");
            column(&if english {
                [name, "_en"].concat()
            } else {
                name.to_owned()
            })
        };
        let of_step = |index: &str| index.parse().ok().and_then(|index: usize| self.steps.get(index));
        match parts.as_slice() {
            ["" | "steps"] => (self.first, String::new()),
            ["name", rest @ ..] => (self.first, localised("scenario", rest.first())),
            ["start"] => (self.first, column("step")),
            ["steps", index, "choices", choice, name, rest @ ..] => {
                let step = of_step(index);
                let row = step.and_then(|(_, rows)| rows.get(choice.parse::<usize>().ok()?));
                let name = if *name == "target" { "next" } else { name };
                (row.copied().unwrap_or(self.first), localised(name, rest.first()))
            }
            ["steps", index, name, rest @ ..] => {
                let row = of_step(index).map_or(self.first, |(row, _)| *row);
                let name = match *name {
                    "id" => "step",
                    "choices" => "kind",
                    name => name,
                };
                (row, localised(name, rest.first()))
            }
            _ => (self.first, field.to_owned()),
        }
    }
}

struct Columns([Option<usize>; 13]);

impl Columns {
    fn of(sheet: &Sheet) -> Result<Self, CellFault> {
        let mut found = [None; 13];
        for (at, names) in NAMES.iter().enumerate() {
            found[at] = find_column(sheet, names, matches!(at, NAME | STEP | KIND))?;
        }
        Ok(Self(found))
    }

    fn header(&self, sheet: &Sheet) -> [String; 13] {
        std::array::from_fn(|at| {
            let own = self.0[at].map_or(HEADER[at], |place| sheet.header[place].trim());
            own.to_owned()
        })
    }

    fn ignored(&self, sheet: &Sheet) -> Vec<String> {
        let cells = sheet.header.iter().enumerate();
        cells
            .filter(|(at, name)| !self.0.contains(&Some(*at)) && !name.trim().is_empty())
            .map(|(_, name)| name.trim().to_owned())
            .collect()
    }

    fn cell<'r>(&self, row: &'r SheetRow, column: usize) -> &'r str {
        let cell = self.0[column].and_then(|at| row.cells.get(at));
        cell.map_or("", |cell| cells::unguard(cell).trim())
    }

    fn text(&self, row: &SheetRow, ja: usize, en: usize) -> kotae_shared::Localised {
        kotae_shared::Localised::new(self.cell(row, ja), self.cell(row, en))
    }
}

/// The scenarios of a table; or what is wrong with it.
pub(super) fn read(file: Vec<u8>, report: &mut ImportReport) -> Result<Vec<Found>, Vec<CellFault>> {
    let sheet = Sheet::open(file).map_err(|fault| vec![fault])?;
    sheet.encoding.clone_into(&mut report.encoding);
    report.separator = sheet.separator.to_string();
    let columns = Columns::of(&sheet).map_err(|fault| vec![fault])?;
    report.ignored_columns = columns.ignored(&sheet);
    let header = columns.header(&sheet);
    let mut reader = Reader {
        columns,
        header,
        all: Vec::new(),
        current: None,
    };
    let mut faults = Vec::new();
    for row in sheet.rows() {
        if let Err(fault) = row.and_then(|row| reader.row(&row)) {
            faults.push(fault);
            // Whoever sees so many mends the first ones.
            if faults.len() == FAULTS {
                break;
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let one = |(file, rows)| Found {
        file,
        places: Places::Table(Box::new(rows)),
    };
    Ok(reader.all.into_iter().map(one).collect())
}

struct Reader {
    columns: Columns,
    header: [String; 13],
    all: Vec<(FileScenario, Rows)>,
    /// The scenario of the last row.
    current: Option<usize>,
}

impl Reader {
    fn fault(&self, row: &SheetRow, column: usize, fault: Fault) -> CellFault {
        CellFault {
            row: row.row,
            column: self.header[column].clone(),
            fault,
        }
    }

    fn row(&mut self, row: &SheetRow) -> Result<(), CellFault> {
        let at = self.scenario(row)?;
        let cell = |column| self.columns.cell(row, column);
        let what = what(cell(KIND)).ok_or_else(|| {
            let empty = cell(KIND).is_empty();
            self.fault(row, KIND, if empty { Fault::Required } else { Fault::Unknown })
        })?;
        let named = cell(STEP);
        let label = self.columns.text(row, LABEL, LABEL_EN);
        match what {
            What::Choice => {
                let steps = &self.all[at].0.scenario.steps;
                let step = if named.is_empty() {
                    steps.len().checked_sub(1)
                } else {
                    steps.iter().rposition(|step| step.id == named)
                };
                let step = step.ok_or_else(|| self.fault(row, STEP, Fault::NoParent))?;
                for (column, given) in [TEXT, TEXT_EN, ENTRY, FORM, URL].map(|column| (column, cell(column)))
                {
                    if !given.is_empty() {
                        return Err(self.fault(row, column, Fault::NotHere));
                    }
                }
                if steps[step].choices.len() >= limits::CHOICES {
                    return Err(self.fault(row, KIND, Fault::TooLong(limits::CHOICES as u32)));
                }
                let target = cell(NEXT).to_owned();
                let (file, rows) = &mut self.all[at];
                file.scenario.steps[step].choices.push(Choice { label, target });
                rows.steps[step].1.push(row.row);
            }
            What::Step(kind) => {
                if self.all[at].0.scenario.steps.len() >= limits::STEPS {
                    return Err(self.fault(row, STEP, Fault::TooLong(limits::STEPS as u32)));
                }
                let form = match cell(FORM) {
                    "" => None,
                    form => Some(Uuid::try_parse(form).map_err(|_| self.fault(row, FORM, Fault::NoForm))?),
                };
                let step = Step {
                    id: named.to_owned(),
                    kind,
                    text: self.columns.text(row, TEXT, TEXT_EN),
                    choices: Vec::new(),
                    entry: Some(cell(ENTRY).nfkc().collect::<String>()).filter(|code| !code.is_empty()),
                    form,
                    url: cell(URL).to_owned(),
                    label,
                    next: cell(NEXT).to_owned(),
                };
                let (file, rows) = &mut self.all[at];
                if file.scenario.steps.is_empty() {
                    step.id.clone_into(&mut file.scenario.start);
                }
                file.scenario.steps.push(step);
                rows.steps.push((row.row, Vec::new()));
            }
        }
        Ok(())
    }

    /// The scenario that a row belongs to: the one that it names, else that of the row before.
    fn scenario(&mut self, row: &SheetRow) -> Result<usize, CellFault> {
        let name = self.columns.cell(row, NAME).to_owned();
        let english = self.columns.cell(row, NAME_EN).to_owned();
        let id = match self.columns.cell(row, ID) {
            "" => None,
            id => Some(Uuid::try_parse(id).map_err(|_| self.fault(row, ID, Fault::Unknown))?),
        };
        // One without a Japanese name is known by its English one.
        let named = |(file, _): &(FileScenario, Rows)| {
            let known = &file.scenario.name;
            known.ja == name && (!name.is_empty() || known.en == english)
        };
        let unnamed = name.is_empty() && english.is_empty();
        let at = if unnamed {
            self.current
        } else {
            self.all.iter().position(named)
        };
        let at = match at {
            Some(at) => at,
            None if unnamed => return Err(self.fault(row, NAME, Fault::NoParent)),
            None if self.all.len() >= limits::COUNT => {
                return Err(self.fault(row, NAME, Fault::TooLong(limits::COUNT as u32)));
            }
            None => {
                let mut file = FileScenario::default();
                file.scenario.name.ja = name;
                let rows = Rows {
                    first: row.row,
                    steps: Vec::new(),
                    header: self.header.clone(),
                };
                self.all.push((file, rows));
                self.all.len() - 1
            }
        };
        self.current = Some(at);
        let file = &mut self.all[at].0;
        file.id = file.id.or(id);
        if file.scenario.name.en.is_empty() {
            file.scenario.name.en = english;
        }
        Ok(at)
    }
}

fn what(cell: &str) -> Option<What> {
    let folded = cell.nfkc().collect::<String>().to_lowercase();
    if matches!(folded.as_str(), "choice" | "選択肢") {
        return Some(What::Choice);
    }
    let mut kinds = KINDS.iter();
    let found = kinds.find(|(kind, names)| kind.tag() == folded || names.contains(&folded.as_str()));
    found.map(|(kind, _)| What::Step(*kind))
}

/// The rows of a scenario. A stored one has its first step first.
pub(super) fn write(
    file: &FileScenario,
    mut row: impl FnMut([String; 13]) -> io::Result<()>,
) -> io::Result<()> {
    let scenario = &file.scenario;
    let base = || {
        let mut cells: [String; 13] = Default::default();
        cells[ID] = file.id.map(|id| id.to_string()).unwrap_or_default();
        cells[NAME].clone_from(&scenario.name.ja);
        cells[NAME_EN].clone_from(&scenario.name.en);
        cells
    };
    for step in &scenario.steps {
        let mut cells = base();
        cells[STEP].clone_from(&step.id);
        step.kind.tag().clone_into(&mut cells[KIND]);
        cells[TEXT].clone_from(&step.text.ja);
        cells[TEXT_EN].clone_from(&step.text.en);
        cells[LABEL].clone_from(&step.label.ja);
        cells[LABEL_EN].clone_from(&step.label.en);
        cells[NEXT].clone_from(&step.next);
        cells[ENTRY] = step.entry.clone().unwrap_or_default();
        cells[FORM] = step.form.map(|id| id.to_string()).unwrap_or_default();
        cells[URL].clone_from(&step.url);
        row(cells)?;
        for choice in &step.choices {
            let mut cells = base();
            cells[STEP].clone_from(&step.id);
            "choice".clone_into(&mut cells[KIND]);
            cells[LABEL].clone_from(&choice.label.ja);
            cells[LABEL_EN].clone_from(&choice.label.en);
            cells[NEXT].clone_from(&choice.target);
            row(cells)?;
        }
    }
    Ok(())
}
