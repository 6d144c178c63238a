// Starts the page, and says so when that fails: in both languages, with a way to reload.
import { failing } from "./failed.js";
import { at, draw, got, imported, load, run, script } from "./files.js";

(() => {
  const tag = document.querySelector("script[data-wasm]");
  const host = {
    draw,
    rest: bringRest,
    later: fetchLater,
    capture: fetchCapture,
    worker: () => new Worker(script("capture.js")),
    save: async (wish) => {
      globalThis.fourWavesSave ?? (await run("save.js", ""));
      globalThis.fourWavesSave(wish, { got, imported });
    },
  };
  const failed = (host.failed = failing(host, () => imported("stopped.js")));

  if (!tag) return failed("the page is incomplete: no wasm named");
  // A style sheet that is refused is no sheet; one that is still on its way is none in WebKit.
  const style = document.querySelector("link[rel=stylesheet]");
  const waits = style?.sheet === null && document.readyState !== "complete";
  const styled = new Promise((done) => (waits ? addEventListener("load", done) : done())).then(() => {
    if (style?.sheet === null) throw new Error(style.href);
  });
  // A link in the address is read by what is in further files: they need not wait for the first.
  const more =
    /[?&](?!(lang|theme|autoplay)=)/.test(location.search) ||
    location.hash.length > 1 ||
    document.documentElement.dataset.code;
  const started = Promise.all([imported(tag.dataset.js), styled]).then(async ([bindings]) => {
    exported = await bindings.default({ module_or_path: got(tag.dataset.wasm) });
    if (more) putRest(await early.catch(() => {}));
    bindings.mount(document.getElementById("app"), host);
  });
  started.catch(failed);

  // The page's further files: each puts itself into the first one's table and memory, and may need those
  // before it. Only a release build is split.
  const code = async (path) => (path ? (await got(path)).arrayBuffer() : undefined);
  const put = async (bytes, all) => bytes && (await WebAssembly.instantiate(bytes, all)).instance.exports;

  // What a first visit does not run. It comes when somebody is about to do something, and is waited for
  // where that was too late.
  let fetched, rest, exported;
  const putRest = (bytes) =>
    (rest ??= bytes && new WebAssembly.Instance(new WebAssembly.Module(bytes), { p: exported }).exports);
  function bringRest() {
    if (rest || !tag.dataset.rest) return;
    const request = new XMLHttpRequest();
    request.open("GET", at(tag.dataset.rest).split("#")[0], false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    putRest(Uint8Array.from(request.responseText, (sign) => sign.charCodeAt(0)));
  }
  const fetchRest = () =>
    (fetched ??= Promise.all([rest || early || code(tag.dataset.rest), started])
      .then(([bytes]) => putRest(bytes))
      .catch((error) => {
        fetched = early = undefined;
        throw error;
      }));
  let early = more && code(tag.dataset.rest);
  const soon = () => fetchRest().catch(() => {});
  for (const intent of ["pointerdown", "pointerover", "keydown", "focusin", "drop"]) {
    addEventListener(intent, soon, { once: true, capture: true, passive: true });
  }

  const look = () => load("later.css", "link", (href) => ({ rel: "stylesheet", href }));
  // From now on the page works without a network; in a frame that is its host's affair. A request that is
  // waited for does not see what is kept: the rest is taken from there before it is needed.
  const { offline } = tag.dataset;
  const settle = () => {
    try {
      const { serviceWorker } = navigator;
      if (serviceWorker.controller) soon();
      else serviceWorker.addEventListener("controllerchange", soon);
      setTimeout(() => serviceWorker.register(script(offline)).catch(() => {}), 2000);
    } catch {
      // A browser may refuse, or not know it.
    }
  };
  if (offline && self === top) started.then(settle, () => {});

  let later;
  function fetchLater() {
    return (later ??= Promise.all([code(tag.dataset.later), fetchRest(), look()])
      .then(([bytes, q]) => put(bytes, { p: exported, q }))
      .catch((error) => {
        later = undefined;
        throw error;
      }));
  }
  let capture;
  function fetchCapture() {
    return (capture ??= Promise.all([code(tag.dataset.capture), fetchLater()])
      .then(([bytes, r]) => put(bytes, { p: exported, q: rest, r }))
      .catch((error) => {
        capture = undefined;
        throw error;
      }));
  }
  if (more) fetchLater().catch(() => {});
  if (/[?&]embed=1/.test(location.href)) imported("embed.js").catch(() => {});
})();
