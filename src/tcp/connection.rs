//! One end of a connection: its variables (the RFC's TCB), its events and its outputs.

use super::config::Config;
use super::congestion::Congestion;
use super::delayed_ack::AckHabit;
use super::receiving::Held;
use super::retransmission::Spread;
use super::rule::Rule;
use super::segment::Segment;
use super::seq::SeqNum;
use super::state::State::{self, *};
use super::state::is_edge;
use super::timer::{Timer, TimerTable};
use super::verdict::Verdict;
use crate::time::{Duration, Instant};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// No window is larger than this, so that the arithmetic modulo 2³² stays unambiguous (RFC 7323
/// section 2.3).
pub(super) const MAX_BUFFER: u32 = 1 << 30;
/// Without window scaling a header offers no more, so a larger number is a peer's mistake.
pub(super) const MAX_OFFER: u32 = 65_535;
/// A new incarnation's initial number lies this far above the old SND.NXT, beyond any window.
const ABOVE_OLD_NUMBERS: u32 = 65_537;

/// What can happen to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Call(Call),
    Arrives(Segment),
    /// A timer of [`Connection::next_timeout`] has come due.
    Expires(Timer),
}

/// The user's calls (RFC 9293 section 3.10.1 to 3.10.5). `Shutdown` is the RFC's CLOSE: no more to
/// send. `Close` is a program's close(): no more to send and nobody to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    OpenPassive,
    OpenActive,
    /// That many octets.
    Send(u32),
    /// At most that many octets.
    Receive(u32),
    Shutdown,
    Close,
    Abort,
}

/// Why a call is refused, as section 3.10 words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallError {
    /// "connection does not exist"
    DoesNotExist,
    /// "connection already exists"
    AlreadyExists,
    /// "connection closing"
    Closing,
}

/// What the connection wants done, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send this. `again` marks a retransmission.
    Transmit {
        segment: Segment,
        rule: Rule,
        again: bool,
    },
    Transition {
        from: State,
        to: State,
        rule: Rule,
    },
    Timer {
        timer: Timer,
        change: TimerChange,
    },
    /// Tell the program.
    Notify(Notice),
    /// Nothing follows from what arrived, and this is why.
    Ignored(Rule),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimerChange {
    /// It was off, and will fire then.
    Started(Instant),
    /// It was running, and will fire then instead.
    Restarted(Instant),
    Stopped,
    Fired,
}

/// What a program is told, in a call's result or unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    Connected,
    /// So many octets have come in and can be read.
    Arrived(u32),
    /// The result of a RECEIVE.
    Received(u32),
    /// The peer has closed: no octet will follow ("connection closing").
    EndOfData,
    /// The connection ended in order.
    Closed,
    /// "connection reset"
    Reset,
    /// "connection refused"
    Refused,
    /// "connection aborted due to user timeout"
    TimedOut,
    /// The result of a call that the state does not allow.
    Error(CallError),
}

/// Our own FIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OurFin {
    NotAsked,
    /// CLOSE was called, the FIN waits behind data or for the window ("FIN waiting").
    Waiting,
    /// It has left, with this number.
    Sent(SeqNum),
}

/// A sent segment that is not yet acknowledged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    pub seq: SeqNum,
    pub len: u32,
    pub syn: bool,
    pub fin: bool,
    pub at: Instant,
    /// Since when the user timeout counts: since it was sent, or since the peer last answered from
    /// behind a closed window.
    pub waiting_since: Instant,
    /// Karn: no round-trip sample from what was sent twice (RFC 6298 section 3).
    pub again: bool,
    /// A timeout has given it up for lost, and it has not gone again since.
    pub lost: bool,
}

impl Sent {
    pub fn new(seq: SeqNum, now: Instant) -> Self {
        Self { seq, len: 0, syn: false, fin: false, at: now, waiting_since: now, again: false, lost: false }
    }

    pub fn end(&self) -> SeqNum {
        self.seq + self.len + u32::from(self.syn) + u32::from(self.fin)
    }

    /// Part of it is acknowledged: only the rest stays to be sent again. `ack` lies before the end.
    pub fn cut_before(&mut self, ack: SeqNum) {
        if self.syn && self.seq.before(ack) {
            self.syn = false;
            self.seq += 1;
        }
        if self.seq.before(ack) {
            self.len -= ack.distance_from(self.seq);
            self.seq = ack;
        }
    }
}

/// One end of a connection. Feed it with [`handle`](Self::handle), and wake it at
/// [`next_timeout`](Self::next_timeout); it asks for nothing else.
#[derive(Clone, Debug)]
pub struct Connection {
    pub(super) config: Config,
    pub(super) state: State,
    /// From a passive OPEN? SYN-RECEIVED must remember (MUST-11).
    pub(super) passive: bool,
    pub(super) iss: SeqNum,
    pub(super) irs: SeqNum,
    pub(super) snd_una: SeqNum,
    pub(super) snd_nxt: SeqNum,
    pub(super) snd_wnd: u32,
    pub(super) snd_wl1: SeqNum,
    pub(super) snd_wl2: SeqNum,
    pub(super) max_snd_wnd: u32,
    pub(super) rcv_nxt: SeqNum,
    /// RCV.NXT + RCV.WND: how far the peer was last told that it may send. It never goes back.
    pub(super) rcv_edge: SeqNum,
    /// RCV.NXT as the peer was last told.
    pub(super) last_ack: SeqNum,
    pub(super) unsent: u32,
    pub(super) our_fin: OurFin,
    pub(super) queue: VecDeque<Sent>,
    /// The number of the peer's FIN, once received in order.
    pub(super) peer_fin: Option<SeqNum>,
    pub(super) held: Held,
    pub(super) unread: u32,
    /// False once the program has closed: nobody reads any more.
    pub(super) reading: bool,
    /// How the connection ended, for a program that asks later.
    pub(super) fate: Option<Notice>,
    /// The retransmission timeout, doubled by every expiry.
    pub(super) rto: Duration,
    /// The same before any doubling.
    pub(super) base_rto: Duration,
    pub(super) srtt: Option<(Duration, Duration)>,
    pub(super) spread: Option<Spread>,
    /// Retransmissions since the last progress.
    pub(super) tries: u32,
    pub(super) syn_timed_out: bool,
    /// When the first of those was.
    pub(super) first_again: Option<Instant>,
    pub(super) congestion: Congestion,
    /// The last short segment that was sent ends here.
    pub(super) short_until: SeqNum,
    /// What is outstanding was sent into a closed window.
    pub(super) probing: bool,
    /// The window has opened, and what it refused must go again.
    pub(super) refused: bool,
    pub(super) timers: TimerTable,
    pub(super) ack_now: Option<Rule>,
    pub(super) habit: AckHabit,
    /// When the last ACK left of those that [`Config::ack_limit`] limits.
    pub(super) limited_ack: Option<Instant>,
    /// On the segment that arrived last.
    pub(super) verdict: Verdict,
    pub(super) out: Vec<Output>,
}

/// The variables a person may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub state: State,
    pub passive: bool,
    pub snd_una: SeqNum,
    pub snd_nxt: SeqNum,
    pub snd_wnd: u32,
    pub rcv_nxt: SeqNum,
    pub rcv_wnd: u32,
    /// Octets accepted from the program and not yet acknowledged.
    pub send_queue: u32,
    /// Octets received that the program has not read.
    pub unread: u32,
    /// CLOSE was called and the FIN has not left yet.
    pub fin_waiting: bool,
    /// The program may still read: it has not called close().
    pub reading: bool,
    pub peer_closed: bool,
    pub rto: Duration,
    /// Retransmissions and probes since the last progress.
    pub tries: u32,
}

impl Connection {
    /// A connection in CLOSED. `iss` is the initial send sequence number that it will choose.
    #[must_use]
    pub fn new(config: Config, iss: SeqNum) -> Self {
        let rto = config.rto_initial;
        let congestion = Congestion::new(config.congestion_window);
        let rcv_edge = SeqNum(0) + config.receive_buffer.min(MAX_BUFFER);
        Self {
            config,
            state: Closed,
            passive: false,
            iss,
            irs: SeqNum(0),
            snd_una: iss,
            snd_nxt: iss,
            snd_wnd: 0,
            snd_wl1: SeqNum(0),
            snd_wl2: SeqNum(0),
            max_snd_wnd: 0,
            rcv_nxt: SeqNum(0),
            rcv_edge,
            last_ack: SeqNum(0),
            unsent: 0,
            our_fin: OurFin::NotAsked,
            queue: VecDeque::new(),
            peer_fin: None,
            held: Held::default(),
            unread: 0,
            reading: true,
            fate: None,
            rto,
            base_rto: rto,
            srtt: None,
            spread: None,
            tries: 0,
            syn_timed_out: false,
            first_again: None,
            congestion,
            short_until: iss,
            probing: false,
            refused: false,
            timers: TimerTable::default(),
            ack_now: None,
            habit: AckHabit::default(),
            limited_ack: None,
            verdict: Verdict::new(Closed),
            out: Vec::new(),
        }
    }

    /// A connection in ESTABLISHED, as textbook figures begin: both ends have exchanged numbers, and
    /// `sent` and `received` octets are acknowledged and read. No round-trip sample is left over.
    #[must_use]
    pub fn established(
        config: Config,
        passive: bool,
        numbers: [SeqNum; 2],
        octets: [u32; 2],
        window: u32,
    ) -> Self {
        let ([iss, irs], [sent, received]) = (numbers, octets);
        let mut end = Self::new(config, iss);
        end.state = Established;
        end.passive = passive;
        end.irs = irs;
        end.snd_una = iss + 1 + sent;
        end.snd_nxt = end.snd_una;
        end.snd_wnd = window.min(MAX_OFFER);
        end.max_snd_wnd = end.snd_wnd;
        end.rcv_nxt = irs + 1 + received;
        end.rcv_edge = end.rcv_nxt + end.room();
        end.last_ack = end.rcv_nxt;
        end.snd_wl1 = end.rcv_nxt;
        end.snd_wl2 = end.snd_una;
        end.short_until = end.snd_una;
        end
    }

    /// Lets `event` happen at `now` and returns all that follows from it.
    pub fn handle(&mut self, now: Instant, event: Event) -> Vec<Output> {
        match event {
            Event::Call(call) => self.call(now, call),
            Event::Arrives(segment) => self.segment_arrives(now, &segment),
            Event::Expires(timer) => self.expires(now, timer),
        }
        std::mem::take(&mut self.out)
    }

    /// When to wake it next, and for what.
    #[must_use]
    pub fn next_timeout(&self) -> Option<(Instant, Timer)> {
        self.timers.next()
    }

    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Initial send and receive sequence numbers, which relative numbers count from.
    #[must_use]
    pub fn initial_numbers(&self) -> (SeqNum, SeqNum) {
        (self.iss, self.irs)
    }

    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            state: self.state,
            passive: self.passive,
            snd_una: self.snd_una,
            snd_nxt: self.snd_nxt,
            snd_wnd: self.snd_wnd,
            rcv_nxt: self.rcv_nxt,
            rcv_wnd: self.rcv_wnd(),
            send_queue: self.unsent + self.queue.iter().map(|sent| sent.len).sum::<u32>(),
            unread: self.unread,
            fin_waiting: self.our_fin == OurFin::Waiting,
            reading: self.reading,
            peer_closed: self.peer_fin.is_some(),
            rto: self.rto,
            tries: self.tries,
        }
    }

    /// Takes out what the checks found in the segment that has just arrived; nothing else has any
    /// memory of it.
    pub fn take_verdict(&mut self) -> Verdict {
        std::mem::replace(&mut self.verdict, Verdict::new(Closed))
    }

    /// When `timer` will fire, if it runs.
    #[must_use]
    pub fn timer(&self, timer: Timer) -> Option<Instant> {
        self.timers.get(timer)
    }

    // ---- what every part of the machine uses ----

    /// The one door for state changes.
    ///
    /// # Panics
    /// On an edge that the RFC does not know: such a transition must not be recorded.
    pub(super) fn enter(&mut self, now: Instant, to: State, rule: Rule) {
        let from = self.state;
        assert!(is_edge(from, to), "no rule leads from {from} to {to}");
        self.state = to;
        self.out.push(Output::Transition { from, to, rule });
        match to {
            TimeWait => {
                self.stop_all_timers();
                self.set_timer(Timer::TimeWait, now + self.config.msl * 2);
            }
            Closed => self.delete_tcb(),
            FinWait2 => self.limit_fin_wait_2(now),
            Listen | SynSent | SynReceived | Established | FinWait1 | CloseWait | Closing | LastAck => {}
        }
    }

    /// All variables as they were before the first segment; only the state stays.
    pub(super) fn forget(&mut self, iss: SeqNum) {
        self.stop_all_timers();
        let out = std::mem::take(&mut self.out);
        let fresh = Self::new(self.config.clone(), iss);
        *self = Self { state: self.state, passive: self.passive, verdict: self.verdict, out, ..fresh };
    }

    /// An initial number above every one that was used before (MAY-2).
    pub(super) fn next_iss(&self) -> SeqNum {
        if self.snd_nxt == self.iss { self.iss } else { self.snd_nxt + ABOVE_OLD_NUMBERS }
    }

    /// Nothing was measured and nothing was lost: what a test needs that begins in mid-life.
    pub(crate) fn begin_timing_afresh(&mut self) {
        (self.srtt, self.spread) = (None, None);
        self.rto = self.config.rto_initial;
        self.base_rto = self.rto;
        self.tries = 0;
        self.first_again = None;
        self.syn_timed_out = false;
    }

    pub(super) fn limit_fin_wait_2(&mut self, now: Instant) {
        if let Some(limit) = self.config.fin_wait_2_timeout
            && !self.reading
            && self.state == FinWait2
        {
            let limit = if self.config.fin_wait_2_scales { self.scaled_limit(limit) } else { limit };
            self.set_timer(Timer::FinWait2, now + limit);
        }
    }

    /// Linux: not below 3.5 RTO; and what lies above the length of TIME-WAIT is waited twice, as a
    /// socket and as a record, and the rest not at all (`tcp_rcv_state_process`, recorded).
    fn scaled_limit(&self, limit: Duration) -> Duration {
        let (limit, record) = (limit.max(self.rto * 7 / 2), self.config.msl * 2);
        if limit > record { (limit - record) * 2 } else { limit }
    }

    /// What was received and not read stays readable (decision D14).
    fn delete_tcb(&mut self) {
        self.stop_all_timers();
        self.queue.clear();
        self.held = Held::default();
        self.unsent = 0;
        self.ack_now = None;
        if self.our_fin == OurFin::Waiting {
            self.our_fin = OurFin::NotAsked;
        }
    }

    pub(super) fn notify(&mut self, notice: Notice) {
        if matches!(notice, Notice::Closed | Notice::Reset | Notice::Refused | Notice::TimedOut) {
            self.fate = Some(notice);
        }
        self.out.push(Output::Notify(notice));
    }

    pub(super) fn set_timer(&mut self, timer: Timer, at: Instant) {
        let change = match self.timers.put(timer, Some(at)) {
            Some(before) if before == at => return,
            Some(_) => TimerChange::Restarted(at),
            None => TimerChange::Started(at),
        };
        self.out.push(Output::Timer { timer, change });
    }

    pub(super) fn stop_timer(&mut self, timer: Timer) {
        if self.timers.put(timer, None).is_some() {
            self.out.push(Output::Timer { timer, change: TimerChange::Stopped });
        }
    }

    pub(super) fn stop_all_timers(&mut self) {
        for timer in Timer::ALL {
            self.stop_timer(timer);
        }
    }
}
