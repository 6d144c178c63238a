//! Cuts a wasm into files: each imports what it needs from those before it, and puts its own functions
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

/// The names under which a file imports from those before it: boot.js has them, too.
const MODULES: [&str; 3] = ["p", "q", "r"];

/// The first file, and one for each of the moves. Custom sections, names among them, are left out.
pub fn cut(wasm: &[u8], moves: &[Moves]) -> Result<Vec<Vec<u8>>, String> {
    let whole = Whole::read(wasm).map_err(said)?;
    let plan = Plan::new(&whole, moves).map_err(said)?;
    let mut files = vec![plan.first().map_err(said)?];
    for part in 1..plan.parts.len() {
        files.push(plan.further(part).map_err(said)?);
    }
    for file in &files {
        wasmparser::validate(file).map_err(|e| format!("the split made an invalid wasm: {e}"))?;
    }
    Ok(files)
}

/// The functions that stay in the first file.
pub fn stays(wasm: &[u8], moves: &[Moves]) -> Result<BTreeSet<u32>, String> {
    let whole = Whole::read(wasm).map_err(said)?;
    let mut plan = Plan::new(&whole, moves).map_err(said)?;
    Ok(plan.parts.swap_remove(0))
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

/// The kinds of things that files share, in the order in which they are exported and imported.
const KINDS: [ExternalKind; 4] =
    [ExternalKind::Func, ExternalKind::Table, ExternalKind::Memory, ExternalKind::Global];
const FUNCTION: usize = 0;
const TABLE: usize = 1;
const MEMORY: usize = 2;
const GLOBAL: usize = 3;
/// Its kind's place in [`KINDS`], and its number.
type Thing = (usize, u32);

/// Which function goes where, and what each file has for the ones after it.
struct Plan<'a> {
    whole: &'a Whole<'a>,
    moves: &'a [Moves],
    /// Of each own function that anything needs, what it uses.
    uses: BTreeMap<u32, Uses>,
    /// The functions of each file.
    parts: Vec<BTreeSet<u32>>,
    /// What each file has that others import, in the order of their numbers: the n-th is exported as "n".
    shared: Vec<Vec<Thing>>,
}

impl<'a> Plan<'a> {
    fn new(whole: &'a Whole<'a>, moves: &'a [Moves]) -> Done<Self> {
        let mut roots = Uses::default();
        roots.functions.extend(whole.start);
        for export in whole.exports.iter().filter(|export| export.kind == ExternalKind::Func) {
            roots.functions.insert(export.index);
        }
        for global in &whole.globals {
            roots.const_expr(global.init_expr.clone())?;
        }
        let mut moving = vec![BTreeSet::new(); moves.len()];
        for element in &whole.elements {
            match placed(element)? {
                Some((start, functions)) => {
                    for (slot, function) in (start..).zip(functions) {
                        match moves.iter().position(|moves| moves.slots.contains(&slot)) {
                            Some(part) => moving[part].insert(function),
                            None => roots.functions.insert(function),
                        };
                    }
                }
                None => roots.parse_element(&mut ElementSection::new(), element.clone())?,
            }
        }
        let (mut uses, mut placed, mut parts) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        for from in std::iter::once(roots.functions).chain(moving) {
            let mut part = whole.reached(from, &placed, &mut uses)?;
            placed.extend(&part);
            part.retain(|function| *function >= whole.imported());
            if part.is_empty() {
                return refused("the split found nothing to move");
            }
            parts.push(part);
        }
        let mut plan = Self { whole, moves, uses, shared: vec![Vec::new(); parts.len()], parts };
        for part in 1..plan.parts.len() {
            for needed in plan.needed(part) {
                let home = plan.home(needed);
                plan.shared[home].push(needed);
            }
        }
        for shared in &mut plan.shared {
            shared.sort_unstable();
            shared.dedup();
        }
        Ok(plan)
    }

    /// What a file needs and does not have itself. Even one without such a use of its own fills the
    /// table and the memory.
    fn needed(&self, part: usize) -> BTreeSet<Thing> {
        let mut needed = BTreeSet::from([(TABLE, 0), (MEMORY, 0)]);
        for uses in self.parts[part].iter().map(|function| &self.uses[function]) {
            let others = uses.functions.difference(&self.parts[part]);
            needed.extend(others.map(|function| (FUNCTION, *function)));
            needed.extend(uses.tables.iter().map(|table| (TABLE, *table)));
            needed.extend(uses.memories.iter().map(|memory| (MEMORY, *memory)));
            needed.extend(uses.globals.iter().map(|global| (GLOBAL, *global)));
        }
        needed
    }

    /// Which file has it. Whatever is no function of a later one is in the first.
    fn home(&self, (kind, index): Thing) -> usize {
        let has = |part: &BTreeSet<u32>| kind == FUNCTION && part.contains(&index);
        self.parts.iter().position(has).unwrap_or(0)
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
        let functions: Vec<u32> = (0..whole.imported()).chain(self.parts[0].iter().copied()).collect();
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
        self.export_shared(0, &mut numbers, &mut exports)?;
        let mut elements = ElementSection::new();
        for element in &whole.elements {
            match placed(element)? {
                Some((start, all)) => put(&mut elements, &mut numbers, start, &all, |function| {
                    self.home((FUNCTION, function)) == 0
                })?,
                None => numbers.parse_element(&mut elements, element.clone())?,
            }
        }
        module.section(&imports).section(&self.function_section(0, &mut numbers)?);
        module.section(&tables).section(&memories).section(&globals).section(&exports);
        if let Some(start) = whole.start {
            module.section(&StartSection { function_index: numbers.function_index(start)? });
        }
        module.section(&elements).section(&self.code_section(0, &mut numbers)?);
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

    fn further(&self, part: usize) -> Done<Vec<u8>> {
        let whole = self.whole;
        // In the order in which the files before export it.
        let needed = self.needed(part);
        let exported = self.shared[..part].iter().enumerate();
        let exported =
            exported.flat_map(|(home, all)| all.iter().enumerate().map(move |named| (home, named)));
        let imported: Vec<_> = exported.filter(|(_, (_, what))| needed.contains(what)).collect();
        let of = |kind: usize| {
            let what = imported.iter().map(|(_, (_, what))| **what);
            what.filter(move |(of, _)| *of == kind).map(|(_, index)| index)
        };
        // Of an imported function only its own type counts, not what its body names.
        let mut types: BTreeSet<u32> = self.types(self.parts[part].iter().copied()).into_keys().collect();
        types.extend(of(FUNCTION).filter_map(|function| whole.signature(function)));
        let mut numbers = Renumber {
            types: in_order(types),
            // Imports come first.
            functions: in_order(of(FUNCTION).chain(self.parts[part].iter().copied())),
            tables: Some(in_order(of(TABLE))),
            memories: Some(in_order(of(MEMORY))),
            globals: Some(in_order(of(GLOBAL))),
        };
        let mut module = Module::new();
        module.section(&self.type_section(&mut numbers)?);
        let mut imports = ImportSection::new();
        for (home, (name, (kind, index))) in &imported {
            let at = *index as usize;
            let entity = match KINDS[*kind] {
                ExternalKind::Table => EntityType::Table(numbers.table_type(whole.tables[at].ty)?),
                ExternalKind::Memory => EntityType::Memory(numbers.memory_type(whole.memories[at])?),
                ExternalKind::Global => EntityType::Global(numbers.global_type(whole.globals[at].ty)?),
                _ => match whole.signature(*index) {
                    Some(signature) => EntityType::Function(numbers.type_index(signature)?),
                    None => return refused("a function without a type"),
                },
            };
            imports.import(MODULES[*home], &name.to_string(), entity);
        }
        let mut elements = ElementSection::new();
        for element in &whole.elements {
            if let Some((start, all)) = placed(element)? {
                put(&mut elements, &mut numbers, start, &all, |function| {
                    self.parts[part].contains(&function)
                })?;
            }
        }
        let mut data = DataSection::new();
        for piece in &whole.data {
            let (address, bytes) = located(piece)?;
            for moved in moved_in(&self.moves[part - 1], address, bytes.len()) {
                data.active(
                    0,
                    &ConstExpr::i32_const((address + moved.start as u32) as i32),
                    bytes[moved].to_vec(),
                );
            }
        }
        let mut exports = ExportSection::new();
        self.export_shared(part, &mut numbers, &mut exports)?;
        module.section(&imports).section(&self.function_section(part, &mut numbers)?);
        if !exports.is_empty() {
            module.section(&exports);
        }
        module.section(&elements).section(&self.code_section(part, &mut numbers)?);
        module.section(&data);
        Ok(module.finish())
    }

    fn export_shared(&self, part: usize, numbers: &mut Renumber, exports: &mut ExportSection) -> Done {
        for (name, (kind, index)) in self.shared[part].iter().enumerate() {
            let kind = KINDS[*kind];
            let index = numbers.external_index(kind, *index)?;
            exports.export(&name.to_string(), numbers.export_kind(kind)?, index);
        }
        Ok(())
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

    fn function_section(&self, part: usize, numbers: &mut Renumber) -> Done<FunctionSection> {
        let mut section = FunctionSection::new();
        for function in &self.parts[part] {
            let Some(signature) = self.whole.signature(*function) else {
                return refused("a function without a type");
            };
            section.function(numbers.type_index(signature)?);
        }
        Ok(section)
    }

    fn code_section(&self, part: usize, numbers: &mut Renumber) -> Done<CodeSection> {
        let mut section = CodeSection::new();
        for function in &self.parts[part] {
            if let Some(body) = self.whole.body(*function) {
                numbers.parse_function_body(&mut section, body.clone())?;
            }
        }
        Ok(section)
    }

    /// The rest of it, with its addresses. Small gaps become zeros, which pack better than an address.
    fn kept(&self, address: u32, mut bytes: Vec<u8>) -> Vec<(u32, Vec<u8>)> {
        const SMALL: usize = 32;
        let (mut parts, mut from) = (Vec::new(), 0);
        let moves = self.moves.iter();
        let mut all: Vec<_> = moves.flat_map(|moves| moved_in(moves, address, bytes.len())).collect();
        all.sort_by_key(|moved| moved.start);
        for moved in all {
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

/// The parts of a piece of data that move, by their place in it.
fn moved_in(moves: &Moves, address: u32, length: usize) -> impl Iterator<Item = Range<usize>> {
    let inside = move |at: u32| (at.max(address) - address).min(length as u32) as usize;
    let parts = moves.data.iter().map(move |moved| inside(moved.start)..inside(moved.end));
    parts.filter(|part| !part.is_empty())
}

/// Segments for each stretch of chosen functions.
fn put(
    elements: &mut ElementSection,
    numbers: &mut Renumber,
    start: u32,
    all: &[u32],
    chosen: impl Fn(u32) -> bool,
) -> Done {
    let mut stretch: (u32, Vec<u32>) = (start, Vec::new());
    let mut end = |(at, functions): (u32, Vec<u32>)| {
        if !functions.is_empty() {
            elements.active(None, &ConstExpr::i32_const(at as i32), Elements::Functions(functions.into()));
        }
    };
    for (slot, function) in (start..).zip(all) {
        if chosen(*function) {
            stretch.1.push(numbers.function_index(*function)?);
        } else {
            end(std::mem::replace(&mut stretch, (slot + 1, Vec::new())));
        }
    }
    end(stretch);
    Ok(())
}
