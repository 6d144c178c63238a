//! A static host as plain as they come: files of a folder below some path, no more.
use crate::engine::webkit::{self, Before};
use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A running host on a port of its own; stops when dropped.
pub struct Site {
    port: u16,
    inner: Arc<Inner>,
}

/// What the host will serve.
pub struct SiteBuilder {
    folder: PathBuf,
    base: String,
    pages: HashMap<String, (String, Vec<u8>)>,
    headers: Vec<(String, String)>,
}

struct Inner {
    site: SiteBuilder,
    asked: Mutex<Vec<(String, u16)>>,
    stop: AtomicBool,
    /// Scripts to run in each page before its own; only WebKit's browser leaves that to its host.
    before: Before,
}

/// Where those scripts are, and what asks for them.
const BEFORE: &str = "/__before.js";
const ASK: &str = "<script src='/__before.js'></script>";

impl SiteBuilder {
    /// The folder lies below this path of the host, "/some/where/", instead of at its root.
    pub fn below(mut self, base: &str) -> Self {
        self.base = format!("/{}/", base.trim_matches('/')).replace("//", "/");
        self
    }

    /// One more page, from memory, at a path of the host ("/host.html"), such as one with an iframe.
    pub fn page(self, path: &str, html: impl Into<String>) -> Self {
        let html = html.into();
        self.bytes(path, mime(Path::new("page.html")), html)
    }

    /// One more resource, from memory.
    pub fn bytes(mut self, path: &str, mime: &str, body: impl Into<Vec<u8>>) -> Self {
        self.pages.insert(path.into(), (mime.into(), body.into()));
        self
    }

    /// A header on every answer, for instance a Content-Security-Policy.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn start(self) -> Site {
        let index = self.folder.join("index.html");
        assert!(index.is_file(), "no page at {}: `cargo xtask build` makes it", index.display());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on the loopback");
        let port = listener.local_addr().expect("it is bound").port();
        let inner = Arc::new(Inner {
            site: self,
            asked: Mutex::default(),
            stop: AtomicBool::new(false),
            before: webkit::before(),
        });
        let serving = inner.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let serving = serving.clone();
                // A browser opens connections it may never use: each waits on its own.
                thread::spawn(move || serving.connection(stream));
            }
        });
        Site { port, inner }
    }
}

impl Site {
    /// The release build at the host's root.
    pub fn dist() -> Site {
        Site::builder(crate::dist()).start()
    }

    pub fn builder(folder: impl Into<PathBuf>) -> SiteBuilder {
        SiteBuilder { folder: folder.into(), base: "/".into(), pages: HashMap::new(), headers: Vec::new() }
    }

    /// An address below the page's folder: "", "?lang=zh", "some.css".
    pub fn url(&self, rest: &str) -> String {
        format!("{}{}{rest}", self.origin(), self.inner.site.base)
    }

    /// "http://127.0.0.1:PORT", for the pages from memory.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Every path asked for so far, and the status it was answered with.
    pub fn asked(&self) -> Vec<(String, u16)> {
        self.inner.asked.lock().expect("no thread panics with it").clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.inner.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts, so that it sees the flag and frees the port.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

impl Inner {
    fn connection(&self, stream: TcpStream) {
        let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
        let _ = stream.set_nodelay(true);
        let Ok(reading) = stream.try_clone() else { return };
        let mut reading = BufReader::new(reading);
        let mut writing = stream;
        while let Some((method, target)) = request(&mut reading) {
            // A host that is gone answers nobody, on connections from before neither.
            if self.stop.load(Ordering::SeqCst) {
                return;
            }
            let path = target.split(['?', '#']).next().unwrap_or_default();
            let (status, mime, mut body) = self.answer(path);
            if path == BEFORE {
                // None of the page's own.
            } else {
                self.asked.lock().expect("no thread panics with it").push((target.clone(), status));
            }
            if mime.starts_with("text/html") && !self.before().is_empty() {
                body = asking(body);
            }
            let mut head = format!(
                "HTTP/1.1 {status} {}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n",
                if status == 200 { "OK" } else { "Other" },
                body.len()
            );
            head += &match status {
                301 => format!("Location: {path}/\r\n"),
                _ => format!("Content-Type: {mime}\r\n"),
            };
            for (name, value) in &self.site.headers {
                head += &format!("{name}: {value}\r\n");
            }
            head += "\r\n";
            let sent = writing.write_all(head.as_bytes());
            let sent = sent.and_then(|()| if method == "HEAD" { Ok(()) } else { writing.write_all(&body) });
            if sent.is_err() {
                return;
            }
        }
    }

    fn before(&self) -> Vec<String> {
        self.before.lock().expect("no thread panics with it").clone()
    }

    fn answer(&self, path: &str) -> (u16, String, Vec<u8>) {
        if path == BEFORE {
            let scripts = self.before().iter().map(|one| format!("{{{one}}}\n")).collect::<String>();
            let gone = "document.currentScript.remove();";
            return (200, mime(Path::new(BEFORE)).into(), (scripts + gone).into_bytes());
        }
        if let Some((mime, body)) = self.site.pages.get(path) {
            return (200, mime.clone(), body.clone());
        }
        let none = || (404, "text/plain".to_string(), b"no such file\n".to_vec());
        let path = unescape(path);
        let Some(rest) = path.strip_prefix(&self.site.base) else {
            // As hosts do, so that the page's relative addresses are right.
            return if format!("{path}/") == self.site.base {
                (301, String::new(), Vec::new())
            } else {
                icon(&path, none())
            };
        };
        if rest.split('/').any(|part| part == "..") {
            return none();
        }
        let mut file = self.site.folder.join(rest);
        if file.is_dir() {
            if !rest.is_empty() && !rest.ends_with('/') {
                return (301, String::new(), Vec::new());
            }
            file.push("index.html");
        }
        match fs::read(&file) {
            Ok(body) => (200, mime(&file).to_string(), body),
            Err(_) => icon(&path, none()),
        }
    }
}

/// The page with those scripts before all others: in its head, or after its doctype.
fn asking(page: Vec<u8>) -> Vec<u8> {
    let mut page = match String::from_utf8(page) {
        Ok(page) => page,
        Err(other) => return other.into_bytes(),
    };
    let after = |mark: &str| page.to_ascii_lowercase().find(mark).map(|at| at + mark.len());
    let at = after("<head>").or_else(|| after("<!doctype html>")).unwrap_or(0);
    page.insert_str(at, ASK);
    page.into_bytes()
}

/// A browser asks every host for this by itself; its absence is no error of the page.
fn icon(path: &str, other: (u16, String, Vec<u8>)) -> (u16, String, Vec<u8>) {
    if path == "/favicon.ico" { (200, "image/x-icon".into(), Vec::new()) } else { other }
}

/// Method and target of the next request; its headers are read and left.
fn request(reading: &mut impl BufRead) -> Option<(String, String)> {
    let mut first = String::new();
    reading.read_line(&mut first).ok()?;
    let mut words = first.split_whitespace();
    let (method, target) = (words.next()?.to_string(), words.next()?.to_string());
    loop {
        let mut line = String::new();
        if reading.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            return Some((method, target));
        }
    }
}

fn unescape(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let code = (bytes[i] == b'%').then(|| path.get(i + 1..i + 3)).flatten();
        if let Some(byte) = code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(byte);
            i += 3;
        } else {
            out.push(bytes[i]);
            i += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "pcap" | "pcapng" => "application/vnd.tcpdump.pcap",
        _ => "application/octet-stream",
    }
}
