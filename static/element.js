// <four-waves scenario="last-ack-lost" lang="zh">What stands here is shown until the app does.</four-waves>
//
// However many stand on a page, they share one wasm, which is fetched when the first comes near the
// view. docs/embed.md lists attributes, methods and events.
"use strict";

import { trapped } from "./failed.js";
import { at, draw, got, imported } from "./files.js";
import { guard } from "./guard.js";

// `cargo xtask build` puts the names of its files in here.
const FILES = { js: "FILE_JS", wasm: "FILE_WASM", rest: "FILE_REST", later: "FILE_LATER", style: "FILE_STYLE", stopped: "FILE_STOPPED" };

/// All that is mounted, by what stops it.
const mounted = new Set();

const styled = (text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
};
const outside = styled(":host { display: block; } :host([hidden]) { display: none; } .failed { padding: 8px 0; } .failed pre { white-space: pre-wrap; overflow-wrap: anywhere; } .failed a { overflow-wrap: anywhere; }");

/// The one wasm, ready to be mounted, and the sheet of all. What failed may be asked for again.
let app;
const load = () =>
  (app ??= (async () => {
    const [bindings, style] = await Promise.all([
      imported(FILES.js),
      got(FILES.style).then((response) => response.text()),
    ]);
    const p = await bindings.default({ module_or_path: got(FILES.wasm) });
    // Further files put themselves into the first one's table and memory.
    const further = async (path, all) => {
      const bytes = await (await got(path)).arrayBuffer();
      return (await WebAssembly.instantiate(bytes, all)).instance.exports;
    };
    // Without the files of an unsplit build (`cargo xtask serve`) there are none.
    const q = FILES.rest && (await further(FILES.rest, { p }));
    let second;
    const later = async () =>
      FILES.later &&
      (second ??= further(FILES.later, { p, q }).catch((error) => {
        second = undefined;
        throw error;
      }));
    let stopped = false;
    // A wasm that has panicked is no good to anybody any more, and there is only one.
    const failed = (reason) => {
      if (stopped) return;
      stopped = true;
      console.error("Four Waves stopped:", reason);
      app = Promise.reject(reason);
      // Who asks for it hears of it; that nobody may is no error of its own.
      app.catch(() => {});
      for (const stop of [...mounted]) stop(reason);
    };
    // The page around may have a wasm of its own.
    trapped((error) => String(error.stack).includes(FILES.wasm.split(/[/#]/)[1]) && failed(error));
    const host = { draw, failed, later, page: at("./") };
    return { sheet: styled(style), mount: (root, own) => bindings.mount(root, { ...host, ...own }) };
  })().catch((error) => {
    app = undefined;
    throw error;
  }));

/// Near the view they start, away from it they pause.
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) target[seen](isIntersecting);
  },
  { rootMargin: "200px" },
);
const seen = Symbol("seen");

/// These are changed while it runs; with another value of any other it begins anew.
const CHANGED = {
  lang: (lang) => ({ type: "setLang", lang }),
  scenario: (scenario) => ({ type: "load", scenario }),
  code: (scenario) => ({ type: "load", scenario }),
  theme: (id) => `set theme ${id}`,
  speed: (speed) => `set speed ${speed}`,
};
const ATTRIBUTES = [
  ...Object.keys(CHANGED),
  ...["autoplay", "controls", "delay", "links", "loss", "msl", "numbers", "opening", "rto"],
];

class FourWaves extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #shadow = this.attachShadow({ mode: "open" });
  /// What the app is asked by; undefined while it is not mounted.
  #ask;
  #stop;
  #mounting;
  #anew = false;
  #near = false;

  constructor() {
    super();
    this.#shadow.adoptedStyleSheets = [outside];
    guard(this.#shadow);
    this.#shadow.append(document.createElement("slot"));
  }

  connectedCallback() {
    near.observe(this);
  }

  disconnectedCallback() {
    // Whoever is only moved goes on.
    queueMicrotask(() => {
      if (this.isConnected) return;
      near.unobserve(this);
      this.#near = false;
      this.#unmount();
    });
  }

  attributeChangedCallback(name, before, value) {
    if (before === value || !this.#ask) return;
    const change = CHANGED[name];
    if (change && value !== null) return this.#say(change(value));
    if (this.#anew) return;
    this.#anew = true;
    queueMicrotask(() => {
      this.#anew = false;
      this.#unmount();
      if (this.isConnected) this.#mount();
    });
  }

  [seen](isNear) {
    this.#near = isNear;
    if (isNear) this.#mount();
    else if (this.#ask) this.pause();
  }

  play() {
    return this.#asked({ type: "play" });
  }
  pause() {
    return this.#asked({ type: "pause" });
  }
  /** To that many seconds after the beginning. */
  seek(t) {
    return this.#asked({ type: "seek", t: Number(t) });
  }
  /** To the next event (1) or the previous one (-1). */
  step(by = 1) {
    return this.#asked({ type: "step", by: Number(by) });
  }
  /** A scenario's name, or the text of its link. */
  load(code) {
    return this.#asked({ type: "load", scenario: String(code) });
  }
  setLang(lang) {
    return this.#asked({ type: "setLang", lang: String(lang) });
  }

  /// Kept when the app asked is there; whoever is not on a page has none.
  async #asked(message) {
    await this.#mount();
    this.#say(message);
  }

  #say(asked) {
    if (typeof asked === "object") asked = { ...asked, type: `four-waves:${asked.type}`, version: 1 };
    this.#ask?.(asked);
  }

  #tell({ type, version, ...detail }) {
    const name = type.slice("four-waves:".length);
    // Begun out of view, or while it was on its way there.
    if (this.#ask && detail.playing && !this.#near) this.pause();
    // An element is as high as what is in it.
    if (name !== "height") this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /// What an address would say.
  #query() {
    const query = new URLSearchParams({ embed: "1" });
    for (const name of ATTRIBUTES) if (this.hasAttribute(name)) query.set(name, this.getAttribute(name));
    // Its own language or the page's, where that is one of ours.
    const lang = this.closest("[lang]")?.getAttribute("lang");
    query.delete("lang");
    if (/^(en|zh)\b/i.test(lang)) query.set("lang", lang);
    const code = query.get("code");
    query.delete("code");
    return code ? `${query}#${encodeURIComponent(code)}` : String(query);
  }

  #mount() {
    return (this.#mounting ??= this.#start().catch((error) => this.#failed(error)));
  }

  async #start() {
    const { sheet, mount } = await load();
    if (!this.isConnected) return void (this.#mounting = undefined);
    const place = document.createElement("div");
    place.className = "four-waves";
    this.#shadow.adoptedStyleSheets = [outside, sheet];
    this.#shadow.append(place);
    const query = this.#query();
    const ask = mount(place, { query, tell: (message) => this.#tell(message) });
    const stopped = (reason) => this.#failed(reason);
    mounted.add(stopped);
    this.#stop = () => {
      mounted.delete(stopped);
      this.#ask = this.#stop = this.#mounting = undefined;
      place.remove();
    };
    // It draws itself when its second file has come.
    await new Promise((done) => {
      const drawn = new MutationObserver(() => {
        if (!place.querySelector("#stage")) return;
        drawn.disconnect();
        done();
      });
      drawn.observe(place, { childList: true, subtree: true });
    });
    if (!place.isConnected) return ask("end");
    this.#shadow.querySelector("slot")?.remove();
    this.#shadow.querySelector(".failed")?.remove();
    this.#ask = ask;
    // What its attributes said meanwhile.
    if (query !== this.#query()) {
      this.#unmount();
      return this.#mount();
    }
    if (this.hasAttribute("speed")) this.#say(CHANGED.speed(this.getAttribute("speed")));
  }

  #unmount() {
    const ask = this.#ask;
    ask?.("end");
    this.#stop?.();
    if (!this.#shadow.querySelector("slot")) this.#shadow.prepend(document.createElement("slot"));
  }

  #failed(reason) {
    const [ran, link] = [this.#ask, this.#shadow.querySelector(".source a")?.href];
    // What has stopped cannot be asked to end.
    this.#ask = undefined;
    this.#unmount();
    this.#mounting = undefined;
    if (!this.#shadow.querySelector(".failed")) {
      const note = document.createElement("div");
      note.className = "failed";
      note.setAttribute("role", "status");
      note.textContent = ran
        ? "Four Waves has stopped: reload the page. · 四次挥手已停止运行：请重新加载网页。"
        : "Four Waves could not be loaded. · 四次挥手未能加载。";
      this.#shadow.append(note);
      if (ran) imported(FILES.stopped).then(({ more }) => more(note, reason, link), () => {});
    }
    this.#tell({ type: "four-waves:error", message: String(reason).slice(0, 2000) });
  }
}

if (!customElements.get("four-waves")) customElements.define("four-waves", FourWaves);
