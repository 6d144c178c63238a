//! A wasm taken apart, as far as the page's has parts: anything else is refused.
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::CodeSection;
use wasm_encoder::reencode::{self, Reencode};
use wasmparser::{
    Data, DataKind, Element, ElementItems, ElementKind, Export, FunctionBody, Global, Import, MemoryType,
    Operator, Parser, Payload, SubType, Table, TypeRef,
};

pub type Error = reencode::Error<String>;
pub type Done<T = ()> = Result<T, Error>;

/// The sentence of an error.
pub fn said(error: Error) -> String {
    match error {
        Error::UserError(what) => what,
        other => other.to_string(),
    }
}

pub fn refused<T>(what: &str) -> Done<T> {
    Err(Error::UserError(what.to_owned()))
}

/// A wasm's parts, as far as the page's has them.
#[derive(Default)]
pub struct Whole<'a> {
    pub types: Vec<SubType>,
    pub imports: Vec<Import<'a>>,
    /// Of the functions that are not imported: their types and bodies.
    signatures: Vec<u32>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub tables: Vec<Table<'a>>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<Global<'a>>,
    pub exports: Vec<Export<'a>>,
    pub start: Option<u32>,
    pub elements: Vec<Element<'a>>,
    pub data: Vec<Data<'a>>,
}

impl<'a> Whole<'a> {
    pub fn read(wasm: &'a [u8]) -> Done<Self> {
        let mut whole = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    for group in types {
                        let group = group?;
                        if group.is_explicit_rec_group() {
                            return refused("the split does not know recursive types");
                        }
                        whole.types.extend(group.into_types());
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        if !matches!(import.ty, TypeRef::Func(_)) {
                            return refused("the split knows only imported functions");
                        }
                        whole.imports.push(import);
                    }
                }
                Payload::FunctionSection(part) => {
                    whole.signatures = part.into_iter().collect::<Result<_, _>>()?
                }
                Payload::TableSection(part) => whole.tables = part.into_iter().collect::<Result<_, _>>()?,
                Payload::MemorySection(part) => {
                    whole.memories = part.into_iter().collect::<Result<_, _>>()?
                }
                Payload::GlobalSection(part) => whole.globals = part.into_iter().collect::<Result<_, _>>()?,
                Payload::ExportSection(part) => whole.exports = part.into_iter().collect::<Result<_, _>>()?,
                Payload::ElementSection(part) => {
                    whole.elements = part.into_iter().collect::<Result<_, _>>()?
                }
                Payload::DataSection(part) => whole.data = part.into_iter().collect::<Result<_, _>>()?,
                Payload::StartSection { func, .. } => whole.start = Some(func),
                Payload::CodeSectionEntry(body) => whole.bodies.push(body),
                Payload::Version { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::DataCountSection { .. }
                | Payload::CustomSection(_)
                | Payload::End(_) => {}
                other => return refused(&format!("the split does not know {other:?}")),
            }
        }
        Ok(whole)
    }

    pub fn imported(&self) -> u32 {
        self.imports.len() as u32
    }

    pub fn signature(&self, function: u32) -> Option<u32> {
        match function.checked_sub(self.imported()) {
            Some(own) => self.signatures.get(own as usize).copied(),
            None => match self.imports[function as usize].ty {
                TypeRef::Func(signature) => Some(signature),
                _ => None,
            },
        }
    }

    pub fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        function.checked_sub(self.imported()).and_then(|own| self.bodies.get(own as usize))
    }

    /// What is reached from these functions, without those that are elsewhere already.
    pub fn reached(
        &self,
        from: BTreeSet<u32>,
        elsewhere: &BTreeSet<u32>,
        uses: &mut BTreeMap<u32, Uses>,
    ) -> Done<BTreeSet<u32>> {
        let mut open: Vec<u32> = from.into_iter().collect();
        let mut reached = BTreeSet::new();
        while let Some(function) = open.pop() {
            if !elsewhere.contains(&function) && reached.insert(function) {
                let named = self.uses(function)?;
                open.extend(&named.functions);
                uses.insert(function, named);
            }
        }
        Ok(reached)
    }

    /// What a function's body names.
    fn uses(&self, function: u32) -> Done<Uses> {
        let mut uses = Uses::default();
        if let Some(body) = self.body(function) {
            uses.parse_function_body(&mut CodeSection::new(), body.clone())?;
        }
        Ok(uses)
    }
}

/// Notes whatever passes through it.
#[derive(Clone, Default)]
pub struct Uses {
    pub functions: BTreeSet<u32>,
    pub types: BTreeSet<u32>,
    pub tables: BTreeSet<u32>,
    pub memories: BTreeSet<u32>,
    pub globals: BTreeSet<u32>,
}

impl Reencode for Uses {
    type Error = String;

    fn function_index(&mut self, index: u32) -> Done<u32> {
        self.functions.insert(index);
        Ok(index)
    }
    fn type_index(&mut self, index: u32) -> Done<u32> {
        self.types.insert(index);
        Ok(index)
    }
    fn table_index(&mut self, index: u32) -> Done<u32> {
        self.tables.insert(index);
        Ok(index)
    }
    fn memory_index(&mut self, index: u32) -> Done<u32> {
        self.memories.insert(index);
        Ok(index)
    }
    fn global_index(&mut self, index: u32) -> Done<u32> {
        self.globals.insert(index);
        Ok(index)
    }
    fn data_index(&mut self, _: u32) -> Done<u32> {
        refused("the split does not know passive data")
    }
    fn element_index(&mut self, _: u32) -> Done<u32> {
        refused("the split does not know passive elements")
    }
}

/// Where an element segment begins in the function table, and what it puts there; `None` for all
/// other kinds, which stay as they are.
pub fn placed(element: &Element) -> Done<Option<(u32, Vec<u32>)>> {
    if let ElementKind::Active { table_index: None | Some(0), offset_expr } = &element.kind
        && let ElementItems::Functions(functions) = &element.items
        && let Some(start) = constant(offset_expr)
    {
        return Ok(Some((start, functions.clone().into_iter().collect::<Result<_, _>>()?)));
    }
    Ok(None)
}

/// Where a piece of data goes, and the data.
pub fn located<'a>(data: &Data<'a>) -> Done<(u32, &'a [u8])> {
    if let DataKind::Active { memory_index: 0, offset_expr } = &data.kind
        && let Some(address) = constant(offset_expr)
    {
        return Ok((address, data.data));
    }
    refused("the split knows only data with a fixed address")
}

/// The value of an expression that is one number.
pub fn constant(expression: &wasmparser::ConstExpr) -> Option<u32> {
    match expression.get_operators_reader().read() {
        Ok(Operator::I32Const { value }) => Some(value as u32),
        _ => None,
    }
}
