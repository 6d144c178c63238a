//! Bad input: what could be read is there, what could not is named with its place, and nothing panics
//! or swells.

use crate::made;
use crate::{read, written};
use four_waves::capture::{LONGEST, Limits, Link, Looks, Problem, Reader, Wrong};
use four_waves::text::Lang;
use four_waves::text::capture::reading;

/// Small files of both formats and both byte orders.
fn small() -> Vec<Vec<u8>> {
    let mut lots = made::Lots(7);
    let mut files = Vec::new();
    for (link, big) in [(1, false), (276, true), (0, false)] {
        let frames = made::taken(&mut lots, &[link], 8);
        files.push(made::pcap(big, big, link, &frames));
    }
    for links in [&[1_u16][..], &[113, 101]] {
        let frames = made::taken(&mut lots, links, 8);
        files.push(made::pcapng(&mut lots, links, &frames));
    }
    files
}

fn problems(file: &[u8]) -> Vec<Wrong> {
    read(file).problems().iter().map(|problem| problem.wrong).collect()
}

#[test]
fn a_file_cut_anywhere_keeps_what_is_whole() {
    for file in small() {
        let whole = written(&read(&file));
        let mut sound = 0;
        for end in 0..file.len() {
            let capture = read(&file[..end]);
            let rows = written(&capture);
            assert!(whole.starts_with(&rows), "cut at {end}");
            match capture.problems() {
                // Between two packets it does not look cut.
                [] => sound += 1,
                [problem] => {
                    let expected = match end {
                        0 => problem.wrong == Wrong::Empty,
                        1..24 => matches!(problem.wrong, Wrong::HeaderCut | Wrong::NotACapture(_)),
                        _ => problem.wrong == Wrong::Cut,
                    };
                    assert!(expected && problem.at <= end as u64, "cut at {end}: {problem:?}");
                }
                several => panic!("cut at {end}: {several:?}"),
            }
        }
        assert!((8..60).contains(&sound), "{sound}");
    }
}

/// Whatever stands in the file: no panic, no end without a word, and what came before the octet is
/// read as if it were right.
#[test]
fn any_octet_may_be_wrong() {
    let mut troubled = 0;
    for file in small() {
        let whole = written(&read(&file));
        for at in 0..file.len() {
            let before = written(&read(&file[..at]));
            assert!(whole.starts_with(&before));
            for flip in [1, 0x80, 0xff] {
                let mut file = file.clone();
                file[at] ^= flip;
                let capture = read(&file);
                // The file's header decides about all of it, and so does an interface's.
                let rows = written(&capture);
                if at >= 400 {
                    assert!(rows.starts_with(&before), "octet {at} ^ {flip}:\n{rows}\nbut\n{before}");
                }
                for stream in capture.streams() {
                    let conversation = capture.conversation(stream.stream).expect("it is listed");
                    assert!(conversation.seen.len() <= stream.packets as usize);
                }
                troubled += usize::from(!capture.problems().is_empty());
                for problem in capture.problems() {
                    assert!(problem.at <= file.len() as u64);
                    for lang in Lang::ALL {
                        assert_eq!(reading::problem(problem, lang).lines().count(), 1);
                    }
                }
            }
        }
    }
    assert!(troubled > 500, "{troubled}");
}

#[test]
fn what_is_no_capture_is_said_to_be_what_it_is() {
    let of = |octets: &[u8]| match problems(octets)[..] {
        [Wrong::NotACapture(looks)] => looks,
        ref other => panic!("{other:?}"),
    };
    let long = |beginning: &[u8]| [beginning, &[7; 100]].concat();
    for (octets, looks) in [
        (long(b"\x1f\x8b\x08"), Looks::Compressed("gzip")),
        (long(b"PK\x03\x04"), Looks::Compressed("ZIP")),
        (long(b"\x89PNG\r\n"), Looks::Other("PNG")),
        (long(b"snoop\0\0\0"), Looks::OtherCapture("snoop")),
        (long(b"\0\0\0\x40\x12\x34\x56\x78\x02\x04\0\x60\0\0\0\x50"), Looks::Unknown),
        (long(b"\x10\0\xe2\x40\x12\x34\x56\x65\x02\x04\0\x60\0\0\0\x50"), Looks::OtherCapture("ERF")),
        (b"{\"a\": 1}".to_vec(), Looks::Other("JSON")),
        (b"12:00:01.000000 IP 10.8.0.1.80 > 10.8.0.2.81: Flags [F.]".to_vec(), Looks::Text),
        ("抓包文件".into(), Looks::Text),
        (long(b"\0"), Looks::Unknown),
        (b"\0".to_vec(), Looks::Unknown),
    ] {
        assert_eq!(of(&octets), looks, "{octets:?}");
    }
    assert_eq!(problems(&[]), [Wrong::Empty]);
    assert_eq!(problems(&[0x0a, 0x0d, 0x0d, 0x0a]), [Wrong::HeaderCut]);
}

#[test]
fn lengths_that_lie_are_named_with_their_place() {
    let mut lots = made::Lots(3);
    let frames = made::taken(&mut lots, &[101], 4);
    let file = made::pcap(false, false, 101, &frames);
    let second = 24 + 16 + frames[0].octets.len();
    let lie = |length: u32| {
        let mut file = file.clone();
        file[second + 8..second + 12].copy_from_slice(&length.to_le_bytes());
        read(&file).problems().to_vec()
    };
    let (at, packet) = (second as u64, Some(2));
    for length in [LONGEST + 1, u32::MAX] {
        assert_eq!(lie(length), [Problem { at, packet, wrong: Wrong::PacketLength(length), packets: 0 }]);
    }
    for length in [100_000, LONGEST] {
        assert_eq!(lie(length), [Problem { at, packet, wrong: Wrong::Cut, packets: 0 }]);
    }

    let section = made::section(true);
    let interface = made::interface(true, 101, None, 0);
    let packet = |number: u32, captured: u32| {
        let fields = [number, 0, 0, captured, captured].map(u32::to_be_bytes).concat();
        made::block(true, 6, &[fields, vec![0x45; 40]].concat())
    };
    let of = |blocks: &[&[u8]]| problems(&blocks.concat());
    assert_eq!(of(&[&section, &interface, &packet(0, 40)]), []);
    assert_eq!(of(&[&section, &interface, &packet(0, 41)]), [Wrong::Overfull { captured: 41 }]);
    assert_eq!(of(&[&section, &interface, &packet(7, 40)]), [Wrong::NoInterface(7)]);
    assert_eq!(of(&[&section, &packet(0, 40)]), [Wrong::NoInterface(0)]);
    for (total, wrong) in [
        (30_u32, Wrong::BlockLength(30)),
        (8, Wrong::BlockLength(8)),
        (LONGEST + 4, Wrong::BlockLength(LONGEST + 4)),
        (68, Wrong::BlockEnds { first: 68, last: 0x4545_4545 }),
    ] {
        let mut packet = packet(0, 40);
        packet[4..8].copy_from_slice(&total.to_be_bytes());
        assert_eq!(of(&[&section, &interface, &packet]), [wrong]);
    }
    let mut order = section.clone();
    order[8] = 9;
    assert!(matches!(of(&[&section, &order])[..], [Wrong::ByteOrder(_)]));
    let mut version = section.clone();
    version[13] = 2;
    assert_eq!(of(&[&section, &version]), [Wrong::Version(2)]);
    assert_eq!(problems(&made::pcap(false, false, 105, &frames)), [Wrong::Link(Link(105))]);
}

#[test]
fn times_out_of_range_are_said_once() {
    let section = made::section(false);
    let packet = |time: u64| {
        let fields = [0, (time >> 32) as u32, time as u32, 0, 0].map(u32::to_le_bytes).concat();
        made::block(false, 6, &fields)
    };
    for (ticks, offset, good, bad) in
        [(0, 0, 1 << 34, 1 << 35), (6, -5, 5_000_000, 4_999_999), (9, i64::MAX, 0, 0), (0x80, 0, 7, u64::MAX)]
    {
        let interface = made::interface(false, 1, Some(ticks), offset);
        let file = [section.clone(), interface, packet(good), packet(bad), packet(bad)].concat();
        let capture = read(&file);
        let times: Vec<&Problem> = capture.problems().iter().collect();
        let first = if offset == i64::MAX { 1 } else { 2 };
        assert!(
            matches!(times[..], [Problem { wrong: Wrong::Time, packet: Some(packet), packets, .. }]
                if *packet == first && *packets == 4 - first),
            "{times:?}"
        );
    }
}

// ---- memory ----

#[test]
fn a_million_interfaces_fill_no_memory() {
    let interface = made::interface(false, 101, Some(9), 0);
    let mut reader = Reader::new();
    reader.push(&made::section(false));
    let many = interface.repeat(1000);
    for _ in 0..1000 {
        reader.push(&many);
    }
    let packet = |interface: u32| {
        let fields = [interface, 0, 0, 0, 0].map(u32::to_le_bytes).concat();
        made::block(false, 6, &fields)
    };
    reader.push(&[packet(65_535), packet(65_536), packet(999_999)].concat());
    let capture = reader.finish();
    assert_eq!(capture.packets(), 3);
    let [Problem { wrong: Wrong::Interfaces(65_536), packets: 2, .. }] = capture.problems() else {
        panic!("{:?}", capture.problems());
    };
}

/// Ten gigabytes are one packet with a long payload, over and over, and a limit for what is kept.
#[test]
fn beyond_the_limits_packets_are_counted() {
    let mut lots = made::Lots(1);
    let frames = made::taken(&mut lots, &[1], 200);
    let file = made::pcap(false, false, 1, &frames);
    let all = read(&file);
    let keep = |packets, connections| {
        let mut reader = Reader::with_limits(Limits { packets, connections });
        reader.push(&file);
        reader.finish()
    };
    let few = keep(50, 1000);
    assert!(written(&all).starts_with(&written(&few)));
    assert_eq!((few.tcp_packets(), few.packets()), (50, all.packets()));
    let [Problem { wrong: Wrong::Packets(50), packets, .. }] = few.problems() else {
        panic!("{:?}", few.problems());
    };
    assert_eq!(*packets as usize, all.tcp_packets() - 50);
    let few = keep(1000, 3);
    assert_eq!(few.streams().count(), 3);
    assert!(matches!(few.problems(), [Problem { wrong: Wrong::Connections(3), .. }]));
}

/// Large packets are passed over, not held: 40 GB in pieces of 1 MB, most of which are not looked at.
#[test]
fn offsets_go_beyond_four_gigabytes() {
    let piece = vec![0; 1 << 20];
    let header = |captured: u32| [0, 0, captured, captured].map(u32::to_le_bytes).concat();
    let mut reader = Reader::new();
    reader.push(&made::pcap(false, false, 1, &[]));
    for _ in 0..160 {
        reader.push(&header(LONGEST));
        for _ in 0..LONGEST >> 20 {
            reader.push(&piece);
        }
    }
    reader.push(&header(LONGEST + 1));
    let capture = reader.finish();
    let at = 24 + 160 * (16 + u64::from(LONGEST));
    let wrong = Wrong::PacketLength(LONGEST + 1);
    assert_eq!(capture.problems(), [Problem { at, packet: Some(161), wrong, packets: 0 }]);
}

/// At most 64 octets a packet, wherever the list has just grown.
#[test]
fn memory_is_64_octets_a_packet() {
    let mut lots = made::Lots(5);
    let frames = made::taken(&mut lots, &[1], 4000);
    let (header, frames) =
        (made::pcap(false, false, 1, &[]), made::pcap(false, false, 1, &frames)[24..].to_vec());
    let mut reader = Reader::new();
    reader.push(&header);
    for _ in 0..40 {
        reader.push(&frames);
        let capture = reader.capture();
        let each = capture.size() as f64 / capture.tcp_packets() as f64;
        assert!(each <= 64.0, "{each} octets a packet of {}", capture.tcp_packets());
    }
}
