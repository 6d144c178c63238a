//! Whatever is read as a recording can be simulated and compared, and what is not is one sentence. A file
//! with a scenario in it opens as that.

use four_waves::check::recordings;
use four_waves::check::report::Report;
use four_waves::sim::recording::Recording;
use four_waves::text::Lang;
use four_waves::view::export::scenario::json;

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut report = Report::default();
    report.add(recordings::check("x.json", text));
    assert_eq!(report.to_string().lines().count(), 2, "{report}");
    assert!(report.json().len() > 50);
    if let Ok(scenario) = Recording::parse_scenario(text) {
        let again = json(&scenario, Lang::En);
        assert_eq!(Recording::parse_scenario(&again).as_ref(), Ok(&scenario), "{again}");
    }
}
