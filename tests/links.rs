//! Links open for ever: `links.txt` keeps one of each kind that version 1 wrote, and what each means.
//! A line that was once in there is never changed or taken out; new kinds are added below.

use four_waves::sim::link_code::{decode, encode, readable};
use four_waves::sim::questions::Question;
use four_waves::sim::scenario::Match;
use four_waves::sim::{Act, Fault, Host, Loss, Scenario, Side, Step, Verdict, catalog::Name};
use four_waves::tcp::{Kind, SeqNum, Stack};
use four_waves::time::{Duration, Instant};

const FILE: &str = "tests/links.txt";

/// All that a scenario says, in words that do not change with its link: what is as usual is left out.
fn meaning(scenario: &Scenario) -> String {
    let usual = Name::FreePlay.scenario(scenario.opening);
    let mut said = vec![scenario.name.clone()];
    let mut say = |what: &str, value: String| said.push(format!("{what} {value}"));
    if scenario.opening {
        say("from", "CLOSED".into());
    }
    let (network, plain) = (&scenario.network, &usual.network);
    if network.delay != plain.delay {
        say("delay", format!("{:?}", network.delay.map(Duration::micros)));
    }
    if network.spacing != plain.spacing {
        say("spacing", network.spacing.micros().to_string());
    }
    if let Some(Loss { percent, seed, from }) = network.loss {
        say("loss", format!("{percent} % seed {seed} from {from}"));
    }
    if let Some((from, until)) = network.down {
        say("down", format!("{from} to {until}"));
    }
    for fault in &network.faults {
        say("fault", format!("{fault:?}"));
    }
    if scenario.before != usual.before {
        say("before", format!("{:?}", scenario.before));
    }
    for side in Side::BOTH {
        host(side, scenario.host(side), usual.host(side), &mut say);
    }
    if let Some(crowd) = &scenario.crowd {
        say("crowd", format!("{crowd:?}"));
    }
    if scenario.horizon != usual.horizon {
        say("horizon", scenario.horizon.to_string());
    }
    for call in &scenario.interventions {
        say("call", format!("{call:?}"));
    }
    said.join("\n    ")
}

fn host(side: Side, host: &Host, usual: &Host, say: &mut impl FnMut(&str, String)) {
    let mut say = |what: &str, value: String| say(&format!("{side:?} {what}"), value);
    if host.stack != usual.stack {
        say("stack", host.stack.id().into());
    }
    for (what, own) in [("MSL", host.msl), ("RTO", host.rto), ("FIN-WAIT-2", host.fin_wait_2)] {
        if let Some(own) = own {
            say(what, own.to_string());
        }
    }
    let switches = [host.no_delay, host.rfc1337, host.reuse_addr, host.tw_reuse];
    if switches.contains(&true) {
        say("TCP_NODELAY, RFC 1337, SO_REUSEADDR, tcp_tw_reuse", format!("{switches:?}"));
    }
    if host.isn != usual.isn {
        say("ISN", host.isn.to_string());
    }
    if host.program != usual.program {
        say("program", format!("{:?}", host.program));
    }
}

#[test]
fn a_link_of_each_kind_means_what_it_meant() {
    let text = std::fs::read_to_string(FILE).expect("it is in the repository");
    let links: Vec<&str> =
        text.lines().filter(|line| !line.starts_with([' ', '#']) && !line.is_empty()).collect();
    assert!(links.len() >= 40, "{} links", links.len());
    let mut now: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
    let written: Vec<String> = links
        .iter()
        .map(|link| {
            let decoded = decode(link);
            assert_eq!(decoded.problem, None, "{link}");
            // What is written today is read as the same.
            assert_eq!(decode(&encode(&decoded.scenario)).scenario, decoded.scenario, "{link}");
            assert_eq!(decode(&readable(&decoded.scenario)).scenario, decoded.scenario, "{link}");
            format!("{link}\n    {}", meaning(&decoded.scenario))
        })
        .collect();
    now.push("");
    now.extend(written.iter().map(String::as_str));
    let now = now.join("\n") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &now).expect("it can be written");
    } else if let Some((was, is)) = text.lines().zip(now.lines()).find(|(was, is)| was != is) {
        panic!("{FILE}: a link that was given away means something else now.\n was {was}\n is  {is}");
    }
    assert_eq!(text.lines().count(), now.lines().count(), "{FILE} lacks a meaning: UPDATE_GOLDEN=1 adds it");
}

/// Each kind that this version can write is kept there.
#[test]
fn no_kind_is_missing() {
    let text = std::fs::read_to_string(FILE).expect("it is in the repository");
    let links: Vec<&str> = text.lines().filter(|line| !line.starts_with([' ', '#'])).collect();
    for key in ["d", "g", "l", "x", "f", "b", "u", "h", "i", "ck", "sk", "cm", "sr", "cw", "st", "cn", "sp"] {
        let part = format!(";{key}=");
        assert!(links.iter().any(|link| link.contains(&part)), "no link says {key}");
    }
    for name in Name::ALL {
        assert!(links.contains(&name.id()) && links.contains(&&*format!("1;{}", name.id())), "{name:?}");
    }
    for question in Question::ALL {
        assert!(links.contains(&question.id()), "{question:?}");
    }
    assert!(links.iter().any(|link| link.starts_with("1;my-")), "a recording");
    assert!(links.iter().any(|link| link.contains("?lang=")), "how it is looked at");
}

/// Ten edits, each as long as it can be, with a language and all that a view says: it fits a message.
#[test]
fn ten_edits_are_at_most_four_hundred_characters() {
    let at = |millis: u64| Instant::from_micros(millis * 1_000 + 123);
    let odd = Duration::from_micros(12_345_678);
    let stacks = Stack::ALL.into_iter().max_by_key(|stack| stack.id().len()).expect("there are some");
    let mut longest = (0, String::new());
    for name in Name::ALL {
        let mut scenario = name.scenario(true);
        scenario.network.delay = [odd, Duration::from_micros(9_876_543)];
        scenario.network.loss = Some(Loss { percent: 100, seed: 9_999, from: at(100_000) });
        scenario.client.stack = stacks;
        scenario.server.msl = Some(Duration::from_micros(240_000_001));
        scenario.server.isn = SeqNum(u32::MAX);
        for (nth, from) in [(12, Side::Client), (13, Side::Server)] {
            let of = Match::Kind(Kind::Data);
            let verdict = Verdict::Duplicate(odd);
            scenario.decide(Fault { from, of, nth: Some(nth), verdict, off: true });
        }
        scenario.intervene(at(123_456), Side::Client, Act::Send(65_535));
        scenario.intervene(at(234_567), Side::Server, Act::Send(65_535));
        scenario.server.program = vec![
            Step::Accept,
            Step::Sleep(odd),
            Step::Send(65_535),
            Step::ReadToEof,
            Step::Shutdown,
            Step::Sleep(odd),
            Step::Close,
        ];
        let view = "?lang=zh&theme=projector&numbers=relative&t=123.456789&speed=0.25&tab=transcript\
                    &segment=99&zoom=-6&scale=true";
        let link = format!("#{}{view}", encode(&scenario));
        assert_eq!(decode(&link[1..]).scenario, scenario, "{link}");
        if link.len() > longest.0 {
            longest = (link.len(), link);
        }
    }
    assert!(longest.0 <= 400, "{} characters: {}", longest.0, longest.1);
}

#[test]
fn a_damaged_link_says_so_and_keeps_what_can_be_read() {
    let cut = "1;last-ack-lost;o;d=500;cm=3000;i=c3200s100,s4000x";
    for end in "1;last-ack-lost".len()..cut.len() {
        let decoded = decode(&cut[..end]);
        assert_eq!(decoded.scenario.name, "last-ack-lost", "{}", &cut[..end]);
    }
    let newer = decode("2;last-ack-lost;cm=3000;zz=1");
    assert!(newer.problem.is_some());
    assert_eq!(newer.scenario.client.msl, Some(Duration::from_secs(3)));
}
