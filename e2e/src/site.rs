//! A static host as plain as they come: files of a folder below some path, no more. It counts what it sends.
use crate::engine::webkit::{self, Before};
use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
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
    packs: bool,
}

/// One answer of the host.
#[derive(Clone, Debug)]
pub struct Sent {
    /// As it was asked for, with its query.
    pub path: String,
    pub status: u16,
    /// Of the body, as it went over the wire; headers aside.
    pub octets: usize,
    /// Asked for by a service worker, or the worker itself: not what the page waits for.
    pub worker: bool,
}

struct Inner {
    site: SiteBuilder,
    sent: Mutex<Vec<Sent>>,
    /// Requests that are not answered yet.
    waiting: AtomicUsize,
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

    /// As hosts do that are made for speed: brotli at its highest quality where the browser takes it, and
    /// a few minutes in which nothing is asked for twice.
    pub fn packed(mut self) -> Self {
        self.packs = true;
        self
    }

    pub fn start(self) -> Site {
        self.start_at(0)
    }

    /// At the port of a host that has ended.
    pub fn start_at(self, port: u16) -> Site {
        let index = self.folder.join("index.html");
        assert!(index.is_file(), "no page at {}: `cargo xtask build` makes it", index.display());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("a free port on the loopback");
        let port = listener.local_addr().expect("it is bound").port();
        let inner = Arc::new(Inner {
            site: self,
            sent: Mutex::default(),
            waiting: AtomicUsize::new(0),
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
        SiteBuilder {
            folder: folder.into(),
            base: "/".into(),
            pages: HashMap::new(),
            headers: Vec::new(),
            packs: false,
        }
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
        self.sent().into_iter().map(|sent| (sent.path, sent.status)).collect()
    }

    /// Packs what an app is made of, so that its first visitor does not wait for that.
    pub fn warm(&self) {
        for file in fs::read_dir(&self.inner.site.folder).into_iter().flatten().flatten() {
            let path = file.path();
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if (["wasm", "js", "css"].contains(&ending) || path.ends_with("index.html"))
                && let Ok(body) = fs::read(&path)
            {
                packed(&body);
            }
        }
    }

    /// Is something asked for that has not been sent? To pack a large file takes seconds.
    pub fn busy(&self) -> bool {
        self.inner.waiting.load(Ordering::SeqCst) > 0
    }

    /// Every answer so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.inner.sent.lock().expect("no thread panics with it").clone()
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
        while let Some(request) = Request::read(&mut reading) {
            // A host that is gone answers nobody, on connections from before neither.
            if self.stop.load(Ordering::SeqCst) {
                return;
            }
            self.waiting.fetch_add(1, Ordering::SeqCst);
            let path = request.target.split(['?', '#']).next().unwrap_or_default();
            let (status, mime, mut body) = self.answer(path);
            if mime.starts_with("text/html") && !self.before().is_empty() {
                body = asking(body);
            }
            let packs = self.site.packs && request.takes_brotli && packable(&mime);
            if packs {
                body = packed(&body).to_vec();
            }
            let keep = if self.site.packs { "max-age=600" } else { "no-cache" };
            let mut head = format!(
                "HTTP/1.1 {status} {}\r\nContent-Length: {}\r\nCache-Control: {keep}\r\n",
                if status == 200 { "OK" } else { "Other" },
                body.len()
            );
            head += &match status {
                301 => format!("Location: {path}/\r\n"),
                _ => format!("Content-Type: {mime}\r\n"),
            };
            if packs {
                head += "Content-Encoding: br\r\nVary: Accept-Encoding\r\n";
            }
            for (name, value) in &self.site.headers {
                head += &format!("{name}: {value}\r\n");
            }
            head += "\r\n";
            if request.method == "HEAD" {
                body.clear();
            }
            // What runs before the page's own scripts is none of the page's.
            if path != BEFORE {
                let (octets, worker) = (body.len(), request.worker);
                let sent = Sent { path: request.target.clone(), status, octets, worker };
                self.sent.lock().expect("no thread panics with it").push(sent);
            }
            let written = writing.write_all(head.as_bytes()).and_then(|()| writing.write_all(&body));
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            if written.is_err() {
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

/// What the host reads of a request.
struct Request {
    method: String,
    target: String,
    takes_brotli: bool,
    worker: bool,
}

impl Request {
    fn read(reading: &mut impl BufRead) -> Option<Request> {
        let mut first = String::new();
        reading.read_line(&mut first).ok()?;
        let mut words = first.split_whitespace();
        let (method, target) = (words.next()?.to_string(), words.next()?.to_string());
        let mut request = Request { method, target, takes_brotli: false, worker: false };
        loop {
            let mut line = String::new();
            if reading.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let Some((name, value)) = line.trim().split_once(':') else { return Some(request) };
            match name.to_ascii_lowercase().as_str() {
                "accept-encoding" => request.takes_brotli = value.split(',').any(|one| one.trim() == "br"),
                "service-worker" => request.worker = true,
                // A worker's requests come from its script, a page's from a page (or a style sheet).
                "referer" if value.split('?').next().is_some_and(|from| from.ends_with("sw.js")) => {
                    request.worker = true;
                }
                _ => {}
            }
        }
    }
}

/// Octets as a host with brotli sends them, at the highest quality.
pub fn brotli(body: &[u8]) -> Vec<u8> {
    let params =
        brotli::enc::BrotliEncoderParams { quality: 11, size_hint: body.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &body[..], &mut packed, &params).expect("memory takes what is written");
    packed
}

/// The same, each body once: the largest take seconds.
fn packed(body: &[u8]) -> Arc<Vec<u8>> {
    type Known = Mutex<HashMap<Vec<u8>, Arc<Vec<u8>>>>;
    static KNOWN: LazyLock<Known> = LazyLock::new(Known::default);
    let known = KNOWN.lock().expect("no thread panics with it").get(body).cloned();
    known.unwrap_or_else(|| {
        let packed = Arc::new(brotli(body));
        KNOWN.lock().expect("no thread panics with it").insert(body.to_vec(), packed.clone());
        packed
    })
}

/// Pictures and captures are what they are.
fn packable(mime: &str) -> bool {
    let kind = mime.split(';').next().unwrap_or_default();
    kind.starts_with("text/")
        || ["application/wasm", "application/json", "application/manifest+json", "image/svg+xml"]
            .contains(&kind)
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
