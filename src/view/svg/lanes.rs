//! Timers and programs beside the bands. How a timer's run ends is seen by its shape: filled where it
//! fired, hollow where it was stopped, an arrow where it begins anew, dashes where it runs on.

use super::{Svg, moved, timer_class};
use crate::sim::{Side, WaitEnd};
use crate::tcp::Timer;
use crate::view::lanes::{Does, Program, TimerRun};
use crate::view::{marks, px};

/// How much of a run that goes on is drawn in dashes.
const GOES_ON: f64 = 14.0;

impl Svg {
    pub(super) fn timer(&mut self, run: &TimerRun) {
        let height = run.bottom - run.top;
        let kind = timer_class(run.wait.timer);
        let how = match run.wait.how {
            WaitEnd::Fired => "",
            WaitEnd::Stopped => " stopped",
            WaitEnd::Restarted => " anew",
            WaitEnd::Running => " runs",
        };
        // Both ends of a bracket point at the band.
        let tick = if run.wait.side == Side::Client { "4" } else { "-4" };
        let bracket = run.wait.timer == Timer::TimeWait;
        let (body, end) = match run.wait.how {
            WaitEnd::Fired if bracket => (height - 1.0, ["M0 ", &px(height - 1.0), "h", tick].concat()),
            WaitEnd::Fired => {
                (height - 3.0, ["M0 ", &px(height - 7.0), "l3.5 3.5-3.5 3.5-3.5-3.5z"].concat())
            }
            WaitEnd::Stopped => {
                (height - 5.0, ["M0 ", &px(height - 5.0), "a2.5 2.5 0 0 1 0 5a2.5 2.5 0 0 1 0-5"].concat())
            }
            WaitEnd::Restarted => (height - 1.0, ["M-3 ", &px(height - 5.0), "l3 4 3-4"].concat()),
            WaitEnd::Running => {
                let solid = (height - GOES_ON).max(2.0);
                (solid, ["M0 ", &px(solid + 2.0), "V", &px(height)].concat())
            }
        };
        let start = if bracket { ["M", tick, " 1H0V"] } else { ["M-2.5 .7h5M0 .7", "", "V"] }.concat();
        self.group(&["timer ", kind, how].concat(), &moved(run.x, run.top), "");
        self.title(&run.title);
        self.path("", &[&*start, &px(body)].concat(), "", &marks::grows_y(run.seen));
        self.path("end", &end, "", &marks::appears(run.seen.until));
        self.close("g");
    }

    pub(super) fn program(&mut self, program: &Program) {
        let height = px(program.bottom - program.top);
        let class = match program.does {
            Does::Holds => "program holds",
            Does::Blocks => "program blocks",
            Does::Sleeps => "program sleeps",
            Does::LeavesUnread(_) => "program unread",
        };
        self.group(class, &moved(program.x, program.top), "");
        self.title(&program.title);
        self.path("", &["M0 0V", &height].concat(), "", &marks::grows_y(program.seen));
        if program.does == Does::Holds && program.until.is_some() {
            // The descriptor is closed.
            self.path("", &["M-3 ", &height, "h6"].concat(), "", &marks::appears(program.seen.until));
        }
        self.close("g");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Wait;
    use crate::time::Instant;
    use crate::view::ladder::Seen;

    #[test]
    fn how_a_run_ends_is_a_shape_and_every_part_moves() {
        for timer in [Timer::Retransmission, Timer::TimeWait] {
            let hows = [WaitEnd::Fired, WaitEnd::Stopped, WaitEnd::Restarted, WaitEnd::Running];
            let ends = hows.map(|how| {
                let (from, until) = (Instant::START, Instant::from_millis(1_000));
                let wait = Wait { side: Side::Client, timer, from, due: until, until, how };
                let title = "Set < fired".to_owned();
                let seen = Seen { from: 100.0, until: 900.0 };
                let run = TimerRun { wait, anew: false, x: 10.0, top: 20.0, bottom: 60.0, title, seen };
                let mut svg = Svg::default();
                svg.timer(&run);
                assert!(svg.0.contains("data-m=\"y;100;900\"") && svg.0.contains("data-m=\"o;900\""));
                assert!(svg.0.contains("<title>Set &lt; fired</title>"));
                let end = svg.0.split("class=\"end\" d=\"").nth(1).expect("it has an end");
                end.split('"').next().unwrap().to_owned()
            });
            for (index, end) in ends.iter().enumerate() {
                assert!(!ends[index + 1..].contains(end), "{ends:?}");
            }
        }
    }
}
