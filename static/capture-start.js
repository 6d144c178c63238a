// Starts the worker that reads captures: the build puts this behind the worker's own script.
"use strict";

// What is asked before it has started waits.
const early = [];
onmessage = (event) => early.push(event);
// As in files.js.
const [wasm, integrity] = "capture_bg.wasm".split("#");
wasm_bindgen({ module_or_path: fetch(wasm, { integrity }) }).then(
  () => early.forEach((event) => onmessage(event)),
  (error) => postMessage(["failed", String(error)]),
);
