//! `waves import`.

use super::*;

// ---- import ----

#[test]
fn import_prints_packets_as_tshark_numbers_them() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/captures/kept");
    for file in ["0.pcap", "1.pcapng"] {
        let path = folder.join(file).display().to_string();
        let golden = folder.join(file).with_extension("tsv");
        let golden = std::fs::read_to_string(golden).expect("it lies there");
        // Frame, stream, flags, seq, ack, len.
        let row = |line: &str| {
            let fields: Vec<&str> = line.split('\t').collect();
            [fields[1], fields[3], fields[4], fields[5]].join("\t") + "\n"
        };
        let expected: String = golden.lines().map(row).collect();
        assert_eq!(well(&["import", &path, "--packets"]), expected);
        let list = well(&["import", &path]);
        let last = expected.lines().filter_map(|line| line.split('\t').next()?.parse::<usize>().ok()).max();
        // A head, and a line for each.
        assert_eq!(list.lines().count(), last.expect("there are some") + 2, "{list}");
    }
}

#[test]
fn import_prints_a_connection_as_a_ladder() {
    let Ok(folder) = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/captures").canonicalize()
    else {
        println!("SKIPPED: there is no ../shared/captures");
        return;
    };
    let file = |name: &str| folder.join(name).display().to_string();
    // A capture ends while a state lasts: nobody knows how long that goes on.
    assert!(well(&["import", &file("one-http-close.pcap")]).contains(" ≥ "), "the least is said");
    let path = file("half-close.pcapng");
    let one = well(&["import", &path, "--connection", "0"]);
    assert!(one.contains("FIN-WAIT-2: its FIN was acknowledged (packet"), "{one}");
    let zh = well(&["import", &path, "--connection", "0", "--lang", "zh"]);
    assert!(zh.contains("FIN-WAIT-2：它的 FIN 得到确认（分组"), "{zh}");
    let made = well(&["import", &path, "--connection", "0", "--remake"]);
    let link = made.lines().find(|line| line.starts_with("1;my-capture")).expect("the scenario's link");
    assert!(well(&["run", link]).contains("FIN-WAIT-2"));
    let [client, server] =
        ["client", "server"].map(|end| file(&format!("first-fin-lost-seen-by-{end}.pcap")));
    let alone = well(&["import", &client, "--connection", "0"]);
    let both = well(&["import", &client, "--connection", "0", "--join", &server]);
    assert_ne!(alone, both);
    assert!(both.contains("one from each end"), "{both}");
    assert!(refused(&["import", &path, "--remake"]).contains("need --connection"));
    assert!(refused(&["import", &path, "--connection", "x"]).contains("needs a number"));
    assert!(
        refused(&["import", &path, "--connection", "0", "--taken", "here"])
            .contains("client, server or middle")
    );
}

#[test]
fn import_reads_standard_input_and_says_what_it_cannot_read() {
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/captures/kept/0.pcap");
    let file = std::fs::read(&kept).expect("it lies there");
    let import = |octets: &[u8]| {
        let mut waves = Command::new(env!("CARGO_BIN_EXE_waves"));
        waves.args(["import", "-", "--packets"]).stdin(Stdio::piped());
        let mut waves = waves.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        let mut stdin = waves.stdin.take().expect("a pipe");
        std::io::Write::write_all(&mut stdin, octets).expect("it reads");
        drop(stdin);
        let output = waves.wait_with_output().expect("it ends");
        let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("UTF-8"));
        (output.status.code(), out, err)
    };
    let whole = well(&["import", &kept.display().to_string(), "--packets"]);
    assert_eq!(import(&file), (Some(0), whole.clone(), String::new()));
    let (code, out, err) = import(&file[..file.len() - 1]);
    assert_eq!(code, Some(1));
    assert!(whole.starts_with(&out) && !out.is_empty(), "{out}");
    assert!(err.starts_with("waves: -: The file is cut off: what begins at octet "), "{err}");
    assert_eq!(import(&[]), (Some(1), String::new(), "waves: -: The file is empty.\n".into()));
    let (code, out, err) = import(b"\x1f\x8b\x08 and so on");
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("compressed (gzip)"), "{err}");

    assert!(refused(&["import"]).contains("needs a file"));
    assert!(refused(&["import", "no-such-file.pcap"]).contains("cannot read no-such-file.pcap"));
    assert!(refused(&["import", "a.pcap", "b.pcap"]).contains("one file at a time"));
    assert!(refused(&["import", "a.pcap", "--packet"]).contains("did you mean --packets"));
}
