//! The ladder as SVG: drawn once per trace, complete without motion. Every `data-m` mark is for the
//! player (see `player.rs`).

use super::marks;
use super::shared::Shared;
use crate::sim::{Side, Trace};
use crate::tcp::{Kind, State};
use crate::text::Lang;
use crate::text::ui::{segment_label, words};
use crate::view::ladder::{Arrow, BAND, Band, Beside, Bracket, FoldMark, Ladder, Seen, Tint, Word};
use crate::view::px;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub ladder: Shared<Ladder>,
    pub trace: Shared<Trace>,
    pub selected: Option<usize>,
}

/// The style class of a state.
#[must_use]
pub fn state_class(state: State) -> &'static str {
    match state {
        State::Closed => "closed",
        State::Listen => "listen",
        State::SynSent => "syn-sent",
        State::SynReceived => "syn-received",
        State::Established => "established",
        State::FinWait1 => "fin-wait-1",
        State::FinWait2 => "fin-wait-2",
        State::CloseWait => "close-wait",
        State::Closing => "closing",
        State::LastAck => "last-ack",
        State::TimeWait => "time-wait",
    }
}

/// The style class of a kind of segment.
#[must_use]
pub fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Syn | Kind::SynAck => "syn",
        Kind::Fin => "fin",
        Kind::Rst => "rst",
        Kind::Data => "data",
        Kind::Ack => "ack",
    }
}

#[component]
pub fn LadderView(props: &Props) -> Html {
    let ladder = &props.ladder;
    let (width, height) = (px(ladder.frame.width), px(ladder.height));
    let lang = ladder.frame.lang;
    let narrow = ladder.frame.narrow();
    let foot = ladder.foot();
    let whole = Seen { from: 0.0, until: ladder.axis.length() };
    html! {
        <svg id="ladder" class={classes!("ladder", narrow.then_some("narrow"))} role="group"
            aria-label={words(lang).ladder_label} viewBox={format!("0 0 {width} {height}")} {width} {height}>
            { definitions() }
            { for ladder.tints.iter().map(|tint| draw_tint(ladder, tint)) }
            { for Side::BOTH.into_iter().map(|side| html! {
                <rect class="lane" x={px(ladder.lanes[side as usize] + BAND / 2.0 - 1.5)} y="16" width="3" height={px(foot - 16.0)} />
            }) }
            { for ladder.bands.iter().map(draw_band) }
            { for ladder.folds.iter().map(|fold| draw_fold(ladder, fold)) }
            if !narrow {
                { for ladder.brackets.iter().map(|bracket| draw_bracket(ladder, bracket)) }
            }
            { for ladder.besides.iter().map(|beside| draw_beside(ladder, beside)) }
            { for ladder.arrows.iter().map(|arrow| draw_arrow(arrow, &props.trace, lang, props.selected == Some(arrow.flight))) }
            <g class="now" data-m={marks::travels(whole, (0.0, foot - 16.0))}>
                <line x1="4" x2={px(ladder.frame.width - 4.0)} y1="16" y2="16" />
            </g>
            if !narrow {
                { for ladder.brackets.iter().enumerate().map(|(index, bracket)| draw_ring(ladder, index, bracket)) }
            }
            <g class="pills" aria-hidden="true">
                { for ladder.arrows.iter().map(|arrow| draw_pill(arrow, narrow)) }
            </g>
        </svg>
    }
}

fn definitions() -> Html {
    html! {
        <defs>
            <clipPath id="right-half"><rect x="0" y="-40" width="40" height="80" /></clipPath>
            <clipPath id="left-half"><rect x="-40" y="-40" width="40" height="80" /></clipPath>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="fin-wait-1" width="6" height="6" /><rect class="fin-wait-2" width="3" height="6" />
            </pattern>
        </defs>
    }
}

fn draw_tint(ladder: &Ladder, tint: &Tint) -> Html {
    let left = ladder.lanes[0] + BAND;
    html! {
        <g transform={format!("translate({} {})", px(left), px(tint.top))}>
            <rect class="tint" width={px(ladder.lanes[1] - left)} height={px(tint.height)} data-m={marks::grows_y(tint.seen)} />
            <text class="caption" x={px((ladder.lanes[1] - left) / 2.0)} y={px(tint.caption_y - tint.top + 4.0)}
                data-m={marks::appears(tint.seen.from)}>{ &tint.caption }</text>
        </g>
    }
}

fn draw_band(band: &Band) -> Html {
    // A state that was left at once still leaves a notch.
    let (top, height) = if band.height < 2.0 { (band.top - 1.0, 3.0) } else { (band.top, band.height) };
    html! {
        <g transform={format!("translate({} {})", px(band.x), px(top))}>
            <rect class={classes!("band", state_class(band.state))} width={px(BAND)} height={px(height)}
                data-m={marks::grows_y(band.seen)} />
        </g>
    }
}

fn draw_fold(ladder: &Ladder, fold: &FoldMark) -> Html {
    let middle = ladder.frame.width / 2.0;
    html! {
        <g class="fold" data-m={marks::appears(fold.seen)}>
            { for ladder.lanes.iter().map(|x| html! {
                <path d={format!("M{} {}l22 -6v6l-22 6z", px(x - 4.0), px(fold.y))} />
            }) }
            <text x={px(middle)} y={px(fold.y + 4.0)}>{ format!("⋮ {} ⋮", fold.text) }</text>
        </g>
    }
}

fn draw_bracket(ladder: &Ladder, bracket: &Bracket) -> Html {
    let (x, tick) = match bracket.side {
        Side::Client => (ladder.lanes[0] - 7.0, 4),
        Side::Server => (ladder.lanes[1] + BAND + 7.0, -4),
    };
    let height = bracket.bottom - bracket.top;
    let end = if bracket.restarted {
        format!("M0 {h}l-3 -5M0 {h}l3 -5", h = px(height - 1.0))
    } else {
        format!("M0 {}h{tick}", px(height - 1.0))
    };
    html! {
        <g class="bracket" transform={format!("translate({} {})", px(x), px(bracket.top))}>
            <path d={format!("M{tick} 1H0V{}", px(height - 1.0))} data-m={marks::grows_y(bracket.seen)} />
            <path d={end} data-m={marks::appears(bracket.seen.until)} />
        </g>
    }
}

fn draw_beside(ladder: &Ladder, beside: &Beside) -> Html {
    let (style, state) = match beside.what {
        Word::State(state) => ("state", Some(state_class(state))),
        Word::Call => ("call", None),
        Word::Failure => ("failure", None),
        Word::Timer => ("timer", None),
    };
    let class = classes!("beside", style, state, (beside.side == Side::Client).then_some("left"));
    let mark = marks::appears(beside.seen);
    if ladder.frame.narrow() {
        // Names run along their bands, read from the outside.
        let (x, turn) = match beside.side {
            Side::Client => (ladder.lanes[0] - 9.0, -90),
            Side::Server => (ladder.lanes[1] + BAND + 9.0, 90),
        };
        return html! {
            <text {class} transform={format!("translate({} {}) rotate({turn})", px(x), px(beside.y))} data-m={mark}>{ &beside.text }</text>
        };
    }
    html! {
        <text {class} x={px(ladder.words_x(beside.side))} y={px(beside.y + 4.0)} data-m={mark}>{ &beside.text }</text>
    }
}

fn draw_arrow(arrow: &Arrow, trace: &Trace, lang: Lang, selected: bool) -> Html {
    let (dx, dy) = (arrow.to.0 - arrow.from.0, arrow.to.1 - arrow.from.1);
    let length = dx.hypot(dy);
    let angle = dy.atan2(dx).to_degrees();
    let flight = &trace.flights[arrow.flight];
    let label = segment_label(flight, &arrow.name, &arrow.numbers, lang);
    let seen_end = marks::appears(arrow.seen.until);
    let place = |(x, y): (f64, f64)| format!("translate({} {}) rotate({})", px(x), px(y), px(arrow.tilt));
    // The line ends where the head begins to narrow.
    let shaft = if arrow.lost { length } else { (length - 9.0).max(0.0) };
    html! {
        <g class={classes!("flight", kind_class(arrow.kind), arrow.lost.then_some("lost"), selected.then_some("selected"))}
            data-flight={arrow.flight.to_string()} tabindex="0" role="button" aria-label={label}>
            <g transform={format!("translate({} {}) rotate({})", px(arrow.from.0), px(arrow.from.1), px(angle))}>
                <rect class="hit" x="0" y="-12" width={px(length)} height="24" />
                <line class="shaft" x2={px(shaft)} data-m={marks::grows_x(arrow.seen)} />
                if !arrow.lost {
                    <path class="head" transform={format!("translate({})", px(length))} d="M0 0L-13 -6.5L-13 6.5Z" data-m={seen_end.clone()} />
                    if arrow.kind == Kind::Rst {
                        <path class="bar" transform={format!("translate({})", px(length - 18.0))} d="M0 -7V7" data-m={seen_end.clone()} />
                    }
                }
            </g>
            if arrow.lost {
                <g class="cross" transform={format!("translate({} {})", px(arrow.to.0), px(arrow.to.1))} data-m={seen_end.clone()}>
                    <circle r="9" /><path d="M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5" />
                    <text x={if dx < 0.0 { "-14" } else { "14" }} y="4" class={(dx < 0.0).then_some("left")}>{ words(lang).lost }</text>
                </g>
            }
            if let Some(second) = arrow.second {
                <text class="name" transform={place(arrow.label)} y="4" data-m={seen_end.clone()}>{ &arrow.name }</text>
                <text class="numbers" transform={place(second)} y="4" data-m={seen_end}>{ &arrow.numbers }</text>
            } else {
                <text class="name" transform={place(arrow.label)} y="4" data-m={seen_end}>
                    { &arrow.name }<tspan class="numbers" dx="8">{ &arrow.numbers }</tspan>
                </text>
            }
        </g>
    }
}

fn draw_pill(arrow: &Arrow, narrow: bool) -> Html {
    let (dx, dy) = (arrow.to.0 - arrow.from.0, arrow.to.1 - arrow.from.1);
    let letters = arrow.numbers.chars().count().max(arrow.name.chars().count() + 2) as f64;
    let half = letters * if narrow { 2.9 } else { 3.4 } + 9.0;
    html! {
        <g transform={format!("translate({} {})", px(arrow.from.0), px(arrow.from.1))}>
            <g class={classes!("pill", kind_class(arrow.kind))} data-flight={arrow.flight.to_string()}
                data-m={marks::travels(arrow.seen, (dx, dy))}>
                <rect x={px(-half)} y="-17" width={px(half * 2.0)} height="34" rx="17" />
                <text class="name" y="-3">{ &arrow.name }</text>
                <text class="numbers" y="11">{ &arrow.numbers }</text>
            </g>
        </g>
    }
}

/// 2·MSL as a ring that empties: two halves that turn behind their clips, one after the other.
fn draw_ring(ladder: &Ladder, index: usize, bracket: &Bracket) -> Html {
    let x = match bracket.side {
        Side::Client => 35.0,
        Side::Server => ladder.frame.width - 35.0,
    };
    let whole = bracket.due.since(bracket.from);
    html! {
        <g class="ring" data-ring={index.to_string()} data-m={marks::there(bracket.seen)} aria-hidden="true"
            transform={format!("translate({} {})", px(x), px(bracket.top))}>
            <g data-m={marks::sinks(bracket.seen, bracket.bottom - bracket.top)}>
                <circle class="track" r="27" />
                <g clip-path="url(#right-half)"><path d="M0 -27A27 27 0 0 1 0 27" data-m={marks::turns(bracket, 0)} /></g>
                <g clip-path="url(#left-half)"><path d="M0 27A27 27 0 0 1 0 -27" data-m={marks::turns(bracket, 1)} /></g>
                <text class="left" y="2"></text>
                <text class="of" y="14">{ format!("/ {whole}") }</text>
            </g>
        </g>
    }
}
