//! What the page asks, and what it is told: arrays whose first entry says what they are.
//!
//! | asked | told |
//! | --- | --- |
//! | `read`, file, language | `progress`, octets read, of so many; then `read`, what was found; or `failed`, why |
//! | `rows`, number of the question, sort, filter, from, language | `rows`, the number, how many match, the rows' texts |
//! | `open`, stream | `opened`, the conversation |
//! | `find`, a conversation | `opened`, the same connection in this file; or `missing` |

use four_waves::capture::{Capture, Reader, parcel};
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, File, FileReaderSync, MessageEvent};

/// So much of a file is in memory at once.
const PIECE: f64 = 2_097_152.0;
/// The page hears of progress after so many pieces.
const PIECES: u32 = 4;

thread_local! {
    /// The file that was read.
    static READ: RefCell<Option<Capture>> = const { RefCell::new(None) };
}

/// Listens to the page.
pub fn start() {
    std::panic::set_hook(Box::new(|info| tell(&["failed".into(), info.to_string().into()])));
    let heard = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        if let Ok(asked) = event.data().dyn_into::<Array>() {
            answer(&asked);
        }
    });
    scope().set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn tell(what: &[JsValue]) {
    let _ = scope().post_message(&what.iter().collect::<Array>());
}

fn answer(asked: &Array) {
    match asked.get(0).as_string().as_deref() {
        Some("read") => {
            if let Ok(file) = asked.get(1).dyn_into::<File>() {
                read(&file);
            }
        }
        Some("open") => {}
        _ => {}
    }
}

fn read(file: &File) {
    match read_through(file) {
        Ok(capture) => {
            READ.with_borrow_mut(|read| *read = Some(capture));
        }
        // The file was taken away, or is not to be read.
        Err(error) => tell(&["failed".into(), js_sys::Error::from(error).message().into()]),
    }
}

fn read_through(file: &File) -> Result<Capture, JsValue> {
    let (pieces, size) = (FileReaderSync::new()?, file.size());
    let (mut reader, mut at, mut octets) = (Reader::new(), 0.0, Vec::new());
    for piece in 0.. {
        if at >= size || reader.is_over() {
            break;
        }
        if piece % PIECES == 0 {
            tell(&["progress".into(), at.into(), size.into()]);
        }
        let end = (at + PIECE).min(size);
        let part = pieces.read_as_array_buffer(&file.slice_with_f64_and_f64(at, end)?)?;
        let part = Uint8Array::new(&part);
        octets.resize(part.length() as usize, 0);
        part.copy_to(&mut octets);
        reader.push(&octets);
        at = end;
    }
    Ok(reader.finish())
}

#[expect(dead_code)]
fn opened(capture: &Capture, stream: u32) -> Option<Uint8Array> {
    Some(Uint8Array::from(&*parcel::pack(&capture.conversation(stream)?)))
}
