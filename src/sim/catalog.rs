//! The named scenarios, in the order in which the page offers them.

use super::scenario::{Fault, Host, Match, Network, Scenario, Side, Step, Verdict};
use crate::tcp::{Kind, SeqNum, Stack};
use crate::time::{Duration, Instant};

/// A scenario of the catalogue. Its words are in [`crate::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    FourWayClose,
    ThreeSegments,
    HalfCloseData,
    FirstFinLost,
    LastAckLost,
    ServerClosesFirst,
    SimultaneousClose,
    ServerNeverCloses,
    Abort,
    FreePlay,
}

use Name::*;
use Step::{Accept, Close, Connect, Keep, ReadToEof, Send, Shutdown};

impl Name {
    pub const ALL: [Self; 10] = [
        FourWayClose,
        ThreeSegments,
        HalfCloseData,
        FirstFinLost,
        LastAckLost,
        ServerClosesFirst,
        SimultaneousClose,
        ServerNeverCloses,
        Abort,
        FreePlay,
    ];

    /// Its name in links and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            FourWayClose => "four-way-close",
            ThreeSegments => "three-segments",
            HalfCloseData => "half-close-data",
            FirstFinLost => "first-fin-lost",
            LastAckLost => "last-ack-lost",
            ServerClosesFirst => "server-closes-first",
            SimultaneousClose => "simultaneous-close",
            ServerNeverCloses => "server-never-closes",
            Abort => "abort",
            FreePlay => "free-play",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.id() == id)
    }

    /// The scenario, from ESTABLISHED or with the opening before it.
    #[must_use]
    pub fn scenario(self, opening: bool) -> Scenario {
        let (client, server) = self.programs(opening);
        let mut scenario = blank(self.id(), opening);
        scenario.client.program = [&[Connect], client.as_slice()].concat();
        scenario.server.program = [&[Accept], server.as_slice()].concat();
        scenario.network.faults.extend(self.fault(opening));
        scenario
    }

    fn programs(self, opening: bool) -> (Vec<Step>, Vec<Step>) {
        let (half, second, two) = (pause(500), pause(1_000), pause(2_000));
        match self {
            FourWayClose | FirstFinLost | LastAckLost => (vec![second, Close], vec![ReadToEof, two, Close]),
            ThreeSegments => (vec![second, Close], vec![ReadToEof, Close]),
            HalfCloseData => (
                vec![second, Shutdown, ReadToEof, Close],
                vec![ReadToEof, pause(1_500), Send(120), two, Close],
            ),
            ServerClosesFirst => (vec![ReadToEof, two, Close], vec![second, Close]),
            // After the opening the server is ESTABLISHED one delay later than the client.
            SimultaneousClose if opening => (vec![pause(1_500), Close], vec![half, Close]),
            SimultaneousClose => (vec![second, Close], vec![second, Close]),
            ServerNeverCloses => (vec![second, Close], vec![ReadToEof, Keep]),
            Abort => (vec![second, Send(100), two, Step::Abort], vec![ReadToEof, Close]),
            FreePlay => (vec![ReadToEof, Keep], vec![ReadToEof, Keep]),
        }
    }

    fn fault(self, opening: bool) -> Option<Fault> {
        let (of, nth) = match self {
            FirstFinLost => (Match::Kind(Kind::Fin), 1),
            // The opening's third segment is an ACK alone as well.
            LastAckLost => (Match::Kind(Kind::Ack), 1 + u32::from(opening)),
            FourWayClose | ThreeSegments | HalfCloseData | ServerClosesFirst | SimultaneousClose
            | ServerNeverCloses | Abort | FreePlay => return None,
        };
        Some(Fault { from: Side::Client, of, nth: Some(nth), verdict: Verdict::Lose, off: false })
    }
}

fn pause(millis: u64) -> Step {
    Step::Sleep(Duration::from_millis(millis))
}

/// Two hosts with the textbook's settings and no program.
#[must_use]
pub fn blank(name: &str, opening: bool) -> Scenario {
    let host = |isn| Host { isn: SeqNum(isn), ..Host::default() };
    Scenario {
        name: name.to_owned(),
        opening,
        // Different on purpose: u and v shall not look alike.
        before: [100, 300],
        client: host(2_716_057_600),
        server: host(1_414_213_562),
        network: Network {
            delay: [Duration::from_secs(1); 2],
            spacing: Duration::from_millis(300),
            loss: None,
            faults: Vec::new(),
            down: None,
        },
        interventions: Vec::new(),
        crowd: None,
        horizon: Duration::from_secs(3_600),
    }
}

impl Network {
    /// Delay and spacing that suit the stacks' timers: the textbook's are made to be seen, the others'
    /// for a network whose round trip is well below their RTO.
    pub fn set_pace(&mut self, stacks: [Stack; 2]) {
        let slow = stacks == [Stack::Textbook; 2];
        let delay = if slow { Duration::from_secs(1) } else { Duration::from_millis(100) };
        self.delay = [delay; 2];
        self.spacing = Duration::from_micros(delay.micros() / 10 * 3);
    }
}

impl Scenario {
    /// The same with or without the opening: what the catalogue gave is built anew, what a person
    /// added moves along with the time and the segments that the handshake takes.
    #[must_use]
    pub fn with_opening(&self, opening: bool) -> Self {
        let mut changed = Self { opening, ..self.clone() };
        if opening == self.opening {
            return changed;
        }
        let mut own: Vec<Fault> = self.network.faults.clone();
        if let Some(name) = Name::from_id(&self.name) {
            let (was, is) = (name.scenario(self.opening), name.scenario(opening));
            // What is the catalogue's stays so switched off, or taken out, as a person has it.
            let same = |a: &Fault, b: &Fault| Fault { off: false, ..*a } == Fault { off: false, ..*b };
            own.retain(|fault| !was.network.faults.iter().any(|old| same(old, fault)));
            let kept = was.network.faults.iter().zip(is.network.faults).filter_map(|(old, new)| {
                let now = self.network.faults.iter().find(|now| same(old, now))?;
                Some(Fault { off: now.off, ..new })
            });
            changed.client.program = is.client.program;
            changed.server.program = is.server.program;
            changed.network.faults = kept.collect();
        } else {
            changed.network.faults.clear();
        }
        for mut fault in own {
            let taken = taken_by_opening(fault.from, fault.of);
            fault.nth = match fault.nth {
                Some(nth) if opening => Some(nth.saturating_add(taken)),
                // It was about the handshake itself, which is no longer there.
                Some(nth) if nth <= taken => continue,
                nth => nth.map(|nth| nth - taken),
            };
            changed.network.faults.push(fault);
        }
        let handshake = self.network.delay[0] + self.network.delay[1];
        for intervention in &mut changed.interventions {
            intervention.at = if opening {
                intervention.at + handshake
            } else {
                Instant::START + intervention.at.since(Instant::START + handshake)
            };
        }
        changed
    }
}

/// How many of a side's segments of that sort the handshake takes.
fn taken_by_opening(from: Side, of: Match) -> u32 {
    match (from, of) {
        (Side::Client, Match::Any) => 2,
        (Side::Client, Match::Kind(Kind::Syn | Kind::Ack))
        | (Side::Server, Match::Any | Match::Kind(Kind::SynAck)) => 1,
        (Side::Client | Side::Server, Match::Kind(_) | Match::WithData) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for name in Name::ALL {
            assert_eq!(Name::from_id(name.id()), Some(name));
        }
        assert_eq!(Name::from_id("five-way-close"), None);
    }

    #[test]
    fn the_opening_can_be_switched_on_and_off_without_loss() {
        for name in Name::ALL {
            let without = name.scenario(false);
            assert_eq!(without.with_opening(true), name.scenario(true), "{}", name.id());
            assert_eq!(without.with_opening(true).with_opening(false), without, "{}", name.id());
        }
    }
}
