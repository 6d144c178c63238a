//! Every form in which steps are written and read.

use super::*;
use proptest::prelude::*;

fn one(line: &str) -> Step {
    let steps = parse(line).unwrap_or_else(|problems| panic!("{line}: {problems:?}"));
    assert_eq!(steps.len(), 1, "{line}");
    steps[0]
}

fn expected(line: &str) -> Expected {
    let problems = parse(line).expect_err(line);
    assert_eq!(problems.len(), 1, "{line}");
    problems[0].expected
}

#[test]
fn every_step_has_one_form() {
    let text = write(&SAMPLES);
    assert_eq!(
        text,
        "connect()\naccept()\nsend(100)\nread(100)\nread to end\nshutdown(SHUT_WR)\nclose()\nabort()\n\
         sleep(1 s)\nkeep open\nstop listening"
    );
    assert_eq!(parse(&text), Ok(SAMPLES.to_vec()));
}

#[test]
fn what_people_write_is_read() {
    let sleep = |micros| Step::Sleep(Duration::from_micros(micros));
    for (line, step) in [
        ("CONNECT", Step::Connect),
        ("accept(fd);", Step::Accept),
        ("send 120 B", Step::Send(120)),
        ("Send(sock, 1_000)", Step::Send(1_000)),
        ("write(5)", Step::Send(5)),
        ("ｓｅｎｄ（１２０）；", Step::Send(120)),
        ("read（50）。", Step::Read(50)),
        ("recv(50 字节)", Step::Read(50)),
        ("recv()", Step::ReadToEof),
        ("read until 0", Step::ReadToEof),
        ("read to the end of data", Step::ReadToEof),
        ("recv(all)", Step::ReadToEof),
        ("shutdown", Step::Shutdown),
        ("SHUT_WR", Step::Shutdown),
        ("shutdown(fd, SHUT_WR)", Step::Shutdown),
        ("half-close", Step::Shutdown),
        ("close // done", Step::Close),
        ("close(listener)", Step::Unlisten),
        ("abort() # SO_LINGER 0", Step::Abort),
        ("sleep 500ms", sleep(500_000)),
        ("sleep(2)", sleep(2_000_000)),
        ("sleep(1,5 s)", sleep(1_500_000)),
        ("sleep(0.25 ms)", sleep(250)),
        ("sleep 1 min 30 s", sleep(90_000_000)),
        ("sleep 2 分钟", sleep(120_000_000)),
        ("pause()", Step::Keep),
        ("Keep the connection open", Step::Keep),
        ("stop listening", Step::Unlisten),
    ] {
        assert_eq!(one(line), step, "{line}");
    }
    assert_eq!(parse("\n  # nothing\r\n\r\n"), Ok(Vec::new()));
    assert_eq!(parse("connect(); send(5);close()").map(|steps| steps.len()), Ok(3));
}

#[test]
fn what_is_no_step_is_named_with_what_was_expected() {
    for (line, nearest) in [
        ("sned(5)", Some(Step::Send(5))),
        ("clsoe", Some(Step::Close)),
        ("shutdwn(SHUT_WR)", Some(Step::Shutdown)),
        ("conect to", Some(Step::Connect)),
        ("rcv 7", Some(Step::Read(7))),
        ("dance", None),
        ("发送(5)", None),
        ("5", None),
        ("(-)", None),
    ] {
        assert_eq!(expected(line), Expected::Call(nearest), "{line}");
    }
    for (line, what) in [
        ("send()", Expected::Octets(Step::Send(100))),
        ("send(-5)", Expected::Octets(Step::Send(100))),
        ("send(4294967296)", Expected::Octets(Step::Send(100))),
        ("send(1.5)", Expected::Octets(Step::Send(100))),
        ("read(many)", Expected::Octets(Step::Read(100))),
        ("send(5) twice", Expected::Only(Step::Send(5))),
        ("read to 5", Expected::Only(Step::ReadToEof)),
        ("sleep", Expected::Time),
        ("sleep(2 weeks)", Expected::Time),
        ("sleep(86401 s)", Expected::Time),
        ("sleep(0.0001 ms)", Expected::Time),
        ("shutdown(SHUT_RD)", Expected::Only(Step::Shutdown)),
        ("close() close()", Expected::Only(Step::Close)),
        ("stop", Expected::Only(Step::Unlisten)),
    ] {
        assert_eq!(expected(line), what, "{line}");
    }
}

#[test]
fn all_problems_are_told_with_their_lines() {
    let problems = parse("connect()\nsned(5)\n\n# fine\nclose()\nsleep(x)").unwrap_err();
    let told: Vec<_> = problems.iter().map(|problem| (problem.line, &*problem.found)).collect();
    assert_eq!(told, [(2, "sned(5)"), (6, "sleep(x)")]);
    let long = parse(&"é".repeat(100_000)).unwrap_err();
    assert_eq!(long[0].found.chars().count(), SHOWN);
}

#[test]
fn a_program_has_at_most_so_many_steps() {
    assert_eq!(parse(&"close()\n".repeat(MOST_STEPS)).map(|steps| steps.len()), Ok(MOST_STEPS));
    let problems = parse(&"close()\n".repeat(MOST_STEPS + 50)).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].line, problems[0].expected), (MOST_STEPS + 1, Expected::End));
}

#[test]
fn numbers_are_typed_as_they_are_shown() {
    for step in SAMPLES {
        match number(step) {
            Some(shown) => assert_eq!(with_number(step, &shown), Ok(step)),
            None => assert_eq!(with_number(step, "1"), Err(Expected::Only(step))),
        }
    }
    assert_eq!(with_number(Step::Send(1), " 70 "), Ok(Step::Send(70)));
    assert_eq!(with_number(Step::Send(1), ""), Err(Expected::Octets(Step::Send(1))));
    let sleep = Step::Sleep(Duration::ZERO);
    assert_eq!(with_number(sleep, "500 ms"), Ok(Step::Sleep(Duration::from_millis(500))));
    assert_eq!(with_number(sleep, "1e3"), Err(Expected::Time));
}

fn step() -> impl Strategy<Value = Step> {
    let micros = prop_oneof![0..5_000_u64, 0..=LONGEST_SLEEP.micros()];
    prop_oneof![
        proptest::sample::select(&SAMPLES[..]),
        any::<u32>().prop_map(Step::Send),
        any::<u32>().prop_map(Step::Read),
        micros.prop_map(|micros| Step::Sleep(Duration::from_micros(micros))),
        (0..=86_400_u64).prop_map(|seconds| Step::Sleep(Duration::from_secs(seconds))),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read(program in proptest::collection::vec(step(), 0..40)) {
        prop_assert_eq!(parse(&write(&program)), Ok(program.clone()));
        for step in program {
            if let Some(shown) = number(step) {
                prop_assert_eq!(with_number(step, &shown), Ok(step));
            }
        }
    }

    #[test]
    fn nothing_makes_it_panic(text in any::<String>(), digits in "[a-z(]{0,5}[0-9.,_ ]{0,30}[a-z微秒]{0,3}") {
        for text in [text, digits] {
            let _ = with_number(Step::Send(1), &text);
            let _ = with_number(Step::Sleep(Duration::ZERO), &text);
            if let Err(problems) = parse(&text) {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(problem.found.chars().count() <= SHOWN);
                    prop_assert!((1..=text.lines().count()).contains(&problem.line));
                }
            }
        }
    }
}

#[test]
fn large_texts_are_read_in_time() {
    for piece in ["send(5) ", "发送。", "😀", "1", "(", "a", ".", "send(5);", "x\n", "sleep 1 s 1 "] {
        let _ = parse(&piece.repeat(100_000 / piece.len()));
    }
}
