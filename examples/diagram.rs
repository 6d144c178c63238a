//! Writes the state diagram as a page of its own, with the page's styles: for looking at the layout.
//! `cargo run --no-default-features --example diagram -- LINK MOMENT zh dark > diagram.html`

use four_waves::sim::{link_code, simulate};
use four_waves::tcp::{EDGES, State};
use four_waves::text::{Lang, diagram};
use four_waves::view::diagram::{
    Anchor, BOX, Diagram, HEIGHT, MARK, TOKEN, Used, WIDTH, head, line, place, token,
};
use four_waves::view::svg::state_class;

const STYLES: [&str; 2] = [include_str!("../static/style.css"), include_str!("../static/later.css")];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |index: usize| arguments.get(index).map(String::as_str);
    let scenario = link_code::decode(argument(0).unwrap_or("1;last-ack-lost;o")).scenario;
    let trace = simulate(&scenario);
    let moment = argument(1).and_then(|text| text.parse().ok());
    let moment = moment.filter(|moment| *moment < trace.moments.len()).or(trace.moments.len().checked_sub(1));
    let lang = argument(2).and_then(Lang::from_tag).unwrap_or_default();
    let theme = argument(3).unwrap_or("light");
    let shown = Diagram::of(&trace, moment);
    println!(
        "<!doctype html><html data-theme='{theme}'><meta charset='utf-8'><style>{}</style>",
        STYLES.concat()
    );
    println!("<body class='card' style='padding: 16px'><svg class='states' viewBox='0 0 {WIDTH} {HEIGHT}'>");
    for (index, edge) in EDGES.iter().enumerate() {
        let (line, used) = (line(*edge).expect("every edge is drawn"), shown.edge(index));
        let thin = if line.label.is_none() { "thin" } else { "" };
        println!("<g class='edge {thin} {}'><path class='line' d='{}'/>", class(used), line.path());
        println!("<path class='tip' d='{}'/>", head(&line));
        if let Some(label) = line.label {
            let anchor = match label.anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            for (text, below) in diagram::label(*edge, lang).into_iter().zip([0, label.step]) {
                let (x, y) = (label.at.0, label.at.1 + below);
                println!("<text text-anchor='{anchor}' x='{x}' y='{y}'>{text}</text>");
            }
        }
        for (side, (x, y)) in line.marks().into_iter().enumerate().filter(|(side, _)| used.so_far[*side]) {
            println!("{}", mark(side, x, y, MARK));
        }
        println!("</g>");
    }
    for state in State::ALL {
        let ((x, y), (half_width, half_height)) = (place(state), BOX);
        let (left, top, width, height) = (x - half_width, y - half_height, half_width * 2, half_height * 2);
        println!("<g class='state {} {}'>", state_class(state), class(shown.state(state)));
        println!("<rect x='{left}' y='{top}' width='{width}' height='{height}' rx='10'/>");
        println!("<text x='{x}' y='{}'>{state}</text></g>", y + 6);
    }
    for side in four_waves::sim::Side::BOTH {
        let (x, y) = token(trace.ends_after(moment)[side as usize].state, side as usize);
        println!(
            "<g class='token' style='transform: translate({x}px, {y}px)'>{}",
            mark(side as usize, 0, 0, TOKEN)
        );
        println!("<text y='6'>{}</text></g>", diagram::token(side, lang));
    }
    println!("</svg></body></html>");
}

fn class(used: Used) -> &'static str {
    match [used.now, used.so_far, used.ever].map(|sides| sides != [false; 2]) {
        [true, ..] => "lit present",
        [_, true, _] => "lit",
        [.., true] => "later",
        _ => "",
    }
}

fn mark(side: usize, x: i16, y: i16, half: i16) -> String {
    let (class, round) = if side == 0 { ("of-client", half) } else { ("of-server", 2) };
    let (left, top, size) = (x - half, y - half, half * 2);
    format!("<rect class='{class}' x='{left}' y='{top}' width='{size}' height='{size}' rx='{round}'/>")
}
