// Says on the page that it has stopped.

/// A panic of the app is a trap of its wasm, whoever called into it.
const trapped = (heard) => {
  const hear = (error) => error instanceof WebAssembly.RuntimeError && heard(error);
  addEventListener("error", (event) => hear(event.error));
  addEventListener("unhandledrejection", (event) => hear(event.reason));
};

/// `host` is what the app is mounted with; `stopped` fetches stopped.js.
const failing = (host, stopped) => {
  const root = document.documentElement;
  // What style.css would say where not even this comes need not be said.
  root.dataset.runs = "yes";
  let failed = false;
  const fails = (reason) => {
    if (failed) return;
    failed = true;
    console.error("Four Waves stopped:", reason);
    const box = document.getElementById("failed");
    root.dataset.runs = "no";
    box.scrollIntoView();
    box.querySelector("pre").textContent = reason;
    const button = box.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => location.reload());
    // Its buttons would call into what has stopped.
    const page = document.querySelector("#app > .page");
    if (page) page.inert = true;
    stopped().then(({ more }) => more(box, reason, host.link), () => {});
  };
  trapped(fails);
  return fails;
};

export { failing, trapped };
