//! What stands in braces in the sentences of a moment, and how each of them is said.

use super::super::template::Say;
use super::super::vocabulary::{
    bytes, call_name, error_name, kind_name, ordinal, refusal_reason, side_inside,
};
use super::super::{Lang, both};
use super::Scene;
use super::calls::call_of;
use crate::sim::{Called, Flight, Outcome, Step};
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

    /// Appends what stands in a gap. Those that are said in the same way share an arm, because each
    /// arm costs the page its bytes.
    fn put(&self, gap: Gap, out: &mut String) {
        let change = self.moment.changes.first();
        let part = match gap {
            Gap::me => return out.push_str(self.me),
            Gap::peer => return out.push_str(self.peer),
            Gap::why => return out.push_str((self.why)(self.rule(), self.lang)),
            Gap::state | Gap::from | Gap::to => {
                let state = match (gap, change) {
                    (Gap::from, Some(change)) => change.from,
                    (Gap::to, Some(change)) => change.to,
                    _ => self.after.state,
                };
                return out.push_str(state.name());
            }
            Gap::carried | Gap::remaining | Gap::delivered => {
                let octets = match gap {
                    Gap::carried => self.carried(),
                    Gap::remaining => self.remaining(),
                    _ => self.delivered().unwrap_or_default(),
                };
                return out.push_str(&bytes(octets, self.lang));
            }
            Gap::waited | Gap::rto_before | Gap::rto_after => {
                let time = match gap {
                    Gap::waited => self.ran_for(),
                    Gap::rto_before => self.before.rto,
                    _ => self.after.rto,
                };
                return out.push_str(&time.to_string());
            }
            Gap::several | Gap::times => {
                let number = match gap {
                    Gap::several => self.moment.sent.len() as u32,
                    _ => self.times(),
                };
                return out.push_str(&number.to_string());
            }
            Gap::nth => return out.push_str(&ordinal(self.times(), self.lang)),
            Gap::two_msl => {
                out.push_str("2·MSL");
                if let Some(time) = self.set_for(Timer::TimeWait) {
                    out.push_str(" = ");
                    out.push_str(&time.to_string());
                }
                return;
            }
            Gap::get | Gap::error | Gap::reason => return out.push_str(self.refusal(gap)),
            Gap::call | Gap::errno | Gap::failed_call | Gap::failed_with => {
                let record = match gap {
                    Gap::call | Gap::errno => self.called(),
                    _ => self.failed_call(),
                };
                match (record.map(|record| (record.what, record.returned)), gap) {
                    (Some((what, _)), Gap::call | Gap::failed_call) => out.push_str(&call_name(what)),
                    (Some((_, Some((_, Outcome::Failed(errno))))), _) => out.push_str(errno.name()),
                    _ => {}
                }
                return;
            }
            Gap::sender | Gap::brief | Gap::noun | Gap::segment | Gap::got => {
                return self.put_segment(gap, self.about, out);
            }
            Gap::sent | Gap::a_noun | Gap::ack | Gap::plus_one => {
                return self.put_segment(gap, self.answer, out);
            }
            Gap::fin | Gap::rst => {
                let is_it = |flight: &&Flight| match gap {
                    Gap::fin => flight.segment.fin,
                    _ => flight.segment.rst,
                };
                return self.put_segment(gap, self.sent().find(is_it), out);
            }

            // Parts of sentences, which have gaps of their own.
            Gap::who => self.who_calls(),
            Gap::all_sent if self.moment.sent.len() > 1 => {
                seldom!("{carried} in {several} segments", "{carried}（分成 {several} 个报文段）")
            }
            Gap::next if self.moment.sent.len() > 1 => say!("{several} segments", "{several} 个报文段"),
            Gap::all_sent | Gap::next => say!("{sent}", "{sent}"),
            Gap::since => self.since(),
            Gap::what => self.subject(),
            Gap::fin_comes => self.fin_comes(),
            Gap::connect => self.connect_returns(),
            Gap::accept => self.accept_returns(),
            Gap::read => self.end_of_data(),
            Gap::and_state if change.is_some() => seldom!(" and is in {to}", "，进入 {to}"),
            Gap::and_state => say!("", ""),
            Gap::program => self.what_program_learns(),
            Gap::taken => self.taken(),
            Gap::half => self.half_closed(),
            Gap::rest => self.not_acknowledged(),
            Gap::rto => self.rto_grows(),
            Gap::told => self.who_is_told(),
            Gap::stray => self.may_stray(),
            Gap::lost => self.lost(),
            Gap::follows => self.after_loss(),
        };
        self.write(part, out);
    }

    /// What is said of a call that is refused.
    fn refusal(&self, gap: Gap) -> &'static str {
        let Some(record) = self.called() else { return "" };
        match (gap, call_of(record.what), self.error()) {
            (Gap::error, _, Some(error)) => error_name(error),
            (Gap::reason, Some(call), Some(error)) => {
                refusal_reason(error, self.before.state, call, self.lang)
            }
            _ => match record.what {
                Called::Program(_) => "gets",
                Called::Person(_) => "get",
            },
        }
    }

    // ---- segments ----

    /// Says something of a segment: a name for it, or its names and numbers together.
    fn put_segment(&self, gap: Gap, flight: Option<&Flight>, out: &mut String) {
        let Some(flight) = flight else { return };
        let kind = flight.segment.kind();
        match gap {
            Gap::sender => out.push_str(side_inside(flight.from, self.lang)),
            Gap::plus_one => out.push_str(self.plus_one(flight)),
            // Its marks are empty, so it stands alone.
            Gap::ack | Gap::got => self.put_numbers(flight, ["", "", ""], false, true, out),
            _ => {
                if !matches!(gap, Gap::brief | Gap::noun | Gap::segment) {
                    out.push_str(self.article(kind));
                }
                out.push_str(self.noun(flight));
                let marks = match self.lang {
                    Lang::En => [" (", ", ", ")"],
                    Lang::Zh => ["（", "，", "）"],
                };
                match gap {
                    Gap::noun | Gap::a_noun => {}
                    // The one number that matters: an ACK's ack, anything else's seq.
                    Gap::brief => {
                        let ack = matches!(kind, Kind::Ack | Kind::SynAck);
                        self.put_numbers(flight, marks, kind != Kind::Ack, ack, out);
                    }
                    _ => self.put_numbers(flight, marks, true, true, out),
                }
            }
        }
    }

    /// Appends ` (120 bytes, seq=101, ack=301)`, with the numbers that are wanted.
    fn put_numbers(&self, flight: &Flight, marks: [&str; 3], seq: bool, ack: bool, out: &mut String) {
        let [mut before, comma, close] = marks;
        let (seq_text, ack_text) = (self.numbers)(flight);
        let mut add = |name, number: &str| {
            for text in [before, name, number] {
                out.push_str(text);
            }
            before = comma;
        };
        if seq && flight.segment.len > 0 {
            add("", &bytes(flight.segment.len, self.lang));
        }
        if seq {
            add("seq=", &seq_text);
        }
        if let Some(ack_text) = ack_text
            && ack
        {
            add("ack=", &ack_text);
        }
        out.push_str(close);
    }

    /// `FIN`, `data`, `FIN with data`.
    fn noun(&self, flight: &Flight) -> &'static str {
        match flight.segment.kind() {
            Kind::Fin if flight.segment.len > 0 => both("FIN with data", "带数据的 FIN").in_lang(self.lang),
            kind => kind_name(kind, self.lang),
        }
    }

    /// What an English name needs before it: `a FIN`, `an ACK`, `data`.
    fn article(&self, kind: Kind) -> &'static str {
        match (self.lang, kind) {
            (Lang::Zh, _) | (Lang::En, Kind::Data) => "",
            (Lang::En, Kind::Ack) => "an ",
            (Lang::En, Kind::Syn | Kind::SynAck | Kind::Fin | Kind::Rst) => "a ",
        }
    }

    /// What arrives or is lost, with its sender: `the client's repeated FIN (seq=101)`.
    fn subject(&self) -> Say {
        match self.about.map(|flight| (flight.copy_of, flight.again)) {
            Some((Some(_), _)) => seldom!("a second copy of {sender}'s {brief}", "{sender}的 {brief}的副本"),
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
            _ => seldom!(
                "{me}'s program will read 0 after the last byte",
                "{me}的应用程序读完数据后，read() 将返回 0",
            ),
        }
    }
}
