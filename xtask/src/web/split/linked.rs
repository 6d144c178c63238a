//! What only the second file needs, asked of the page as the linker made it: its relocations say
//! exactly which function and which constant refers to which.
use super::whole::{Error, located, placed, said};
use crate::sh::Res;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use wasm_encoder::{Module, RawSection};
use wasmparser::{
    CustomSectionReader, ExternalKind, KnownCustom, Linking, Parser, Payload, RelocationEntry,
    RelocationType, SymbolInfo, TypeRef,
};

/// What moves, in numbers that wasm-bindgen and wasm-opt leave as they are.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Places in the function table.
    pub slots: BTreeSet<u32>,
    /// Addresses of constants, in order, apart from each other.
    pub data: Vec<Range<u32>>,
}

/// A function, or a piece of data by the number of its symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Function(u32),
    Data(usize),
}

/// For each of these names, what is reachable only through the static that has it in its own, and not
/// through those of the names before; with the first, also the constants whose names have `seldom` in
/// them, which nothing of the first file reads in earnest before the second is there.
pub fn moves(linked: &[u8], roots: &[&str], seldom: &str) -> Res<Vec<Moves>> {
    let sections = Sections::read(linked).map_err(|e| format!("the linked wasm: {}", said(e)))?;
    let linked = Linked::new(sections);
    let named = |part: &str| -> Vec<Node> {
        let is_it =
            |symbol: &usize| linked.data[*symbol].as_ref().is_some_and(|data| data.name.contains(part));
        (0..linked.data.len()).filter(is_it).map(Node::Data).collect()
    };
    let gates: Vec<Vec<Node>> = roots.iter().map(|root| named(root)).collect();
    if let Some((_, root)) = gates.iter().zip(roots).find(|(gates, _)| gates.is_empty()) {
        return Err(format!("the linked wasm has no {root} with relocations"));
    }
    let all: Vec<Node> = gates.concat();
    let mut elsewhere = linked.reached(linked.roots.iter().copied(), &all);
    let mut seldom = named(seldom);
    let mut moves = Vec::new();
    for (index, own) in gates.iter().enumerate() {
        // A gate further on stays shut.
        let reached = linked.reached(own.iter().copied(), &gates[index + 1..].concat());
        let mut part: BTreeSet<Node> = reached.difference(&elsewhere).copied().collect();
        part.extend(seldom.drain(..));
        let slots = linked.slots.iter().filter(|(_, function)| part.contains(&Node::Function(**function)));
        moves.push(Moves { slots: slots.map(|(slot, _)| *slot).collect(), data: linked.places(&part, &all) });
        elsewhere.extend(part);
    }
    Ok(moves)
}

struct Data {
    name: String,
    place: Range<u32>,
}

/// Who refers to whom.
#[derive(Default)]
struct Linked {
    /// By number of the symbol; `None` for those that are no data.
    data: Vec<Option<Data>>,
    uses: BTreeMap<Node, BTreeSet<Node>>,
    /// What is used from outside, or from a place that belongs to nothing known.
    roots: BTreeSet<Node>,
    slots: BTreeMap<u32, u32>,
}

/// The sections of the linked wasm that count here.
#[derive(Default)]
struct Sections<'a> {
    imported: u32,
    /// Functions that are used from outside.
    exported: Vec<u32>,
    slots: BTreeMap<u32, u32>,
    code: Section,
    /// Where each function's body is in the file.
    bodies: Vec<Range<usize>>,
    data: Section,
    /// Where each segment is in the file, and in memory.
    segments: Vec<(Range<usize>, u32)>,
    symbols: Vec<SymbolInfo<'a>>,
    /// Each with the number of the section that it is in.
    relocations: Vec<(u32, RelocationEntry)>,
}

/// A section's number, and where its content begins in the file: relocations count from there.
#[derive(Default)]
struct Section {
    number: u32,
    start: usize,
}

impl<'a> Sections<'a> {
    fn read(wasm: &'a [u8]) -> Result<Self, Error> {
        let mut found = Self::default();
        let mut next = 0;
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            let number = next;
            next += u32::from(payload.as_section().is_some());
            match payload {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        found.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        found.exported.extend((export.kind == ExternalKind::Func).then_some(export.index));
                    }
                }
                Payload::StartSection { func, .. } => found.exported.push(func),
                Payload::ElementSection(elements) => {
                    for element in elements {
                        if let Some((start, functions)) = placed(&element?)? {
                            found.slots.extend((start..).zip(functions));
                        }
                    }
                }
                Payload::CodeSectionStart { unchecked_range, .. } => {
                    found.code = Section { number, start: unchecked_range.start as usize };
                }
                Payload::CodeSectionEntry(body) => {
                    found.bodies.push(body.range().start as usize..body.range().end as usize);
                }
                Payload::DataSection(segments) => {
                    found.data = Section { number, start: segments.range().start as usize };
                    for segment in segments {
                        let segment = segment?;
                        let end = segment.range.end as usize;
                        found.segments.push((end - segment.data.len()..end, located(&segment)?.0));
                    }
                }
                Payload::CustomSection(custom) => found.custom(&custom)?,
                _ => {}
            }
        }
        Ok(found)
    }

    fn custom(&mut self, section: &CustomSectionReader<'a>) -> Result<(), Error> {
        match section.as_known() {
            KnownCustom::Linking(linking) => {
                for part in linking.subsections() {
                    if let Linking::SymbolTable(table) = part? {
                        self.symbols = table.into_iter().collect::<Result<_, _>>()?;
                    }
                }
            }
            KnownCustom::Reloc(relocations) => {
                for entry in relocations.entries() {
                    self.relocations.push((relocations.section_index(), entry?));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn data_of(&self, symbol: &SymbolInfo) -> Option<Data> {
        let SymbolInfo::Data { name, symbol: Some(data), .. } = symbol else { return None };
        let start = self.segments.get(data.index as usize)?.1.checked_add(data.offset)?;
        Some(Data { name: (*name).to_owned(), place: start..start.checked_add(data.size)? })
    }

    /// The function whose body this place of the code section is in.
    fn function_at(&self, offset: usize) -> Option<Node> {
        let at = self.code.start + offset;
        let body = self.bodies.partition_point(|body| body.end <= at);
        self.bodies.get(body)?.contains(&at).then_some(Node::Function(self.imported + body as u32))
    }

    /// The address of this place of the data section.
    fn address_at(&self, offset: usize) -> Option<u32> {
        let at = self.data.start + offset;
        let (file, address) = self.segments.iter().find(|(file, _)| file.contains(&at))?;
        Some(address + (at - file.start) as u32)
    }
}

impl Linked {
    fn new(sections: Sections) -> Self {
        let data: Vec<_> = sections.symbols.iter().map(|symbol| sections.data_of(symbol)).collect();
        let mut roots: BTreeSet<Node> = sections.exported.iter().copied().map(Node::Function).collect();
        let mut uses: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
        // The pieces of data by where they begin. Some overlap: the longest tells how far to look back.
        let pieces = data.iter().enumerate();
        let pieces = pieces.filter_map(|(symbol, data)| Some((data.as_ref()?.place.clone(), symbol)));
        let mut pieces: Vec<(Range<u32>, usize)> = pieces.collect();
        pieces.sort_by_key(|(place, symbol)| (place.start, *symbol));
        let longest = pieces.iter().map(|(place, _)| place.end - place.start).max().unwrap_or(0);
        let data_at = |at: u32| {
            let last = pieces.partition_point(|(place, _)| place.start <= at);
            let near = pieces[..last].iter().rev().take_while(move |(place, _)| at - place.start < longest);
            near.filter(move |(place, _)| place.contains(&at)).map(|(_, symbol)| Node::Data(*symbol))
        };
        for (section, entry) in &sections.relocations {
            let used = match sections.symbols.get(entry.index as usize) {
                // Its number is a type's, not a symbol's.
                _ if entry.ty == RelocationType::TypeIndexLeb => continue,
                Some(SymbolInfo::Func { index, .. }) => Node::Function(*index),
                Some(SymbolInfo::Data { symbol: Some(_), .. }) => Node::Data(entry.index as usize),
                _ => continue,
            };
            let offset = entry.offset as usize;
            let users: Vec<Node> = if *section == sections.code.number {
                sections.function_at(offset).into_iter().collect()
            } else if *section == sections.data.number {
                sections.address_at(offset).into_iter().flat_map(data_at).collect()
            } else {
                // Names and debug information need nothing.
                continue;
            };
            if users.is_empty() {
                roots.insert(used);
            }
            for user in users {
                uses.entry(user).or_default().insert(used);
            }
        }
        Self { data, uses, roots, slots: sections.slots }
    }

    /// Everything that is reached from there, without going through these gates.
    fn reached(&self, from: impl Iterator<Item = Node>, gates: &[Node]) -> BTreeSet<Node> {
        let mut open: Vec<Node> = from.collect();
        let mut reached = BTreeSet::new();
        while let Some(node) = open.pop() {
            if reached.insert(node) && !gates.contains(&node) {
                open.extend(self.uses.get(&node).into_iter().flatten());
            }
        }
        reached
    }

    /// Where this data lies, without what others have a part of, and without the gates themselves.
    fn places(&self, later: &BTreeSet<Node>, gates: &[Node]) -> Vec<Range<u32>> {
        let moved =
            |symbol: usize| later.contains(&Node::Data(symbol)) && !gates.contains(&Node::Data(symbol));
        // Every byte's claims: those that move count one, those that stay count for much more.
        const STAYS: i64 = 1 << 32;
        let mut edges: BTreeMap<u32, i64> = BTreeMap::new();
        for (symbol, data) in self.data.iter().enumerate() {
            let Some(Data { place, .. }) = data else { continue };
            let claim = if moved(symbol) { 1 } else { STAYS };
            *edges.entry(place.start).or_default() += claim;
            *edges.entry(place.end).or_default() -= claim;
        }
        let mut places: Vec<Range<u32>> = Vec::new();
        let (mut claims, mut before) = (0, 0);
        for (at, change) in edges {
            if (1..STAYS).contains(&claims) && at > before {
                match places.last_mut() {
                    Some(last) if last.end == before => last.end = at,
                    _ => places.push(before..at),
                }
            }
            (claims, before) = (claims + change, at);
        }
        places
    }
}

/// The same wasm without what the linker wrote for other linkers.
pub fn without_relocations(wasm: &[u8]) -> Res<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(|e| format!("the wasm: {e}"))?;
        if let Payload::CustomSection(custom) = &payload
            && matches!(custom.as_known(), KnownCustom::Linking(_) | KnownCustom::Reloc(_))
        {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            module.section(&RawSection { id, data: &wasm[range.start as usize..range.end as usize] });
        }
    }
    Ok(module.finish())
}
