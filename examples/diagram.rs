//! Writes the state diagram as SVG, as the page lays it out: `cargo run --no-default-features --example
//! diagram -- LINK MOMENT zh > diagram.svg`. For looking at the layout without a page.

use four_waves::sim::{link_code, simulate};
use four_waves::tcp::{EDGES, State};
use four_waves::text::{Lang, diagram};
use four_waves::view::diagram::{Anchor, BOX, Diagram, HEIGHT, TOKEN, WIDTH, head, line, place, token};

const STYLE: &str = "rect,.edge{fill:none;stroke:#5b6675;stroke-width:1.6}.box{fill:#fff}.thin{stroke-width:1;\
    stroke-dasharray:2 4;stroke:#8b95a5}.lit{stroke:#0b5fff;stroke-width:3.5;stroke-dasharray:none}text{font:15px \
    system-ui,sans-serif;fill:#566172}.name{font-size:16px;font-weight:700;text-anchor:middle;fill:#1b2330}.c{fill:\
    #0b5fff}.s{fill:#b8451f}.token{fill:#fff;font-weight:700;text-anchor:middle}.head{fill:#5b6675}";

fn main() {
    let mut arguments = std::env::args().skip(1);
    let scenario = link_code::decode(&arguments.next().unwrap_or("1;last-ack-lost;o".to_owned())).scenario;
    let trace = simulate(&scenario);
    let moment = arguments.next().and_then(|text| text.parse().ok());
    let moment = moment.filter(|moment| *moment < trace.moments.len()).or(trace.moments.len().checked_sub(1));
    let lang = arguments.next().and_then(|text| Lang::from_tag(&text)).unwrap_or_default();
    let shown = Diagram::of(&trace, moment);
    println!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}'><style>{STYLE}</style>");
    for (index, edge) in EDGES.iter().enumerate() {
        let line = line(*edge).expect("every edge is drawn");
        let thin = if line.label.is_none() { " thin" } else { "" };
        let lit = if shown.edge(index).so_far == [false; 2] { "" } else { " lit" };
        println!(
            "<path class='edge{thin}{lit}' d='{}'/><path class='head' d='{}'/>",
            line.path(),
            head(&line)
        );
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
    }
    for state in State::ALL {
        let ((x, y), (half_width, half_height)) = (place(state), BOX);
        let (left, top, width, height) = (x - half_width, y - half_height, half_width * 2, half_height * 2);
        println!("<rect class='box' x='{left}' y='{top}' width='{width}' height='{height}' rx='10'/>");
        println!("<text class='name' x='{x}' y='{}'>{state}</text>", y + 6);
        for (side, letter) in
            [(0, "C"), (1, "S")].into_iter().filter(|(side, _)| shown.state(state).now[*side])
        {
            let (x, y) = token(state, side);
            let round = if side == 0 { TOKEN } else { 3 };
            let (left, top, size) = (x - TOKEN, y - TOKEN, TOKEN * 2);
            let class = letter.to_lowercase();
            println!(
                "<rect class='{class}' x='{left}' y='{top}' width='{size}' height='{size}' rx='{round}'/>"
            );
            println!("<text class='token' x='{x}' y='{}'>{letter}</text>", y + 6);
        }
    }
    println!("</svg>");
}
