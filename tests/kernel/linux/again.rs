//! TIME-WAIT and what comes to it: copies of a FIN, and new connections between the same addresses.

use super::*;
use four_waves::tcp::{Notice, TimeWaitSyn};

/// The kernel closes first and waits; we are CLOSED.
fn until_the_kernel_waits(w: &mut World) {
    we_connect(w);
    w.program.close();
    w.stays(CloseWait, FinWait2);
    w.call(Call::Close);
    w.stays(Closed, TimeWait);
}

/// A copy of our FIN draws an ACK, our CLOSED answers that with a reset, and the reset ends the
/// kernel's TIME-WAIT: the assassination of RFC 1337 section 3, unless the kernel ignores it.
#[test]
fn a_copy_of_our_fin_assassinates_the_kernels_time_wait() {
    with_a_kernel(|w| {
        w.expect_reset();
        until_the_kernel_waits(w);
        w.repeat(From::Us, Kind::Fin);
        w.stays(Closed, Closed);
        assert_eq!(w.count(From::Us, Kind::Rst), 1);
    });
    with_a_kernel(|w| {
        w.expect_reset();
        place::set("ipv4/tcp_rfc1337", 1).unwrap();
        until_the_kernel_waits(w);
        w.repeat(From::Us, Kind::Fin);
        w.until("our reset is sent", |w| w.count(From::Us, Kind::Rst) == 1);
        w.stays(Closed, TimeWait);
    });
}

/// A copy of the kernel's FIN that comes to our TIME-WAIT: an ACK, which the kernel's CLOSED answers
/// with a reset. RFC 9293 takes it: our TIME-WAIT is over.
#[test]
fn a_copy_of_the_kernels_fin_assassinates_our_time_wait() {
    with_a_kernel(|w| {
        w.expect_reset();
        we_connect(w);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.until_states(FinWait2, CloseWait);
        w.program.close();
        w.stays(TimeWait, Closed);
        w.repeat(From::Kernel, Kind::Fin);
        w.until("the kernel resets", |w| w.count(From::Kernel, Kind::Rst) == 1);
        let survives = w.end.config().rfc1337;
        w.stays(if survives { TimeWait } else { Closed }, Closed);
    });
}

/// MAY-2 at the kernel's end: our next initial number lies above all of the old connection.
#[test]
fn we_open_again_while_the_kernel_is_in_time_wait() {
    with_a_kernel(|w| {
        until_the_kernel_waits(w);
        w.call(Call::OpenActive);
        w.until("both are connected again", |w| {
            w.program.is_connected() && w.states() == (Established, Established)
        });
        exchange_an_octet(w);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.program.close();
        w.stays(TimeWait, Closed);
        assert_eq!(w.path[5..], [SynSent, Established, FinWait1, FinWait2, TimeWait]);
    });
}

/// The kernel opens again while we are in TIME-WAIT. A challenge ACK (RFC 5961) makes the kernel's
/// SYN-SENT send a reset, and that ends our TIME-WAIT; its next SYN opens. Linux' rule opens at once.
#[test]
fn the_kernel_opens_again_while_we_are_in_time_wait() {
    let opens = |config| Config { time_wait_syn: TimeWaitSyn::AboveNextElseAck, ..quick(config) };
    let configs = [quick(&RFC_9293), opens(&RFC_9293)];
    with(&configs, V4, |w| {
        the_kernel_connects(w);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.program.close();
        w.stays(TimeWait, Closed);
        w.program.connect(w.kernels, w.ours);
        if w.end.config().time_wait_syn == TimeWaitSyn::Challenge {
            w.expect_reset();
            w.until("the kernel resets", |w| w.count(From::Kernel, Kind::Rst) == 1);
            w.until("our TIME-WAIT is over", |w| w.end.state() == Closed);
            w.call(Call::OpenPassive);
        }
        w.until("both are connected again", |w| {
            w.program.is_connected() && w.states() == (Established, Established)
        });
        exchange_an_octet(w);
        assert_eq!(w.told.iter().filter(|notice| **notice == Notice::Connected).count(), 2);
    });
}
