// The page without a network. `cargo xtask build` writes above this what the release is made of:
// `release.files`, each file's name and hash, and `release.app`, the names of the app's own.
//
// A file is kept under its name and its hash, so that releases never mix and what did not change is
// not fetched again.
"use strict";

const KEPT = `four-waves ${registration.scope}`;
const at = (name) => new URL(name, registration.scope).href;
const key = (name) => `${at(name)}?${encodeURIComponent(release.files[name])}`;

// The app is fetched whole before this release takes over. Its host must send what was built: a file
// of another release would not fit the rest.
const keep = async (cache, name) => {
  if (await cache.match(key(name))) return;
  // A folder's address, for hosts send a browser on from its index.html.
  const answer = await fetch(at(name === "index.html" ? "./" : name), {
    cache: "no-cache",
    integrity: `sha256-${release.files[name]}`,
  });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  // Without its address: an answer that was sent on may not stand for a page.
  const { headers } = answer;
  await cache.put(key(name), new Response(await answer.blob(), { headers }));
};

addEventListener("install", (event) => {
  const whole = async () => {
    const cache = await caches.open(KEPT);
    await Promise.all(release.app.map((name) => keep(cache, name)));
    await skipWaiting();
  };
  event.waitUntil(whole());
});

// An open page may still want files of the release that it came with: the last one's stay, too.
addEventListener("activate", (event) => {
  const tidy = async () => {
    const cache = await caches.open(KEPT);
    const list = at("releases");
    const [last = []] = (await (await cache.match(list))?.json()) ?? [];
    const now = Object.keys(release.files).map(key);
    await cache.put(list, new Response(JSON.stringify([now, last])));
    const wanted = new Set([list, ...now, ...last]);
    for (const request of await cache.keys()) {
      if (!wanted.has(request.url)) await cache.delete(request);
    }
    await clients.claim();
  };
  event.waitUntil(tidy());
});

const AWAY = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Four Waves · 四次挥手</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<body style="font:1.1em/1.6 system-ui;max-width:36em;margin:3em auto;padding:0 1em">
<p>There is no network, and this page has not been read here before. <a href="./">Four Waves itself works</a>.</p>
<p lang="zh-CN">现在没有网络，而这一页还没有在这里读过。<a href="./?lang=zh">四次挥手本身可以使用</a>。</p>`;

// A page that was never read: a question's is the app with that question, which is here.
const instead = (name) => {
  const question = /^(q-[a-z0-9-]+)(\.zh)?\.html$/.exec(name);
  if (question) return Response.redirect(at(`./?lang=${question[2] ? "zh" : "en"}#1;${question[1]}`));
  return new Response(AWAY, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
};

// A host may have a newer page than this release knows.
const is = async (answer, name) => {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
  return btoa(String.fromCharCode(...hash)).startsWith(release.files[name]);
};

const answer = async (request, name) => {
  const cache = await caches.open(KEPT);
  const known = Object.hasOwn(release.files, name);
  const kept = known ? await cache.match(key(name)) : await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  try {
    const fresh = await fetch(request);
    // A page of text is kept when it is read.
    if (known && fresh.ok && !fresh.redirected && (await is(fresh.clone(), name))) {
      await cache.put(key(name), fresh.clone());
    }
    return fresh;
  } catch (error) {
    if (request.mode === "navigate") return instead(name);
    throw error;
  }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(registration.scope)) return;
  const name = url.pathname.slice(new URL(registration.scope).pathname.length) || "index.html";
  // Only what the build made, and what an older release of it made and still wants.
  if (!Object.hasOwn(release.files, name) && !/-[0-9a-f]{16}(_\w+)?\.(js|wasm|css)$/.test(name)) return;
  event.respondWith(answer(request, name));
});
