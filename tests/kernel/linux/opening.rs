//! Openings: lost, crossed and refused.

use super::*;
use four_waves::tcp::Notice;

/// Both ends close, so that what was opened is known to be whole.
fn close_as_usual(w: &mut World) {
    exchange_an_octet(w);
    w.call(Call::Close);
    until_kernel_hears_end(w);
    w.program.close();
    w.stays(TimeWait, Closed);
}

#[test]
fn nobody_listens_at_the_kernels_end() {
    with_a_kernel(|w| {
        w.expect_reset();
        w.call(Call::OpenActive);
        w.stays(Closed, Closed);
        assert_eq!((w.path.as_slice(), w.told.as_slice()), (&[SynSent, Closed][..], &[Notice::Refused][..]));
        assert_eq!(w.conversation(), ">S <R.");
    });
}

#[test]
fn nobody_listens_at_our_end() {
    with_a_kernel(|w| {
        w.expect_reset();
        w.program.connect(w.kernels, w.ours);
        w.until("connect() fails", |w| !w.program.is_connected() && w.program.failed.is_some());
        assert_eq!(w.program.failed, Some(ErrorKind::ConnectionRefused));
        w.stays(Closed, Closed);
        assert_eq!(w.conversation(), "<S >R.");
    });
}

#[test]
fn our_syn_is_lost_twice() {
    with_a_kernel(|w| {
        w.lose(From::Us, Kind::Syn, 2);
        we_connect(w);
        assert_eq!(w.count(From::Us, Kind::Syn), 3);
        close_as_usual(w);
        assert_eq!(w.path, [SynSent, Established, FinWait1, FinWait2, TimeWait]);
    });
}

#[test]
fn the_kernels_syn_is_lost() {
    with_a_kernel(|w| {
        w.lose(From::Kernel, Kind::Syn, 1);
        the_kernel_connects(w);
        assert_eq!(w.count(From::Kernel, Kind::Syn), 2);
        close_as_usual(w);
    });
}

#[test]
fn our_syn_ack_is_lost() {
    with_a_kernel(|w| {
        w.lose(From::Us, Kind::SynAck, 1);
        the_kernel_connects(w);
        assert!(w.count(From::Us, Kind::SynAck) >= 2);
        close_as_usual(w);
        assert_eq!(w.path, [Listen, SynReceived, Established, FinWait1, FinWait2, TimeWait]);
    });
}

/// Our SYN goes again, and the kernel answers the copy with its SYN,ACK again.
#[test]
fn the_kernels_syn_ack_is_lost() {
    with_a_kernel(|w| {
        w.lose(From::Kernel, Kind::SynAck, 1);
        we_connect(w);
        assert!(w.count(From::Kernel, Kind::SynAck) >= 2);
        close_as_usual(w);
    });
}

/// The kernel is ESTABLISHED already when our SYN,ACK comes again: its answer opens us.
#[test]
fn the_ack_of_our_syn_is_lost() {
    with_a_kernel(|w| {
        w.lose(From::Kernel, Kind::Ack, 1);
        the_kernel_connects(w);
        assert!(w.count(From::Us, Kind::SynAck) >= 2);
        close_as_usual(w);
    });
}

/// Figure 7 of RFC 9293: both SYNs cross.
#[test]
fn simultaneous_open() {
    with_a_kernel(|w| {
        w.hold(From::Kernel);
        w.program.connect(w.kernels, w.ours);
        w.until("the kernel's SYN is under way", |w| w.count(From::Kernel, Kind::Syn) > 0);
        w.call(Call::OpenActive);
        w.stays(SynSent, SynReceived);
        w.release(From::Kernel);
        w.until("both are connected", |w| w.program.is_connected());
        w.until_states(Established, Established);
        close_as_usual(w);
        assert_eq!(w.path, [SynSent, SynReceived, Established, FinWait1, FinWait2, TimeWait]);
    });
}
