-- What the help desk does about questions about the same. `subject` is the number by which they are one, in hexadecimal.
CREATE TABLE handling (
  subject TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  assignee BYTEA,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
