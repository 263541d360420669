//! Two modules of one WebAssembly program: the first has what a visitor needs until he reads an answer, the second
//! what he may need afterwards. The second is instantiated with the first one's exports (its memory, its table, its
//! functions) and fills the slots of the table that the first one left empty.
//!
//! What belongs to the second is said by the sources: a function whose mangled name has [`MARK`] in it, and whatever
//! only such functions call. The first calls it through the table, which traps as long as the second is not there;
//! so the sources call it only through `Chat::later`. Data stays in the first.
//!
//! It works on the finished program, after wasm-opt. The split of `leptos` needs relocations of the linker and
//! unsafe code in each module; that of binaryen is not in its npm package.

mod emit;
mod module;

use anyhow::Result;
use module::Module;
use std::collections::BTreeSet;

/// What a mangled name has that belongs to the second module: the module `afterwards`.
pub(super) const MARK: &str = "10afterwards";

/// Under this name the second module imports what the first one exports.
const FROM: &str = "k";

/// Both modules.
pub(super) struct Parts {
    pub(super) first: Vec<u8>,
    pub(super) second: Vec<u8>,
    /// How many functions went to the second.
    pub(super) moved: usize,
}

/// Splits a program with a name section; `None` when nothing in it has the mark.
pub(super) fn split(wasm: &[u8]) -> Result<Option<Parts>> {
    let module = Module::read(wasm)?;
    let late = late(&module);
    if late.is_empty() {
        return Ok(None);
    }
    let (first, second) = emit::both(&module, &late)?;
    Ok(Some(Parts {
        first,
        second,
        moved: late.len(),
    }))
}

/// The functions that nothing reaches but marked ones. Every function in the table counts as reached unless it has
/// the mark itself, since anybody may have its address.
fn late(module: &Module) -> BTreeSet<u32> {
    let marked = |index: u32| module.names.get(&index).is_some_and(|name| name.contains(MARK));
    let mut open: Vec<u32> = module
        .exports
        .iter()
        .filter_map(module::exported_function)
        .collect();
    open.extend(module.start);
    open.extend(
        module
            .slots()
            .map(|(_, function)| function)
            .filter(|&function| !marked(function)),
    );
    open.extend(0..module.imported);
    let mut reached = BTreeSet::new();
    while let Some(function) = open.pop() {
        if reached.insert(function) {
            let called = module.calls(function).iter();
            open.extend(called.copied().filter(|&function| !marked(function)));
        }
    }
    (0..module.functions())
        .filter(|function| !reached.contains(function))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::split;
    use wasm_encoder::{
        CodeSection, ConstExpr, ElementSection, Elements, ExportKind, ExportSection, Function,
        FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, MemorySection, MemoryType,
        Module, NameMap, NameSection, RefType, TableSection, TableType, TypeSection, ValType,
    };
    use wasmparser::{Parser, Payload, TypeRef, Validator};

    /// `env.log`, then functions of these names that call what is listed and read the global; all export `main`, and the
    /// last two stand in the table.
    fn program(functions: &[(&str, &[u32])]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("env", "log", wasm_encoder::EntityType::Function(0));
        let (mut declared, mut code, mut names) =
            (FunctionSection::new(), CodeSection::new(), NameMap::new());
        for (index, (name, calls)) in (1..).zip(functions) {
            declared.function(0);
            let mut body = Function::new([]);
            for call in *calls {
                body.instruction(&Instruction::Call(*call));
            }
            body.instruction(&Instruction::GlobalGet(0))
                .instruction(&Instruction::Drop);
            body.instruction(&Instruction::End);
            code.function(&body);
            names.append(index, name);
        }
        let count = functions.len() as u32;
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 3,
            maximum: Some(3),
            shared: false,
        });
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut globals = GlobalSection::new();
        globals.global(
            GlobalType {
                val_type: ValType::I32,
                mutable: true,
                shared: false,
            },
            &ConstExpr::i32_const(7),
        );
        let mut exports = ExportSection::new();
        exports.export("main", ExportKind::Func, 1);
        let mut elements = ElementSection::new();
        elements.active(
            None,
            &ConstExpr::i32_const(1),
            Elements::Functions(vec![count - 1, count].into()),
        );
        let mut section = NameSection::new();
        section.functions(&names);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&declared)
            .section(&tables)
            .section(&memories);
        module
            .section(&globals)
            .section(&exports)
            .section(&elements)
            .section(&code)
            .section(&section);
        module.finish()
    }

    fn bodies(wasm: &[u8]) -> usize {
        let payloads = Parser::new(0).parse_all(wasm);
        payloads
            .filter(|payload| matches!(payload, Ok(Payload::CodeSectionEntry(_))))
            .count()
    }

    #[test]
    fn what_only_marked_functions_call_goes_with_them_and_both_parts_are_valid() {
        let program = program(&[
            ("main", &[2, 0]),
            ("_RNv10afterwards4keep", &[3, 4]),
            ("only_for_keep", &[0]),
            ("for_all", &[]),
            ("in_the_table", &[4]),
            ("_RNCNv10afterwards5later0", &[2]),
        ]);
        let parts = split(&program).unwrap().unwrap();
        assert_eq!(
            (parts.moved, bodies(&parts.first), bodies(&parts.second)),
            (3, 3, 3)
        );
        for part in [&parts.first, &parts.second] {
            Validator::new().validate_all(part).unwrap();
        }
        // The second has everything from the first, also the import of the host.
        for payload in Parser::new(0).parse_all(&parts.second) {
            if let Payload::ImportSection(imports) = payload.unwrap() {
                let kinds: Vec<_> = imports.into_imports().map(|import| import.unwrap()).collect();
                assert!(kinds.iter().all(|import| import.module == "k"));
                assert_eq!(
                    kinds
                        .iter()
                        .filter(|import| matches!(import.ty, TypeRef::Func(_)))
                        .count(),
                    2
                );
            }
        }
    }

    #[test]
    fn without_marks_there_is_one_part() {
        let program = program(&[("main", &[2]), ("a", &[]), ("b", &[])]);
        assert!(split(&program).unwrap().is_none());
    }

    #[test]
    fn a_program_without_names_is_an_error() {
        assert!(split(&wasm_encoder::Module::new().finish()).is_err());
    }
}
