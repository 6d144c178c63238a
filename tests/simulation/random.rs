//! Pseudo-random scenarios from a fixed seed (xorshift64): the same ones everywhere, every time.

use super::{hosts, pause};
use four_waves::sim::{Act, Fault, Loss, Match, Scenario, Side, Step, Verdict};
use four_waves::tcp::{Kind, SeqNum, Stack};
use four_waves::time::{Duration, Instant};

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn millis(&mut self, most: u64) -> Duration {
        Duration::from_millis(self.below(most + 1))
    }
}

/// What a random scenario may contain.
#[derive(Clone, Copy)]
pub struct Mix {
    /// Losses, faults, delays that reorder.
    pub trouble: bool,
    /// Aborts, programs that never close, and people.
    pub rudeness: bool,
}

fn program(random: &mut Random, mix: Mix) -> Vec<Step> {
    let mut steps = Vec::new();
    for _ in 0..random.below(5) {
        steps.push(match random.below(3) {
            0 => Step::Sleep(random.millis(4_000)),
            1 => Step::Send(1 + random.below(4_000) as u32),
            _ => Step::Read(1 + random.below(3_000) as u32),
        });
    }
    match random.below(if mix.rudeness { 5 } else { 3 }) {
        0 => steps.extend([Step::ReadToEof, Step::Close]),
        1 => steps.extend([Step::Shutdown, Step::ReadToEof, Step::Close]),
        2 => steps.extend([Step::ReadToEof, Step::Sleep(random.millis(3_000)), Step::Shutdown, Step::Close]),
        3 => steps.push(Step::Abort),
        _ => steps.extend([Step::ReadToEof, Step::Keep]),
    }
    steps
}

pub fn scenario(seed: u64, mix: Mix) -> Scenario {
    let mut random = Random::new(seed);
    let random = &mut random;
    let mut scenario = hosts(&program(random, mix), &program(random, mix));
    // Two programs that each wait for the other's end wait for ever: one of them closes first.
    let first = random.of(&Side::BOTH);
    let polite = scenario.host_mut(first);
    if !polite.program.iter().any(|step| matches!(step, Step::Shutdown | Step::Abort)) || !mix.rudeness {
        polite.program.retain(|step| {
            !matches!(step, Step::Read(_) | Step::ReadToEof | Step::Keep | Step::Shutdown | Step::Close)
        });
        polite.program.extend([pause(1), Step::Shutdown, Step::ReadToEof, Step::Close]);
    }
    for side in Side::BOTH {
        let host = scenario.host_mut(side);
        host.stack = random.of(&Stack::ALL);
        host.isn = SeqNum(random.of(&[0, 1, 2_716_057_600, u32::MAX - 3, u32::MAX - 2_000]));
        host.msl = random.chance(50).then(|| Duration::from_millis(500 + random.below(20_000)));
    }
    scenario.opening = random.chance(50);
    let network = &mut scenario.network;
    network.delay = [random.millis(1_500), random.millis(1_500)];
    network.spacing = random.of(&[Duration::ZERO, Duration::from_millis(300)]);
    if mix.trouble {
        let (percent, seed) = (random.of(&[0, 10, 30, 60]), random.below(1 << 32) as u32);
        network.loss = Some(Loss { percent, seed, from: Instant::START });
        for _ in 0..random.below(4) {
            let of = match random.below(3) {
                0 => Match::Any,
                1 => Match::WithData,
                _ => Match::Kind(random.of(&Kind::ALL)),
            };
            let verdict = match random.below(3) {
                0 => Verdict::Lose,
                1 => Verdict::Delay(random.millis(9_000)),
                _ => Verdict::Duplicate(random.millis(9_000)),
            };
            let nth = Some(1 + random.below(4) as u32);
            network.faults.push(Fault { from: random.of(&Side::BOTH), of, nth, verdict, off: false });
        }
    }
    if mix.rudeness && random.chance(40) {
        let mut at = Instant::START;
        for _ in 0..1 + random.below(4) {
            at += random.millis(9_000);
            let act = random.of(&[Act::Send(50), Act::Shutdown, Act::Close, Act::Abort]);
            let side = random.of(&Side::BOTH);
            scenario.intervene(at, side, act);
        }
    }
    scenario
}
