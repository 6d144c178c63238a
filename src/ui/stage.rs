//! The stage: lane heads with their buttons, the pipes, the ladder, and the transport bar.

use super::app::title_of;
use super::command::{act_id, side_id};
use super::door::{self, Listening, Resizing};
use super::el::{el, said, text, truth, with};
use super::fields::{SCRUB_STEPS, scrub_value};
use super::figure::Figures;
use super::icons::{Icon, icon};
use super::later::{self, Panel};
use super::model::{Action, Model, SPEED_NAMES, Zoom};
use super::place::Place;
use super::player::{Player, Progress};
use super::settings::options;
use super::shared::Shared;
use super::side::{Written, show_moment};
use crate::sim::program::call_of;
use crate::sim::{Act, Side};
use crate::text::ui::{Words, words};
use crate::text::{story, vocabulary};
use crate::view::ladder::fit_zoom;
use crate::view::ladder::{Bracket, Seen};
use crate::view::svg::state_class;
use crate::view::timeline::{Pipe, pipe};
use crate::view::{Frame, Ladder, Scale, marks, px};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::prelude::*;

/// Narrower than this no ladder can be read.
const LEAST_WIDTH: f64 = 296.0;

/// The stage. Not a component of its own, which would make the page 3 KiB larger (brotli).
#[hook]
pub fn use_stage(
    model: &Shared<Model>,
    written: &Written,
    player: &Player,
    act: &Callback<Action>,
    place: &Place,
) -> Html {
    // One hook for all of it: each costs the page half a KiB.
    let figures = use_mut_ref(Figures::default);
    let Measured { size, scrolled } = use_measured(&figures, place);
    let (width, height) = *size;
    let zoom = match model.zoom {
        Zoom::Steps(steps) => f64::from(steps).exp2(),
        // What stands above and below the ladder: on a phone that scrolls away.
        Zoom::Fit => {
            let around = if width < 600.0 { 160.0 } else { 450.0 };
            fit_zoom(model.axis.length(), (door::view_height() / model.theme.zoom() - around).max(320.0))
        }
    };
    // Two futures stand side by side where there is room, else one over the other.
    let two = model.other.is_some();
    let beside = two && width >= 2.0 * LEAST_WIDTH;
    let frame = Frame {
        width: if beside { (width / 2.0).floor() } else { width.max(LEAST_WIDTH) },
        numbers: model.numbers,
        lang: model.lang,
        scale: model.scale,
        zoom,
    };
    // On a phone the page scrolls, and the room is as high as the figure.
    let view = height.min(door::view_height());
    let drawn = figures.borrow_mut().of(model, frame, scrolled.map(|_| view));
    let ladder = drawn.figure.ladder.clone();
    let parting = drawn.parting.map(|at| ladder.y(at));
    {
        let (player, model, ladder, act) = (player.clone(), model.clone(), ladder.clone(), act.clone());
        let place = place.clone();
        let measured = width > 0.0;
        // After every rendering: the player itself knows whether anything moved.
        use_effect(move || {
            if let (true, Some(element)) = (measured, place.by_id_any("stage")) {
                let mut figures = figures.borrow_mut();
                figures.show(&element, &drawn);
                if let Some(first) = place.by_id_any("room").and_then(|room| figures.grown(&room)) {
                    scrolled.set(Some(first));
                }
                // Where the whole ladder is in its room there is nothing to follow.
                let follows = !model.embed && (ladder.frame.narrow() || ladder.height > height + 4.0);
                let scroller = place.by_id_any("room");
                let chosen = model.selected.map(|flight| ladder.drawn_as(flight));
                let shown = figures.looked_at(&model, &ladder, chosen);
                if let (true, false, Some(room), Some(y)) = (follows, ladder.frame.narrow(), &scroller, shown)
                {
                    reveal(room, height, y);
                }
                // Until a person does something, the page stays where it is.
                let touched = model.moved > 1;
                let followed = Cell::new(0.0);
                let (trace, follower) = (model.trace.clone(), place.clone());
                let progress: Rc<dyn Fn(Progress)> = Rc::new(move |progress| {
                    // Forced layouts are the dearest part of an event: one serves figure and story, before
                    // anything is written, and a busy stretch is followed at intervals.
                    if door::now() - followed.get() > 600.0 {
                        followed.set(door::now());
                        if let (true, Some(scroller)) = (follows, &scroller) {
                            follow_now_line(scroller, touched);
                        }
                        if let Progress::At(at) = progress
                            && let Some(moment) = trace.moment_at(at)
                        {
                            show_moment(&follower, moment);
                        }
                    }
                    act.emit(match progress {
                        Progress::At(at) => Action::Tick(at),
                        Progress::End => Action::Finish,
                    });
                });
                player.follow(&model, drawn.figure, &element, progress);
                mark_selected(&element, chosen);
            }
        });
    }
    let words = words(model.lang);
    let ends = *model.trace.ends_after(model.moment());
    let pipes =
        vec![draw_pipe(words, Side::Client, pipe(&ends[0])), draw_pipe(words, Side::Server, pipe(&ends[1]))];
    let pipes = el("div", &[("class", "pipes"), ("aria-live", "off")], pipes);
    let heads = vec![head(Side::Client, model), pipes, head(Side::Server, model)];
    let figure = html! {
        <div>
            if width > 0.0 {
                <div key="figure" class="figure"></div>
                if two {
                    <div key="other" class="other" inert=true aria-hidden="true"></div>
                }
                if let Some(y) = parting {
                    <i key="parting" class="parting-line" ~style={["top:", &px(y), "px"].concat()}></i>
                }
            }
        </div>
    };
    let class = match (two, beside) {
        // What stands below must not move when the figure comes.
        _ if width == 0.0 => "room unmeasured",
        (false, _) => "room",
        (true, true) => "room pair",
        (true, false) => "room overlaid",
    };
    let figure = with(figure, &[("id", "room"), ("tabindex", "0"), ("class", class)]);
    // What is not shown keeps its place, or the browser would make anew what follows it.
    let shown = |when: bool, what: &dyn Fn() -> Html| if when { what() } else { Html::default() };
    let foot = vec![
        shown(frame.narrow(), &|| time_wait_bars(&ladder)),
        shown(model.selected.is_some(), &|| later::panel(Panel::Surgery, model)),
        transport(model),
    ];
    let parts = vec![
        el("div", &[("class", "heads")], heads),
        shown(!model.embed, &|| lens(model, zoom)),
        shown(two, &|| later::panel(Panel::Compare, model)),
        figure,
        el("div", &[("class", "foot")], foot),
        said("p", &[("class", "sr-only"), ("aria-live", "polite")], &spoken(model, written)),
    ];
    let class = if model.playing { "stage card" } else { "stage card paused" };
    // Several embeds on a page are told apart by what they show.
    let label = if model.embed { title_of(model) } else { words.ladder_label.to_owned() };
    el("section", &[("id", "stage"), ("class", class), ("aria-label", &label)], parts)
}

fn flight_element(root: &Element, flight: usize) -> Option<Element> {
    root.query_selector(&["g.flight[data-flight='", &flight.to_string(), "']"].concat()).ok().flatten()
}

fn mark_selected(root: &Element, selected: Option<usize>) {
    if let Ok(Some(before)) = root.query_selector("g.flight.selected") {
        let _ = before.class_list().remove_1("selected");
    }
    if let Some(element) = selected.and_then(|flight| flight_element(root, flight)) {
        let _ = element.class_list().add_1("selected");
    }
}

/// Puts the focus on a flight of the ladder.
pub fn focus_flight(root: &Element, flight: usize) {
    if let Some(element) = flight_element(root, flight) {
        let _ = element.unchecked_into::<web_sys::SvgElement>().focus();
    }
}

/// The flight of the ladder that an event is about.
pub fn flight_at(target: Option<web_sys::EventTarget>) -> Option<usize> {
    door::attribute_around(target, "data-flight")?.parse().ok()
}

/// What the browser tells of the ladder's room: asking for it would cost a layout.
#[derive(Clone)]
struct Measured {
    /// Width and height in pixels.
    size: UseStateHandle<(f64, f64)>,
    /// Changes with the first part in view of a figure that is drawn by parts; none while it is
    /// printed, whole.
    scrolled: UseStateHandle<Option<i32>>,
}

#[hook]
fn use_measured(figures: &Rc<RefCell<Figures>>, place: &Place) -> Measured {
    let size = use_state_eq(|| (0.0_f64, 0.0_f64));
    let scrolled = use_state_eq(|| Some(0));
    let told = Measured { size, scrolled };
    let (figures, Measured { size, scrolled }) = (figures.clone(), told.clone());
    let (room, root) = (place.clone(), place.root().clone());
    use_effect_with((), move |()| {
        let heard = room.by_id_any("room").map(|room| {
            let (resized, measured) = (size.clone(), room.clone());
            // Whole pixels, or a zoomed page would be drawn anew for nothing.
            let resized = move || {
                resized.set((f64::from(measured.client_width()), f64::from(measured.client_height())));
            };
            // What is drawn waits for it.
            resized();
            let resized = Resizing::new(&room, Box::new(resized));
            let printed = scrolled.clone();
            let printed = move |event: web_sys::Event| {
                printed.set((event.type_() != "beforeprint").then_some(-1));
            };
            let printed = Listening::new(&door::window(), &["beforeprint", "afterprint"], Box::new(printed));
            let moved = move |event: web_sys::Event| {
                // Lists that scroll by themselves are heard, too: to measure would lay all out for nothing.
                let list = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                if list.is_some_and(|list| list != room && root.contains(Some(&list))) {
                    return;
                }
                if let Some(first) = figures.borrow_mut().scrolled(&room) {
                    scrolled.set(Some(first));
                }
            };
            let moved = Listening::new(&door::document(), &["scroll"], Box::new(moved));
            (resized, printed, moved)
        });
        move || drop(heard)
    });
    told
}

/// Brings that place of the figure into its room's view, at once.
fn reveal(room: &Element, height: f64, y: f64) {
    let top = f64::from(room.scroll_top());
    if !(top + 24.0..top + height - 40.0).contains(&y) {
        room.set_scroll_top((y - height * 0.35) as i32);
    }
}

/// Keeps the now-line in view where the ladder is taller than its room, at events only, and lets the
/// browser make the way smooth. On a phone the room is the page.
fn follow_now_line(room: &Element, touched: bool) {
    let Ok(Some(line)) = room.query_selector(".now") else { return };
    let line = line.get_bounding_client_rect().top();
    let page = room.scroll_height() <= room.client_height() + 4;
    let (top, height, scrolled) = if page {
        (0.0, door::view_height(), door::window().page_y_offset().unwrap_or_default())
    } else {
        let view = room.get_bounding_client_rect();
        (view.top(), view.height(), f64::from(room.scroll_top()))
    };
    // Far and seldom: each frame of the way is a layout.
    if (page && !touched) || (top + 40.0..=top + height * 0.88).contains(&line) {
        return;
    }
    let options = web_sys::ScrollToOptions::new();
    let to = scrolled + line - (top + height * 0.18);
    options.set_top(to);
    // A long way would draw every part of the figure that it passes.
    if (to - scrolled).abs() < 2.0 * height {
        options.set_behavior(web_sys::ScrollBehavior::Smooth);
    }
    if page {
        door::window().scroll_to_with_scroll_to_options(&options);
    } else {
        room.scroll_to_with_scroll_to_options(&options);
    }
}

fn spoken(model: &Model, written: &Written) -> String {
    if model.finished() && !model.playing {
        return story::ending(&model.trace, model.lang).text;
    }
    model.moment().and_then(|moment| written.sentence(moment)).unwrap_or_default().to_owned()
}

fn draw_pipe(words: &Words, from: Side, state: Pipe) -> Html {
    let label = match from {
        Side::Client => words.client_to_server,
        Side::Server => words.server_to_client,
    };
    let (class, status) = match state {
        Pipe::NotYet => ("not-yet", words.pipe_not_yet),
        Pipe::Open => ("open", words.pipe_open),
        Pipe::Closing => ("closing", words.pipe_closing),
        Pipe::Shut => ("shut", words.pipe_shut),
    };
    let way = if from == Side::Client { "right" } else { "left" };
    el(
        "div",
        &[("class", &["pipe ", class, " ", way].concat())],
        vec![
            said("span", &[("class", "way")], label),
            el("span", &[("class", "tube"), ("aria-hidden", "true")], vec![]),
            said("span", &[("class", "status")], status),
        ],
    )
}

/// On a phone the ring is a bar.
fn time_wait_bars(ladder: &Ladder) -> Html {
    let bar = |(index, bracket): (usize, &Bracket)| {
        let who = vocabulary::side_name(bracket.side, ladder.frame.lang);
        let whole = bracket.due.since(bracket.from).to_string();
        let rest = el("i", &[("data-m", &marks::shrinks(bracket))], vec![]);
        el(
            "div",
            &[
                ("class", "wait-bar"),
                ("data-ring", &index.to_string()),
                ("data-m", &marks::there(bracket.seen)),
                ("aria-hidden", "true"),
            ],
            vec![
                said("b", &[], &["TIME-WAIT · ", who].concat()),
                el(
                    "span",
                    &[],
                    vec![el("span", &[("class", "left")], vec![]), text(&[" / ", &whole].concat())],
                ),
                el("i", &[], vec![rest]),
            ],
        )
    };
    el("div", &[("class", "wait-bars")], ladder.brackets.iter().enumerate().map(bar).collect())
}

// ---- lane heads ----

fn head(side: Side, model: &Model) -> Html {
    let open = model.all_calls[side as usize];
    let words = words(model.lang);
    let state = model.trace.ends_after(model.moment())[side as usize].state;
    let id = side_id(side);
    let call = |what: Act, label: &str, class: &str| {
        let refused = model.allows(side, what).err();
        let refused = refused.map(|error| vocabulary::refusal(error, state, call_of(what), model.lang));
        let command = ["call ", id, " ", act_id(what)].concat();
        let mut shown = vec![text(label)];
        if let Act::Send(octets) = what {
            shown.push(said("span", &[("class", "word")], &[" ", &octets.to_string(), " B"].concat()));
        }
        let attributes = [
            ("class", class),
            ("data-do", &*command),
            ("aria-disabled", truth(refused.is_some())),
            ("title", refused.as_deref().unwrap_or_default()),
        ];
        el("button", &attributes, shown)
    };
    let mut calls = vec![
        call(Act::Send(model.send_size), words.send, ""),
        call(Act::Shutdown, words.half_close, "rarer"),
        call(Act::Close, words.close, ""),
        call(Act::Abort, words.abort, "rarer"),
    ];
    if side == Side::Server {
        calls.push(call(Act::Listen, words.listen, "rarer"));
    }
    calls.push(call(Act::Connect, words.connect, "rarer"));
    let more = ["more ", id].concat();
    let attributes =
        [("class", "more"), ("data-do", &*more), ("aria-expanded", truth(open)), ("aria-label", words.more)];
    calls.push(said("button", &attributes, "…"));
    let name = vocabulary::side_name(side, model.lang);
    let address = model.recorded().map_or(side.address_text(), |open| &open.addresses[side as usize]);
    let who = vec![said("h2", &[], name), said("span", &[("class", "address")], address)];
    let badge = vec![
        el("button", &[("class", "term"), ("data-do", "term")], vec![said("b", &[], state.name())]),
        said("span", &[("class", "gloss")], vocabulary::gloss(state, model.lang)),
    ];
    let class = ["head ", id, if open { " all" } else { "" }].concat();
    el(
        "div",
        &[("class", &class), ("role", "group"), ("aria-label", name)],
        vec![
            el("div", &[("class", "who")], who),
            el("p", &[("class", &["badge ", state_class(state)].concat())], badge),
            el("div", &[("class", "calls")], calls),
        ],
    )
}

// ---- how the ladder is looked at ----

/// `zoom` is how large it is drawn now, which from what fits is the way in and out.
fn lens(model: &Model, zoom: f64) -> Html {
    let words = words(model.lang);
    let button = |id: &str, command: &str, label: &str, shown: &str, pressed: &str, refused: &str| {
        let attributes = [
            ("id", id),
            ("data-do", command),
            ("aria-label", label),
            ("title", if refused.is_empty() { label } else { refused }),
            ("aria-pressed", pressed),
            ("aria-disabled", if refused.is_empty() { "" } else { "true" }),
        ];
        said("button", &attributes, shown)
    };
    let steps = zoom.log2();
    let zoom_to = |steps: f64| ["zoom to ", &(steps as i8).to_string()].concat();
    let (out, closer) = (zoom_to((steps - 0.01).ceil() - 1.0), zoom_to((steps + 0.01).floor() + 1.0));
    let refuse = |refused: bool, why: &'static str| if refused { why } else { "" };
    let least = refuse(steps <= f64::from(Zoom::LEAST), words.zoom_least);
    let most = refuse(steps >= f64::from(Zoom::MOST), words.zoom_most);
    let other = model.other.is_some();
    let alone = refuse(!other && model.history.left().is_none(), words.compare_none);
    let parts = vec![
        button("zoom-out", &out, words.zoom_out, "−", "", least),
        button("zoom-in", &closer, words.zoom_in, "+", "", most),
        button("", "zoom fit", words.zoom_fit, words.fit, truth(model.zoom == Zoom::Fit), ""),
        button("", "scale", words.true_scale_hint, words.true_scale, truth(model.scale == Scale::True), ""),
        button("", "compare", words.compare_hint, words.compare, truth(other), alone),
    ];
    el("div", &[("class", "lens"), ("role", "group"), ("aria-label", words.lens)], parts)
}

// ---- transport ----

fn transport(model: &Model) -> Html {
    let words = words(model.lang);
    let (play, sign) = match (model.playing, model.finished()) {
        (true, _) => (words.pause, Icon::Pause),
        (false, true) => (words.replay, Icon::Again),
        (false, false) => (words.play, Icon::Play),
    };
    let small = |command: &str, label: &str, sign: Icon| {
        let attributes = [("class", "icon"), ("data-do", command), ("aria-label", label), ("title", label)];
        el("button", &attributes, vec![icon(sign)])
    };
    let length = model.axis.length();
    let whole = Seen { from: 0.0, until: length };
    let played = el("b", &[("data-m", &marks::grows_x(whole))], vec![]);
    let thumb =
        el("div", &[("class", "rail"), ("data-m", &marks::slides(length))], vec![el("i", &[], vec![])]);
    let clock = model.playhead.to_string();
    let range = [
        ("id", "scrub"),
        ("class", "scrub"),
        ("type", "range"),
        ("min", "0"),
        ("max", &*SCRUB_STEPS.to_string()),
        ("value", &*scrub_value(model.playhead, model).to_string()),
        ("aria-label", words.position),
        ("aria-valuetext", &clock),
    ];
    let scrubber = vec![
        el("div", &[("class", "groove")], vec![played, el("div", &[("class", "marks")], vec![])]),
        el("input", &range, vec![]),
        el("div", &[("class", "rails"), ("aria-hidden", "true")], vec![thumb]),
    ];
    let speeds: Vec<_> =
        SPEED_NAMES.iter().enumerate().map(|(index, name)| (*name, *name, index == model.speed)).collect();
    let speed = [("id", "speed"), ("aria-label", words.speed), ("title", words.speed)];
    let play = el(
        "button",
        &[("class", "primary"), ("data-do", "play"), ("aria-label", play)],
        vec![icon(sign), said("span", &[("class", "word")], play)],
    );
    let parts = vec![
        small("restart", words.restart, Icon::Start),
        small("previous", words.previous, Icon::Previous),
        play,
        small("next", words.next, Icon::Next),
        el("div", &[("class", "scrubber")], scrubber),
        said("output", &[("class", "clock"), ("aria-hidden", "true")], &clock),
        el("select", &speed, options(&speeds)),
    ];
    el("div", &[("class", "transport"), ("role", "group"), ("aria-label", words.transport)], parts)
}
