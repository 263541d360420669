-- Uploaded files. The bytes lie beside the databases, in `uploads/`, named by `hash`.
CREATE TABLE upload (
  id BYTEA NOT NULL PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  ending TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  width BIGINT,
  height BIGINT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL
);
