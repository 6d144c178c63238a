//! `waves render`: every format, its options, and what it cannot do.

use super::*;

#[test]
fn render_makes_every_format() {
    for (format, begin) in [
        ("--svg", "<svg xmlns="),
        ("--mermaid", "sequenceDiagram\n    title Last ACK lost\n"),
        ("--text", "last-ack-lost\n"),
        ("--json", "{\n  \"four-waves\": 1,\n"),
        ("--transcript", "Last ACK lost\n"),
    ] {
        let text = well(&["render", "last-ack-lost", format]);
        assert!(text.starts_with(begin), "{format}: {text:.80}");
    }
    let capture = waves(&["render", "last-ack-lost", "--pcapng", "--view=client"]);
    assert!(capture.status.success() && capture.stdout.starts_with(b"\n\r\r\n"));
    assert_eq!(well(&["render", "last-ack-lost", "--text"]), well(&["run", "last-ack-lost"]));
    assert_eq!(
        well(&["render", "abort", "--transcript", "--lang=zh"]),
        well(&["transcript", "abort", "--lang=zh"])
    );
}

#[test]
fn render_follows_its_options() {
    let svg = well(&[
        "render",
        "#1;last-ack-lost",
        "--svg",
        "--lang",
        "zh",
        "--theme",
        "dark",
        "--at",
        "5.3",
        "--msl=3",
    ]);
    for part in ["最后的 ACK 丢失", "#171e28", "到 5.30 s 为止", "MSL 3 s"] {
        assert!(svg.contains(part), "{part} is not in\n{svg}");
    }
    assert!(!svg.contains(">丢失<"), "nothing is lost yet");
    let text = well(&["render", "last-ack-lost", "--text", "--at", "4.5"]);
    assert!(text.contains("LAST-ACK") && !text.contains("TIME-WAIT"), "{text}");
    let early = waves(&["render", "abort", "--pcapng", "--start", "7"]).stdout;
    assert_ne!(early, waves(&["render", "abort", "--pcapng"]).stdout);
    let raw = well(&["render", "abort", "--mermaid", "--numbers", "raw"]);
    assert_ne!(raw, well(&["render", "abort", "--mermaid"]));
}

#[test]
fn a_rendered_scenario_is_a_file_that_opens() {
    let path = folder("rendered", &[("mine.json", "")]).join("mine.json");
    let path = path.to_str().expect("UTF-8");
    let made = ["render", "1;half-close-data;l=30,3,0;d=500", "--json", "-o", path];
    assert_eq!(well(&made), "");
    assert_eq!(well(&["run", path]), well(&["run", "1;half-close-data;l=30,3,0;d=500"]));
    assert_eq!(well(&["render", path, "--json"]), std::fs::read_to_string(path).expect("it was written"));
    let recording = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded/cut-in-last-ack.json");
    assert!(well(&["render", recording, "--mermaid"]).contains("my-cut-in-last-ack"));
    assert!(refused(&["render", "no-such.json", "--svg"]).contains("cannot read no-such.json"));
    std::fs::write(path, "{}").expect("it can be written");
    assert!(refused(&["render", path, "--svg"]).contains("neither a scenario nor a recording"));
}

#[test]
fn render_says_what_it_cannot_do() {
    for (arguments, said) in [
        (&["render", "abort"] as &[_], "a format: --svg, --png"),
        (&["render", "abort", "--svg", "--text"], "one format at a time: --svg or --text"),
        (&["render", "--svg"], "render needs the name"),
        (&["render", "abort", "--svg", "--theme", "mauve"], "mauve is none of light, dark, print"),
        (&["render", "abort", "--pcapng", "--view", "sever"], "did you mean server?"),
        (&["render", "abort", "--svg", "--view", "client"], "--view says nothing about --svg"),
        (&["render", "abort", "--text", "--theme", "dark"], "--theme says nothing about --text"),
        (&["render", "abort", "--json", "--at", "2"], "--at says nothing"),
        (&["render", "abort", "--svg", "--at", "soon"], "from 0 to 86400"),
        (&["render", "abort", "--pcapng", "--start", "-1"], "seconds from 0 to"),
        (&["render", "abort", "--svg", "-o"], "-o needs a value"),
        (&["render", "abort", "--svgs"], "did you mean --"),
    ] {
        let sentence = refused(arguments);
        assert!(sentence.contains(said), "{arguments:?}: {sentence}");
    }
    let failed = waves(&["render", "abort", "--svg", "-o", "no/such/folder.svg"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("cannot write no/such/folder.svg"));
    assert!(well(&["help", "render"]).contains("--pcapng"));
}

/// Twice as many dots as the SVG has pixels, and words in them.
#[cfg(feature = "png")]
#[test]
fn render_draws_in_dots() {
    use resvg::tiny_skia::Pixmap;
    let output = waves(&["render", "abort", "--png"]);
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("this machine has no font") {
        eprintln!("SKIPPED: {said}");
        return;
    }
    assert!(output.status.success(), "{said}");
    let dots = Pixmap::decode_png(&output.stdout).expect("it is a PNG");
    let svg = well(&["render", "abort", "--svg"]);
    let length = |name: &str| {
        let value = svg.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
        value.and_then(|(value, _)| value.parse::<f64>().ok()).expect("a number")
    };
    assert_eq!(f64::from(dots.width()), (length("width") * 2.0).ceil());
    assert_eq!(f64::from(dots.height()), (length("height") * 2.0).ceil());
    // The title's line: ink on paper, and neither alone.
    let line: Vec<_> = (20..70).flat_map(|y| (30..400).map(move |x| (x, y))).collect();
    let dark = line.iter().filter(|(x, y)| dots.pixel(*x, *y).is_some_and(|dot| dot.red() < 100)).count();
    assert!(dark > 500 && dark < line.len() / 2, "{dark} of {}", line.len());
}

#[cfg(not(feature = "png"))]
#[test]
fn without_its_feature_there_are_no_dots() {
    let output = waves(&["render", "abort", "--png"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("without the feature png"));
}
