//! The program at the kernel's end: an ordinary socket that never blocks.

use super::place::{check, socket};
use std::io::{ErrorKind, Read, Write};
use std::mem::size_of;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;

/// What the program writes.
pub const OCTET: u8 = b'k';

/// One program with at most one connection.
#[derive(Default)]
pub struct Program {
    listener: Option<TcpListener>,
    stream: Option<TcpStream>,
    /// What it has read.
    pub heard: Vec<u8>,
    /// read() returned 0.
    pub heard_end: bool,
    /// The first error of connect(), read() or write().
    pub failed: Option<ErrorKind>,
}

impl Program {
    pub fn listen(&mut self, at: SocketAddr) {
        let listener = TcpListener::bind(at).unwrap();
        listener.set_nonblocking(true).unwrap();
        self.listener = Some(listener);
    }

    /// Buffers of that many octets for the connections to come; the kernel doubles the number.
    pub fn small_receive_buffer(&mut self, octets: i32) {
        option(self.listener.as_ref().unwrap(), libc::SO_RCVBUF, &octets);
    }

    pub fn connect(&mut self, from: SocketAddr, to: SocketAddr) {
        let family = if from.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
        let socket = socket(family, libc::SOCK_STREAM | libc::SOCK_NONBLOCK).unwrap();
        // For the same numbers again while an old connection is in TIME-WAIT.
        option(&socket, libc::SO_REUSEADDR, &1_i32);
        with_sockaddr(from, |address, length| {
            // SAFETY: address and length belong together.
            check(unsafe { libc::bind(socket.as_raw_fd(), address, length) }).unwrap();
        });
        with_sockaddr(to, |address, length| {
            // SAFETY: as above.
            let result = check(unsafe { libc::connect(socket.as_raw_fd(), address, length) });
            let error = result.expect_err("it does not block");
            assert_eq!(error.raw_os_error(), Some(libc::EINPROGRESS), "{error}");
        });
        self.stream = Some(socket.into());
    }

    /// Has accept() or connect() brought a connection?
    pub fn is_connected(&mut self) -> bool {
        if self.stream.is_none()
            && let Some(listener) = &self.listener
            && let Ok((stream, _)) = listener.accept()
        {
            stream.set_nonblocking(true).unwrap();
            self.stream = Some(stream);
        }
        let Some(stream) = &self.stream else { return false };
        if let Ok(Some(error)) = stream.take_error() {
            self.failed.get_or_insert(error.kind());
        }
        stream.peer_addr().is_ok()
    }

    /// Reads what is there.
    pub fn read(&mut self) -> &mut Self {
        let mut some = [0; 4096];
        while let Some(stream) = &mut self.stream {
            match stream.read(&mut some) {
                Ok(0) => {
                    self.heard_end = true;
                    break;
                }
                Ok(octets) => self.heard.extend(&some[..octets]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => {
                    self.failed.get_or_insert(error.kind());
                    break;
                }
            }
        }
        self
    }

    /// Writes, and returns how many octets the socket took.
    pub fn write(&mut self, octets: usize) -> usize {
        match self.stream.as_mut().unwrap().write(&vec![OCTET; octets]) {
            Ok(octets) => octets,
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            Err(error) => {
                self.failed.get_or_insert(error.kind());
                0
            }
        }
    }

    pub fn shutdown(&mut self) {
        self.stream.as_ref().unwrap().shutdown(std::net::Shutdown::Write).unwrap();
    }

    pub fn close(&mut self) {
        assert!(self.stream.take().is_some(), "there is no connection");
    }

    /// close() with SO_LINGER 0.
    pub fn abort(&mut self) {
        let linger = libc::linger { l_onoff: 1, l_linger: 0 };
        option(self.stream.as_ref().unwrap(), libc::SO_LINGER, &linger);
        self.close();
    }
}

fn option<T>(socket: &impl AsRawFd, name: libc::c_int, value: &T) {
    let (value, length) = (std::ptr::from_ref(value).cast(), size_of::<T>() as libc::socklen_t);
    // SAFETY: the length is that of the value; the callers pair option and type.
    check(unsafe { libc::setsockopt(socket.as_raw_fd(), libc::SOL_SOCKET, name, value, length) }).unwrap();
}

fn with_sockaddr(address: SocketAddr, then: impl FnOnce(*const libc::sockaddr, libc::socklen_t)) {
    match address {
        SocketAddr::V4(address) => {
            let sockaddr = libc::sockaddr_in {
                sin_family: libc::AF_INET as _,
                sin_port: address.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from(*address.ip()).to_be() },
                sin_zero: [0; 8],
            };
            then((&raw const sockaddr).cast(), size_of::<libc::sockaddr_in>() as _);
        }
        SocketAddr::V6(address) => {
            let sockaddr = libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as _,
                sin6_port: address.port().to_be(),
                sin6_flowinfo: 0,
                sin6_addr: libc::in6_addr { s6_addr: address.ip().octets() },
                sin6_scope_id: 0,
            };
            then((&raw const sockaddr).cast(), size_of::<libc::sockaddr_in6>() as _);
        }
    }
}
