//! A crowd at one moment, as two piles of states, and its course over the whole time as two lines.

use super::px;
use crate::sim::Side;
use crate::sim::crowd::{Count, Pile};
use crate::tcp::State;
use crate::time::Instant;

/// The curve's size in its own units.
pub const WIDTH: f64 = 320.0;
pub const HEIGHT: f64 = 90.0;
/// At so many moments a curve is read off.
pub const MOMENTS: u32 = 161;
/// Room for a line's own width at the edges.
const EDGE: f64 = 2.0;

/// One state of a pile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    pub state: State,
    pub count: u32,
    /// Its height, in per cent of a full pile's; what is there is at least seen.
    pub height: String,
}

/// The states in which a host has connections, in the order in which a connection goes through them:
/// the last lies at the bottom. `top` is what a full pile holds.
#[must_use]
pub fn layers(count: &Count, side: Side, top: u32) -> Vec<Layer> {
    let there = State::ALL.into_iter().map(|state| (state, count.of(side, state)));
    let layer = |(state, count)| Layer { state, count, height: px(share(count, top).max(1.0)) };
    there.filter(|(_, count)| *count > 0).map(layer).collect()
}

/// The states in which either host ever has a connection.
#[must_use]
pub fn states(series: &[(Instant, Count)]) -> Vec<State> {
    let ever = |state: &State| {
        series.iter().any(|(_, count)| Side::BOTH.iter().any(|side| count.of(*side, *state) > 0))
    };
    State::ALL.into_iter().filter(ever).collect()
}

/// So many of so many, in per cent.
#[must_use]
pub fn share(count: u32, of: u32) -> f64 {
    100.0 * f64::from(count.min(of)) / f64::from(of.max(1))
}

/// How many connections each host has, over the whole time that is watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    /// Client, server: the points of a line.
    pub lines: [String; 2],
    /// The height at which the client's ports are all taken, where that is not far above the lines.
    pub limit: Option<String>,
    /// The most that either host has at once.
    pub top: u32,
}

/// The curve through a pile's series.
#[must_use]
pub fn curve(pile: &Pile, series: &[(Instant, Count)]) -> Curve {
    let all = |count: &Count| Side::BOTH.map(|side| count.all(side)).into_iter().max().unwrap_or_default();
    let top = series.iter().map(|(_, count)| all(count)).max().unwrap_or_default().max(1);
    let near = pile.crowd.ports <= top.saturating_mul(2);
    let highest = if near { top.max(pile.crowd.ports) } else { top };
    let y = |count: u32| px(HEIGHT - EDGE - (HEIGHT - 2.0 * EDGE) * share(count, highest) / 100.0);
    let line = |side: Side| {
        let mut points = String::new();
        for (at, count) in series {
            for part in [if points.is_empty() { "" } else { " " }, &x(pile, *at), ",", &y(count.all(side))] {
                points.push_str(part);
            }
        }
        points
    };
    Curve { lines: Side::BOTH.map(line), limit: near.then(|| y(pile.crowd.ports)), top }
}

/// Where a moment stands in the curve.
#[must_use]
pub fn x(pile: &Pile, at: Instant) -> String {
    let whole = pile.crowd.lasts.micros().max(1) as f64;
    px(WIDTH * (at.micros() as f64 / whole).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::crowd::pile;
    use crate::sim::link_code::decode;

    fn example() -> Pile {
        let code = "1;my-crowd;o;d=20;g=1;ck=linux;sk=linux;cp=c,s100,r500,x;sp=a,r100,s500,e,x;u=20,120000";
        pile(&decode(code).scenario).expect("it has a crowd")
    }

    #[test]
    fn the_pile_has_every_state_once_and_fits() {
        let pile = example();
        for (at, count) in pile.series(40) {
            for side in Side::BOTH {
                let layers = layers(&count, side, 3_010);
                assert_eq!(layers.iter().map(|layer| layer.count).sum::<u32>(), count.all(side), "{at}");
                let heights = layers.iter().map(|layer| layer.height.parse::<f64>().unwrap());
                let seen = heights.inspect(|height| assert!(*height >= 1.0)).sum::<f64>();
                assert!(seen < 110.0, "{at}: {seen}");
            }
        }
        assert_eq!(layers(&Count::default(), Side::Client, 1), []);
        use State::{Established, FinWait1, LastAck, SynReceived, SynSent, TimeWait};
        let ever = [SynSent, SynReceived, Established, FinWait1, LastAck, TimeWait];
        assert_eq!(states(&pile.series(MOMENTS)), ever);
    }

    #[test]
    fn the_curve_stays_in_its_frame_and_ends_at_its_right_edge() {
        let pile = example();
        let curve = curve(&pile, &pile.series(MOMENTS));
        // 50 a second for 60 s.
        assert!((2_990..3_020).contains(&curve.top), "{}", curve.top);
        assert_eq!(curve.limit, None, "28 232 ports are far away");
        for line in &curve.lines {
            let points: Vec<(f64, f64)> = line
                .split(' ')
                .map(|point| point.split_once(',').unwrap())
                .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
                .collect();
            assert_eq!(points.len(), MOMENTS as usize);
            assert!(points.iter().all(|(x, y)| (0.0..=WIDTH).contains(x) && (0.0..=HEIGHT).contains(y)));
            assert!(points.is_sorted_by(|a, b| a.0 < b.0));
            assert_eq!(points.last().unwrap().0, WIDTH);
        }
        // The client's pile grows up to 60 s, half of the time.
        assert!(curve.lines[0].contains(&format!("{},2", px(WIDTH / 2.0 + 2.0))), "{}", curve.lines[0]);
    }
}
