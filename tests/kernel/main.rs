//! A live Linux kernel at the other end of our connection: its TCP, our TCP, and a network in between
//! that loses what a scenario says. Needs Linux, root and /dev/net/tun; skips loudly without.

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "a namespace, a TUN device and TCP's options are system calls")]
mod linux;

#[cfg(not(target_os = "linux"))]
#[test]
fn a_kernel_at_the_other_end() {
    use std::io::Write;
    // Past the capture of the test harness: a skipped test is not a passed one.
    let _ = writeln!(std::io::stderr(), "SKIPPED: a kernel at the other end: it has to be Linux");
}
