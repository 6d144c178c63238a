//! ESTABLISHED, and the states of the end that closes first.

use super::check;
use crate::bench::End;

/// RFC 9293 section 3.10.7.4.
const ESTABLISHED: &str = "
event                  | sent            | told           | state      | timers
open-passive           |                 | exists         | =          |
open-active            |                 | exists         | =          |
send 3                 | P. 1:4(3) ack 1 |                | =          | rtx ut
read                   |                 |                | =          |
shutdown               | F. 1:1(0) ack 1 |                | FIN-WAIT-1 | rtx ut
close                  | F. 1:1(0) ack 1 |                | FIN-WAIT-1 | rtx ut
abort                  | R 1:1(0)        |                | CLOSED     |
S 1:1(0)               | . 1:1(0) ack 1  |                | =          |
S 0:0(0)               | . 1:1(0) ack 1  |                | =          |
S 0:3(3)               | . 1:1(0) ack 1  |                | =          |
S. 1:1(0) ack 1        | . 1:1(0) ack 1  |                | =          |
S. 0:0(0) ack 1        | . 1:1(0) ack 1  |                | =          |
. 1:1(0) ack 1         |                 |                | =          |
. 1:1(0) ack 0         |                 |                | =          |
. 1:1(0) ack 2         | . 1:1(0) ack 1  |                | =          |
. 6:6(0) ack 1         |                 |                | =          |
. 0:0(0) ack 1         | . 1:1(0) ack 1  |                | =          |
. 70001:70001(0) ack 1 | . 1:1(0) ack 1  |                | =          |
P. 1:4(3) ack 1        | . 1:1(0) ack 4  | arrived 3      | =          |
P. 1:4(3) ack 2        | . 1:1(0) ack 1  |                | =          |
P. 4:7(3) ack 1        | . 1:1(0) ack 1  |                | =          |
P. 0:4(4) ack 1        | . 1:1(0) ack 4  | arrived 3      | =          |
- 1:4(3)               |                 |                | =          |
F. 1:1(0) ack 1        | . 1:1(0) ack 2  | eof            | CLOSE-WAIT |
F. 1:1(0) ack 2        | . 1:1(0) ack 1  |                | =          |
FP. 1:4(3) ack 1       | . 1:1(0) ack 5  | arrived 3, eof | CLOSE-WAIT |
F. 4:4(0) ack 1        | . 1:1(0) ack 1  |                | =          |
F 1:1(0)               |                 |                | =          |
R 1:1(0)               |                 | reset          | CLOSED     |
R. 1:1(0) ack 1        |                 | reset          | CLOSED     |
R 6:6(0)               | . 1:1(0) ack 1  |                | =          |
R 0:0(0)               |                 |                | =          |
R 0:4(4)               |                 |                | =          |
R 70001:70001(0)       |                 |                | =          |
";

#[test]
fn established() {
    check(ESTABLISHED, End::into_established);
}

/// Its FIN has the number 1. FIN and ACK in one segment are two transitions (C4, C17).
const FIN_WAIT_1: &str = "
event                  | sent            | told           | state                  | timers
open-passive           |                 | exists         | =                      | rtx ut
open-active            |                 | exists         | =                      | rtx ut
send 3                 |                 | closing        | =                      | rtx ut
read                   |                 |                | =                      | rtx ut
shutdown               |                 | closing        | =                      | rtx ut
close                  |                 |                | =                      | rtx ut
abort                  | R 2:2(0)        |                | CLOSED                 |
S 1:1(0)               | . 2:2(0) ack 1  |                | =                      | rtx ut
S 0:0(0)               | . 2:2(0) ack 1  |                | =                      | rtx ut
S 0:3(3)               | . 2:2(0) ack 1  |                | =                      | rtx ut
S. 1:1(0) ack 2        | . 2:2(0) ack 1  |                | =                      | rtx ut
S. 0:0(0) ack 1        | . 2:2(0) ack 1  |                | =                      | rtx ut
. 1:1(0) ack 2         |                 |                | FIN-WAIT-2             |
. 1:1(0) ack 1         |                 |                | =                      | rtx ut
. 1:1(0) ack 0         |                 |                | =                      | rtx ut
. 1:1(0) ack 3         | . 2:2(0) ack 1  |                | =                      | rtx ut
. 6:6(0) ack 2         |                 |                | FIN-WAIT-2             |
. 0:0(0) ack 2         | . 2:2(0) ack 1  |                | =                      | rtx ut
. 70001:70001(0) ack 2 | . 2:2(0) ack 1  |                | =                      | rtx ut
P. 1:4(3) ack 2        | . 2:2(0) ack 4  | arrived 3      | FIN-WAIT-2             |
P. 1:4(3) ack 1        | . 2:2(0) ack 4  | arrived 3      | =                      | rtx ut
P. 1:4(3) ack 3        | . 2:2(0) ack 1  |                | =                      | rtx ut
P. 4:7(3) ack 2        | . 2:2(0) ack 1  |                | FIN-WAIT-2             |
P. 0:4(4) ack 2        | . 2:2(0) ack 4  | arrived 3      | FIN-WAIT-2             |
- 1:4(3)               |                 |                | =                      | rtx ut
F. 1:1(0) ack 2        | . 2:2(0) ack 2  | eof            | FIN-WAIT-2 > TIME-WAIT | tw
F. 1:1(0) ack 1        | . 2:2(0) ack 2  | eof            | CLOSING                | rtx ut
F. 1:1(0) ack 3        | . 2:2(0) ack 1  |                | =                      | rtx ut
FP. 1:4(3) ack 2       | . 2:2(0) ack 5  | arrived 3, eof | FIN-WAIT-2 > TIME-WAIT | tw
FP. 1:4(3) ack 1       | . 2:2(0) ack 5  | arrived 3, eof | CLOSING                | rtx ut
F. 4:4(0) ack 2        | . 2:2(0) ack 1  |                | FIN-WAIT-2             |
F 1:1(0)               |                 |                | =                      | rtx ut
R 1:1(0)               |                 | reset          | CLOSED                 |
R. 1:1(0) ack 2        |                 | reset          | CLOSED                 |
R 6:6(0)               | . 2:2(0) ack 1  |                | =                      | rtx ut
R 0:0(0)               |                 |                | =                      | rtx ut
R 0:4(4)               |                 |                | =                      | rtx ut
R 70001:70001(0)       |                 |                | =                      | rtx ut
rtx fires              | F. 1:1(0) ack 1 |                | =                      | rtx ut
ut fires               |                 | timeout        | CLOSED                 |
";

#[test]
fn fin_wait_1() {
    check(FIN_WAIT_1, End::into_fin_wait_1);
}

/// Nothing is outstanding, so no timer runs (C28); data still comes in.
const FIN_WAIT_2: &str = "
event                  | sent           | told           | state     | timers
open-passive           |                | exists         | =         |
open-active            |                | exists         | =         |
send 3                 |                | closing        | =         |
read                   |                |                | =         |
shutdown               |                | closing        | =         |
close                  |                |                | =         |
abort                  | R 2:2(0)       |                | CLOSED    |
S 1:1(0)               | . 2:2(0) ack 1 |                | =         |
S 0:0(0)               | . 2:2(0) ack 1 |                | =         |
S 0:3(3)               | . 2:2(0) ack 1 |                | =         |
S. 1:1(0) ack 2        | . 2:2(0) ack 1 |                | =         |
S. 0:0(0) ack 1        | . 2:2(0) ack 1 |                | =         |
. 1:1(0) ack 2         |                |                | =         |
. 1:1(0) ack 0         |                |                | =         |
. 1:1(0) ack 3         | . 2:2(0) ack 1 |                | =         |
. 6:6(0) ack 2         |                |                | =         |
. 0:0(0) ack 2         | . 2:2(0) ack 1 |                | =         |
. 70001:70001(0) ack 2 | . 2:2(0) ack 1 |                | =         |
P. 1:4(3) ack 2        | . 2:2(0) ack 4 | arrived 3      | =         |
P. 1:4(3) ack 3        | . 2:2(0) ack 1 |                | =         |
P. 4:7(3) ack 2        | . 2:2(0) ack 1 |                | =         |
P. 0:4(4) ack 2        | . 2:2(0) ack 4 | arrived 3      | =         |
- 1:4(3)               |                |                | =         |
F. 1:1(0) ack 2        | . 2:2(0) ack 2 | eof            | TIME-WAIT | tw
F. 1:1(0) ack 3        | . 2:2(0) ack 1 |                | =         |
FP. 1:4(3) ack 2       | . 2:2(0) ack 5 | arrived 3, eof | TIME-WAIT | tw
F. 4:4(0) ack 2        | . 2:2(0) ack 1 |                | =         |
F 1:1(0)               |                |                | =         |
R 1:1(0)               |                | reset          | CLOSED    |
R. 1:1(0) ack 2        |                | reset          | CLOSED    |
R 6:6(0)               | . 2:2(0) ack 1 |                | =         |
R 0:0(0)               |                |                | =         |
R 0:4(4)               |                |                | =         |
R 70001:70001(0)       |                |                | =         |
";

#[test]
fn fin_wait_2() {
    check(FIN_WAIT_2, End::into_fin_wait_2);
}

/// Only the 2·MSL timer runs. A SYN is challenged (D4), a bare ACK is not answered (D3).
const TIME_WAIT: &str = "
event                  | sent           | told    | state  | timers
open-passive           |                | exists  | =      | tw
open-active            |                | exists  | =      | tw
send 3                 |                | closing | =      | tw
read                   |                | eof     | =      | tw
shutdown               |                | closing | =      | tw
close                  |                |         | =      | tw
abort                  |                |         | CLOSED |
S 2:2(0)               | . 2:2(0) ack 2 |         | =      | tw
S 0:0(0)               | . 2:2(0) ack 2 |         | =      | tw
S 0:4(4)               | . 2:2(0) ack 2 |         | =      | tw
S. 2:2(0) ack 2        | . 2:2(0) ack 2 |         | =      | tw
S. 0:0(0) ack 1        | . 2:2(0) ack 2 |         | =      | tw
. 2:2(0) ack 2         |                |         | =      | tw
. 2:2(0) ack 0         |                |         | =      | tw
. 2:2(0) ack 3         | . 2:2(0) ack 2 |         | =      | tw
. 7:7(0) ack 2         |                |         | =      | tw
. 1:1(0) ack 2         | . 2:2(0) ack 2 |         | =      | tw
. 70002:70002(0) ack 2 | . 2:2(0) ack 2 |         | =      | tw
P. 2:5(3) ack 2        | . 2:2(0) ack 2 |         | =      | tw
P. 2:5(3) ack 3        | . 2:2(0) ack 2 |         | =      | tw
P. 5:8(3) ack 2        | . 2:2(0) ack 2 |         | =      | tw
P. 1:5(4) ack 2        | . 2:2(0) ack 2 |         | =      | tw
- 2:5(3)               |                |         | =      | tw
F. 1:1(0) ack 2        | . 2:2(0) ack 2 |         | =      | tw
F. 1:1(0) ack 3        | . 2:2(0) ack 2 |         | =      | tw
FP. 0:1(1) ack 2       | . 2:2(0) ack 2 |         | =      | tw
F. 2:2(0) ack 2        | . 2:2(0) ack 2 |         | =      | tw
F. 2:2(0) ack 3        | . 2:2(0) ack 2 |         | =      | tw
FP. 2:5(3) ack 2       | . 2:2(0) ack 2 |         | =      | tw
F. 5:5(0) ack 2        | . 2:2(0) ack 2 |         | =      | tw
F 2:2(0)               |                |         | =      | tw
R 2:2(0)               |                | closed  | CLOSED |
R. 2:2(0) ack 2        |                | closed  | CLOSED |
R 7:7(0)               | . 2:2(0) ack 2 |         | =      | tw
R 1:1(0)               |                |         | =      | tw
R 1:5(4)               |                |         | =      | tw
R 70002:70002(0)       |                |         | =      | tw
tw fires               |                | closed  | CLOSED |
";

#[test]
fn time_wait() {
    check(TIME_WAIT, End::into_time_wait);
}
