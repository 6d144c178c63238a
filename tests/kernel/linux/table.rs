//! What the kernel knows: its table of sockets, those in TIME-WAIT among them, and its counters, all
//! of this thread's namespace.

use four_waves::tcp::State::{self, *};
use four_waves::time::Duration;
use std::fs::read_to_string;
use std::net::SocketAddr;

/// One connection in `/proc/thread-self/net/tcp` or `tcp6`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub state: State,
    /// How long its timer still runs: of TIME-WAIT or FIN-WAIT-2 until it is forgotten.
    pub timer: Duration,
}

/// The connection between `local` and `remote`; `None` when the kernel has forgotten it.
pub fn connection(local: SocketAddr, remote: SocketAddr) -> Option<Row> {
    let file = if local.is_ipv4() { "tcp" } else { "tcp6" };
    let table = read_to_string(format!("/proc/thread-self/net/{file}")).unwrap();
    table.lines().skip(1).find_map(|line| row(line, [local.port(), remote.port()]))
}

/// `sl local:port remote:port state tx:rx timer:when …`, numbers in hexadecimal.
fn row(line: &str, ports: [u16; 2]) -> Option<Row> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let number = |text: &str| u64::from_str_radix(text, 16).unwrap();
    let port = |field: &str| number(field.rsplit_once(':').unwrap().1);
    if [port(fields[1]), port(fields[2])] != ports.map(u64::from) {
        return None;
    }
    // In hundredths of a second, whatever the kernel's own tick is.
    let (_, hundredths) = fields[5].split_once(':').unwrap();
    Some(Row { state: state(number(fields[3])), timer: Duration::from_millis(number(hundredths) * 10) })
}

/// By the kernel's own numbers.
fn state(number: u64) -> State {
    const STATES: [State; 11] = [
        Established,
        SynSent,
        SynReceived,
        FinWait1,
        FinWait2,
        TimeWait,
        Closed,
        CloseWait,
        LastAck,
        Listen,
        Closing,
    ];
    STATES[number as usize - 1]
}

/// A counter of `/proc/thread-self/net/snmp` or `netstat`, such as `Tcp`, `InCsumErrors`.
pub fn counter(group: &str, name: &str) -> u64 {
    let tables =
        ["snmp", "netstat"].map(|file| read_to_string(format!("/proc/thread-self/net/{file}")).unwrap());
    let mut rows =
        tables.iter().flat_map(|table| table.lines()).filter(|line| line.starts_with(&format!("{group}:")));
    let (names, values) = (rows.next().unwrap(), rows.next().unwrap());
    let column = names.split_whitespace().position(|found| found == name).unwrap();
    values.split_whitespace().nth(column).unwrap().parse().unwrap()
}
