//! Mounts the page.
use yew::prelude::*;

#[function_component]
fn App() -> Html {
    html! { <p>{ "Four Waves" }</p> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
