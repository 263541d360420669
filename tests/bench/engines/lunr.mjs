import { createRequire } from "node:module";
import { FIELDS } from "./analysis.mjs";

const require = createRequire(import.meta.url);
const lunr = require("lunr");
for (const part of ["lunr.stemmer.support", "tinyseg", "lunr.ja"]) require(`lunr-languages/${part}`)(lunr);

export default function build(documents, lang) {
  const japanese = lang === "ja";
  const index = lunr(function () {
    if (japanese) this.use(lunr.ja);
    this.ref("id");
    for (const [field, boost] of Object.entries(FIELDS)) this.field(field, { boost });
    for (const document of documents) this.add(document);
  });
  const tokens = japanese ? lunr.ja.tokenizer : lunr.tokenizer;
  return {
    search(question, limit) {
      // Not `index.search`: what people type is no query language.
      const hits = index.query((query) => {
        for (const token of tokens(question)) {
          const term = token.toString().replace(/^\p{P}+|\p{P}+$/gu, "");
          if (term) query.term(term, { usePipeline: true });
        }
      });
      return hits.slice(0, limit).map(({ ref, score }) => [ref, score]);
    },
    serialise: () => JSON.stringify(index),
  };
}
