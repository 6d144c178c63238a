// Starts the worker that reads captures, from files beside this one.
"use strict";

importScripts("capture.js");
// What is asked before it has started waits.
const early = [];
onmessage = (event) => early.push(event);
wasm_bindgen({ module_or_path: "capture_bg.wasm" }).then(
  () => early.forEach((event) => onmessage(event)),
  (error) => postMessage(["failed", String(error)]),
);
