//! Why a state is known, and what could be otherwise: as data, with the packets that show it.

use crate::sim::Side;
use crate::tcp::State;
use crate::time::Duration;

/// Why a state changed in a moment of the inferred trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inference {
    /// Index into the trace's moments.
    pub moment: usize,
    pub side: Side,
    pub to: State,
    pub ground: Ground,
    /// The packet whose leaving or coming made the change; `None`: it was not captured.
    pub by: Option<u32>,
    /// The packet in which this side itself shows that it has come, where one does.
    pub proved: Option<u32>,
}

/// What shows a change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// It sent a SYN.
    SentSyn,
    /// A SYN came, and it answered with SYN,ACK.
    AnsweredSyn,
    /// Both sent a SYN before the other's came.
    SynsCrossed,
    /// The SYN,ACK came that acknowledges its SYN.
    SynAckCame,
    /// Its SYN was acknowledged.
    SynAcknowledged,
    /// It sends as only a synchronized state does, though what led there was not captured.
    SendsAsEstablished,
    /// It sent a FIN.
    SentFin,
    /// The peer's FIN came, with everything before it.
    FinCame,
    /// Its FIN was acknowledged.
    FinAcknowledged,
    /// It sent a RST and forgot the connection.
    SentReset,
    /// A RST came that it had to believe.
    ResetCame,
    /// A RST answered its SYN.
    SynRefused,
    /// It answers with a RST as CLOSED does: it had forgotten the connection before.
    AnswersAsClosed,
    /// 2·MSL are over, by the assumed length.
    TimeWaitAssumedOver,
    /// It opens anew, so the old connection is over.
    OpensAnew,
}

impl Ground {
    pub const ALL: [Self; 15] = [
        Self::SentSyn,
        Self::AnsweredSyn,
        Self::SynsCrossed,
        Self::SynAckCame,
        Self::SynAcknowledged,
        Self::SendsAsEstablished,
        Self::SentFin,
        Self::FinCame,
        Self::FinAcknowledged,
        Self::SentReset,
        Self::ResetCame,
        Self::SynRefused,
        Self::AnswersAsClosed,
        Self::TimeWaitAssumedOver,
        Self::OpensAnew,
    ];
}

/// What is special about a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// It was seen later than one that its sender sent after it.
    OutOfOrder,
    /// It asks whether the peer is still there (RFC 9293 section 3.8.4).
    KeepAlive,
    /// It asks whether the peer's window has opened (RFC 9293 section 3.8.6.1).
    ZeroWindowProbe,
    /// It was never seen, but what follows shows that it was sent.
    NotSeen,
    /// It was seen again with nothing new: the network or the capture doubled it.
    SeenTwice,
}

/// What could be otherwise than inferred. Numbers are the packets' in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The capture was taken away from this end: when segments left and reached it is a guess.
    FarEnd { side: Side },
    /// No segment is answered in the capture: how long the way takes is an assumption.
    NoRoundTrip { assumed: Duration },
    /// The handshake was not seen: both ends are taken to have been in ESTABLISHED.
    BeganBefore,
    /// The capturing machine's clock went backwards here.
    ClockWentBack { frame: u32 },
    /// The peer acknowledged octets of this end that the capture does not have.
    NotCaptured { from: Side, octets: u32, frame: u32 },
    /// Numbers of this end before that packet were never seen: lost before the capture, or not captured.
    Hole { from: Side, octets: u32, frame: u32 },
    /// It was sent again before anything acknowledged it: it was lost, or its ACK was.
    LostOrItsAck { frame: u32 },
    /// An ACK was seen, and yet the peer sent again what it acknowledges: the ACK was lost.
    AckLost { frame: u32 },
    /// A RST was seen, and yet its receiver goes on sending the same: it was lost.
    ResetLost { frame: u32 },
    /// Of two captures only the one at its sender has it: it was lost between them.
    SeenBySenderOnly { frame: u32 },
    /// Of two captures only the one at its receiver has it: when it left is a guess.
    SeenByReceiverOnly { frame: u32 },
    /// How far two capturing clocks are apart follows from both ways being equally long.
    ClocksCompared { ahead: i64 },
    /// It was seen, but nothing shows that it arrived.
    NotShownToArrive { frame: u32 },
    /// No answer to the SYN was seen: it may be lost, or dropped in silence.
    SynUnanswered { frame: u32 },
    /// How long TIME-WAIT lasts is not seen.
    TimeWaitLength { side: Side, assumed: Duration },
    /// Whether the program aborted or closed with data unread is not seen.
    ResetReason { frame: u32 },
    /// An end that had no connection any more answers that packet as one does that aborts just then.
    ForgottenOrAborted { side: Side, frame: u32 },
    /// An end may ignore a RST in TIME-WAIT (RFC 1337).
    ResetInTimeWait { frame: u32 },
    /// This end sent what its inferred state does not send.
    Contradiction { side: Side, frame: u32 },
    /// The capture ended while this end was in a state that does not last.
    CaptureEnded { side: Side, state: State },
}
