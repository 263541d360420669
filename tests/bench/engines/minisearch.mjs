import MiniSearch from "minisearch";
import { FIELDS, isWord, terms } from "./analysis.mjs";

export default function build(documents) {
  const index = new MiniSearch({
    fields: Object.keys(FIELDS),
    tokenize: terms,
    processTerm: (term) => term,
    searchOptions: { boost: FIELDS, combineWith: "OR", prefix: isWord, fuzzy: (term) => isWord(term) && 0.2 },
  });
  index.addAll(documents);
  return {
    search: (question, limit) => index.search(question).slice(0, limit).map(({ id, score }) => [id, score]),
    serialise: () => JSON.stringify(index),
  };
}
