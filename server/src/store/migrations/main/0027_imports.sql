-- What the columns of files with a header mean: `signature` is the header, folded; `headers` and `fields` are JSON lists;
-- `html` NULL: where the answers look like it.
CREATE TABLE import_mapping (
  id BYTEA NOT NULL PRIMARY KEY,
  signature TEXT NOT NULL UNIQUE,
  headers TEXT NOT NULL,
  fields TEXT NOT NULL,
  html BIGINT,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);

-- Imports that changed something. `kind` is what was imported; `undone_at` when it was undone last.
CREATE TABLE import (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  imported_by TEXT NOT NULL,
  file TEXT NOT NULL,
  added BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  undone_at BIGINT,
  undone_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX import_by_time ON import (at, id);

-- What an import made (`made` 1) or changed. `version` is the one that it left, `undone_version` the one that undoing left. Of
-- what keeps no versions of its own, `value_before` and `value_after` are what it said, as JSON.
CREATE TABLE import_change (
  import BYTEA NOT NULL REFERENCES import (id),
  position BIGINT NOT NULL,
  kind TEXT NOT NULL,
  object BYTEA NOT NULL,
  made BIGINT NOT NULL,
  version BIGINT NOT NULL,
  undone_version BIGINT,
  value_before TEXT,
  value_after TEXT,
  PRIMARY KEY (import, position)
);
CREATE INDEX import_change_by_object ON import_change (object, undone_version);
