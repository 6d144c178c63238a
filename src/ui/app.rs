//! The page's root: reads the address, owns the model, and hands actions down.

use super::command;
use super::door;
use super::icons::{Icon, icon};
use super::model::{Action, Model, Theme};
use super::player::Player;
use super::settings::settings;
use super::shared::Shared;
use super::side::side_panel;
use super::stage::Stage;
use super::{address, address::Wish};
use crate::sim::catalog::Name;
use crate::sim::{link_code, recording::Recording};
use crate::text::ui::{Words, bad_file, words};
use crate::text::{Lang, catalog};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DragEvent, File, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Model::reduce(&self, action))
    }
}

/// Mounts the page in `#app`.
///
/// # Panics
/// When the page has no `#app`.
pub fn start() {
    let root = door::by_id("app").expect("index.html has an #app");
    yew::Renderer::<App>::with_root(root.into()).render();
}

fn wish() -> Wish {
    let remembered = door::recall("lang").and_then(|code| Lang::from_tag(&code));
    let navigator = js_sys::Reflect::get(&door::window(), &"navigator".into()).ok();
    let language = navigator.and_then(|navigator| js_sys::Reflect::get(&navigator, &"language".into()).ok());
    let browser = language.and_then(|tag| tag.as_string()).and_then(|tag| Lang::from_tag(&tag));
    let (query, fragment) = door::address();
    address::read(&query, &fragment, remembered.or(browser).unwrap_or_default(), door::decoded)
}

fn first_model() -> Model {
    let wish = wish();
    let reduced = door::prefers("(prefers-reduced-motion: reduce)");
    let remembered = door::recall("theme").and_then(|id| Theme::from_id(&id));
    let mut model = Model::new(wish.scenario, wish.lang);
    model.theme = wish.theme.or(remembered).unwrap_or_default();
    model.numbers = wish.numbers.unwrap_or_default();
    model.embed = wish.embed;
    model.reduced_motion = reduced;
    model.notice = wish.problem;
    if wish.autoplay && !reduced { model.reduce(Action::Replay) } else { model }
}

#[component]
pub fn App() -> Html {
    let model = use_reducer(first_model);
    let player = use_memo((), |()| Player::default());
    let player: Player = (*player).clone();
    // Whatever a person does happens where the playhead is by now, not where it was at the last event.
    let act = {
        let (dispatch, player) = (model.dispatcher(), player.clone());
        use_callback((), move |action: Action, ()| {
            if !matches!(action, Action::Tick(_) | Action::Finish)
                && let Some(at) = player.position()
            {
                dispatch.dispatch(Action::Tick(at));
            }
            dispatch.dispatch(action);
        })
    };
    let now = Shared::new(Model::clone(&model));
    use_preferences(&act);
    use_document_marks(&now);
    use_address_bar(&now);
    use_keys(&act);
    use_height_report(now.embed);
    let onclick = {
        let (act, now) = (act.clone(), now.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(said) = door::attribute_around(event.target(), "data-do") else { return };
            if said == "copy" {
                copy_link(&now, act.clone());
            } else if let Some(action) = command::action(&said, &now) {
                act.emit(action);
            }
        })
    };
    if now.embed {
        return embed(&now, &player, &act, onclick);
    }
    let (ondrop, ondragover) = drop_file(&act, now.lang);
    html! {
        <div class="page" {ondrop} {ondragover} {onclick}>
            <a class="skip" href="#room">{ words(now.lang).skip_to_ladder }</a>
            { header(&now) }
            { notice(&now) }
            { scenarios(&now, &act) }
            <main>
                <div class="middle">
                    <Stage model={now.clone()} player={player.clone()} act={act.clone()} />
                    { settings(&now, &act) }
                </div>
                { side_panel(&now) }
            </main>
            <footer><p><b>{ words(now.lang).keys_title }</b>{ " " }{ words(now.lang).keys }</p></footer>
        </div>
    }
}

fn embed(
    model: &Shared<Model>,
    player: &Player,
    act: &Callback<Action>,
    onclick: Callback<MouseEvent>,
) -> Html {
    let words = words(model.lang);
    let href = full_address(model);
    html! {
        <div class="page embed" {onclick}>
            { notice(model) }
            <Stage model={model.clone()} player={player.clone()} act={act.clone()} />
            <p class="source"><b>{ title_of(model) }</b>
                <a {href} target="_blank" rel="noopener">{ words.full_page }{ " ↗" }</a></p>
        </div>
    }
}

fn title_of(model: &Model) -> String {
    let known = Name::from_id(&model.scenario.name);
    known.map_or_else(
        || words(model.lang).recording_title.into(),
        |name| catalog::title(name).in_lang(model.lang).into(),
    )
}

fn header(model: &Model) -> Html {
    let words = words(model.lang);
    let other = if model.lang == Lang::En { Lang::Zh } else { Lang::En };
    let theme = match model.theme {
        Theme::System => words.theme_system,
        Theme::Light => words.theme_light,
        Theme::Dark => words.theme_dark,
    };
    let theme = format!("{}: {theme}", words.theme);
    let tool = |command: &'static str, label: AttrValue, sign: Icon, on: bool| {
        html! {
            <button data-do={command} disabled={!on} title={label.clone()} aria-label={label.clone()}>
                { icon(sign) }<span class="word">{ label }</span></button>
        }
    };
    html! {
        <header>
            <h1>{ words.title }<span>{ words.subtitle }</span></h1>
            <div class="tools">
                { tool("undo", words.undo.into(), Icon::Undo, model.can_undo()) }
                { tool("redo", words.redo.into(), Icon::Redo, model.can_redo()) }
                { tool("copy", words.copy_link.into(), Icon::Link, true) }
                { tool("theme", theme.into(), Icon::Theme, true) }
                <button data-do="lang" lang={other.html()}>{ words.other_language }</button>
            </div>
        </header>
    }
}

/// Copies a link that holds the whole scenario, and says whether that worked.
fn copy_link(model: &Model, act: Callback<Action>) {
    let words = words(model.lang);
    door::copy(&full_address(model), move |done| {
        let said = if done { words.link_copied } else { words.link_not_copied };
        act.emit(Action::Say(Some(said.into())));
    });
}

fn full_address(model: &Model) -> String {
    let (page, lang, code) = (door::page_address(), model.lang.code(), link_code::encode(&model.scenario));
    [&page, "?lang=", lang, "#", &code].concat()
}

fn notice(model: &Model) -> Html {
    html! {
        <div class="notice" role="status">
            if let Some(sentence) = &model.notice {
                <p>{ sentence }<button data-do="dismiss">{ words(model.lang).close_notice }</button></p>
            }
        </div>
    }
}

fn scenarios(model: &Model, act: &Callback<Action>) -> Html {
    let words = words(model.lang);
    let chosen = Name::from_id(&model.scenario.name);
    html! {
        <nav class="scenarios" aria-label={words.scenarios}>
            <ul>
                { for Name::ALL.into_iter().map(|name| {
                    let command = ["load ", name.id()].concat();
                    html! { <li><button class="chip" data-do={command} aria-pressed={(chosen == Some(name)).to_string()}>{ catalog::title(name).in_lang(model.lang) }</button></li> }
                }) }
                <li>{ open_button(words, act, model.lang) }</li>
            </ul>
            <p class="look">{ chosen.map_or(words.recording_title, |name| catalog::introduction(name).in_lang(model.lang)) }</p>
        </nav>
    }
}

fn open_button(words: &Words, act: &Callback<Action>, lang: Lang) -> Html {
    let act = act.clone();
    let onchange = Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            open_file(&file, act.clone(), lang);
        }
        // The same file can be chosen again.
        input.set_value("");
    });
    html! { <label class="chip file">{ words.open_recording }<input type="file" accept=".json,application/json" {onchange} class="sr-only" data-do="open" /></label> }
}

// ---- files ----

fn drop_file(act: &Callback<Action>, lang: Lang) -> (Callback<DragEvent>, Callback<DragEvent>) {
    let act = act.clone();
    let ondrop = Callback::from(move |event: DragEvent| {
        event.prevent_default();
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0))
        {
            open_file(&file, act.clone(), lang);
        }
    });
    (ondrop, Callback::from(|event: DragEvent| event.prevent_default()))
}

/// A recording is some kilobytes; this is far more.
const LARGEST_FILE: f64 = 4e6;

fn open_file(file: &File, act: Callback<Action>, lang: Lang) {
    let name = file.name();
    if file.size() > LARGEST_FILE {
        return act.emit(Action::Say(Some(bad_file(lang, &name, words(lang).file_too_large))));
    }
    let promise = file.text();
    let read = Closure::once_into_js(move |text: JsValue| {
        let json = door::json(&text.as_string().unwrap_or_default());
        let recording =
            json.and_then(|json| Recording::from_json(&json).map_err(|reason| reason.to_string()));
        act.emit(match recording {
            Ok(recording) => Action::Open(Box::new(recording.scenario)),
            Err(reason) => Action::Say(Some(bad_file(lang, &name, &reason))),
        });
    });
    if let Ok(then) =
        js_sys::Reflect::get(&promise, &"then".into()).and_then(|then| then.dyn_into::<js_sys::Function>())
    {
        let _ = then.call1(&promise, &read);
    }
}

// ---- what the page does beside rendering ----

#[hook]
fn use_preferences(act: &Callback<Action>) {
    let act = act.clone();
    use_effect_with((), move |()| {
        door::on_preference("(prefers-reduced-motion: reduce)", move |on| {
            act.emit(Action::ReducedMotion(on))
        });
    });
}

#[hook]
fn use_document_marks(model: &Shared<Model>) {
    use_effect_with((model.lang, model.theme, model.embed), |(lang, theme, embed)| {
        door::mark_root("lang", lang.html());
        door::mark_root("data-theme", theme.id());
        door::mark_root("data-embed", if *embed { "1" } else { "0" });
        door::document().set_title(&format!("{} · {}", words(*lang).title, words(*lang).subtitle));
        if !embed {
            door::remember("lang", lang.code());
            door::remember("theme", theme.id());
        }
    });
}

/// The address bar always holds the scenario, so that reloading keeps it and a copied address is it.
#[hook]
fn use_address_bar(model: &Shared<Model>) {
    let first = use_mut_ref(|| true);
    use_effect_with(model.scenario.clone(), move |scenario| {
        if !first.replace(false) {
            door::replace_fragment(&link_code::encode(scenario));
        }
    });
}

/// Tells the page around an embed how high it is, whenever that changes.
#[hook]
fn use_height_report(embed: bool) {
    use_effect_with(embed, |embed| {
        let app = door::by_id("app").filter(|_| *embed);
        let measured = app.clone();
        let told = std::cell::Cell::new(0);
        let tell = Closure::<dyn Fn()>::new(move || {
            let height = measured.as_ref().map_or(0, HtmlElement::offset_height);
            if height > 0 && told.replace(height) != height {
                door::tell_host(&[
                    ("type", "four-waves:height".into()),
                    ("version", 1.into()),
                    ("height", height.into()),
                ]);
            }
        });
        let observer = web_sys::ResizeObserver::new(tell.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(app)) = (&observer, &app) {
            observer.observe(app);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(tell);
        }
    });
}

#[hook]
fn use_keys(act: &Callback<Action>) {
    let act = act.clone();
    use_effect_with((), move |()| {
        let pressed = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            if let Some(action) = action_of(&event) {
                event.prevent_default();
                act.emit(action);
            }
        });
        let _ =
            door::document().add_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
        pressed.forget();
    });
}

fn action_of(event: &KeyboardEvent) -> Option<Action> {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let tag = target.map_or(String::new(), |element| element.tag_name());
    if event.ctrl_key() || event.meta_key() {
        return match (event.key().as_str(), event.shift_key(), tag.as_str()) {
            (_, _, "INPUT") => None,
            ("z", false, _) => Some(Action::Undo),
            ("z" | "Z", true, _) | ("y", _, _) => Some(Action::Redo),
            _ => None,
        };
    }
    // Fields, buttons and lists have their own use for these keys.
    if event.alt_key() || event.default_prevented() || matches!(tag.as_str(), "INPUT" | "SELECT" | "TEXTAREA")
    {
        return None;
    }
    match event.key().as_str() {
        " " if tag != "BUTTON" && tag != "SUMMARY" && tag != "A" => Some(Action::PlayPause),
        "ArrowRight" => Some(Action::Step(true)),
        "ArrowLeft" => Some(Action::Step(false)),
        "Home" => Some(Action::ToStart),
        "End" => Some(Action::ToEnd),
        _ => None,
    }
}
