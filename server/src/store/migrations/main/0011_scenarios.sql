-- Scenarios: `graph` is the whole as JSON; `name_key` is the folded name, which is unique. `published_version` is the one
-- that the current publication looked at; NULL: none yet.
CREATE TABLE scenario (
  id BYTEA NOT NULL PRIMARY KEY,
  name_key TEXT NOT NULL UNIQUE,
  graph TEXT NOT NULL,
  version BIGINT NOT NULL,
  published_version BIGINT,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);

-- What visitors play: `play` is compiled, `name` (JSON: Japanese, English) labels buttons, `entries` (JSON) are those that
-- it leads to.
CREATE TABLE scenario_play (
  scenario BYTEA NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  play BYTEA NOT NULL,
  entries TEXT NOT NULL
);
