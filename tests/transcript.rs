//! The transcript says all that the picture shows, when the picture shows it.

use four_waves::sim::catalog::Name;
use four_waves::sim::{Loss, Scenario, Step, Trace, Wait, WaitEnd, simulate};
use four_waves::tcp::Stack;
use four_waves::text::Lang;
use four_waves::time::Instant;
use four_waves::view::ladder::Word;
use four_waves::view::transcript::{Transcript, transcript};
use four_waves::view::{Frame, Ladder, Numbers, Scale, svg};

/// The catalogue with and without its opening, and lossy runs of it between different systems.
fn scenarios() -> Vec<Scenario> {
    let mut all: Vec<Scenario> =
        Name::ALL.into_iter().flat_map(|name| [name.scenario(false), name.scenario(true)]).collect();
    for seed in 1..=60 {
        let mut scenario = Name::ALL[seed as usize % Name::ALL.len()].scenario(seed % 2 == 0);
        let stacks =
            [Stack::ALL[seed as usize % Stack::ALL.len()], Stack::ALL[seed as usize / 7 % Stack::ALL.len()]];
        (scenario.client.stack, scenario.server.stack) = (stacks[0], stacks[1]);
        scenario.network.set_pace(stacks);
        scenario.network.loss = Some(Loss { percent: 20, seed, from: Instant::START });
        if seed % 3 == 0 {
            scenario.server.program.insert(1, Step::Send(3_000));
        }
        all.push(scenario);
    }
    all
}

fn each(test: impl Fn(&Scenario, &Trace, &Ladder, &Transcript, Lang)) {
    for scenario in scenarios() {
        let trace = simulate(&scenario);
        for (lang, numbers) in [(Lang::En, Numbers::Letters), (Lang::Zh, Numbers::Raw)] {
            let frame = Frame { width: 1_200.0, numbers, lang, scale: Scale::Folded, zoom: 8.0 };
            let ladder = Ladder::new(&scenario, &trace, frame);
            let told = transcript(&scenario, &trace, numbers, lang);
            test(&scenario, &trace, &ladder, &told, lang);
        }
    }
}

/// What is told at that time.
fn at(told: &Transcript, at: Instant) -> String {
    let here = told.moments.iter().filter(|told| told.at == at);
    here.flat_map(|told| std::iter::once(&told.sentence).chain(&told.lines))
        .fold(String::new(), |text, line| text + line + "\n")
}

/// What stands between tags, as a reader sees it.
fn texts(svg: &str) -> Vec<String> {
    let between = svg.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(_, text)| text);
    let seen = between.filter(|text| !text.is_empty());
    seen.map(|text| {
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    })
    .collect()
}

#[test]
fn every_word_of_the_picture_is_in_it() {
    each(|scenario, trace, ladder, told, _| {
        let all = told.text();
        for text in texts(&svg::parts(ladder, trace, None)) {
            // Of two returned values the picture may show the numbers alone; a fold has its own signs;
            // one arrow for many says how many, which the transcript has no need of.
            let text = text.trim_end_matches(", 0").trim_matches(['⋮', ' ']);
            let bundle = text.contains(" × ") || text.contains('…') && text.starts_with("seq=");
            assert!(bundle || all.contains(text), "{}: {text} is not in\n{all}", scenario.name);
        }
    });
}

#[test]
fn every_segment_is_told_when_it_leaves_and_when_its_way_ends() {
    each(|scenario, trace, ladder, told, lang| {
        let bundled = |index: usize| {
            let arrow = &ladder.arrows[index];
            arrow.under.is_some() || ladder.arrows.iter().any(|other| other.under == Some(index))
        };
        for (index, flight) in trace.flights.iter().enumerate().filter(|(index, _)| !bundled(*index)) {
            let arrow = &ladder.arrows[index];
            let ends = if flight.until() <= trace.end { flight.until() } else { flight.sent };
            for time in [flight.sent, ends] {
                let here = at(told, time);
                let fits = |line: &&str| line.contains(&arrow.name) && line.contains(&arrow.numbers);
                let line = here.lines().find(fits);
                let line = line.unwrap_or_else(|| panic!("{} {time}: {}\n{here}", scenario.name, arrow.name));
                let fate = match (lang, flight.is_lost()) {
                    (Lang::En, true) => "lost",
                    (Lang::En, false) => "arrives",
                    (Lang::Zh, true) => "丢失",
                    (Lang::Zh, false) => "到达",
                };
                assert!(here.lines().any(|line| fits(&line) && line.contains(fate)), "{line}: {fate}");
            }
        }
    });
}

#[test]
fn states_calls_and_timers_are_told_at_their_moments() {
    each(|scenario, trace, ladder, told, lang| {
        for (moment, change) in trace.changes() {
            let here = at(told, moment.at);
            let line = format!("{} → {}", change.from, change.to);
            assert!(here.contains(&line), "{}: {line}\n{here}", scenario.name);
        }
        for end in [trace.start, *trace.ends_at(trace.end)].map(|ends| ends.map(|end| end.state.name())) {
            let told = told.begins.iter().chain(&told.ends);
            assert!(told.into_iter().any(|line| end.iter().all(|state| line.contains(state))), "{end:?}");
        }
        let same_height = |time: Instant, seen: f64| (ladder.axis.view(time) - seen).abs() < 1e-6;
        for word in
            ladder.besides.iter().filter(|word| !matches!(word.what, Word::State(_) | Word::Descriptor))
        {
            let text = word.text.trim_end_matches(", 0");
            let mut here = told.moments.iter().filter(|told| same_height(told.at, word.seen));
            assert!(
                here.any(|told| told.lines.iter().any(|line| line.contains(text))),
                "{}: {text}\n{}",
                scenario.name,
                told.text()
            );
        }
        for run in &ladder.timers {
            let Wait { from, until, how, .. } = run.wait;
            assert!(at(told, until).contains(&run.title), "{}: {}", scenario.name, run.title);
            let length = run.wait.due.since(from).to_string();
            assert!(at(told, from).contains(&length), "{}: {} {how:?}", scenario.name, run.title);
            assert!(how != WaitEnd::Running || until == trace.end);
        }
        let ending = if lang == Lang::En { "." } else { "。" };
        assert!(told.ends.last().is_some_and(|line| line.ends_with(ending)));
    });
}

#[test]
fn times_go_forward_and_every_moment_has_its_sentence() {
    each(|_, trace, _, told, _| {
        assert!(told.moments.windows(2).all(|pair| pair[0].at <= pair[1].at));
        let sentences = told.moments.iter().filter(|told| !told.sentence.is_empty()).count();
        assert_eq!(sentences, trace.moments.len());
        assert!(told.moments.iter().all(|told| !told.sentence.is_empty() || !told.lines.is_empty()));
    });
}
