//! The list of changes, in words: each edit, what has come of it, and the futures that they made.

use super::{Both, Lang, both, catalog, vocabulary};
use crate::sim::catalog::Name;
use crate::sim::edits::{Edit, Effect};
use crate::sim::{CallRecord, Called, Intervention, Outcome, Scenario, Trace, program::call_of};
use crate::tcp::calls;

/// What stands around the list.
#[derive(Clone, Copy)]
pub struct Words {
    pub edits: Both,
    pub none: Both,
    pub on: Both,
    pub remove: Both,
    pub show: Both,
    pub futures: Both,
    pub futures_hint: Both,
    pub here: Both,
    pub go: Both,
    pub compare: Both,
    pub compare_none: Both,
}

pub const WORDS: Words = Words {
    edits: both("What you changed", "你做的改动"),
    none: both(
        "Nothing yet. Choose a segment and lose it, hold it, double it, or let it pass another; or press one of a side's calls.",
        "还没有改动。选中一个报文段，让它丢失、推迟、重复或超车；也可以按某一端的调用按钮。",
    ),
    on: both("in force", "生效"),
    remove: both("Remove", "删除"),
    show: both("Show", "查看"),
    futures: both("Futures", "所有走向"),
    futures_hint: both(
        "Every change makes a future of its own, and none is lost: go back to one, or lay it beside this one.",
        "每次改动都产生一个新的走向，旧的不会丢：可以回到其中任何一个，也可以把它放在旁边对照。",
    ),
    here: both("shown now", "当前"),
    go: both("Go there", "转到"),
    compare: both("Compare", "对照"),
    compare_none: both("Stop comparing", "结束对照"),
};

/// `the server's 1st FIN is lost`, `at 3.20 s the client calls close()`. No full stop: it stands in a
/// list. Empty where there is no such edit.
#[must_use]
pub fn sentence(scenario: &Scenario, edit: Edit, lang: Lang) -> String {
    match edit {
        Edit::Fault(index) => {
            scenario.network.faults.get(index).map(|fault| vocabulary::fault_sentence(fault, lang))
        }
        Edit::Intervention(index) => scenario.interventions.get(index).map(|act| call(act, lang)),
    }
    .unwrap_or_default()
}

fn call(intervention: &Intervention, lang: Lang) -> String {
    let (who, at) = (vocabulary::side_inside(intervention.side, lang), intervention.at.to_string());
    let what = vocabulary::call_name(Called::Person(intervention.act));
    match lang {
        Lang::En => ["at ", &at, " ", who, " calls ", &what].concat(),
        Lang::Zh => [&at, " 时", who, "调用 ", &what].concat(),
    }
}

/// What has come of an edit, where that is not plain: it does nothing, and why. Empty otherwise.
#[must_use]
pub fn effect(effect: &Effect, trace: &Trace, lang: Lang) -> String {
    let says = match effect {
        Effect::Off => both("switched off", "已停用"),
        Effect::NoSegment => both(
            "does not apply: no such segment is sent now. It stays here in case one is again.",
            "不起作用：现在没有发出这样的报文段。保留在此，等它再出现时生效。",
        ),
        Effect::Overruled => both(
            "does not apply: a later change decides over the same segment.",
            "不起作用：后面的改动决定了同一个报文段。",
        ),
        Effect::NeverCalled => {
            both("does not apply: the run ends before that moment.", "不起作用：在那之前过程已经结束。")
        }
        Effect::Segment(_) => both("", ""),
        Effect::Call(made) => return refused(made, trace, lang),
    };
    says.in_lang(lang).to_owned()
}

fn refused(made: &CallRecord, trace: &Trace, lang: Lang) -> String {
    let (Some((_, Outcome::Failed(_))), Called::Person(act)) = (made.returned, made.what) else {
        return String::new();
    };
    let outcome = vocabulary::outcome(made, lang);
    let before =
        trace.moments.iter().position(|moment| moment.at >= made.at).and_then(|at| at.checked_sub(1));
    let end = &trace.ends_after(before)[made.side as usize];
    let call = call_of(act);
    let reason = calls::refusal(end.state, end.fin_waiting, end.reading, call).err();
    let reason = reason.map(|error| vocabulary::refusal(error, end.state, call, lang)).unwrap_or_default();
    [&outcome, " ", &reason].concat()
}

/// What a future is called: the scenario's title, and what was changed in it.
#[must_use]
pub fn future(scenario: &Scenario, lang: Lang) -> String {
    let known = Name::from_id(&scenario.name);
    let mut name = known.map_or_else(
        || super::ui::words(lang).recording_title.to_owned(),
        |name| catalog::title(name).in_lang(lang).to_owned(),
    );
    let own = known.map(|name| name.scenario(scenario.opening));
    let (colon, comma) = if lang == Lang::Zh { ("：", "；") } else { (": ", "; ") };
    let mut between = colon;
    for edit in scenario.edits() {
        let plain = own.as_ref().is_some_and(|own| match edit {
            Edit::Fault(index) => own.network.faults.contains(&scenario.network.faults[index]),
            Edit::Intervention(_) => false,
        });
        if !plain && scenario.is_off(edit) == Some(false) {
            name.push_str(between);
            name.push_str(&sentence(scenario, edit, lang));
            between = comma;
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Act, Fault, Side, Verdict, simulate};
    use crate::time::Instant;

    #[test]
    fn an_edit_is_a_sentence_and_says_when_it_does_nothing() {
        let mut scenario = Name::FourWayClose.scenario(false);
        let trace = simulate(&scenario);
        let fin = trace.flights.iter().find(|f| f.segment.fin && f.from == Side::Server).unwrap();
        scenario.decide(Fault::exactly(fin, Verdict::Lose));
        scenario.intervene(Instant::from_millis(3_200), Side::Client, Act::Close);
        let edits: Vec<_> = scenario.edits().collect();
        let said: Vec<_> = edits.iter().map(|edit| sentence(&scenario, *edit, Lang::En)).collect();
        assert_eq!(said, ["the server's 1st FIN is lost", "at 3.20 s the client calls close()"]);
        let trace = simulate(&scenario);
        let effects = |scenario: &Scenario, trace: &Trace, lang| {
            let said = |edit: &Edit| effect(&scenario.effect(*edit, trace).unwrap(), trace, lang);
            edits.iter().map(said).collect::<Vec<_>>()
        };
        let said = effects(&scenario, &trace, Lang::En);
        assert_eq!(said[0], "");
        assert!(said[1].contains("EBADF"), "the program has closed its descriptor: {}", said[1]);
        scenario.server.program.clear();
        let trace = simulate(&scenario);
        for lang in Lang::ALL {
            assert!(!effects(&scenario, &trace, lang)[0].is_empty(), "no FIN of the server is left");
        }
        assert!(
            future(&scenario, Lang::En)
                .ends_with("the server's 1st FIN is lost; at 3.20 s the client calls close()")
        );
        assert!(future(&scenario, Lang::Zh).contains("3.20 s 时客户端调用 close()"));
    }
}
