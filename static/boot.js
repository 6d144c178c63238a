// Starts the page, and says so when that fails: in both languages, with a way to reload.
"use strict";

(() => {
  const tag = document.querySelector("script[data-wasm]");
  const at = (path) => new URL(path, document.baseURI).href;
  let failed = false;

  globalThis.fourWavesFailed = (reason) => {
    if (failed) return;
    failed = true;
    console.error("Four Waves stopped:", reason);
    const box = document.getElementById("failed");
    if (!box) return;
    box.hidden = false;
    box.scrollIntoView?.();
    const details = box.querySelector("pre");
    if (details) details.textContent = String(reason).slice(0, 2000);
    box.querySelector("button").addEventListener("click", () => location.reload());
    const wait = document.getElementById("wait");
    if (wait) wait.hidden = true;
  };

  // A panic of the page is a trap of its wasm, whoever called into it.
  const trapped = (error) => {
    if (error instanceof WebAssembly.RuntimeError) globalThis.fourWavesFailed(error);
  };
  addEventListener("error", (event) => trapped(event.error));
  addEventListener("unhandledrejection", (event) => trapped(event.reason));

  if (!tag) return globalThis.fourWavesFailed("the page is incomplete: no wasm named");
  import(at(tag.dataset.js))
    .then((bindings) => bindings.default({ module_or_path: at(tag.dataset.wasm) }))
    .catch((error) => globalThis.fourWavesFailed(error));
})();
