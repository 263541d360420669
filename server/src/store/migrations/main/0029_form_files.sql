-- Files that visitors sent for a form. `id` is made by the widget. The bytes lie beside the databases, in `attachments/`, named
-- by `hash`. `submission` NULL: none has taken it yet; after a day it is erased.
CREATE TABLE form_file (
  id BYTEA NOT NULL PRIMARY KEY,
  form BYTEA NOT NULL,
  widget TEXT NOT NULL,
  visitor BYTEA NOT NULL,
  hash TEXT NOT NULL,
  ending TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  submission BYTEA
);
CREATE INDEX form_file_by_submission ON form_file (submission, created_at, id);
CREATE INDEX form_file_by_hash ON form_file (hash);
