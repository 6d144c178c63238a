//! What `cargo xtask fuzz` has found worth keeping (`fuzz/kept/`), each through the function that the
//! target of that name in `fuzz/` throws mutated inputs at. So a finding that was mended stays mended,
//! without a fuzzer.

#[path = "../../fuzz/kept.rs"]
mod kept;

/// A test for each target, and a list of them.
macro_rules! targets {
    ($($(#[$only:meta])? $name:ident,)*) => {
        $($(#[$only])? mod $name;)*

        mod of {
            $($(#[$only])? #[test]
            fn $name() {
                super::run(stringify!($name), super::$name::check);
            })*
        }

        const TARGETS: &[&str] = &[$(stringify!($name)),*];
    };
}

targets! {
    #[cfg(feature = "web")]
    addresses,
    captures,
    cases,
    links,
    machine,
    messages,
    numbers,
    packets,
    parcels,
    programs,
    recordings,
    results,
    scenarios,
}

fn run(target: &str, check: fn(&[u8])) {
    let file = format!("{}/fuzz/kept/{target}.txt", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let inputs = kept::read(&text);
    assert!(inputs.len() >= 10, "{file}: there are only {}", inputs.len());
    for (line, input) in text.lines().zip(inputs) {
        if let Err(panic) = std::panic::catch_unwind(|| check(&input)) {
            eprintln!("{target}: {line}");
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn every_target_is_fuzzed_and_listed() {
    let manifest = include_str!("../../fuzz/Cargo.toml");
    let mut built: Vec<_> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .skip(1)
        .collect();
    built.sort_unstable();
    assert_eq!(built, TARGETS);
}
