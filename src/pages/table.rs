//! The stacks' values, each with its source: a table for each group of settings.

use super::html::Html;
use crate::tcp::{Setting, Stack};
use crate::text::truth::settings::{Group, describe};
use crate::text::truth::{values, words};
use crate::text::{Lang, sources, ui};

pub(super) fn stacks(html: &mut Html, lang: Lang) {
    html.said("p", &[("class", "wide")], words::STACKS_ABOUT.in_lang(lang));
    html.el("p", &[("class", "wide")], |html| {
        sign(html);
        html.text(" ");
        html.text(words::UNVERIFIED_ABOUT.in_lang(lang));
    });
    html.el("dl", &[("class", "left-out")], |html| {
        for stack in Stack::ALL {
            html.el("div", &[], |html| {
                html.said("dt", &[], ui::stack_name(stack, lang));
                html.el("dd", &[], |html| html.linked(words::stack(stack).in_lang(lang)));
            });
        }
    });
    chooser(html, lang);
    Group::ALL.into_iter().for_each(|group| table(html, group, lang));
}

fn sign(html: &mut Html) {
    html.said("span", &[("class", "unverified"), ("aria-hidden", "true")], "?");
}

/// On a narrow screen one stack is shown at a time; the style sheet reads which one is chosen.
fn chooser(html: &mut Html, lang: Lang) {
    html.el("fieldset", &[("class", "chooser")], |html| {
        html.said("legend", &[], words::SHOW_STACK.in_lang(lang));
        for stack in Stack::ALL {
            let id = format!("show-{}", stack.id());
            html.el("label", &[("class", "chip")], |html| {
                let mut radio = vec![("type", "radio"), ("name", "stack"), ("id", &*id)];
                if stack == Stack::ALL[0] {
                    radio.push(("checked", ""));
                }
                html.void("input", &radio);
                html.text(ui::stack_name(stack, lang));
            });
        }
    });
}

fn table(html: &mut Html, group: Group, lang: Lang) {
    html.said("h3", &[("id", group.id())], group.title().in_lang(lang));
    html.el("table", &[("aria-labelledby", group.id())], |html| {
        html.el("thead", &[], |html| {
            html.el("tr", &[], |html| {
                html.said("th", &[("scope", "col")], words::SETTING.in_lang(lang));
                for stack in Stack::ALL {
                    let head = [("scope", "col"), ("class", stack.id())];
                    html.said("th", &head, ui::stack_name(stack, lang));
                }
            });
        });
        html.el("tbody", &[], |html| {
            let of_group = |setting: &&Setting| describe(**setting).group == group;
            Setting::ALL.iter().filter(of_group).for_each(|setting| row(html, *setting, lang));
        });
    });
}

fn row(html: &mut Html, setting: Setting, lang: Lang) {
    let about = describe(setting);
    html.el("tr", &[("id", setting.name())], |html| {
        html.el("th", &[("scope", "row")], |html| {
            html.said("b", &[], about.name.in_lang(lang));
            html.said("span", &[], about.meaning.in_lang(lang));
        });
        Stack::ALL.into_iter().for_each(|stack| cell(html, stack, setting, lang));
    });
}

/// The value is a button, so that a finger and the keyboard reach its source as the mouse does.
fn cell(html: &mut Html, stack: Stack, setting: Setting, lang: Lang) {
    let id = format!("{}-{}", setting.name(), stack.id());
    let source = format!("{id}-source");
    let origin = sources::origin(stack, setting);
    html.el("td", &[("id", &id), ("class", stack.id())], |html| {
        html.el("button", &[("type", "button"), ("aria-describedby", &source)], |html| {
            html.text(&values::value(stack.config(), setting, lang));
            if !origin.verified {
                sign(html);
            }
        });
        html.el("span", &[("role", "tooltip"), ("id", &source)], |html| {
            if !origin.verified {
                html.said("b", &[], words::UNVERIFIED.in_lang(lang));
                html.text(if lang == Lang::Zh { "：" } else { ": " });
            }
            html.text(origin.place.in_lang(lang));
        });
    });
}
