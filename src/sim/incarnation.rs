//! One connection after another over the same addresses and ports: who may open the next one, and
//! when.

use super::program::call_of;
use super::{Act, Called, Cause, REUSE_DELAY, Side, World};
use crate::tcp::{Call, Connection, Event, Output, State, Timer};

impl World<'_> {
    pub(super) fn person(&mut self, side: Side, act: Act) {
        let which = side as usize;
        if matches!(act, Act::Connect | Act::Listen) && self.ends[which].state() == State::Closed {
            self.fresh_end(side);
            self.succeed(side);
        }
        let index = self.begin_call(side, Called::Person(act));
        let outputs = match act {
            Act::Listen if self.may_listen_beside(side) => {
                self.listener_waits[which] = true;
                Vec::new()
            }
            Act::Connect if self.may_reuse(side) => {
                self.succeed(side);
                self.ends[which].open_over_time_wait(self.now)
            }
            _ => self.ends[which].handle(self.now, Event::Call(call_of(act))),
        };
        let notices = self.follow(side, Cause::Call(index), outputs);
        let outcome = self.programs[which].person(act, &notices, self.ends[which].state());
        self.trace.calls[index].returned = Some((self.now, outcome));
    }

    /// With SO_REUSEADDR a port takes a listener although connections of it are not over (Linux,
    /// `inet_csk_bind_conflict`: only another listener is in the way). A host has one program here,
    /// so it must have given the old connection back, or have forgotten it.
    fn may_listen_beside(&self, side: Side) -> bool {
        let which = side as usize;
        let program = &self.programs[which];
        let over = self.ends[which].state() == State::TimeWait || program.is_over();
        let forgotten = self.ends[which].state() == State::CloseWait && program.leaks();
        (over || forgotten) && self.scenario.host(side).reuse_addr && !self.listener_waits[which]
    }

    /// With `tcp_tw_reuse` connect() takes a 4-tuple that has been in TIME-WAIT for a second (Linux,
    /// `tcp_twsk_unique`; `tcp_tw_reuse_delay`).
    fn may_reuse(&self, side: Side) -> bool {
        let end = &self.ends[side as usize];
        let due = end.timer(Timer::TimeWait).filter(|_| self.scenario.host(side).tw_reuse);
        due.is_some_and(|due| self.now + end.config().msl * 2 >= due + REUSE_DELAY)
    }

    /// A new connection after one that is over: its initial number comes from the clock that ticks
    /// every 4 µs (RFC 9293 section 3.4.1).
    fn fresh_end(&mut self, side: Side) {
        let host = self.scenario.host(side);
        let ticks = u32::try_from(self.now.micros() / 4 % (1 << 32)).expect("it is below 2^32");
        self.ends[side as usize] = Connection::new(host.config(), host.isn + ticks);
    }

    /// The listener that stands beside an old connection gets its place as soon as that is over, or
    /// the SYN that ends its TIME-WAIT.
    pub(super) fn let_listener_in(&mut self, side: Side, outputs: &mut Vec<Output>) {
        let end = &mut self.ends[side as usize];
        let always = self.successors.is_some() && side == Side::Server;
        if !self.listener_waits[side as usize] && !always {
            return;
        }
        let taken = |output: &Output| matches!(output, Output::Transition { from: State::TimeWait, .. });
        match end.state() {
            State::Closed => outputs.extend(end.handle(self.now, Event::Call(Call::OpenPassive))),
            State::SynReceived if outputs.iter().any(taken) => {}
            _ => return,
        }
        self.listener_waits[side as usize] = false;
        self.succeed(side);
    }

    /// A new connection's program takes the place of the old one's.
    fn succeed(&mut self, side: Side) {
        let steps = self.successors.map(|programs| programs[side as usize]);
        self.programs[side as usize].opens_anew(steps);
    }
}
