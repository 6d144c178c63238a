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
  const started = import(at(tag.dataset.js)).then(async (bindings) => {
    const exports = await bindings.default({ module_or_path: at(tag.dataset.wasm) });
    bindings.mount(document.getElementById("app"), { later: fetchLater, failed: globalThis.fourWavesFailed });
    return exports;
  });
  started.catch((error) => globalThis.fourWavesFailed(error));

  // The page's second file, with the panels that a person opens: it puts itself into the first one's
  // table and memory. Only a release build is split.
  const code = async () => {
    const path = tag.dataset.later;
    if (!path) return;
    const response = await fetch(at(path));
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    // Not streaming, which insists on the right MIME type: the file is small.
    await WebAssembly.instantiate(await response.arrayBuffer(), { p: await started });
  };
  const style = () =>
    new Promise((done, fail) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = at("later.css");
      link.onload = done;
      link.onerror = () => {
        link.remove();
        fail(new Error("later.css did not come"));
      };
      document.head.append(link);
    });
  let later;
  function fetchLater() {
    return (later ??= Promise.all([code(), style()]).catch((error) => {
      later = undefined;
      throw error;
    }));
  }
  // A link in the address is read by what is in there: it need not wait for the first file.
  if (location.hash.length > 1 || document.documentElement.dataset.code) fetchLater().catch(() => {});
})();
