//! One segment closely: its octets are the wire's, a field and its octets light up together, and the
//! receiver's checks are the machine's.
use e2e::{Browser, Options, Result, SOON, Site, run};
use four_waves::sim::{Cause, Flight, Trace};
use four_waves::tcp::{Check, Found};
use four_waves::text::{Lang, inspect::check_name};
use four_waves::wire::{self, Packet};

/// The IP packet as the wire has it, in the page's digits; of data only the first 16 octets.
fn octets(flight: &Flight) -> Vec<String> {
    let [from, to] = [flight.from, flight.from.peer()].map(|side| side.address().into());
    let packet = wire::write(&Packet { from, to, segment: flight.segment, mss: None }, 0).expect("it fits");
    let mut digits: Vec<String> = packet.iter().take(56).map(|octet| format!("{octet:02x}")).collect();
    if packet.len() > 56 {
        digits.push("…".into());
    }
    digits
}

/// What the receiver's checks found: the name of each, and how it went.
fn checks(trace: &Trace, flight: usize, lang: Lang) -> Option<Vec<String>> {
    let arrival = trace.moments.iter().find(|moment| moment.cause == Cause::Arrival(flight))?;
    let verdict = arrival.verdict.expect("what arrives is judged");
    let row = |check: &Check| {
        let how = match verdict.found(*check) {
            Found::Passed(_) | Found::OnlyItsAck => "passed",
            Found::Ended(_) => "ended",
            Found::NotAsked => "not-reached",
        };
        format!("{how} {}", check_name(*check, lang))
    };
    Some(Check::order(verdict.state).iter().map(row).collect())
}

async fn assert_inspected(page: &Browser, trace: &Trace, flight: usize, lang: Lang) -> Result {
    page.until_chosen(flight).await?;
    let of = &trace.flights[flight];
    let what = format!("segment {flight} of {}", page.scenario().await?);
    let shown =
        page.strings("Array.from(document.querySelectorAll('.octets span'), s => s.textContent)").await?;
    assert_eq!(shown, octets(of), "{what}");
    let ports = page.strings("['Source', 'Destination'].map(f => document.querySelector(`.cells [aria-label^='${f} Port'] span`).textContent)").await?;
    assert_eq!(
        ports.join("→"),
        format!("{}→{}", of.from.address().port(), of.from.peer().address().port()),
        "{what}"
    );
    let rows = page
        .strings("Array.from(document.querySelectorAll('.checks > li'), row => `${row.className} ${row.querySelector('b').textContent}`)")
        .await?;
    assert_eq!(rows, checks(trace, flight, lang).unwrap_or_default(), "{what}");
    let head = page.text(".closely h3 b").await?;
    assert_eq!(head, of.segment.to_string(), "{what}");
    Ok(())
}

#[tokio::test]
async fn the_octets_are_the_wires_and_the_checks_are_the_machines() {
    let site = Site::dist();
    for (lang, of) in [("en", Lang::En), ("zh", Lang::Zh)] {
        run(
            &format!("octets-{lang}"),
            Options { reduced_motion: true, ..Options::default() },
            async |page| {
                let (mut seen, mut ended) = (0, 0);
                for link in [
                    "half-close-data;o",
                    "last-ack-lost",
                    "simultaneous-close",
                    "abort",
                    "server-never-closes",
                ] {
                    page.visit(&site.url(&format!("?lang={lang}#1;{link}"))).await?;
                    page.tab("segments").await?;
                    let trace = page.shown_trace().await?;
                    for flight in 0..trace.flights.len() {
                        page.press(&format!("select {flight}")).await?;
                        assert_inspected(page, &trace, flight, of).await?;
                        seen += 1;
                        ended += page.count(".checks .ended").await?;
                    }
                }
                assert!(seen >= 20 && ended >= 1, "{seen} segments, {ended} ended by a check");
                page.no_errors().await
            },
        )
        .await;
    }
}

/// One that comes twice, and one that never comes.
#[tokio::test]
async fn a_repeated_fin_and_a_lost_ack_say_what_became_of_them() {
    let site = Site::dist();
    run("verdict-ended", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;last-ack-lost")).await?;
        let trace = page.shown_trace().await?;
        // The server's FIN that comes again is a number that TIME-WAIT has had already.
        let again = trace.flights.iter().position(|flight| flight.again).expect("the FIN comes again");
        page.choose(again).await?;
        assert_inspected(page, &trace, again, Lang::En).await?;
        assert!(page.text(".closely").await?.contains("TIME-WAIT"));
        let lost = trace.flights.iter().position(Flight::is_lost).expect("one is lost");
        page.press(&format!("select {lost}")).await?;
        page.until_chosen(lost).await?;
        assert_eq!(page.count(".checks").await?, 0, "a lost one is never checked");
        page.no_errors().await
    })
    .await;
}

/// The octets that are lit, by their places.
async fn lit(page: &Browser) -> Result<Vec<usize>> {
    let list = page
        .strings("[...document.querySelectorAll('.octets span')].flatMap((s, at) => s.matches('.chosen') ? [at] : [])")
        .await?;
    Ok(list.iter().filter_map(|at| at.parse().ok()).collect())
}

#[tokio::test]
async fn a_field_lights_its_octets_and_an_octet_its_field() {
    let site = Site::dist();
    run("fields-lit", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;half-close-data")).await?;
        page.choose(2).await?;
        // The places are those of RFC 9293 section 3.1, after twenty octets of IPv4.
        for (name, places) in [
            ("Source Port", 20..22),
            ("Destination Port", 22..24),
            ("Sequence Number", 24..28),
            ("Acknowledgment Number", 28..32),
            ("Data Offset", 32..33),
            ("FIN", 33..34),
            ("Window", 34..36),
            ("Checksum", 36..38),
            ("Urgent Pointer", 38..40),
            ("Data", 40..56),
        ] {
            // A flag's cell, and the data's, are known by their width as well.
            let width = match name {
                "Data" => ".w32",
                "FIN" => ".w1",
                _ => "",
            };
            let css = format!(".header-figure:not(details *) .cells {width}[aria-label^='{name} ']");
            page.click(&css).await?;
            page.until(&format!("document.querySelector(`{css}`).ariaPressed === 'true'"), SOON).await?;
            assert_eq!(lit(page).await?, places.clone().collect::<Vec<_>>(), "{name}");
            let about = page.text(".field-about").await?;
            assert!(about.starts_with(name) && about.len() > name.len() + 20, "{about}");
            // From the octet to the field: the first one where it holds several.
            page.click(".cells [aria-label^='Window ']").await?;
            page.click(&format!(".octets span:nth-child({})", places.start + 1)).await?;
            page.frame().await?;
            assert!(lit(page).await?.contains(&places.start), "{name}");
            let chosen =
                page.strings("Array.from(document.querySelectorAll('.cells .chosen'), c => c.title)").await?;
            assert_eq!(chosen.len(), 1, "{chosen:?}");
            assert!(name == "FIN" || chosen[0].starts_with(name), "{name}: {chosen:?}");
        }
        // The IP header unfolds for its octets.
        page.click(".octets span:first-child").await?;
        page.until("document.querySelector('details.ip[open] .cells .chosen')", SOON).await?;
        // Pointed at, or come to by keys, both light up, and only they.
        let lights = "[...document.querySelectorAll('[data-lit]')].map(e => e.dataset.f)";
        for (by, css) in [
            ("dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))", ".octets span:nth-child(35)"),
            ("focus()", ".cells [aria-label^='Window ']"),
        ] {
            page.js(&format!("document.querySelector(`{css}`).{by}")).await?;
            let lit = page.strings(lights).await?;
            assert!(lit.len() == 3 && lit.iter().all(|field| *field == lit[0]), "{lit:?}");
        }
        page.js("document.querySelector('.closely h3').dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))")
            .await?;
        assert!(page.strings(lights).await?.is_empty());
        // Another segment: the same field stays looked at.
        page.press("select 0").await?;
        page.until_chosen(0).await?;
        assert_eq!(page.count("details.ip .cells .chosen").await?, 1);
        page.no_errors().await
    })
    .await;
}
