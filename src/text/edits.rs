//! The list of changes, in words: each edit, what has come of it, and the futures that they made.

use super::{Both, Lang, both, catalog, vocabulary};
use crate::sim::catalog::Name;
use crate::sim::edits::{Edit, Effect};
use crate::sim::{
    CallRecord, Called, Cause, Fault, Intervention, Outcome, Scenario, Side, Trace, program::call_of,
};
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
    pub own: Both,
    pub compare_none: Both,
    pub same: Both,
}

pub const WORDS: Words = Words {
    edits: both("Changes", "改动"),
    none: both(
        "Nothing yet. Choose a segment and lose it, hold it, double it, or let it pass another; or press one of a side's calls.",
        "还没有改动。选中一个报文段，让它丢失、推迟、重复或先到；也可以按某一端的调用按钮。",
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
    own: both("part of this scenario", "情景自带"),
    compare_none: both("Stop comparing", "结束对照"),
    same: both("The same happens in both.", "两个走向完全相同。"),
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
            both("does not apply: the run ends before that moment.", "不起作用：在那之前模拟已经结束。")
        }
        Effect::Segment(_) => both("", ""),
        Effect::Call(made) => return refused(made, trace, lang),
    };
    says.in_lang(lang).to_owned()
}

/// The moment of a call: several things may happen in one instant.
#[must_use]
pub fn moment_of(made: &CallRecord, trace: &Trace) -> Option<usize> {
    let call = trace.calls.iter().position(|call| std::ptr::eq(call, made))?;
    trace.moments.iter().position(|moment| moment.cause == Cause::Call(call))
}

fn refused(made: &CallRecord, trace: &Trace, lang: Lang) -> String {
    let (Some((_, Outcome::Failed(_))), Called::Person(act)) = (made.returned, made.what) else {
        return String::new();
    };
    let outcome = vocabulary::outcome(made, lang);
    let before = moment_of(made, trace).and_then(|at| at.checked_sub(1));
    let end = &trace.ends_after(before)[made.side as usize];
    let call = call_of(act);
    let reason = calls::refusal(end.state, end.fin_waiting, end.reading, call).err();
    let reason = reason.map(|error| vocabulary::refusal(error, end.state, call, lang)).unwrap_or_default();
    [&outcome, " ", &reason].concat()
}

/// Whether the edit is the catalogue's own, on or off.
#[must_use]
pub fn is_own(scenario: &Scenario, edit: Edit) -> bool {
    let (Some(name), Edit::Fault(index)) = (Name::from_id(&scenario.name), edit) else { return false };
    let on = |fault: &Fault| Fault { off: false, ..*fault };
    let own = name.scenario(scenario.opening);
    scenario.network.faults.get(index).is_some_and(|fault| own.network.faults.contains(&on(fault)))
}

/// What a future is called: the scenario's title, and what was changed in it.
#[must_use]
pub fn future(scenario: &Scenario, lang: Lang) -> String {
    let known = Name::from_id(&scenario.name);
    let mut name = known.map_or_else(
        || super::ui::words(lang).recording_title.to_owned(),
        |name| catalog::title(name).in_lang(lang).to_owned(),
    );
    let changes =
        known.map(|name| changes(scenario, &name.scenario(scenario.opening), lang)).unwrap_or_default();
    let own =
        scenario.edits().filter(|edit| !is_own(scenario, *edit) && scenario.is_off(*edit) == Some(false));
    let (colon, comma) = if lang == Lang::Zh { ("：", "；") } else { (": ", "; ") };
    let mut between = colon;
    for change in changes.into_iter().chain(own.map(|edit| sentence(scenario, edit, lang))) {
        name.push_str(between);
        name.push_str(&change);
        between = comma;
    }
    name
}

/// What else differs from the scenario as the catalogue has it.
fn changes(scenario: &Scenario, plain: &Scenario, lang: Lang) -> Vec<String> {
    let mut all = Vec::new();
    let without = |fault: &&Fault| !scenario.network.faults.contains(fault);
    for fault in plain.network.faults.iter().filter(without) {
        let word = both("without: ", "取消了：").in_lang(lang);
        all.push([word, &vocabulary::fault_sentence(fault, lang)].concat());
    }
    let hosts = Side::BOTH.map(|side| (side, scenario.host(side), plain.host(side)));
    let mut says = |word: Both, value: String| all.push([word.in_lang(lang), &value].concat());
    if scenario.opening {
        says(both("with the opening", "含三次握手"), String::new());
    }
    if scenario.network.delay != plain.network.delay {
        says(both("delay ", "时延 "), scenario.network.delay[0].to_string());
    }
    if let Some(loss) = scenario.network.loss {
        says(both("loss ", "丢包率 "), [&loss.percent.to_string(), " %, ", &loss.seed.to_string()].concat());
    }
    for (side, host, usual) in hosts {
        let who = vocabulary::side_name(side, lang);
        let of = |what: String| [who, " ", &what].concat();
        if host.stack != usual.stack {
            says(both("", ""), of(super::ui::stack_name(host.stack, lang).to_owned()));
        }
        if let Some(msl) = host.msl.filter(|_| host.msl != usual.msl) {
            says(both("", ""), of(["MSL ", &msl.to_string()].concat()));
        }
        if let Some(rto) = host.rto.filter(|_| host.rto != usual.rto) {
            says(both("", ""), of(["RTO ", &rto.to_string()].concat()));
        }
        if host.program != usual.program {
            says(both("program changed: ", "程序已修改："), who.to_owned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Act, Verdict, simulate};
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
