"""Has drHEADer (PyPI, OWASP's rules) look at the answers of a running `kotae`, as browsers get them by https.

    python3 -m venv venv && venv/bin/pip install drheader==2.0.0
    venv/bin/python tests/headers.py target/debug/kotae

Prints a table for `docs/security.md`. Exit code 1: a finding that is not explained below.
"""

import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

from drheader import Drheader

# Findings that are meant: the header and the value that it has (None: it is not there), and why. Another value, or another
# header, is a finding.
MEANT = {
    ("Cache-Control", "no-store"): "stricter than max-age=0, which is asked for beside it",
    ("Cache-Control", "no-cache"): "a page without data: kept, and asked for again each time",
    ("Cache-Control", "public, max-age=3600, stale-while-revalidate=86400"): "the loader, which is the same for everybody",
    ("Cache-Control", None): "nothing that is anybody's",
    ("Pragma", None): "of HTTP/1.0",
    ("Referrer-Policy", "same-origin"): "other sites get nothing; the origin check of old browsers needs our own",
    ("Strict-Transport-Security", "max-age=31536000"): "subdomains of Kotae's host may be somebody else's",
    ("X-Frame-Options", None): "frame-ancestors says it: nobody, or for a widget the listed origins",
    ("X-XSS-Protection", None): "browsers have taken it out",
}

ANSWERS = [
    ("admin page", "admin/default/"),
    ("admin API", "api/admin/default/start"),
    ("admin API, refused", "api/admin/default/session"),
    ("widget document", "w/demo"),
    ("widget API", "w/demo/boot"),
    ("loader", "kotae.js"),
    ("nothing there", "nothing"),
    ("health", "healthz"),
]


def fetch(address):
    try:
        with urllib.request.urlopen(address) as reply:
            return reply.status, dict(reply.headers)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers)


def main():
    kotae = os.path.abspath(sys.argv[1])
    unexplained = 0
    with tempfile.TemporaryDirectory() as data:
        env = {name: value for name, value in os.environ.items() if not name.startswith("KOTAE_")}
        env |= {"KOTAE_PUBLIC_URL": "https://faq.example.co.jp/", "LC_ALL": "C.UTF-8"}
        command = [kotae, "serve", "--demo", "--data", data, "--listen", "127.0.0.1:0"]
        server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            base = None
            for line in server.stderr:
                found = re.search(r"listen=(127\.0\.0\.1:\d+)", line)
                if found:
                    base = f"http://{found.group(1)}/"
                    break
            print("| answer | status | found | meant |\n|---|---|---|---|")
            for name, path in ANSWERS:
                status, headers = fetch(base + path)
                found, meant = [], []
                for finding in Drheader(headers=headers).analyze():
                    about = (finding["rule"], finding.get("value"))
                    if about in MEANT:
                        meant.append(f"`{about[0]}: {about[1]}`" if about[1] else f"no `{about[0]}`")
                    else:
                        found.append(f"{finding['rule']}: {finding['message']} ({about[1]})")
                unexplained += len(found)
                print(f"| {name} | {status} | {'; '.join(found) or 'nothing'} | {', '.join(sorted(set(meant))) or '-'} |")
            print("\n| meant | why |\n|---|---|")
            for (header, value), why in MEANT.items():
                print(f"| {f'`{header}: {value}`' if value else f'no `{header}`'} | {why} |")
        finally:
            server.terminate()
            server.wait()
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
