//! chromedriver as a child process, and the browser's throw-away profile.
use crate::Result;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// Ends with its browser when dropped, whatever happened to the test.
pub struct Driver {
    child: Child,
    pub port: u16,
    pub profile: PathBuf,
    pub session: Option<String>,
}

/// The first of these on PATH.
pub fn which(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let dirs: Vec<_> = env::split_paths(&path).collect();
    let files = names
        .iter()
        .flat_map(|n| dirs.iter().map(move |d| d.join(format!("{n}{}", env::consts::EXE_SUFFIX))));
    files.into_iter().find(|f| f.is_file())
}

/// A driver that takes a free port can lose it to another test's before it listens on its second
/// family of addresses: so often it is tried.
const STARTS: usize = 4;

impl Driver {
    pub fn start() -> Result<Driver> {
        let program = which(&["chromedriver"])
            .ok_or("chromedriver is not on PATH: `cargo xtask setup` installs it, or says how to get it")?;
        for _ in 1..STARTS {
            if let Ok(driver) = Self::once(&program) {
                return Ok(driver);
            }
        }
        Self::once(&program)
    }

    fn once(program: &Path) -> Result<Driver> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile = env::temp_dir().join(format!("four-waves-{}-{number}", std::process::id()));
        fs::create_dir_all(&profile)?;
        // Port 0: it takes a free one and says which.
        let mut child = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut said = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut driver = Driver { child, port: 0, profile, session: None };
        let mut line = String::new();
        while said.read_line(&mut line)? > 0 {
            let port = line.trim().trim_end_matches('.').rsplit_once("on port ");
            // The first lines only name the port that was asked for.
            if let Some((_, port)) = port.filter(|_| line.contains("started successfully")) {
                driver.port = port.parse()?;
                // Read on, or it would block once the pipe is full.
                thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
                return Ok(driver);
            }
            line.clear();
        }
        Err("chromedriver ended before it was ready".into())
    }

    /// Asks without async, because this also runs while a panicking test unwinds.
    fn ask(&self, request: &str) -> Option<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        )
        .ok()?;
        let mut answer = [0; 16];
        stream.read(&mut answer).ok().map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(session) = &self.session {
            // Killing the driver alone would leave its browser behind.
            let _ = self.ask(&format!("DELETE /session/{session}"));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        // The browser's last processes may still be writing.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.profile).is_ok() || !self.profile.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}
