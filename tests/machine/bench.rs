//! One end under test. All numbers are relative, written as in the case files: `F. 1:1(0) ack 2`.

use four_waves::check::notation::{Pattern, Written};
use four_waves::tcp::{
    Call, Config, Connection, Event, Notice, Output, RFC_9293, Segment, SeqNum, State, State::*, Timer,
};
use four_waves::time::{Duration, Instant};

/// Initial numbers of both ends: plain ones, and such that SYN, data and FIN lie around the wrap.
pub const NUMBERS: [(u32, u32); 5] =
    [(0, 0), (u32::MAX, u32::MAX), (u32::MAX - 1, u32::MAX - 2), (u32::MAX - 4, 5), (1 << 31, (1 << 31) - 1)];

#[derive(Clone, Debug)]
pub struct End {
    pub connection: Connection,
    pub now: Instant,
    iss: SeqNum,
    irs: SeqNum,
    /// All that followed from the last event.
    pub out: Vec<Output>,
    before: State,
}

// ---- the states, each built from the one before it ----

pub fn closed_with(config: Config, (iss, irs): (u32, u32)) -> End {
    let (iss, irs) = (SeqNum(iss), SeqNum(irs));
    let connection = Connection::new(config, iss);
    End { connection, now: Instant::START, iss, irs, out: Vec::new(), before: Closed }
}

pub fn closed() -> End {
    closed_with(RFC_9293, (0, 0))
}

pub fn listen() -> End {
    closed().into_listen()
}

pub fn syn_sent() -> End {
    closed().into_syn_sent()
}

pub fn syn_received() -> End {
    listen().into_syn_received()
}

pub fn established() -> End {
    closed().into_established()
}

pub fn fin_wait_1() -> End {
    closed().into_fin_wait_1()
}

pub fn fin_wait_2() -> End {
    closed().into_fin_wait_2()
}

pub fn close_wait() -> End {
    closed().into_close_wait()
}

pub fn closing() -> End {
    closed().into_closing()
}

pub fn last_ack() -> End {
    closed().into_last_ack()
}

pub fn time_wait() -> End {
    closed().into_time_wait()
}

impl End {
    pub fn into_listen(self) -> Self {
        self.after_call(Call::OpenPassive, Listen)
    }

    pub fn into_syn_sent(self) -> Self {
        self.after_call(Call::OpenActive, SynSent)
    }

    /// From LISTEN, or from SYN-SENT when the SYNs cross.
    pub fn into_syn_received(self) -> Self {
        self.after("S 0:0(0)", SynReceived)
    }

    pub fn into_established(self) -> Self {
        self.into_syn_sent().after("S. 0:0(0) ack 1", Established)
    }

    pub fn into_fin_wait_1(self) -> Self {
        self.into_established().after_call(Call::Shutdown, FinWait1)
    }

    pub fn into_fin_wait_2(self) -> Self {
        self.into_fin_wait_1().after(". 1:1(0) ack 2", FinWait2)
    }

    pub fn into_close_wait(self) -> Self {
        self.into_established().after("F. 1:1(0) ack 1", CloseWait)
    }

    pub fn into_closing(self) -> Self {
        self.into_fin_wait_1().after("F. 1:1(0) ack 1", Closing)
    }

    pub fn into_last_ack(self) -> Self {
        self.into_close_wait().after_call(Call::Shutdown, LastAck)
    }

    pub fn into_time_wait(self) -> Self {
        self.into_fin_wait_2().after("F. 1:1(0) ack 2", TimeWait)
    }

    fn after_call(mut self, call: Call, then: State) -> Self {
        self.call(call);
        assert_eq!(self.state(), then);
        self
    }

    fn after(mut self, segment: &str, then: State) -> Self {
        self.arrives(segment);
        assert_eq!(self.state(), then, "after {segment}");
        self
    }

    // ---- events ----

    fn handle(&mut self, event: Event) -> &mut Self {
        self.before = self.state();
        self.out = self.connection.handle(self.now, event);
        self
    }

    pub fn call(&mut self, call: Call) -> &mut Self {
        self.handle(Event::Call(call))
    }

    pub fn arrives(&mut self, text: &str) -> &mut Self {
        let written = *Pattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).segment();
        let ack = written.ack.map(|ack| self.iss + ack.0);
        self.handle(Event::Arrives(Segment { seq: self.irs + written.seq.0, ack, ..written }))
    }

    /// The timer fires when it is due.
    pub fn fires(&mut self, timer: Timer) -> &mut Self {
        self.now = self.connection.timer(timer).unwrap_or_else(|| panic!("{timer:?} does not run"));
        self.handle(Event::Expires(timer))
    }

    /// Lets time pass and fires all that comes due.
    pub fn wait(&mut self, length: Duration) -> &mut Self {
        let end = self.now + length;
        let mut out = Vec::new();
        while let Some((at, timer)) = self.connection.next_timeout().filter(|(at, _)| *at <= end) {
            self.now = at;
            self.handle(Event::Expires(timer));
            out.append(&mut self.out);
        }
        self.now = end;
        self.out = out;
        self
    }

    // ---- what followed ----

    pub fn state(&self) -> State {
        self.connection.state()
    }

    /// The segments that were sent: `P. 1:4(3) ack 1; F. 4:4(0) ack 1`.
    pub fn sent(&self) -> String {
        let segments = self.out.iter().filter_map(|output| match output {
            Output::Transmit { segment, .. } => Some(Written(&self.relative(segment)).to_string()),
            _ => None,
        });
        segments.collect::<Vec<_>>().join("; ")
    }

    fn relative(&self, segment: &Segment) -> Segment {
        // A reset for what has no ACK has number 0 itself: CLOSED knows no initial numbers.
        let absolute = self.before == Closed && segment.ack.is_some();
        let seq = if absolute { segment.seq } else { SeqNum(segment.seq.distance_from(self.iss)) };
        Segment { seq, ack: segment.ack.map(|ack| SeqNum(ack.distance_from(self.irs))), ..*segment }
    }

    /// The windows of the segments that were sent.
    pub fn windows(&self) -> Vec<u32> {
        let windows = self.out.iter().filter_map(|output| match output {
            Output::Transmit { segment, .. } => Some(segment.window),
            _ => None,
        });
        windows.collect()
    }

    pub fn notices(&self) -> Vec<Notice> {
        let notices = self.out.iter().filter_map(|output| match output {
            Output::Notify(notice) => Some(*notice),
            _ => None,
        });
        notices.collect()
    }

    pub fn path(&self) -> Vec<State> {
        let states = self.out.iter().filter_map(|output| match output {
            Output::Transition { to, .. } => Some(*to),
            _ => None,
        });
        states.collect()
    }

    pub fn runs(&self, timer: Timer) -> bool {
        self.connection.timer(timer).is_some()
    }

    /// How long until the timer fires, in milliseconds.
    pub fn millis_to(&self, timer: Timer) -> Option<u64> {
        self.connection.timer(timer).map(|at| at.since(self.now).micros() / 1_000)
    }

    // ---- claims, for chains: event, what was sent, the state ----

    #[track_caller]
    pub fn sends(&mut self, expected: &str) -> &mut Self {
        assert_eq!(self.sent(), expected);
        self
    }

    #[track_caller]
    pub fn is_in(&mut self, expected: State) -> &mut Self {
        assert_eq!(self.state(), expected);
        self
    }

    #[track_caller]
    pub fn tells(&mut self, expected: &[Notice]) -> &mut Self {
        assert_eq!(self.notices(), expected);
        self
    }
}

pub fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
