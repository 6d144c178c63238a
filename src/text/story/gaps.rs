//! What stands in braces in the sentences of a moment, and how each of them is said.

use super::super::template::Say;
use super::super::vocabulary::{bytes, call_name, error_name, kind_name, ordinal, refusal_reason, side_inside};
use super::super::{Lang, both};
use super::Scene;
use crate::sim::{Called, Cause, Flight, Outcome, Step};
use crate::tcp::{Kind, Rule, Segment, State, Timer};
use crate::time::Duration;

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
        let change = self.moment.changes.first();
        match gap {
            Gap::me => out.push_str(self.me),
            Gap::peer => out.push_str(self.peer),
            Gap::state => out.push_str(self.after().state.name()),
            Gap::from => out.push_str(change.map_or("", |change| change.from.name())),
            Gap::to => out.push_str(change.map_or("", |change| change.to.name())),
            Gap::why => out.push_str(self.why()),
            Gap::who => self.write(self.who_calls(), out),
            Gap::call | Gap::get | Gap::errno | Gap::error | Gap::reason => self.put_call(gap, out),
            Gap::all_sent => self.put_sent(
                say!("{carried} in {several} segments", "{carried}（分成 {several} 个报文段）"),
                out,
            ),
            Gap::next => self.put_sent(say!("{several} segments", "{several} 个报文段"), out),
            Gap::carried => out.push_str(&bytes(self.carried(), self.lang)),
            Gap::several => push_number(self.moment.sent.len() as u32, out),
            Gap::remaining => out.push_str(&bytes(self.remaining(), self.lang)),
            Gap::since => self.write(self.since(), out),
            Gap::what => self.write(self.subject(), out),
            Gap::sender
            | Gap::brief
            | Gap::noun
            | Gap::segment
            | Gap::got
            | Gap::times
            | Gap::nth
            | Gap::lost
            | Gap::follows => {
                if let Some(flight) = self.about {
                    self.put_about(gap, flight, out);
                }
            }
            Gap::sent | Gap::a_noun | Gap::ack | Gap::plus_one | Gap::fin | Gap::rst => {
                let mut sent = self.sent();
                let flight = match gap {
                    Gap::fin => sent.find(|flight| flight.segment.fin),
                    Gap::rst => sent.find(|flight| flight.segment.kind() == Kind::Rst),
                    _ => sent.next(),
                };
                if let Some(flight) = flight {
                    self.put_answer(gap, flight, out);
                }
            }
            Gap::fin_comes => self.write(self.fin_comes(), out),
            Gap::connect => self.write(self.connect_returns(), out),
            Gap::accept => self.write(self.accept_returns(), out),
            Gap::read => self.write(self.end_of_data(), out),
            Gap::and_state => self.write(
                if change.is_some() { say!(" and is in {to}", "，进入 {to}") } else { say!("", "") },
                out,
            ),
            Gap::two_msl => {
                out.push_str("2·MSL");
                if let Some(time) = self.set_for(Timer::TimeWait) {
                    out.push_str(" = ");
                    push_time(time, out);
                }
            }
            Gap::program => self.write(self.what_program_learns(), out),
            Gap::failed_call | Gap::failed_with => {
                if let Some((what, errno)) = self.failed_call() {
                    match gap {
                        Gap::failed_call => out.push_str(&call_name(what)),
                        _ => out.push_str(errno),
                    }
                }
            }
            Gap::taken => self.write(self.taken(), out),
            Gap::delivered => out.push_str(&bytes(self.delivered().unwrap_or_default(), self.lang)),
            Gap::half => self.write(self.half_closed(), out),
            Gap::rest => self.write(self.not_acknowledged(), out),
            Gap::waited => {
                if let Cause::Timer(timer) = self.moment.cause {
                    push_time(self.ran_for(timer), out);
                }
            }
            Gap::rto => self.write(self.rto_grows(), out),
            Gap::rto_before => push_time(self.before().rto, out),
            Gap::rto_after => push_time(self.after().rto, out),
            Gap::told => self.write(self.who_is_told(), out),
            Gap::stray => self.write(self.may_stray(), out),
        }
    }

    // ---- calls ----

    fn put_call(&self, gap: Gap, out: &mut String) {
        let Some(record) = self.called() else { return };
        match gap {
            Gap::call => out.push_str(&call_name(record.what)),
            Gap::get => out.push_str(match record.what {
                Called::Program(_) => "gets",
                Called::Person(_) => "get",
            }),
            Gap::errno => {
                if let Some((_, Outcome::Failed(errno))) = record.returned {
                    out.push_str(errno.name());
                }
            }
            _ => {
                let (Some(call), Some(error)) = (super::calls::call_of(record.what), self.error()) else {
                    return;
                };
                out.push_str(match gap {
                    Gap::error => error_name(error),
                    _ => refusal_reason(error, self.before().state, call, self.lang),
                });
            }
        }
    }

    // ---- segments ----

    /// The one segment that leaves, or what to say of several.
    fn put_sent(&self, several: Say, out: &mut String) {
        self.write(if self.moment.sent.len() == 1 { say!("{sent}", "{sent}") } else { several }, out);
    }

    /// Says something of the segment that leaves in this moment.
    fn put_answer(&self, gap: Gap, flight: &Flight, out: &mut String) {
        match gap {
            Gap::ack => self.put_ack(flight, out),
            Gap::plus_one => out.push_str(self.plus_one(flight)),
            _ => {
                out.push_str(self.article(&flight.segment));
                match gap {
                    Gap::a_noun => out.push_str(self.noun(&flight.segment)),
                    _ => self.put_segment(flight, true, true, out),
                }
            }
        }
    }

    /// Says something of the segment that the moment is about.
    fn put_about(&self, gap: Gap, flight: &Flight, out: &mut String) {
        match gap {
            Gap::sender => out.push_str(side_inside(flight.from, self.lang)),
            // The one number that matters: an ACK's ack, anything else's seq.
            Gap::brief => {
                let kind = flight.segment.kind();
                self.put_segment(flight, kind != Kind::Ack, matches!(kind, Kind::Ack | Kind::SynAck), out);
            }
            Gap::noun => out.push_str(self.noun(&flight.segment)),
            Gap::got => self.put_ack(flight, out),
            Gap::times => push_number(self.repetitions(flight), out),
            Gap::nth => out.push_str(&ordinal(self.repetitions(flight), self.lang)),
            Gap::lost => self.write(Self::lost(flight), out),
            Gap::follows => self.write(self.after_loss(flight), out),
            _ => self.put_segment(flight, true, true, out),
        }
    }

    /// `FIN`, `data`, `FIN with data`.
    fn noun(&self, segment: &Segment) -> &'static str {
        match segment.kind() {
            Kind::Fin if segment.len > 0 => both("FIN with data", "带数据的 FIN").in_lang(self.lang),
            kind => kind_name(kind, self.lang),
        }
    }

    /// What an English name needs before it: `a FIN`, `an ACK`, `data`.
    fn article(&self, segment: &Segment) -> &'static str {
        match (self.lang, segment.kind()) {
            (Lang::Zh, _) | (Lang::En, Kind::Data) => "",
            (Lang::En, Kind::Ack) => "an ",
            (Lang::En, Kind::Syn | Kind::SynAck | Kind::Fin | Kind::Rst) => "a ",
        }
    }

    /// `FIN (seq=101, ack=301)`, with the numbers that are wanted.
    fn put_segment(&self, flight: &Flight, seq: bool, ack: bool, out: &mut String) {
        let [open, comma, close] = match self.lang {
            Lang::En => [" (", ", ", ")"],
            Lang::Zh => ["（", "，", "）"],
        };
        let (seq_text, ack_text) = (self.numbers)(flight);
        out.push_str(self.noun(&flight.segment));
        let mut before = open;
        if flight.segment.len > 0 {
            out.push_str(before);
            out.push_str(&bytes(flight.segment.len, self.lang));
            before = comma;
        }
        let seq_text = Some(seq_text).filter(|_| seq);
        for (name, number) in [("seq=", seq_text), ("ack=", ack_text.filter(|_| ack))] {
            if let Some(number) = number {
                out.push_str(before);
                out.push_str(name);
                out.push_str(&number);
                before = comma;
            }
        }
        out.push_str(close);
    }

    /// `ack=102`.
    fn put_ack(&self, flight: &Flight, out: &mut String) {
        if let (_, Some(ack)) = (self.numbers)(flight) {
            out.push_str("ack=");
            out.push_str(&ack);
        }
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
            Some(fin) if fin.segment.len == 0 => both(", one more than the FIN's seq", "，即 FIN 的 seq 加 1"),
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

fn push_number(number: u32, out: &mut String) {
    out.push_str(&number.to_string());
}

fn push_time(time: Duration, out: &mut String) {
    out.push_str(&time.to_string());
}
