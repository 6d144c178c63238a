//! Table 3.4: TIME-WAIT under RFC 9293 with RFC 5961, and where RFC 6191, RFC 1337 and RFC 793 differ.

use crate::event::segment;
use crate::situation::SITUATIONS;
use four_waves::tcp::{
    Config, Event, Output, RFC_793, RFC_9293, SeqNum, State, TimeWaitSyn, Timer, TimerChange,
};

/// The peer's FIN had the number 11, RCV.NXT is 12, the window ends at 102. `ack` is `. 22 ack 12`,
/// `anew` restarts 2·MSL, `-` is silence.
const TABLE_3_4: &str = "
                     | RFC 9293  | RFC 6191     | RFC 1337  | RFC 793
F. 11:11(0) ack 22   | ack, anew | ack, anew    | ack, anew | ack, anew
FP. 7:11(4) ack 22   | ack, anew | ack, anew    | ack, anew | ack, anew
F. 12:12(0) ack 22   | ack, anew | ack, anew    | ack, anew | ack, anew
. 12:12(0) ack 22    | -         | -            | -         | -
. 9:9(0) ack 22      | ack       | ack          | ack       | ack
. 200:200(0) ack 22  | ack       | ack          | ack       | ack
. 12:12(0) ack 23    | ack       | ack          | ack       | ack
P. 12:14(2) ack 22   | ack       | ack          | ack       | ack
F 12:12(0)           | -         | -            | -         | -
F 3:3(0)             | ack       | ack          | ack       | ack
R 12:12(0)           | CLOSED    | CLOSED       | -         | CLOSED
R 20:20(0)           | ack       | ack          | -         | CLOSED
R 200:200(0)         | -         | -            | -         | -
R 9:9(0)             | -         | -            | -         | -
S 12:12(0)           | ack       | SYN-RECEIVED | ack       | CLOSED
S 200:200(0)         | ack       | SYN-RECEIVED | ack       | ack
S 11:11(0)           | ack       | -            | ack       | ack
S 5:5(0)             | ack       | -            | ack       | ack
";

#[test]
fn table_3_4_time_wait() {
    let stacks = [
        RFC_9293,
        Config { time_wait_syn: TimeWaitSyn::Rfc6191, ..RFC_9293 },
        Config { rfc1337: true, ..RFC_9293 },
        RFC_793,
    ];
    let rows = TABLE_3_4.lines().skip(2).map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let mut cells = 0;
    for row in rows {
        for (stack, expected) in stacks.iter().zip(&row[1..]) {
            assert_eq!(came(stack, row[0]), *expected, "{}", row[0]);
            cells += 1;
        }
    }
    assert_eq!(cells, 18 * 4);
}

fn came(stack: &Config, event: &str) -> String {
    let situation = SITUATIONS.iter().find(|situation| situation.name == "TIME-WAIT").expect("it is there");
    let mut bench = situation.build(stack, (0, 0));
    let arrives = Event::Arrives(segment(event, SeqNum(0), SeqNum(0)));
    let outputs = bench.connection.handle(bench.now, arrives);
    let state = bench.connection.state();
    if state != State::TimeWait {
        return state.name().to_owned();
    }
    let mut words = Vec::new();
    for output in outputs {
        match output {
            Output::Transmit { segment, .. } => {
                assert_eq!((segment.seq, segment.ack), (SeqNum(22), Some(SeqNum(12))), "{event}");
                assert_eq!(segment.to_string(), "ACK", "{event}");
                words.push("ack");
            }
            Output::Timer { timer: Timer::TimeWait, change: TimerChange::Restarted(at) } => {
                assert_eq!(at, bench.now + stack.msl * 2, "{event}");
                words.push("anew");
            }
            Output::Timer { .. } | Output::Transition { .. } | Output::Notify(_) | Output::Ignored(_) => {}
        }
    }
    words.sort_unstable();
    if words.is_empty() { "-".to_owned() } else { words.join(", ") }
}
