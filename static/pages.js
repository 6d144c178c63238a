// What the app remembers holds here too; and a source that is shown can be put away. The page is
// whole without this.
"use strict";

(() => {
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  const themes = ["system", "light", "dark", "projector"];
  let theme = query.get("theme");
  try {
    if (!themes.includes(theme)) theme = localStorage.getItem("theme");
  } catch {
    // A browser may refuse its storage.
  }
  if (themes.includes(theme)) root.dataset.theme = theme;
  const lang = query.get("lang")?.slice(0, 2);
  const other = lang && !root.lang.startsWith(lang) && document.querySelector(`link[hreflang^="${CSS.escape(lang)}"]`);
  if (other) location.replace(other.href + location.hash);

  // On a narrow screen the stack is shown that the address points at.
  const show = () => {
    const stack = document.getElementById(location.hash.slice(1))?.closest("td")?.className;
    const choice = stack && document.getElementById("show-" + stack.split(" ")[0]);
    if (!choice) return;
    choice.checked = true;
    document.getElementById(location.hash.slice(1)).scrollIntoView();
  };
  addEventListener("hashchange", show);
  addEventListener("DOMContentLoaded", () => {
    show();
    for (const link of document.querySelectorAll("a[hreflang]")) {
      // The same place in the other language.
      link.addEventListener("click", () => (link.hash = location.hash));
    }
  });
  // Escape hides a source, until the pointer or the keyboard comes again.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const cell of document.querySelectorAll("td:is(:hover, :focus-within, :target)")) cell.classList.add("hushed");
  });
  for (const back of ["pointerover", "focusin"]) {
    addEventListener(back, (event) => event.target.closest?.("td.hushed")?.classList.remove("hushed"));
  }
  // A ladder's link puts the app in the still picture's place, as high as the app says it is.
  const play = (link) => {
    const figure = link.closest(".still");
    const place = new URL(link.href);
    for (const [key, value] of [["embed", "1"], ["autoplay", "1"], ["theme", root.dataset.theme]]) {
      place.searchParams.set(key, value);
    }
    const frame = document.createElement("iframe");
    frame.src = place.href;
    frame.title = figure.querySelector("figcaption").textContent;
    frame.height = 620;
    figure.prepend(frame);
    figure.classList.add("playing");
    const again = figure.querySelector(".again");
    again.hidden = false;
    again.focus({ preventScroll: true });
  };
  const still = (again) => {
    const figure = again.closest(".still");
    figure.querySelector("iframe")?.remove();
    figure.classList.remove("playing");
    again.hidden = true;
    figure.querySelector(".play").focus({ preventScroll: true });
  };
  addEventListener("click", (event) => {
    const [link, again] = [".still .play", ".still .again"].map((of) => event.target.closest?.(of));
    if (again) still(again);
    // Another tab is still another tab.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    play(link);
  });
  addEventListener("message", ({ source, data }) => {
    if (data?.type !== "four-waves:height" || !(data.height > 0)) return;
    for (const frame of document.querySelectorAll(".still iframe")) {
      if (frame.contentWindow === source) frame.height = Math.ceil(data.height);
    }
  });
  // Paper has no clicks: answers are printed with their questions.
  const shown = [];
  addEventListener("beforeprint", () => {
    for (const answer of document.querySelectorAll(".check:not([open])")) {
      answer.open = true;
      shown.push(answer);
    }
  });
  addEventListener("afterprint", () => shown.splice(0).forEach((answer) => (answer.open = false)));
  // Some browsers give a tapped button no focus.
  addEventListener("click", (event) => event.target.closest?.("td button")?.focus());
})();
