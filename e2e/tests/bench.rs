//! `bench-web` with other pages beside ours: a small one, and one that nobody can use.
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const SMALL: &str = "<!doctype html><html lang='en'><title>Small</title><meta charset='utf-8'>
    <link rel='icon' href='data:,'><link rel='stylesheet' href='small.css'>
    <p>Who closes first? Who closes first? Who closes first?</p><button>Play</button>";
const STYLE: &str = "p { color: black } button { color: black }";
const USELESS: &str =
    "<!doctype html><title>Useless</title><link rel='icon' href='data:,'><p>Nothing to press.</p>";

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("the tests' own folder");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("the tests' own folder");
    }
    folder
}

#[test]
fn peers_are_measured_and_what_fails_says_so() {
    let small = folder("small", &[("index.html", SMALL), ("small.css", STYLE)]);
    let useless = folder("useless", &[("index.html", USELESS)]);
    let file = small.with_extension("json");
    let ran = Command::new(env!("CARGO_BIN_EXE_bench-web"))
        .args(["opening", "--rounds", "1"])
        .arg("--peer")
        .arg(format!("Small={}", small.display()))
        .arg("--peer")
        .arg(format!("Useless={}", useless.display()))
        .arg("--json")
        .arg(&file)
        .output()
        .expect("it was built with this test");
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{told}{}", String::from_utf8_lossy(&ran.stderr));
    let all: Value = serde_json::from_slice(&fs::read(file).expect("it was asked for")).expect("JSON");
    let figure = |page: usize, id: &str| &all["pages"][page]["figures"][id];

    // What a host with brotli sends, to the octet.
    let octets = e2e::brotli(SMALL.as_bytes()).len() + e2e::brotli(STYLE.as_bytes()).len();
    assert_eq!(figure(1, "visit").as_f64(), Some(octets as f64 / 1024.0), "{told}");
    let [page, fast, slow] =
        ["paint-en", "usable", "usable-slow"].map(|id| figure(1, id).as_f64().unwrap_or(0.0));
    // Page and style are one after the other, and each waits for the network; the button is there before
    // its style.
    assert!(slow > 150.0 && page > 300.0, "the network is slow: {told}");
    assert!(fast > 0.0 && fast < slow, "{told}");
    assert!(figure(2, "visit").as_f64().is_some(), "{told}");
    let why = figure(2, "usable-slow")["failed"].as_str().unwrap_or_default();
    assert!(why.contains("no control"), "{why}");
    // Ours is measured, whatever the others do.
    assert!(figure(0, "usable").as_f64().is_some_and(|ms| ms > 0.0), "{told}");
    assert!(figure(0, "visit").as_f64() > figure(1, "visit").as_f64(), "{told}");
    for words in ["Four Waves", "Small", "Useless", "failed", "ratio"] {
        assert!(told.contains(words), "{words}: {told}");
    }
}
