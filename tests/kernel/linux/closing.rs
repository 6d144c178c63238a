//! Closes without loss: who closes first, in which order, and with what still to say.

use super::*;
use four_waves::tcp::{AckDelay, Notice, Timer};

#[test]
fn we_close_first_as_client() {
    with_a_kernel(|w| {
        we_connect(w);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.stays(FinWait2, CloseWait);
        w.program.close();
        w.stays(TimeWait, Closed);
        w.leap_to(Timer::TimeWait);
        w.stays(Closed, Closed);
        assert_eq!(w.path, [SynSent, Established, FinWait1, FinWait2, TimeWait, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Closed]);
        assert_eq!(w.conversation(), ">S <S. >. >F. <. <F. >.");
        assert!(w.answered_at_once(Kind::Fin), "the kernel had to ask again");
    });
}

#[test]
fn we_close_first_as_server() {
    with_a_kernel(|w| {
        the_kernel_connects(w);
        exchange_an_octet(w);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.program.close();
        w.stays(TimeWait, Closed);
        w.leap_to(Timer::TimeWait);
        assert_eq!(w.path, [Listen, SynReceived, Established, FinWait1, FinWait2, TimeWait, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Closed]);
        assert_eq!((w.program.failed, w.program.heard.len(), w.read), (None, 1, 1));
    });
}

#[test]
fn the_kernel_closes_first_as_client() {
    with_a_kernel(|w| {
        the_kernel_connects(w);
        w.program.close();
        w.stays(CloseWait, FinWait2);
        w.call(Call::Close);
        w.stays(Closed, TimeWait);
        assert_eq!(w.path, [Listen, SynReceived, Established, CloseWait, LastAck, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Closed]);
        assert_eq!(w.conversation(), "<S >S. <. <F. >. >F. <.");
    });
}

#[test]
fn the_kernel_closes_first_as_server() {
    with_a_kernel(|w| {
        we_connect(w);
        exchange_an_octet(w);
        w.program.close();
        w.stays(CloseWait, FinWait2);
        w.call(Call::Close);
        w.stays(Closed, TimeWait);
        assert_eq!(w.path, [SynSent, Established, CloseWait, LastAck, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Closed]);
    });
}

#[test]
fn over_ipv6_it_is_the_same() {
    with(&STACKS.map(quick), V6, |w| {
        we_connect(w);
        exchange_an_octet(w);
        w.call(Call::Shutdown);
        until_kernel_hears_end(w);
        assert_eq!(w.program.write(3_000), 3_000);
        w.program.close();
        w.stays(TimeWait, Closed);
        assert_eq!((w.read, w.program.heard.len()), (3_001, 1));
        assert_eq!(w.path, [SynSent, Established, FinWait1, FinWait2, TimeWait]);
    });
}

/// 2·MSL without a leap.
#[test]
fn time_wait_ends_by_itself() {
    let short = |config| Config { msl: Duration::from_millis(150), ..quick(config) };
    with(&STACKS.map(short), V4, |w| {
        we_connect(w);
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.until_states(FinWait2, CloseWait);
        w.program.close();
        w.until("TIME-WAIT", |w| w.path.contains(&TimeWait));
        let began = w.now();
        w.stays(Closed, Closed);
        assert!(w.now().since(began) > Duration::from_millis(290));
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Closed]);
    });
}

/// Our program closes before the ACK of the kernel's FIN has left: FIN and ACK are one segment, and
/// the kernel goes from FIN-WAIT-1 straight to TIME-WAIT.
#[test]
fn three_segments_when_our_fin_carries_the_ack() {
    let late = AckDelay::After(Duration::from_millis(100));
    let patient = |config| Config { ack_delay: late, fin_ack_waits: true, ..quick(config) };
    with(&STACKS.map(patient), V4, |w| {
        we_connect(w);
        w.closes_at_end = true;
        w.program.close();
        w.stays(Closed, TimeWait);
        assert_eq!(w.path, [SynSent, Established, CloseWait, LastAck, Closed]);
        assert_eq!(w.conversation(), ">S <S. >. <F. >F. <.");
    });
}

/// The same the other way round, with the kernel's bare ACK lost: its FIN brings the ACK of ours.
#[test]
fn the_kernels_fin_carries_the_ack() {
    let patient = |config| Config {
        rto_initial: Duration::from_secs(4),
        rto_min: Duration::from_secs(4),
        ..quick(config)
    };
    with(&STACKS.map(patient), V4, |w| {
        we_connect(w);
        exchange_an_octet(w);
        w.hold(From::Kernel);
        w.call(Call::Shutdown);
        until_kernel_hears_end(w);
        w.program.close();
        w.until("the kernel's FIN is there", |w| w.count(From::Kernel, Kind::Fin) > 0);
        w.release_only(From::Kernel, Kind::Fin);
        w.stays(TimeWait, Closed);
        assert_eq!(w.path, [SynSent, Established, FinWait1, FinWait2, TimeWait]);
    });
}

#[test]
fn half_close_by_us_and_data_from_the_kernel() {
    with_a_kernel(|w| {
        we_connect(w);
        w.call(Call::Send(2_000));
        w.call(Call::Shutdown);
        until_kernel_hears_end(w);
        for total in [1, 4_000, 20_000] {
            let more = total - w.read as usize;
            assert_eq!(w.program.write(more), more);
            w.until("we read it", |w| w.read as usize == total);
            w.until_states(FinWait2, CloseWait);
        }
        w.program.close();
        w.stays(TimeWait, Closed);
        assert_eq!((w.program.heard.len(), w.program.failed), (2_000, None));
        assert_eq!(w.path, [SynSent, Established, FinWait1, FinWait2, TimeWait]);
    });
}

#[test]
fn half_close_by_the_kernel_and_data_from_us() {
    with_a_kernel(|w| {
        we_connect(w);
        assert_eq!(w.program.write(2_000), 2_000);
        w.program.shutdown();
        w.until_states(CloseWait, FinWait2);
        for total in [1, 4_000, 20_000] {
            w.call(Call::Send((total - w.program.heard.len()) as u32));
            w.until("the kernel's program reads it", |w| w.program.read().heard.len() == total);
            w.until_states(CloseWait, FinWait2);
        }
        w.call(Call::Close);
        until_kernel_hears_end(w);
        w.program.close();
        w.stays(Closed, TimeWait);
        assert_eq!((w.read, w.program.failed), (2_000, None));
        assert_eq!(w.path, [SynSent, Established, CloseWait, LastAck, Closed]);
    });
}

/// Both FINs cross: neither end has seen the other's when it sends its own.
#[test]
fn simultaneous_close() {
    with_a_kernel(|w| {
        we_connect(w);
        exchange_an_octet(w);
        w.hold(From::Kernel);
        w.program.close();
        w.until("the kernel's FIN is under way", |w| w.count(From::Kernel, Kind::Fin) > 0);
        w.call(Call::Close);
        w.stays(FinWait1, Closing);
        w.release(From::Kernel);
        w.stays(TimeWait, TimeWait);
        w.leap_to(Timer::TimeWait);
        assert_eq!(w.path, [SynSent, Established, FinWait1, Closing, TimeWait, Closed]);
        assert_eq!(w.told, [Notice::Connected, Notice::EndOfData, Notice::Closed]);
    });
}
