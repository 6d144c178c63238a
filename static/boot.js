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
    const host = { later: fetchLater, capture: fetchCapture, failed: globalThis.fourWavesFailed };
    bindings.mount(document.getElementById("app"), host);
    return exports;
  });
  started.catch((error) => globalThis.fourWavesFailed(error));

  // The page's further files, with what a person opens: each puts itself into the first one's table and
  // memory, and may need the one before. Only a release build is split.
  const code = async (path, then) => {
    if (!path) return;
    const response = await fetch(at(path));
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    // Not streaming, which insists on the right MIME type: the file is small.
    const all = { p: await started, q: await then };
    return (await WebAssembly.instantiate(await response.arrayBuffer(), all)).instance.exports;
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
  // From now on the page works without a network; in a frame that is its host's affair.
  const { offline } = tag.dataset;
  const settle = () => {
    try {
      navigator.serviceWorker.register(at(offline)).catch(() => {});
    } catch {
      // A browser may refuse, or not know it.
    }
  };
  if (offline && self === top) started.then(() => setTimeout(settle, 2000), () => {});

  let later;
  function fetchLater() {
    return (later ??= Promise.all([code(tag.dataset.later), style()]).catch((error) => {
      later = undefined;
      throw error;
    }));
  }
  let capture;
  function fetchCapture() {
    return (capture ??= code(tag.dataset.capture, fetchLater().then(([own]) => own)).catch((error) => {
      capture = undefined;
      throw error;
    }));
  }
  // A link in the address is read by what is in there: it need not wait for the first file.
  const more = /[?&](?!(lang|theme|autoplay)=)/.test(location.search);
  if (more || location.hash.length > 1 || document.documentElement.dataset.code) fetchLater().catch(() => {});
  if (/[?&]embed=1/.test(location.href)) import(at("embed.js")).catch(() => {});
})();
