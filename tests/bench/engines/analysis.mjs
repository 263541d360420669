// Text as every peer sees it: width and case gone, Japanese as pairs of characters, words of other scripts whole.

const RUNS = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〆ー]+)|((?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〆ー])[\p{L}\p{N}])+)/gu;

export const normalise = (text) => text.normalize("NFKC").toLowerCase();

/** The terms of a text. */
export function terms(text) {
  const found = [];
  for (const [, japanese, word] of normalise(text).matchAll(RUNS)) {
    if (word) {
      found.push(word);
      continue;
    }
    const characters = Array.from(japanese);
    if (characters.length === 1) found.push(japanese);
    for (let at = 1; at < characters.length; at += 1) found.push(characters[at - 1] + characters[at]);
  }
  return found;
}

/** Is it a word that may be mistyped or unfinished, rather than a pair of characters? */
export const isWord = (term) => /^[a-z0-9]{4,}$/.test(term);

/** The searched fields and what they weigh. */
export const FIELDS = { title: 3, keywords: 2, category: 1, body: 1 };

/** The texts of a document's fields. */
export const fields = ({ id, title = "", phrasings = [], keywords = [], category = "", body = "" }) => ({
  id: String(id),
  title,
  keywords: [...phrasings, ...keywords].join(" / "),
  category,
  body,
});
