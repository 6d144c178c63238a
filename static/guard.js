// What an embed does not offer. Its address says that, and the app marks it as `data-controls` and
// `data-links` on `root`; what later.css hides by those marks, keys and clicks do not reach either.
"use strict";

/// Playing, and going about: what is left without buttons. It changes nothing.
const KEYS = [" ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Tab", "Escape"];

export const guard = (root) => {
  const bare = () => ["min", "none"].includes(root.dataset.controls);
  const click = (event) => {
    const on = (selector) => event.target.closest?.(selector);
    const out = root.dataset.links === "0" && on("a[href], [data-do=term]");
    if (!out && !(bare() && on("g.flight, [data-do^=call]"))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const press = (event) => {
    const plays = KEYS.includes(event.key) && !event.ctrlKey && !event.metaKey;
    // What the browser makes of it, such as pressing a button, it may.
    if (bare() && !plays) event.stopPropagation();
  };
  // Before the app hears of them.
  root.addEventListener("click", click, true);
  root.addEventListener("keydown", press, true);
};
