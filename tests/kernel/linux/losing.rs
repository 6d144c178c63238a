//! Closes in which one segment is lost, and what brings it back.

use super::*;
use four_waves::tcp::{Notice, Timer};

#[test]
fn our_first_fin_is_lost() {
    with_a_kernel(|w| {
        we_connect(w);
        w.lose(From::Us, Kind::Fin, 1);
        w.call(Call::Close);
        w.until_states(FinWait1, Established);
        until_kernel_hears_end(w);
        w.stays(FinWait2, CloseWait);
        assert!(w.count(From::Us, Kind::Fin) >= 2);
        w.program.close();
        w.stays(TimeWait, Closed);
        assert_eq!(w.path, [SynSent, Established, FinWait1, FinWait2, TimeWait]);
    });
}

#[test]
fn our_fin_is_lost_four_times() {
    with_a_kernel(|w| {
        the_kernel_connects(w);
        w.lose(From::Us, Kind::Fin, 4);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.program.close();
        w.stays(TimeWait, Closed);
        assert!(w.count(From::Us, Kind::Fin) >= 5);
    });
}

#[test]
fn the_kernels_first_fin_is_lost() {
    with_a_kernel(|w| {
        we_connect(w);
        w.lose(From::Kernel, Kind::Fin, 1);
        w.program.close();
        w.until("it is lost", |w| w.count(From::Kernel, Kind::Fin) == 1);
        w.until_states(Established, FinWait1);
        w.stays(CloseWait, FinWait2);
        w.call(Call::Close);
        w.stays(Closed, TimeWait);
        assert_eq!(w.path, [SynSent, Established, CloseWait, LastAck, Closed]);
    });
}

/// Our FIN goes again, and the kernel's CLOSE-WAIT answers the copy.
#[test]
fn the_ack_of_our_fin_is_lost() {
    with_a_kernel(|w| {
        we_connect(w);
        w.lose(From::Kernel, Kind::Ack, 1);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.stays(FinWait2, CloseWait);
        assert!(w.count(From::Us, Kind::Fin) >= 2);
        w.program.close();
        w.stays(TimeWait, Closed);
    });
}

/// The kernel's FIN comes again to our CLOSE-WAIT, which answers it.
#[test]
fn our_ack_of_the_kernels_fin_is_lost() {
    with_a_kernel(|w| {
        the_kernel_connects(w);
        w.lose(From::Us, Kind::Ack, 1);
        w.program.close();
        w.stays(CloseWait, FinWait2);
        assert!(w.count(From::Kernel, Kind::Fin) >= 2);
        w.call(Call::Close);
        w.stays(Closed, TimeWait);
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Closed]);
    });
}

/// The reason for TIME-WAIT: the kernel's LAST-ACK sends its FIN again, we answer, and 2·MSL begin
/// afresh, to the microsecond.
#[test]
fn our_last_ack_is_lost() {
    with_a_kernel(|w| {
        we_connect(w);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.until_states(FinWait2, CloseWait);
        w.lose(From::Us, Kind::Ack, 2);
        w.program.close();
        w.until("TIME-WAIT", |w| w.end.state() == TimeWait);
        let first = w.end.timer(Timer::TimeWait).expect("it waits");
        assert_eq!(w.states(), (TimeWait, LastAck));
        w.stays(TimeWait, Closed);
        let fins: Vec<_> = w.seen.iter().filter(|s| s.from == From::Kernel && s.packet.segment.fin).collect();
        assert!(fins.len() >= 3, "{}", fins.len());
        let (last, two_msl) = (fins.last().unwrap().at, w.end.config().msl * 2);
        // Ours looks at the clock a moment after the network did.
        let restarted = w.end.timer(Timer::TimeWait).expect("it still waits");
        assert!(restarted.since(first) > Duration::from_millis(300), "restarted twice");
        assert!(restarted.since(last + two_msl) < Duration::from_secs(2));
        assert!(last + two_msl <= restarted);
        w.leap_to(Timer::TimeWait);
        assert_eq!(w.path, [SynSent, Established, FinWait1, FinWait2, TimeWait, Closed]);
    });
}

/// The other way round: our LAST-ACK sends its FIN again, and the kernel's TIME-WAIT answers and begins
/// its 60 s afresh.
#[test]
fn the_kernels_last_ack_is_lost() {
    let rto = Duration::from_secs(2);
    let patient = |config| Config { rto_initial: rto, rto_min: rto, rto_max: rto, ..quick(config) };
    with(&STACKS.map(patient), V4, |w| {
        we_connect(w);
        w.program.close();
        w.stays(CloseWait, FinWait2);
        w.lose(From::Kernel, Kind::Ack, 1);
        w.call(Call::Close);
        w.until_states(LastAck, TimeWait);
        let left = |w: &World| w.row().expect("it is in the table").timer;
        let a_while = Duration::from_millis(59_500);
        w.until("its TIME-WAIT has run for a while", |w| left(w) < a_while);
        assert_eq!((w.states(), w.count(From::Us, Kind::Fin)), ((LastAck, TimeWait), 1));
        w.until("we are answered", |w| w.end.state() == Closed);
        assert!(left(w) > a_while, "it did not begin afresh");
        w.stays(Closed, TimeWait);
        assert_eq!(w.count(From::Us, Kind::Fin), 2);
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Closed]);
    });
}

/// Crossing FINs of which one is lost.
#[test]
fn one_of_two_crossing_fins_is_lost() {
    with_a_kernel(|w| {
        we_connect(w);
        w.hold(From::Kernel);
        w.lose(From::Us, Kind::Fin, 1);
        w.program.close();
        w.until("the kernel's FIN is under way", |w| w.count(From::Kernel, Kind::Fin) > 0);
        w.call(Call::Close);
        w.release(From::Kernel);
        w.stays(TimeWait, TimeWait);
        assert_eq!(w.path, [SynSent, Established, FinWait1, Closing, TimeWait]);
    });
}

/// The hole is filled before the FIN behind it counts, at either end.
#[test]
fn data_before_the_fin_is_lost() {
    with_a_kernel(|w| {
        we_connect(w);
        w.lose(From::Us, Kind::Data, 1);
        w.call(Call::Send(3_000));
        w.call(Call::Shutdown);
        w.until_states(FinWait1, Established);
        until_kernel_hears_end(w);
        w.until_states(FinWait2, CloseWait);
        w.lose(From::Kernel, Kind::Data, 1);
        assert_eq!(w.program.write(5_000), 5_000);
        w.program.close();
        w.until_states(TimeWait, Closed);
        assert_eq!((w.program.heard.len(), w.read), (3_000, 5_000));
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData]);
    });
}
