//! The scenarios, each with a kernel of its own, and how they begin.
//!
//! ```text
//! scenarios  ->  world (the loop)  ->  socket, table, place (the kernel)
//! ```

mod aborting;
mod again;
mod closing;
mod losing;
mod opening;
mod place;
mod socket;
mod table;
mod windows;
mod world;

use four_waves::tcp::{Call, Config, Kind, LINUX, RFC_9293, State::*, TEXTBOOK};
use four_waves::time::Duration;
use std::io::{ErrorKind, Write};
use std::net::IpAddr;
use world::{From, World};

/// Ours and the kernel's.
const V4: [&str; 2] = ["10.9.0.2", "10.9.0.1"];
const V6: [&str; 2] = ["fd09::2", "fd09::1"];

/// The stacks that every scenario runs with, but for timers that are short enough for a test.
const STACKS: [&Config; 3] = [&RFC_9293, &TEXTBOOK, &LINUX];

/// Retransmission in time for a test. 2·MSL stays as it is: [`World::leap_to`] ends it.
fn quick(config: &Config) -> Config {
    let millis = Duration::from_millis;
    Config { rto_initial: millis(200), rto_min: millis(200), rto_max: millis(800), ..config.clone() }
}

/// Plays a scenario with every stack, each in a network of its own.
fn with_a_kernel(scenario: impl Fn(&mut World) + Sync) {
    with(&STACKS.map(quick), V4, scenario);
}

fn with(configs: &[Config], addresses: [&str; 2], scenario: impl Fn(&mut World) + Sync) {
    if let Some(reason) = why_not() {
        // Past the capture of the test harness: a skipped test is not a passed one.
        let name = std::thread::current().name().unwrap_or("a test").to_owned();
        let _ = writeln!(std::io::stderr(), "SKIPPED: {name}: {reason}");
        return;
    }
    let play = |config: &Config| {
        let mut world = set_up(config, addresses).expect("a network of its own");
        scenario(&mut world);
        world.check_at_end();
    };
    std::thread::scope(|scope| {
        for config in configs {
            scope.spawn(|| play(config));
        }
    });
}

/// What this machine lacks. Only what is refused or absent counts: other errors fail the tests.
fn why_not() -> Option<String> {
    let tried = std::thread::spawn(|| set_up(&RFC_9293, V4).map(drop)).join().expect("it does not panic");
    let error = tried.err()?;
    let lacks =
        matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::NotFound | ErrorKind::Unsupported);
    assert!(lacks, "{error}");
    Some(format!("no network namespace with a TUN device for us ({error})"))
}

fn set_up(config: &Config, addresses: [&str; 2]) -> std::io::Result<World> {
    place::enter_own_network()?;
    let addresses = addresses.map(|address| address.parse::<IpAddr>().unwrap());
    for name in ["tcp_timestamps", "tcp_sack", "tcp_window_scaling"] {
        place::set(&format!("ipv4/{name}"), 0)?;
    }
    if addresses[0].is_ipv4() {
        // Absent where the kernel has no IPv6: just as well.
        let _ = place::set("ipv6/conf/default/disable_ipv6", 1);
    }
    World::new(config.clone(), addresses)
}

// ---- how scenarios begin ----

/// ESTABLISHED at both ends, opened by us.
fn we_connect(w: &mut World) {
    w.program.listen(w.kernels);
    w.call(Call::OpenActive);
    w.until("both are connected", |w| w.program.is_connected() && w.states() == (Established, Established));
}

/// ESTABLISHED at both ends, opened by the kernel's program.
fn the_kernel_connects(w: &mut World) {
    w.call(Call::OpenPassive);
    w.program.connect(w.kernels, w.ours);
    w.until("both are connected", |w| w.program.is_connected() && w.states() == (Established, Established));
}

/// The kernel's program has read all that came, and the end.
fn until_kernel_hears_end(w: &mut World) {
    w.until("the kernel's program hears the end", |w| w.program.read().heard_end);
    assert!(w.program.heard.iter().all(|octet| *octet == world::OCTET), "other octets arrived");
}

/// All data has been exchanged, one octet at least, so that nobody is at the beginning any more.
fn exchange_an_octet(w: &mut World) {
    let (heard, read) = (w.program.heard.len() + 1, w.read + 1);
    w.call(Call::Send(1));
    w.until("the kernel's program reads", |w| w.program.read().heard.len() == heard);
    assert_eq!(w.program.write(1), 1);
    w.until("ours reads", |w| w.read == read);
    w.until("all is acknowledged", |w| w.end.snapshot().send_queue == 0);
}
