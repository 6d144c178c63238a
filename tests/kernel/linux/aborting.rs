//! What does not end in order: aborts, data that nobody reads, programs that never close.

use super::*;
use four_waves::tcp::{Notice, Timer};

#[test]
fn we_abort() {
    with_a_kernel(|w| {
        w.expect_reset();
        we_connect(w);
        exchange_an_octet(w);
        w.call(Call::Abort);
        w.stays(Closed, Closed);
        w.until("read() fails", |w| w.program.read().failed.is_some());
        assert_eq!((w.program.failed, w.program.heard_end), (Some(ErrorKind::ConnectionReset), false));
        assert_eq!(w.path, [SynSent, Established, Closed]);
        assert_eq!(w.count(From::Kernel, Kind::Rst), 0);
    });
}

#[test]
fn we_abort_in_fin_wait_2_and_in_close_wait() {
    with_a_kernel(|w| {
        w.expect_reset();
        we_connect(w);
        w.call(Call::Shutdown);
        until_kernel_hears_end(w);
        w.until_states(FinWait2, CloseWait);
        w.call(Call::Abort);
        w.stays(Closed, Closed);
        // After the end of data it is a write that fails, and with EPIPE.
        w.program.write(1);
        assert_eq!(w.program.failed, Some(ErrorKind::BrokenPipe));
    });
    with_a_kernel(|w| {
        w.expect_reset();
        we_connect(w);
        w.program.shutdown();
        w.until_states(CloseWait, FinWait2);
        w.call(Call::Abort);
        w.stays(Closed, Closed);
        w.until("read() fails", |w| w.program.read().failed.is_some());
        assert_eq!(w.program.failed, Some(ErrorKind::ConnectionReset));
    });
}

#[test]
fn the_kernel_aborts() {
    with_a_kernel(|w| {
        w.expect_reset();
        we_connect(w);
        exchange_an_octet(w);
        w.program.abort();
        w.stays(Closed, Closed);
        assert_eq!(w.path, [SynSent, Established, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::Reset]);
        assert_eq!((w.count(From::Kernel, Kind::Rst), w.count(From::Us, Kind::Rst)), (1, 0));
    });
}

/// The kernel's reset is lost: what we send next finds nobody, and is reset after all.
#[test]
fn the_kernels_reset_is_lost() {
    with_a_kernel(|w| {
        w.expect_reset();
        we_connect(w);
        w.lose(From::Kernel, Kind::Rst, 1);
        w.program.abort();
        w.stays(Established, Closed);
        w.call(Call::Close);
        w.stays(Closed, Closed);
        assert_eq!(w.path, [SynSent, Established, FinWait1, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::Reset]);
    });
}

/// The same the other way round: our CLOSED answers the kernel's FIN.
#[test]
fn our_reset_is_lost() {
    with_a_kernel(|w| {
        w.expect_reset();
        we_connect(w);
        w.lose(From::Us, Kind::Rst, 1);
        w.call(Call::Abort);
        w.stays(Closed, Established);
        w.program.close();
        w.stays(Closed, Closed);
        assert_eq!(w.count(From::Us, Kind::Rst), 2);
    });
}

#[test]
fn the_kernel_closes_with_unread_data() {
    with_a_kernel(|w| {
        w.expect_reset();
        we_connect(w);
        w.call(Call::Send(1_000));
        w.until("it is acknowledged", |w| w.end.snapshot().send_queue == 0);
        w.program.close();
        w.stays(Closed, Closed);
        assert_eq!(w.told, [Notice::Connected, Notice::Reset]);
        assert_eq!(w.path, [SynSent, Established, Closed]);
        assert_eq!((w.count(From::Kernel, Kind::Fin), w.count(From::Kernel, Kind::Rst)), (0, 1));
    });
}

/// The kernel's close() leaves nobody to read: what we send afterwards is reset.
#[test]
fn data_after_the_kernels_close_is_reset() {
    with_a_kernel(|w| {
        w.expect_reset();
        we_connect(w);
        w.program.close();
        w.stays(CloseWait, FinWait2);
        w.call(Call::Send(10));
        w.stays(Closed, Closed);
        assert_eq!(w.path, [SynSent, Established, CloseWait, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Reset]);
    });
}

/// The kernel's program never closes: no RFC has a timer for either end.
#[test]
fn the_kernels_program_never_closes() {
    with_a_kernel(|w| {
        we_connect(w);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.stays(FinWait2, CloseWait);
        assert_eq!(w.row().map(|row| row.timer), Some(Duration::ZERO), "a timer runs in CLOSE-WAIT");
        if w.end.config().fin_wait_2_timeout.is_some() {
            w.leap_to(Timer::FinWait2);
            w.stays(Closed, CloseWait);
        } else {
            assert_eq!(w.end.next_timeout(), None);
        }
    });
}

/// We never close: the kernel forgets a FIN-WAIT-2 that no program owns, and says nothing. What we
/// send at last finds nobody.
#[test]
fn our_program_never_closes() {
    with_a_kernel(|w| {
        w.expect_reset();
        place::set("ipv4/tcp_fin_timeout", 1).unwrap();
        we_connect(w);
        w.program.close();
        w.until_states(CloseWait, FinWait2);
        w.stays(CloseWait, Closed);
        assert_eq!((w.count(From::Kernel, Kind::Rst), w.end.next_timeout()), (0, None));
        w.call(Call::Close);
        w.stays(Closed, Closed);
        assert_eq!(w.path, [SynSent, Established, CloseWait, LastAck, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Reset]);
    });
}

/// Nobody answers any more: we give up in silence (decision D8), and the kernel never hears of it.
#[test]
fn all_that_we_send_is_lost() {
    let stubborn = |config| Config { retries: Some(3), ..quick(config) };
    // Others count differently, or do not give up in silence.
    with(&[&RFC_9293, &TEXTBOOK].map(stubborn), V4, |w| {
        we_connect(w);
        w.lose(From::Us, Kind::Fin, 4);
        w.call(Call::Close);
        w.stays(Closed, Established);
        assert_eq!(w.path, [SynSent, Established, FinWait1, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::TimedOut]);
        assert_eq!(w.count(From::Us, Kind::Fin), 4);
    });
}
