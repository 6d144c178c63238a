//! An engine's driver as a child process, and the browser's throw-away profile.
use crate::{Engine, Options, Result};
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// Ends with its browser when dropped, whatever happened to the test.
pub struct Driver {
    child: Child,
    /// A screen in memory, for the engine that has no mode without one.
    screen: Option<Child>,
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
    pub fn start(options: &Options) -> Result<Driver> {
        let name = match options.engine {
            Engine::Chromium => "chromedriver",
            Engine::Firefox => "geckodriver",
            Engine::WebKit => "WebKitWebDriver",
        };
        let program = which(&[name]).ok_or(format!(
            "{name} is not on PATH: `cargo xtask setup` installs it, or says how to get it"
        ))?;
        for _ in 1..STARTS {
            if let Ok(driver) = Self::once(&program, options) {
                return Ok(driver);
            }
        }
        Self::once(&program, options).map_err(|e| format!("{name}: {e}").into())
    }

    fn once(program: &Path, options: &Options) -> Result<Driver> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile = env::temp_dir().join(format!("four-waves-{}-{number}", std::process::id()));
        fs::create_dir_all(&profile)?;
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        match options.engine {
            // Port 0: it takes a free one and says which.
            Engine::Chromium => _ = command.arg("--port=0"),
            // It makes its profile itself, in the folder for such things.
            Engine::Firefox => {
                command.args(["--port=0", "--websocket-port=0", "--allow-system-access"]);
                command.env("TMPDIR", &profile);
            }
            Engine::WebKit => return Self::with_a_screen(command, profile, options),
        }
        let mut child = command.spawn()?;
        let mut said = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut driver = Driver { child, screen: None, port: 0, profile, session: None };
        let mut line = String::new();
        while said.read_line(&mut line)? > 0 {
            let words = line.trim().trim_end_matches('.');
            // chromedriver's first lines only name the port that was asked for.
            let port = match words.rsplit_once("on port ").filter(|_| words.contains("started successfully"))
            {
                None => words.rsplit_once("Listening on 127.0.0.1:"),
                found => found,
            };
            if let Some((_, port)) = port {
                driver.port = port.parse()?;
                // Read on, or it would block once the pipe is full.
                thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
                return Ok(driver);
            }
            line.clear();
        }
        Err("it ended before it was ready".into())
    }

    /// WebKit's driver and browser, which take from their surroundings what others are told.
    fn with_a_screen(mut command: Command, profile: PathBuf, options: &Options) -> Result<Driver> {
        let mut screen = Command::new(which(&["Xvfb"]).ok_or("Xvfb is not on PATH")?)
            .args(["-displayfd", "1", "-screen", "0", "2400x2400x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut number = String::new();
        let said = BufReader::new(screen.stdout.take().expect("it is piped")).read_line(&mut number);
        let dressed = dress(&profile, options);
        // It takes no port 0: one that was free a moment ago.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
        let started = said.and(dressed).and(port).and_then(|address| {
            command.arg(format!("--port={}", address.port())).stdout(Stdio::null());
            command.env("DISPLAY", format!(":{}", number.trim()));
            for (name, folder) in
                [("CONFIG", "config"), ("DATA", "data"), ("CACHE", "cache"), ("STATE", "state")]
            {
                command.env(format!("XDG_{name}_HOME"), profile.join(folder));
            }
            command.env("TMPDIR", &profile).env("GSETTINGS_BACKEND", "memory").env("NO_AT_BRIDGE", "1");
            command.env("GTK_THEME", if options.dark { "Adwaita:dark" } else { "Adwaita" });
            // "C" would be what pages are told of the language.
            command.env("LANG", "en_US.UTF-8").env_remove("LC_ALL").env_remove("LANGUAGE");
            Ok((command.spawn()?, address.port()))
        });
        let (child, port) = match started {
            Ok(started) => started,
            Err(e) => {
                let _ = screen.kill().and_then(|()| screen.wait());
                return Err(e.into());
            }
        };
        let driver = Driver { child, screen: Some(screen), port, profile, session: None };
        for _ in 0..100 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(driver);
            }
            thread::sleep(Duration::from_millis(30));
        }
        Err("it does not listen".into())
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

/// What WebKit's toolkit reads: whether things may move, and a frame that takes next to no room, so
/// that windows can be as narrow as a phone.
fn dress(profile: &Path, options: &Options) -> std::io::Result<()> {
    let folder = profile.join("config/gtk-3.0");
    fs::create_dir_all(&folder)?;
    let moves = u8::from(!options.reduced_motion);
    fs::write(folder.join("settings.ini"), format!("[Settings]\ngtk-enable-animations={moves}\n"))?;
    let small = "* { min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; }";
    fs::write(folder.join("gtk.css"), small)
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(session) = &self.session {
            // Killing the driver alone would leave its browser behind.
            let _ = self.ask(&format!("DELETE /session/{session}"));
        }
        for child in [Some(&mut self.child), self.screen.as_mut()].into_iter().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
        // The browser's last processes may still be writing.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.profile).is_ok() || !self.profile.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}
