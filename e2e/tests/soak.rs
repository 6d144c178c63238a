//! The soak itself, for a few steps: on the page, and on one that breaks.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn soak(dist: &Path, steps: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_soak"))
        .args(["--seed", "7", "--steps", steps])
        .env("FOUR_WAVES_DIST", dist)
        .output()
        .expect("it was built with this test")
}

#[test]
fn a_few_steps_break_nothing() {
    let ran = soak(&e2e::dist(), "40");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && told.contains("40 steps"), "{told}");
}

/// Another page under the same roof: it says something bad at the first click.
#[test]
fn what_breaks_is_told_with_its_seed_and_the_way_there() {
    let broken = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("broken");
    fs::create_dir_all(&broken).expect("the tests' own folder");
    for file in fs::read_dir(e2e::dist()).expect("there is a build").flatten() {
        fs::copy(file.path(), broken.join(file.file_name())).expect("the tests' own folder");
    }
    let page = fs::read_to_string(broken.join("index.html")).expect("it is in the build");
    let page = page.replace("</head>", "<script src=\"breaks.js\"></script></head>");
    fs::write(broken.join("index.html"), page).expect("the tests' own folder");
    let breaks = "addEventListener('click', () => console.error('it hurts'), true);";
    fs::write(broken.join("breaks.js"), breaks).expect("the tests' own folder");
    let ran = soak(&broken, "40");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(!ran.status.success(), "{told}");
    for words in ["it hurts", "Click(", "--seed 7 --steps "] {
        assert!(told.contains(words), "{words}: {told}");
    }
}
