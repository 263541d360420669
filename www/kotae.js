// Kotae's loader, version 1. It runs on the host page, so it draws the launcher in a shadow root, frames the chat
// from its own origin and does nothing else: no request, no script, no style sheet of the page is touched. How the
// launcher looks and what it says comes from the frame (www/frame.js), which is not frozen as this file is.
// shared/src/api/frame.rs describes the messages between the two. Shipped minified, at most 3 KB.
// Nothing here goes through Array.prototype, which old pages change: loops over indices, and sets.
(() => {
  "use strict";
  const win = window;
  const doc = document;
  const root = doc.documentElement;
  const script = doc.currentScript || doc.querySelector("script[data-widget]");

  // A second script tag on the page adds its widget to the first one's.
  if (win.Kotae && win.Kotae.add) return win.Kotae.add(script);

  const widgets = new Set();
  const warned = {};
  const warn = (text) => {
    if (!warned[text]) console.warn("Kotae: " + text);
    warned[text] = 1;
  };
  // What a page may set by an attribute or a custom property, as the design names it.
  const OVERRIDES = ["primary", "on_primary", "radius", "offset_x", "offset_y", "z_index", "position", "color_scheme"];

  // `set` has the attributes without `data-`, as `dataset` names them.
  const start = (tag, options) => {
    const set = {};
    const take = (values) => {
      for (const name in values) {
        if (/^(string|number|boolean)$/.test(typeof values[name])) set[name] = "" + values[name];
      }
    };
    take(options || (tag && tag.dataset));
    const key = set.widget;
    if (!key) return warn("no data-widget");
    const id = set.id || key;
    // A browser gives such a page no origin, so no frame could tell who speaks.
    if (win.origin === "null") return warn("sandbox without allow-same-origin");
    let twice;
    widgets.forEach((other) => (twice = twice || other.id === id));
    if (twice) return;

    const base = new URL(".", tag.src).href.replace(/\/v1\/$/, "/");
    const small = matchMedia("(max-width:479.98px)");
    const night = matchMedia("(prefers-color-scheme:dark)");
    const view = win.visualViewport;
    const waiting = new Set();
    const fixed = /^(inline|page)$/.test(set.mode);
    const isFull = () => set.mode === "page" || (!fixed && small.matches);
    let design, words, port, frame, host, shadow, panel, button, before, isOpen, hidden, locked, down;

    const aria = (element, name, value) => element.setAttribute("aria-" + name, value);
    const emit = (event, detail, cancelable) =>
      dispatchEvent(new CustomEvent("kotae:" + event, { detail: { ...detail, widget: id }, cancelable }));
    // Before the frame has answered, what was asked for waits.
    const send = (type, fields) => {
      const message = { ...fields, kotae: 1, type };
      design ? port.postMessage(message) : waiting.add(message);
    };
    const about = (type) => {
      const style = getComputedStyle(tag.isConnected ? tag : root);
      const wish = {};
      for (let at = 0; at < OVERRIDES.length; at++) {
        const name = OVERRIDES[at];
        wish[name] = set[name.replace(/_./, (part) => part[1].toUpperCase())] || style.getPropertyValue("--kotae-" + name.replace("_", "-")).trim();
      }
      return { kotae: 1, type, page: location.origin + location.pathname, root: root.lang, set, wish };
    };

    const paint = () => {
      if (!design) return;
      const full = isFull();
      const scheme = design.color_scheme;
      const dark = scheme === "dark" || (scheme === "auto" && night.matches);
      const corner = design.position.split("-");
      const place = (y) => `${corner[0]}:${y}px;${corner[1]}:${design.offset_x}px;`;
      const launcher = !fixed && design.launcher !== "none" && !hidden;
      const gap = design.offset_y + (launcher ? 68 : 0);
      const label = design.launcher === "labelled" && !isOpen;
      const covers = full && isOpen && !hidden;

      host.style.cssText = `--p:${design.primary};--o:${design.on_primary};--r:${design.radius}px;--s:${(design.ground && design.ground[dark ? 1 : 0]) || (dark ? "#171a1f" : "#fff")};--z:${design.z_index}`;
      button.style.cssText = place(design.offset_y);
      // On a phone the panel covers what the on-screen keyboard leaves.
      panel.style.cssText = full
        ? `left:0;top:${view ? view.offsetTop : 0}px;height:${view ? view.height + "px" : "100%"}`
        : fixed
          ? ""
          : place(gap) + `width:${design.width}px;height:${design.height}px;max-height:calc(100vh - ${gap + 16}px)`;
      panel.className = (isOpen && !hidden ? "on " : "") + (full ? "full" : "");
      panel.inert = !isOpen || hidden;
      frame.title = words[2];
      aria(panel, "label", words[2]);
      fixed || aria(panel, "modal", covers);
      button.hidden = !launcher || covers;
      aria(button, "expanded", !!isOpen);
      aria(button, "label", words[isOpen ? 1 : 0] + words[2]);
      const svg = doc.createElementNS("http://www.w3.org/2000/svg", "svg");
      const line = doc.createElementNS("http://www.w3.org/2000/svg", "path");
      svg.setAttribute("viewBox", "0 0 24 24");
      line.setAttribute(
        "d",
        isOpen ? "M6 9.5l6 6 6-6" : "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H12l-4.5 4v-4h-1A2.5 2.5 0 0 1 4 13.5zM8.5 8.5h7M8.5 11.7h4.5",
      );
      svg.append(line);
      const image = doc.createElement("iframe");
      image.src = frame.src + "/launcher";
      image.tabIndex = -1;
      button.replaceChildren(design.launcher_image && !isOpen ? image : svg, label ? words[2] : "");
      // The page behind a panel that covers it cannot be reached.
      if (doc.body && !locked !== !covers) doc.body.inert = locked = covers;
    };

    const open = (byScript) => {
      if (!design) {
        if (down) frame.src += "";
        return waiting.add({ type: "open" });
      }
      // Inline it is a part of the page, which nobody opens.
      if (isOpen || (!fixed && !emit("before-open", {}, true))) return;
      before = doc.activeElement;
      isOpen = true;
      paint();
      send("open", { full: isFull(), focus: !byScript });
      if (!byScript) frame.focus();
      emit("open");
    };
    const close = () => {
      if (!isOpen || fixed) return;
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
      const { type, detail } = data;
      if (type === "design") {
        const first = !design;
        design = data.design;
        words = data.words;
        if (first) {
          const sheet = new CSSStyleSheet();
          // These rules hold whatever the frame says.
          sheet.replaceSync(
            ":host{all:initial!important;direction:ltr!important;position:fixed!important;width:0!important;height:0!important;z-index:var(--z)!important}" +
              data.css +
              "[hidden]{display:none!important}@media(prefers-reduced-motion){*{transition:none!important}}@media(forced-colors:active){button,div{border:2px solid}}@media print{:host{display:none!important}}",
          );
          shadow.adoptedStyleSheets = [sheet];
          const again = isOpen || fixed || set.open === "true" || (set.open === "remember" && data.open);
          isOpen = false;
          paint();
          if (again) open(true);
          waiting.forEach((early) => (early.type === "open" ? open(true) : port.postMessage(early)));
          waiting.clear();
        } else paint();
      } else if (type === "before") {
        port.postMessage({ kotae: 1, type: "go", of: data.of, on: emit("before-" + data.name, detail, true) });
      } else if (type === "close") close();
      else if (type === "warn") warn(data.message);
      else if (/^(ready|error)$/.test(type)) emit(type, { ...detail, message: data.message });
      else if (/^(question|answer|noanswer|suggestion|feedback|scenario|form|survey|identified|token-expiring)$/.test(data.name)) emit(data.name, detail);
    };

    // Outside of <body>: a page that transforms, filters or replaces its body does not move or lose the chat.
    const mount = () => {
      const place = set.mode === "inline" ? doc.querySelector(set.target) : root;
      if (!place) warn("no element " + set.target);
      else if (host.parentNode !== place) place.append(host);
    };

    const build = () => {
      const make = (tag) => doc.createElement(tag);
      host = make("div");
      host.dataset.kotae = id;
      host.className = set.mode;
      // Nothing is seen before the frame has said how it looks.
      host.style.cssText = "visibility:hidden!important;position:fixed!important";
      shadow = host.attachShadow({ mode: "open" });
      button = make("button");
      button.type = "button";
      button.hidden = true;
      button.onclick = () => (isOpen ? close() : open());
      button.onpointerenter = button.onfocus = () => set.load === "click" || send("warm");
      panel = make("div");
      panel.setAttribute("role", fixed ? "region" : "dialog");
      panel.inert = true;
      frame = make("iframe");
      frame.allow = "clipboard-write";
      frame.title = "Kotae";
      frame.src = base + "w/" + encodeURIComponent(key);
      // Also when the page has taken the host out and put it in again.
      frame.onload = () => {
        const channel = new MessageChannel();
        design = 0;
        port = channel.port1;
        port.onmessage = hear;
        frame.contentWindow.postMessage(about("hello"), new URL(base).origin, [channel.port2]);
        setTimeout(() => {
          if (design) return;
          // What the page wants to be said then stands there as a plain button; a press tries again.
          if (set.down && !down) {
            host.style.cssText = "position:fixed;bottom:24px;right:24px;z-index:999";
            button.append(set.down);
            button.hidden = !(down = 1);
          }
          warn(base + " does not answer. Is " + location.origin + " allowed?");
          emit("error", { message: "no answer" });
        }, 1e4);
      };
      panel.append(frame);
      shadow.append(panel, button);
      shadow.addEventListener("keydown", (event) => event.key === "Escape" && close());
      small.onchange = () => {
        paint();
        send("full", { on: isFull() });
      };
      night.onchange = paint;
      if (view) view.onresize = view.onscroll = () => isOpen && isFull() && paint();
      mount();
    };

    const update = (values) => {
      take(values);
      if (host) mount();
      if (design) port.postMessage(about("update"));
    };
    const show = (on) => {
      hidden = !on;
      if (hidden) close();
      paint();
    };
    const acts = {
      __proto__: null,
      open: () => open(true),
      close,
      toggle: () => (isOpen ? close() : open(true)),
      show: () => show(true),
      hide: () => show(),
      update,
      setLanguage: (lang) => update({ lang }),
      setColorScheme: (colorScheme) => update({ colorScheme }),
      shutdown() {
        hidden = true;
        paint();
        widgets.delete(widget);
        if (host) host.remove();
        host = 0;
      },
    };
    const widget = {
      id,
      run(command, value) {
        if (acts[command]) return acts[command](value);
        if (/^(ask|open)/.test(command)) open(true);
        send(command, { value });
      },
    };
    widgets.add(widget);
    const idle = () => (win.requestIdleCallback || setTimeout)(() => hidden || build());
    doc.readyState === "loading" ? doc.addEventListener("DOMContentLoaded", idle) : idle();
  };

  // The tests of each command's own arguments; after them may stand {widget: ID}.
  const TESTS = {
    t: (value) => typeof value === "string" && value.trim() && value.length <= 1e3,
    f: (value) => typeof value === "function",
    o: (value) => value && typeof value === "object",
    s: (value) => /^(auto|light|dark)$/.test(value),
  };
  const COMMANDS = {
    __proto__: null,
    boot: "o",
    shutdown: "",
    update: "o",
    open: "",
    close: "",
    toggle: "",
    show: "",
    hide: "",
    ask: "t",
    openEntry: "t",
    openScenario: "t",
    openForm: "t",
    identify: "o",
    setVisitor: "o",
    setLanguage: "t",
    setColorScheme: "s",
    reset: "",
    on: "tf",
    off: "tf",
    version: "",
  };
  const listeners = new Set();

  const Kotae = (command, ...args) => {
    const tests = COMMANDS[command];
    if (tests === undefined) return warn("unknown command " + String(command));
    for (let at = 0; at < tests.length; at++) {
      if (!TESTS[tests[at]](args[at])) return warn("bad argument of " + command);
    }
    const only = (args[tests.length] || {}).widget;
    const event = args[0];
    const run = args[1];
    if (command === "version") return "1";
    if (command === "boot") return start(script, event);
    if (command === "on") {
      const heard = ({ detail }) => (!only || detail.widget === only) && run(detail);
      listeners.add({ event, run, heard });
      addEventListener("kotae:" + event, heard);
    } else if (command === "off") {
      listeners.forEach((one) => {
        if (one.event !== event || one.run !== run) return;
        removeEventListener("kotae:" + event, one.heard);
        listeners.delete(one);
      });
    } else widgets.forEach((one) => (!only || one.id === only) && one.run(command, event));
  };
  const early = (win.Kotae && win.Kotae.q) || "";
  Kotae.add = start;
  win.Kotae = Kotae;
  start(script);
  for (let at = 0; at < early.length; at++) Kotae.apply(null, early[at]);
})();
