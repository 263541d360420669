//! The table of pages that make it hard for a guest.

/// One of them. `KOTAE` stands for the server's origin, `KOTAE/` before a path for its address.
pub(super) struct Case {
    /// For messages and addresses.
    pub(super) name: &'static str,
    /// Attributes of `<html>`.
    pub(super) html: &'static str,
    /// What stands before the script tag.
    pub(super) head: &'static str,
    /// The script tag's address and more attributes.
    pub(super) tag: &'static str,
    pub(super) policy: Option<&'static str>,
    /// The page is shown in a frame with this `sandbox`.
    pub(super) sandbox: Option<&'static str>,
    /// What the page does once the launcher is there.
    pub(super) act: &'static str,
}

const PLAIN: Case = Case {
    name: "plain",
    html: "",
    head: "",
    tag: "src=\"KOTAE/kotae.js\"",
    policy: None,
    sandbox: None,
    act: "",
};

/// The first one is the page without malice that all others are compared with.
pub(super) const CASES: &[Case] = &[
    PLAIN,
    Case {
        name: "all-unset",
        head: "<style>* { all: unset !important; direction: rtl !important }</style>",
        ..PLAIN
    },
    Case {
        name: "all-hidden",
        head: "<style>:not(html){display:none!important;visibility:hidden!important;opacity:0!important;pointer-events:none!important;
            position:absolute!important;inset:auto auto 9999px 9999px!important;width:0!important;height:0!important;margin:99px!important;
            transform:scale(0) rotate(45deg)!important;clip-path:inset(50%)!important;filter:blur(9px) invert(1)!important;zoom:3!important;
            contain:strict!important;content-visibility:hidden!important;mix-blend-mode:difference!important;overflow:hidden!important;
            font:99px/9 fantasy!important;color:red!important;letter-spacing:2em!important;text-transform:uppercase!important;
            writing-mode:vertical-rl!important;direction:rtl!important;unicode-bidi:bidi-override!important;z-index:-1!important;
            animation:1s infinite spin!important;transition:9s!important;cursor:none!important}@keyframes spin{to{rotate:1turn}}</style>",
        ..PLAIN
    },
    Case {
        name: "resets",
        head: "<style>iframe,embed,object{display:none}iframe{display:none!important;width:1px!important;height:1px!important;max-height:1px!important}
            div,button,[role=dialog],[data-kotae]{display:none!important;box-sizing:content-box!important;min-width:200vw!important;max-width:9px!important}
            div:empty,:root>div,html>:last-child{display:none!important}</style>",
        ..PLAIN
    },
    Case {
        name: "inherited",
        head: "<style>html{visibility:hidden;pointer-events:none;font:3px/7 serif;color:#fff;letter-spacing:9px;word-spacing:9px;text-transform:uppercase;
            cursor:none;text-align:right;user-select:none;writing-mode:vertical-rl;text-indent:99px;white-space:pre;quotes:none;font-variant:small-caps;
            -webkit-text-stroke:2px red;text-shadow:2px 2px red;tab-size:99;hyphens:auto;line-break:anywhere}</style>",
        ..PLAIN
    },
    Case {
        name: "moved-body",
        head: "<style>html{height:100%;overflow:hidden}body{transform:translate(30px,30px) scale(.5);filter:grayscale(1);perspective:9px;
            position:fixed;inset:0;overflow:hidden;z-index:99;contain:strict}</style>",
        ..PLAIN
    },
    Case {
        name: "right-to-left",
        html: "dir=\"rtl\" lang=\"ja\"",
        head: "<style>*{direction:rtl}</style>",
        ..PLAIN
    },
    Case {
        name: "zoomed-body",
        head: "<style>html{font-size:40px}body{zoom:2.5}</style>",
        ..PLAIN
    },
    Case {
        name: "csp",
        policy: Some("default-src 'none'; script-src KOTAE; frame-src KOTAE"),
        ..PLAIN
    },
    Case {
        name: "nonce",
        tag: "nonce=\"abc\" src=\"KOTAE/kotae.js\"",
        policy: Some(
            "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; frame-src KOTAE; require-trusted-types-for 'script'; trusted-types 'none'",
        ),
        ..PLAIN
    },
    Case {
        name: "sandbox",
        sandbox: Some("allow-scripts allow-same-origin allow-forms allow-popups"),
        ..PLAIN
    },
    Case {
        name: "prototypes",
        // The driver's own scripts, which run on the page too, must be able to go on.
        head: "<script>
            for (const of of [Array.prototype, Array])
              for (const name of Object.getOwnPropertyNames(of)) {
                const own = of[name];
                if (typeof own !== 'function' || name === 'constructor') continue;
                of[name] = function (...args) {
                  if (new Error().stack.includes('kotae.js')) throw new Error(name);
                  return own.apply(this, args);
                };
              }
            Array.prototype.extra = Object.prototype.extra = 'extra';
            Array.prototype.toJSON = () => { throw new Error('toJSON') };
            </script>",
        ..PLAIN
    },
    Case {
        name: "no-storage",
        head: "<script>
            for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
              Object.defineProperty(window, name, { get() { throw new Error('no ' + name) } });
            Object.defineProperty(document, 'cookie', { get() { throw new Error('no cookies') }, set() { throw new Error('no cookies') } });
            </script>",
        ..PLAIN
    },
    Case {
        name: "v1",
        tag: "src=\"KOTAE/v1/kotae.js\"",
        ..PLAIN
    },
    Case {
        name: "routes",
        act: "history.pushState({}, '', '#/next');
            document.body.replaceWith(document.createElement('body'));
            document.body.innerHTML = '<main><h1>next</h1></main>';
            document.head.innerHTML = '<title>next</title>';
            dispatchEvent(new PopStateEvent('popstate'));",
        ..PLAIN
    },
    Case {
        name: "script-again",
        act: "const tag = document.querySelector('script[data-widget]');
            tag.remove();
            document.body.append(tag);
            const copy = document.createElement('script');
            for (const { name, value } of tag.attributes) copy.setAttribute(name, value);
            document.body.append(copy);",
        ..PLAIN
    },
    Case {
        name: "taken-out",
        act: "document.documentElement.replaceChildren(document.head, document.body); Kotae('update', {});",
        ..PLAIN
    },
];
