// The start script of the frame document. It draws nothing while it waits; shared/src/api/frame.rs has the messages.
(() => {
  const data = JSON.parse(document.getElementById("boot").text);
  const queue = [];
  let port, ready, late;

  // What the chat program finds when it starts; it sets `handle` and takes over `queue`.
  const K = (window.kotae = { data, queue, page: parent === window, hello: data.hello || {} });
  const post = (K.post = (type, fields) => port && port.postMessage({ ...fields, kotae: 1, type }));
  // Each request shows that this document was loaded where it may be.
  const send = fetch;
  window.fetch = (url, set) => send(url, { ...set, headers: { ...set?.headers, ...data.headers } });
  const give = (message) => (K.handle ? K.handle(message) : queue.push(message));

  // The launcher and the panel around the frame. A host page's rules do not reach into it.
  const CSS = `:host(.inline){display:block!important;position:relative!important;width:100%!important;height:100%!important;z-index:auto!important}\
button,div{position:fixed;box-shadow:0 4px 28px #0005}\
button{display:flex;align-items:center;gap:8px;height:56px;padding:0 15px;border:0;border-radius:99px;background:var(--p);color:var(--o);cursor:pointer;font:600 15px system-ui}\
button:focus-visible{outline:3px solid var(--p);outline-offset:3px}\
svg{width:26px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}\
div{max-width:calc(100vw - 32px);border-radius:var(--r);overflow:hidden;background:var(--s);visibility:hidden;opacity:0;transition:.16s}\
:host(.inline) div{position:absolute;inset:0;max-width:none}\
.on{visibility:visible;opacity:1}\
.full{width:100%;max-width:none;border-radius:0}\
iframe{width:100%;height:100%;border:0}\
button iframe{width:56px;margin:0 -15px;pointer-events:none}`;
  // What a page may wish of the design; a value that does not fit changes nothing.
  const COLOR = /^#[0-9a-f]{6}$/i;
  const FITS = { primary: COLOR, on_primary: COLOR, position: /^(top|bottom)-(left|right)$/, color_scheme: /^(auto|light|dark)$/ };
  const MOST = { radius: 24, offset_x: 200, offset_y: 200, z_index: 2147483647 };

  const wear = ({ page, root, set, wish }) => {
    set ||= {};
    wish ||= {};
    // A region's reader is content with the language.
    const known = (tag) => [(tag += ""), tag.slice(0, 2)].find((tag) => data.words[tag]?.at);
    const lang = known(set.lang) ? set.lang : root;
    const scheme = FITS.color_scheme.test(wish.color_scheme) ? wish.color_scheme : "";
    const design = { width: 380, height: 600, ...data.design };
    for (const name in FITS) if (FITS[name].test(wish[name])) design[name] = wish[name];
    for (const name in MOST) {
      const value = parseInt(wish[name]);
      if (value >= 0 && value <= MOST[name]) design[name] = value;
    }
    // Only a page that wishes something changes the chat.
    const style = (wish.primary || wish.radius) && `;--k-primary:${design.primary};--k-on-primary:${design.on_primary};--k-radius:${design.radius}px`;
    const old = K.hello;
    K.hello = { ...set, page, lang, scheme, style };
    if (old.page) {
      old.lang === lang || give({ type: "lang" });
      give({ type: "scheme", scheme });
    }
    const words = data.words[known(lang || navigator.language) || "ja"];
    post("design", { design, words, css: CSS, open: memory() === "open" });
  };

  // The bytes of a reply, or nothing: the program then asks again by itself and shows what went wrong.
  const bytes = (url) => fetch(url).then((reply) => reply.ok && reply.arrayBuffer()).catch(() => {});

  const sheet = (href) =>
    new Promise((done) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = href;
      link.onload = link.onerror = done;
      document.head.append(link);
    });

  // The second part of the program, of which the first answer has no need: whether it is there.
  K.late = () =>
    (late ||= ready.then((k) => data.late && WebAssembly.instantiateStreaming(fetch(data.late), { k })).then(
      () => 1,
      () => (late = 0),
    ));

  const start = () => {
    if (ready) return;
    K.boot = bytes(data.api + "boot");
    K.pack = data.pack && bytes(data.api + "pack/" + data.pack);
    const wasm = fetch(data.wasm);
    wasm.catch(() => {});
    ready = Promise.all([import(data.js), ...data.css.map(sheet)]).then(([glue]) => glue.default({ module_or_path: wasm }));
    ready
      .catch((error) => {
        post("error", { message: error + "" });
        const again = document.createElement("button");
        again.textContent = "再読込 / Reload";
        again.onclick = () => location.reload();
        document.body.replaceChildren(again);
      });
  };

  // Whether the panel was open, for `data-open="remember"`. Storage may throw.
  const memory = (value) => {
    try {
      const { storage } = K.hello;
      const store = storage === "none" ? null : window[storage === "session" ? "sessionStorage" : "localStorage"];
      const name = "kotae" + data.api;
      return value ? (store[name] = value) : store[name];
    } catch {}
  };

  const hear = (message) => {
    if (message?.kotae !== 1) return;
    const { type } = message;
    if (type === "update") return wear(message);
    if (/^(open|close)$/.test(type)) memory(type);
    if (/warm|ask|open/.test(type)) start();
    give(message);
  };

  addEventListener("message", ({ data: message, source, origin, ports }) => {
    if (K.page || source !== parent || message?.kotae !== 1) return;
    const own = origin === location.origin;
    if (message.type === "hello" && !port && ports[0] && (own || data.origins.includes(origin))) {
      port = ports[0];
      port.onmessage = (event) => hear(event.data);
      // There it is a part of the page, without a button that closes it.
      K.page = /^(inline|page)$/.test(message.set?.mode);
      wear(message);
    } else if (message.type === "preview" && own) {
      K.preview = true;
      give(message);
      start();
    }
  });

  if (K.page) start();
})();
