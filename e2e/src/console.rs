//! What a page's console says, where a driver does not tell.

/// Runs in every document before its own scripts: what is told as an error is kept by the outermost
/// page, through reloads too, until a test asks (`TAKE`).
pub const LISTEN: &str = "(() => {
    const keep = (line) => {
        (window.__said ??= []).push(line);
        if (window !== top) return top.postMessage({ __said: line }, '*');
        try { sessionStorage.__said = JSON.stringify(JSON.parse(sessionStorage.__said ?? '[]').concat(line)); } catch {}
    };
    for (const [name, level] of [['error', 'SEVERE'], ['warn', 'WARNING'], ['log', 'INFO'], ['info', 'INFO']]) {
        const real = console[name];
        console[name] = function (...words) { keep(`${level} ${words.map(String).join(' ')}`); return real.apply(this, words); };
    }
    const asText = (thrown) => String(thrown?.stack ? `${thrown}\\n${thrown.stack}` : thrown);
    addEventListener('error', (event) => {
        const of = event.target;
        keep('SEVERE ' + (of === window || !of?.outerHTML ? asText(event.error ?? event.message) : `did not load: ${of.outerHTML.slice(0, 200)}`));
    }, true);
    addEventListener('unhandledrejection', (event) => keep(`SEVERE not caught: ${asText(event.reason)}`));
    addEventListener('securitypolicyviolation', (event) => keep(`SEVERE refused by ${event.violatedDirective}: ${event.blockedURI}`));
    if (window === top) addEventListener('message', (event) => {
        if (!event.data?.__said) return;
        event.stopImmediatePropagation();
        keep(event.data.__said);
    }, true);
})();";

/// Returns what was kept, and forgets it.
pub const TAKE: &str = "
    const said = window.__said ?? [];
    window.__said = [];
    if (window !== top) return said;
    try {
        const kept = JSON.parse(sessionStorage.__said ?? '[]');
        delete sessionStorage.__said;
        return kept.length > said.length ? kept : said;
    } catch { return said; }";
