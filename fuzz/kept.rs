//! The inputs that are kept of a target: `fuzz/kept/TARGET.txt`, each a line, written as in Rust's byte
//! strings. Read by `tests/fuzz`; read and written by `cargo xtask fuzz`.

/// The inputs of such a text.
pub fn read(text: &str) -> Vec<Vec<u8>> {
    text.lines().map(unescaped).collect()
}

/// # Panics
/// If that is no such line.
fn unescaped(line: &str) -> Vec<u8> {
    let (mut input, mut letters) = (Vec::new(), line.bytes());
    while let Some(letter) = letters.next() {
        let escaped = |letters: &mut std::str::Bytes<'_>| match letters.next()? {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            same @ (b'\\' | b'\'' | b'"') => Some(same),
            b'x' => {
                let digits = [letters.next()?, letters.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()
            }
            _ => None,
        };
        let octet = if letter == b'\\' { escaped(&mut letters) } else { Some(letter) };
        input.push(octet.unwrap_or_else(|| panic!("a line of kept inputs is broken: {line:.80}")));
    }
    input
}
