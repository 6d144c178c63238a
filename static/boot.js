// Starts the page, and says so when that fails: in both languages, with a way to reload.
import { failing } from "./failed.js";
import { draw, got, imported, load, run, script } from "./files.js";

(() => {
  const tag = document.querySelector("script[data-wasm]");
  const host = {
    draw,
    later: fetchLater,
    capture: fetchCapture,
    worker: () => new Worker(script("capture.js")),
    save: async (wish) => {
      globalThis.fourWavesSave ?? (await run("save.js", ""));
      globalThis.fourWavesSave(wish);
    },
  };
  const failed = (host.failed = failing(host, () => imported("stopped.js")));

  if (!tag) return failed("the page is incomplete: no wasm named");
  // A style sheet that is refused is no sheet.
  const style = document.querySelector("link[rel=stylesheet]");
  if (style?.sheet === null) return failed(new Error(style.href));
  const started = imported(tag.dataset.js).then(async (bindings) => {
    const exports = await bindings.default({ module_or_path: got(tag.dataset.wasm) });
    bindings.mount(document.getElementById("app"), host);
    return exports;
  });
  started.catch(failed);

  // The page's further files, with what a person opens: each puts itself into the first one's table and
  // memory, and may need the one before. Only a release build is split.
  const code = async (path, then) => {
    if (!path) return;
    const response = await got(path);
    // Not streaming, which insists on the right MIME type: the file is small.
    const all = { p: await started, q: await then };
    return (await WebAssembly.instantiate(await response.arrayBuffer(), all)).instance.exports;
  };
  const look = () => load("later.css", "link", (href) => ({ rel: "stylesheet", href }));
  // From now on the page works without a network; in a frame that is its host's affair.
  const { offline } = tag.dataset;
  const settle = () => {
    try {
      navigator.serviceWorker.register(script(offline)).catch(() => {});
    } catch {
      // A browser may refuse, or not know it.
    }
  };
  if (offline && self === top) started.then(() => setTimeout(settle, 2000), () => {});

  let later;
  function fetchLater() {
    return (later ??= Promise.all([code(tag.dataset.later), look()]).catch((error) => {
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
  if (/[?&]embed=1/.test(location.href)) imported("embed.js").catch(() => {});
})();
