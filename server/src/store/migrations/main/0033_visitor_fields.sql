-- What the help desk wants to know of visitors. `definition` is JSON; `field_key` is in it, too, and never changes.
CREATE TABLE visitor_field (
  id BYTEA NOT NULL PRIMARY KEY,
  field_key TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL,
  position BIGINT NOT NULL,
  archived BIGINT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
