// Before anything is drawn: in which language and colours, and whether the picture that is in the page is
// the one that was asked for. The app itself decides again when it has started.
"use strict";

{
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const ours = /^(en|zh)(?![^-_.])/i;
  const lang = [query.get("lang"), kept("lang"), navigator.language].find((tag) => ours.test(tag ?? ""));
  if (!root.dataset.code && lang) root.lang = lang.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
  root.dataset.theme = query.get("theme") ?? kept("theme") ?? "system";
  if (location.hash.length > 1 || query.has("scenario") || query.has("embed")) root.dataset.other = "";
}
