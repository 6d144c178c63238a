// What an embed does not offer. Its address says that, and the app marks its root with it: as
// `data-controls` and `data-links`. What later.css hides by those marks, keys and clicks do not reach
// either.
/// Playing, and going about: what is left without buttons. It changes nothing.
const KEYS = [" ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Tab", "Escape"];

const around = (event, selector) => event.target.closest?.(selector);
const bare = (event) => around(event, "[data-controls=min], [data-controls=none]");

const click = (event) => {
  const out = around(event, "[data-links='0']") && around(event, "a[href], [data-do=term]");
  if (!out && !(bare(event) && around(event, "g.flight, [data-do^=call]"))) return;
  event.preventDefault();
  event.stopPropagation();
};
const press = (event) => {
  const plays = KEYS.includes(event.key) && !event.ctrlKey && !event.metaKey;
  // What the browser makes of it, such as pressing a button, it may.
  if (bare(event) && !plays) event.stopPropagation();
};

/// `above` is around the app's root, whose own listeners hear of nothing that is stopped there.
const guard = (above) => {
  above.addEventListener("click", click, true);
  above.addEventListener("keydown", press, true);
};

export { guard };
