// Kotae's loader, version 1. It runs on the host page, so it draws the launcher in a shadow root, frames the chat
// from its own origin and does nothing else: no request, no script, no style sheet of the page is touched.
(() => {
  "use strict";
  const doc = document;
  const root = doc.documentElement;
  const warned = new Set();
  const warn = (text) => {
    if (warned.has(text)) return;
    warned.add(text);
    console.warn("Kotae: " + text);
  };

  // A second script tag on the page adds a widget to the first one's.
  const installed = window.Kotae && window.Kotae.add;
  const script = doc.currentScript || doc.querySelector("script[data-widget][src*='kotae.js']");
  if (installed) return installed(script);

  const widgets = [];
  const WORDS = {
    ja: { open: "チャットを開く", close: "チャットを閉じる", chat: "チャット" },
    en: { open: "Open chat", close: "Close chat", chat: "Chat" },
  };
  const LIMIT = 1000;
  const CORNERS = ["bottom-right", "bottom-left", "top-right", "top-left"];
  const SCHEMES = ["auto", "light", "dark"];
  const LANGS = ["auto", "ja", "en"];

  const CSS = `
:host{all:initial!important;direction:ltr!important;position:fixed!important;inset:auto!important;width:0!important;height:0!important;z-index:var(--z)!important}
*{box-sizing:border-box}
[hidden]{display:none!important}
button{position:fixed;display:flex;align-items:center;justify-content:center;gap:8px;height:56px;min-width:56px;padding:0;border:0;border-radius:28px;
background:var(--p);color:var(--o);cursor:pointer;font:600 15px/1.4 system-ui,"Hiragino Sans","Yu Gothic UI","Noto Sans JP",Meiryo,sans-serif;
box-shadow:0 1px 2px rgb(0 0 0/.16),0 6px 20px rgb(0 0 0/.2);transition:transform .16s,box-shadow .16s;-webkit-tap-highlight-color:transparent}
button:hover{transform:translateY(-1px);box-shadow:0 2px 4px rgb(0 0 0/.16),0 10px 28px rgb(0 0 0/.24)}
button:active{transform:none}
button:focus-visible{outline:3px solid var(--p);outline-offset:3px;box-shadow:0 0 0 3px #fff,0 6px 20px rgb(0 0 0/.2)}
button.label{padding:0 22px 0 18px}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round;flex:none}
div{position:fixed;width:380px;max-width:calc(100vw - 32px);height:600px;border-radius:var(--r);overflow:hidden;background:var(--s);
box-shadow:0 0 0 1px rgb(0 0 0/.08),0 12px 48px rgb(0 0 0/.24);visibility:hidden;opacity:0;transform:translateY(8px);
transition:opacity .16s,transform .16s,visibility 0s .16s}
div.top{transform:translateY(-8px)}
div.on{visibility:visible;opacity:1;transform:none;transition:opacity .16s,transform .16s}
div.full{inset:0;width:100%;max-width:none;height:100%;height:100dvh;border-radius:0;box-shadow:none}
iframe{display:block;width:100%;height:100%;border:0;background:none;color-scheme:normal}
@media(prefers-reduced-motion:reduce){button,div,div.on{transition:none}}
@media(forced-colors:active){button,div{border:2px solid ButtonText}}
@media print{:host{display:none!important}}`;

  const icon = (path) => {
    const svg = doc.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = doc.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };

  const start = (script) => {
    const set = (script && script.dataset) || {};
    const key = set.widget;
    if (!key || !script.src) return warn("the script tag needs data-widget.");
    if (widgets.some((other) => other.script === script)) return;
    const base = new URL(".", script.src).href.replace(/\/v1\/$/, "/");
    const origin = new URL(base).origin;
    const pick = (value, allowed, otherwise) => (allowed.includes(value) ? value : otherwise);
    const id = set.id || key;

    let lang = pick(set.lang, LANGS, "auto");
    let scheme = pick(set.colorScheme, SCHEMES, "");
    let design, name, port, frame, host, panel, button, label, sheet;
    let isOpen = false;
    let hidden = false;
    let before = null;
    const waiting = [];
    const small = matchMedia("(max-width:479.98px)");
    const night = matchMedia("(prefers-color-scheme:dark)");

    const spoken = () => (lang !== "auto" ? lang : (/^(ja|en)/i.exec(root.lang || navigator.language) || ["ja"])[0].toLowerCase());
    const emit = (event, detail, cancelable) =>
      dispatchEvent(new CustomEvent("kotae:" + event, { detail: { ...detail, widget: id }, cancelable: !!cancelable }));
    const send = (type, fields) => {
      const message = { ...fields, kotae: 1, type };
      port && design ? port.postMessage(message) : waiting.push(message);
    };

    const paint = () => {
      if (!design) return;
      const words = WORDS[spoken()];
      const full = small.matches;
      const title = name[spoken()] || name.ja || name.en || words.chat;
      const corner = pick(set.position, CORNERS, design.position).split("-");
      const x = Math.min(200, Math.max(0, set.offsetX === undefined ? design.offset_x : +set.offsetX || 0));
      const y = Math.min(200, Math.max(0, set.offsetY === undefined ? design.offset_y : +set.offsetY || 0));
      const shown = design.launcher !== "none" && !hidden;
      const dark = (scheme || design.color_scheme) === "dark" || ((scheme || design.color_scheme) === "auto" && night.matches);
      const values = {
        "--p": design.primary,
        "--o": design.on_primary,
        "--r": design.radius + "px",
        "--s": dark ? "#171a1f" : "#fff",
        "--z": String(parseInt(set.zIndex, 10) || design.z_index),
      };
      for (const property of Object.keys(values)) host.style.setProperty(property, values[property]);
      for (const [element, gap] of [[button, 0], [panel, shown ? 68 : 0]]) {
        for (const side of ["top", "bottom", "left", "right"]) element.style[side] = "";
        element.style[corner[0]] = y + gap + "px";
        element.style[corner[1]] = x + "px";
      }
      panel.style.maxHeight = full ? "" : "calc(100vh - " + (y + (shown ? 68 : 0) + 16) + "px)";
      panel.className = (isOpen ? "on " : "") + (full ? "full " : "") + (corner[0] === "top" ? "top" : "");
      if (full) panel.style.inset = "0";
      panel.setAttribute("aria-label", title);
      panel.toggleAttribute("inert", !isOpen);
      frame.title = title;
      frame.lang = spoken();
      if (full && isOpen) panel.setAttribute("aria-modal", "true");
      else panel.removeAttribute("aria-modal");
      button.hidden = !shown || (full && isOpen);
      button.className = design.launcher === "labelled" && !isOpen ? "label" : "";
      button.setAttribute("aria-expanded", String(isOpen));
      button.setAttribute("aria-label", (isOpen ? words.close : words.open) + (spoken() === "ja" ? "：" : ": ") + title);
      label.textContent = title;
      label.hidden = button.className === "";
      button.replaceChildren(
        icon(isOpen ? "M6 9.5l6 6 6-6" : "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H12l-4.5 4v-4h-1A2.5 2.5 0 0 1 4 13.5zM8.5 8.5h7M8.5 11.7h4.5"),
        label,
      );
      fit();
    };

    // On a phone the panel keeps clear of the on-screen keyboard, and the page behind it cannot be reached.
    const fit = () => {
      const view = window.visualViewport;
      const full = isOpen && small.matches;
      if (view) {
        panel.style.height = full ? view.height + "px" : "";
        if (full) panel.style.top = view.offsetTop + "px";
      }
      if (doc.body && host.locked !== full) {
        if (full || host.locked) doc.body.inert = full;
        host.locked = full;
      }
    };

    const open = (focus) => {
      if (!design) return waiting.push({ open: true });
      if (isOpen || !emit("before-open", {}, true)) return;
      before = root.contains(doc.activeElement) && doc.activeElement !== doc.body ? doc.activeElement : null;
      isOpen = true;
      paint();
      send("open", { full: small.matches, focus: focus !== false });
      if (focus !== false) frame.focus();
      emit("open");
    };
    const close = () => {
      if (!isOpen) return;
      const within = doc.activeElement === host;
      isOpen = false;
      paint();
      send("close");
      if (within) {
        const back = before && before !== host && before.isConnected ? before : button.hidden ? null : button;
        back ? back.focus() : frame.blur();
      }
      emit("close");
    };

    const hear = ({ data: message }) => {
      if (!message || message.kotae !== 1) return;
      const { type } = message;
      if (type === "design" && !design) {
        design = message.design;
        name = message.name || {};
        paint();
        host.hidden = false;
        for (const early of waiting.splice(0)) early.open ? open(false) : port.postMessage(early);
        if (set.open === "true" || (set.open === "remember" && message.open)) open(false);
      } else if (type === "close") close();
      else if (type === "ready") emit("ready");
      else if (type === "error") emit("error", { message: message.message });
      else if (type === "event" && /^(question|answer|noanswer|feedback)$/.test(message.name)) emit(message.name, message.detail);
    };

    const build = () => {
      host = doc.createElement("div");
      host.setAttribute("data-kotae", id);
      const shadow = host.attachShadow({ mode: "open" });
      if (window.CSSStyleSheet && "adoptedStyleSheets" in shadow) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(CSS);
        shadow.adoptedStyleSheets = [sheet];
      } else {
        sheet = doc.createElement("style");
        sheet.textContent = CSS;
        shadow.append(sheet);
      }
      label = doc.createElement("span");
      button = doc.createElement("button");
      button.type = "button";
      button.hidden = true;
      button.onclick = () => (isOpen ? close() : open());
      const warm = () => set.load !== "click" && send("warm");
      button.addEventListener("pointerenter", warm, { once: true });
      button.addEventListener("focus", warm, { once: true });
      panel = doc.createElement("div");
      panel.setAttribute("role", "dialog");
      panel.setAttribute("inert", "");
      frame = doc.createElement("iframe");
      frame.allow = "clipboard-write";
      frame.title = WORDS[spoken()].chat;
      frame.src = base + "w/" + encodeURIComponent(key);
      frame.onload = () => {
        if (design) port = design = null;
        const channel = new MessageChannel();
        port = channel.port1;
        port.onmessage = hear;
        const hello = {
          kotae: 1,
          type: "hello",
          page: location.origin + location.pathname,
          lang: lang === "auto" ? root.lang || "auto" : lang,
          scheme,
          storage: pick(set.storage, ["local", "session", "none"], "local"),
          category: set.category,
          question: set.question,
        };
        frame.contentWindow.postMessage(hello, origin, [channel.port2]);
        setTimeout(() => {
          if (design) return;
          warn("the chat at " + base + " did not answer. Is " + location.origin + " one of the widget's allowed origins?");
          emit("error", { message: "no answer" });
        }, 10000);
      };
      shadow.append(panel, button);
      panel.append(frame);
      shadow.addEventListener("keydown", (event) => event.key === "Escape" && isOpen && (event.stopPropagation(), close()));
      small.addEventListener("change", () => {
        paint();
        send("full", { on: small.matches });
      });
      night.addEventListener("change", paint);
      if (window.visualViewport) {
        visualViewport.addEventListener("resize", fit);
        visualViewport.addEventListener("scroll", fit);
      }
      // Outside of <body>: a page that transforms, replaces or filters its body does not move or lose the chat.
      root.append(host);
    };

    const toggle = (on) => {
      hidden = !on;
      if (hidden) close();
      paint();
    };
    widgets.push({
      script,
      id,
      open,
      close,
      toggle: () => (isOpen ? close() : open()),
      show: () => toggle(true),
      hide: () => toggle(false),
      ask: (text) => {
        open();
        send("ask", { text });
      },
      reset: () => send("reset"),
      setLanguage: (value) => {
        lang = value;
        send("lang", { lang: value === "auto" ? root.lang || "auto" : value });
        paint();
      },
      setColorScheme: (value) => {
        scheme = value;
        send("scheme", { scheme: value });
        paint();
      },
    });
    const idle = window.requestIdleCallback || ((run) => setTimeout(run, 200));
    if (doc.readyState === "loading") doc.addEventListener("DOMContentLoaded", () => idle(build));
    else idle(build);
  };

  // Each command's own arguments, as tests; after them may stand {widget: ID}.
  const isText = (value) => typeof value === "string" && value.trim() !== "" && value.length <= LIMIT;
  const isFunction = (value) => typeof value === "function";
  const COMMANDS = {
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
  const listeners = [];

  const Kotae = (...call) => {
    const [command, ...given] = call;
    const tests = typeof command === "string" && Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : null;
    if (!tests) return warn('unknown command "' + String(command) + '".');
    const args = given.slice(0, tests.length);
    if (args.length < tests.length || !tests.every((test, at) => test(args[at]))) return warn('bad argument for "' + command + '".');
    const only = given[tests.length] && given[tests.length].widget;
    if (command === "version") return "1";
    if (command === "on") {
      const [event, run] = args;
      const heard = ({ detail }) => (!only || detail.widget === only) && run(detail);
      listeners.push({ event, run, heard });
      return addEventListener("kotae:" + event, heard);
    }
    if (command === "off") {
      const at = listeners.findIndex((one) => one.event === args[0] && one.run === args[1]);
      return at < 0 ? undefined : removeEventListener("kotae:" + args[0], listeners.splice(at, 1)[0].heard);
    }
    const chosen = widgets.filter((one) => !only || one.id === only);
    if (!chosen.length) warn('there is no widget "' + only + '".');
    for (const one of chosen) one[command](...args);
  };
  const early = (window.Kotae && window.Kotae.q) || [];
  Kotae.add = start;
  window.Kotae = Kotae;
  start(script);
  for (const call of early) Kotae(...call);
})();
