//! CLOSED, LISTEN, SYN-SENT and both kinds of SYN-RECEIVED.

use super::check;
use crate::bench::End;

/// RFC 9293 section 3.10.7.1.
const CLOSED: &str = "
event            | sent            | told          | state    | timers
open-passive     |                 |               | LISTEN   |
open-active      | S 0:0(0)        |               | SYN-SENT | rtx ut
send 3           |                 | no connection | =        |
read             |                 | no connection | =        |
shutdown         |                 | no connection | =        |
close            |                 | no connection | =        |
abort            |                 | no connection | =        |
S 0:0(0)         | R. 0:0(0) ack 1 |               | =        |
S 0:3(3)         | R. 0:0(0) ack 4 |               | =        |
SF 0:0(0)        | R. 0:0(0) ack 2 |               | =        |
SR 0:0(0)        |                 |               | =        |
S. 0:0(0) ack 1  | R 1:1(0)        |               | =        |
S. 0:3(3) ack 1  | R 1:1(0)        |               | =        |
SF. 0:3(3) ack 1 | R 1:1(0)        |               | =        |
S. 0:0(0) ack 0  | R 0:0(0)        |               | =        |
S. 0:0(0) ack 2  | R 2:2(0)        |               | =        |
. 1:1(0) ack 1   | R 1:1(0)        |               | =        |
. 1:1(0) ack 2   | R 2:2(0)        |               | =        |
P. 1:4(3) ack 1  | R 1:1(0)        |               | =        |
P. 1:4(3) ack 2  | R 2:2(0)        |               | =        |
- 1:4(3)         | R. 0:0(0) ack 4 |               | =        |
F. 1:1(0) ack 1  | R 1:1(0)        |               | =        |
F. 1:1(0) ack 2  | R 2:2(0)        |               | =        |
F 1:4(3)         | R. 0:0(0) ack 5 |               | =        |
R 1:1(0)         |                 |               | =        |
R. 0:0(0) ack 1  |                 |               | =        |
R. 0:0(0) ack 2  |                 |               | =        |
R. 0:0(0) ack 0  |                 |               | =        |
";

#[test]
fn closed() {
    check(CLOSED, |end| end);
}

/// RFC 9293 section 3.10.7.2. Octets and FIN of a SYN are not acknowledged: the peer sends them again.
const LISTEN: &str = "
event            | sent            | told   | state        | timers
open-passive     |                 | exists | =            |
open-active      | S 0:0(0)        |        | SYN-SENT     | rtx ut
send 3           | S 0:0(0)        |        | SYN-SENT     | rtx ut
read             |                 |        | =            |
shutdown         |                 | closed | CLOSED       |
close            |                 | closed | CLOSED       |
abort            |                 |        | CLOSED       |
S 0:0(0)         | S. 0:0(0) ack 1 |        | SYN-RECEIVED | rtx ut
S 0:3(3)         | S. 0:0(0) ack 1 |        | SYN-RECEIVED | rtx ut
SF 0:0(0)        | S. 0:0(0) ack 1 |        | SYN-RECEIVED | rtx ut
SR 0:0(0)        |                 |        | =            |
S. 0:0(0) ack 1  | R 1:1(0)        |        | =            |
S. 0:3(3) ack 1  | R 1:1(0)        |        | =            |
SF. 0:3(3) ack 1 | R 1:1(0)        |        | =            |
S. 0:0(0) ack 0  | R 0:0(0)        |        | =            |
S. 0:0(0) ack 2  | R 2:2(0)        |        | =            |
. 1:1(0) ack 1   | R 1:1(0)        |        | =            |
. 1:1(0) ack 2   | R 2:2(0)        |        | =            |
P. 1:4(3) ack 1  | R 1:1(0)        |        | =            |
P. 1:4(3) ack 2  | R 2:2(0)        |        | =            |
- 1:4(3)         |                 |        | =            |
F. 1:1(0) ack 1  | R 1:1(0)        |        | =            |
F. 1:1(0) ack 2  | R 2:2(0)        |        | =            |
F 1:4(3)         |                 |        | =            |
R 1:1(0)         |                 |        | =            |
R. 0:0(0) ack 1  |                 |        | =            |
R. 0:0(0) ack 2  |                 |        | =            |
R. 0:0(0) ack 0  |                 |        | =            |
";

#[test]
fn listen() {
    check(LISTEN, End::into_listen);
}

/// RFC 9293 section 3.10.7.3. What comes with a SYN,ACK is taken at once.
const SYN_SENT: &str = "
event            | sent            | told                      | state                    | timers
open-passive     |                 | exists                    | =                        | rtx ut
open-active      |                 | exists                    | =                        | rtx ut
send 3           |                 |                           | =                        | rtx ut
read             |                 |                           | =                        | rtx ut
shutdown         |                 | closed                    | CLOSED                   |
close            |                 | closed                    | CLOSED                   |
abort            |                 |                           | CLOSED                   |
S 0:0(0)         | S. 0:0(0) ack 1 |                           | SYN-RECEIVED             | rtx ut
S 0:3(3)         | S. 0:0(0) ack 1 |                           | SYN-RECEIVED             | rtx ut
SF 0:0(0)        | S. 0:0(0) ack 1 |                           | SYN-RECEIVED             | rtx ut
SR 0:0(0)        |                 |                           | =                        | rtx ut
S. 0:0(0) ack 1  | . 1:1(0) ack 1  | connected                 | ESTABLISHED              |
S. 0:3(3) ack 1  | . 1:1(0) ack 4  | connected, arrived 3      | ESTABLISHED              |
SF. 0:3(3) ack 1 | . 1:1(0) ack 5  | connected, arrived 3, eof | ESTABLISHED > CLOSE-WAIT |
S. 0:0(0) ack 0  | R 0:0(0)        |                           | =                        | rtx ut
S. 0:0(0) ack 2  | R 2:2(0)        |                           | =                        | rtx ut
. 1:1(0) ack 1   |                 |                           | =                        | rtx ut
. 1:1(0) ack 2   | R 2:2(0)        |                           | =                        | rtx ut
P. 1:4(3) ack 1  |                 |                           | =                        | rtx ut
P. 1:4(3) ack 2  | R 2:2(0)        |                           | =                        | rtx ut
- 1:4(3)         |                 |                           | =                        | rtx ut
F. 1:1(0) ack 1  |                 |                           | =                        | rtx ut
F. 1:1(0) ack 2  | R 2:2(0)        |                           | =                        | rtx ut
F 1:4(3)         |                 |                           | =                        | rtx ut
R 1:1(0)         |                 |                           | =                        | rtx ut
R. 0:0(0) ack 1  |                 | refused                   | CLOSED                   |
R. 0:0(0) ack 2  |                 |                           | =                        | rtx ut
R. 0:0(0) ack 0  |                 |                           | =                        | rtx ut
rtx fires        | S 0:0(0)        |                           | =                        | rtx ut
ut fires         |                 | timeout                   | CLOSED                   |
";

#[test]
fn syn_sent() {
    check(SYN_SENT, End::into_syn_sent);
}

/// After LISTEN: a reset, or a SYN in the window, leads back there.
const SYN_RECEIVED_PASSIVE: &str = "
event                  | sent            | told                      | state                    | timers
open-passive           |                 | exists                    | =                        | rtx ut
open-active            |                 | exists                    | =                        | rtx ut
send 3                 |                 |                           | =                        | rtx ut
read                   |                 |                           | =                        | rtx ut
shutdown               | F. 1:1(0) ack 1 |                           | FIN-WAIT-1               | rtx ut
close                  | F. 1:1(0) ack 1 |                           | FIN-WAIT-1               | rtx ut
abort                  | R 1:1(0)        |                           | CLOSED                   |
S 1:1(0)               |                 |                           | LISTEN                   |
S 0:0(0)               | . 1:1(0) ack 1  |                           | =                        | rtx ut
S 0:3(3)               | . 1:1(0) ack 1  |                           | =                        | rtx ut
S. 1:1(0) ack 1        |                 |                           | LISTEN                   |
S. 0:0(0) ack 1        |                 | connected                 | ESTABLISHED              |
. 1:1(0) ack 1         |                 | connected                 | ESTABLISHED              |
. 1:1(0) ack 0         | R 0:0(0)        |                           | =                        | rtx ut
. 1:1(0) ack 2         | R 2:2(0)        |                           | =                        | rtx ut
. 6:6(0) ack 1         |                 | connected                 | ESTABLISHED              |
. 0:0(0) ack 1         | . 1:1(0) ack 1  |                           | =                        | rtx ut
. 70001:70001(0) ack 1 | . 1:1(0) ack 1  |                           | =                        | rtx ut
P. 1:4(3) ack 1        | . 1:1(0) ack 4  | connected, arrived 3      | ESTABLISHED              |
P. 1:4(3) ack 0        | R 0:0(0)        |                           | =                        | rtx ut
P. 1:4(3) ack 2        | R 2:2(0)        |                           | =                        | rtx ut
P. 4:7(3) ack 1        | . 1:1(0) ack 1  | connected                 | ESTABLISHED              |
P. 0:4(4) ack 1        | . 1:1(0) ack 4  | connected, arrived 3      | ESTABLISHED              |
- 1:4(3)               |                 |                           | =                        | rtx ut
F. 1:1(0) ack 1        | . 1:1(0) ack 2  | connected, eof            | ESTABLISHED > CLOSE-WAIT |
F. 1:1(0) ack 0        | R 0:0(0)        |                           | =                        | rtx ut
F. 1:1(0) ack 2        | R 2:2(0)        |                           | =                        | rtx ut
FP. 1:4(3) ack 1       | . 1:1(0) ack 5  | connected, arrived 3, eof | ESTABLISHED > CLOSE-WAIT |
FP. 1:4(3) ack 0       | R 0:0(0)        |                           | =                        | rtx ut
F. 4:4(0) ack 1        | . 1:1(0) ack 1  | connected                 | ESTABLISHED              |
F 1:1(0)               |                 |                           | =                        | rtx ut
R 1:1(0)               |                 |                           | LISTEN                   |
R. 1:1(0) ack 1        |                 |                           | LISTEN                   |
R 6:6(0)               | . 1:1(0) ack 1  |                           | =                        | rtx ut
R 0:0(0)               |                 |                           | =                        | rtx ut
R 0:4(4)               |                 |                           | =                        | rtx ut
R 70001:70001(0)       |                 |                           | =                        | rtx ut
rtx fires              | S. 0:0(0) ack 1 |                           | =                        | rtx ut
ut fires               |                 | timeout                   | CLOSED                   |
";

#[test]
fn syn_received_passive() {
    check(SYN_RECEIVED_PASSIVE, |end| end.into_listen().into_syn_received());
}

/// After SYN-SENT, the SYNs have crossed: a reset means refused. The crossing SYN,ACK counts (D5).
const SYN_RECEIVED_ACTIVE: &str = "
event                  | sent            | told                      | state                    | timers
open-passive           |                 | exists                    | =                        | rtx ut
open-active            |                 | exists                    | =                        | rtx ut
send 3                 |                 |                           | =                        | rtx ut
read                   |                 |                           | =                        | rtx ut
shutdown               | F. 1:1(0) ack 1 |                           | FIN-WAIT-1               | rtx ut
close                  | F. 1:1(0) ack 1 |                           | FIN-WAIT-1               | rtx ut
abort                  | R 1:1(0)        |                           | CLOSED                   |
S 1:1(0)               | . 1:1(0) ack 1  |                           | =                        | rtx ut
S 0:0(0)               | . 1:1(0) ack 1  |                           | =                        | rtx ut
S 0:3(3)               | . 1:1(0) ack 1  |                           | =                        | rtx ut
S. 1:1(0) ack 1        | . 1:1(0) ack 1  |                           | =                        | rtx ut
S. 0:0(0) ack 1        |                 | connected                 | ESTABLISHED              |
. 1:1(0) ack 1         |                 | connected                 | ESTABLISHED              |
. 1:1(0) ack 0         | R 0:0(0)        |                           | =                        | rtx ut
. 1:1(0) ack 2         | R 2:2(0)        |                           | =                        | rtx ut
. 6:6(0) ack 1         |                 | connected                 | ESTABLISHED              |
. 0:0(0) ack 1         | . 1:1(0) ack 1  |                           | =                        | rtx ut
. 70001:70001(0) ack 1 | . 1:1(0) ack 1  |                           | =                        | rtx ut
P. 1:4(3) ack 1        | . 1:1(0) ack 4  | connected, arrived 3      | ESTABLISHED              |
P. 1:4(3) ack 0        | R 0:0(0)        |                           | =                        | rtx ut
P. 1:4(3) ack 2        | R 2:2(0)        |                           | =                        | rtx ut
P. 4:7(3) ack 1        | . 1:1(0) ack 1  | connected                 | ESTABLISHED              |
P. 0:4(4) ack 1        | . 1:1(0) ack 4  | connected, arrived 3      | ESTABLISHED              |
- 1:4(3)               |                 |                           | =                        | rtx ut
F. 1:1(0) ack 1        | . 1:1(0) ack 2  | connected, eof            | ESTABLISHED > CLOSE-WAIT |
F. 1:1(0) ack 0        | R 0:0(0)        |                           | =                        | rtx ut
F. 1:1(0) ack 2        | R 2:2(0)        |                           | =                        | rtx ut
FP. 1:4(3) ack 1       | . 1:1(0) ack 5  | connected, arrived 3, eof | ESTABLISHED > CLOSE-WAIT |
FP. 1:4(3) ack 0       | R 0:0(0)        |                           | =                        | rtx ut
F. 4:4(0) ack 1        | . 1:1(0) ack 1  | connected                 | ESTABLISHED              |
F 1:1(0)               |                 |                           | =                        | rtx ut
R 1:1(0)               |                 | refused                   | CLOSED                   |
R. 1:1(0) ack 1        |                 | refused                   | CLOSED                   |
R 6:6(0)               | . 1:1(0) ack 1  |                           | =                        | rtx ut
R 0:0(0)               |                 |                           | =                        | rtx ut
R 0:4(4)               |                 |                           | =                        | rtx ut
R 70001:70001(0)       |                 |                           | =                        | rtx ut
rtx fires              | S. 0:0(0) ack 1 |                           | =                        | rtx ut
ut fires               |                 | timeout                   | CLOSED                   |
";

#[test]
fn syn_received_active() {
    check(SYN_RECEIVED_ACTIVE, |end| end.into_syn_sent().into_syn_received());
}
