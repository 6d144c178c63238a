// Fetched by an embed only: hosts that resize by H5P's handshake, and what an embed does not offer.
"use strict";

import { guard } from "./guard.js";

guard(window);

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
