//! The page's root: reads the address, owns the model, and hands actions down.

use super::door;
use super::el::{el, said, text, truth};
use super::events;
use super::figure::Kept;
use super::focus;
use super::icons::{Icon, icon};
use super::later;
use super::model::{Action, Model, Tab, Theme};
use super::place::Place;
use super::player::Player;
use super::settings::settings;
use super::shared::Shared;
use super::side::{Written, part, show_here, side_panel, write_story};
use super::stage::use_stage;
use super::{address, address::Wish};
use crate::sim::Trace;
use crate::sim::catalog::Name;
use crate::sim::link_code::Decoded;
use crate::text::ui::{Words, words};
use crate::text::{Both, Lang, catalog, embed, glossary, lesson};
use crate::view::Numbers;
use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::prelude::*;

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Model::reduce(&self, action))
    }
}

/// Mounts the app in that element; where its address holds more than a first visit's, once its second
/// file can read that. `host` is what [`door::host`] and [`Place`] read. What is returned is a function for
/// whoever mounts it to ask for things, as [`events::ask`] has them, and to `end`.
pub fn mount(root: Element, host: JsValue) -> JsValue {
    door::hosted_by(&host);
    if black_box(false) {
        // Nothing calls it before the build puts calls of it everywhere, and what nothing calls goes.
        black_box(later::BRING)();
    }
    let place = Place::new(root, host);
    let ((query, fragment), alone) = (place.address(), place.alone());
    let held = Rc::new(RefCell::new(Held::default()));
    let app = Rc::new(Cell::new(None));
    // Who is taken down before the file comes is not mounted any more.
    let over = Rc::new(Cell::new(false));
    let render = {
        let (held, app, over) = (held.clone(), app.clone(), over.clone());
        move |_| {
            if !over.get() {
                let root = place.root().clone();
                app.set(Some(
                    yew::Renderer::<App>::with_root_and_props(root, Props { place, held }).render(),
                ));
            }
        }
    };
    // An element says what happens in it, which only the second file can.
    let plain = fragment.is_empty() && address::read(&query, Lang::default()).1;
    if plain && alone {
        render(false)
    } else {
        later::fetch(Box::new(render))
    }
    let ask = move |asked: JsValue| {
        if asked.as_string().as_deref() == Some("end") {
            over.set(true);
            app.take().into_iter().for_each(yew::AppHandle::destroy);
        } else {
            events::ask(&held, asked);
        }
    };
    Closure::<dyn Fn(JsValue)>::new(ask).into_js_value()
}

/// Hands a panic's words to who started the page, who tells the person.
pub fn report(words: &str) {
    let _ = door::ask_host("failed", &js_sys::Array::of1(&words.into()));
}

fn wish(place: &Place) -> Wish {
    let remembered = place.recall("lang").and_then(|code| Lang::from_tag(&code));
    let language =
        door::read(&door::window(), "navigator").and_then(|navigator| door::read(&navigator, "language"));
    let browser = language.and_then(|tag| tag.as_string()).and_then(|tag| Lang::from_tag(&tag));
    let (query, fragment) = place.address();
    wished(&query, &fragment, remembered.or(browser).unwrap_or_default())
}

/// What an address says.
fn wished(query: &str, fragment: &str, lang: Lang) -> Wish {
    let (wish, whole) = address::read(query, lang);
    if whole && fragment.is_empty() {
        return wish;
    }
    let problem = Some(words(wish.lang).no_links.into());
    later::address(query, fragment, lang).unwrap_or(Wish { problem, ..wish })
}

fn first_model(place: &Place) -> Model {
    let wish = wish(place);
    let reduced = door::prefers("(prefers-reduced-motion: reduce)");
    let remembered = place.recall("theme").and_then(|id| Theme::from_id(&id));
    let mut model = Model::new(wish.scenario, wish.lang);
    model.theme = wish.theme.or(remembered).unwrap_or_default();
    model.embed = wish.embed;
    model.signs = place.recall("signs").as_deref() != Some("0");
    model.reduced_motion = reduced;
    model.later = later::has_come().then_some(true);
    if wish.autoplay && !reduced {
        model = model.reduce(Action::Replay);
    }
    for action in later::actions(&wish.commands, &model) {
        model = model.reduce(action);
    }
    model.notice = wish.problem.or(model.notice);
    model.changed = false;
    model
}

/// What the story is written from: see [`part`] and `Model::later` for the last.
type Tells = (Shared<Trace>, Lang, Numbers, (usize, Option<bool>));

/// What lasts from one rendering to the next. (A hook of its own for each would cost the page half a
/// KiB.)
#[derive(Default)]
pub struct Held {
    pub place: Option<Place>,
    pub player: Player,
    pub act: Option<Callback<Action>>,
    /// For listeners that live as long as the app.
    pub now: Option<Shared<Model>>,
    written: Kept<Tells, Shared<Written>>,
    pub followed: Followed,
    /// Where the focus was when something was asked for, and where a command wants it.
    focus: Vec<String>,
    pub refocus: Option<String>,
}

#[derive(Properties)]
pub struct Props {
    place: Place,
    held: Rc<RefCell<Held>>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

#[component]
pub fn App(props: &Props) -> Html {
    let (place, held) = (&props.place, &props.held);
    let model = use_reducer(|| first_model(place));
    let player = held.borrow().player.clone();
    // Whatever a person does happens where the playhead is by now, not where it was at the last event.
    let made = |held: Rc<RefCell<Held>>| {
        let (dispatch, player, place) = (model.dispatcher(), player.clone(), place.clone());
        Callback::from(move |action: Action| {
            if !matches!(action, Action::Tick(_) | Action::Finish) {
                held.borrow_mut().focus = focus::keep(place.root());
                if let Some(at) = player.position() {
                    dispatch.dispatch(Action::Tick(at));
                }
            }
            dispatch.dispatch(action);
        })
    };
    let act = held.borrow_mut().act.get_or_insert_with(|| made(held.clone())).clone();
    let now = Shared::new(Model::clone(&model));
    {
        let mut held = held.borrow_mut();
        held.place = Some(place.clone());
        held.now = Some(now.clone());
    }
    use_events(held);
    let tells = (now.trace.clone(), now.lang, now.numbers, (part(&now), now.later));
    let written = held.borrow_mut().written.of(tells, || Shared::new(write_story(&now)));
    // Its effects write what those below measure: the other way round all would be laid out twice.
    let stage = use_stage(&now, &written, &player, &act, place);
    // The button that was pressed may have moved, or be gone.
    {
        let (held, now, act, place) = (held.clone(), now.clone(), act, place.clone());
        use_effect(move || {
            // A focus that moves makes events of its own: nothing may be held by then.
            let (refocus, focus) = {
                let mut held = held.borrow_mut();
                let asked = held.followed.follow(&now, act, &place);
                (asked.or(held.refocus.take()), std::mem::take(&mut held.focus))
            };
            if let Some(element) = refocus.and_then(|id| place.by_id(&id)) {
                let _ = element.focus();
            }
            focus::restore(place.root(), &focus, false);
        });
    }
    let parts: Html = if now.embed { embedded(&now, stage) } else { page(&now, &written, stage) };
    el("div", &[("class", if now.embed { "page embed" } else { "page" })], vec![parts])
}

fn page(model: &Model, written: &Written, stage: Html) -> Html {
    let words = words(model.lang);
    let middle = el("div", &[("class", "middle")], vec![stage, settings(model)]);
    let link =
        |to: Both, name: Both| said("a", &[("href", to.in_lang(model.lang))], name.in_lang(model.lang));
    let keys = vec![
        text(words.keys_hint),
        text(" "),
        link(lesson::PAGE, lesson::LINK),
        text(" · "),
        link(glossary::PAGE, glossary::TITLE),
        text(" · "),
        link(embed::PAGE, embed::TITLE),
    ];
    let parts = [
        said("a", &[("class", "skip"), ("href", "#room")], words.skip_to_ladder),
        header(model),
        notice(model),
        scenarios(model),
        el("main", &[], vec![middle, side_panel(model, written)]),
        el("footer", &[], vec![el("p", &[], keys)]),
    ];
    parts.into_iter().collect()
}

fn embedded(model: &Model, stage: Html) -> Html {
    let words = words(model.lang);
    let full = later::link(model).unwrap_or_else(door::page_address);
    let link = [("href", &*full), ("target", "_blank"), ("rel", "noopener")];
    let source = vec![said("b", &[], &title_of(model)), said("a", &link, words.full_page)];
    [notice(model), stage, el("p", &[("class", "source")], source)].into_iter().collect()
}

/// The name of what is shown.
pub fn title_of(model: &Model) -> String {
    let known = Name::from_id(&model.scenario.name);
    known.map_or_else(|| asked(model).into(), |name| catalog::title(name).in_lang(model.lang).into())
}

/// The question that the scenario answers; otherwise it is from a file.
fn asked(model: &Model) -> &'static str {
    let question = later::title(&model.scenario.name, model.lang);
    if question.is_empty() { words(model.lang).recording_title } else { question }
}

fn header(model: &Model) -> Html {
    let words = words(model.lang);
    let other = if model.lang == Lang::En { Lang::Zh } else { Lang::En };
    let theme = match model.theme {
        Theme::System => words.theme_system,
        Theme::Light => words.theme_light,
        Theme::Dark => words.theme_dark,
        Theme::Projector => words.theme_projector,
    };
    let theme = format!("{}: {theme}", words.theme);
    let tool = |command: &str, label: &str, sign: Icon, on: bool| {
        let attributes = [
            ("data-do", command),
            ("disabled", if on { "" } else { "disabled" }),
            ("title", label),
            ("aria-label", label),
        ];
        el("button", &attributes, vec![icon(sign), said("span", &[("class", "word")], label)])
    };
    let tools = vec![
        tool("undo", words.undo, Icon::Undo, model.can_undo()),
        tool("redo", words.redo, Icon::Redo, model.can_redo()),
        tool("copy", words.copy_link, Icon::Link, true),
        tool("theme", &theme, Icon::Theme, true),
        said("button", &[("data-do", "lang"), ("lang", other.html())], words.other_language),
    ];
    let title = el("h1", &[], vec![text(words.title), said("span", &[], words.subtitle)]);
    el("header", &[], vec![title, el("div", &[("class", "tools")], tools)])
}

fn notice(model: &Model) -> Html {
    let said_so = model.notice.as_ref().map(|sentence| {
        let dismiss = said("button", &[("data-do", "dismiss")], words(model.lang).close_notice);
        el("p", &[], vec![text(sentence), dismiss])
    });
    el("div", &[("class", "notice"), ("role", "status")], said_so.into_iter().collect())
}

fn scenarios(model: &Model) -> Html {
    let words = words(model.lang);
    let chosen = Name::from_id(&model.scenario.name);
    let chip = |name: Name| {
        let command = ["load ", name.id()].concat();
        let attributes =
            [("class", "chip"), ("data-do", &*command), ("aria-pressed", truth(chosen == Some(name)))];
        el("li", &[], vec![said("button", &attributes, catalog::title(name).in_lang(model.lang))])
    };
    let mut chips: Vec<Html> = Name::ALL.into_iter().map(chip).collect();
    chips.push(el("li", &[], vec![open_button(words)]));
    let look = match chosen {
        None => model.recorded().map_or_else(|| asked(model), |open| &open.title),
        Some(Name::FourWayClose) => catalog::FIRST.in_lang(model.lang),
        Some(name) => later::introduction(name, model.lang),
    };
    el(
        "nav",
        &[("class", "scenarios"), ("aria-label", words.scenarios)],
        vec![
            el("ul", &[], chips),
            said("p", &[("class", if chosen.is_some() { "look" } else { "look asked" })], look),
        ],
    )
}

fn open_button(words: &Words) -> Html {
    let input = [
        ("type", "file"),
        ("id", "open-file"),
        ("accept", ".json,application/json,.pcap,.pcapng,.cap"),
        ("class", "sr-only"),
        ("data-do", "open"),
    ];
    el("label", &[("class", "chip file")], vec![text(words.open_recording), el("input", &input, vec![])])
}

// ---- what the page does beside rendering ----

/// Shows what another fragment says.
pub fn follow(fragment: &str, model: &Model, act: &Callback<Action>) {
    let Some(wish) = later::address("", fragment, model.lang) else {
        return act.emit(Action::Say(Some(words(model.lang).no_links.into())));
    };
    let mut actions =
        vec![Action::Follow(Box::new(Decoded { scenario: wish.scenario, problem: wish.problem }))];
    actions.extend(wish.lang_said.then_some(Action::Language(wish.lang)));
    actions.extend(wish.theme.map(Action::Theme));
    let next = actions.iter().fold(model.clone(), |model, action| model.reduce(action.clone()));
    actions.extend(later::actions(&wish.commands, &next));
    actions.into_iter().for_each(|action| act.emit(action));
}

/// What comes from the browser and not from Yew, until the app is taken down. One effect for all: each
/// costs half a KiB (brotli).
#[hook]
fn use_events(held: &Rc<RefCell<Held>>) {
    let held = held.clone();
    use_effect_with((), move |()| {
        let heard = events::listen(&held);
        move || {
            drop(heard);
            // What is held refers to what holds it.
            let held = held.take();
            held.player.stop();
        }
    });
}

/// What follows the model outside of the page's elements, each as it was when it last did: the
/// document's marks and what is remembered, the address bar, the story's scroll position. (Yew's own
/// effects with dependencies would cost the page half a KiB each.)
#[derive(Default)]
pub struct Followed {
    waits: bool,
    marks: Option<(Lang, Theme, bool, bool, &'static str, bool)>,
    /// What the second file keeps for an embed.
    pub host: later::Kept,
    /// How far an exercise had come where it last stopped.
    asked: Option<usize>,
    moment: Option<usize>,
    /// Whether it is over, and whether a segment is looked at, which leaves the story less room; and which
    /// part of which story it is.
    state: Option<([bool; 2], usize, Shared<Trace>)>,
}

impl Followed {
    /// Returns where the focus belongs, as an element's id, where something is asked.
    fn follow(&mut self, model: &Model, act: Callback<Action>, place: &Place) -> Option<String> {
        let waited = std::mem::replace(&mut self.waits, model.waits());
        if self.waits && !waited {
            later::with(act.clone(), |_| ());
        }
        let asked = later::title(&model.scenario.name, model.lang);
        let exercise = model.exercise.is_some();
        let marks = Some((model.lang, model.theme, model.embed, model.signs, asked, exercise));
        if self.marks != marks {
            self.marks = marks;
            mark(model, asked, place);
        }
        if model.tab == Tab::Capture || model.capture.is_some() {
            later::follow_capture(model, act.clone());
        }
        if model.embed {
            later::host(model, &act, place, &mut self.host);
        } else if model.recorded().is_none() {
            later::write_address(model);
        }
        let state = ([model.finished(), model.selected.is_some()], part(model), model.trace.clone());
        let (moment, state) = (model.moment(), Some(state));
        let anew = std::mem::replace(&mut self.state, state.clone()) != state;
        let moved = std::mem::replace(&mut self.moment, moment) != moment;
        // From event to event the stage follows, when it measures anyway.
        if anew || moved && !model.playing {
            show_here(place);
        }
        // Before the figure stands, the page would move once more.
        let rests = model.finished() && !model.playing && place.by_id_any("ladder").is_some();
        let stopped = model.exercise.as_ref().filter(|exercise| exercise.until.is_none() || rests);
        let asked = stopped.map(|exercise| exercise.run.steps());
        let before = std::mem::replace(&mut self.asked, asked);
        (asked.is_some() && asked != before).then(|| "asked".to_owned())
    }
}

fn mark(model: &Model, asked: &str, place: &Place) {
    let words = words(model.lang);
    place.mark("lang", model.lang.html());
    place.mark("data-theme", model.theme.id());
    place.mark("data-exercise", if model.exercise.is_some() { "1" } else { "0" });
    place.mark("data-embed", if model.embed { "1" } else { "0" });
    if place.alone() {
        let title = if asked.is_empty() { [words.title, words.subtitle] } else { [asked, words.title] };
        door::document().set_title(&title.join(" · "));
    }
    if !model.embed {
        door::remember("lang", model.lang.code());
        door::remember("theme", model.theme.id());
        door::remember("signs", if model.signs { "1" } else { "0" });
    }
}
