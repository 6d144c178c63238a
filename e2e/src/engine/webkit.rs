//! WebKit as the MiniBrowser of WebKitGTK, by WebKitWebDriver: plain WebDriver. What it should wish
//! of pages stands in its surroundings (`driver.rs`); scripts before a page's own are brought along by
//! the test's host (`site.rs`).
use crate::Result;
use serde_json::json;
use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use thirtyfour::Capabilities;
use thirtyfour::prelude::*;

/// Scripts that hosts put before those of each page.
pub type Before = Arc<Mutex<Vec<String>>>;

thread_local! {
    // A test is a thread, with its browser and its hosts.
    static BEFORE: RefCell<Before> = RefCell::default();
}

/// This test's scripts.
pub fn before() -> Before {
    BEFORE.with(|before| before.borrow().clone())
}

pub fn wanted() -> Result<Capabilities> {
    let mut own = json!({ "args": ["--automation"] });
    if let Some(browser) = mini_browser() {
        own["binary"] = browser.to_string_lossy().into();
    }
    let mut caps = Capabilities::new();
    caps.set("webkitgtk:browserOptions", own)?;
    Ok(caps)
}

/// Which the library brings along, in a folder that has its version.
fn mini_browser() -> Option<PathBuf> {
    let folders =
        |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let libraries = ["/usr/lib", "/usr/libexec", "/usr/lib64"].map(PathBuf::from);
    let near = libraries.into_iter().flat_map(folders);
    let all = near.flat_map(|folder| folders(folder.clone()).chain([folder]));
    let mut found: Vec<_> = all
        .filter(|folder| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("webkit")))
        .map(|folder| folder.join("MiniBrowser"))
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    found.pop()
}

/// `navigator.languages`, which this engine takes from what locales the machine happens to have.
pub fn languages(list: &str) -> String {
    let list: Vec<&str> = list.split(',').collect();
    format!(
        "Object.defineProperty(Navigator.prototype, 'languages', {{ get: () => {list:?} }});
        Object.defineProperty(Navigator.prototype, 'language', {{ get: () => {:?} }});",
        list[0]
    )
}

/// The page's area, exactly: the window is as much larger as its frame takes.
pub async fn resize(driver: &WebDriver, (width, height): (u32, u32)) -> Result {
    const SIZE: &str = "return [innerWidth, innerHeight];";
    let (mut wide, mut high) = (i64::from(width), i64::from(height));
    for _ in 0..5 {
        driver.set_window_rect(0, 0, wide as u32, high as u32).await?;
        // Its page hears of it a moment later.
        for _ in 0..20 {
            let size = driver.execute(SIZE, vec![]).await?;
            let now = [&size.json()[0], &size.json()[1]].map(|number| number.as_i64().unwrap_or(0));
            if now == [i64::from(width), i64::from(height)] {
                return Ok(());
            }
            let frame = [wide - now[0], high - now[1]];
            if frame.iter().all(|more| (0..80).contains(more)) {
                (wide, high) = (i64::from(width) + frame[0], i64::from(height) + frame[1]);
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    Err(format!("the page's area does not become {width}×{height}").into())
}
