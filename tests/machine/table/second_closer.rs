//! The states of the end that closes second, and CLOSING.

use super::check;
use crate::bench::End;

/// The peer's FIN had the number 1, so text is ignored (C15) and sending goes on.
const CLOSE_WAIT: &str = "
event                  | sent            | told   | state    | timers
open-passive           |                 | exists | =        |
open-active            |                 | exists | =        |
send 3                 | P. 1:4(3) ack 2 |        | =        | rtx ut
read                   |                 | eof    | =        |
shutdown               | F. 1:1(0) ack 2 |        | LAST-ACK | rtx ut
close                  | F. 1:1(0) ack 2 |        | LAST-ACK | rtx ut
abort                  | R 1:1(0)        |        | CLOSED   |
S 2:2(0)               | . 1:1(0) ack 2  |        | =        |
S 0:0(0)               | . 1:1(0) ack 2  |        | =        |
S 0:4(4)               | . 1:1(0) ack 2  |        | =        |
S. 2:2(0) ack 1        | . 1:1(0) ack 2  |        | =        |
S. 0:0(0) ack 1        | . 1:1(0) ack 2  |        | =        |
. 2:2(0) ack 1         |                 |        | =        |
. 2:2(0) ack 0         |                 |        | =        |
. 2:2(0) ack 2         | . 1:1(0) ack 2  |        | =        |
. 7:7(0) ack 1         |                 |        | =        |
. 1:1(0) ack 1         | . 1:1(0) ack 2  |        | =        |
. 70002:70002(0) ack 1 | . 1:1(0) ack 2  |        | =        |
P. 2:5(3) ack 1        |                 |        | =        |
P. 2:5(3) ack 2        | . 1:1(0) ack 2  |        | =        |
P. 5:8(3) ack 1        |                 |        | =        |
P. 1:5(4) ack 1        |                 |        | =        |
- 2:5(3)               |                 |        | =        |
F. 1:1(0) ack 1        | . 1:1(0) ack 2  |        | =        |
F. 1:1(0) ack 2        | . 1:1(0) ack 2  |        | =        |
FP. 0:1(1) ack 1       | . 1:1(0) ack 2  |        | =        |
F. 2:2(0) ack 1        | . 1:1(0) ack 2  |        | =        |
F. 2:2(0) ack 2        | . 1:1(0) ack 2  |        | =        |
FP. 2:5(3) ack 1       | . 1:1(0) ack 2  |        | =        |
F. 5:5(0) ack 1        | . 1:1(0) ack 2  |        | =        |
F 2:2(0)               |                 |        | =        |
R 2:2(0)               |                 | reset  | CLOSED   |
R. 2:2(0) ack 1        |                 | reset  | CLOSED   |
R 7:7(0)               | . 1:1(0) ack 2  |        | =        |
R 1:1(0)               |                 |        | =        |
R 1:5(4)               |                 |        | =        |
R 70002:70002(0)       |                 |        | =        |
";

#[test]
fn close_wait() {
    check(CLOSE_WAIT, End::into_close_wait);
}

/// Only an ACK of our FIN counts (C18), also in the peer's FIN again (D2).
const LAST_ACK: &str = "
event                  | sent            | told    | state  | timers
open-passive           |                 | exists  | =      | rtx ut
open-active            |                 | exists  | =      | rtx ut
send 3                 |                 | closing | =      | rtx ut
read                   |                 | eof     | =      | rtx ut
shutdown               |                 | closing | =      | rtx ut
close                  |                 |         | =      | rtx ut
abort                  |                 |         | CLOSED |
S 2:2(0)               | . 2:2(0) ack 2  |         | =      | rtx ut
S 0:0(0)               | . 2:2(0) ack 2  |         | =      | rtx ut
S 0:4(4)               | . 2:2(0) ack 2  |         | =      | rtx ut
S. 2:2(0) ack 2        | . 2:2(0) ack 2  |         | =      | rtx ut
S. 0:0(0) ack 1        | . 2:2(0) ack 2  |         | =      | rtx ut
. 2:2(0) ack 2         |                 | closed  | CLOSED |
. 2:2(0) ack 1         |                 |         | =      | rtx ut
. 2:2(0) ack 0         |                 |         | =      | rtx ut
. 2:2(0) ack 3         | . 2:2(0) ack 2  |         | =      | rtx ut
. 7:7(0) ack 2         |                 | closed  | CLOSED |
. 1:1(0) ack 2         | . 2:2(0) ack 2  |         | =      | rtx ut
. 70002:70002(0) ack 2 | . 2:2(0) ack 2  |         | =      | rtx ut
P. 2:5(3) ack 2        |                 | closed  | CLOSED |
P. 2:5(3) ack 1        |                 |         | =      | rtx ut
P. 2:5(3) ack 3        | . 2:2(0) ack 2  |         | =      | rtx ut
P. 5:8(3) ack 2        |                 | closed  | CLOSED |
P. 1:5(4) ack 2        |                 | closed  | CLOSED |
- 2:5(3)               |                 |         | =      | rtx ut
F. 1:1(0) ack 2        |                 | closed  | CLOSED |
F. 1:1(0) ack 1        | . 2:2(0) ack 2  |         | =      | rtx ut
F. 1:1(0) ack 3        | . 2:2(0) ack 2  |         | =      | rtx ut
FP. 0:1(1) ack 2       |                 | closed  | CLOSED |
F. 2:2(0) ack 2        |                 | closed  | CLOSED |
F. 2:2(0) ack 1        | . 2:2(0) ack 2  |         | =      | rtx ut
F. 2:2(0) ack 3        | . 2:2(0) ack 2  |         | =      | rtx ut
FP. 2:5(3) ack 2       |                 | closed  | CLOSED |
FP. 2:5(3) ack 1       | . 2:2(0) ack 2  |         | =      | rtx ut
F. 5:5(0) ack 2        |                 | closed  | CLOSED |
F 2:2(0)               |                 |         | =      | rtx ut
R 2:2(0)               |                 | reset   | CLOSED |
R. 2:2(0) ack 2        |                 | reset   | CLOSED |
R 7:7(0)               | . 2:2(0) ack 2  |         | =      | rtx ut
R 1:1(0)               |                 |         | =      | rtx ut
R 1:5(4)               |                 |         | =      | rtx ut
R 70002:70002(0)       |                 |         | =      | rtx ut
rtx fires              | F. 1:1(0) ack 2 |         | =      | rtx ut
ut fires               |                 | timeout | CLOSED |
";

#[test]
fn last_ack() {
    check(LAST_ACK, End::into_last_ack);
}

/// Only an ACK of our FIN counts (C18), also in the peer's FIN again (D2).
const CLOSING: &str = "
event                  | sent            | told    | state     | timers
open-passive           |                 | exists  | =         | rtx ut
open-active            |                 | exists  | =         | rtx ut
send 3                 |                 | closing | =         | rtx ut
read                   |                 | eof     | =         | rtx ut
shutdown               |                 | closing | =         | rtx ut
close                  |                 |         | =         | rtx ut
abort                  |                 |         | CLOSED    |
S 2:2(0)               | . 2:2(0) ack 2  |         | =         | rtx ut
S 0:0(0)               | . 2:2(0) ack 2  |         | =         | rtx ut
S 0:4(4)               | . 2:2(0) ack 2  |         | =         | rtx ut
S. 2:2(0) ack 2        | . 2:2(0) ack 2  |         | =         | rtx ut
S. 0:0(0) ack 1        | . 2:2(0) ack 2  |         | =         | rtx ut
. 2:2(0) ack 2         |                 |         | TIME-WAIT | tw
. 2:2(0) ack 1         |                 |         | =         | rtx ut
. 2:2(0) ack 0         |                 |         | =         | rtx ut
. 2:2(0) ack 3         | . 2:2(0) ack 2  |         | =         | rtx ut
. 7:7(0) ack 2         |                 |         | TIME-WAIT | tw
. 1:1(0) ack 2         | . 2:2(0) ack 2  |         | =         | rtx ut
. 70002:70002(0) ack 2 | . 2:2(0) ack 2  |         | =         | rtx ut
P. 2:5(3) ack 2        |                 |         | TIME-WAIT | tw
P. 2:5(3) ack 1        |                 |         | =         | rtx ut
P. 2:5(3) ack 3        | . 2:2(0) ack 2  |         | =         | rtx ut
P. 5:8(3) ack 2        |                 |         | TIME-WAIT | tw
P. 1:5(4) ack 2        |                 |         | TIME-WAIT | tw
- 2:5(3)               |                 |         | =         | rtx ut
F. 1:1(0) ack 2        | . 2:2(0) ack 2  |         | TIME-WAIT | tw
F. 1:1(0) ack 1        | . 2:2(0) ack 2  |         | =         | rtx ut
F. 1:1(0) ack 3        | . 2:2(0) ack 2  |         | =         | rtx ut
FP. 0:1(1) ack 2       | . 2:2(0) ack 2  |         | TIME-WAIT | tw
F. 2:2(0) ack 2        | . 2:2(0) ack 2  |         | TIME-WAIT | tw
F. 2:2(0) ack 1        | . 2:2(0) ack 2  |         | =         | rtx ut
F. 2:2(0) ack 3        | . 2:2(0) ack 2  |         | =         | rtx ut
FP. 2:5(3) ack 2       | . 2:2(0) ack 2  |         | TIME-WAIT | tw
FP. 2:5(3) ack 1       | . 2:2(0) ack 2  |         | =         | rtx ut
F. 5:5(0) ack 2        | . 2:2(0) ack 2  |         | TIME-WAIT | tw
F 2:2(0)               |                 |         | =         | rtx ut
R 2:2(0)               |                 | reset   | CLOSED    |
R. 2:2(0) ack 2        |                 | reset   | CLOSED    |
R 7:7(0)               | . 2:2(0) ack 2  |         | =         | rtx ut
R 1:1(0)               |                 |         | =         | rtx ut
R 1:5(4)               |                 |         | =         | rtx ut
R 70002:70002(0)       |                 |         | =         | rtx ut
rtx fires              | F. 1:1(0) ack 2 |         | =         | rtx ut
ut fires               |                 | timeout | CLOSED    |
";

#[test]
fn closing() {
    check(CLOSING, End::into_closing);
}
