//! Segments that arrive and change a state.

use super::super::template::Say;
use super::{Gap, Scene};
use crate::sim::{Change, Flight, Outcome, Step};
use crate::tcp::{Rule, State};

impl Scene<'_> {
    pub(super) fn arrival(&self, flight: &Flight) -> Say {
        match self.moment.changes.first() {
            Some(change) => self.arrival_changes(flight, *change),
            None => self.arrival_changes_nothing(flight),
        }
    }

    fn arrival_changes(&self, flight: &Flight, change: Change) -> Say {
        match (change.rule, change.to) {
            // These speak of an answer; where there is none, the rule's own words do.
            (Rule::ListenSyn | Rule::SynAck | Rule::SynCrossed, _)
            | (Rule::Fin, State::Closing | State::TimeWait)
                if self.answer.is_none() =>
            {
                self.steady()
            }
            (Rule::ListenSyn, _) => self.syn_for_listener(),
            (Rule::SynAck, _) => self.syn_ack(),
            (Rule::AckOfSyn, _) => self.ack_of_syn(flight),
            (Rule::SynCrossed, _) => self.syn_crossed(),
            (Rule::NewIncarnation, _) => self.new_incarnation(),
            (Rule::Refused, _) => self.refused_by_peer(),
            (Rule::Fin, State::CloseWait) => self.fin_to_close_wait(),
            (Rule::Fin, State::Closing) => self.fin_to_closing(),
            (Rule::Fin, State::TimeWait) => self.fin_to_time_wait(),
            (Rule::AckOfFin, State::FinWait2) => match self.moment.changes.get(1) {
                Some(_) if self.answer.is_none() => self.steady(),
                Some(_) => self.fin_and_ack_to_time_wait(),
                None => self.ack_to_fin_wait_2(flight),
            },
            (Rule::AckOfFin, State::TimeWait) => self.ack_to_time_wait(),
            (Rule::AckOfFin, State::Closed) => self.last_ack(flight),
            (Rule::FinLeaves, _) => self.fin_leaves(),
            (Rule::Reset | Rule::SynResets, _) => self.reset(change.from),
            (Rule::DataAfterClose, _) => self.data_after_close(),
            _ => self.other_change(),
        }
    }

    /// Whatever no other function knows, in the rule's own words.
    fn other_change(&self) -> Say {
        seldom!(
            "{what} arrives, and {me} goes from {from} to {to}. {why}",
            "{what}到达，{me}从 {from} 进入 {to}。{why}",
        )
    }

    // ---- opening ----

    fn syn_for_listener(&self) -> Say {
        say!(
            "{what} arrives, and {me} answers with {sent}. One segment acknowledges {peer}'s number and announces \
             {me}'s own, so opening needs three segments, not four.",
            "{what}到达，{me}回复 {sent}。一个报文段既确认{peer}的序号，又通告自己的序号，\
             所以建立连接只要三个报文段，而不是四个。",
        )
    }

    pub(super) fn connect_returns(&self) -> Say {
        match self.returned(|step| step == Step::Connect) {
            Some(Outcome::Done) => say!(", and connect() returns", "，connect() 返回"),
            _ => say!("", ""),
        }
    }

    pub(super) fn accept_returns(&self) -> Say {
        match self.returned(|step| step == Step::Accept) {
            Some(Outcome::Done) => say!(", and accept() returns", "，accept() 返回"),
            _ => say!("", ""),
        }
    }

    fn syn_ack(&self) -> Say {
        say!(
            "{what} arrives: {me}'s number is acknowledged and {peer}'s is known, so {me} is ESTABLISHED{connect}. \
             It answers with {sent}, so that {peer} knows its number has arrived.",
            "{what}到达：自己的序号得到确认，{peer}的序号也已知道，{me}进入 ESTABLISHED{connect}。\
             它再回复 {sent}，让{peer}知道自己的序号已经送达。",
        )
    }

    fn ack_of_syn(&self, flight: &Flight) -> Say {
        if self.moment.changes.iter().any(|change| change.to == State::CloseWait) {
            return seldom!(
                "{what} arrives and also carries the ACK that {me} has waited for{accept}. {me} is ESTABLISHED and, \
                 since it can take the FIN at once, in CLOSE-WAIT.",
                "{what}到达，同时带来了{me}一直在等的确认{accept}。{me}进入 ESTABLISHED，随即处理 FIN，进入 CLOSE-WAIT。",
            );
        }
        if self.moment.changes.iter().any(|change| change.to == State::FinWait1) {
            return seldom!(
                "{what} arrives and acknowledges {me}'s SYN: {me} is ESTABLISHED{accept}. Its program has asked to close \
                 before, so it goes on to FIN-WAIT-1 at once.",
                "{what}到达，确认了{me}的 SYN，{me}进入 ESTABLISHED{accept}。应用程序先前已要求关闭，于是随即进入 FIN-WAIT-1。",
            );
        }
        if flight.segment.len > 0 || flight.segment.fin {
            return seldom!(
                "{what} arrives and also carries the ACK of {me}'s SYN: {me} is ESTABLISHED{accept}. Every segment \
                 carries an ACK, so the lost or late one of the handshake is made good.",
                "{what}到达，同时确认了{me}的 SYN，{me}进入 ESTABLISHED{accept}。\
                 每个报文段都带确认号，握手时丢失或迟到的 ACK 由它补上。",
            );
        }
        say!(
            "{what} arrives and acknowledges {me}'s SYN: {me} is ESTABLISHED{accept}. Both sides now know both \
             initial numbers, so both directions are open.",
            "{what}到达，确认了{me}的 SYN，{me}进入 ESTABLISHED{accept}。双方都知道了彼此的初始序号，两个方向都已打开。",
        )
    }

    fn syn_crossed(&self) -> Say {
        seldom!(
            "{what} arrives where a SYN,ACK was expected: both sides open at the same time. {me} answers with \
             {sent} and waits in SYN-RECEIVED.",
            "{what}到达，而等待的是 SYN,ACK：双方在同时打开连接。{me}回复 {sent}，在 SYN-RECEIVED 等待。",
        )
    }

    fn new_incarnation(&self) -> Say {
        seldom!(
            "{what} arrives in TIME-WAIT and opens a new connection: {me} answers with SYN,ACK. {why}",
            "{what}在 TIME-WAIT 期间到达，建立新的连接：{me}回复 SYN,ACK。{why}",
        )
    }

    fn refused_by_peer(&self) -> Say {
        seldom!(
            "{what} arrives in answer to the SYN: nobody listens at {peer}. {me} is CLOSED, and the attempt to connect \
             has failed (ECONNREFUSED).",
            "{what}到达，这是对 SYN 的回答：{peer}没有人监听。{me}回到 CLOSED，连接请求失败（ECONNREFUSED）。",
        )
    }

    // ---- the peer's FIN ----

    /// What arrives, where it is not the FIN itself that brings the FIN's turn.
    pub(super) fn fin_comes(&self) -> Say {
        if self.about.is_some_and(|flight| flight.segment.fin) {
            return say!("{what} arrives", "{what}到达");
        }
        seldom!(
            "{what} fills the hole, so {peer}'s FIN, kept until now, counts",
            "{what}补上了缺口，先前保留的{peer}的 FIN 现在生效",
        )
    }

    fn fin_to_close_wait(&self) -> Say {
        if self.answer.is_none() {
            return seldom!(
                "{fin_comes}: {peer} has nothing more to send, and {read}. {me} is in CLOSE-WAIT and holds its ACK back \
                 for a moment: the program may have something that can carry it.",
                "{fin_comes}：{peer}没有数据要发了，{read}。{me}进入 CLOSE-WAIT，ACK 稍等片刻，也许应用程序马上就有报文段可以捎带它。",
            );
        }
        say!(
            "{fin_comes}: {peer} has nothing more to send, and {read}. {me} answers with {a_noun} ({ack}{plus_one}) and \
             stays in CLOSE-WAIT until its own program calls close().",
            "{fin_comes}：{peer}没有数据要发了，{read}。{me}回复 {a_noun}（{ack}{plus_one}），\
             在 CLOSE-WAIT 等待自己的应用程序调用 close()。",
        )
    }

    fn fin_to_closing(&self) -> Say {
        if self.after.fin_waiting {
            return seldom!(
                "{fin_comes}, while {me}'s own FIN still waits behind its data. {me} acknowledges it ({ack}) and is in \
                 CLOSING until its own FIN is sent and acknowledged.",
                "{fin_comes}，而{me}自己的 FIN 还排在数据之后。{me}确认它（{ack}），进入 CLOSING，直到自己的 FIN 发出并得到确认。",
            );
        }
        seldom!(
            "{fin_comes} before any ACK of {me}'s own: the two FINs have crossed, for both sides closed without knowing \
             of the other. {me} acknowledges it ({ack}) and waits in CLOSING until {peer} does the same.",
            "{fin_comes}，但没有确认{me}的 FIN：双方都不知道对方要关闭，两个 FIN 交错而过，这就是同时关闭。\
             {me}确认它（{ack}），在 CLOSING 等待{peer}也这样做。",
        )
    }

    fn fin_to_time_wait(&self) -> Say {
        say!(
            "{fin_comes}, and {me} sends the last ACK ({ack}{plus_one}). It stays in TIME-WAIT for {two_msl}: should this \
             ACK be lost, {peer}'s FIN comes again and must find somebody to answer it.",
            "{fin_comes}，{me}发出最后的 ACK（{ack}{plus_one}）。它要在 TIME-WAIT 停留 {two_msl}：\
             万一这个 ACK 丢失，{peer}会重传 FIN，必须有人再次应答。",
        )
    }

    fn fin_and_ack_to_time_wait(&self) -> Say {
        seldom!(
            "{fin_comes} and also acknowledges {me}'s own ({got}), so {me} passes through FIN-WAIT-2 into TIME-WAIT in one \
             step. It sends the last ACK ({ack}) and waits {two_msl}, in case that ACK is lost and the FIN comes again.",
            "{fin_comes}，同时确认了{me}的 FIN（{got}），于是{me}一步经过 FIN-WAIT-2 进入 TIME-WAIT。\
             它发出最后的 ACK（{ack}），并等待 {two_msl}，以防这个 ACK 丢失而 FIN 再次到来。",
        )
    }

    // ---- the ACK of our FIN ----

    fn ack_to_fin_wait_2(&self, flight: &Flight) -> Say {
        if flight.segment.len > 0 && self.after.rcv_nxt != self.before.rcv_nxt {
            return seldom!(
                "{what} arrives and also acknowledges {me}'s FIN, so {me}'s direction is closed. {peer}'s still carries \
                 data: {me} takes it and waits in FIN-WAIT-2 for {peer}'s FIN.",
                "{what}到达，同时确认了{me}的 FIN，{me}这个方向已经关闭。{peer}那个方向还在传送数据：\
                 {me}收下数据，在 FIN-WAIT-2 等待{peer}的 FIN。",
            );
        }
        if !self.after.reading {
            return say!(
                "{what} arrives and acknowledges {me}'s FIN: this direction is closed. In FIN-WAIT-2 {me} waits for \
                 {peer}'s FIN; its program has called close(), so nobody reads what may still come.",
                "{what}到达，确认了{me}的 FIN，{me}这个方向至此关闭。{me}在 FIN-WAIT-2 等待{peer}的 FIN；\
                 应用程序已经调用 close()，即使再有数据到来也没有人读取。",
            );
        }
        seldom!(
            "{what} arrives and acknowledges {me}'s FIN: this direction is closed. In FIN-WAIT-2 {me} waits for \
             {peer}'s FIN; until then data may still come.",
            "{what}到达，确认了{me}的 FIN，{me}这个方向至此关闭。\
             {me}在 FIN-WAIT-2 等待{peer}的 FIN，在此之前仍可能收到数据。",
        )
    }

    fn ack_to_time_wait(&self) -> Say {
        seldom!(
            "{what} arrives and acknowledges {me}'s FIN: both directions are closed. {me} has acknowledged {peer}'s FIN \
             too, but that ACK may be lost, so it waits in TIME-WAIT for {two_msl}.",
            "{what}到达，确认了{me}的 FIN，两个方向都已关闭。{me}也确认过{peer}的 FIN，\
             但那个 ACK 可能丢失，所以在 TIME-WAIT 等待 {two_msl}。",
        )
    }

    fn last_ack(&self, flight: &Flight) -> Say {
        if flight.segment.fin {
            return seldom!(
                "{what} arrives and at last acknowledges {me}'s FIN, so {me} is CLOSED at once. The repeated FIN itself \
                 gets no further ACK.",
                "{what}到达，终于确认了{me}的 FIN，{me}立即进入 CLOSED。重传的 FIN 本身不再得到确认。",
            );
        }
        if self.other.state == State::TimeWait {
            return say!(
                "{what} arrives and acknowledges {me}'s FIN: {me} is CLOSED at once. It owes nobody an ACK any more, so \
                 it need not wait as {peer} does.",
                "{what}到达，确认了{me}的 FIN，{me}立即进入 CLOSED。它不再欠任何 ACK，所以不必像{peer}那样等待。",
            );
        }
        seldom!(
            "{what} arrives and acknowledges {me}'s FIN: {me} is CLOSED at once. It owes nobody an ACK any more, so it \
             has nothing to wait for.",
            "{what}到达，确认了{me}的 FIN，{me}立即进入 CLOSED。它不再欠任何 ACK，也就没有什么可等。",
        )
    }

    pub(super) fn fin_leaves(&self) -> Say {
        if !self.sent().any(|sent| sent.segment.fin) {
            return self.steady();
        }
        seldom!(
            "{what} arrives and makes room, so {me} sends {fin}{and_state}. {why}",
            "{what}到达，腾出了空间，{me}发出 {fin}{and_state}。{why}",
        )
    }

    // ---- RST ----

    fn reset(&self, from: State) -> Say {
        match from {
            State::TimeWait => seldom!(
                "{what} ends {me}'s TIME-WAIT before 2·MSL are over. RFC 1337 calls this assassination: old segments \
                 may now reach a new connection.",
                "{what}使{me}的 TIME-WAIT 在 2·MSL 之前结束。RFC 1337 称之为 TIME-WAIT 暗杀：旧报文段可能混进新的连接。",
            ),
            State::LastAck | State::Closing => seldom!(
                "{what} arrives where an ACK was expected: {peer} no longer knows the connection. {me} is CLOSED, and \
                 cannot tell whether its FIN ever arrived.",
                "{what}到达，而等待的是 ACK：{peer}已经不认识这个连接。{me}进入 CLOSED，无法得知自己的 FIN 是否曾经送达。",
            ),
            _ if self.after.unread > 0 => seldom!(
                "{what} arrives: {peer} has aborted or does not know the connection. {me} drops it at once; what had \
                 come before can still be read, then comes ECONNRESET.",
                "{what}到达：{peer}中止了连接，或者不认识这个连接。{me}立即丢弃连接；此前到达的数据还可以读取，然后得到 ECONNRESET。",
            ),
            _ if self.before.unread > 0 => seldom!(
                "{what} arrives: {peer} has aborted or does not know the connection. {me} drops it at once, unread data \
                 included, and {program}.",
                "{what}到达：{peer}中止了连接，或者不认识这个连接。{me}立即丢弃连接，未读的数据也一并丢弃；{program}。",
            ),
            _ => seldom!(
                "{what} arrives: {peer} has aborted or does not know the connection. {me} drops it at once, and \
                 {program}.",
                "{what}到达：{peer}中止了连接，或者不认识这个连接。{me}立即丢弃连接；{program}。",
            ),
        }
    }

    pub(super) fn what_program_learns(&self) -> Say {
        match self.failed_call() {
            Some(_) => {
                seldom!(
                    "its {failed_call} fails with {failed_with}",
                    "{failed_call} 失败，得到 {failed_with}"
                )
            }
            None if !self.after.reading => seldom!("its program has closed already", "应用程序早已关闭"),
            None if self.moment.changes.first().is_some_and(|change| change.from == State::CloseWait) => {
                seldom!("its program's next send() fails", "应用程序再调用 send() 就会失败")
            }
            None => {
                seldom!(
                    "its program's next call fails with ECONNRESET",
                    "应用程序下一次调用将得到 ECONNRESET",
                )
            }
        }
    }

    fn data_after_close(&self) -> Say {
        seldom!(
            "{what} arrives, but {me}'s program has called close() and will never read it. {me} answers with a RST, so \
             that the loss does not go unnoticed.",
            "{what}到达，但{me}的应用程序已经调用 close()，再也不会读取。{me}回复 RST，让对方知道数据已经丢失。",
        )
    }
}
