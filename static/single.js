// Starts the page that is one file (`cargo xtask build` makes it): all that boot.js would fetch is in
// here, so that it works from a disk and in a sandbox.
"use strict";

import { failing } from "./failed.js";
import { draw } from "./files.js";

(() => {
  // A byte is a sign of the same number, or of 256 more where that one could not stand in a file.
  const bytes = (text) => {
    const all = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) all[at] = text.charCodeAt(at);
    return all;
  };
  const app = document.getElementById("app");
  // The pages that stand beside the app's are on its site, where that is known.
  const site = document.documentElement.dataset.site;
  const host = { draw, later: () => later(), single: !site, ...(site && { page: site }) };
  const failed = (host.failed = failing(host, () => import("./stopped.js")));

  const unlink = () => {
    for (const link of app.querySelectorAll('a[href*=".html"]:not([href*="://"])')) {
      if (site) link.href = new URL(link.getAttribute("href"), site).href;
      else link.removeAttribute("href");
    }
  };
  new MutationObserver(unlink).observe(app, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["href"],
  });

  // The build puts it in here, too.
  if (/[?&]embed=1/.test(location.href)) import("./embed.js").catch(failed);

  const started = fourWavesBindings.default({ module_or_path: bytes(FOUR_WAVES_FIRST) }).then(async (p) => {
    const q = (await WebAssembly.instantiate(bytes(FOUR_WAVES_REST), { p })).instance.exports;
    return { p, q };
  });
  let second;
  const later = () => (second ??= started.then((all) => WebAssembly.instantiate(bytes(FOUR_WAVES_LATER), all)));
  started.then(() => fourWavesBindings.mount(app, host)).catch(failed);
})();
