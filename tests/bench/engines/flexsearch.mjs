import { Document } from "flexsearch";
import { FIELDS, terms } from "./analysis.mjs";

/** Hits of each field that are merged. */
const DEPTH = 50;

export default function build(documents) {
  const index = new Document({
    document: {
      id: "id",
      index: Object.keys(FIELDS).map((field) => ({ field, tokenize: "strict", encode: terms })),
    },
  });
  for (const document of documents) index.add(document);
  return {
    // It ranks within a field and gives no scores: a document gets each field's weight over its place there.
    search(question, limit) {
      const scores = new Map();
      for (const { field, result } of index.search(question, { limit: DEPTH, suggest: true })) {
        result.forEach((id, place) => scores.set(id, (scores.get(id) ?? 0) + FIELDS[field] / (place + 1)));
      }
      return [...scores].sort((a, b) => b[1] - a[1]).slice(0, limit);
    },
    serialise() {
      const parts = [];
      index.export((key, value) => parts.push(key, value));
      return parts.join("\n");
    },
  };
}
