//! Pictures in dots, with the fonts of the machine.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, ID, Query};
use resvg::usvg::{self, FontResolver, Options, Tree};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Dots for each pixel of the picture, across and down.
const SCALE: f32 = 2.0;

/// What the systems bring with them.
const CHINESE: [&str; 4] = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC"];

/// Draws the picture.
///
/// # Errors
/// One sentence, where no font of the machine has some sign of it.
pub fn png(svg: &str) -> Result<Vec<u8>, String> {
    let missing = Mutex::new(BTreeSet::new());
    let note = |sign: char| missing.lock().unwrap_or_else(PoisonError::into_inner).insert(sign);
    let (font, fallback) = (FontResolver::default_font_selector(), FontResolver::default_fallback_selector());
    let mut options = Options {
        font_resolver: FontResolver {
            select_font: Box::new(|wanted, fonts| {
                // Rather another font than no words.
                let found = font(wanted, fonts);
                found.or_else(|| fonts.faces().next().map(|face| face.id))
            }),
            select_fallback: Box::new(|sign, known, fonts| {
                let found = chinese(sign, known, fonts).or_else(|| fallback(sign, known, fonts));
                if found.is_none() {
                    note(sign);
                }
                found
            }),
        },
        ..Options::default()
    };
    options.fontdb_mut().load_system_fonts();
    if options.fontdb.is_empty() {
        return Err("this machine has no font to write a PNG with; --svg needs none".to_owned());
    }
    let tree = Tree::from_str(svg, &options).map_err(|error: usvg::Error| error.to_string())?;
    drop(options);
    let missing = missing.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !missing.is_empty() {
        let some: String = missing.iter().take(8).collect();
        return Err(format!(
            "no font of this machine has {} signs of the picture ({some}): install one that has, for \
             Chinese for instance Noto Sans CJK; --svg needs none",
            missing.len()
        ));
    }
    let size = tree.size();
    let [width, height] = [size.width(), size.height()].map(|length| (length * SCALE).ceil() as u32);
    let mut dots = Pixmap::new(width, height).ok_or("the picture is too large")?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut dots.as_mut());
    dots.encode_png().map_err(|error| error.to_string())
}

/// A font without serifs for a Chinese sign: any font that has it could be a serif one, as light as
/// it comes.
fn chinese(sign: char, known: &[ID], fonts: &Database) -> Option<ID> {
    if sign < '\u{2e80}' {
        return None;
    }
    let families = CHINESE.map(Family::Name);
    let weight = known.first().and_then(|id| fonts.face(*id)).map(|face| face.weight).unwrap_or_default();
    fonts.query(&Query { families: &families, weight, ..Query::default() }).filter(|id| !known.contains(id))
}
