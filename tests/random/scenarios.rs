//! Scenarios that nobody thought of: programs, stacks, delays, losses, faults, people, numbers near the
//! wrap. What shrinks, shrinks towards nothing special.

use four_waves::sim::catalog::blank;
use four_waves::sim::{Act, Fault, Host, Intervention, Loss, Match, Network, Scenario, Side, Step, Verdict};
use four_waves::tcp::{Kind, SeqNum, Stack};
use four_waves::time::{Duration, Instant};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// What a random scenario may contain.
#[derive(Clone, Copy, Debug)]
pub struct Mix {
    /// Losses, faults, delays that reorder, a cable that is cut.
    pub trouble: bool,
    /// Aborts, programs that never close, and people.
    pub rudeness: bool,
}

pub fn scenario(mix: Mix) -> BoxedStrategy<Scenario> {
    let programs = (program(mix), program(mix), select(&Side::BOTH[..]));
    let hosts = (host(mix), host(mix));
    let start = (any::<bool>(), [0_u32..2_000, 0..2_000]);
    (programs, hosts, start, network(mix), interventions(mix))
        .prop_map(move |((client, server, first), hosts, (opening, before), network, interventions)| {
            let mut scenario = Scenario {
                before: if opening { [0, 0] } else { before },
                network,
                interventions,
                ..blank("my-random", opening)
            };
            (scenario.client, scenario.server) = hosts;
            scenario.client.program = [vec![Step::Connect], client].concat();
            scenario.server.program = [vec![Step::Accept], server].concat();
            closes_first(scenario.host_mut(first), mix);
            scenario
        })
        .boxed()
}

/// Two programs that each wait for the other's end wait for ever: one of them closes first.
fn closes_first(host: &mut Host, mix: Mix) {
    let breaks_off = host.program.iter().any(|step| matches!(step, Step::Shutdown | Step::Abort));
    if mix.rudeness && breaks_off {
        return;
    }
    host.program.retain(|step| {
        !matches!(step, Step::Read(_) | Step::ReadToEof | Step::Keep | Step::Shutdown | Step::Close)
    });
    let pause = Step::Sleep(Duration::from_secs(1));
    host.program.extend([pause, Step::Shutdown, Step::ReadToEof, Step::Close]);
}

fn millis(most: u64) -> impl Strategy<Value = Duration> {
    (0..=most).prop_map(Duration::from_millis)
}

fn program(mix: Mix) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1..4_000_u32).prop_map(Step::Send),
        (1..3_000_u32).prop_map(Step::Read),
        millis(4_000).prop_map(Step::Sleep),
    ];
    let polite = vec![
        vec![Step::ReadToEof, Step::Close],
        vec![Step::Shutdown, Step::ReadToEof, Step::Close],
        vec![Step::ReadToEof, Step::Sleep(Duration::from_millis(700)), Step::Shutdown, Step::Close],
    ];
    let rude = vec![vec![Step::Abort], vec![Step::Close], vec![Step::ReadToEof, Step::Keep]];
    let endings = if mix.rudeness { [polite, rude].concat() } else { polite };
    (vec(step, 0..5), select(endings)).prop_map(|(steps, ending)| [steps, ending].concat())
}

fn host(mix: Mix) -> impl Strategy<Value = Host> {
    let near_the_wrap = (0..5_000_u32).prop_map(|below| SeqNum(u32::MAX - below));
    let isn = prop_oneof![Just(SeqNum(0)), near_the_wrap, any::<u32>().prop_map(SeqNum)];
    let msl = option::of((500..20_000_u64).prop_map(Duration::from_millis));
    // Where nothing is lost, nobody's patience shall end either.
    let rto = if mix.trouble { 200..8_000_u64 } else { 4_000..8_000 };
    let rto = option::of(rto.prop_map(Duration::from_millis));
    let fin_wait_2 = option::of(millis(90_000));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (select(&Stack::ALL[..]), msl, rto, fin_wait_2, flags, isn).prop_map(
        |(stack, msl, rto, fin_wait_2, (no_delay, rfc1337, reuse_addr, tw_reuse), isn)| {
            // Named, so that a new setting of a host is not forgotten here.
            Host {
                stack,
                msl,
                rto,
                fin_wait_2,
                no_delay,
                rfc1337,
                reuse_addr,
                tw_reuse,
                isn,
                program: Vec::new(),
            }
        },
    )
}

fn network(mix: Mix) -> BoxedStrategy<Network> {
    let spacing = select(vec![Duration::ZERO, Duration::from_millis(300)]);
    let quiet = ([millis(1_500), millis(1_500)], spacing).prop_map(|(delay, spacing)| Network {
        delay,
        spacing,
        loss: None,
        faults: Vec::new(),
        down: None,
    });
    if !mix.trouble {
        return quiet.boxed();
    }
    let loss = (select(vec![5_u8, 10, 30, 60]), any::<u32>(), millis(9_000));
    let loss = loss.prop_map(|(percent, seed, from)| Loss { percent, seed, from: Instant::START + from });
    let cut = (millis(20_000), millis(20_000));
    let cut = cut.prop_map(|(from, long)| (Instant::START + from, Instant::START + from + long));
    let rarely = proptest::option::weighted(0.1, cut);
    (quiet, option::of(loss), vec(fault(), 0..4), rarely)
        .prop_map(|(quiet, loss, faults, down)| Network { loss, faults, down, ..quiet })
        .boxed()
}

fn fault() -> impl Strategy<Value = Fault> {
    let of =
        prop_oneof![select(&Kind::ALL[..]).prop_map(Match::Kind), Just(Match::WithData), Just(Match::Any)];
    let verdict = prop_oneof![
        Just(Verdict::Lose),
        millis(9_000).prop_map(Verdict::Delay),
        millis(2_000).prop_map(Verdict::Advance),
        millis(9_000).prop_map(Verdict::Duplicate),
    ];
    (select(&Side::BOTH[..]), of, 1..5_u32, verdict).prop_map(|(from, of, nth, verdict)| Fault {
        from,
        of,
        nth: Some(nth),
        verdict,
        off: false,
    })
}

fn interventions(mix: Mix) -> BoxedStrategy<Vec<Intervention>> {
    if !mix.rudeness {
        return Just(Vec::new()).boxed();
    }
    let act = select(vec![Act::Send(50), Act::Shutdown, Act::Close, Act::Abort]);
    let one = (millis(9_000), select(&Side::BOTH[..]), act);
    let some = vec(one, 1..4).prop_map(|each| {
        let mut at = Instant::START;
        let mut all = Vec::new();
        for (later, side, act) in each {
            at += later;
            all.push(Intervention { at, side, act, off: false });
        }
        all
    });
    prop_oneof![3 => Just(Vec::new()), 2 => some].boxed()
}
