-- From when and until when visitors may see an entry (YYYY-MM-DD HH:MM by the workspace's clock; empty: no bound), as it is
-- written. `agreed_*`: the version that they see between its bounds, as the last publication has it or as somebody who may publish
-- has saved it; NULL: none. `published_version` is that version while the moment lies between the bounds.
ALTER TABLE entry ADD COLUMN publish_from TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN publish_until TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN agreed_version BIGINT;
ALTER TABLE entry ADD COLUMN agreed_from TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN agreed_until TEXT NOT NULL DEFAULT '';
UPDATE entry SET agreed_version = published_version;
ALTER TABLE entry_version ADD COLUMN publish_from TEXT NOT NULL DEFAULT '';
ALTER TABLE entry_version ADD COLUMN publish_until TEXT NOT NULL DEFAULT '';
CREATE INDEX entry_with_window ON entry (agreed_from, agreed_until) WHERE agreed_from <> '' OR agreed_until <> '';

-- Why it was made: `person`, or `window` (the time of entries began or ended). `windows`: the entries with bounds that were agreed
-- to, seen or not (postcard); NULL: none.
ALTER TABLE publication ADD COLUMN cause TEXT NOT NULL DEFAULT 'person';
ALTER TABLE publication ADD COLUMN windows BYTEA;

-- What the current publication has beside entries (categories, words, scenarios), compressed: what one that Kotae makes by itself
-- has, too, whatever was written meanwhile.
CREATE TABLE publication_beside (
  publication BIGINT NOT NULL PRIMARY KEY,
  beside BYTEA NOT NULL
);

-- Publications at set times. `frozen` is what one has, compressed; `entries` how many entries it changes. `state`: `waiting`,
-- `pinned` (stopped: so many pinned questions are `broken`), `person` (stopped: who made it may not publish any more).
CREATE TABLE publication_schedule (
  id BYTEA NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  broken BIGINT NOT NULL,
  note TEXT NOT NULL,
  made_by BYTEA NOT NULL,
  made_by_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  frozen BYTEA NOT NULL
);
CREATE INDEX publication_schedule_by_state ON publication_schedule (state, at);

-- Links by which the chat is tried before a publication. Only the hash of a token is kept. `entries` (JSON) are in it whatever their
-- status; `audience` (JSON) are the groups as whose member one tries it.
CREATE TABLE preview_link (
  id BYTEA NOT NULL PRIMARY KEY,
  token_hash BYTEA NOT NULL UNIQUE,
  widget TEXT NOT NULL,
  entries TEXT NOT NULL,
  audience TEXT NOT NULL,
  made_by BYTEA NOT NULL,
  made_by_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  opened BIGINT NOT NULL,
  opened_at BIGINT
);
