import { create, insertMultiple, save, search } from "@orama/orama";
import { FIELDS, terms } from "./analysis.mjs";

export default async function build(documents, lang) {
  const pairs = { language: "english", normalizationCache: new Map(), tokenize: (text) => [...new Set(terms(text))] };
  const tokenizer = lang === "ja" ? pairs : { stemming: true, language: "english" };
  const index = create({
    schema: { id: "string", title: "string", keywords: "string", category: "string", body: "string" },
    components: { tokenizer },
  });
  await insertMultiple(index, documents, 500);
  const properties = Object.keys(FIELDS);
  return {
    async search(term, limit) {
      const { hits } = await search(index, { term, properties, boost: FIELDS, limit, threshold: 1 });
      return hits.map(({ id, score }) => [id, score]);
    },
    serialise: () => JSON.stringify(save(index).index),
  };
}
