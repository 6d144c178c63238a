//! What only the second file needs, asked of the page as the linker made it: its relocations say
//! exactly which function and which constant refers to which.
use crate::sh::Res;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use wasm_encoder::{Module, RawSection};
use wasmparser::{
    BinaryReaderError, ElementItems, ElementKind, ExternalKind, KnownCustom, Linking, Operator, Parser,
    Payload, RelocationEntry, RelocationType, SymbolInfo, TypeRef,
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

/// What is reachable only through the static whose name has this in it.
pub fn moves(linked: &[u8], root: &str) -> Res<Moves> {
    let linked = Linked::read(linked).map_err(|e| format!("the linked wasm: {e}"))?;
    let gates: Vec<Node> = (0..linked.data.len())
        .filter(|symbol| linked.data[*symbol].as_ref().is_some_and(|data| data.name.contains(root)))
        .map(Node::Data)
        .collect();
    if gates.is_empty() {
        return Err(format!("the linked wasm has no {root} with relocations"));
    }
    let first = linked.reached(linked.roots.iter().copied(), &gates);
    let later: BTreeSet<Node> =
        linked.reached(gates.iter().copied(), &[]).difference(&first).copied().collect();
    let slots = linked.slots.iter().filter(|(_, function)| later.contains(&Node::Function(**function)));
    Ok(Moves { slots: slots.map(|(slot, _)| *slot).collect(), data: linked.places(&later, &gates) })
}

struct Data {
    name: String,
    place: Range<u32>,
}

#[derive(Default)]
struct Linked {
    /// By number of the symbol; `None` for those that are no data.
    data: Vec<Option<Data>>,
    uses: BTreeMap<Node, BTreeSet<Node>>,
    /// What is used from outside, or from a place that belongs to nothing known.
    roots: BTreeSet<Node>,
    slots: BTreeMap<u32, u32>,
}

impl Linked {
    fn read(wasm: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut linked = Self::default();
        let mut imported = 0;
        let mut sections = 0;
        // Number of the section, and where its content begins in the file.
        let (mut code, mut data) = ((0, 0), (0, 0));
        let mut bodies: Vec<Range<usize>> = Vec::new();
        // Where a segment is in the file, and in memory.
        let mut segments: Vec<(Range<usize>, u32)> = Vec::new();
        let mut symbols: Vec<SymbolInfo> = Vec::new();
        let mut relocations: Vec<(u32, RelocationEntry)> = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            let section = sections;
            if payload.as_section().is_some() {
                sections += 1;
            }
            match payload {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            linked.roots.insert(Node::Function(export.index));
                        }
                    }
                }
                Payload::StartSection { func, .. } => {
                    linked.roots.insert(Node::Function(func));
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let element = element?;
                        if let ElementKind::Active { offset_expr, .. } = element.kind
                            && let ElementItems::Functions(functions) = element.items
                            && let Some(start) = constant(&offset_expr)
                        {
                            for (slot, function) in (start..).zip(functions) {
                                linked.slots.insert(slot, function?);
                            }
                        }
                    }
                }
                Payload::CodeSectionStart { unchecked_range, .. } => {
                    code = (section, unchecked_range.start as usize)
                }
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    bodies.push(range.start as usize..range.end as usize);
                }
                Payload::DataSection(reader) => {
                    data = (section, reader.range().start as usize);
                    for segment in reader {
                        let segment = segment?;
                        let end = segment.range.end as usize;
                        let address = match &segment.kind {
                            wasmparser::DataKind::Active { offset_expr, .. } => constant(offset_expr),
                            wasmparser::DataKind::Passive => None,
                        };
                        segments.push((end - segment.data.len()..end, address.unwrap_or(u32::MAX)));
                    }
                }
                Payload::CustomSection(custom) => match custom.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(table) = part? {
                                symbols = table.into_iter().collect::<Result<_, _>>()?;
                            }
                        }
                    }
                    KnownCustom::Reloc(reader) => {
                        for entry in reader.entries() {
                            relocations.push((reader.section_index(), entry?));
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        linked.data = symbols.iter().map(|symbol| data_of(symbol, &segments)).collect();
        // The pieces of data by where they begin. Some lie in others: the longest tells how far back to look.
        let mut pieces: Vec<(Range<u32>, usize)> = linked
            .data
            .iter()
            .enumerate()
            .filter_map(|(symbol, data)| Some((data.as_ref()?.place.clone(), symbol)))
            .collect();
        pieces.sort_by_key(|(place, symbol)| (place.start, *symbol));
        let longest = pieces.iter().map(|(place, _)| place.end - place.start).max().unwrap_or(0);
        for (section, entry) in relocations {
            if entry.ty == RelocationType::TypeIndexLeb {
                continue;
            }
            let used = match symbols.get(entry.index as usize) {
                Some(SymbolInfo::Func { index, .. }) => Node::Function(*index),
                Some(SymbolInfo::Data { symbol: Some(_), .. }) => Node::Data(entry.index as usize),
                _ => continue,
            };
            let offset = entry.offset as usize;
            let mut users = Vec::new();
            if section == code.0 {
                let at = code.1 + offset;
                let body = bodies.partition_point(|body| body.end <= at);
                if bodies.get(body).is_some_and(|body| body.contains(&at)) {
                    users.push(Node::Function(imported + body as u32));
                }
            } else if section == data.0 {
                let at = data.1 + offset;
                if let Some((file, address)) = segments.iter().find(|(file, _)| file.contains(&at)) {
                    let at = address + (at - file.start) as u32;
                    let last = pieces.partition_point(|(place, _)| place.start <= at);
                    let near =
                        pieces[..last].iter().rev().take_while(|(place, _)| at - place.start < longest);
                    users.extend(
                        near.filter(|(place, _)| place.contains(&at)).map(|(_, symbol)| Node::Data(*symbol)),
                    );
                }
            } else {
                // Names and debug information need nothing.
                continue;
            }
            if users.is_empty() {
                linked.roots.insert(used);
            }
            for user in users {
                linked.uses.entry(user).or_default().insert(used);
            }
        }
        Ok(linked)
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

fn data_of(symbol: &SymbolInfo, segments: &[(Range<usize>, u32)]) -> Option<Data> {
    let SymbolInfo::Data { name, symbol: Some(data), .. } = symbol else { return None };
    let start = segments.get(data.index as usize)?.1.checked_add(data.offset)?;
    Some(Data { name: (*name).to_owned(), place: start..start.checked_add(data.size)? })
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

/// The value of an expression that is one number.
pub fn constant(expression: &wasmparser::ConstExpr) -> Option<u32> {
    match expression.get_operators_reader().read() {
        Ok(Operator::I32Const { value }) => Some(value as u32),
        _ => None,
    }
}
