//! Cuts a wasm in two: the second imports from the first what it needs, and puts its own functions
//! and constants into the first's table and memory.
use super::linked::Moves;
use super::whole::{Done, Error, Uses, Whole, located, placed, refused, said};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportSection,
    FunctionSection, GlobalSection, ImportSection, MemorySection, Module, StartSection, TableSection,
    TypeSection,
};
use wasmparser::ExternalKind;

/// The module's name under which the second file imports: boot.js has it, too.
const MODULE: &str = "p";

/// The first file and the second. Custom sections, names among them, are left out of both.
pub fn cut(wasm: &[u8], moves: &Moves) -> Result<(Vec<u8>, Vec<u8>), String> {
    let whole = Whole::read(wasm).map_err(said)?;
    let plan = Plan::new(&whole, moves).map_err(said)?;
    let files = (plan.first().map_err(said)?, plan.second().map_err(said)?);
    for file in [&files.0, &files.1] {
        wasmparser::validate(file).map_err(|e| format!("the split made an invalid wasm: {e}"))?;
    }
    Ok(files)
}

/// New numbers for old ones.
#[derive(Default)]
struct Renumber {
    functions: BTreeMap<u32, u32>,
    types: BTreeMap<u32, u32>,
    /// `None` where they stay as they are.
    tables: Option<BTreeMap<u32, u32>>,
    memories: Option<BTreeMap<u32, u32>>,
    globals: Option<BTreeMap<u32, u32>>,
}

fn renumbered(numbers: &BTreeMap<u32, u32>, old: u32, what: &str) -> Done<u32> {
    numbers.get(&old).copied().ok_or_else(|| Error::UserError(format!("{what} {old} is on neither side")))
}

impl Reencode for Renumber {
    type Error = String;

    fn function_index(&mut self, index: u32) -> Done<u32> {
        renumbered(&self.functions, index, "function")
    }
    fn type_index(&mut self, index: u32) -> Done<u32> {
        renumbered(&self.types, index, "type")
    }
    fn table_index(&mut self, index: u32) -> Done<u32> {
        self.tables.as_ref().map_or(Ok(index), |numbers| renumbered(numbers, index, "table"))
    }
    fn memory_index(&mut self, index: u32) -> Done<u32> {
        self.memories.as_ref().map_or(Ok(index), |numbers| renumbered(numbers, index, "memory"))
    }
    fn global_index(&mut self, index: u32) -> Done<u32> {
        self.globals.as_ref().map_or(Ok(index), |numbers| renumbered(numbers, index, "global"))
    }
}

fn in_order(old: impl IntoIterator<Item = u32>) -> BTreeMap<u32, u32> {
    old.into_iter().zip(0..).collect()
}

/// Which function goes where, and what the second file imports.
struct Plan<'a> {
    whole: &'a Whole<'a>,
    moves: &'a Moves,
    /// Of each own function that anything needs, what it uses.
    uses: BTreeMap<u32, Uses>,
    first: BTreeSet<u32>,
    second: BTreeSet<u32>,
    /// What the second imports, in the order of its numbers: the first exports the n-th as "n".
    shared: Vec<(ExternalKind, u32)>,
}

impl<'a> Plan<'a> {
    fn new(whole: &'a Whole<'a>, moves: &'a Moves) -> Done<Self> {
        let mut roots = Uses::default();
        roots.functions.extend(whole.start);
        for export in whole.exports.iter().filter(|export| export.kind == ExternalKind::Func) {
            roots.functions.insert(export.index);
        }
        for global in &whole.globals {
            roots.const_expr(global.init_expr.clone())?;
        }
        let mut moving = BTreeSet::new();
        for element in &whole.elements {
            match placed(element)? {
                Some((start, functions)) => {
                    for (slot, function) in (start..).zip(functions) {
                        if moves.slots.contains(&slot) {
                            moving.insert(function);
                        } else {
                            roots.functions.insert(function);
                        }
                    }
                }
                None => roots.parse_element(&mut ElementSection::new(), element.clone())?,
            }
        }
        let mut uses = BTreeMap::new();
        let mut first = whole.reached(roots.functions, &BTreeSet::new(), &mut uses)?;
        let mut second = whole.reached(moving, &first, &mut uses)?;
        second.retain(|function| *function >= whole.imported());
        first.retain(|function| *function >= whole.imported());
        if second.is_empty() {
            return refused("the split found nothing to move");
        }
        let mut needed = Uses::default();
        // Even a second file without such a use of its own fills the table and the memory.
        needed.tables.insert(0);
        needed.memories.insert(0);
        for function in &second {
            let uses = &uses[function];
            needed.functions.extend(uses.functions.difference(&second));
            needed.tables.extend(&uses.tables);
            needed.memories.extend(&uses.memories);
            needed.globals.extend(&uses.globals);
        }
        let kinds = [
            (ExternalKind::Func, needed.functions),
            (ExternalKind::Table, needed.tables),
            (ExternalKind::Memory, needed.memories),
            (ExternalKind::Global, needed.globals),
        ];
        let shared =
            kinds.into_iter().flat_map(|(kind, all)| all.into_iter().map(move |index| (kind, index)));
        Ok(Self { whole, moves, shared: shared.collect(), uses, first, second })
    }

    /// The types of these functions and all that their bodies name.
    fn types(&self, functions: impl Iterator<Item = u32>) -> BTreeMap<u32, u32> {
        let mut types = BTreeSet::new();
        for function in functions {
            types.extend(self.whole.signature(function));
            types.extend(self.uses.get(&function).into_iter().flat_map(|uses| &uses.types));
        }
        in_order(types)
    }

    fn first(&self) -> Done<Vec<u8>> {
        let whole = self.whole;
        let functions: Vec<u32> = (0..whole.imported()).chain(self.first.iter().copied()).collect();
        let mut numbers = Renumber {
            types: self.types(functions.iter().copied()),
            functions: in_order(functions),
            ..Renumber::default()
        };
        let mut module = Module::new();
        module.section(&self.type_section(&mut numbers)?);
        let mut imports = ImportSection::new();
        for import in &whole.imports {
            imports.import(import.module, import.name, numbers.entity_type(import.ty)?);
        }
        let mut tables = TableSection::new();
        for table in &whole.tables {
            numbers.parse_table(&mut tables, table.clone())?;
        }
        let mut memories = MemorySection::new();
        for memory in &whole.memories {
            memories.memory(numbers.memory_type(*memory)?);
        }
        let mut globals = GlobalSection::new();
        for global in &whole.globals {
            numbers.parse_global(&mut globals, global.clone())?;
        }
        let mut exports = ExportSection::new();
        for export in &whole.exports {
            numbers.parse_export(&mut exports, *export)?;
        }
        for (name, (kind, index)) in self.shared.iter().enumerate() {
            let index = numbers.external_index(*kind, *index)?;
            exports.export(&name.to_string(), numbers.export_kind(*kind)?, index);
        }
        let mut elements = ElementSection::new();
        for element in &whole.elements {
            match placed(element)? {
                Some((start, all)) => put(&mut elements, &mut numbers, start, &all, |slot, function| {
                    !self.moves.slots.contains(&slot) || !self.second.contains(&function)
                })?,
                None => numbers.parse_element(&mut elements, element.clone())?,
            }
        }
        module.section(&imports).section(&self.function_section(&self.first, &mut numbers)?);
        module.section(&tables).section(&memories).section(&globals).section(&exports);
        if let Some(start) = whole.start {
            module.section(&StartSection { function_index: numbers.function_index(start)? });
        }
        module.section(&elements).section(&self.code_section(&self.first, &mut numbers)?);
        let mut data = DataSection::new();
        for piece in &whole.data {
            let (address, bytes) = located(piece)?;
            for (at, kept) in self.kept(address, bytes.to_vec()) {
                data.active(0, &ConstExpr::i32_const(at as i32), kept);
            }
        }
        module.section(&data);
        Ok(module.finish())
    }

    fn second(&self) -> Done<Vec<u8>> {
        let whole = self.whole;
        let of = |kind: ExternalKind| {
            self.shared.iter().filter(move |(of, _)| *of == kind).map(|(_, index)| *index)
        };
        // Of an imported function only its own type counts, not what its body names.
        let mut types: BTreeSet<u32> = self.types(self.second.iter().copied()).into_keys().collect();
        types.extend(of(ExternalKind::Func).filter_map(|function| whole.signature(function)));
        let mut numbers = Renumber {
            types: in_order(types),
            // Imports come first.
            functions: in_order(of(ExternalKind::Func).chain(self.second.iter().copied())),
            tables: Some(in_order(of(ExternalKind::Table))),
            memories: Some(in_order(of(ExternalKind::Memory))),
            globals: Some(in_order(of(ExternalKind::Global))),
        };
        let mut module = Module::new();
        module.section(&self.type_section(&mut numbers)?);
        let mut imports = ImportSection::new();
        for (name, (kind, index)) in self.shared.iter().enumerate() {
            let at = *index as usize;
            let entity = match kind {
                ExternalKind::Table => EntityType::Table(numbers.table_type(whole.tables[at].ty)?),
                ExternalKind::Memory => EntityType::Memory(numbers.memory_type(whole.memories[at])?),
                ExternalKind::Global => EntityType::Global(numbers.global_type(whole.globals[at].ty)?),
                _ => match whole.signature(*index) {
                    Some(signature) => EntityType::Function(numbers.type_index(signature)?),
                    None => return refused("a function without a type"),
                },
            };
            imports.import(MODULE, &name.to_string(), entity);
        }
        let mut elements = ElementSection::new();
        for element in &whole.elements {
            if let Some((start, all)) = placed(element)? {
                put(&mut elements, &mut numbers, start, &all, |slot, function| {
                    self.moves.slots.contains(&slot) && self.second.contains(&function)
                })?;
            }
        }
        let mut data = DataSection::new();
        for piece in &whole.data {
            let (address, bytes) = located(piece)?;
            for moved in self.moved_in(address, bytes.len()) {
                data.active(
                    0,
                    &ConstExpr::i32_const((address + moved.start as u32) as i32),
                    bytes[moved].to_vec(),
                );
            }
        }
        module.section(&imports).section(&self.function_section(&self.second, &mut numbers)?);
        module.section(&elements).section(&self.code_section(&self.second, &mut numbers)?);
        module.section(&data);
        Ok(module.finish())
    }

    fn type_section(&self, numbers: &mut Renumber) -> Done<TypeSection> {
        let mut section = TypeSection::new();
        for old in numbers.types.clone().into_keys() {
            let Some(of) = self.whole.types.get(old as usize) else {
                return refused("a type without a place");
            };
            section.ty().subtype(&numbers.sub_type(of.clone())?);
        }
        Ok(section)
    }

    fn function_section(&self, functions: &BTreeSet<u32>, numbers: &mut Renumber) -> Done<FunctionSection> {
        let mut section = FunctionSection::new();
        for function in functions {
            let Some(signature) = self.whole.signature(*function) else {
                return refused("a function without a type");
            };
            section.function(numbers.type_index(signature)?);
        }
        Ok(section)
    }

    fn code_section(&self, functions: &BTreeSet<u32>, numbers: &mut Renumber) -> Done<CodeSection> {
        let mut section = CodeSection::new();
        for function in functions {
            let body = &self.whole.bodies[(function - self.whole.imported()) as usize];
            numbers.parse_function_body(&mut section, body.clone())?;
        }
        Ok(section)
    }

    /// The parts of a piece of data that move, by their place in it.
    fn moved_in(&self, address: u32, length: usize) -> impl Iterator<Item = Range<usize>> {
        let inside = move |at: u32| (at.max(address) - address).min(length as u32) as usize;
        let parts = self.moves.data.iter().map(move |moved| inside(moved.start)..inside(moved.end));
        parts.filter(|part| !part.is_empty())
    }

    /// The rest of it, with its addresses. Small gaps become zeros, which pack better than an address.
    fn kept(&self, address: u32, mut bytes: Vec<u8>) -> Vec<(u32, Vec<u8>)> {
        const SMALL: usize = 32;
        let (mut parts, mut from) = (Vec::new(), 0);
        for moved in self.moved_in(address, bytes.len()) {
            if moved.len() < SMALL {
                bytes[moved].fill(0);
            } else {
                parts.push(from..moved.start);
                from = moved.end;
            }
        }
        parts.push(from..bytes.len());
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.map(|part| (address + part.start as u32, bytes[part].to_vec())).collect()
    }
}

/// Segments for each stretch of chosen functions.
fn put(
    elements: &mut ElementSection,
    numbers: &mut Renumber,
    start: u32,
    all: &[u32],
    chosen: impl Fn(u32, u32) -> bool,
) -> Done {
    let mut stretch: (u32, Vec<u32>) = (start, Vec::new());
    let mut end = |(at, functions): (u32, Vec<u32>)| {
        if !functions.is_empty() {
            elements.active(None, &ConstExpr::i32_const(at as i32), Elements::Functions(functions.into()));
        }
    };
    for (slot, function) in (start..).zip(all) {
        if chosen(slot, *function) {
            stretch.1.push(numbers.function_index(*function)?);
        } else {
            end(std::mem::replace(&mut stretch, (slot + 1, Vec::new())));
        }
    }
    end(stretch);
    Ok(())
}
