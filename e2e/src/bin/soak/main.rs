//! Does anything that anybody can do to the page break it? Seeded chance clicks, types, drags and follows
//! links for as long as one likes: `cargo xtask soak`.
mod action;
mod doing;
mod random;

use action::{Action, DOCUMENT, Stock};
use doing::Doing;
use e2e::{Browser, Engine, Held, Options, Result, Site, say};
use std::collections::VecDeque;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const HELP: &str = "\
cargo xtask soak [--minutes N] [--seed N] [--steps N] [--engine chromium|firefox|webkit]

Random clicks, keys, drags and links for 30 minutes: no panic, no error in the console, no growth.
A failure prints its seed and its step; --seed and --steps do the same once more.";

/// Of what was done last so much is told when it fails.
const TOLD: usize = 30;
/// So often the page is brought to rest and weighed.
const WEIGHED: u64 = 150;

struct Wanted {
    time: Duration,
    seed: u64,
    steps: u64,
    engine: Engine,
}

impl Wanted {
    fn parse() -> Result<Wanted> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64;
        let (time, seed) = (Duration::from_secs(30 * 60), now % 1_000_000);
        let mut wanted = Wanted { time, seed, steps: u64::MAX, engine: Engine::wanted() };
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or_else(|| format!("{arg} wants a value"));
            match arg.as_str() {
                "--minutes" => wanted.time = Duration::from_secs_f64(value()?.parse::<f64>()? * 60.0),
                "--seed" => wanted.seed = value()?.parse()?,
                "--engine" => {
                    let name = value()?;
                    wanted.engine = Engine::named(&name).ok_or_else(|| format!("no engine {name}"))?;
                }
                "--steps" => wanted.steps = value()?.parse()?,
                _ => return Err(format!("no option {arg}\n\n{HELP}").into()),
            }
        }
        Ok(wanted)
    }
}

struct Soak<'a> {
    browser: &'a Browser,
    doing: Doing<'a>,
    stock: Stock,
    seed: u64,
    last: VecDeque<String>,
    /// What the document held when it was first at rest.
    first: Option<Held>,
}

impl Soak<'_> {
    async fn step(&mut self, step: u64) -> Result {
        let action = self.stock.action(self.seed, step);
        if let Action::Visit(_) = action {
            self.first = None;
        }
        if self.last.len() == TOLD {
            self.last.pop_front();
        }
        self.last.push_back(format!("{step}: {action}"));
        let said = self.doing.act(&action).await?;
        if let Some(last) = self.last.back_mut().filter(|_| !said.is_empty()) {
            *last += &format!(" on {said}");
        }
        self.doing.answers().await?;
        // Near a document's end, too: it has seen most by then.
        if step % WEIGHED == WEIGHED - 1 || step % DOCUMENT == DOCUMENT - 1 {
            self.weigh().await?;
        }
        Ok(())
    }

    /// Whatever was done: at rest, the page holds on to no more than in the beginning.
    async fn weigh(&mut self) -> Result {
        self.doing.rest().await?;
        let now = Held::by(self.browser).await?;
        let Some(first) = self.first else {
            self.first = Some(now);
            return Ok(());
        };
        // Files that came later bring their style sheet, code and listeners of a worker; futures that a
        // person has seen are kept.
        let grown = now.nodes > first.nodes * 1.5 + 500.0
            || now.listeners > first.listeners + 12.0
            || now.heap > first.heap * 1.5 + 3e6
            || now.wasm_pages > first.wasm_pages + 160.0;
        if grown { Err(format!("the page grows: at first {first}; now {now}").into()) } else { Ok(()) }
    }
}

async fn soak(wanted: &Wanted) -> Result {
    let site = Site::dist();
    let browser = Browser::open(Options { engine: wanted.engine, ..Options::default() }).await?;
    browser.watch_memory().await?;
    say(&format!("soak: {}, --seed {}", wanted.engine, wanted.seed));
    let doing = Doing::new(&browser, &site).await?;
    let (seed, stock) = (wanted.seed, Stock::new());
    let mut soak = Soak { browser: &browser, doing, stock, seed, last: VecDeque::new(), first: None };
    let (start, mut step, mut told) = (Instant::now(), 0, 0);
    while start.elapsed() < wanted.time && step < wanted.steps {
        if let Err(why) = soak.step(step).await {
            for line in &soak.last {
                say(line);
            }
            let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("failures/soak.png");
            let _ = browser.screenshot(&picture).await;
            return Err(format!(
                "{why}\nafter {step} steps; the page as it was: e2e/failures/soak.png\n\
                again: cargo xtask soak --engine {} --seed {seed} --steps {}",
                wanted.engine,
                step + 1
            )
            .into());
        }
        step += 1;
        if start.elapsed().as_secs() / 60 > told {
            told += 1;
            say(&format!("soak: {told} minutes, {step} steps"));
        }
    }
    say(&format!("soak: {step} steps, nothing broke, nothing grew"));
    browser.close().await;
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Wanted::parse() {
        Ok(wanted) => soak(&wanted).await,
        Err(why) => Err(why),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
