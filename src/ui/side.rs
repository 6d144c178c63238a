//! Beside the stage: the story, the questions, and the chosen segment.

use super::model::{Model, Tab};
use super::shared::Shared;
use crate::sim::Fate;
use crate::text::questions::QUESTIONS;
use crate::text::ui::words;
use crate::text::{Lang, rules, story, vocabulary};
use crate::view::Numbering;
use crate::view::svg::kind_class;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub model: Shared<Model>,
}

/// The column beside the stage.
pub fn side_panel(model: &Shared<Model>) -> Html {
    let words = words(model.lang);
    let tab = |which: Tab, id: &'static str, label: &'static str| {
        html! {
            <button role="tab" id={id} data-do={["tab ", id].concat()} aria-selected={(model.tab == which).to_string()}
                aria-controls="panel">{ label }</button>
        }
    };
    html! {
        <div class="side">
            <section class="card words">
                <div class="tabs" role="tablist">
                    { tab(Tab::Story, "story", words.story) }
                    { tab(Tab::Questions, "questions", words.questions) }
                </div>
                <div id="panel" role="tabpanel" aria-labelledby={if model.tab == Tab::Story { "story" } else { "questions" }}>
                    if model.tab == Tab::Story {
                        <Story model={model.clone()} />
                    } else {
                        { questions(model.lang) }
                    }
                </div>
            </section>
            { inspector(model) }
        </div>
    }
}

// ---- story ----

fn row(
    index: usize,
    (at, text, section): &(AttrValue, AttrValue, AttrValue),
    here: bool,
    past: bool,
) -> Html {
    html! {
        <li key={index} class={classes!(here.then_some("here"), (!past).then_some("later"))} aria-current={here.then_some("step")}>
            <button data-do={format!("moment {index}")}>
                <span class="at">{ at }</span>
                <span class="sentence">{ text }</span>
                <span class="section">{ section }</span>
            </button>
        </li>
    }
}

#[component]
fn Story(props: &Props) -> Html {
    let Props { model } = props;
    let list = use_node_ref();
    let here = model.moment();
    let written = use_memo((model.trace.clone(), model.lang, model.numbers), |(trace, lang, numbers)| {
        let numbering = Numbering::new(trace, *numbers);
        let write = |index: usize| {
            let sentence = story::story(trace, index, &|flight| numbering.of(flight), *lang);
            let at = trace.moments[index].at.to_string();
            (AttrValue::from(at), AttrValue::from(sentence.text), AttrValue::from(sentence.section))
        };
        (0..trace.moments.len()).map(write).collect::<Vec<_>>()
    });
    {
        let list = list.clone();
        let over = model.finished();
        use_effect_with((here, over, model.trace.clone()), move |_| show_here(&list));
    }
    let ending = story::ending(&model.trace, model.lang);
    let over = model.finished();
    html! {
        <ol class="story" ref={list} tabindex="-1">
            { for written.iter().enumerate().map(|(index, words)| {
                row(index, words, here == Some(index) && !over, here.is_some_and(|here| index <= here))
            }) }
            <li key="end" class={classes!("ending", over.then_some("here"), (!over).then_some("later"))}>{ ending.text }</li>
        </ol>
    }
}

/// Brings the sentence of this moment into view inside its own list: the page does not move.
fn show_here(list: &NodeRef) {
    let Some(list) = list.cast::<web_sys::Element>() else { return };
    let Ok(Some(row)) = list.query_selector(".here") else { return };
    let (row, view) = (row.get_bounding_client_rect(), list.get_bounding_client_rect());
    if row.top() < view.top() || row.bottom() > view.bottom() {
        let top =
            f64::from(list.scroll_top()) + row.top() - view.top() - (view.height() - row.height()) / 2.0;
        list.set_scroll_top(top as i32);
    }
}

// ---- questions ----

fn questions(lang: Lang) -> Html {
    html! {
        <div class="questions">
            { for QUESTIONS.iter().map(|question| html! {
                <details open={true}>
                    <summary><h3>{ question.title.in_lang(lang) }</h3></summary>
                    <p>{ question.answer.in_lang(lang) }</p>
                    <div class="buttons">
                        { for question.shows.iter().map(|show| {
                            let opening = if show.opening { " opening" } else { " established" };
                            let command = ["load ", show.scenario.id(), opening].concat();
                            html! { <button data-do={command}>{ show.label.in_lang(lang) }</button> }
                        }) }
                    </div>
                </details>
            }) }
        </div>
    }
}

// ---- the chosen segment ----

fn inspector(model: &Model) -> Html {
    let (words, lang) = (words(model.lang), model.lang);
    let Some(flight) = model.selected.and_then(|index| model.trace.flights.get(index)) else {
        return html! { <section class="card inspector empty"><p>{ words.segment_none }</p><p class="hint">{ words.hint_lose }</p></section> };
    };
    let segment = &flight.segment;
    let (seq, ack) = Numbering::new(&model.trace, model.numbers).of(flight);
    let bits = [
        ("CWR", false),
        ("ECE", false),
        ("URG", false),
        ("ACK", segment.ack.is_some()),
        ("PSH", segment.psh),
        ("RST", segment.rst),
        ("SYN", segment.syn),
        ("FIN", segment.fin),
    ];
    let fate = match flight.fate {
        Fate::Arrives(at) => format!("{} {at}", words.arrives_at),
        Fate::Lost(at, _) => format!("{} {at}", words.lost_at),
    };
    let takes = match segment.seq_len() {
        0 => words.takes_none.to_owned(),
        1 => seq.clone(),
        count => format!("{seq} … +{}", count - 1),
    };
    let number =
        |written: String, raw: String| if written == raw { written } else { format!("{written}  ({raw})") };
    let seq = number(seq, segment.seq.to_string());
    let ack = ack.zip(segment.ack).map(|(written, raw)| number(written, raw.to_string()));
    let rows = [
        (words.sequence_number, seq),
        (words.acknowledgment_number, ack.unwrap_or_else(|| "—".into())),
        (words.takes, takes),
        (words.data_octets, vocabulary::bytes(segment.len, lang)),
        (words.window, segment.window.to_string()),
    ];
    let (command, label) =
        if flight.is_lost() { ("deliver", words.deliver_it) } else { ("lose", words.lose_it) };
    let way = match flight.from {
        crate::sim::Side::Client => words.client_to_server,
        crate::sim::Side::Server => words.server_to_client,
    };
    html! {
        <section class={classes!("card", "inspector", kind_class(segment.kind()))} aria-label={words.segment}>
            <h3><b>{ segment.to_string() }</b>{ " " }<span>{ way }</span></h3>
            <p class="when">{ format!("{} {}", words.sent_at, flight.sent) }
                if flight.again { { format!(" · {} ↻", words.sent_again) } }
                { format!(" · {fate}") }</p>
            <ul class="bits" aria-label={segment.to_string()}>
                { for bits.into_iter().map(|(name, set)| html! {
                    <li class={set.then_some("set")}>{ name }<span class="sr-only">{ if set { " 1" } else { " 0" } }</span></li>
                }) }
            </ul>
            <dl>{ for rows.into_iter().map(|(name, value)| html! { <><dt>{ name }</dt><dd>{ value }</dd></> }) }</dl>
            <p class="why"><b>{ words.why }</b>{ " " }{ rules::why(flight.rule, lang) }<span class="section">{ flight.rule.section() }</span></p>
            <button data-do={command}>{ label }</button>
        </section>
    }
}
