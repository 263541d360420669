//! Writing both modules.

use super::{FROM, module::Module};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, ImportSection, Instruction, MemorySection, Module as Output,
    StartSection, TableSection, TypeSection,
    reencode::{Error, Reencode, RoundtripReencoder},
};
use wasmparser::{FunctionBody, Operator};

/// Function and global indices of one of the modules, and which calls go through the table.
struct Place<'a> {
    functions: BTreeMap<u32, u32>,
    globals: BTreeMap<u32, u32>,
    tables: BTreeMap<u32, u32>,
    slots: &'a BTreeMap<u32, u32>,
    /// The table of functions, as it is called here.
    table: u32,
}

/// An index that a module has not.
#[derive(Debug, thiserror::Error)]
#[error("{0} {1} is not in this module")]
struct Missing(&'static str, u32);

fn there(map: &BTreeMap<u32, u32>, kind: &'static str, index: u32) -> Result<u32, Error<Missing>> {
    map.get(&index)
        .copied()
        .ok_or(Error::UserError(Missing(kind, index)))
}

impl Reencode for Place<'_> {
    type Error = Missing;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Missing>> {
        there(&self.functions, "function", function)
    }

    fn global_index(&mut self, global: u32) -> Result<u32, Error<Missing>> {
        there(&self.globals, "global", global)
    }

    fn table_index(&mut self, table: u32) -> Result<u32, Error<Missing>> {
        there(&self.tables, "table", table)
    }
}

impl Place<'_> {
    /// A function with its calls as they are here.
    fn body(&mut self, module: &Module, body: &FunctionBody) -> Result<Function> {
        let mut function = self.new_function_with_parsed_locals(body)?;
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } if !self.functions.contains_key(&function_index) => {
                    let slot = self.slots.get(&function_index).context("a call to nowhere")?;
                    function.instruction(&Instruction::I32Const(*slot as i32));
                    function.instruction(&Instruction::CallIndirect {
                        type_index: module.signatures[function_index as usize],
                        table_index: self.table,
                    });
                }
                other => {
                    function.instruction(&self.instruction(other)?);
                }
            }
        }
        Ok(function)
    }
}

/// The first and the second module.
pub(super) fn both(module: &Module, late: &BTreeSet<u32>) -> Result<(Vec<u8>, Vec<u8>)> {
    let table = module.elements.first().context("no table of functions")?.table;
    // Slots of the late functions: those that they have, and new ones for those that are called by name.
    let mut slots: BTreeMap<u32, u32> = module
        .slots()
        .filter(|(_, function)| late.contains(function))
        .map(|(slot, function)| (function, slot))
        .collect();
    let mut size = u32::try_from(module.tables[table as usize].initial)?;
    let early = (0..module.functions()).filter(|function| !late.contains(function));
    for &called in early.clone().flat_map(|function| module.calls(function)) {
        if late.contains(&called) && !slots.contains_key(&called) {
            slots.insert(called, size);
            size += 1;
        }
    }
    let shared = Shared::new(module, late)?;
    let first = first(module, late, &slots, table, size, &shared)?;
    let second = second(module, late, &slots, table, size, &shared)?;
    Ok((first, second))
}

/// What the second module has from the first, and under which names.
struct Shared {
    functions: BTreeMap<u32, String>,
    globals: BTreeMap<u32, String>,
    /// Every table, since values of the browser lie in another one than functions.
    tables: BTreeMap<u32, String>,
    memory: String,
}

impl Shared {
    fn new(module: &Module, late: &BTreeSet<u32>) -> Result<Self> {
        let mut names = (0_u32..)
            .map(short)
            .filter(|name| module.exports.iter().all(|export| export.name != name));
        let mut name = || names.next().context("names have no end");
        let called: BTreeSet<u32> = late
            .iter()
            .flat_map(|&function| module.calls(function))
            .copied()
            .filter(|function| !late.contains(function))
            .collect();
        let mut globals = BTreeMap::new();
        for &function in late {
            for operator in module.bodies[(function - module.imported) as usize].get_operators_reader()? {
                if let Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } = operator?
                {
                    globals.insert(global_index, String::new());
                }
            }
        }
        for named in globals.values_mut() {
            *named = name()?;
        }
        Ok(Self {
            tables: (0..module.tables.len() as u32)
                .map(|table| Ok((table, name()?)))
                .collect::<Result<_>>()?,
            memory: name()?,
            globals,
            functions: called
                .into_iter()
                .map(|function| Ok((function, name()?)))
                .collect::<Result<_>>()?,
        })
    }
}

/// `a` to `Z`, then two letters.
fn short(number: u32) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    let mut rest = number;
    loop {
        name.push(char::from(LETTERS[rest as usize % LETTERS.len()]));
        rest /= LETTERS.len() as u32;
        if rest == 0 {
            return name;
        }
        rest -= 1;
    }
}

fn first(
    module: &Module,
    late: &BTreeSet<u32>,
    slots: &BTreeMap<u32, u32>,
    table: u32,
    size: u32,
    shared: &Shared,
) -> Result<Vec<u8>> {
    let early: Vec<u32> = (0..module.functions())
        .filter(|function| !late.contains(function))
        .collect();
    let mut place = Place {
        functions: early.iter().copied().zip(0..).collect(),
        globals: (0..module
            .globals
            .as_ref()
            .map_or(0, wasmparser::SectionLimited::count))
            .map(|global| (global, global))
            .collect(),
        tables: (0..module.tables.len() as u32)
            .map(|table| (table, table))
            .collect(),
        slots,
        table,
    };
    let mut imports = ImportSection::new();
    for import in &module.imports {
        imports.import(import.module, import.name, place.entity_type(import.ty)?);
    }
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    for &function in early.iter().filter(|function| **function >= module.imported) {
        functions.function(module.signatures[function as usize]);
        code.function(&place.body(module, &module.bodies[(function - module.imported) as usize])?);
    }
    let mut exports = ExportSection::new();
    for export in &module.exports {
        place.parse_export(&mut exports, *export)?;
    }
    for (table, name) in &shared.tables {
        exports.export(name, ExportKind::Table, *table);
    }
    exports.export(&shared.memory, ExportKind::Memory, 0);
    for (global, name) in &shared.globals {
        exports.export(name, ExportKind::Global, *global);
    }
    for (function, name) in &shared.functions {
        exports.export(name, ExportKind::Func, place.functions[function]);
    }
    let filled = module.slots().filter(|(_, function)| !late.contains(function));
    let mut output = Output::new();
    output
        .section(&types(module)?)
        .section(&imports)
        .section(&functions);
    output.section(&tables(module, table, size)?);
    let mut memories = MemorySection::new();
    for memory in &module.memories {
        memories.memory(place.memory_type(*memory)?);
    }
    output.section(&memories);
    if let Some(section) = &module.globals {
        let mut globals = GlobalSection::new();
        place.parse_global_section(&mut globals, section.clone())?;
        output.section(&globals);
    }
    output.section(&exports);
    if let Some(start) = module.start {
        output.section(&StartSection {
            function_index: place.functions[&start],
        });
    }
    output.section(&elements(table, filled, &place.functions));
    output.section(&code);
    if let Some(section) = &module.data {
        let mut data = DataSection::new();
        place.parse_data_section(&mut data, section.clone())?;
        output.section(&data);
    }
    Ok(output.finish())
}

fn second(
    module: &Module,
    late: &BTreeSet<u32>,
    slots: &BTreeMap<u32, u32>,
    table: u32,
    size: u32,
    shared: &Shared,
) -> Result<Vec<u8>> {
    let mut round = RoundtripReencoder;
    let mut imports = ImportSection::new();
    for (own, name) in &shared.tables {
        imports.import(FROM, name, table_type(module, *own, table, size)?);
    }
    imports.import(FROM, &shared.memory, round.memory_type(module.memories[0])?);
    let types_of_globals: Vec<_> = module
        .globals
        .clone()
        .into_iter()
        .flatten()
        .collect::<Result<_, _>>()?;
    for (global, name) in &shared.globals {
        imports.import(
            FROM,
            name,
            round.global_type(types_of_globals[*global as usize].ty)?,
        );
    }
    for (function, name) in &shared.functions {
        imports.import(
            FROM,
            name,
            wasm_encoder::EntityType::Function(module.signatures[*function as usize]),
        );
    }
    let order = shared.functions.keys().chain(late);
    let mut place = Place {
        functions: order.copied().zip(0..).collect(),
        globals: shared.globals.keys().copied().zip(0..).collect(),
        tables: shared.tables.keys().map(|table| (*table, *table)).collect(),
        slots,
        table,
    };
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    for &function in late {
        functions.function(module.signatures[function as usize]);
        code.function(&place.body(module, &module.bodies[(function - module.imported) as usize])?);
    }
    let filled: BTreeMap<u32, u32> = slots.iter().map(|(function, slot)| (*slot, *function)).collect();
    let mut output = Output::new();
    output
        .section(&types(module)?)
        .section(&imports)
        .section(&functions);
    output.section(&elements(table, filled.into_iter(), &place.functions));
    output.section(&code);
    Ok(output.finish())
}

fn types(module: &Module) -> Result<TypeSection> {
    let mut types = TypeSection::new();
    if let Some(section) = &module.types {
        RoundtripReencoder.parse_type_section(&mut types, section.clone())?;
    }
    Ok(types)
}

fn tables(module: &Module, functions: u32, size: u32) -> Result<TableSection> {
    let mut tables = TableSection::new();
    for table in 0..module.tables.len() as u32 {
        tables.table(table_type(module, table, functions, size)?);
    }
    Ok(tables)
}

/// A table; that of functions with room for the new slots.
fn table_type(module: &Module, table: u32, functions: u32, size: u32) -> Result<wasm_encoder::TableType> {
    let mut kind = module.tables[table as usize];
    if table == functions {
        kind.initial = u64::from(size);
        kind.maximum = kind.maximum.map(|most| most.max(kind.initial));
    }
    Ok(RoundtripReencoder.table_type(kind)?)
}

/// Lists of neighbouring slots.
fn elements(
    table: u32,
    slots: impl Iterator<Item = (u32, u32)>,
    indices: &BTreeMap<u32, u32>,
) -> ElementSection {
    let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
    for (slot, function) in slots {
        match runs.last_mut() {
            Some((start, run)) if *start + run.len() as u32 == slot => run.push(indices[&function]),
            _ => runs.push((slot, vec![indices[&function]])),
        }
    }
    let mut elements = ElementSection::new();
    for (start, run) in runs {
        let table = (table > 0).then_some(table);
        elements.active(
            table,
            &ConstExpr::i32_const(start as i32),
            Elements::Functions(run.into()),
        );
    }
    elements
}
