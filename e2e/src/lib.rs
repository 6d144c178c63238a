//! The page in real browsers: a static host for the release build, three engines driven through their
//! drivers, and what a test wants to ask of them.
//!
//! ```no_run
//! #[tokio::test]
//! async fn the_page_has_a_title() {
//!     let site = e2e::Site::dist();
//!     e2e::run("title", e2e::Options::default(), async |browser| {
//!         browser.visit(&site.url("?lang=zh")).await?;
//!         assert_ne!(browser.title().await?, "");
//!         browser.no_errors().await
//!     })
//!     .await;
//! }
//! ```
mod axe;
mod browser;
mod console;
mod cost;
mod driver;
mod engine;
mod growth;
mod hands;
mod latency;
mod page;
mod site;

pub use axe::axe_core;
pub use browser::{Browser, Options};
pub use cost::Cost;
pub use engine::{Ability, Engine};
pub use growth::Held;
pub use hands::Edited;
pub use latency::LEAST;
pub use page::{SCENARIOS, SIDES, SOON, TABS};
pub use site::{Sent, Site, SiteBuilder, brotli};

use std::future::poll_fn;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::Poll;

pub type Error = Box<dyn std::error::Error + Send + Sync>;
pub type Result<T = ()> = std::result::Result<T, Error>;

/// The release build under test: FOUR_WAVES_DIST, else the workspace's dist/.
pub fn dist() -> PathBuf {
    let set = std::env::var_os("FOUR_WAVES_DIST").map(PathBuf::from);
    set.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist"))
}

/// A line that shows although the test passes: what was measured, or skipped and why.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The recordings of a real kernel, which lie beside the repository; `None`, said aloud, without them.
pub fn recordings() -> Option<Vec<PathBuf>> {
    let files = std::fs::read_dir(shared("recordings")?).into_iter().flatten().flatten();
    let files = files.map(|entry| entry.path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|e| e == "json")).collect();
    files.sort();
    Some(files)
}

/// A folder beside the repository, as a whole path, which a file field wants; `None`, said aloud,
/// without it.
pub fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(name).canonicalize();
    if folder.is_err() {
        say(&format!("SKIPPED: there is no ../shared/{name}"));
    }
    folder.ok()
}

/// Runs a test in a fresh browser of the wanted engine, or skips it, said aloud, where that lacks what
/// the test needs. When it fails, by error or by panic, the page as it was
/// then is in e2e/failures/NAME.png and the browser's console is printed.
pub async fn run<T>(name: &str, options: Options, test: T)
where
    T: AsyncFnOnce(&Browser) -> Result,
{
    if let Some(lacks) = options.needs.iter().find(|need| !options.engine.can(**need)) {
        return say(&format!("SKIPPED in {}: {name}: its driver has not {lacks}", options.engine));
    }
    let browser = Browser::open(options).await.unwrap_or_else(|e| panic!("{name}: {e}"));
    let ended = {
        let mut test = pin!(test(&browser));
        poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| test.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(result)) => Poll::Ready(Ok(result)),
            Err(panic) => Poll::Ready(Err(panic)),
        })
        .await
    };
    if matches!(ended, Ok(Ok(()))) {
        return browser.close().await;
    }
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("failures").join(format!("{name}.png"));
    match browser.screenshot(&picture).await {
        Ok(()) => eprintln!("{name}: the page as it was: e2e/failures/{name}.png"),
        Err(e) => eprintln!("{name}: no picture of the page: {e}"),
    }
    for line in browser.console().await.unwrap_or_default() {
        eprintln!("{name}: console: {line}");
    }
    browser.close().await;
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(e)) => panic!("{name}: {e}"),
        Err(panic) => resume_unwind(panic),
    }
}
