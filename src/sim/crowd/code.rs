//! A crowd as part of a link: `2,120000,p28232,n1024,q4096,r70000,a1000`. Every 2 ms for 120 s; what
//! equals Linux' values is left out.

use super::{Crowd, LINUX_PORTS, Restart, SOMAXCONN, STANDING};
use crate::sim::link_code::{read_time, time};
use crate::time::{Duration, Instant};

/// No port below 1024 is an ephemeral one.
pub const MOST_PORTS: u32 = 65_536 - 1_024;
/// Linux' `fs.nr_open`: no process may have more.
pub const MOST_DESCRIPTORS: u32 = 1 << 20;
/// The kernel keeps it in 32 bits, `listen()` callers in 16.
pub const MOST_BACKLOG: u32 = 65_535;

/// The next bind() of a restart, where the link says nothing else.
const AGAIN: Duration = Duration::from_secs(1);

/// As text for a link.
#[must_use]
pub fn write(crowd: &Crowd) -> String {
    let mut text = [time(crowd.every), ",".to_owned(), time(crowd.lasts)].concat();
    let mut part = |letter: &str, value: String| {
        text.push_str(letter);
        text.push_str(&value);
    };
    if crowd.ports != LINUX_PORTS {
        part(",p", crowd.ports.to_string());
    }
    if let Some(limit) = crowd.descriptors {
        part(",n", limit.to_string());
    }
    if crowd.backlog != SOMAXCONN {
        part(",q", crowd.backlog.to_string());
    }
    if let Some(Restart { at, again }) = crowd.restart {
        part(",r", time(at.since(Instant::START)));
        if again != AGAIN {
            part(",a", time(again));
        }
    }
    text
}

/// Reads it; `None` where a part is unknown or out of its range.
#[must_use]
pub fn read(text: &str) -> Option<Crowd> {
    let mut parts = text.split(',');
    let some = |length: &Duration| *length > Duration::ZERO;
    let every = read_time(parts.next()?).filter(some)?;
    let lasts = read_time(parts.next()?).filter(some)?;
    let mut crowd = Crowd { every, lasts, ..Crowd::new(1, lasts) };
    for part in parts {
        let (letter, value) = part.split_at_checked(1)?;
        let number = |least: u32, most: u32| {
            value.parse::<u32>().ok().filter(|number| (least..=most).contains(number))
        };
        match letter {
            "p" => crowd.ports = number(1, MOST_PORTS)?,
            "n" => crowd.descriptors = Some(number(STANDING, MOST_DESCRIPTORS)?),
            "q" => crowd.backlog = number(0, MOST_BACKLOG)?,
            "r" => crowd.restart = Some(Restart { at: Instant::START + read_time(value)?, again: AGAIN }),
            "a" => crowd.restart.as_mut()?.again = read_time(value).filter(some)?,
            _ => return None,
        }
    }
    Some(crowd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let plain = Crowd::new(500, Duration::from_secs(120));
        assert_eq!(write(&plain), "2,120000");
        let restart = Some(Restart { at: Instant::from_millis(70_000), again: Duration::from_millis(500) });
        let full = Crowd { ports: 10, descriptors: Some(1_024), backlog: 0, restart, ..plain };
        assert_eq!(write(&full), "2,120000,p10,n1024,q0,r70000,a500");
        for crowd in [plain, full, Crowd::new(470, Duration::from_millis(1))] {
            assert_eq!(read(&write(&crowd)), Some(crowd));
        }
        for bad in
            ["", "2", "0,5", "2,0", "2,5,p0", "2,5,p70000", "2,5,n3", "2,5,x1", "2,5,a1", "2,5,r1,a0", "2,5,"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
