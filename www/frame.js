// The start script of the frame document. It draws nothing while it waits; shared/src/api/frame.rs has the messages.
(() => {
  const data = JSON.parse(document.getElementById("kotae-boot").textContent);
  const queue = [];
  let port, started;

  // What the chat program finds when it starts; it sets `handle` and takes over `queue`.
  const K = (window.kotae = { data, queue, page: parent === window, hello: {} });
  const post = (K.post = (type, fields) => port && port.postMessage({ ...fields, kotae: 1, type }));
  const give = (message) => (K.handle ? K.handle(message) : queue.push(message));

  // The bytes of a reply, or nothing: the program then asks again by itself and shows what went wrong.
  const bytes = (url) => fetch(url).then((reply) => (reply.ok ? reply.arrayBuffer() : null)).catch(() => null);

  const sheet = (href) =>
    new Promise((done) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = href;
      link.onload = link.onerror = done;
      document.head.append(link);
    });

  const start = () => {
    if (started) return;
    started = true;
    K.boot = bytes(data.api + "boot");
    K.pack = data.pack ? bytes(data.api + "pack/" + data.pack) : null;
    const wasm = fetch(data.wasm);
    wasm.catch(() => {});
    Promise.all([import(data.js), ...data.css.map(sheet)])
      .then(([glue]) => glue.default({ module_or_path: wasm }))
      .catch((error) => {
        started = false;
        post("error", { message: String(error) });
        const again = document.createElement("button");
        again.textContent = "↻ もう一度読み込む / Try again";
        again.onclick = () => {
          again.remove();
          location.reload();
        };
        document.body.replaceChildren(again);
      });
  };

  // Whether the panel was open, for `data-open="remember"`. Storage may throw.
  const memory = (value) => {
    try {
      const store = K.hello.storage === "none" ? null : window[K.hello.storage === "session" ? "sessionStorage" : "localStorage"];
      return value === undefined ? store.getItem("kotae-open") : store.setItem("kotae-open", value);
    } catch {}
  };

  const hear = (message) => {
    if (!message || message.kotae !== 1) return;
    const { type } = message;
    if (type === "open" || type === "close") memory(type);
    if (type === "warm" || type === "open" || type === "ask") start();
    give(message);
  };

  addEventListener("message", ({ data: message, source, origin, ports }) => {
    if (K.page || source !== parent || !message || message.kotae !== 1) return;
    const own = origin === location.origin;
    if (message.type === "hello" && !port && ports[0] && (own || data.origins.includes(origin))) {
      K.hello = message;
      port = ports[0];
      port.onmessage = (event) => hear(event.data);
      // What is as usual is left out of the document.
      const ground = data.design.ground || [];
      const design = { width: 380, height: 600, ...data.design, ground: [ground[0] || "#fff", ground[1] || "#171a1f"] };
      post("design", { design, name: data.name, open: memory() === "open" });
    } else if (message.type === "preview" && own) {
      K.preview = true;
      give(message);
      start();
    }
  });

  if (K.page) start();
})();
