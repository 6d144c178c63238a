use super::cut::cut;
use super::linked::{Moves, moves};
use super::rest;
use super::whole::said;
use crate::sh::{cmd, output, which};
use std::collections::BTreeSet;
use std::ops::Range;
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, ExportKind, ExportSection,
    Function, FunctionSection, LinkingSection, MemorySection, MemoryType, Module, RefType, SymbolTable,
    TableSection, TableType, TypeSection,
};
use wasmparser::{ElementItems, Parser, Payload};

/// Slot 1 is the way in. It calls a helper of its own, which has a slot, too, and a shared one; it
/// reads data of its own at 24, and adds up the imported function's 100 and what the shared one says.
const PAGE: &str = r#"(module
  (import "page" "hundred" (func $hundred (result i32)))
  (table 4 funcref)
  (memory (export "memory") 1)
  (global $stack (mut i32) (i32.const 7))
  (func $first (result i32) (call $shared))
  (func $entry (result i32)
    (i32.add (call_indirect (result i32) (i32.const 3))
      (i32.add (call $shared) (i32.add (call $hundred) (i32.load (i32.const 24))))))
  (func $shared (result i32) (i32.load (i32.const 8)))
  (func $own (result i32) (global.get $stack))
  (func $unused (param i64))
  (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
  (elem (i32.const 0) func $first $entry $shared $own)
  (data (i32.const 0) "AAAAAAAA\05\00\00\00BBBBBBBBBBBB\40\00\00\00CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCDDDD"))"#;

const ROOT: &str = super::ROOTS[0].0;

fn slots(list: &[u32]) -> BTreeSet<u32> {
    list.iter().copied().collect()
}

fn in_two(wasm: &[u8], moves: Moves) -> (Vec<u8>, Vec<u8>) {
    let files: [Vec<u8>; 2] = cut(wasm, &[moves]).expect("it can be cut").try_into().expect("two files");
    files.into()
}

fn halves() -> (Vec<u8>, Vec<u8>) {
    let wasm = wat::parse_str(PAGE).expect("it is wasm");
    in_two(&wasm, Moves { slots: slots(&[1, 3]), data: vec![24..28, 28..64] })
}

/// What a module imports and exports, how many functions it has, where it fills the table and what
/// it puts into memory.
#[derive(Default)]
struct Shape {
    imports: Vec<String>,
    exports: Vec<String>,
    functions: usize,
    types: u32,
    slots: Vec<Range<u32>>,
    data: Vec<Vec<u8>>,
}

fn shape(wasm: &[u8]) -> Shape {
    let mut shape = Shape::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.expect("it is wasm") {
            Payload::TypeSection(types) => shape.types = types.count(),
            Payload::ImportSection(all) => {
                shape.imports =
                    all.into_imports().map(|import| import.expect("an import").name.to_owned()).collect();
            }
            Payload::ExportSection(all) => {
                shape.exports =
                    all.into_iter().map(|export| export.expect("an export").name.to_owned()).collect();
            }
            Payload::ElementSection(all) => {
                for element in all {
                    let element = element.expect("an element");
                    let wasmparser::ElementKind::Active { offset_expr, .. } = element.kind else {
                        panic!("active")
                    };
                    let ElementItems::Functions(functions) = element.items else { panic!("functions") };
                    let start = super::whole::constant(&offset_expr).expect("a number");
                    shape.slots.push(start..start + functions.count());
                }
            }
            Payload::CodeSectionEntry(_) => shape.functions += 1,
            Payload::DataSection(all) => {
                shape.data = all.into_iter().map(|data| data.expect("data").data.to_vec()).collect();
            }
            _ => {}
        }
    }
    shape
}

#[test]
fn what_only_the_entries_need_moves() {
    let (first, second) = halves();
    let (first, second) = (shape(&first), shape(&second));
    assert_eq!(first.functions, 3, "first, shared and call: nobody needs the unused one");
    assert_eq!(second.functions, 2, "the entry and its own helper");
    assert_eq!((first.types, second.types), (2, 1));
    assert_eq!(first.imports, ["hundred"], "only the first one knows the page's script");
    assert_eq!(first.exports, ["memory", "call", "0", "1", "2", "3", "4"]);
    assert_eq!(second.imports, ["0", "1", "2", "3", "4"], "two functions, table, memory and global");
    assert_eq!(first.slots, [0..1, 2..3]);
    assert_eq!(second.slots, [1..2, 3..4]);
    let bytes = |shape: &Shape| String::from_utf8_lossy(&shape.data.concat()).into_owned();
    assert!(
        bytes(&first).contains("AAAA") && bytes(&first).contains("BBBB") && bytes(&first).ends_with("DDDD")
    );
    assert!(!bytes(&first).contains('C') && !bytes(&first).contains('@'));
    assert!(bytes(&second).starts_with('@') && bytes(&second).ends_with("CCCC"));
    assert!(!bytes(&second).contains(['A', 'B', 'D']), "memory that others write to is not touched");
}

/// A slot whose function something else calls stays where it is.
#[test]
fn what_others_call_stays() {
    let wasm = wat::parse_str(PAGE).expect("it is wasm");
    let (first, second) = in_two(&wasm, Moves { slots: slots(&[1, 2]), data: Vec::new() });
    assert_eq!(shape(&first).slots, [0..1, 2..4]);
    assert_eq!(shape(&second).slots, std::slice::from_ref(&(1..2)));
}

#[test]
fn without_anything_to_move_there_is_no_second_file() {
    let wasm = wat::parse_str(PAGE).expect("it is wasm");
    assert!(cut(&wasm, &[Moves::default()]).is_err_and(|what| what.contains("nothing to move")));
}

/// An engine runs both, as boot.js puts them together.
#[test]
fn both_files_run_together() {
    let Some(node) = which(&["node"]) else {
        println!("SKIPPED: no node to run the wasm with");
        return;
    };
    let (first, second) = halves();
    let script = format!(
        "const bytes = (list) => new Uint8Array(list);
        const first = new WebAssembly.Instance(new WebAssembly.Module(bytes({first:?})), {{ page: {{ hundred: () => 100 }} }});
        const call = first.exports.call;
        const said = [call(0)];
        try {{ call(1); said.push('no trap') }} catch (error) {{ said.push(error.constructor.name) }}
        new WebAssembly.Instance(new WebAssembly.Module(bytes({second:?})), {{ p: first.exports }});
        said.push(call(0), call(1), call(2), call(3));
        console.log(said.join(' '));"
    );
    let said = output(cmd(node).arg("-e").arg(script)).expect("node runs it");
    assert_eq!(said, "5 RuntimeError 5 176 5 7", "176 = 7 of the global + 5 + 100 + 64 of its own data");
}

/// The same page, and behind slot 4 a third file's way in, which calls something of the second's.
fn thirds() -> Vec<Vec<u8>> {
    let page = PAGE.replace("(table 4 funcref)", "(table 6 funcref)").replace(
        "(elem (i32.const 0) func $first $entry $shared $own)",
        "(func $third (result i32) (i32.add (call $own) (i32.add (call $shared) (i32.load (i32.const 60)))))
         (elem (i32.const 0) func $first $entry $shared $own $third)",
    );
    let page = page
        .replace("(i32.const 3))\n", "(i32.const 3))\n (i32.add (call $own) ")
        .replace("(i32.const 24))))))", "(i32.const 24)))))))");
    let wasm = wat::parse_str(page).expect("it is wasm");
    let second = Moves { slots: slots(&[1, 3]), data: vec![24..28, 28..60] };
    let third = Moves { slots: slots(&[4]), data: std::iter::once(60..64).collect() };
    cut(&wasm, &[second, third]).expect("it can be cut")
}

#[test]
fn a_third_file_imports_from_both_before_it() {
    let files = thirds();
    let shapes: Vec<Shape> = files.iter().map(|file| shape(file)).collect();
    assert_eq!(shapes.iter().map(|shape| shape.functions).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(shapes[1].exports, ["0"], "its helper, which the third one calls");
    assert_eq!(shapes[2].slots, std::slice::from_ref(&(4..5)));
    assert_eq!(shapes[2].data, [b"CCCC"]);
    let Some(node) = which(&["node"]) else {
        println!("SKIPPED: no node to run the wasm with");
        return;
    };
    let script = format!(
        "const [first, second, third] = {files:?}.map((list) => new WebAssembly.Module(new Uint8Array(list)));
        const p = new WebAssembly.Instance(first, {{ page: {{ hundred: () => 100 }} }}).exports;
        const q = new WebAssembly.Instance(second, {{ p }}).exports;
        const said = [p.call(1)];
        try {{ p.call(4); said.push('no trap') }} catch (error) {{ said.push(error.constructor.name) }}
        new WebAssembly.Instance(third, {{ p, q }});
        said.push(p.call(1), p.call(4));
        console.log(said.join(' '));"
    );
    let said = output(cmd(node).arg("-e").arg(script)).expect("node runs it");
    assert_eq!(said, format!("183 RuntimeError 183 {}", 7 + 5 + 0x4343_4343));
}

// ---- what a first visit does not run ----

/// "rare" is long enough for a stub, and the only one who needs "own". Its name has a hash, as rustc's have.
const VISITED: &str = r#"(module
  (import "page" "bring" (func $js))
  (table 1 funcref)
  (memory (export "memory") 1)
  (global $stack (mut i32) (i32.const 7))
  (func $"four_waves[0123456789abcdef]::ui::later::bring" (call $js))
  (func $"four_waves[0123456789abcdef]::rare" (param i32 i64) (result i32)
    LONG (i32.add (local.get 0) (i32.wrap_i64 (i64.mul (local.get 1) (call $own)))))
  (func $own (result i64) (i64.const 7))
  (func $"four_waves[0123456789abcdef]::often" (export "go") (param i32) (result i32)
    (call $"four_waves[0123456789abcdef]::rare" (local.get 0) (i64.const 10)))
  (elem (i32.const 0) func $"four_waves[0123456789abcdef]::often"))"#;

fn visited_as(page: &str) -> Vec<u8> {
    wat::parse_str(page.replace("LONG", &"nop ".repeat(60))).expect("it is wasm")
}

fn visited() -> Vec<u8> {
    visited_as(VISITED)
}

#[test]
fn what_is_on_the_list_is_brought_when_it_is_called() {
    let wasm = visited();
    let stays = BTreeSet::from([1, 2, 3, 4]);
    let (stubbed, slots) =
        rest::stubs(&wasm, &stays, |name| name == "four_waves::rare").map_err(said).expect("it has stubs");
    assert_eq!(slots, super::tests::slots(&[1]), "behind the table's one place");
    let (first, second) = in_two(&stubbed, Moves { slots, data: Vec::new() });
    assert_eq!(
        (shape(&first).functions, shape(&second).functions),
        (3, 2),
        "with the one that only it needs"
    );
    let Some(node) = which(&["node"]) else {
        println!("SKIPPED: no node to run the wasm with");
        return;
    };
    let script = format!(
        "const bytes = (list) => new WebAssembly.Module(new Uint8Array(list));
        let [brought, p] = [0];
        const bring = () => {{ brought += 1; new WebAssembly.Instance(bytes({second:?}), {{ p }}) }};
        p = new WebAssembly.Instance(bytes({first:?}), {{ page: {{ bring }} }}).exports;
        console.log(brought, p.go(1), p.go(2), brought);"
    );
    assert_eq!(output(cmd(node).arg("-e").arg(script)).expect("node runs it"), "0 71 72 1");
}

#[test]
fn what_brings_the_rest_is_not_in_it() {
    let stays = BTreeSet::from([1, 2, 3, 4]);
    let (_, slots) = rest::stubs(&visited(), &stays, |_| true).map_err(said).expect("it has stubs");
    assert_eq!(slots, super::tests::slots(&[1]), "only the long one, whatever the list says");
    // Now the long one brings it, too.
    let page = visited_as(&VISITED.replace(
        "(call $js))",
        "(call $js) (drop (call $\"four_waves[0123456789abcdef]::rare\" (i32.const 0) (i64.const 0))))",
    ));
    let (_, slots) = rest::stubs(&page, &stays, |_| true).map_err(said).expect("it has none");
    assert!(slots.is_empty());
}

#[test]
fn the_list_has_what_did_not_run() {
    let wasm = visited();
    let [all, ran] = [BTreeSet::from([1, 2, 3, 4]), BTreeSet::from([3, 4])];
    let list = rest::list(&wasm, &all, &ran).expect("it has names");
    assert_eq!(list, "four_waves::rare\nfour_waves::ui::later::bring\n");
    // What cannot be told from something that ran is not on it.
    let list = rest::list(&wasm, &all, &BTreeSet::from([1, 2, 3])).expect("it has names");
    assert_eq!(list, "four_waves::often\n");
    let Some(node) = which(&["node"]) else { return };
    let watched = rest::watched(&wasm).expect("it can be watched");
    let script = format!(
        "const wasm = new WebAssembly.Module(new Uint8Array({watched:?}));
        const {{ exports }} = new WebAssembly.Instance(wasm, {{ page: {{ bring() {{}} }} }});
        exports.go(1);
        console.log(Object.keys(exports).filter((name) => exports[name].value).join());"
    );
    assert_eq!(output(cmd(node).arg("-e").arg(script)).expect("node runs it"), "ran 2,ran 3,ran 4");
}

// ---- relocations ----

const TABLE_INDEX_I32: u8 = 2;
const MEMORY_ADDRESS: u8 = 4;
const CALL: u8 = 0;

/// A page as the linker makes it. Functions: 0 main (exported), 1 the panel, 2 its helper, 3 shared.
/// Data at 1024: "LATER" (4 bytes, the panel's slot), "own" (8), "helpers" (8), and "inside", the
/// second half of "own". Main uses the static, or `inside`.
fn linked(inside: bool) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    for calls in [1, 3, 1, 0] {
        functions.function(0);
        let mut body = Function::new([]);
        // Eight bytes of nothing for each thing that it names.
        body.raw(std::iter::repeat_n(1, calls * 8)).instructions().end();
        code.function(&body);
    }
    let mut tables = TableSection::new();
    let table = TableType {
        element_type: RefType::FUNCREF,
        minimum: 3,
        maximum: None,
        table64: false,
        shared: false,
    };
    tables.table(table);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("main", ExportKind::Func, 0);
    let mut elements = ElementSection::new();
    elements.active(None, &ConstExpr::i32_const(1), Elements::Functions(vec![1, 3].into()));
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(1024), [0; 20]);
    let mut symbols = SymbolTable::new();
    for (index, name) in ["main", "panel", "helper", "shared_code"].into_iter().enumerate() {
        symbols.function(0, index as u32, Some(name));
    }
    for (name, offset, size) in
        [("2ui5later5LATER17h", 0, 4), ("own", 4, 8), ("helpers", 12, 8), ("inside", 8, 4)]
    {
        symbols.data(0, name, Some(wasm_encoder::DataSymbolDefinition { index: 0, offset, size }));
    }
    let mut linking = LinkingSection::new();
    linking.symbol_table(&symbols);
    // In the code section: its count, then for each body its size and the count of its locals.
    let body =
        |index: usize| 1 + [8, 3 * 8, 8, 0][..index].iter().map(|size| size + 3).sum::<usize>() as u8 + 2;
    let (main, panel, helper) = (body(0), body(1), body(2));
    let main_uses = if inside { 7 } else { 4 };
    let in_code = [
        (MEMORY_ADDRESS, main, main_uses),
        (CALL, panel, 2),
        (CALL, panel + 8, 3),
        (MEMORY_ADDRESS, panel + 12, 5),
        (MEMORY_ADDRESS, panel + 18, 7),
        (MEMORY_ADDRESS, helper, 6),
    ];
    // In the data section: its count, then the segment's kind, address (four bytes) and size.
    let in_data = [(TABLE_INDEX_I32, 7, 1)];
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&tables).section(&memories).section(&exports);
    module.section(&elements).section(&code).section(&data).section(&linking);
    module.section(&relocations("reloc.CODE", 6, &in_code)).section(&relocations("reloc.DATA", 7, &in_data));
    module.finish()
}

fn relocations(name: &'static str, section: u8, all: &[(u8, u8, u8)]) -> CustomSection<'static> {
    let mut bytes = vec![section, all.len() as u8];
    for (kind, offset, symbol) in all {
        bytes.extend([*kind, *offset, *symbol]);
        if *kind == MEMORY_ADDRESS {
            bytes.push(0);
        }
    }
    CustomSection { name: name.into(), data: bytes.into() }
}

#[test]
fn relocations_say_what_moves() {
    // All data but the static itself, and the slots of the panel and of what is only its.
    let found = moves(&linked(false), &[ROOT], super::SELDOM).expect("it can be read");
    assert_eq!(found, [Moves { slots: slots(&[1, 2]), data: std::iter::once(1028..1044).collect() }]);
    // Main looks into the middle of "own": that part of it stays.
    let found = moves(&linked(true), &[ROOT], super::SELDOM).expect("it can be read");
    assert_eq!(found, [Moves { slots: slots(&[1, 2]), data: vec![1028..1032, 1036..1044] }]);
}

#[test]
fn what_is_seldom_said_moves_though_the_first_file_refers_to_it() {
    let found = moves(&linked(true), &[ROOT], "inside").expect("it can be read");
    assert_eq!(
        found[0].data,
        std::iter::once(1028..1044).collect::<Vec<_>>(),
        "the part that main looks into, too"
    );
}

#[test]
fn a_page_without_relocations_is_no_page_to_split() {
    let plain = super::linked::without_relocations(&linked(false)).expect("it can be read");
    assert!(moves(&plain, &[ROOT], super::SELDOM).is_err_and(|what| what.contains("LATER")));
}
