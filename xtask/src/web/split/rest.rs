//! What a first visit does not run goes into a file of its own, although the first file calls it by name:
//! in its place there remains a stub that has that file brought, if it is not there yet, and calls it.
//!
//! Which functions those are, `rest.txt` says: `cargo xtask first-visit` watches what a first visit runs
//! and writes it anew. A name that is in there and runs all the same costs that visit a wait, and fails a
//! browser test; one that is missing there stays in the first file.
use super::linked::Moves;
use super::whole::{Done, Whole, refused, said};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, Module, TableSection, ValType,
};
use wasmparser::{
    CodeSectionReader, CompositeInnerType, CustomSectionReader, ElementSectionReader, ExportSectionReader,
    FunctionSectionReader, GlobalSectionReader, KnownCustom, Name, Parser, Payload, TableSectionReader,
};

/// The beginnings of names, a line each.
const LIST: &str = include_str!("rest.txt");

/// The function that has the file brought: `src/ui/later/mod.rs` has it.
const BRING: &str = "four_waves::ui::later::bring";

/// A stub is as long as that.
const SMALL: usize = 40;

/// The same wasm with stubs in place of those functions of the first file's that are on the list, and
/// where in the table is what they stand for.
pub fn stubbed(wasm: &[u8], stays: &BTreeSet<u32>) -> Result<(Vec<u8>, Moves), String> {
    let chosen = |name: &str| LIST.lines().any(|begin| name.starts_with(begin));
    let (wasm, slots) = stubs(wasm, stays, chosen).map_err(said)?;
    // Its sentences stay: whether nobody else reads them is not known of finished wasm.
    Ok((wasm, Moves { slots, data: Vec::new() }))
}

/// The names of all functions that have one, as compilers agree on them: without hashes.
fn names(wasm: &[u8]) -> Done<BTreeMap<u32, String>> {
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CustomSection(custom) = payload? else { continue };
        let KnownCustom::Name(parts) = custom.as_known() else { continue };
        for part in parts {
            let Name::Function(functions) = part? else { continue };
            for function in functions {
                let function = function?;
                names.insert(function.index, without_hashes(function.name));
            }
        }
    }
    Ok(names)
}

/// `alloc[deedb320d2573c2]::vec` as `alloc::vec`.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest)) if hash.len() > 8 && hash.bytes().all(|sign| sign.is_ascii_hexdigit()) => {
                plain += rest;
            }
            _ => plain.extend(["[", part]),
        }
    }
    plain
}

/// A stub in place of each of these functions that is chosen by its name and long enough to be worth it.
pub fn stubs(
    wasm: &[u8],
    stays: &BTreeSet<u32>,
    chosen: impl Fn(&str) -> bool,
) -> Done<(Vec<u8>, BTreeSet<u32>)> {
    let whole = Whole::read(wasm)?;
    let names = names(wasm)?;
    let Some((bring, _)) = names.iter().find(|(_, name)| *name == BRING) else {
        return refused(&format!("the wasm has no {BRING}"));
    };
    let Some(table) = whole.tables.first() else { return refused("the wasm has no table") };
    // What brings the file cannot be in it.
    let brings = whole.reached(BTreeSet::from([*bring]), &BTreeSet::new(), &mut BTreeMap::new())?;
    let is_long = |function: &u32| whole.body(*function).is_some_and(|body| body.as_bytes().len() > SMALL);
    let moving = stays.iter().filter(|function| !brings.contains(function) && is_long(function));
    let moving = moving.filter(|function| names.get(*function).is_some_and(|name| chosen(name)));
    // Each has a place in the table, behind all others.
    let slots: BTreeMap<u32, u32> = moving.copied().zip(table.ty.initial as u32..).collect();
    let moved = slots.values().copied().collect();
    let mut module = Module::new();
    Stubs { whole, slots, bring: *bring }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok((module.finish(), moved))
}

/// Copies a wasm, with stubs and what they stand for behind all else.
struct Stubs<'a> {
    whole: Whole<'a>,
    /// By the function's number.
    slots: BTreeMap<u32, u32>,
    bring: u32,
}

impl Stubs<'_> {
    fn stub(&self, function: u32, slot: u32) -> Done<Function> {
        let signature = self.whole.signature(function).unwrap_or_default();
        let Some(CompositeInnerType::Func(of)) =
            self.whole.types.get(signature as usize).map(|of| &of.composite_type.inner)
        else {
            return refused("a function without a type");
        };
        let mut stub = Function::new([]);
        let mut code = stub.instructions();
        code.i32_const(slot as i32).table_get(0).ref_is_null().if_(BlockType::Empty).call(self.bring).end();
        for parameter in 0..of.params().len() as u32 {
            code.local_get(parameter);
        }
        code.i32_const(slot as i32).call_indirect(0, signature).end();
        Ok(stub)
    }
}

impl Reencode for Stubs<'_> {
    type Error = String;

    fn parse_function_section(&mut self, section: &mut FunctionSection, all: FunctionSectionReader) -> Done {
        utils::parse_function_section(self, section, all)?;
        for function in self.slots.keys() {
            section.function(self.whole.signature(*function).unwrap_or_default());
        }
        Ok(())
    }

    fn parse_table_section(&mut self, section: &mut TableSection, all: TableSectionReader) -> Done {
        for (number, table) in all.into_iter().enumerate() {
            let mut table = table?;
            if number == 0 {
                let more = self.slots.len() as u64;
                table.ty.initial += more;
                table.ty.maximum = table.ty.maximum.map(|most| most + more);
            }
            self.parse_table(section, table)?;
        }
        Ok(())
    }

    fn parse_element_section(&mut self, section: &mut ElementSection, all: ElementSectionReader) -> Done {
        utils::parse_element_section(self, section, all)?;
        if let Some(slot) = self.slots.values().next() {
            let first = self.whole.imported() + self.whole.bodies.len() as u32;
            let functions: Vec<u32> = (first..).take(self.slots.len()).collect();
            section.active(None, &ConstExpr::i32_const(*slot as i32), Elements::Functions(functions.into()));
        }
        Ok(())
    }

    fn parse_code_section(&mut self, section: &mut CodeSection, all: CodeSectionReader) -> Done {
        for (body, function) in all.into_iter().zip(self.whole.imported()..) {
            match self.slots.get(&function) {
                Some(slot) => section.function(&self.stub(function, *slot)?),
                None => section.raw(body?.as_bytes()),
            };
        }
        for body in self.slots.keys().filter_map(|function| self.whole.body(*function)) {
            section.raw(body.as_bytes());
        }
        Ok(())
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader) -> Done {
        Ok(())
    }
}

// ---- what a first visit runs ----

/// The same wasm, which notes in a global each function that has run: the page's script sees it as an
/// export, [`MARK`] and the function's number.
pub fn watched(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let watch = || {
        let whole = Whole::read(wasm)?;
        let mut module = Module::new();
        Watched(whole).parse_core_module(&mut module, Parser::new(0), wasm)?;
        Ok(module.finish())
    };
    watch().map_err(said)
}

const MARK: &str = "ran ";

struct Watched<'a>(Whole<'a>);

impl Watched<'_> {
    /// The globals that are added, by the function that each is about.
    fn marks(&self) -> impl Iterator<Item = (u32, u32)> {
        let own = self.0.imported()..self.0.imported() + self.0.bodies.len() as u32;
        own.zip(self.0.globals.len() as u32..)
    }
}

impl Reencode for Watched<'_> {
    type Error = String;

    fn parse_global_section(&mut self, section: &mut GlobalSection, all: GlobalSectionReader) -> Done {
        utils::parse_global_section(self, section, all)?;
        for _ in self.marks() {
            let flag = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            section.global(flag, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    fn parse_export_section(&mut self, section: &mut ExportSection, all: ExportSectionReader) -> Done {
        utils::parse_export_section(self, section, all)?;
        for (function, mark) in self.marks() {
            section.export(&format!("{MARK}{function}"), ExportKind::Global, mark);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, section: &mut CodeSection, all: CodeSectionReader) -> Done {
        let marks: Vec<_> = self.marks().collect();
        for (body, (_, mark)) in all.into_iter().zip(marks) {
            let body = body?;
            let mut function = self.new_function_with_parsed_locals(&body)?;
            function.instructions().i32_const(1).global_set(mark);
            let code = body.get_operators_reader()?.original_position() - body.range().start;
            function.raw(body.as_bytes()[code as usize..].iter().copied());
            section.function(&function);
        }
        Ok(())
    }
}

/// The list, of what stays by its names and what of that has run: the shortest beginnings that fit
/// nothing that ran.
pub fn list(wasm: &[u8], stays: &BTreeSet<u32>, ran: &BTreeSet<u32>) -> Result<String, String> {
    let names = names(wasm).map_err(said)?;
    let named = |ran_it: bool| {
        let of = stays.iter().filter(move |function| ran.contains(function) == ran_it);
        of.filter_map(|function| names.get(function)).collect::<BTreeSet<_>>()
    };
    let runs = named(true);
    let mut begins: Vec<&str> = Vec::new();
    for name in named(false) {
        if begins.iter().any(|begin| name.starts_with(begin)) || runs.contains(name) {
            continue;
        }
        let ends = name.match_indices([':', '<', '>', ' ', ',']).map(|(at, _)| at).chain([name.len()]);
        let mut ends = ends.filter(|at| *at >= SHORTEST.min(name.len()));
        let fits =
            |begin: &str| runs.range(begin.to_owned()..).next().is_none_or(|next| !next.starts_with(begin));
        begins.extend(ends.find(|at| fits(&name[..*at])).map(|at| &name[..at]));
    }
    Ok(begins.iter().flat_map(|begin| [*begin, "\n"]).collect())
}

/// A beginning has so many signs, lest it fit what is written tomorrow.
const SHORTEST: usize = 24;
