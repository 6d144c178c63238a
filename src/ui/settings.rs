//! Network and timers: a switch, sliders with numbers, and sentences for what they refuse.

use super::model::{Action, Model, Setting};
use crate::tcp::Stack;
use crate::text::ui::{Words, out_of_range, words};
use crate::view::Numbers;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// How a setting is shown: times in seconds, everything else as it is kept.
struct Shown {
    setting: Setting,
    label: &'static str,
    hint: &'static str,
    unit: &'static str,
    /// So many of the kept unit are one of the shown.
    per_unit: u32,
    /// The slider's steps, in the kept unit; none: a number field alone.
    step: Option<u32>,
}

fn shown(words: &Words) -> [Shown; 6] {
    let time = |setting, label, hint, step| Shown {
        setting,
        label,
        hint,
        unit: words.seconds,
        per_unit: 1_000,
        step: Some(step),
    };
    [
        Shown {
            setting: Setting::LossPercent,
            label: words.loss_rate,
            hint: words.loss_rate,
            unit: "%",
            per_unit: 1,
            step: Some(1),
        },
        Shown {
            setting: Setting::Seed,
            label: words.seed,
            hint: words.seed_hint,
            unit: "",
            per_unit: 1,
            step: None,
        },
        time(Setting::Delay, words.delay, words.delay_hint, 50),
        time(Setting::Msl, words.msl, words.msl_hint, 500),
        time(Setting::Rto, words.rto, words.rto_hint, 100),
        Shown {
            setting: Setting::SendSize,
            label: words.send_size,
            hint: words.send_size,
            unit: "B",
            per_unit: 1,
            step: None,
        },
    ]
}

impl Shown {
    fn print(&self, value: u32) -> String {
        let (whole, rest) = (value / self.per_unit, value % self.per_unit);
        if rest == 0 {
            return whole.to_string();
        }
        format!("{whole}.{rest:03}").trim_end_matches('0').to_owned()
    }

    /// The value in the kept unit; `None` if it is no number or out of range.
    fn read(&self, text: &str) -> Option<u32> {
        self.setting.read(text, self.per_unit)
    }

    fn id(&self) -> &'static str {
        match self.setting {
            Setting::LossPercent => "loss",
            Setting::Seed => "seed",
            Setting::Delay => "delay",
            Setting::Msl => "msl",
            Setting::Rto => "rto",
            Setting::SendSize => "size",
        }
    }
}

/// The settings card.
pub fn settings(model: &Model, act: &Callback<Action>) -> Html {
    let words = words(model.lang);
    let losing = model.scenario.network.loss.is_some();
    let switch = act.reform(|event: Event| Action::LossSwitch(checked(&event)));
    let opening = act.reform(|event: Event| Action::Opening(checked(&event)));
    let stack = act.reform(|event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        Action::Stack(
            Stack::ALL.into_iter().find(|stack| chosen.as_deref() == Some(stack.id())).unwrap_or_default(),
        )
    });
    let numbers = act.reform(|event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        Action::Numbers(select.and_then(|select| Numbers::from_id(&select.value())).unwrap_or_default())
    });
    html! {
        <section class="settings card" aria-label={words.settings}>
            <div class="row">
                <label class="switch"><input type="checkbox" role="switch" id="loss-switch" checked={losing} onchange={switch} />
                    <i aria-hidden="true"></i><b>{ words.packet_loss }</b></label>
                { for shown(words).into_iter().take(2).map(|shown| field(model, act, shown)) }
            </div>
            <div class="row">{ for shown(words).into_iter().skip(2).take(3).map(|shown| field(model, act, shown)) }</div>
            <div class="row">
                { for shown(words).into_iter().skip(5).map(|shown| field(model, act, shown)) }
                <label class="field" title={words.stack_hint}>{ words.stack }
                    <select onchange={stack} id="stack">
                        { for Stack::ALL.into_iter().map(|stack| html! {
                            <option value={stack.id()} selected={stack == model.scenario.client.stack}>{ match stack {
                                Stack::Textbook => words.stack_textbook,
                                Stack::Rfc9293 => "RFC 9293",
                            } }</option>
                        }) }
                    </select>
                </label>
                <label class="field">{ words.numbers }
                    <select onchange={numbers} id="numbers">
                        { for Numbers::ALL.into_iter().map(|numbers| html! {
                            <option value={numbers.id()} selected={numbers == model.numbers}>{ match numbers {
                                Numbers::Letters => words.numbers_letters,
                                Numbers::Relative => words.numbers_relative,
                                Numbers::Raw => words.numbers_raw,
                            } }</option>
                        }) }
                    </select>
                </label>
                <label class="switch" title={words.with_opening_hint}><input type="checkbox" role="switch" id="opening-switch" checked={model.scenario.opening} onchange={opening} />
                    <i aria-hidden="true"></i>{ words.with_opening }</label>
            </div>
        </section>
    }
}

fn checked(event: &Event) -> bool {
    event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked())
}

fn field(model: &Model, act: &Callback<Action>, shown: Shown) -> Html {
    let value = model.value(shown.setting);
    let (least, most) = shown.setting.range();
    let id = shown.id();
    let (label, hint, unit, setting, step) = (shown.label, shown.hint, shown.unit, shown.setting, shown.step);
    let text = shown.print(value);
    let (least_text, most_text) = (shown.print(least), shown.print(most));
    let lang = model.lang;
    let written = text.clone();
    let typed = act.reform(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return Action::Say(None) };
        match shown.read(&input.value()) {
            Some(value) => Action::Set(setting, value),
            None => {
                let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
                let sentence =
                    out_of_range(lang, label, &input.value(), &least_text, &format!("{most_text}{unit}"));
                // What holds is what the field shows.
                input.set_value(&written);
                Action::Say(Some(sentence))
            }
        }
    });
    let slid = act.reform(move |event: InputEvent| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        Action::Set(setting, input.map_or(0.0, |input| input.value_as_number()) as u32)
    });
    html! {
        <div class="field" title={hint}>
            <label for={id}>{ label }</label>
            if let Some(step) = step {
                <input type="range" tabindex="-1" aria-hidden="true" min={least.to_string()} max={most.to_string()}
                    step={step.to_string()} value={value.to_string()} oninput={slid} data-slide={id} />
            }
            <input type="text" inputmode="decimal" {id} value={text} onchange={typed} size="5" />
            <span class="unit">{ unit }</span>
        </div>
    }
}
