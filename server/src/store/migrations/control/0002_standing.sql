-- Whether a workspace is in use: `active`, `suspended`, `ending` (until `ends_at`; its data goes at `erase_at`), `erasing`.
ALTER TABLE workspace ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE workspace ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE workspace ADD COLUMN ends_at BIGINT;
ALTER TABLE workspace ADD COLUMN erase_at BIGINT;

-- What was erased: the certificate (JSON) and its SHA-256. Nothing of the content is in it.
CREATE TABLE erasure (
  id BYTEA NOT NULL PRIMARY KEY,
  workspace TEXT NOT NULL,
  at BIGINT NOT NULL,
  certificate TEXT NOT NULL,
  digest TEXT NOT NULL
);
CREATE INDEX erasure_by_workspace ON erasure (workspace, at);
