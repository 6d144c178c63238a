//! A network for one test alone: a namespace of its own with a TUN device in it. All that is
//! `unsafe` about the system calls is here and in socket.rs.

use std::fs::File;
use std::io;
use std::mem::zeroed;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;

/// Moves this thread, and the threads it will start, into a new network namespace. It goes when its
/// last thread and socket go.
pub fn enter_own_network() -> io::Result<()> {
    // SAFETY: no pointer is involved.
    check(unsafe { libc::unshare(libc::CLONE_NEWNET) })
}

/// Sets `/proc/sys/net/NAME` of this thread's namespace.
pub fn set(name: &str, value: u32) -> io::Result<()> {
    std::fs::write(format!("/proc/sys/net/{name}"), value.to_string())
}

/// Opens a TUN device whose address is the kernel's end: packets begin with their IP header, one a
/// read and one a write.
pub fn open_tun(address: IpAddr) -> io::Result<File> {
    let tun = File::options().read(true).write(true).custom_flags(libc::O_NONBLOCK).open("/dev/net/tun")?;
    let mut request = request();
    request.ifr_ifru.ifru_flags = (libc::IFF_TUN | libc::IFF_NO_PI) as _;
    ioctl(&tun, libc::TUNSETIFF as _, &raw mut request)?;
    match address {
        IpAddr::V4(address) => give_v4(address)?,
        IpAddr::V6(address) => give_v6(address)?,
    }
    Ok(tun)
}

/// Waits until the device has a packet, at most so long.
pub fn wait_for(tun: &File, millis: i32) {
    let mut asked = libc::pollfd { fd: tun.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    // SAFETY: one pollfd, as the count says. Being interrupted is as good as waking early.
    unsafe { libc::poll(&raw mut asked, 1, millis) };
}

pub fn check(result: libc::c_int) -> io::Result<()> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// A new socket of this thread's namespace.
pub fn socket(family: libc::c_int, kind: libc::c_int) -> io::Result<OwnedFd> {
    // SAFETY: no pointer is involved, and the descriptor is nobody else's.
    unsafe {
        let socket = libc::socket(family, kind | libc::SOCK_CLOEXEC, 0);
        check(socket)?;
        Ok(OwnedFd::from_raw_fd(socket))
    }
}

fn request() -> libc::ifreq {
    // SAFETY: plain numbers, for which zero is a value.
    let mut request: libc::ifreq = unsafe { zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(*b"tun0") {
        *to = from as libc::c_char;
    }
    request
}

fn ioctl<T>(on: &impl AsRawFd, name: libc::c_ulong, argument: *mut T) -> io::Result<()> {
    // SAFETY: the callers pair the request's name with its structure.
    check(unsafe { libc::ioctl(on.as_raw_fd(), name as _, argument) })
}

fn give_v4(address: Ipv4Addr) -> io::Result<()> {
    let socket = socket(libc::AF_INET, libc::SOCK_DGRAM)?;
    let names = [(libc::SIOCSIFADDR, address), (libc::SIOCSIFNETMASK, Ipv4Addr::new(255, 255, 255, 0))];
    for (name, value) in names {
        let mut request = request();
        // SAFETY: plain numbers; and a sockaddr_in is a sockaddr.
        let mut sockaddr: libc::sockaddr_in = unsafe { zeroed() };
        sockaddr.sin_family = libc::AF_INET as _;
        sockaddr.sin_addr.s_addr = u32::from(value).to_be();
        request.ifr_ifru.ifru_addr =
            unsafe { std::mem::transmute::<libc::sockaddr_in, libc::sockaddr>(sockaddr) };
        ioctl(&socket, name as _, &raw mut request)?;
    }
    bring_up(&socket)
}

fn give_v6(address: Ipv6Addr) -> io::Result<()> {
    let socket = socket(libc::AF_INET6, libc::SOCK_DGRAM)?;
    // Before it gets an address, so that the route is there at once.
    bring_up(&socket)?;
    let mut index = request();
    ioctl(&socket, libc::SIOCGIFINDEX as _, &raw mut index)?;
    let mut request = libc::in6_ifreq {
        ifr6_addr: libc::in6_addr { s6_addr: address.octets() },
        ifr6_prefixlen: 64,
        // SAFETY: the call above has set this one.
        ifr6_ifindex: unsafe { index.ifr_ifru.ifru_ifindex },
    };
    ioctl(&socket, libc::SIOCSIFADDR as _, &raw mut request)?;
    // For a moment the address is there and cannot be used.
    let began = std::time::Instant::now();
    while UdpSocket::bind((address, 0)).is_err() && began.elapsed().as_secs() < 20 {
        std::thread::yield_now();
    }
    Ok(())
}

fn bring_up(socket: &OwnedFd) -> io::Result<()> {
    let mut request = request();
    // The others stay: without NOARP an IPv6 address would first be looked for elsewhere.
    ioctl(socket, libc::SIOCGIFFLAGS as _, &raw mut request)?;
    // SAFETY: the call above has set this one, and both are plain numbers.
    unsafe { request.ifr_ifru.ifru_flags |= (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short };
    ioctl(socket, libc::SIOCSIFFLAGS as _, &raw mut request)
}
