//! The state diagram's table of rules against the machine: what happens in very many scenarios.

#[allow(dead_code, reason = "the random runs use all of it")]
#[path = "random/scenarios.rs"]
mod scenarios;

use four_waves::sim::catalog::Name;
use four_waves::sim::search::{Goal, edges, shortest};
use four_waves::sim::{Act, Fault, Intervention, Match, Scenario, Side, Step, Verdict, simulate};
use four_waves::tcp::{EDGES, Kind, Rule, Stack, State};
use four_waves::time::{Duration, Instant};
use four_waves::view::diagram::rules;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use scenarios::{Mix, scenario};
use std::collections::BTreeSet;

type Taken = BTreeSet<((State, State), Rule)>;

/// Every edge with every rule by which some side takes it.
fn collect(scenario: &Scenario, taken: &mut Taken) {
    for moment in &simulate(scenario).moments {
        taken.extend(moment.changes.iter().map(|change| ((change.from, change.to), change.rule)));
        // The edge that is taken by way of another state has the rules of both halves.
        if edges(&moment.changes).any(|edge| edge == (State::FinWait1, State::TimeWait)) {
            let rules = moment.changes.iter().map(|change| change.rule);
            taken.extend(rules.map(|rule| ((State::FinWait1, State::TimeWait), rule)));
        }
    }
}

fn runner(seed: u8) -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// Numbers without a pattern (SplitMix64).
struct Lots(u64);

impl Lots {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % end
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A few things done by people and a few faults, on any stacks: unlike the random programs these
    /// open and listen anew, and do so while anything is under way.
    fn scenario(&mut self) -> Scenario {
        let mut scenario = Name::FreePlay.scenario(self.below(3) > 0);
        for side in Side::BOTH {
            scenario.host_mut(side).stack = self.one(&Stack::ALL);
            scenario.host_mut(side).fin_wait_2 = self.one(&[None, Some(Duration::from_secs(3))]);
            if self.below(2) == 0 {
                scenario.host_mut(side).program.clear();
            }
        }
        // A 4-tuple is to be had again before TIME-WAIT is over.
        scenario.client.tw_reuse = self.below(4) == 0;
        if self.below(8) == 0 {
            scenario.server.program = vec![Step::Accept, Step::Sleep(Duration::from_secs(2)), Step::Unlisten];
        }
        // Soon after its first number a side's next one still lies in the peer's window.
        let unit = self.one(&[500, 50, 10]);
        scenario.network.delay = [Duration::from_millis(2 * unit); 2];
        let all = [Act::Connect, Act::Listen, Act::Send(200_000), Act::Shutdown, Act::Close, Act::Abort];
        let mut acts = &all[..];
        match self.below(4) {
            // A connection is broken off unheard, and opened again while the peer still has the old one.
            0 => {
                acts = &[Act::Close, Act::Abort, Act::Connect];
                (scenario.client.stack, scenario.server.stack) = (Stack::Rfc793, Stack::Rfc793);
                let of = Match::Kind(Kind::Rst);
                let lose = |from| Fault { from, of, nth: None, verdict: Verdict::Lose, off: false };
                scenario.network.faults.extend(Side::BOTH.map(lose));
            }
            // A close around data that nobody reads.
            1 => {
                acts = &[Act::Send(100), Act::Shutdown, Act::Close];
                scenario.opening = false;
                scenario.client.program.clear();
                scenario.server.program.clear();
            }
            _ => {}
        }
        let mut at = Instant::START;
        for _ in 0..1 + self.below(6) {
            at += Duration::from_millis(unit * self.below(6) as u64);
            let (side, act) = (self.one(&Side::BOTH), self.one(acts));
            scenario.interventions.push(Intervention { at, side, act, off: false });
        }
        for _ in 0..self.below(3) {
            let half = Duration::from_millis(unit * (1 + self.below(9) as u64));
            let verdict = self.one(&[Verdict::Lose, Verdict::Delay(half), Verdict::Duplicate(half)]);
            let nth = self.one(&[None, Some(1), Some(1), Some(2), Some(3)]);
            let of = Match::Kind(self.one(&Kind::ALL));
            scenario.network.faults.push(Fault { from: self.one(&Side::BOTH), of, nth, verdict, off: false });
        }
        scenario
    }
}

fn all_taken() -> Taken {
    let mut taken = Taken::new();
    for name in Name::ALL {
        for opening in [false, true] {
            collect(&name.scenario(opening), &mut taken);
        }
    }
    for (from, to) in EDGES {
        collect(&shortest(Goal::Edge(*from, *to)).expect("it is reached").scenario, &mut taken);
    }
    let wild = scenario(Mix { trouble: true, rudeness: true });
    let mut runner = runner(9);
    for _ in 0..2_000 {
        collect(&wild.new_tree(&mut runner).expect("it is made").current(), &mut taken);
    }
    let mut lots = Lots(5);
    for _ in 0..20_000 {
        collect(&lots.scenario(), &mut taken);
    }
    taken
}

/// What the machine's code allows and these runs do not hold: a second SYN of the peer within its
/// window, just while a simultaneous open or close is not over.
const RARE: [((State, State), Rule); 2] = [
    ((State::SynReceived, State::Closed), Rule::SynAgain),
    ((State::Closing, State::Closed), Rule::SynResets),
];

#[test]
fn the_table_names_every_rule_by_which_an_edge_is_taken_and_no_other() {
    let taken = all_taken();
    for ((from, to), rule) in &taken {
        assert!(rules((*from, *to)).contains(rule), "{from} to {to} is taken by {rule:?} too");
    }
    let mut never = Vec::new();
    for edge in EDGES {
        let named = rules(*edge).iter().map(|rule| (*edge, *rule));
        never.extend(named.filter(|way| !taken.contains(way)));
    }
    assert_eq!(never, RARE);
}
