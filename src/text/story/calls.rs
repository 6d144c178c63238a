//! What a program or a person does: connect, send, close, abort.

use super::super::template::Say;
use super::{Gap, Scene};
use crate::sim::{Act, CallRecord, Called, Cause, Errno, Flight, Outcome, Step};
use crate::tcp::{Call, CallError, Kind, Notice, Rule, State};

/// The rule of a call from which nothing has followed.
pub(super) const fn rule_of(called: Called) -> Rule {
    match call_of(called) {
        Some(Call::OpenActive) => Rule::OpenActive,
        Some(Call::OpenPassive) => Rule::OpenPassive,
        Some(Call::Send(_)) => Rule::Send,
        Some(Call::Abort) => Rule::Abort,
        Some(Call::Receive(_) | Call::Shutdown | Call::Close) | None => Rule::Close,
    }
}

/// What it asks of TCP; pauses ask nothing.
pub(super) const fn call_of(called: Called) -> Option<Call> {
    Some(match called {
        Called::Program(Step::Connect) | Called::Person(Act::Connect) => Call::OpenActive,
        Called::Program(Step::Accept) | Called::Person(Act::Listen) => Call::OpenPassive,
        Called::Program(Step::Send(octets)) | Called::Person(Act::Send(octets)) => Call::Send(octets),
        Called::Program(Step::Read(octets)) => Call::Receive(octets),
        Called::Program(Step::ReadToEof) => Call::Receive(u32::MAX),
        Called::Program(Step::Shutdown) | Called::Person(Act::Shutdown) => Call::Shutdown,
        Called::Program(Step::Close) | Called::Person(Act::Close) => Call::Close,
        Called::Program(Step::Abort) | Called::Person(Act::Abort) => Call::Abort,
        Called::Program(Step::Sleep(_) | Step::Keep | Step::Unlisten) => return None,
    })
}

impl Scene<'_> {
    /// The call that makes the moment, if one does.
    pub(super) fn called(&self) -> Option<&CallRecord> {
        match self.moment.cause {
            Cause::Call(index) => Some(&self.trace.calls[index]),
            Cause::Arrival(_) | Cause::Loss(_) | Cause::Timer(_) => None,
        }
    }

    /// What is wrong with it, if anything is.
    pub(super) fn error(&self) -> Option<CallError> {
        self.moment.notices.iter().find_map(|notice| match notice {
            Notice::Error(error) => Some(*error),
            _ => None,
        })
    }

    pub(super) fn call(&self) -> Say {
        let Some(record) = self.called() else { return self.plain() };
        match (call_of(record.what), self.error()) {
            (Some(_), Some(_)) => Self::refused(record),
            (Some(Call::OpenActive), None) => self.connect(),
            (Some(Call::OpenPassive), None) => self.listen(),
            (Some(Call::Send(octets)), None) => self.send(octets),
            (Some(Call::Shutdown), None) => self.close(true),
            (Some(Call::Close), None) => self.close(false),
            (Some(Call::Abort), None) => self.abort(),
            (Some(Call::Receive(_)), None) => self.read(),
            (None, _) => self.plain(),
        }
    }

    pub(super) fn who_calls(&self) -> Say {
        match self.called().map(|record| record.what) {
            Some(Called::Person(_)) => seldom!("You call {call} on {me}", "你在{me}上调用 {call}"),
            _ => say!("{me}'s program calls {call}", "{me}的应用程序调用 {call}"),
        }
    }

    fn connect(&self) -> Say {
        if self.answer.is_none() {
            return self.plain();
        }
        if self.before.state == State::TimeWait {
            return seldom!(
                "{who} over the same addresses and ports, and tcp_tw_reuse does not let it wait for the rest of \
                 2·MSL: {me} sends {sent}, whose number lies beyond every window of the old connection.",
                "{who}，地址和端口都与旧连接相同。tcp_tw_reuse 让它不必等完 2·MSL：{me}发出 {sent}，\
                 其序号超出旧连接的任何窗口。",
            );
        }
        say!(
            "{who}, and {me} sends {sent}. The SYN announces its initial number, from which every byte is counted, \
             and takes one number itself.",
            "{who}，{me}发出 {sent}。SYN 通告自己的初始序号，此后的字节都从它数起；SYN 本身也占用一个序号。",
        )
    }

    fn listen(&self) -> Say {
        if self.after.state != State::Listen {
            return seldom!(
                "{who} with SO_REUSEADDR: a listener stands beside the old connection, which is still in {state} and \
                 goes on to get the segments of its own 4-tuple. A new SYN goes to the listener.",
                "{who}，并设置了 SO_REUSEADDR：监听套接字与仍处于 {state} 的旧连接并存。\
                 旧连接照样接收自己四元组的报文段，新的 SYN 交给监听套接字。",
            );
        }
        seldom!(
            "{who}: {me} waits in LISTEN for somebody's SYN. It sends nothing by itself.",
            "{who}，{me}进入 LISTEN，等待别人的 SYN。它自己什么也不发。",
        )
    }

    /// A read() that takes what has lain there; told only where it opens the window again.
    fn read(&self) -> Say {
        match self.answer {
            Some(_) => {
                seldom!(
                    "{who} and empties the receive buffer, so {me} sends {sent} with a larger window. Without it \
                     {peer} would not learn that it may send again.",
                    "{who}，读空了接收缓存，{me}发出 {sent}，通告更大的窗口。否则{peer}不会知道又可以发送了。",
                )
            }
            None => seldom!(
                "{who} and takes bytes that have come before. {peer} notices nothing of it.",
                "{who}，取走先前到达的数据。{peer}对此毫无察觉。",
            ),
        }
    }

    fn plain(&self) -> Say {
        say!("{who}. {why}", "{who}。{why}")
    }

    // ---- send() ----

    fn send(&self, octets: u32) -> Say {
        if octets == 0 {
            return seldom!(
                "{who}: no byte, no segment. TCP sends only what has a number.",
                "{who}：没有字节，也就没有报文段可发。",
            );
        }
        if self.before.state == State::Listen {
            return seldom!(
                "{who} while it listens, so {me} turns into the one who connects and sends a SYN. \
                 The data waits until the connection is ESTABLISHED.",
                "{who}，而它正在监听，于是{me}转为主动连接的一方，发出 SYN。数据要等到 ESTABLISHED 才能发送。",
            );
        }
        if self.answer.is_none() {
            return self.queued();
        }
        if self.remaining() > 0 {
            return seldom!(
                "{who}, and {me} sends {all_sent}. The other {remaining} must wait until {peer}'s window has room.",
                "{who}，{me}先发出{all_sent}。其余 {remaining}要等{peer}的窗口腾出空间。",
            );
        }
        if self.before.state == State::CloseWait {
            return seldom!(
                "{who}, and {me} sends {all_sent}. Only {peer}'s direction is closed; {me}'s own is still open: \
                 this is the half-close.",
                "{who}，{me}发出{all_sent}。关闭的只是{peer}那个方向，{me}这个方向仍可发送，这就是半关闭。",
            );
        }
        seldom!(
            "{who}, and {me} sends {all_sent}. It keeps the bytes until {peer} has acknowledged them.",
            "{who}，{me}发出{all_sent}。这些字节要保留到{peer}确认为止，以便重传。",
        )
    }

    /// How many bytes leave at once.
    pub(super) fn carried(&self) -> u32 {
        self.sent().map(|flight| flight.segment.len).sum()
    }

    /// How many bytes of this send() must wait.
    pub(super) fn remaining(&self) -> u32 {
        match self.called().and_then(|record| call_of(record.what)) {
            Some(Call::Send(octets)) => octets.saturating_sub(self.carried()),
            _ => 0,
        }
    }

    fn queued(&self) -> Say {
        if self.after.state.is_synchronized() {
            return seldom!(
                "{who}, but {peer}'s window has no room now. The bytes wait in the send queue.",
                "{who}，但{peer}的窗口现在没有空间，数据在发送队列中等待。",
            );
        }
        seldom!(
            "{who}, but the connection is not ESTABLISHED yet. The bytes wait in the send queue until it is.",
            "{who}，但连接还没有建立，数据在发送队列中等待 ESTABLISHED。",
        )
    }

    // ---- shutdown(WR) and close() ----

    fn close(&self, half: bool) -> Say {
        match self.moment.changes.first() {
            Some(change) if change.rule == Rule::CloseUnread => self.reset_unread(),
            Some(change) if change.to == State::Closed => {
                seldom!(
                    "{who} before any connection exists. {me} goes straight to CLOSED and sends nothing.",
                    "{who}，而连接还没有建立，{me}直接回到 CLOSED，什么也不发。",
                )
            }
            Some(_) => self.says_fin(half),
            None if self.after.fin_waiting && !self.before.fin_waiting => self.fin_waits(),
            None => self.close_after_close(),
        }
    }

    fn says_fin(&self, half: bool) -> Say {
        let Some(fin) = self.sent().find(|flight| flight.segment.fin) else { return self.fin_waits() };
        if self.after.state == State::LastAck {
            return self.second_fin(fin);
        }
        if self.before.send_queue > 0 || fin.segment.len > 0 {
            return seldom!(
                "{who}, and {me} sends {fin} behind the last byte. TCP delivers all of the data before the end \
                 of it.",
                "{who}，{me}在最后一个字节之后发出 {fin}。TCP 先把数据全部送到，然后才宣告结束。",
            );
        }
        if half {
            return seldom!(
                "{who}, and {me} sends {fin}: it will send no more. Only this direction closes; {me} goes on \
                 reading.",
                "{who}，{me}发出 {fin}，表示不再发送数据。关闭的只是这个方向，{me}仍然继续接收。",
            );
        }
        say!(
            "{who}, and {me} sends {fin}: it has nothing more to send. The FIN takes one number, as a byte does, so \
             it can be acknowledged and sent again.",
            "{who}，{me}发出 {fin}，表示没有数据要发了。FIN 像一个字节那样占用一个序号，因此可以被确认，也可以重传。",
        )
    }

    /// Does this segment acknowledge the peer's FIN, and is it the first one that does?
    fn first_ack_of_fin(&self, flight: &Flight) -> bool {
        let earlier = |other: &&Flight| other.from == flight.from && other.moment < self.index;
        self.covers_fin_of(flight.from.peer(), flight).is_some()
            && !self.trace.flights.iter().filter(earlier).any(|other| other.segment.ack == flight.segment.ack)
    }

    fn second_fin(&self, fin: &Flight) -> Say {
        if self.first_ack_of_fin(fin) {
            return seldom!(
                "{who} before the ACK has left, so one segment does both: {me} sends {fin}. It closes this \
                 direction and acknowledges {peer}'s FIN, so three segments do the work of four.",
                "{who}时 ACK 还没有发出，于是一个报文段兼做两件事：{me}发出 {fin}。\
                 它既关闭自己的方向，又捎带对{peer}的 FIN 的确认，四个报文段变成三个。",
            );
        }
        say!(
            "{who}: now {me} has nothing more to send either, and sends {fin} of its own. In LAST-ACK it waits for \
             the ACK of this FIN.",
            "{who}，{me}也没有数据要发了，于是发出自己的 {fin}，进入 LAST-ACK，等待对这个 FIN 的确认。",
        )
    }

    fn fin_waits(&self) -> Say {
        if !self.after.state.is_synchronized() {
            return seldom!(
                "{who}, but data still waits for the connection to open. The FIN goes behind the last byte, once \
                 {me} is ESTABLISHED.",
                "{who}，但还有数据在等待连接建立。FIN 排在最后一个字节之后，要等{me}进入 ESTABLISHED 才能发出。",
            );
        }
        seldom!(
            "{who}, but {peer}'s window has no room for what is still to be sent. The FIN waits behind the last \
             byte; {since}.",
            "{who}，但{peer}的窗口放不下剩余的数据。FIN 排在最后一个字节之后等待；{since}。",
        )
    }

    pub(super) fn since(&self) -> Say {
        if self.after.state == State::FinWait1 {
            seldom!("the state is FIN-WAIT-1 all the same", "状态已经是 FIN-WAIT-1")
        } else {
            seldom!("the state stays {state} until the FIN leaves", "FIN 发出之前状态仍是 {state}")
        }
    }

    fn close_after_close(&self) -> Say {
        if self.before.state == State::TimeWait {
            return seldom!(
                "{who} and gives the socket back. TIME-WAIT belongs to the system, not to the program, so it goes \
                 on until 2·MSL are over.",
                "{who}，归还套接字。TIME-WAIT 由系统维持，与应用程序无关，会一直持续到 2·MSL 结束。",
            );
        }
        if self.before.fin_waiting {
            return seldom!(
                "{who} while the FIN of shutdown(WR) still waits for its turn. No second FIN is queued; from now \
                 on nobody reads.",
                "{who}，而 shutdown(WR) 的 FIN 还在排队。不会再有第二个 FIN，只是从此不再有人读取数据。",
            );
        }
        seldom!(
            "{who} after shutdown(WR): {me}'s FIN has left already, and there is no second one. The state stays \
             {state}, but from now on nobody reads.",
            "{who}，而 shutdown(WR) 已经发过 FIN，不会再发第二个。{me}仍处于 {state}，只是从此不再有人读取数据。",
        )
    }

    fn reset_unread(&self) -> Say {
        seldom!(
            "{who} with data still unread, so {me} sends a RST in place of a FIN. {peer} must learn that not all of \
             its data was read.",
            "{who}，而收到的数据还没有读完，{me}用 RST 代替 FIN。要让{peer}知道它的数据没有被全部读取。",
        )
    }

    // ---- abort() ----

    fn abort(&self) -> Say {
        match self.sent().find(|flight| flight.segment.kind() == Kind::Rst) {
            Some(_) => {
                seldom!(
                    "{who}: {me} sends {rst} and is CLOSED at once, with no FIN and no TIME-WAIT. What was not yet \
                     delivered is lost, and {peer} learns of an error, not of an end.",
                    "{who}，{me}发出 {rst}，立即进入 CLOSED，没有 FIN，也没有 TIME-WAIT。\
                     尚未送达的数据就此丢弃，{peer}得到的是错误，而不是正常结束。",
                )
            }
            None if matches!(self.before.state, State::Listen | State::SynSent) => seldom!(
                "{who}: {me} is CLOSED at once, without a RST. No connection exists yet that could be reset.",
                "{who}，{me}不发 RST，立即进入 CLOSED。连接还没有建立，没有什么可以复位。",
            ),
            None => seldom!(
                "{who}: {me} is CLOSED at once, without a RST. Both sides have sent their FINs, so no RST is asked \
                 for.",
                "{who}，{me}不发 RST，立即进入 CLOSED。双方都已发过 FIN，规定不必再发 RST。",
            ),
        }
    }

    // ---- refused ----

    fn refused(record: &CallRecord) -> Say {
        match record.returned.map(|(_, outcome)| outcome) {
            Some(Outcome::Failed(Errno::BadDescriptor)) => seldom!(
                "{who} and {get} EBADF. The socket was given back by close() or abort(), so nothing can be called on \
                 it.",
                "{who}，得到 EBADF。套接字早已由 close() 或 abort() 归还，不能再对它调用什么。",
            ),
            Some(Outcome::Failed(Errno::ConnectionReset | Errno::TimedOut | Errno::ConnectionRefused)) => {
                seldom!(
                    "{who} and {get} {errno}. Only now, with its next call, does the program learn how the \
                     connection ended.",
                    "{who}，得到 {errno}。应用程序直到这次调用才知道连接是怎样结束的。",
                )
            }
            Some(Outcome::Failed(Errno::AddressInUse)) => seldom!(
                "{who} and {get} {errno}: a socket of this port is in {state}. Without SO_REUSEADDR the port gets no \
                 new listener until that is over, and never a second one.",
                "{who}，得到 {errno}：这个端口还有处于 {state} 的套接字。没有 SO_REUSEADDR，\
                 要等它结束才能再监听；两个监听套接字则始终不行。",
            ),
            Some(Outcome::Failed(Errno::AddressNotAvailable)) => seldom!(
                "{who} and {get} {errno}: the connection between the same addresses and ports is still in {state}, \
                 and two connections cannot have one 4-tuple.",
                "{who}，得到 {errno}：相同地址和端口之间的连接仍处于 {state}，两个连接不能共用一个四元组。",
            ),
            Some(Outcome::Failed(_)) => {
                seldom!(
                    "{who} and {get} {errno}: {reason} (“{error}”).",
                    "{who}，得到 {errno}：{reason}（“{error}”）。",
                )
            }
            // A program's close() gives its descriptor back whatever has become of the connection.
            _ => {
                seldom!(
                    "{who}, but the connection is over already, so {me} sends nothing. The call only gives the \
                     socket back.",
                    "{who}，但连接早已结束，{me}什么也不发。这次调用只是归还套接字。",
                )
            }
        }
    }
}
