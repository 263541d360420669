-- The help desk's groups of synonyms: `terms` and `finds` are JSON lists, `folded` is searched (a folded line a term) and
-- sorts. Without `finds` a group works both ways.
CREATE TABLE synonyms (
  id BYTEA NOT NULL PRIMARY KEY,
  terms TEXT NOT NULL,
  finds TEXT NOT NULL,
  folded TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
CREATE INDEX synonyms_by_terms ON synonyms (folded, id);

-- Questions that ended in "solved" on an entry: `state` is `proposed`, `accepted` or `refused`. Questions that fold alike
-- are one phrase.
CREATE TABLE phrase (
  id BYTEA NOT NULL PRIMARY KEY,
  entry BYTEA NOT NULL REFERENCES entry (id),
  folded TEXT NOT NULL,
  text TEXT NOT NULL,
  count BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  state TEXT NOT NULL
);
CREATE UNIQUE INDEX phrase_once ON phrase (entry, folded);
CREATE INDEX phrase_by_count ON phrase (state, count, last_at, id);

-- Settings of the workspace that are one value each, as JSON.
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

-- `words`: changes of synonyms and learned phrases; `words_published`: how many of them the current publication has;
-- `phrases`: the last solved question that was looked at for phrases.
INSERT INTO counter (name, value) VALUES ('words', 0), ('words_published', 0), ('phrases', 0);
