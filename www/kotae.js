// Kotae's loader, version 1. It runs on the host page, so it draws the launcher in a shadow root, frames the chat
// from its own origin and does nothing else: no request, no script, no style sheet of the page is touched.
// shared/src/api/frame.rs describes the messages between it and the frame. Shipped minified, at most 3 KB.
(() => {
  "use strict";
  const win = window;
  const doc = document;
  const root = doc.documentElement;
  const script = doc.currentScript || doc.querySelector("script[data-widget]");

  // A second script tag on the page adds its widget to the first one's.
  if (win.Kotae && win.Kotae.add) return win.Kotae.add(script);

  const widgets = [];
  const warned = {};
  const warn = (text) => {
    if (!warned[text]) console.warn("Kotae: " + text);
    warned[text] = 1;
  };
  const WORDS = {
    ja: ["チャットを開く：", "チャットを閉じる：", "チャット"],
    en: ["Open chat: ", "Close chat: ", "Chat"],
  };
  const SCHEMES = ["auto", "light", "dark"];
  const LANGS = ["auto", "ja", "en"];
  const pick = (value, allowed, otherwise) => (allowed.includes(value) ? value : otherwise);

  const CSS = `
:host{all:initial!important;direction:ltr!important;position:fixed!important;width:0!important;height:0!important;z-index:var(--z)!important}
[hidden]{display:none!important}
button,div{position:fixed;box-sizing:border-box;box-shadow:0 0 0 1px #0001,0 8px 32px #0004}
button{display:flex;align-items:center;justify-content:center;gap:8px;height:56px;min-width:56px;padding:0;border:0;border-radius:99px;background:var(--p);color:var(--o);cursor:pointer;font:600 15px system-ui,sans-serif;transition:transform .16s}
button:hover{transform:translateY(-2px)}
button:focus-visible{outline:3px solid var(--p);outline-offset:3px}
.label{padding:0 22px 0 18px}
svg{width:26px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
div{width:var(--w);max-width:calc(100vw - 32px);height:var(--h);border-radius:var(--r);overflow:hidden;background:var(--s);visibility:hidden;opacity:0;transform:translateY(8px);transition:.16s}
.on{visibility:visible;opacity:1;transform:none}
.full{width:100%;max-width:none;border-radius:0}
iframe{display:block;width:100%;height:100%;border:0}
button iframe{width:56px;border-radius:99px;pointer-events:none}
@media(prefers-reduced-motion){*{transition:none!important}}
@media(forced-colors:active){button,div{border:2px solid}}
@media print{:host{display:none!important}}`;

  const aria = (element, name, value) => element.setAttribute("aria-" + name, value);
  const icon = (path) => {
    const make = (tag) => doc.createElementNS("http://www.w3.org/2000/svg", tag);
    const svg = make("svg");
    const line = make("path");
    svg.setAttribute("viewBox", "0 0 24 24");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };

  const start = (script) => {
    const set = script ? script.dataset : {};
    const key = set.widget;
    if (!key) return warn("no data-widget");
    if (widgets.some((other) => other.script === script)) return;
    const base = new URL(".", script.src).href.replace(/\/v1\/$/, "/");
    const id = set.id || key;
    const small = matchMedia("(max-width:479.98px)");
    const night = matchMedia("(prefers-color-scheme:dark)");
    const view = win.visualViewport;
    const waiting = [];
    let lang = pick(set.lang, LANGS, "auto");
    let scheme = pick(set.colorScheme, SCHEMES, "");
    let design, name, port, frame, host, panel, button, before, isOpen, hidden, locked;

    const pageLang = () => (lang === "auto" ? root.lang || "auto" : lang);
    const spoken = () => (/^en/i.test(pageLang() === "auto" ? navigator.language : pageLang()) ? "en" : "ja");
    const emit = (event, detail, cancelable) =>
      dispatchEvent(new CustomEvent("kotae:" + event, { detail: { ...detail, widget: id }, cancelable }));
    // Before the frame has answered, what was asked for waits.
    const send = (type, fields) => {
      const message = { ...fields, kotae: 1, type };
      design ? port.postMessage(message) : waiting.push(message);
    };

    const paint = () => {
      if (!design) return;
      const words = WORDS[spoken()];
      const full = small.matches;
      const title = name[spoken()] || name.ja || name.en || words[2];
      const wanted = scheme || design.color_scheme;
      const dark = wanted === "dark" || (wanted === "auto" && night.matches);
      const [edge, side] = (/^(bottom|top)-(right|left)$/.test(set.position) ? set.position : design.position).split("-");
      const offset = (own, other) => Math.min(200, Math.max(0, own === undefined ? other : +own || 0));
      const x = offset(set.offsetX, design.offset_x);
      const y = offset(set.offsetY, design.offset_y);
      const launcher = design.launcher !== "none" && !hidden;
      const gap = y + (launcher ? 68 : 0);
      const label = design.launcher === "labelled" && !isOpen;
      const covers = full && isOpen;

      host.style.cssText = `--p:${design.primary};--o:${design.on_primary};--r:${design.radius}px;--s:${design.ground[+dark]};--w:${design.width}px;--h:${design.height}px;--z:${parseInt(set.zIndex) || design.z_index}`;
      button.style.cssText = `${edge}:${y}px;${side}:${x}px`;
      // On a phone the panel covers what the on-screen keyboard leaves.
      panel.style.cssText = full
        ? `left:0;top:${view ? view.offsetTop : 0}px;height:${view ? view.height + "px" : "100%"}`
        : `${edge}:${gap}px;${side}:${x}px;max-height:calc(100vh - ${gap + 16}px)`;
      panel.className = (isOpen ? "on " : "") + (full ? "full" : "");
      panel.inert = !isOpen;
      frame.title = title;
      aria(panel, "label", title);
      aria(panel, "modal", covers);
      button.hidden = !launcher || covers;
      button.className = label ? "label" : "";
      aria(button, "expanded", !!isOpen);
      aria(button, "label", words[isOpen ? 1 : 0] + title);
      const image = doc.createElement("iframe");
      image.src = frame.src + "/launcher";
      image.tabIndex = -1;
      button.replaceChildren(
        design.launcher_image && !isOpen ? image : icon(isOpen ? "M6 9.5l6 6 6-6" : "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H12l-4.5 4v-4h-1A2.5 2.5 0 0 1 4 13.5zM8.5 8.5h7M8.5 11.7h4.5"),
        label ? title : "",
      );
      // The page behind a panel that covers it cannot be reached.
      if (doc.body && !locked !== !covers) doc.body.inert = locked = covers;
    };

    const open = (byScript) => {
      if (!design) return waiting.push({ type: "open" });
      if (isOpen || !emit("before-open", {}, true)) return;
      before = doc.activeElement;
      isOpen = true;
      paint();
      send("open", { full: small.matches, focus: !byScript });
      if (!byScript) frame.focus();
      emit("open");
    };
    const close = () => {
      if (!isOpen) return;
      const within = doc.activeElement === host;
      isOpen = false;
      paint();
      send("close");
      // The focus goes back to where it came from, if it was here.
      if (within) (before && before !== host && before !== doc.body && before.isConnected ? before : button).focus();
      emit("close");
    };

    const hear = ({ data }) => {
      if (!data || data.kotae !== 1) return;
      const { type } = data;
      if (type === "design") {
        const reopen = isOpen || set.open === "true" || (set.open === "remember" && data.open);
        design = data.design;
        name = data.name;
        isOpen = false;
        paint();
        if (reopen) open(true);
        for (const early of waiting.splice(0)) early.type === "open" ? open(true) : port.postMessage(early);
      } else if (type === "close") close();
      else if (/^(ready|error)$/.test(type)) emit(type, { message: data.message });
      else if (/^(question|answer|noanswer|feedback)$/.test(data.name)) emit(data.name, data.detail);
    };

    const build = () => {
      const make = (tag) => doc.createElement(tag);
      host = make("div");
      host.dataset.kotae = id;
      const shadow = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      shadow.adoptedStyleSheets = [sheet];

      button = make("button");
      button.type = "button";
      button.hidden = true;
      button.onclick = () => (isOpen ? close() : open());
      button.onpointerenter = button.onfocus = () => set.load === "click" || send("warm");
      panel = make("div");
      panel.setAttribute("role", "dialog");
      panel.inert = true;
      frame = make("iframe");
      frame.allow = "clipboard-write";
      frame.title = WORDS[spoken()][2];
      frame.src = base + "w/" + encodeURIComponent(key);
      frame.onload = () => {
        const channel = new MessageChannel();
        design = 0;
        port = channel.port1;
        port.onmessage = hear;
        frame.contentWindow.postMessage(
          {
            kotae: 1,
            type: "hello",
            page: location.origin + location.pathname,
            lang: pageLang(),
            scheme,
            storage: set.storage,
            category: set.category,
            question: set.question,
          },
          new URL(base).origin,
          [channel.port2],
        );
        setTimeout(() => {
          if (design) return;
          warn(base + " does not answer. Is " + location.origin + " allowed?");
          emit("error", { message: "no answer" });
        }, 1e4);
      };
      panel.append(frame);
      shadow.append(panel, button);
      shadow.addEventListener("keydown", (event) => event.key === "Escape" && close());
      small.onchange = () => {
        paint();
        send("full", { on: small.matches });
      };
      night.onchange = paint;
      if (view) view.onresize = view.onscroll = () => isOpen && small.matches && paint();
      // Outside of <body>: a page that transforms, filters or replaces its body does not move or lose the chat.
      root.append(host);
    };

    const show = (on) => {
      hidden = !on;
      if (hidden) close();
      paint();
    };
    widgets.push({
      script,
      id,
      open: () => open(true),
      close,
      toggle: () => (isOpen ? close() : open(true)),
      show: () => show(true),
      hide: () => show(),
      reset: () => send("reset"),
      ask(text) {
        open(true);
        send("ask", { text });
      },
      setLanguage(value) {
        lang = value;
        send("lang", { lang: pageLang() });
        paint();
      },
      setColorScheme(value) {
        scheme = value;
        send("scheme", { scheme });
        paint();
      },
    });
    const idle = () => (win.requestIdleCallback || setTimeout)(build);
    doc.readyState === "loading" ? doc.addEventListener("DOMContentLoaded", idle) : idle();
  };

  // Each command's own arguments, as tests; after them may stand {widget: ID}.
  const isText = (value) => typeof value === "string" && value.trim() && value.length <= 1e3;
  const isFunction = (value) => typeof value === "function";
  const COMMANDS = {
    __proto__: null,
    open: [],
    close: [],
    toggle: [],
    show: [],
    hide: [],
    reset: [],
    version: [],
    ask: [isText],
    setLanguage: [(value) => LANGS.includes(value)],
    setColorScheme: [(value) => SCHEMES.includes(value)],
    on: [isText, isFunction],
    off: [isText, isFunction],
  };
  let listeners = [];

  const Kotae = (command, ...args) => {
    const tests = COMMANDS[command];
    if (!tests) return warn("unknown command " + String(command));
    if (!tests.every((test, at) => test(args[at]))) return warn("bad argument of " + command);
    const only = (args[tests.length] || {}).widget;
    const [event, run] = args;
    if (command === "version") return "1";
    if (command === "on") {
      const heard = ({ detail }) => (!only || detail.widget === only) && run(detail);
      listeners.push([event, run, heard]);
      addEventListener("kotae:" + event, heard);
    } else if (command === "off") {
      listeners = listeners.filter((one) => {
        const gone = one[0] === event && one[1] === run;
        if (gone) removeEventListener("kotae:" + event, one[2]);
        return !gone;
      });
    } else for (const one of widgets) if (!only || one.id === only) one[command](event);
  };
  const early = (win.Kotae && win.Kotae.q) || [];
  Kotae.add = start;
  win.Kotae = Kotae;
  start(script);
  for (const call of early) Kotae(...call);
})();
