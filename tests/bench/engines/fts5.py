"""Speaks the bench's protocol for SQLite's FTS5: python3 fts5.py --docs FILE"""

import json
import os
import re
import sqlite3
import sys
import tempfile
import time
import unicodedata

JAPANESE = "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff"
RUNS = re.compile(f"([{JAPANESE}]+)|((?:(?![{JAPANESE}])[^\\W_])+)")


def terms(text):
    """Japanese as pairs of characters, words of other scripts whole."""
    found = []
    for japanese, word in RUNS.findall(unicodedata.normalize("NFKC", text).lower()):
        if word or len(japanese) == 1:
            found.append(word or japanese)
        found.extend(japanese[at : at + 2] for at in range(len(japanese) - 1))
    return found


def main():
    with open(sys.argv[sys.argv.index("--docs") + 1], encoding="utf-8") as file:
        documents = [json.loads(line) for line in file if line.strip()]
    english = bool(documents) and documents[0].get("lang") == "en"
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "index.db")
        database = sqlite3.connect(path)
        tokenizer = "porter unicode61" if english else "unicode61"
        database.execute(
            f"CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, title, keywords, category, body, tokenize='{tokenizer}')"
        )
        for document in documents:
            words = document.get("phrasings", []) + document.get("keywords", [])
            texts = [document.get("title", ""), " / ".join(words), document.get("category", ""), document.get("body", "")]
            row = [str(document["id"])] + [" ".join(terms(text)) for text in texts]
            database.execute("INSERT INTO docs VALUES (?, ?, ?, ?, ?)", row)
        database.execute("INSERT INTO docs(docs) VALUES ('optimize')")
        database.commit()
        build_ms = (time.perf_counter() - start) * 1e3
        print(json.dumps({"ready": True, "build_ms": build_ms, "index_bytes": os.path.getsize(path)}), flush=True)
        for line in sys.stdin:
            answer(database, json.loads(line))
        database.close()


def answer(database, query):
    start = time.perf_counter()
    hits = []
    wanted = list(dict.fromkeys(terms(query["q"])))
    if wanted:
        hits = database.execute(
            "SELECT id, bm25(docs, 0, 3, 2, 1, 1) AS score FROM docs WHERE docs MATCH ? ORDER BY score LIMIT ?",
            (" OR ".join(f'"{term}"' for term in wanted), query.get("k", 10)),
        ).fetchall()
    us = (time.perf_counter() - start) * 1e6
    reply = {"qid": query["qid"], "ids": [row[0] for row in hits], "scores": [-row[1] for row in hits], "us": us}
    print(json.dumps(reply), flush=True)


main()
