-- Questions and what they must find (`entry` NULL: nothing). `result` is `passed`, `broken` or empty when it was not run since it
-- was changed; `came` is the entry that came first then.
CREATE TABLE pinned (
  id BYTEA NOT NULL PRIMARY KEY,
  question TEXT NOT NULL,
  folded TEXT NOT NULL,
  entry BYTEA REFERENCES entry (id),
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  result TEXT NOT NULL DEFAULT '',
  ran_at BIGINT NOT NULL DEFAULT 0,
  came BYTEA
);
CREATE UNIQUE INDEX pinned_once ON pinned (folded);
CREATE INDEX pinned_by_entry ON pinned (entry);
