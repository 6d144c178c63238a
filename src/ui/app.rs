//! The page's root: reads the address, owns the model, and hands actions down.

use super::command;
use super::door::{self, Changed};
use super::el::{el, said, text, truth, with};
use super::fields;
use super::figure::Kept;
use super::focus;
use super::icons::{Icon, icon};
use super::keys::{self, Press};
use super::later;
use super::model::{Action, Model, Theme};
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
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DragEvent, Element, File, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Model::reduce(&self, action))
    }
}

/// Mounts the page in `#app`; where the address holds more than a first visit's, once its second file can
/// read that.
///
/// # Panics
/// When the page has no `#app`.
pub fn start() {
    let mount = |_| {
        let root = door::by_id("app").expect("index.html has an #app");
        yew::Renderer::<App>::with_root(root.into()).render();
    };
    let (query, fragment) = door::address();
    let plain = fragment.is_empty() && address::read(&query, Lang::default()).1;
    if plain { mount(false) } else { later::fetch(Box::new(mount)) }
}

fn wish() -> Wish {
    let remembered = door::recall("lang").and_then(|code| Lang::from_tag(&code));
    let navigator = js_sys::Reflect::get(&door::window(), &"navigator".into()).ok();
    let language = navigator.and_then(|navigator| js_sys::Reflect::get(&navigator, &"language".into()).ok());
    let browser = language.and_then(|tag| tag.as_string()).and_then(|tag| Lang::from_tag(&tag));
    let (query, fragment) = door::address();
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

fn first_model() -> Model {
    let wish = wish();
    let reduced = door::prefers("(prefers-reduced-motion: reduce)");
    let remembered = door::recall("theme").and_then(|id| Theme::from_id(&id));
    let mut model = Model::new(wish.scenario, wish.lang);
    model.theme = wish.theme.or(remembered).unwrap_or_default();
    model.embed = wish.embed;
    model.signs = door::recall("signs").as_deref() != Some("0");
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
struct Held {
    player: Player,
    act: Option<Callback<Action>>,
    /// For listeners that live as long as the page.
    now: Option<Shared<Model>>,
    written: Kept<Tells, Shared<Written>>,
    followed: Followed,
    /// Where the focus was when something was asked for, and where a command wants it.
    focus: Vec<String>,
    refocus: Option<String>,
}

#[component]
pub fn App() -> Html {
    let model = use_reducer(first_model);
    let held = use_mut_ref(Held::default);
    let player = held.borrow().player.clone();
    // Whatever a person does happens where the playhead is by now, not where it was at the last event.
    let made = |held: Rc<RefCell<Held>>| {
        let (dispatch, player) = (model.dispatcher(), player.clone());
        Callback::from(move |action: Action| {
            if !matches!(action, Action::Tick(_) | Action::Finish) {
                held.borrow_mut().focus = focus::keep();
                if let Some(at) = player.position() {
                    dispatch.dispatch(Action::Tick(at));
                }
            }
            dispatch.dispatch(action);
        })
    };
    let act = held.borrow_mut().act.get_or_insert_with(|| made(held.clone())).clone();
    let now = Shared::new(Model::clone(&model));
    held.borrow_mut().now = Some(now.clone());
    use_events(&act, &held, now.embed);
    let tells = (now.trace.clone(), now.lang, now.numbers, (part(&now), now.later));
    let written = held.borrow_mut().written.of(tells, || Shared::new(write_story(&now)));
    // Its effects write what those below measure: the other way round all would be laid out twice.
    let stage = use_stage(&now, &written, &player, &act);
    // The button that was pressed may have moved, or be gone.
    {
        let (held, now, act) = (held.clone(), now.clone(), act.clone());
        use_effect(move || {
            // A focus that moves makes events of its own: nothing may be held by then.
            let (refocus, focus) = {
                let mut held = held.borrow_mut();
                let asked = held.followed.follow(&now, act);
                (asked.or(held.refocus.take()), std::mem::take(&mut held.focus))
            };
            if let Some(element) = refocus.and_then(|id| door::by_id(&id)) {
                let _ = element.focus();
            }
            focus::restore(&focus, false);
        });
    }
    let onclick = {
        let (act, now, held) = (act.clone(), now.clone(), held.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(said) = door::attribute_around(event.target(), "data-do") else { return };
            if let Some(reason) = door::refusal_around(event.target()) {
                act.emit(Action::Say(Some(reason)));
            } else if said == "term" {
                let (target, lang) = (event.target(), now.lang);
                or_say(act.clone(), words(lang).not_loaded, Box::new(move |_| later::look_up(target, lang)));
            } else if said == "copy" {
                let now = now.clone();
                or_say(act.clone(), words(now.lang).no_links, Box::new(move |act| later::copy(&now, act)));
            } else if let Some(action) = command::action(&said, &now).or_else(|| later::command(&said, &now))
            {
                held.borrow_mut().refocus = later::focus_after(&said, &now);
                act.emit(action);
            }
        })
    };
    let onchange = {
        let (act, now) = (act.clone(), now.clone());
        Callback::from(move |event: Event| {
            let Some(Changed { id, value }) = door::field_of(&event) else { return };
            // A slider's change has been followed already while it moved.
            let action = fields::changed(&id, &value, &now).or_else(|| later::changed(&id, &value, &now));
            if let Some(action) = action {
                act.emit(action);
            } else if id == fields::OPENING {
                let held = held.clone();
                or_say(
                    act.clone(),
                    words(now.lang).not_loaded,
                    Box::new(move |act| {
                        let now = held.borrow().now.clone()?;
                        act.emit(later::changed(&id, &value, &now)?);
                        Some(())
                    }),
                );
            }
        })
    };
    let oninput = {
        let (act, now) = (act.clone(), now.clone());
        Callback::from(move |event: InputEvent| {
            let Some(field) = door::field_of(&event) else { return };
            let action = field.value.parse().ok().and_then(|value| fields::slid(&field.id, value, &now));
            if let Some(action) = action {
                act.emit(action);
            }
        })
    };
    let (ondrop, ondragover) = drop_file(&act, &now);
    let parts: Html = if now.embed { embedded(&now, stage) } else { page(&now, &written, stage, &act) };
    let root = html! { <div {ondrop} {ondragover} {onclick} {onchange} {oninput}>{ parts }</div> };
    with(root, &[("class", if now.embed { "page embed" } else { "page" })])
}

fn page(model: &Model, written: &Written, stage: Html, act: &Callback<Action>) -> Html {
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
        scenarios(model, act),
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

fn title_of(model: &Model) -> String {
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

/// Does what the second file can do, or says the sentence when that could not be had.
fn or_say(
    act: Callback<Action>,
    sentence: &'static str,
    then: Box<dyn FnOnce(Callback<Action>) -> Option<()>>,
) {
    later::with(act, move |act| {
        if then(act.clone()).is_none() {
            act.emit(Action::Say(Some(sentence.into())));
        }
    });
}

fn notice(model: &Model) -> Html {
    let said_so = model.notice.as_ref().map(|sentence| {
        let dismiss = said("button", &[("data-do", "dismiss")], words(model.lang).close_notice);
        el("p", &[], vec![text(sentence), dismiss])
    });
    el("div", &[("class", "notice"), ("role", "status")], said_so.into_iter().collect())
}

fn scenarios(model: &Model, act: &Callback<Action>) -> Html {
    let words = words(model.lang);
    let chosen = Name::from_id(&model.scenario.name);
    let chip = |name: Name| {
        let command = ["load ", name.id()].concat();
        let attributes =
            [("class", "chip"), ("data-do", &*command), ("aria-pressed", truth(chosen == Some(name)))];
        el("li", &[], vec![said("button", &attributes, catalog::title(name).in_lang(model.lang))])
    };
    let mut chips: Vec<Html> = Name::ALL.into_iter().map(chip).collect();
    chips.push(el("li", &[], vec![open_button(words, act, model.lang)]));
    let look = match chosen {
        None => asked(model),
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

fn open_button(words: &Words, act: &Callback<Action>, lang: Lang) -> Html {
    let act = act.clone();
    let onchange = Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            open_file(file, act.clone(), lang);
        }
        // The same file can be chosen again.
        input.set_value("");
    });
    html! { <label class="chip file">{ words.open_recording }<input type="file" accept=".json,application/json" {onchange} class="sr-only" data-do="open" /></label> }
}

// ---- files ----

fn drop_file(act: &Callback<Action>, model: &Model) -> (Callback<DragEvent>, Callback<DragEvent>) {
    let (act, lang) = (act.clone(), model.lang);
    if model.embed {
        return Default::default();
    }
    let ondrop = Callback::from(move |event: DragEvent| {
        event.prevent_default();
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0))
        {
            open_file(file, act.clone(), lang);
        }
    });
    (ondrop, Callback::from(|event: DragEvent| event.prevent_default()))
}

fn open_file(file: File, act: Callback<Action>, lang: Lang) {
    or_say(act, words(lang).not_loaded, Box::new(move |act| later::open(&file, act, lang)));
}

// ---- what the page does beside rendering ----

/// What comes from outside the page's elements. One effect for all: each costs half a KiB (brotli).
#[hook]
fn use_events(act: &Callback<Action>, held: &Rc<RefCell<Held>>, embed: bool) {
    let (act, held) = (act.clone(), held.clone());
    use_effect_with((), move |()| {
        let asked = held.clone();
        let (changed, keyed) = (act.clone(), act.clone());
        door::on_preference("(prefers-reduced-motion: reduce)", move |on| {
            changed.emit(Action::ReducedMotion(on))
        });
        let listener = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let now = held.borrow().now.clone();
            if let Some(action) = now.and_then(|now| pressed(&event, &now)) {
                event.prevent_default();
                keyed.emit(action);
            }
        });
        let _ =
            door::document().add_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
        listener.forget();
        door::on_fragment(move || {
            // The way to the ladder is an element of the page, no scenario.
            if door::by_id(&door::address().1).is_some() {
                return;
            }
            let Some(now) = asked.borrow().now.clone() else { return };
            later::with(act.clone(), move |act| follow(&door::address().1, &now, &act));
        });
        if embed {
            report_height();
        }
    });
}

/// Shows what another fragment says.
fn follow(fragment: &str, model: &Model, act: &Callback<Action>) {
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

/// What follows the model outside of the page's elements, each as it was when it last did: the
/// document's marks and what is remembered, the address bar, the story's scroll position. (Yew's own
/// effects with dependencies would cost the page half a KiB each.)
#[derive(Default)]
struct Followed {
    waits: bool,
    marks: Option<(Lang, Theme, bool, bool, &'static str, bool)>,
    /// What the second file keeps for an embed.
    host: later::Kept,
    /// How far an exercise had come where it last stopped.
    asked: Option<usize>,
    /// And whether a segment is looked at, which leaves the story less room.
    moment: Option<(Option<usize>, [bool; 2], Shared<Trace>)>,
    shown: f64,
}

impl Followed {
    /// Returns where the focus belongs, as an element's id, where something is asked.
    fn follow(&mut self, model: &Model, act: Callback<Action>) -> Option<String> {
        let waited = std::mem::replace(&mut self.waits, model.waits());
        if self.waits && !waited {
            later::with(act.clone(), |_| ());
        }
        let asked = later::title(&model.scenario.name, model.lang);
        let exercise = model.exercise.is_some();
        let marks = Some((model.lang, model.theme, model.embed, model.signs, asked, exercise));
        if self.marks != marks {
            self.marks = marks;
            mark(model, asked);
        }
        if model.embed {
            later::host(model, &act, &mut self.host);
        } else {
            later::write_address(model);
        }
        // Forced layouts are the dearest part of an event: a busy stretch is followed at intervals.
        let state = [model.finished(), model.selected.is_some()];
        let moment = Some((model.moment(), state, model.trace.clone()));
        if self.moment != moment {
            self.moment = moment;
            if !model.playing || door::now() - self.shown > 600.0 {
                self.shown = door::now();
                show_here();
            }
        }
        // Before the figure stands, the page would move once more.
        let rests = model.finished() && !model.playing && door::by_id_any("ladder").is_some();
        let stopped = model.exercise.as_ref().filter(|exercise| exercise.until.is_none() || rests);
        let asked = stopped.map(|exercise| exercise.run.steps());
        let before = std::mem::replace(&mut self.asked, asked);
        (asked.is_some() && asked != before).then(|| "asked".to_owned())
    }
}

fn mark(model: &Model, asked: &str) {
    let words = words(model.lang);
    door::mark_root("lang", model.lang.html());
    door::mark_root("data-theme", model.theme.id());
    door::mark_root("data-exercise", if model.exercise.is_some() { "1" } else { "0" });
    door::mark_root("data-embed", if model.embed { "1" } else { "0" });
    let title = if asked.is_empty() { [words.title, words.subtitle] } else { [asked, words.title] };
    door::document().set_title(&title.join(" · "));
    if !model.embed {
        door::remember("lang", model.lang.code());
        door::remember("theme", model.theme.id());
        door::remember("signs", if model.signs { "1" } else { "0" });
    }
}

/// Tells the page around an embed how high it is, whenever that changes.
fn report_height() {
    let Some(app) = door::by_id("app") else { return };
    let (measured, told) = (app.clone(), std::cell::Cell::new(0));
    door::on_resize(&app, move || {
        let height = measured.offset_height();
        if height > 0 && told.replace(height) != height {
            door::tell_host(&[
                ("type", "four-waves:height".into()),
                ("version", 1.into()),
                ("height", height.into()),
            ]);
        }
    });
}

/// A key that was pressed, as [`keys`] wants it, or a press of something that is no button but
/// carries a command.
fn pressed(event: &KeyboardEvent, model: &Model) -> Option<Action> {
    if event.alt_key() || event.default_prevented() {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let tag = target.as_ref().map_or(String::new(), Element::tag_name);
    let attribute = |name: &str| target.as_ref().and_then(|element| element.get_attribute(name));
    let (kind, key) = (attribute("type"), event.key());
    let text =
        tag == "TEXTAREA" || (tag == "INPUT" && !matches!(kind.as_deref(), Some("range" | "checkbox")));
    let button = matches!(tag.as_str(), "BUTTON" | "SUMMARY" | "A" | "SELECT");
    if let (Some(command), false, "Enter" | " ") = (attribute("data-do"), button, key.as_str()) {
        return command::action(&command, model).or_else(|| later::command(&command, model));
    }
    let press = Press {
        key: &key,
        control: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        typing: text,
        on_control: button || (tag == "INPUT" && kind.as_deref() != Some("range")),
        // What can be pushed sideways takes the arrow keys, too.
        on_field: matches!(tag.as_str(), "INPUT" | "SELECT")
            || attribute("class").as_deref() == Some("scrolls"),
    };
    let command = keys::command(press, model)?;
    // From what fits the lens knows the way in and out.
    let lens = door::by_id(&command.replace(' ', "-")).and_then(|button| button.get_attribute("data-do"));
    let command = lens.as_deref().unwrap_or(command);
    if let Some(reason) = later::refusal(command, model) {
        return Some(Action::Say(Some(reason)));
    }
    command::action(command, model).or_else(|| later::command(command, model))
}
