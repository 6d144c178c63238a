//! The one map between a trace's time and the distance a viewer travels.
//!
//! The ladder's y, the scrubber's x and the pace of playing all use it. It is piecewise linear and
//! monotone, and folded only where nothing is in flight, so that a wait of 60 s takes a few seconds
//! to watch while every arrow keeps its slope.

use super::merged;
use crate::sim::{Ended, Scenario, Trace};
use crate::tcp::State;
use crate::time::{Duration, Instant};

/// Viewing time of one flight, in milliseconds at normal speed.
pub const FLIGHT_MS: f64 = 1_300.0;
/// A gap longer than this many milliseconds of viewing is folded to about that.
const LONGEST_GAP_MS: f64 = 2.2 * FLIGHT_MS;
/// Less than this times as much is not worth a mark in the picture.
const WORTH_FOLDING: f64 = 1.7;
/// What follows the last event, so that its outcome can be seen.
const TAIL_MS: f64 = 0.8 * FLIGHT_MS;
/// The same where a connection is left over, and stays so for ever.
const LEFT_OVER_TAIL_MS: f64 = 2.4 * FLIGHT_MS;

/// How the axis treats long waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scale {
    /// Drawn shorter where nothing is in flight.
    #[default]
    Folded,
    /// A second is as long as any other.
    True,
}

/// A stretch of time that is drawn shorter than its length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fold {
    pub from: Instant,
    pub to: Instant,
}

impl Fold {
    /// Rounded to tenths of a second, where that leaves anything.
    #[must_use]
    pub fn length(&self) -> Duration {
        let length = self.to.since(self.from);
        let rounded = Duration::from_millis((length.micros() + 50_000) / 100_000 * 100);
        if rounded == Duration::ZERO { length } else { rounded }
    }
}

/// Trace time against viewing time, by its corners.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeAxis {
    /// Both rise strictly: microseconds of the trace, milliseconds of viewing.
    corners: Vec<(Instant, f64)>,
    pub folds: Vec<Fold>,
}

impl TimeAxis {
    #[must_use]
    pub fn new(scenario: &Scenario, trace: &Trace, scale: Scale) -> Self {
        Self::common(&[(scenario, trace)], scale)
    }

    /// One axis for several futures, so that equal moments stand at equal heights: folded only where
    /// in none of them anything is in flight, at the pace of the slowest.
    #[must_use]
    pub fn common(futures: &[(&Scenario, &Trace)], scale: Scale) -> Self {
        let per_micro = futures.iter().map(|(scenario, _)| pace(scenario)).fold(f64::INFINITY, f64::min);
        let mut all = Vec::new();
        for (_, trace) in futures {
            all = merged(all, events(trace), |one, other| one <= other);
        }
        // A crowd is watched beyond the connection that is drawn.
        for crowd in futures.iter().filter_map(|(scenario, _)| scenario.crowd.as_ref()) {
            let end = (crowd.end(), crowd.end());
            if all.last() < Some(&end) {
                all.push(end);
            }
        }
        let mut axis = Self { corners: vec![(Instant::START, 0.0)], folds: Vec::new() };
        let mut air_until = Instant::START;
        let mut here = Instant::START;
        for (at, busy_until) in all {
            if at > here {
                let quiet = here >= air_until && scale == Scale::Folded;
                axis.advance(at, at.since(here).micros() as f64 * per_micro, quiet);
                here = at;
            }
            air_until = air_until.max(busy_until);
        }
        let left_over = |trace: &Trace| {
            let ends = trace.ends_at(trace.end);
            trace.ended == Ended::Quiet
                && ends.iter().any(|end| !matches!(end.state, State::Closed | State::Listen))
        };
        let for_ever = futures.iter().any(|(_, trace)| left_over(trace));
        let tail = if for_ever { LEFT_OVER_TAIL_MS } else { TAIL_MS };
        axis.advance(here + Duration::from_micros((tail / per_micro) as u64 + 1), tail, false);
        axis
    }

    /// Ends it at that moment, which is after the start: what comes later is not to be seen.
    pub fn cut(&mut self, at: Instant) {
        let view = self.view(at);
        self.corners.truncate(self.corners.partition_point(|corner| corner.0 < at));
        self.corners.push((at, view));
        self.folds.truncate(self.folds.partition_point(|fold| fold.to <= at));
    }

    fn advance(&mut self, to: Instant, natural_ms: f64, may_fold: bool) {
        let (from, before) = *self.corners.last().expect("it begins with one");
        let length = if may_fold && natural_ms > WORTH_FOLDING * LONGEST_GAP_MS {
            self.folds.push(Fold { from, to });
            // A longer wait still looks longer.
            LONGEST_GAP_MS * (1.0 + 0.3 * (natural_ms / LONGEST_GAP_MS).ln())
        } else {
            natural_ms
        };
        self.corners.push((to, before + length));
    }

    /// Milliseconds of viewing at normal speed from the start to `at`.
    #[must_use]
    pub fn view(&self, at: Instant) -> f64 {
        let after = self.corners.partition_point(|corner| corner.0 <= at);
        let Some(&(t1, v1)) = self.corners.get(after) else { return self.length() };
        let (t0, v0) = self.corners[after.saturating_sub(1)];
        v0 + (v1 - v0) * at.since(t0).micros() as f64 / t1.since(t0).micros().max(1) as f64
    }

    /// The moment that is seen after so many milliseconds.
    #[must_use]
    pub fn time(&self, view: f64) -> Instant {
        let after = self.corners.partition_point(|corner| corner.1 <= view);
        let Some(&(t1, v1)) = self.corners.get(after) else { return self.end() };
        let Some(&(t0, v0)) = after.checked_sub(1).and_then(|index| self.corners.get(index)) else {
            return Instant::START;
        };
        t0 + Duration::from_micros((t1.since(t0).micros() as f64 * (view - v0) / (v1 - v0)).round() as u64)
    }

    /// How a wait from `from` to `due` goes by until `until`: (viewing time, share that has passed) at
    /// its ends and wherever the axis bends between.
    #[must_use]
    pub fn course(&self, from: Instant, due: Instant, until: Instant) -> Vec<(f64, f64)> {
        let whole = due.since(from).micros().max(1) as f64;
        let share = |at: Instant| at.since(from).micros() as f64 / whole;
        let bends = self.corners.iter().map(|corner| corner.0).filter(|at| from < *at && *at < until);
        let stops = std::iter::once(from).chain(bends).chain([until]);
        stops.map(|at| (self.view(at), share(at))).collect()
    }

    /// The whole way, in milliseconds of viewing.
    #[must_use]
    pub fn length(&self) -> f64 {
        self.corners.last().map_or(0.0, |corner| corner.1)
    }

    /// The last moment that can be seen: somewhat after the trace's last event.
    #[must_use]
    pub fn end(&self) -> Instant {
        self.corners.last().map_or(Instant::START, |corner| corner.0)
    }
}

/// Milliseconds of viewing per microsecond of trace: the slower direction's flight takes
/// [`FLIGHT_MS`]. A network without delay is seen at the textbook's pace.
fn pace(scenario: &Scenario) -> f64 {
    let slowest = scenario.network.delay.into_iter().max().unwrap_or_default().micros();
    FLIGHT_MS / if slowest == 0 { 1e6 } else { slowest as f64 }
}

/// Every moment at which something begins or ends, with the time until which it keeps the air busy.
fn events(trace: &Trace) -> Vec<(Instant, Instant)> {
    let moments = trace.moments.iter().map(|moment| (moment.at, moment.at)).collect();
    // Almost in order: what is put between lies close to the end.
    let mut flights = Vec::with_capacity(2 * trace.flights.len());
    for flight in &trace.flights {
        let until = flight.until().min(trace.end);
        for event in [(flight.sent.min(trace.end), until), (until, until)] {
            flights.insert(flights.partition_point(|other| *other <= event), event);
        }
    }
    merged(moments, flights, |one, other| one <= other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{catalog::Name, simulate};

    fn axis(name: Name) -> (Trace, TimeAxis) {
        let scenario = name.scenario(false);
        let trace = simulate(&scenario);
        let axis = TimeAxis::new(&scenario, &trace, Scale::Folded);
        (trace, axis)
    }

    #[test]
    fn it_rises_and_reads_back() {
        for name in Name::ALL {
            let (_, axis) = axis(name);
            assert!(axis.corners.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1), "{}", name.id());
            for micros in (0..axis.end().micros()).step_by(77_777) {
                let at = Instant::from_micros(micros);
                let back = axis.time(axis.view(at)).micros().abs_diff(micros);
                assert!(back <= 1, "{micros} comes back {back} µs off");
            }
            assert_eq!(axis.view(axis.end()), axis.length());
            assert_eq!(axis.time(-5.0), Instant::START);
            assert_eq!(axis.time(1e12), axis.end());
        }
    }

    #[test]
    fn a_long_wait_is_folded_and_no_flight_ever_is() {
        for name in Name::ALL {
            let (trace, axis) = axis(name);
            for flight in &trace.flights {
                for fold in &axis.folds {
                    assert!(flight.until() <= fold.from || flight.sent >= fold.to, "{}", name.id());
                }
            }
        }
        let (trace, axis) = axis(Name::FourWayClose);
        assert!(!axis.folds.is_empty());
        assert!(axis.length() < 16_000.0, "{} s of trace take {} ms", trace.end, axis.length());
        let flight = &trace.flights[0];
        let seen = axis.view(flight.until()) - axis.view(flight.sent);
        assert!((seen - FLIGHT_MS).abs() < 1.0);
    }

    #[test]
    fn true_to_scale_nothing_is_folded() {
        for name in Name::ALL {
            let scenario = name.scenario(true);
            let trace = simulate(&scenario);
            let axis = TimeAxis::new(&scenario, &trace, Scale::True);
            assert!(axis.folds.is_empty());
            let per_second = axis.view(Instant::from_millis(1_000));
            for seconds in 0..axis.end().micros() / 1_000_000 {
                let seen = axis.view(Instant::from_millis(seconds * 1_000));
                assert!((seen - per_second * seconds as f64).abs() < 0.01, "{} at {seconds} s", name.id());
            }
        }
    }

    #[test]
    fn a_crowd_is_watched_to_its_end() {
        use crate::sim::crowd::Crowd;
        let mut scenario = Name::ThreeSegments.scenario(true);
        let trace = simulate(&scenario);
        let alone = TimeAxis::new(&scenario, &trace, Scale::Folded);
        for (seconds, longer) in [(120, true), (5, false)] {
            scenario.crowd = Some(Crowd::new(1, Duration::from_secs(seconds)));
            let axis = TimeAxis::new(&scenario, &trace, Scale::Folded);
            assert!(axis.end() >= Instant::START + Duration::from_secs(seconds));
            assert_eq!(axis.end() > alone.end(), longer, "{seconds} s");
            // What comes after the connection is folded, and no flight is.
            assert_eq!(axis.folds.iter().any(|fold| fold.from >= trace.end), longer);
            for (flight, fold) in trace.flights.iter().flat_map(|f| axis.folds.iter().map(move |o| (f, o))) {
                assert!(flight.until() <= fold.from || flight.sent >= fold.to);
            }
        }
    }

    #[test]
    fn two_futures_share_an_axis_that_folds_only_where_both_are_quiet() {
        let one = Name::FourWayClose.scenario(false);
        let other = Name::LastAckLost.scenario(false);
        let traces = [simulate(&one), simulate(&other)];
        let axis = TimeAxis::common(&[(&one, &traces[0]), (&other, &traces[1])], Scale::Folded);
        assert!(!axis.folds.is_empty());
        for flight in traces.iter().flat_map(|trace| &trace.flights) {
            for fold in &axis.folds {
                assert!(flight.until() <= fold.from || flight.sent >= fold.to, "{:?}", flight.sent);
            }
        }
        // The first alone folds its wait where the other sends again.
        let alone = TimeAxis::new(&one, &traces[0], Scale::Folded);
        assert!(alone.length() < axis.length());
        assert!(axis.end() >= alone.end());
        assert_eq!(TimeAxis::common(&[(&one, &traces[0])], Scale::Folded), alone);
    }
}
