//! What a text ladder has to say, row by row, before it is laid out.

use crate::sim::link::LostBy;
use crate::sim::program::is_call;
use crate::sim::recording::{Header, Recording, TWIN_AFTER};
use crate::sim::{Act, Called, Cause, Errno, Fate, Flight, Moment, Outcome, Side, Step, Trace};
use crate::tcp::{Notice, Rule, State, Timer, TimerChange};
use crate::time::{Duration, Instant};

/// What stands beside a lifeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    State(State),
    Note(String),
}

/// What one row shows of a segment's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Leaves,
    Arrives,
    Lost,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrow {
    pub from: Side,
    pub part: Part,
    pub label: String,
}

/// One row of one side: a mark beside its lifeline, an arrow at it, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub mark: Option<Mark>,
    pub arrow: Option<Arrow>,
}

/// What happens at one side in one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Beat {
    pub at: Instant,
    pub side: Side,
    pub rows: Vec<Row>,
}

impl Beat {
    fn mark(at: Instant, side: Side, mark: Mark) -> Self {
        Self { at, side, rows: vec![Row { mark: Some(mark), arrow: None }] }
    }

    fn arrow(at: Instant, side: Side, arrow: Arrow) -> Self {
        Self { at, side, rows: vec![Row { mark: None, arrow: Some(arrow) }] }
    }
}

// ---- from a trace ----

/// All that a trace shows, in order of time.
pub(super) fn of_trace(trace: &Trace) -> Vec<Beat> {
    let mut teller = Teller { trace, beats: Vec::new(), next_call: 0 };
    for side in Side::BOTH {
        let state = trace.start[side as usize].state;
        teller.beats.push(Beat::mark(Instant::START, side, Mark::State(state)));
    }
    for moment in &trace.moments {
        teller.calls_before(moment);
        teller.moment(moment);
    }
    teller.calls_until(trace.calls.len());
    // What waited for a free wire leaves between later moments. The sort is stable.
    teller.beats.sort_by_key(|beat| beat.at);
    teller.beats.retain(|beat| beat.at <= trace.end);
    teller.beats
}

struct Teller<'a> {
    trace: &'a Trace,
    beats: Vec<Beat>,
    /// Calls before this one are told.
    next_call: usize,
}

impl Teller<'_> {
    /// Calls that made no moment of their own: reads and accepts that begin to wait, or need not.
    fn calls_before(&mut self, moment: &Moment) {
        let own = if let Cause::Call(call) = moment.cause { call } else { 0 };
        let earlier = self.trace.calls.iter().enumerate();
        let until = earlier.filter(|(index, call)| call.at < moment.at || *index < own).count();
        self.calls_until(until);
        if let Cause::Call(call) = moment.cause {
            self.next_call = self.next_call.max(call + 1);
        }
    }

    fn calls_until(&mut self, until: usize) {
        for index in self.next_call..until {
            let call = &self.trace.calls[index];
            let at_once = call.returned.is_some_and(|(at, _)| at == call.at);
            let told = at_once && self.returns_in_a_moment(index);
            if is_call(call.what) && !told {
                let marks = if at_once { result(call.what, call.returned) } else { vec![waits(call.what)] };
                for text in marks {
                    self.beats.push(Beat::mark(call.at, call.side, Mark::Note(text)));
                }
            }
        }
        self.next_call = self.next_call.max(until);
    }

    fn returns_in_a_moment(&self, call: usize) -> bool {
        self.trace.moments.iter().any(|moment| moment.returned.contains(&call))
    }

    fn moment(&mut self, moment: &Moment) {
        let trace = self.trace;
        let mut marks: Vec<Mark> = self.cause(moment).into_iter().map(Mark::Note).collect();
        marks.extend(moment.changes.iter().map(|change| Mark::State(change.to)));
        let last_state = marks.len().saturating_sub(1);
        marks.extend(self.consequences(moment).into_iter().map(Mark::Note));

        let mut arrows: Vec<Option<Arrow>> = match moment.cause {
            Cause::Arrival(flight) => vec![Some(arrow(&trace.flights[flight], Part::Arrives))],
            Cause::Loss(flight) => vec![Some(arrow(&trace.flights[flight], Part::Lost))],
            // A call's or a timer's segment leaves beside the state that it leads to.
            Cause::Call(_) | Cause::Timer(_) => vec![None; last_state],
        };
        for index in &moment.sent {
            let flight = &trace.flights[*index];
            let leaves = arrow(flight, Part::Leaves);
            if flight.sent == moment.at {
                arrows.push(Some(leaves));
            } else {
                self.beats.push(Beat::arrow(flight.sent, moment.side, leaves));
            }
        }
        let height = marks.len().max(arrows.len());
        let (mut marks, mut arrows) = (marks.into_iter(), arrows.into_iter());
        let rows = (0..height).map(|_| Row { mark: marks.next(), arrow: arrows.next().flatten() });
        self.beats.push(Beat { at: moment.at, side: moment.side, rows: rows.collect() });
    }

    /// What made the moment happen, as far as no arrow says it.
    fn cause(&self, moment: &Moment) -> Vec<String> {
        match moment.cause {
            Cause::Call(index) => {
                let call = &self.trace.calls[index];
                match call.returned {
                    Some((at, _)) if at == moment.at => result(call.what, call.returned),
                    _ => vec![waits(call.what)],
                }
            }
            Cause::Timer(timer) => vec![self.expired(moment, timer)],
            Cause::Loss(flight) => match self.trace.flights[flight].fate {
                Fate::Lost(_, LostBy::Chance) => vec!["by chance".to_owned()],
                Fate::Lost(_, LostBy::Cut) => vec!["cable cut".to_owned()],
                Fate::Lost(_, LostBy::Choice) | Fate::Arrives(_) => Vec::new(),
            },
            Cause::Arrival(_) => Vec::new(),
        }
    }

    fn expired(&self, moment: &Moment, timer: Timer) -> String {
        // A capture does not show what a timer is set to.
        let of_capture = moment.after[moment.side as usize].rto == Duration::ZERO;
        let gives_up = moment.changes.iter().any(|change| change.rule == Rule::GiveUp);
        match timer {
            Timer::DelayedAck => "ACK delay over".to_owned(),
            Timer::Retransmission if gives_up => "RTO over: gives up".to_owned(),
            Timer::Retransmission if of_capture => "RTO over".to_owned(),
            Timer::Retransmission => format!("RTO over, next {}", moment.after[moment.side as usize].rto),
            Timer::ZeroWindowProbe if of_capture && moment.after[moment.side as usize].snd_wnd > 0 => {
                "keep-alive".to_owned()
            }
            Timer::ZeroWindowProbe => "window still closed".to_owned(),
            Timer::UserTimeout => "user timeout: gives up".to_owned(),
            Timer::FinWait2 => "FIN-WAIT-2 limit over".to_owned(),
            Timer::TimeWait => "2·MSL over".to_owned(),
        }
    }

    /// What follows beside states and segments: calls that return, timers, silence.
    fn consequences(&self, moment: &Moment) -> Vec<String> {
        let calls = &self.trace.calls;
        let returned = moment.returned.iter().filter(|call| moment.cause != Cause::Call(**call));
        let returned = returned.filter(|call| is_call(calls[**call].what));
        let mut told: Vec<String> =
            returned.flat_map(|call| result(calls[*call].what, calls[*call].returned)).collect();
        let fails = [Errno::ConnectionReset, Errno::ConnectionRefused].map(|errno| {
            let failed =
                |call: &usize| matches!(calls[*call].returned, Some((_, Outcome::Failed(e))) if e == errno);
            moment.returned.iter().any(failed)
        });
        match moment.notices.iter().find(|notice| matches!(notice, Notice::Reset | Notice::Refused)) {
            Some(Notice::Reset) if !fails[0] => told.insert(0, "connection reset".to_owned()),
            Some(Notice::Refused) if !fails[1] => told.insert(0, "connection refused".to_owned()),
            _ => {}
        }
        told.extend(moment.timers.iter().filter_map(|(timer, change)| set(moment.at, *timer, *change)));
        if moment.ignored.is_some() && matches!(moment.cause, Cause::Arrival(_)) {
            told.push("ignored".to_owned());
        }
        told
    }
}

/// The timers that a reader of a closing waits for.
fn set(now: Instant, timer: Timer, change: TimerChange) -> Option<String> {
    let name = match timer {
        Timer::TimeWait => "2·MSL",
        Timer::FinWait2 => "FIN-WAIT-2 limit",
        Timer::DelayedAck | Timer::Retransmission | Timer::ZeroWindowProbe | Timer::UserTimeout => {
            return None;
        }
    };
    match change {
        TimerChange::Started(due) => Some(format!("{name}: {}", due.since(now))),
        TimerChange::Restarted(due) => Some(format!("{name} anew: {}", due.since(now))),
        TimerChange::Stopped if timer == Timer::TimeWait => Some(format!("{name} cut short")),
        TimerChange::Stopped | TimerChange::Fired => None,
    }
}

fn arrow(flight: &Flight, part: Part) -> Arrow {
    let mut label = Header::of(flight).to_string();
    if flight.segment.window == 0 && !flight.segment.rst || flight.rule == Rule::WindowUpdate {
        label += &format!(" win={}", flight.segment.window);
    }
    if flight.again {
        label += " ↻";
    }
    if flight.copy_of.is_some() {
        label += " (copy)";
    }
    Arrow { from: flight.from, part, label }
}

// ---- calls ----

/// The call as a program would write it.
fn name(what: Called) -> String {
    match what {
        Called::Program(step) => match step {
            Step::Connect => "connect()".to_owned(),
            Step::Accept => "accept()".to_owned(),
            Step::Send(octets) => format!("send({octets})"),
            Step::Read(octets) => format!("read({octets})"),
            Step::ReadToEof => "read()".to_owned(),
            Step::Shutdown => "shutdown(WR)".to_owned(),
            Step::Close => "close()".to_owned(),
            Step::Abort => "abort()".to_owned(),
            Step::Unlisten => "close(listener)".to_owned(),
            Step::Sleep(_) | Step::Keep => String::new(),
        },
        Called::Person(act) => match act {
            Act::Connect => "you: connect()".to_owned(),
            Act::Listen => "you: listen()".to_owned(),
            Act::Send(octets) => format!("you: send({octets})"),
            Act::Shutdown => "you: shutdown(WR)".to_owned(),
            Act::Close => "you: close()".to_owned(),
            Act::Abort => "you: abort()".to_owned(),
        },
    }
}

fn waits(what: Called) -> String {
    format!("{} …", name(what))
}

/// The call with what it returns, in one line or two.
fn result(what: Called, returned: Option<(Instant, Outcome)>) -> Vec<String> {
    let name = name(what);
    match returned {
        None => vec![waits(what)],
        // A new descriptor, whose number says nothing.
        Some((_, Outcome::Done)) if what == Called::Program(Step::Accept) => vec![format!("{name} returns")],
        // A person does not wait for the handshake: what came of it stands below.
        Some((_, Outcome::Done)) if what == Called::Person(Act::Connect) => vec![name],
        Some((_, Outcome::Done)) => vec![format!("{name} = 0")],
        Some((_, Outcome::Octets(octets))) => vec![format!("{name} = {octets}")],
        Some((_, Outcome::EndOfData(0))) => vec![format!("{name} = 0: end of data")],
        Some((_, Outcome::EndOfData(octets))) => {
            vec![format!("{name} = {octets}"), format!("{name} = 0: end of data")]
        }
        Some((_, Outcome::Failed(errno))) => vec![format!("{name} = {}", errno.name())],
    }
}

// ---- from a recording ----

/// The kernel's own states are polled, so that one may be seen this much later than it began.
const POLLED: Duration = Duration::from_millis(6);

/// A recording's segments and states, in order of time.
pub(super) fn of_recording(recording: &Recording) -> Vec<Beat> {
    let mut beats: Vec<Beat> = Vec::new();
    let end = Instant::START + recording.scenario.horizon;
    for (index, segment) in recording.segments.iter().enumerate() {
        // A retransmission is what covers numbers that its sender has sent before.
        let header = segment.header;
        let earlier = recording.segments[..index].iter().filter(|other| other.from == segment.from);
        let again = earlier.rev().any(|other| other.header.takes_same_numbers(header));
        let label = if again { format!("{header} ↻") } else { header.to_string() };
        let mut add = |at: Instant, side: Side, part: Part, label: String| {
            if at <= end {
                beats.push(Beat::arrow(at, side, Arrow { from: segment.from, part, label }));
            }
        };
        add(segment.sent, segment.from, Part::Leaves, label.clone());
        match segment.arrives {
            Some(at) => {
                add(at, segment.from.peer(), Part::Arrives, label.clone());
                if segment.twice {
                    add(at + TWIN_AFTER, segment.from.peer(), Part::Arrives, format!("{label} (copy)"));
                }
            }
            None => add(segment.sent, segment.from, Part::Lost, label),
        }
    }
    for change in &recording.states {
        let arrivals = recording.segments.iter().filter(|segment| segment.from != change.side);
        let arrivals = arrivals.filter_map(|segment| segment.arrives);
        let cause = arrivals.filter(|at| *at <= change.at && change.at.since(*at) <= POLLED).max();
        beats.push(Beat::mark(cause.unwrap_or(change.at), change.side, Mark::State(change.state)));
    }
    beats.sort_by_key(|beat| beat.at);
    beats
}
