//! What the page costs the browser's main thread over a stretch of time, by the browser's own counts.
use crate::{Browser, Result};
use std::time::{Duration, Instant};

/// All per second.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Milliseconds of tasks of any sort.
    pub task_ms: f64,
    /// Milliseconds of them in scripts and wasm.
    pub script_ms: f64,
    pub layouts: f64,
    pub styles: f64,
}

impl Cost {
    /// Lets that much time pass and asks before and after; the page is left alone meanwhile.
    pub async fn over(browser: &Browser, time: Duration) -> Result<Cost> {
        let (start, before) = (Instant::now(), browser.metrics().await?);
        tokio::time::sleep(time).await;
        let after = browser.metrics().await?;
        let seconds = start.elapsed().as_secs_f64();
        let per_second =
            |name: &str| (after.get(name).unwrap_or(&0.0) - before.get(name).unwrap_or(&0.0)) / seconds;
        Ok(Cost {
            task_ms: per_second("TaskDuration") * 1000.0,
            script_ms: per_second("ScriptDuration") * 1000.0,
            layouts: per_second("LayoutCount"),
            styles: per_second("RecalcStyleCount"),
        })
    }
}
