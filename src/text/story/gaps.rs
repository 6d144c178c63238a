//! What stands in braces in the sentences of a moment, and how each of them is said.

use super::super::template::Say;
use super::super::vocabulary::{
    bytes, call_name, error_name, kind_name, ordinal, refusal_reason, side_inside,
};
use super::super::{Lang, both};
use super::Scene;
use super::calls::call_of;
use crate::sim::{CallRecord, Called, Flight, Outcome, Step};
use crate::tcp::{Kind, Timer};

gaps! {
    // ---- sides, states, reasons ----
    /// Whose moment it is: `the client`.
    me,
    /// The other side: `the server`.
    peer,
    /// The state of `me` after the moment.
    state,
    /// The states that the first change goes from and to.
    from,
    to,
    /// The rule's own sentence.
    why,

    // ---- calls ----
    /// `the client's program calls close()`, `You call close() on the client`.
    who,
    call,
    /// `get` or `gets`, as it follows `who` in English.
    get,
    /// What the call returned where it failed: `EPIPE`.
    errno,
    /// The RFC's name for the error, and what it means here.
    error,
    reason,
    /// All that a send() sends: `data (…)`, or `900 bytes in 3 segments`.
    all_sent,
    /// How many bytes leave, in how many segments, and how many must wait.
    carried,
    several,
    remaining,
    /// What has become of the state while the FIN waits.
    since,

    // ---- segments ----
    /// What arrives or is lost, with its sender: `the client's repeated FIN (seq=101)`.
    what,
    sender,
    /// The same without its sender: `FIN (seq=101)`.
    brief,
    /// What is sent again, or for the first time by a timer: `FIN`, and `FIN (seq=101, ack=301)`.
    noun,
    segment,
    /// The ACK number of what arrives: `ack=102`.
    got,
    /// The first segment that leaves in the moment: `a FIN (seq=101, ack=301)`.
    sent,
    /// The same without numbers, its ACK number alone, and a remark on that number.
    a_noun,
    ack,
    plus_one,
    /// The FIN that leaves in the moment, and the RST.
    fin,
    rst,

    // ---- arrivals ----
    /// What has come or brings the turn of a FIN that came before.
    fin_comes,
    /// Whether connect() and accept() return, and what read() does.
    connect,
    accept,
    read,
    /// ` and is in LAST-ACK`, where the FIN that leaves changes the state.
    and_state,
    /// `2·MSL = 20 s`.
    two_msl,
    /// What a RST means to the program; the call that fails, and how.
    program,
    failed_call,
    failed_with,
    /// Where the data goes, and how much there is with what waited behind it.
    taken,
    delivered,
    /// A remark on the first data after one's own FIN.
    half,
    /// What has waited and now leaves.
    next,
    /// What is not acknowledged yet.
    rest,

    // ---- timers ----
    /// How long the timer has run.
    waited,
    /// How often the segment has been sent again: `2`, and `2nd`.
    times,
    nth,
    /// What becomes of the RTO, with its lengths before and after.
    rto,
    rto_before,
    rto_after,
    /// What the program is told when a timer ends the connection.
    told,
    /// Whether old segments may still be under way.
    stray,

    // ---- losses ----
    lost,
    follows,
}

/// What is put into a gap.
enum Piece {
    Word(&'static str),
    Text(String),
    /// A part of a sentence with gaps of its own.
    Part(Say),
}

const NOTHING: &str = "";

/// What is to be said of something, if it is there.
fn of<T>(what: Option<T>, said: impl FnOnce(T) -> Piece) -> Piece {
    what.map_or(Piece::Word(NOTHING), said)
}

/// How the call has failed, if it has.
fn errno(call: &CallRecord) -> Option<&'static str> {
    match call.returned {
        Some((_, Outcome::Failed(errno))) => Some(errno.name()),
        _ => None,
    }
}

impl Scene<'_> {
    /// Appends a sentence, or a part of one.
    pub(super) fn write(&self, say: Say, out: &mut String) {
        let put = |gap: usize, out: &mut String| {
            if let Some(gap) = Gap::ALL.get(gap) {
                self.put(*gap, out);
            }
        };
        say.write(self.lang, &put, out);
    }

    fn put(&self, gap: Gap, out: &mut String) {
        match self.piece(gap) {
            Piece::Word(word) => out.push_str(word),
            Piece::Text(text) => out.push_str(&text),
            Piece::Part(say) => self.write(say, out),
        }
    }

    fn piece(&self, gap: Gap) -> Piece {
        let change = self.moment.changes.first();
        match gap {
            Gap::me => Piece::Word(self.me),
            Gap::peer => Piece::Word(self.peer),
            Gap::state => Piece::Word(self.after.state.name()),
            Gap::from => Piece::Word(change.map_or(NOTHING, |change| change.from.name())),
            Gap::to => Piece::Word(change.map_or(NOTHING, |change| change.to.name())),
            Gap::why => Piece::Word(self.why()),

            Gap::who => Piece::Part(self.who_calls()),
            Gap::call => of(self.called(), |record| Piece::Text(call_name(record.what))),
            Gap::get => Piece::Word(self.get()),
            Gap::errno => Piece::Word(self.called().and_then(errno).unwrap_or(NOTHING)),
            Gap::error => Piece::Word(self.error().map_or(NOTHING, error_name)),
            Gap::reason => Piece::Word(self.reason()),
            Gap::all_sent => Piece::Part(match self.moment.sent.len() {
                1 => say!("{sent}", "{sent}"),
                _ => say!("{carried} in {several} segments", "{carried}（分成 {several} 个报文段）"),
            }),
            Gap::carried => Piece::Text(bytes(self.carried(), self.lang)),
            Gap::several => Piece::Text((self.moment.sent.len() as u32).to_string()),
            Gap::remaining => Piece::Text(bytes(self.remaining(), self.lang)),
            Gap::since => Piece::Part(self.since()),

            Gap::what => Piece::Part(self.subject()),
            Gap::sender => {
                Piece::Word(self.about.map_or(NOTHING, |flight| side_inside(flight.from, self.lang)))
            }
            Gap::brief => of(self.about, |flight| self.brief(flight)),
            Gap::noun => Piece::Word(self.about.map_or(NOTHING, |flight| self.noun(flight))),
            Gap::segment => of(self.about, |flight| self.full(flight, false)),
            Gap::got => of(self.about, |flight| self.ack(flight)),
            Gap::sent => of(self.answer, |flight| self.full(flight, true)),
            Gap::a_noun => {
                of(self.answer, |flight| Piece::Text([self.article(flight), self.noun(flight)].concat()))
            }
            Gap::ack => of(self.answer, |flight| self.ack(flight)),
            Gap::plus_one => Piece::Word(self.answer.map_or(NOTHING, |flight| self.plus_one(flight))),
            Gap::fin => of(self.sent().find(|flight| flight.segment.fin), |flight| self.full(flight, true)),
            Gap::rst => of(self.sent().find(|flight| flight.segment.rst), |flight| self.full(flight, true)),

            Gap::fin_comes => Piece::Part(self.fin_comes()),
            Gap::connect => Piece::Part(self.connect_returns()),
            Gap::accept => Piece::Part(self.accept_returns()),
            Gap::read => Piece::Part(self.end_of_data()),
            Gap::and_state => Piece::Part(match change {
                Some(_) => say!(" and is in {to}", "，进入 {to}"),
                None => say!("", ""),
            }),
            Gap::two_msl => match self.set_for(Timer::TimeWait) {
                Some(time) => Piece::Text(["2·MSL = ", &time.to_string()].concat()),
                None => Piece::Word("2·MSL"),
            },
            Gap::program => Piece::Part(self.what_program_learns()),
            Gap::failed_call => of(self.failed_call(), |record| Piece::Text(call_name(record.what))),
            Gap::failed_with => Piece::Word(self.failed_call().and_then(errno).unwrap_or(NOTHING)),
            Gap::taken => Piece::Part(self.taken()),
            Gap::delivered => Piece::Text(bytes(self.delivered().unwrap_or_default(), self.lang)),
            Gap::half => Piece::Part(self.half_closed()),
            Gap::next => Piece::Part(match self.moment.sent.len() {
                1 => say!("{sent}", "{sent}"),
                _ => say!("{several} segments", "{several} 个报文段"),
            }),
            Gap::rest => Piece::Part(self.not_acknowledged()),

            Gap::waited => Piece::Text(self.ran_for().to_string()),
            Gap::times => Piece::Text(self.times().to_string()),
            Gap::nth => Piece::Text(ordinal(self.times(), self.lang)),
            Gap::rto => Piece::Part(self.rto_grows()),
            Gap::rto_before => Piece::Text(self.before.rto.to_string()),
            Gap::rto_after => Piece::Text(self.after.rto.to_string()),
            Gap::told => Piece::Part(self.who_is_told()),
            Gap::stray => Piece::Part(self.may_stray()),

            Gap::lost => Piece::Part(self.lost()),
            Gap::follows => Piece::Part(self.after_loss()),
        }
    }

    // ---- calls ----

    fn get(&self) -> &'static str {
        match self.called().map(|record| record.what) {
            Some(Called::Person(_)) => "get",
            _ => "gets",
        }
    }

    fn reason(&self) -> &'static str {
        match (self.called().and_then(|record| call_of(record.what)), self.error()) {
            (Some(call), Some(error)) => refusal_reason(error, self.before.state, call, self.lang),
            _ => NOTHING,
        }
    }

    // ---- segments ----

    /// `FIN`, `data`, `FIN with data`.
    fn noun(&self, flight: &Flight) -> &'static str {
        match flight.segment.kind() {
            Kind::Fin if flight.segment.len > 0 => both("FIN with data", "带数据的 FIN").in_lang(self.lang),
            kind => kind_name(kind, self.lang),
        }
    }

    /// What an English name needs before it: `a FIN`, `an ACK`, `data`.
    fn article(&self, flight: &Flight) -> &'static str {
        match (self.lang, flight.segment.kind()) {
            (Lang::Zh, _) | (Lang::En, Kind::Data) => "",
            (Lang::En, Kind::Ack) => "an ",
            (Lang::En, Kind::Syn | Kind::SynAck | Kind::Fin | Kind::Rst) => "a ",
        }
    }

    /// With all its numbers: `a FIN (seq=101, ack=301)`.
    fn full(&self, flight: &Flight, article: bool) -> Piece {
        self.with_numbers(flight, if article { self.article(flight) } else { NOTHING }, true, true)
    }

    /// With the one number that matters: an ACK's ack, anything else's seq.
    fn brief(&self, flight: &Flight) -> Piece {
        let kind = flight.segment.kind();
        self.with_numbers(flight, NOTHING, kind != Kind::Ack, matches!(kind, Kind::Ack | Kind::SynAck))
    }

    fn with_numbers(&self, flight: &Flight, article: &str, seq: bool, ack: bool) -> Piece {
        let [open, comma, close] = match self.lang {
            Lang::En => [" (", ", ", ")"],
            Lang::Zh => ["（", "，", "）"],
        };
        let (seq_text, ack_text) = (self.numbers)(flight);
        let mut out = [article, self.noun(flight)].concat();
        let mut before = open;
        let mut add = |name, number: &str| {
            for part in [before, name, number] {
                out.push_str(part);
            }
            before = comma;
        };
        if flight.segment.len > 0 {
            add(NOTHING, &bytes(flight.segment.len, self.lang));
        }
        if seq {
            add("seq=", &seq_text);
        }
        if let Some(number) = ack_text
            && ack
        {
            add("ack=", &number);
        }
        out.push_str(close);
        Piece::Text(out)
    }

    /// `ack=102`.
    fn ack(&self, flight: &Flight) -> Piece {
        of((self.numbers)(flight).1, |ack| Piece::Text(["ack=", &ack].concat()))
    }

    /// What arrives or is lost, with its sender: `the client's repeated FIN (seq=101)`.
    fn subject(&self) -> Say {
        match self.about.map(|flight| (flight.copy_of, flight.again)) {
            Some((Some(_), _)) => say!("a second copy of {sender}'s {brief}", "{sender}的 {brief}的副本"),
            Some((None, true)) => say!("{sender}'s repeated {brief}", "{sender}重传的 {brief}"),
            _ => say!("{sender}'s {brief}", "{sender}的 {brief}"),
        }
    }

    /// `, one more than the FIN's seq`, where that is so.
    fn plus_one(&self, answer: &Flight) -> &'static str {
        match self.covers_fin_of(self.side().peer(), answer) {
            None => both("", ""),
            Some(fin) if fin.segment.len == 0 => {
                both(", one more than the FIN's seq", "，即 FIN 的 seq 加 1")
            }
            Some(_) => both(", the number after the FIN", "，即 FIN 之后的序号"),
        }
        .in_lang(self.lang)
    }

    /// What the peer's FIN means to the program.
    fn end_of_data(&self) -> Say {
        let read = self.returned(|step| matches!(step, Step::ReadToEof | Step::Read(_)));
        match read {
            Some(Outcome::EndOfData(_)) => say!("{me}'s read() returns 0", "{me}的 read() 返回 0"),
            _ => say!(
                "{me}'s program will read 0 after the last byte",
                "{me}的应用程序读完数据后，read() 将返回 0",
            ),
        }
    }
}
