// The site's own files. `cargo xtask build` puts their text's hash behind the names that scripts and pages
// give them, as the fragment of an address: what hashes to anything else is refused. Without it
// (`cargo xtask serve`) whatever comes is taken.
/// Where a page demands Trusted Types, this is the one way by which text becomes markup or the address
/// of a script. `src/view/svg.rs` writes the markup, and escapes what is in it.
const RULES = {
  createHTML: (markup) => markup,
  createScriptURL: (address) => {
    if (!address.startsWith(at("./"))) throw new TypeError(address);
    return address;
  },
};
let policy;
const trusted = () =>
  (policy ??= globalThis.trustedTypes ? trustedTypes.createPolicy("four-waves", RULES) : RULES);

const at = (path) => new URL(path, import.meta.url).href;

/// Writes markup behind what is in an element.
const draw = (element, markup) => element.insertAdjacentHTML("beforeend", trusted().createHTML(markup));

/// The address of a script, for a worker.
const script = (path) => trusted().createScriptURL(at(path).split("#")[0]);

const got = async (path) => {
  const [address, integrity] = at(path).split("#");
  const response = await fetch(address, { integrity });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
};

/// Loads what only a tag of the document can; what does not come, or not as it was built, is its error.
const load = (path, name, more) =>
  new Promise((onload, fail) => {
    const [address, integrity = ""] = at(path).split("#");
    const onerror = () => {
      tag.remove();
      fail(new Error(address));
    };
    const tag = document.createElement(name);
    document.head.append(Object.assign(tag, { integrity, crossOrigin: "", onload, onerror }, more(address)));
  });

/// Runs a script. One of type "module" can be imported afterwards: `import()` itself takes no hash.
const run = (path, type) => load(path, "script", () => ({ type, src: script(path) }));
const imported = (path) => run(path, "module").then(() => import(at(path).split("#")[0]));

export { at, draw, got, imported, load, run, script };
