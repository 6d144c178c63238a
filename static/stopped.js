// Fetched when the app has stopped: adds to the sentence that says so what else can be done. What was
// chosen is kept as a link, and a report can be copied, with nothing in it that is private.
"use strict";

// `cargo xtask build` puts them in here.
const VERSION = "FOUR_WAVES_VERSION";
/// Who stops so soon would do so again with the same scenario.
const AT_ONCE_MS = 8000;

/// Without host and folders, which say who reads a course where.
const plain = (text) => text.replace(/\b(?:https?|file|blob|about):[^\s()]*\//g, "");

/// Browsers and their versions; nothing of the machine.
const engine = () => (navigator.userAgent.match(/(?:Chrome|Edg|Firefox|OPR|Safari|Version)\/[\d.]+/g) ?? []).join(" ");

const report = (reason, link) => {
  // Where in the wasm: the names of its functions are not in a release.
  const where = String(reason?.stack ?? "").split("\n").filter((line) => /wasm|\.js/.test(line)).slice(0, 8);
  const lines = [`Four Waves ${VERSION}`, engine(), String(reason), ...where.map((line) => line.trim()), link];
  return plain(lines.join("\n")).slice(0, 4000);
};

/// Another app's service worker, left on this address, would go on answering for us after a reload.
const sendAway = async () => {
  const other = await navigator.serviceWorker?.getRegistration();
  if (other && !other.active?.scriptURL.endsWith("/sw.js")) await other.unregister();
};

const element = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text, ...more });
const both = (en, zh) => {
  const line = document.createElement("p");
  line.append(element("span", en, { lang: "en" }), " ", element("span", zh, { lang: "zh-CN" }));
  return line;
};

/// `box` holds the sentence; `link` is the full page's address with the scenario as it was shown last.
export const more = (box, reason, link) => {
  // An embed's address stays as it came; what it shows is behind its link to the full page.
  const shown = document.querySelector("#app .source a")?.href;
  const framed = window.parent !== window || box.getRootNode() !== document;
  const address = shown ?? link ?? location.href;
  const fragment = address.split("#").slice(1).join("#");
  if (framed) {
    const line = both("Your scenario as a link:", "你的情景的链接：");
    line.append(" ", element("a", address, { href: address, target: "_blank", rel: "noopener" }));
    box.append(line);
  }
  // A file that did not come is not the scenario's fault.
  const trap = reason instanceof WebAssembly.RuntimeError || typeof reason === "string";
  if (!trap) sendAway().catch(() => {});
  if (trap && box.id && performance.now() < AT_ONCE_MS) {
    const line = both("If it stops again:", "如果再次停止：");
    const embed = /[?&]embed=1/.test(location.search) ? "?embed=1" : "";
    const start = new URL("./", document.baseURI).href + embed;
    line.append(" ", element("a", "Start with the four-way close · 从标准的四次挥手开始", { href: start }));
    box.append(line);
  }
  const text = box.querySelector("pre") ?? document.createElement("pre");
  const details = document.createElement("details");
  details.append(element("summary", "Details · 详情"), text);
  box.append(details);
  text.textContent = report(reason, fragment && `#${fragment}`);
  const said = element("span", "", { role: "status" });
  const button = element("button", "Copy this report · 复制这份报告", { type: "button" });
  button.onclick = async () => {
    const copied = await navigator.clipboard?.writeText(text.textContent).then(() => true, () => false);
    if (!copied) getSelection().selectAllChildren(text);
    said.textContent = copied ? "Copied. · 已复制。" : "Copying was refused; it is selected. · 复制被拒绝，已为你选中。";
  };
  const line = document.createElement("p");
  line.append(button, " ", said);
  details.append(line);
};
