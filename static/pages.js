// What the app remembers holds here too; and a source that is shown can be put away. The page is
// whole without this.
"use strict";

(() => {
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  const themes = ["system", "light", "dark"];
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
  // Some browsers give a tapped button no focus.
  addEventListener("click", (event) => event.target.closest?.("td button")?.focus());
})();
