//! A program as the split reads it.

use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use wasmparser::{
    ConstExpr, DataSectionReader, ElementItems, ElementKind, Export, ExternalKind, FunctionBody,
    GlobalSectionReader, Import, MemoryType, Name, NameSectionReader, Operator, Parser, Payload, TableType,
    TypeRef, TypeSectionReader,
};

/// A run of table slots and what is in them.
pub(super) struct Run {
    pub(super) table: u32,
    pub(super) offset: u32,
    pub(super) functions: Vec<u32>,
}

/// What a program has, with the indices that it has there.
#[derive(Default)]
pub(super) struct Module<'a> {
    pub(super) types: Option<TypeSectionReader<'a>>,
    pub(super) imports: Vec<Import<'a>>,
    /// How many functions are imported; they come first.
    pub(super) imported: u32,
    /// The type of each function.
    pub(super) signatures: Vec<u32>,
    pub(super) tables: Vec<TableType>,
    pub(super) memories: Vec<MemoryType>,
    pub(super) globals: Option<GlobalSectionReader<'a>>,
    pub(super) exports: Vec<Export<'a>>,
    pub(super) start: Option<u32>,
    pub(super) elements: Vec<Run>,
    pub(super) bodies: Vec<FunctionBody<'a>>,
    pub(super) data: Option<DataSectionReader<'a>>,
    pub(super) names: BTreeMap<u32, &'a str>,
    called: Vec<Vec<u32>>,
}

impl<'a> Module<'a> {
    pub(super) fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            module.take(payload?)?;
        }
        ensure!(
            !module.names.is_empty(),
            "the program has no names: nothing says what belongs where"
        );
        module.called = vec![Vec::new(); module.imported as usize];
        for body in &module.bodies {
            module.called.push(calls(body)?);
        }
        Ok(module)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::TypeSection(types) => self.types = Some(types),
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    let TypeRef::Func(signature) = import.ty else {
                        bail!("the program imports {}, which is no function", import.name);
                    };
                    self.signatures.push(signature);
                    self.imports.push(import);
                    self.imported += 1;
                }
            }
            Payload::FunctionSection(signatures) => {
                for signature in signatures {
                    self.signatures.push(signature?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(globals) => self.globals = Some(globals),
            Payload::ExportSection(exports) => {
                for export in exports {
                    self.exports.push(export?);
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(elements) => {
                for element in elements {
                    let element = element?;
                    let ElementKind::Active {
                        table_index,
                        offset_expr,
                    } = element.kind
                    else {
                        bail!("a passive list of functions");
                    };
                    let ElementItems::Functions(functions) = element.items else {
                        bail!("a list of functions written as expressions");
                    };
                    self.elements.push(Run {
                        table: table_index.unwrap_or(0),
                        offset: constant(&offset_expr)?,
                        functions: functions.into_iter().collect::<Result<_, _>>()?,
                    });
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(data) => self.data = Some(data),
            Payload::CustomSection(section) if section.name() == "name" => {
                for part in NameSectionReader::new(wasmparser::BinaryReader::new(
                    section.data(),
                    section.data_offset(),
                )) {
                    if let Name::Function(names) = part? {
                        for name in names {
                            let name = name?;
                            self.names.insert(name.index, name.name);
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// How many functions there are, with the imported ones.
    pub(super) fn functions(&self) -> u32 {
        self.signatures.len() as u32
    }

    /// Each slot of the table that has a function, and the function.
    pub(super) fn slots(&self) -> impl Iterator<Item = (u32, u32)> {
        self.elements
            .iter()
            .flat_map(|run| (run.offset..).zip(run.functions.iter().copied()))
    }

    /// What a function calls by name.
    pub(super) fn calls(&self, function: u32) -> &[u32] {
        &self.called[function as usize]
    }
}

pub(super) fn exported_function(export: &Export) -> Option<u32> {
    (export.kind == ExternalKind::Func).then_some(export.index)
}

fn calls(body: &FunctionBody) -> Result<Vec<u32>> {
    let mut called = Vec::new();
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Call { function_index } => called.push(function_index),
            Operator::ReturnCall { .. } | Operator::RefFunc { .. } => {
                bail!("a way of calling that the split does not know")
            }
            _ => {}
        }
    }
    Ok(called)
}

fn constant(expression: &ConstExpr) -> Result<u32> {
    match expression.get_operators_reader().read().context("an offset")? {
        Operator::I32Const { value } => Ok(value as u32),
        _ => bail!("an offset that is no number"),
    }
}
