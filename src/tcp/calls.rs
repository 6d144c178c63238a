//! The user's calls: RFC 9293 sections 3.10.1 to 3.10.5, every state named in every one.

use super::connection::{Call, CallError, Connection, Notice, OurFin, Output};
use super::rule::Rule;
use super::segment::Segment;
use super::state::State::{self, *};
use crate::time::Instant;

/// Would the state refuse this call, and with which of the RFC's errors? RECEIVE is never refused
/// while something can be read; that it may have to wait is no refusal.
///
/// # Errors
/// The error of section 3.10 for this call in this state.
pub fn refusal(state: State, fin_waiting: bool, reading: bool, call: Call) -> Result<(), CallError> {
    let closing = |refused: bool| if refused { Err(CallError::Closing) } else { Ok(()) };
    match call {
        Call::OpenPassive => match state {
            Closed => Ok(()),
            Listen | SynSent | SynReceived | Established | FinWait1 | FinWait2 | CloseWait | Closing
            | LastAck | TimeWait => Err(CallError::AlreadyExists),
        },
        Call::OpenActive => match state {
            Closed | Listen => Ok(()),
            SynSent | SynReceived | Established | FinWait1 | FinWait2 | CloseWait | Closing | LastAck
            | TimeWait => Err(CallError::AlreadyExists),
        },
        Call::Send(_) | Call::Shutdown => match state {
            Closed => Err(CallError::DoesNotExist),
            Listen | SynSent | SynReceived | Established | CloseWait => closing(fin_waiting),
            FinWait1 | FinWait2 | Closing | LastAck | TimeWait => closing(true),
        },
        Call::Receive(_) => Ok(()),
        // After shutdown(), close() still says that nobody will read: the RFC knows one CLOSE
        // only, and allows "ok" here (section 3.10.4, FIN-WAIT-1 and FIN-WAIT-2).
        Call::Close => match state {
            Closed => Err(CallError::DoesNotExist),
            Listen | SynSent | SynReceived | Established | CloseWait => closing(fin_waiting && !reading),
            FinWait1 | FinWait2 | Closing | LastAck | TimeWait => closing(!reading),
        },
        Call::Abort => match state {
            Closed => Err(CallError::DoesNotExist),
            Listen | SynSent | SynReceived | Established | FinWait1 | FinWait2 | CloseWait | Closing
            | LastAck | TimeWait => Ok(()),
        },
    }
}

impl Connection {
    pub(super) fn call(&mut self, now: Instant, call: Call) {
        let fin_waiting = self.our_fin == OurFin::Waiting;
        if let Err(error) = refusal(self.state, fin_waiting, self.reading, call) {
            return self.notify(Notice::Error(error));
        }
        match call {
            Call::OpenPassive => self.open_passive(now),
            Call::OpenActive => self.open_active(now),
            Call::Send(octets) => self.send(now, octets),
            Call::Receive(most) => self.receive(most),
            Call::Shutdown => self.close(now),
            Call::Close => self.full_close(now),
            Call::Abort => self.abort(now),
        }
    }

    fn open_passive(&mut self, now: Instant) {
        self.forget(self.next_iss());
        self.passive = true;
        self.enter(now, Listen, Rule::OpenPassive);
    }

    pub(super) fn open_active(&mut self, now: Instant) {
        if self.state == Closed {
            self.forget(self.next_iss());
        }
        self.passive = false;
        self.enter(now, SynSent, Rule::OpenActive);
        self.send_syn(now, Rule::OpenActive);
    }

    fn send(&mut self, now: Instant, octets: u32) {
        // Bounded, so that no sum of octets can overflow the number space.
        self.unsent = self.unsent.saturating_add(octets).min(1 << 30);
        match self.state {
            Listen => self.open_active(now),
            SynSent | SynReceived => {}
            Established | CloseWait => self.send_what_may_go(now, Rule::Send),
            Closed | FinWait1 | FinWait2 | Closing | LastAck | TimeWait => unreachable!("refused above"),
        }
    }

    /// Hands out what is there, in any state, then the end of data (decision D14), or how the
    /// connection failed.
    fn receive(&mut self, most: u32) {
        let octets = self.unread.min(most);
        if octets > 0 {
            self.unread -= octets;
            self.notify(Notice::Received(octets));
            self.ack_after_reading();
            return self.update_window();
        }
        match self.fate {
            Some(failure @ (Notice::Reset | Notice::Refused | Notice::TimedOut)) => self.notify(failure),
            _ if self.peer_fin.is_some() => self.notify(Notice::EndOfData),
            _ if self.state == Closed => self.notify(Notice::Error(CallError::DoesNotExist)),
            // It waits for what will come.
            _ => {}
        }
    }

    /// The RFC's CLOSE: "I have no more to send" (section 3.10.4).
    fn close(&mut self, now: Instant) {
        match self.state {
            Listen | SynSent => {
                self.enter(now, Closed, Rule::CloseBeforeOpen);
                self.notify(Notice::Closed);
            }
            // With sends pending the CLOSE waits for ESTABLISHED.
            SynReceived if self.unsent > 0 => self.our_fin = OurFin::Waiting,
            SynReceived | Established => {
                self.our_fin = OurFin::Waiting;
                self.enter(now, FinWait1, Rule::Close);
                self.send_what_may_go(now, Rule::Close);
            }
            // LAST-ACK begins when the FIN leaves, which is at once unless data or the window
            // hold it back (decision D12).
            CloseWait => {
                self.our_fin = OurFin::Waiting;
                if self.config.last_ack_at_close {
                    self.enter(now, LastAck, Rule::Close);
                }
                self.send_what_may_go(now, Rule::Close);
            }
            Closed | FinWait1 | FinWait2 | Closing | LastAck | TimeWait => {}
        }
    }

    /// A program's close(): CLOSE, and nobody will read.
    fn full_close(&mut self, now: Instant) {
        self.reading = false;
        let unread = std::mem::take(&mut self.unread);
        let resets = self.config.half_duplex_close && !self.config.unread_is_tossed;
        if resets && unread > 0 && self.state != TimeWait {
            return self.reset_and_forget(now, Rule::CloseUnread);
        }
        self.close(now);
        // After shutdown() it may be FIN-WAIT-2 already: only now does a system's own limit count.
        self.limit_fin_wait_2(now);
        self.update_window();
    }

    fn abort(&mut self, now: Instant) {
        match self.state {
            SynReceived | Established | FinWait1 | FinWait2 | CloseWait => {
                self.reset_and_forget(now, Rule::Abort);
            }
            // No RST here: the peer has nothing left to be told (section 3.10.5).
            TimeWait if self.config.time_wait_is_detached => {}
            Listen | SynSent | Closing | LastAck | TimeWait => {
                self.enter(now, Closed, Rule::AbortQuietly);
            }
            Closed => unreachable!("refused above"),
        }
        self.reading = false;
        self.unread = 0;
    }

    /// Sends a RST with SND.NXT and deletes the TCB (decisions D7, D9).
    pub(super) fn reset_and_forget(&mut self, now: Instant, rule: Rule) {
        let ack = self.config.abort_with_ack.then_some(self.rcv_nxt);
        let segment = Segment::rst(self.snd_nxt, ack);
        self.out.push(Output::Transmit { segment, rule, again: false });
        self.enter(now, Closed, rule);
    }
}
