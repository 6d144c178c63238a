// Fills the codes of the embed page with what is chosen in its form, shows the preview, and copies.
"use strict";

const form = document.getElementById("choice");
const base = new URL("./", location.href).href.replace(/[?#].*/, "");
const frame = document.createElement("iframe");
const said = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

/// What is chosen: the parameters of an address, and the code of a scenario that is none of the catalogue's.
const chosen = () => {
  const choice = new FormData(form);
  const link = choice.get("link").trim();
  // A link of an open page, or only what stands behind its `#`.
  const code = link.includes("#") ? link.slice(link.indexOf("#") + 1).split("?")[0] : "";
  const about = document.getElementById("about-link");
  about.textContent = link && !code ? about.dataset.unread : about.dataset.hint;
  about.classList.toggle("wrong", Boolean(link && !code));
  const query = new URLSearchParams({ embed: "1" });
  if (!code) query.set("scenario", choice.get("scenario"));
  for (const name of ["lang", "theme", "controls", "speed"]) {
    if (choice.get(name) !== "-") query.set(name, choice.get(name));
  }
  if (choice.has("autoplay")) query.set("autoplay", "1");
  if (!choice.has("links")) query.set("links", "0");
  return { query, code };
};

const show = () => {
  const { query, code } = chosen();
  const hash = code && "#" + code;
  const src = `${base}?${query}${hash}`;
  const shown = form.elements.scenario.selectedOptions[0].textContent;
  const attributes = [...query].filter(([name]) => name !== "embed");
  if (code) attributes.unshift(["code", code]);
  const values = {
    src: said(src),
    base,
    hash: said(hash),
    query: said(String(query)),
    title: said(`${code ? "" : shown + " · "}${document.querySelector(".brand a").textContent}`),
    attributes: attributes.map(([name, value]) => `${name}="${said(value)}"`).join(" "),
  };
  for (const element of document.querySelectorAll("[data-code]")) {
    element.textContent = element.dataset.code.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  }
  document.getElementById("alone").href = src;
  // The same address again would not be loaded anew, another fragment alone neither.
  if (frame.dataset.shows !== src) {
    frame.dataset.shows = src;
    frame.src = src.replace("?", `?_=${Date.now()}&`);
    frame.title = values.title;
  }
};

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", show);
frame.height = 620;
document.getElementById("frame").append(frame);
addEventListener("message", ({ source, data }) => {
  if (source === frame.contentWindow && data?.type === "four-waves:height") frame.height = data.height;
});
for (const button of document.querySelectorAll(".copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = button.closest(".way").querySelector("code");
    const status = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(code.textContent);
      status.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(code);
      status.textContent = button.dataset.refused;
    }
  });
}
show();
