//! What the page asks, and what it is told: arrays whose first entry says what they are.
//!
//! | asked | told |
//! | --- | --- |
//! | `read`, file, language, version of parcels | `progress`, octets read, of so many; then `read`, packets, TCP packets, counts of connections by kind, problems; or `failed`, why |
//! | `problems`, language | `problems`, what kept something from being read, in that language |
//! | `rows`, sort, kind, who closed first, text, from, language | `rows`, from, how many match, for each row its number and its texts |
//! | `open`, connection | `opened`, the conversation or its end, and how many segments it has |
//! | `find`, a conversation | `found`, the same connection in this file, or nothing |

use four_waves::capture::listing::{Kind, Listing, Query, ROWS, Sort};
use four_waves::capture::{Capture, Reader, Summary, diagnose, infer, parcel};
use four_waves::sim::Side;
use four_waves::text::Lang;
use four_waves::text::capture::{inferred, panel, reading};
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, File, FileReaderSync, MessageEvent};

/// So much of a file is in memory at once.
const PIECE: f64 = 2_097_152.0;
/// The page hears of progress after so many pieces.
const PIECES: u32 = 4;
/// A longer connection is not looked through for what is the matter only to be a row.
const MOST_DIAGNOSED: usize = 20_000;

/// Of a longer one the last segments are opened, which show how it ends: the page draws them at once.
const MOST_OPENED: usize = 2_000;

/// The file that was read.
struct Read {
    capture: Capture,
    listing: Listing,
}

thread_local! {
    static READ: RefCell<Option<Read>> = const { RefCell::new(None) };
}

/// Listens to the page.
pub fn start() {
    std::panic::set_hook(Box::new(|info| tell(["failed".into(), info.to_string().into()])));
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

fn tell<const N: usize>(what: [JsValue; N]) {
    let _ = scope().post_message(&what.into_iter().collect::<Array>());
}

fn answer(asked: &Array) {
    let text = |index: u32| asked.get(index).as_string().unwrap_or_default();
    let number = |index: u32| asked.get(index).as_f64().unwrap_or_default() as u32;
    let lang = |index: u32| Lang::from_tag(&text(index)).unwrap_or_default();
    if text(0) == "read" {
        if number(3) != parcel::VERSION {
            tell(["failed".into(), panel::OTHER_RELEASE.in_lang(lang(2)).into()]);
        } else if let Ok(file) = asked.get(1).dyn_into::<File>() {
            read(&file, lang(2));
        }
        return;
    }
    READ.with_borrow(|read| {
        let Some(read) = read else { return };
        match &*text(0) {
            "problems" => tell(["problems".into(), problems(&read.capture, lang(1)).into()]),
            "rows" => {
                let query = Query {
                    sort: Sort::from_id(&text(1)).unwrap_or_default(),
                    kind: Kind::from_id(&text(2)).unwrap_or_default(),
                    first: match &*text(3) {
                        "client" => Some(Side::Client),
                        "server" => Some(Side::Server),
                        _ => None,
                    },
                    text: text(4),
                };
                rows(read, &query, number(5), lang(6));
            }
            "open" => {
                if let Some(mut conversation) = read.capture.conversation(number(1)) {
                    let all = conversation.seen.len();
                    if let Some(left) = all.checked_sub(MOST_OPENED).filter(|left| *left > 0) {
                        conversation.seen.drain(..left);
                        conversation.began_before = true;
                    }
                    let parcel = Uint8Array::from(&*parcel::pack(&conversation));
                    tell(["opened".into(), parcel.into(), (all as u32).into()]);
                }
            }
            "find" => {
                let wanted = asked.get(1).dyn_into::<Uint8Array>().ok();
                let wanted = wanted.and_then(|octets| parcel::unpack(&octets.to_vec()));
                let found = wanted.and_then(|wanted| read.listing.same(&read.capture, &wanted));
                let found = found.map(|found| Uint8Array::from(&*parcel::pack(&found)).into());
                tell(["found".into(), found.unwrap_or(JsValue::NULL)]);
            }
            _ => {}
        }
    });
}

fn read(file: &File, lang: Lang) {
    match read_through(file) {
        Ok(capture) => {
            let listing = Listing::of(&capture);
            let counts: Array = listing.counts().into_iter().map(JsValue::from).collect();
            tell([
                "read".into(),
                (capture.packets() as f64).into(),
                (capture.tcp_packets() as f64).into(),
                counts.into(),
                problems(&capture, lang).into(),
            ]);
            READ.set(Some(Read { capture, listing }));
        }
        // The file was taken away, or is not to be read.
        Err(error) => tell(["failed".into(), js_sys::Error::from(error).message().into()]),
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
            tell(["progress".into(), at.into(), size.into()]);
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

fn problems(capture: &Capture, lang: Lang) -> Array {
    capture.problems().iter().map(|problem| JsValue::from(reading::problem(problem, lang))).collect()
}

fn rows(read: &Read, query: &Query, from: u32, lang: Lang) {
    let (found, rows) = (read.listing.found(query), ROWS as usize);
    let from = (from as usize).min(found.len().saturating_sub(1) / rows * rows);
    let row = |stream: &u32| -> Option<Array> {
        let conversation = read.capture.conversation(*stream)?;
        let summary = Summary::of(&conversation);
        let [client, server] = conversation.ends;
        let short = conversation.seen.len() <= MOST_DIAGNOSED;
        let found = short.then(|| diagnose(&infer(&conversation, None))).flatten();
        let texts = [
            [&*client.to_string(), " → ", &*server.to_string()].concat(),
            inferred::ending(summary.ending).in_lang(lang).to_owned(),
            panel::facts(&summary, lang),
            panel::waits(&summary, lang),
            found.map_or_else(String::new, |found| inferred::diagnosis(&found, lang)),
        ];
        Some(std::iter::once(JsValue::from(*stream)).chain(texts.into_iter().map(JsValue::from)).collect())
    };
    let shown: Array = found[from..].iter().take(rows).filter_map(row).map(JsValue::from).collect();
    tell(["rows".into(), (from as u32).into(), (found.len() as u32).into(), shown.into()]);
}
