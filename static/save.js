// Has made what the page is asked for (src/ui/later/export.rs), and saves or copies it: fetched when
// that is wanted first. Nothing leaves the browser.
"use strict";

(() => {
  // The makers, src/bin/takeaway.rs. A module that has failed is not fetched again under its name.
  let makers, failures = 0;
  // How this site's files are fetched: only one script may have that from files.js.
  let got, imported;
  const made = async (request) => {
    const started = async () => {
      const [path, hash = ""] = "takeaway.js".split("#");
      const makers = await imported(`${path}${failures ? `?${failures}` : ""}#${hash}`);
      await makers.default({ module_or_path: got("takeaway_bg.wasm") });
      return makers;
    };
    makers ??= started();
    const octets = (await makers).made(request);
    if (!octets) throw new Error("nothing was made");
    return octets;
  };

  // A picture in twice as many dots. Its SVG needs nothing else, so that the canvas stays readable.
  const drawn = async (svg) => {
    const image = new Image();
    const loads = (source) =>
      new Promise((done, fail) => {
        image.onload = done;
        image.onerror = () => fail(new Error("the picture could not be drawn"));
        image.src = source;
      });
    // A page's policy may allow one of the two.
    const blob = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    await loads("data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg)).catch(() => loads(blob));
    const [width, height] = svg.match(/width="([\d.]+)" height="([\d.]+)"/).slice(1);
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * 2);
    canvas.height = Math.ceil(height * 2);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(blob);
    return new Promise((done, fail) =>
      canvas.toBlob((dots) => (dots ? done(dots) : fail(new Error("the canvas is too large"))), "image/png"),
    );
  };

  const kept = [];
  const address = (blob) => {
    // The last ones may still be on the way to the disk.
    kept.push(URL.createObjectURL(blob));
    if (kept.length > 4) URL.revokeObjectURL(kept.shift());
    return kept.at(-1);
  };

  const base64 = (octets) => btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(""));

  // Where saving may be refused in silence (a frame without allow-downloads), or copying: the content
  // itself, to be taken from the page.
  const show = (place, { type, format, label }, octets) => {
    let field;
    if (format === "png") {
      field = new Image();
      field.src = `data:image/png;base64,${base64(octets)}`;
      field.alt = label;
    } else {
      field = document.createElement("textarea");
      field.readOnly = true;
      field.rows = 6;
      field.value =
        format === "pcapng" ? `data:${type};base64,${base64(octets)}` : new TextDecoder().decode(octets);
      field.setAttribute("aria-label", label);
    }
    place.append(field);
  };

  globalThis.fourWavesSave = async (wish, files) => {
    ({ got, imported } = files);
    const place = document.getElementById("saved");
    if (!place) return;
    place.replaceChildren();
    const say = (sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      place.append(line);
    };
    try {
      const octets = await made(wish.request);
      const text = () => new TextDecoder().decode(octets);
      if (wish.how === "copy") {
        const copied = await navigator.clipboard?.writeText(text()).then(() => true, () => false);
        say(copied ? wish.copied : wish.notCopied);
        if (!copied) show(place, wish, octets);
        return;
      }
      const blob = wish.format === "png" ? await drawn(text()) : new Blob([octets], { type: wish.type });
      const link = document.createElement("a");
      link.href = address(blob);
      link.download = wish.file;
      document.body.append(link);
      link.click();
      link.remove();
      say(wish.saved);
      if (window.parent === window) return;
      say(wish.inFrame);
      show(place, wish, wish.format === "png" ? new Uint8Array(await blob.arrayBuffer()) : octets);
    } catch (error) {
      console.warn("not saved:", error);
      // Makers that have stopped are no good any more.
      makers = undefined;
      failures += 1;
      say(wish.notMade);
    }
  };
})();
