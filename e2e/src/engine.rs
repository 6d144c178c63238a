//! The three engines that people's browsers are made of, and what not each of their drivers can do.
pub mod chromium;
pub mod firefox;
pub mod webkit;

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    /// Safari's engine, as WebKitGTK's MiniBrowser has it.
    WebKit,
}

/// What a test may need beyond WebDriver. It names it in its `Options`; in an engine that lacks it the
/// test is skipped, with a line that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// Chromium's own protocol: counts, throttling, the install prompt's opinion.
    DevTools,
    /// A touch screen that the driver can touch.
    Fingers,
    /// What a person's system wishes (dark, less motion) changes while the page stands.
    ChangingWishes,
    /// The page as on paper.
    Paper,
    /// Files that the browser saves arrive in a folder that a test chooses.
    Downloads,
    /// Workers between page and network, which keep pages for times without one.
    ServiceWorkers,
    /// Scripts run before a page's own where no server can bring them along: in files of a disk and
    /// in pages that a worker keeps.
    ScriptsAnywhere,
}

impl Engine {
    pub const ALL: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];

    /// FOUR_WAVES_ENGINE's, else Chromium.
    ///
    /// # Panics
    /// Where the variable names no engine: its tests must not run in another one unnoticed.
    pub fn wanted() -> Engine {
        match std::env::var("FOUR_WAVES_ENGINE") {
            Ok(name) => Engine::named(&name)
                .unwrap_or_else(|| panic!("FOUR_WAVES_ENGINE={name}: chromium, firefox or webkit")),
            Err(_) => Engine::Chromium,
        }
    }

    pub fn named(name: &str) -> Option<Engine> {
        Engine::ALL.into_iter().find(|engine| engine.to_string().eq_ignore_ascii_case(name))
    }

    pub fn can(self, ability: Ability) -> bool {
        match self {
            Engine::Chromium => true,
            Engine::Firefox => ability != Ability::DevTools,
            Engine::WebKit => false,
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Engine::Chromium => "Chromium",
            Engine::Firefox => "Firefox",
            Engine::WebKit => "WebKit",
        })
    }
}

impl fmt::Display for Ability {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Ability::DevTools => "the DevTools protocol",
            Ability::Fingers => "fingers",
            Ability::ChangingWishes => "wishes of the system that change under the page",
            Ability::Paper => "printing",
            Ability::Downloads => "a folder for what is saved",
            Ability::ServiceWorkers => "service workers",
            Ability::ScriptsAnywhere => "scripts before pages that no server sends",
        })
    }
}
