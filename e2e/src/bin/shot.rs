//! A picture of the release page: `cargo run -p e2e --bin shot -- OUT.png --dark --size 390x844`.
use e2e::{Browser, Engine, Options, Result, Site};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use thirtyfour::By;

const HELP: &str = "\
shot OUT.png [options]

  --size WxH          the page's area, 1280x900 unless told
  --scale N           device pixels per CSS pixel, 1 unless told
  --dark, --reduced-motion, --mobile
  --paper             as it is printed
  --forced-colours    with the colours of a system that insists on its own
  --engine NAME       firefox or webkit; chromium unless told
  --languages LIST    navigator.languages, \"en-US,en\" unless told
  --full              the whole page, not only what is in view
  --page FILE         another page of the site: truth.html
  --query 'lang=zh&…' what follows the ? of the address (and # with what follows that)
  --wait SECONDS      more waiting once the page is at rest
  --open FILE         choose that file in the page's field for files
  --js SCRIPT         run before the picture (after the waiting; may be given often)
  --after SECONDS     waiting after those scripts
  --print-js SCRIPT   print what it returns, as JSON (after the other scripts)
  --dist DIR          another build than FOUR_WAVES_DIST or dist/";

struct Shot {
    out: PathBuf,
    options: Options,
    full: bool,
    paper: bool,
    forced: bool,
    page: String,
    query: String,
    wait: f64,
    open: Option<String>,
    js: Vec<String>,
    after: f64,
    print: Vec<String>,
    dist: PathBuf,
}

fn parse() -> std::result::Result<Shot, String> {
    let mut args = std::env::args().skip(1);
    let mut shot = Shot {
        out: PathBuf::new(),
        options: Options::default(),
        full: false,
        paper: false,
        forced: false,
        page: String::new(),
        query: String::new(),
        wait: 0.0,
        open: None,
        js: Vec::new(),
        after: 0.0,
        print: Vec::new(),
        dist: e2e::dist(),
    };
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} wants a value"));
        let number = |text: String| text.parse::<f64>().map_err(|_| format!("{text} is no number"));
        match arg.as_str() {
            "--size" => {
                let size = value()?;
                let pair = size.split_once('x').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
                shot.options.size = pair.ok_or(format!("{size} is no size such as 1280x900"))?;
            }
            "--engine" => {
                let name = value()?;
                shot.options.engine = Engine::named(&name).ok_or(format!("no engine {name}"))?;
            }
            "--scale" => shot.options.scale = number(value()?)?,
            "--dark" => shot.options.dark = true,
            "--reduced-motion" => shot.options.reduced_motion = true,
            "--mobile" => shot.options.mobile = true,
            "--languages" => shot.options.languages = value()?,
            "--arg" => shot.options.args.push(value()?),
            "--paper" => shot.paper = true,
            "--forced-colours" => shot.forced = true,
            "--full" => shot.full = true,
            "--page" => shot.page = value()?,
            "--query" => shot.query = format!("?{}", value()?.trim_start_matches('?')),
            "--wait" => shot.wait = number(value()?)?,
            "--open" => shot.open = Some(value()?),
            "--js" => shot.js.push(value()?),
            "--after" => shot.after = number(value()?)?,
            "--print-js" => shot.print.push(value()?),
            "--dist" => shot.dist = value()?.into(),
            "--help" | "-h" => return Err(HELP.into()),
            other if other.starts_with("--") => return Err(format!("no option {other}\n\n{HELP}")),
            _ if shot.out.as_os_str().is_empty() => shot.out = arg.into(),
            other => return Err(format!("{other}: only one picture at a time\n\n{HELP}")),
        }
    }
    if shot.out.as_os_str().is_empty() { Err(HELP.into()) } else { Ok(shot) }
}

async fn take(shot: Shot) -> Result {
    let site = Site::builder(&shot.dist).start();
    let browser = Browser::open(shot.options.clone()).await?;
    // A page that never rests, or broke, is still worth a picture.
    if let Err(e) = browser.visit(&site.url(&format!("{}{}", shot.page, shot.query))).await {
        eprintln!("shot: {e}");
    }
    tokio::time::sleep(Duration::from_secs_f64(shot.wait)).await;
    if shot.paper {
        browser.paper().await?;
    }
    if shot.forced {
        browser.forced_colours().await?;
    }
    if let Some(file) = &shot.open {
        let field = browser.find(By::Css("input[type=file]")).await?;
        field.send_keys(file).await?;
        tokio::time::sleep(Duration::from_secs_f64(shot.wait.max(1.0))).await;
    }
    for script in &shot.js {
        if let Err(e) = browser.js(script).await {
            eprintln!("shot: --js: {e}");
        }
    }
    tokio::time::sleep(Duration::from_secs_f64(shot.after)).await;
    for script in &shot.print {
        match browser.js(script).await {
            Ok(value) => println!("{value:#}"),
            Err(e) => eprintln!("shot: --print-js: {e}"),
        }
    }
    match shot.full {
        true => browser.full_screenshot(&shot.out).await?,
        false => browser.screenshot(&shot.out).await?,
    }
    for line in browser.console().await? {
        eprintln!("console: {line}");
    }
    for (path, status) in site.asked().iter().filter(|(_, status)| *status >= 400) {
        eprintln!("host: {status} {path}");
    }
    println!("{}", shot.out.display());
    browser.close().await;
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match parse() {
        Ok(shot) => take(shot).await.map_err(|e| e.to_string()),
        Err(e) => Err(e),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
