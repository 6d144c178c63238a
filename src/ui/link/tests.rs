//! Addresses that are read, and those that are written.

use super::*;

fn wish(query: &str, fragment: &str) -> Wish {
    read(query, fragment, Lang::En, str::to_owned).wish
}

/// The model that an address opens.
fn opened(query: &str, fragment: &str) -> Model {
    let wish = wish(query, fragment);
    assert_eq!(wish.problem, None, "{query} {fragment}");
    let mut model = Model::new(wish.scenario, wish.lang);
    model.theme = wish.theme.unwrap_or_default();
    actions(&wish.commands, &model, command::of_panels)
        .into_iter()
        .fold(model, |model, action| model.reduce(action))
}

#[test]
fn an_embed_says_all_it_needs_in_the_query() {
    let query =
        "embed=1&scenario=last-ack-lost&lang=zh&theme=dark&msl=2.5&loss=20&controls=min&links=0&speed=4";
    let Address { wish, controls, links } = read(query, "", Lang::En, str::to_owned);
    assert_eq!(wish.problem, None);
    assert!(wish.embed && !wish.autoplay && !links);
    assert_eq!((wish.lang, wish.theme, &*controls), (Lang::Zh, Some(Theme::Dark), "min"));
    assert_eq!(wish.scenario.name, "last-ack-lost");
    assert_eq!(wish.scenario.client.msl, Some(Duration::from_millis(2_500)));
    assert_eq!(wish.scenario.network.loss.map(|loss| loss.percent), Some(20));
    assert_eq!(wish.commands, ["speed 4"]);
}

#[test]
fn what_phet_calls_otherwise_means_the_same() {
    let read = |query| read(query, "", Lang::En, str::to_owned);
    assert_eq!(
        read("embed=1&locale=zh&colorProfile=projector&allowLinks=false"),
        read("embed=1&lang=zh&theme=projector&links=0")
    );
    assert_eq!(read("embed=1&colorProfile=default").wish.theme, Some(Theme::Light));
    assert!(read("allowLinks=false").links, "a page leads on: only an embed can be closed");
}

#[test]
fn a_fragment_counts_more_than_the_query() {
    let wish = wish("lang=en&theme=dark&msl=3&scenario=abort", "last-ack-lost;cm=7000?lang=zh&theme=light");
    assert_eq!((wish.lang, wish.lang_said, wish.theme), (Lang::Zh, true, Some(Theme::Light)));
    assert_eq!(wish.scenario.name, "last-ack-lost");
    assert_eq!(wish.scenario.client.msl, Some(Duration::from_secs(7)));
    assert_eq!(self::wish("scenario=abort", "?lang=zh").scenario.name, "abort", "no code, no scenario");
}

#[test]
fn an_exercise_is_a_seed_beside_a_scenario() {
    for (query, fragment) in
        [("scenario=abort&exercise=31", ""), ("", "abort?exercise=31"), ("exercise=31", "1;abort")]
    {
        let wish = wish(query, fragment);
        assert_eq!(wish.commands, ["tab exercise", "exercise begin 31"]);
        assert_eq!((wish.problem, wish.scenario, wish.autoplay), (None, Name::Abort.scenario(false), false));
    }
    assert!(wish("exercise=3&embed=1", "").commands.is_empty());
}

#[test]
fn an_embed_begins_no_exercise_by_another_fragment_either() {
    let commands = wish("", "abort?lang=en&exercise=7").commands;
    let begun = |embed| {
        let mut model = Model::new(Name::Abort.scenario(false), Lang::En);
        model.embed = embed;
        let begins = std::cell::Cell::new(false);
        let _ = actions(&commands, &model, |words, _| {
            begins.set(begins.get() || words == ["exercise", "begin", "7"]);
            None
        });
        begins.get()
    };
    assert!(begun(false) && !begun(true));
}

#[test]
fn what_is_shown_comes_back_from_its_link() {
    let mut model = Model::new(Name::LastAckLost.scenario(true), Lang::Zh);
    let plain = fragment(&model, false);
    assert_eq!(plain, "#1;last-ack-lost;o?lang=zh");
    for action in [
        Action::Theme(Theme::Projector),
        Action::Numbers(Numbers::Raw),
        Action::Scale(Scale::True),
        Action::Zoom(Zoom::steps(-2)),
        Action::Speed(0),
        Action::Tab(Tab::Sockets),
        Action::Select(Some(2)),
        Action::Seek(Instant::from_micros(3_200_001)),
    ] {
        model = model.reduce(action);
    }
    let link = fragment(&model, false);
    assert_eq!(
        link,
        "#1;last-ack-lost;o?lang=zh&theme=projector&numbers=raw&scale=true&zoom=-2&speed=0.25&tab=sockets\
         &segment=3&t=3.201"
    );
    let again = opened("", &link[1..]);
    assert_eq!(fragment(&again, false), link);
    let shown = |model: &Model| {
        (
            Scenario::clone(&model.scenario),
            model.theme,
            model.numbers,
            model.scale,
            model.zoom,
            model.speed,
            model.tab,
            model.selected,
        )
    };
    assert_eq!(shown(&again), shown(&model));
    assert_eq!(again.moment(), model.moment());
    assert!(!wish("", &link[1..]).autoplay, "it rests where it was");
}

#[test]
fn the_playhead_is_in_a_link_that_is_copied_and_where_it_rests() {
    let mut model = Model::new(Name::Abort.scenario(false), Lang::En);
    assert_eq!(fragment(&model, false), "#abort?lang=en", "at the end");
    assert!(fragment(&model, true).contains("&t="));
    model = model.reduce(Action::ToStart);
    assert_eq!(fragment(&model, false), "#abort?lang=en&t=0");
    assert_eq!(fragment(&model.reduce(Action::PlayPause), false), "#abort?lang=en", "under way");
    for (micros, text) in
        [(0, "0"), (1, "0.001"), (3_200_000, "3.2"), (10_000_000, "10"), (100_050_000, "100.05")]
    {
        assert_eq!(seconds(Instant::from_micros(micros)), text);
    }
}

#[test]
fn what_cannot_be_used_is_named_with_what_was_expected() {
    for (query, named) in [
        ("scenario=five", "four-way-close"),
        ("lang=tlh", "en, zh"),
        ("theme=mauve", "system, light, dark, projector"),
        ("msl=0", "0.5 s–240 s"),
        ("delay=soon", "50 ms–10 s"),
        ("loss=101", "0–100"),
        ("embed=yes", "0, 1"),
        ("exercise=0", "1–999999999"),
        ("exercise=1000000000", "1–999999999"),
        ("exercise=x", "1–999999999"),
        ("controls=all", "full, min, none"),
        ("speed=3", "0.25, 0.5, 1, 2, 4, 8, 16"),
        ("t=-1", "0–86400"),
        ("t=1e9", "0–86400"),
        ("tab=x", "story, segments"),
        ("segment=0", "1–9999"),
        ("zoom=9", "-6, -5"),
        ("scale=1", "folded, true"),
        ("links=false", "0, 1"),
    ] {
        let wish = wish(query, "");
        let problem = wish.problem.expect("it cannot be used");
        assert!(problem.contains(named), "{query}: {problem}");
        assert_eq!(wish.scenario, Name::FourWayClose.scenario(false));
        assert!(wish.commands.is_empty(), "{query}");
        // In a link the rest opens all the same.
        let linked = self::wish("", &["last-ack-lost?numbers=raw&", query].concat());
        assert!(
            linked.problem.is_some()
                || query.starts_with("msl")
                || query.starts_with("delay")
                || query.starts_with("loss")
        );
        assert_eq!((linked.scenario.name.as_str(), &*linked.commands[0]), ("last-ack-lost", "numbers raw"));
    }
    assert!(wish("", "no-such").problem.is_some());
    assert!(wish("", "2;abort").problem.is_some_and(|problem| problem.contains("newer")));
    assert_eq!(wish("utm_source=x&theme=&controls=&exercise=&lang", "").problem, None);
}
