//! The sockets of both hosts as Linux' `ss -tano` lists them, at any moment of a trace.
//!
//! From iproute2's `misc/ss.c` and from excerpts of the kernel's sources: the form of the timer column,
//! what the queues count, the order in which timers are looked at. Held against a running ss (Linux
//! 6.18, loopback): a listener's backlog as its Send-Q, unread octets and the FIN as Recv-Q (6 for 5
//! octets and a FIN), FIN-WAIT-2 without a
//! program as `timer:(timewait,59sec,0)`, TIME-WAIT with empty queues. Linux joins a FIN to unread data
//! before it, so that reading the data takes the FIN along; here it counts until a read returns the
//! end of data, which is so where nothing lay unread. Not held against one: the `on`
//! and `persist` timers, and that a half-open connection behind a listener shows empty queues.
//!
//! Other stacks than Linux are listed as Linux would list them. A listener is shown until its one
//! connection is accepted, for that is how long this model has one.

use crate::sim::{Act, CallRecord, Called, Outcome, Side, Step, Trace, WaitEnd};
use crate::tcp::{Notice, Snapshot, State, Timer};
use crate::time::{Duration, Instant};

/// The model's server takes one connection: so many may wait for accept().
const BACKLOG: u32 = 1;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub state: State,
    /// In octets; of a listener in connections.
    pub recv_q: u32,
    pub send_q: u32,
    pub local: &'static str,
    pub peer: &'static str,
    /// `timer:(on,800ms,0)`, where a timer runs.
    pub timer: Option<String>,
}

impl Row {
    /// The state in ss's spelling.
    #[must_use]
    pub const fn state_name(&self) -> &'static str {
        match self.state {
            State::Established => "ESTAB",
            State::SynReceived => "SYN-RECV",
            state => state.name(),
        }
    }
}

/// What ss prints on that side's host at `t`, all that happens at `t` included: the listener first.
#[must_use]
pub fn sockets(trace: &Trace, side: Side, t: Instant) -> Vec<Row> {
    let end = trace.ends_at(t)[side as usize];
    let mut rows = Vec::new();
    if let Some(waiting) = listener(trace, side, t, &end) {
        rows.push(Row {
            state: State::Listen,
            recv_q: waiting,
            send_q: BACKLOG,
            local: "0.0.0.0:80",
            peer: "0.0.0.0:*",
            timer: None,
        });
    }
    if !matches!(end.state, State::Closed | State::Listen) {
        rows.push(Row {
            state: end.state,
            recv_q: recv_q(trace, side, t, &end),
            send_q: send_q(&end),
            local: side.address_text(),
            peer: side.peer().address_text(),
            timer: timer(trace, side, t, &end),
        });
    }
    rows
}

// ---- the listener ----

/// How many connections wait in its queue; `None` if there is no listener.
fn listener(trace: &Trace, side: Side, t: Instant, end: &Snapshot) -> Option<u32> {
    match end.state {
        _ if stands_beside(trace, side, t) => Some(0),
        State::Listen => Some(0),
        // The TIME-WAIT that a new SYN ended had no listener.
        State::SynReceived => end.passive.then_some(0),
        State::Closed | State::SynSent => None,
        _ => (end.passive && waits_for_accept(trace, side, t)).then_some(1),
    }
}

/// With SO_REUSEADDR a listener may stand beside a connection that is not over.
fn stands_beside(trace: &Trace, side: Side, t: Instant) -> bool {
    let listens = |call: &&CallRecord| {
        let done = matches!(call.returned, Some((_, Outcome::Done)));
        call.side == side && call.at <= t && done && call.what == Called::Person(Act::Listen)
    };
    let Some(call) = trace.calls.iter().rfind(listens) else { return false };
    let since =
        trace.changes().filter(|(moment, _)| moment.side == side && (call.at..=t).contains(&moment.at));
    !since.into_iter().any(|(_, change)| matches!(change.to, State::Listen | State::SynReceived))
}

/// Is there an accept() that the program has not come back from, or not come to, while the listener
/// is open?
fn waits_for_accept(trace: &Trace, side: Side, t: Instant) -> bool {
    let listened = trace.start[side as usize].state == State::Listen;
    let done = |call: &CallRecord| match call.what {
        Called::Program(Step::Accept) => call.returned.is_some_and(|(at, _)| at <= t),
        Called::Program(Step::Unlisten) => call.at <= t,
        _ => false,
    };
    listened && !trace.calls.iter().any(|call| call.side == side && done(call))
}

// ---- queues ----

fn recv_q(trace: &Trace, side: Side, t: Instant, end: &Snapshot) -> u32 {
    if end.state == State::TimeWait {
        return 0;
    }
    end.unread + u32::from(end.peer_closed && !end_was_read(trace, side, t))
}

/// Has a read returned the end of data since the FIN came?
fn end_was_read(trace: &Trace, side: Side, t: Instant) -> bool {
    let told = |moment: &&crate::sim::Moment| {
        moment.at <= t && moment.side == side && moment.notices.contains(&Notice::EndOfData)
    };
    // The last connection's: a FIN comes once in each.
    let Some(came) = trace.moments.iter().rev().find(told).map(|moment| moment.at) else { return false };
    trace.calls.iter().filter(|call| call.side == side).any(|call| {
        call.returned
            .is_some_and(|(at, outcome)| (came..=t).contains(&at) && matches!(outcome, Outcome::EndOfData(_)))
    })
}

fn send_q(end: &Snapshot) -> u32 {
    let fin = match end.state {
        State::FinWait1 | State::Closing | State::LastAck => true,
        State::TimeWait | State::FinWait2 => return 0,
        State::SynReceived if end.passive => return 0,
        _ => end.fin_waiting,
    };
    let syn = matches!(end.state, State::SynSent | State::SynReceived);
    end.send_queue + u32::from(fin) + u32::from(syn)
}

// ---- the timer ----

fn timer(trace: &Trace, side: Side, t: Instant, end: &Snapshot) -> Option<String> {
    let shown = [
        (Timer::Retransmission, "on"),
        (Timer::ZeroWindowProbe, "persist"),
        (Timer::FinWait2, "timewait"),
        (Timer::TimeWait, "timewait"),
    ];
    shown.into_iter().find_map(|(timer, name)| {
        let waits = trace.waits(side, timer);
        let runs = waits
            .iter()
            .rev()
            .find(|wait| wait.from <= t && (t < wait.until || wait.how == WaitEnd::Running))?;
        let retransmissions = if name == "timewait" { 0 } else { end.tries };
        let left = time_left(runs.due.since(t));
        Some(["timer:(", name, ",", &left, ",", &retransmissions.to_string(), ")"].concat())
    })
}

/// As ss writes it: `800ms`, `1.200ms`, `17sec`, `1min30sec`, `12min`; nothing for nothing.
#[must_use]
pub fn time_left(left: Duration) -> String {
    let all = left.micros() / 1_000;
    let (minutes, mut seconds, mut millis) = (all / 60_000, all / 1_000 % 60, all % 1_000);
    let mut text = String::new();
    if minutes > 0 {
        millis = 0;
        text.push_str(&minutes.to_string());
        text.push_str("min");
        if minutes > 9 {
            seconds = 0;
        }
    }
    if seconds > 0 {
        if seconds > 9 {
            millis = 0;
        }
        text.push_str(&seconds.to_string());
        text.push_str(if millis > 0 { "." } else { "sec" });
    }
    if millis > 0 {
        let padded = ["00", &millis.to_string()].concat();
        text.push_str(&padded[padded.len() - 3..]);
        text.push_str("ms");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;
    use crate::sim::{Cause, Fault, Match, Verdict, simulate};
    use crate::tcp::Kind;
    use crate::text::{Lang, sockets::columns};

    /// One line as text.
    fn lines(trace: &Trace, side: Side, t: Instant) -> Vec<String> {
        let line = |row: &Row| {
            let timer = row.timer.clone().unwrap_or_default();
            format!("{} {} {} {} {} {timer}", row.state_name(), row.recv_q, row.send_q, row.local, row.peer)
        };
        sockets(trace, side, t).iter().map(|row| line(row).trim_end().to_owned()).collect()
    }

    /// When that side first enters the state.
    fn enters(trace: &Trace, side: Side, state: State) -> Instant {
        let found = trace.changes().find(|(moment, change)| moment.side == side && change.to == state);
        found.unwrap_or_else(|| panic!("no {state}")).0.at
    }

    #[test]
    fn time_is_written_as_ss_writes_it() {
        for (millis, text) in [
            (0, ""),
            (1, "001ms"),
            (800, "800ms"),
            (1_000, "1sec"),
            (1_200, "1.200ms"),
            (9_999, "9.999ms"),
            (17_300, "17sec"),
            (60_000, "1min"),
            (90_500, "1min30sec"),
            (599_999, "9min59sec"),
            (630_000, "10min"),
        ] {
            assert_eq!(time_left(Duration::from_millis(millis)), text, "{millis}");
        }
    }

    #[test]
    fn the_four_way_close_as_ss_lists_it() {
        let trace = simulate(&Name::FourWayClose.scenario(false));
        let (client, server) = (Side::Client, Side::Server);
        assert_eq!(lines(&trace, client, Instant::START), ["ESTAB 0 0 10.0.0.1:52044 10.0.0.2:80"]);
        let closes = enters(&trace, client, State::FinWait1);
        let rto = trace.ends_at(closes)[0].rto;
        let on = format!("timer:(on,{},0)", time_left(rto));
        assert_eq!(
            lines(&trace, client, closes),
            [format!("FIN-WAIT-1 0 1 10.0.0.1:52044 10.0.0.2:80 {on}")]
        );
        let later = lines(&trace, client, closes + Duration::from_millis(200));
        let left = time_left(rto - Duration::from_millis(200));
        assert!(later[0].ends_with(&format!("timer:(on,{left},0)")), "{later:?}");
        let waits = enters(&trace, client, State::FinWait2);
        assert_eq!(lines(&trace, client, waits), ["FIN-WAIT-2 0 0 10.0.0.1:52044 10.0.0.2:80"]);
        let last = enters(&trace, server, State::LastAck);
        assert!(
            lines(&trace, server, last)[0].starts_with("LAST-ACK 0 1 10.0.0.2:80 10.0.0.1:52044 timer:(on,")
        );
        let wait = enters(&trace, client, State::TimeWait);
        let due = trace.waits(client, Timer::TimeWait)[0].due;
        let left = time_left(due.since(wait));
        assert_eq!(
            lines(&trace, client, wait),
            [format!("TIME-WAIT 0 0 10.0.0.1:52044 10.0.0.2:80 timer:(timewait,{left},0)")]
        );
        assert_eq!(lines(&trace, client, due), Vec::<String>::new());
        assert_eq!(lines(&trace, server, due), Vec::<String>::new());
    }

    #[test]
    fn a_fin_that_nobody_has_read_counts() {
        let trace = simulate(&Name::ServerNeverCloses.scenario(false));
        let came = enters(&trace, Side::Server, State::CloseWait);
        let read = trace.calls.iter().find(|call| {
            call.side == Side::Server
                && call.returned.is_some_and(|(_, outcome)| matches!(outcome, Outcome::EndOfData(_)))
        });
        let row = &sockets(&trace, Side::Server, came)[0];
        let waits = read.is_none_or(|call| call.returned.unwrap().0 > came);
        assert_eq!((row.state, row.recv_q), (State::CloseWait, u32::from(waits)));
        // The same program without its read.
        let mut scenario = Name::ServerNeverCloses.scenario(false);
        scenario.server.program = vec![Step::Keep];
        let trace = simulate(&scenario);
        let came = enters(&trace, Side::Server, State::CloseWait);
        assert_eq!(sockets(&trace, Side::Server, came)[0].recv_q, 1);
    }

    #[test]
    fn the_listener_has_its_own_line_until_its_connection_is_accepted() {
        let trace = simulate(&Name::FourWayClose.scenario(true));
        let side = Side::Server;
        assert_eq!(lines(&trace, side, Instant::START), ["LISTEN 0 1 0.0.0.0:80 0.0.0.0:*"]);
        let half = enters(&trace, side, State::SynReceived);
        let rows = sockets(&trace, side, half);
        assert_eq!(rows.iter().map(Row::state_name).collect::<Vec<_>>(), ["LISTEN", "SYN-RECV"]);
        assert_eq!((rows[1].recv_q, rows[1].send_q), (0, 0));
        assert!(rows[1].timer.as_deref().is_some_and(|timer| timer.starts_with("timer:(on,")));
        let open = enters(&trace, side, State::Established);
        assert_eq!(sockets(&trace, side, open).len(), 1, "accept() returns at once");
        let syn = &sockets(&trace, Side::Client, enters(&trace, Side::Client, State::SynSent))[0];
        assert_eq!((syn.state_name(), syn.send_q), ("SYN-SENT", 1));
        // A server that does something else first.
        let mut scenario = Name::FourWayClose.scenario(true);
        scenario.server.program.insert(0, Step::Sleep(Duration::from_secs(30)));
        let trace = simulate(&scenario);
        let rows = sockets(&trace, side, enters(&trace, side, State::Established));
        assert_eq!((rows[0].state, rows[0].recv_q), (State::Listen, 1));
    }

    #[test]
    fn retransmissions_are_counted_until_there_is_progress() {
        let mut scenario = Name::FourWayClose.scenario(false);
        for nth in 1..=2 {
            scenario.network.faults.push(Fault {
                from: Side::Client,
                of: Match::Kind(Kind::Fin),
                nth: Some(nth),
                verdict: Verdict::Lose,
                off: false,
            });
        }
        let trace = simulate(&scenario);
        let fired = trace.moments.iter().filter(|m| m.cause == Cause::Timer(Timer::Retransmission));
        let counts: Vec<String> = fired
            .take(2)
            .map(|moment| sockets(&trace, Side::Client, moment.at)[0].timer.clone().unwrap())
            .collect();
        assert!(counts[0].ends_with(",1)") && counts[1].ends_with(",2)"), "{counts:?}");
    }

    #[test]
    fn every_moment_of_every_scenario_can_be_listed() {
        for name in Name::ALL {
            for opening in [false, true] {
                let trace = simulate(&name.scenario(opening));
                for moment in &trace.moments {
                    for side in Side::BOTH {
                        let rows = sockets(&trace, side, moment.at);
                        let state = trace.ends_at(moment.at)[side as usize].state;
                        let own = rows.iter().filter(|row| row.state == state).count();
                        assert_eq!(own, usize::from(state != State::Closed), "{name:?} {state}");
                        let timed = rows.iter().any(|row| row.timer.is_some());
                        assert!(state != State::TimeWait || timed, "{name:?}: TIME-WAIT without its timer");
                    }
                }
            }
        }
        for lang in Lang::ALL {
            assert!(columns(lang).iter().all(|(_, about)| about.ends_with(['.', '。'])));
        }
    }
}
