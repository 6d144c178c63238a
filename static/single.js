// Starts the page that is one file (`cargo xtask build` makes it): all that boot.js would fetch is in
// here, so that it works from a disk and in a sandbox.
"use strict";

(() => {
  // A byte is a sign of the same number, or of 256 more where that one could not stand in a file.
  const bytes = (text) => {
    const all = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) all[at] = text.charCodeAt(at);
    return all;
  };
  const app = document.getElementById("app");
  let stopped = false;
  const failed = (reason) => {
    if (stopped) return;
    stopped = true;
    console.error("Four Waves stopped:", reason);
    const box = document.getElementById("failed");
    box.hidden = false;
    box.querySelector("pre").textContent = String(reason).slice(0, 2000);
    box.querySelector("button").addEventListener("click", () => location.reload());
    const wait = document.getElementById("wait");
    if (wait) wait.hidden = true;
  };
  const trapped = (error) => {
    if (error instanceof WebAssembly.RuntimeError) failed(error);
  };
  addEventListener("error", (event) => trapped(event.error));
  addEventListener("unhandledrejection", (event) => trapped(event.reason));

  // The pages that stand beside the app's are on its site, where that is known.
  const site = document.documentElement.dataset.site;
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

  const started = fourWavesBindings.default({ module_or_path: bytes(FOUR_WAVES_FIRST) });
  let second;
  const later = () =>
    (second ??= started.then((exports) => WebAssembly.instantiate(bytes(FOUR_WAVES_LATER), { p: exports })));
  started
    .then(() => fourWavesBindings.mount(app, { later, failed, single: !site, ...(site && { page: site }) }))
    .catch(failed);
})();
