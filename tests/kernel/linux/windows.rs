//! A FIN behind a closed window waits, and arrives when the window opens.

use super::*;
use four_waves::tcp::Notice;

#[test]
fn our_fin_waits_for_the_kernels_window() {
    with_a_kernel(|w| {
        w.program.listen(w.kernels);
        w.program.small_receive_buffer(2_000);
        w.call(Call::OpenActive);
        w.until("both are connected", |w| {
            w.program.is_connected() && w.states() == (Established, Established)
        });
        w.call(Call::Send(20_000));
        w.call(Call::Close);
        w.until("the window closes", |w| w.end.snapshot().snd_wnd == 0);
        w.until("two probes have been answered", |w| {
            let closed = w.seen.iter().filter(|s| s.from == From::Kernel && s.packet.segment.window == 0);
            closed.count() >= 3
        });
        assert!(w.end.snapshot().fin_waiting);
        assert_eq!(w.states(), (FinWait1, Established));
        until_kernel_hears_end(w);
        assert_eq!((w.program.heard.len(), w.program.failed), (20_000, None));
        w.until_states(FinWait2, CloseWait);
        w.program.close();
        w.stays(TimeWait, Closed);
        // Where a segment fills the whole window, one octet of a probe leads into one octet a segment,
        // unless the sender waits for more room (MUST-38).
        if w.end.config().silly_window_avoided {
            assert!(w.count(From::Us, Kind::Data) < 200, "a silly window");
        }
    });
}

#[test]
fn the_kernels_fin_waits_for_our_window() {
    // No palindrome of octets, and no multiple of a segment.
    let narrow = |config| Config { receive_buffer: 5_000, ..quick(config) };
    with(&STACKS.map(narrow), V4, |w| {
        we_connect(w);
        w.reads = false;
        assert_eq!(w.program.write(20_000), 20_000);
        w.program.close();
        w.until("our window is closed", |w| w.end.snapshot().rcv_wnd == 0);
        let before = w.seen.iter().filter(|s| s.from == From::Kernel).count();
        w.until("two probes", |w| w.seen.iter().filter(|s| s.from == From::Kernel).count() >= before + 2);
        assert_eq!(w.states(), (Established, FinWait1));
        let first = w.end.initial_numbers().1 + 1;
        let segments = w.seen.iter().filter(|s| s.from == From::Kernel && s.packet.segment.len > 0);
        let sent = segments.map(|s| s.packet.segment.end().distance_from(first)).max();
        assert_eq!(sent, Some(5_000), "the kernel fills the window that we offered");
        w.reads = true;
        w.call(Call::Receive(u32::MAX));
        w.stays(CloseWait, FinWait2);
        assert_eq!((w.read, w.told.as_slice()), (20_000, &[Notice::Connected, Notice::EndOfData][..]));
        w.call(Call::Close);
        w.stays(Closed, TimeWait);
    });
}
