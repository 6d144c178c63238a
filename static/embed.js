// Fetched by an embed only: hosts that resize by H5P's handshake, and what an embed does not offer.
"use strict";

const query = new URLSearchParams(location.search);
const has = (name, value) => query.getAll(name).includes(value);

// ---- H5P's resizer (`h5p-resizer.js` on the host's page) ----

if (window.parent !== window) {
  const app = document.getElementById("app");
  const say = (action, more) => window.parent.postMessage({ context: "h5p", action, ...more }, "*");
  let greeted = false;
  const prepare = () => {
    const { scrollHeight, clientHeight } = document.body;
    // Until the host has answered there may be nobody who resizes.
    if (greeted) say("prepareResize", { scrollHeight, clientHeight });
  };
  addEventListener("message", ({ source, data }) => {
    if (source !== window.parent || data?.context !== "h5p") return;
    if (data.action === "ready") say("hello");
    if (data.action === "hello") greeted = true;
    if (data.action === "hello" || data.action === "resize") prepare();
    if (data.action === "resizePrepared") say("resize", { scrollHeight: document.body.scrollHeight });
  });
  new ResizeObserver(prepare).observe(app);
  say("hello");
}

// ---- what is not offered ----

const closed = has("links", "0") || has("allowLinks", "false");
const bare = has("controls", "min") || has("controls", "none");
const stop = (event) => {
  event.preventDefault();
  event.stopPropagation();
};
// What leads out is hidden by later.css; a click that finds one all the same does nothing.
if (closed) {
  addEventListener("click", (event) => event.target.closest?.("a[href], [data-do=term]") && stop(event), true);
}
// Without its buttons an embed can still be paused and stepped through, not changed.
if (bare) {
  const keys = [" ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Tab", "Escape"];
  addEventListener("click", (event) => event.target.closest?.("g.flight, [data-do^=call]") && stop(event), true);
  addEventListener(
    "keydown",
    (event) => {
      const ours = event.target.closest?.("button, input, select, a");
      if (!keys.includes(event.key) && !event.ctrlKey && !event.metaKey && !ours) event.stopPropagation();
      if (event.target.closest?.("g.flight") && ["Enter", "Delete", "Backspace"].includes(event.key)) stop(event);
    },
    true,
  );
}
