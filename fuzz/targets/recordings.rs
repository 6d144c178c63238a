//! Whatever is read as a recording can be simulated and compared, and what is not is one sentence.
#![no_main]

use four_waves::check::recordings::check;
use four_waves::check::report::Report;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut report = Report::default();
    report.add(check("x.json", text));
    assert_eq!(report.to_string().lines().count(), 2, "{report}");
    assert!(report.json().len() > 50);
});
